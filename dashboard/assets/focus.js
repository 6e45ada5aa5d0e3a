/* Where does the focus go when something opens? Into what opened, and on to the next field rather than into a list that closes. */
(function () {
"use strict";

/* A list of choices can take the focus, so that it scrolls by keyboard. On Tab it closes: the focus would be in it, and lost. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey) return;
  const list = document.getElementById(event.target.getAttribute?.("aria-controls") || "");
  if (list?.getAttribute("role") !== "listbox" || list.tabIndex !== 0) return;
  list.tabIndex = -1;
  setTimeout(() => { list.tabIndex = 0; }, 0);
}, true);

/* Wait for what is drawn as the answer to a press, and go on with it; whoever presses anything else meanwhile is left alone. */
const GIVE_UP_MS = 20000;
let stop = () => {};
const whenDrawn = (find, goOn) => {
  stop();
  const look = () => {
    const drawn = find();
    if (!drawn) return;
    stop();
    goOn(drawn);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true });
  const timer = setTimeout(() => stop(), GIVE_UP_MS);
  stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
  look();
};
for (const press of ["pointerdown", "keydown"]) document.addEventListener(press, () => stop(), true);
window.crimeFocus = { whenDrawn };

/* The form that corrects a concern stands over the list: who pressed its button far below would not see it. */
let pressed = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".concern button");
  if (button && !button.dataset.vote) pressed = button.closest(".concern").dataset.concern;
});
let form = null;
new MutationObserver(() => {
  const found = document.querySelector(".concern-correct .record-form");
  // Not what it is about: its list would open over the button.
  const first = found?.querySelector('[id*=\'"name":"words"\']');
  if (found && found !== form && first) {
    form = found;
    first.focus({ preventScroll: true });
    found.closest(".card").scrollIntoView({ block: "nearest" });
  } else if (!found && form) {
    form = null;
    document.querySelector(`.concern[data-concern="${pressed}"]`)?.focus();
  }
}).observe(document.body, { childList: true, subtree: true });
})();
