/* The grid of the week: arrow keys move between hours, a press picks one or lets go of it, and a line under the grid says
   which hour is pointed at. Drawn upright on phones, the arrows follow what is seen. */
(function () {
"use strict";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const hourOf = (target) => target.closest?.(".hour-grid button[data-hour]");

const isTurned = (grid) => getComputedStyle(grid).getPropertyValue("--is-turned").trim() === "1";

const at = (grid, day, hour) => grid.querySelector(`button[data-hour="${DAYS[day]}-${hour}"]`);

const within = (number, most) => Math.min(Math.max(number, 0), most);

/* Give the hour that a key leads to, or nothing for a key that does not move. */
const neighbor = (button, event) => {
  const grid = button.closest(".hour-grid");
  const [name, text] = button.dataset.hour.split("-");
  const day = DAYS.indexOf(name);
  const hour = Number(text);
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  if (event.key in steps) {
    const [row, column] = steps[event.key];
    const [days, hours] = isTurned(grid) ? [column, row] : [row, column];
    return at(grid, within(day + days, 6), within(hour + hours, 23));
  }
  const isWhole = event.ctrlKey || event.metaKey;
  if (event.key === "Home") return at(grid, isWhole ? 0 : day, 0);
  if (event.key === "End") return at(grid, isWhole ? 6 : day, 23);
  return null;
};

const say = (button) => {
  const readout = button.closest(".hour-frame").querySelector(".hour-readout");
  if (readout) readout.textContent = button.getAttribute("aria-label");
};

document.addEventListener("keydown", (event) => {
  const button = hourOf(event.target);
  const next = button && neighbor(button, event);
  if (!next) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("focusin", (event) => {
  const button = hourOf(event.target);
  if (!button) return;
  for (const other of button.closest(".hour-grid").querySelectorAll('button[tabindex="0"]')) other.tabIndex = -1;
  button.tabIndex = 0;
  say(button);
});

document.addEventListener("mouseover", (event) => {
  const button = hourOf(event.target);
  if (button) say(button);
});

/* Once nothing is pointed at, the line says the hour that is picked again. */
document.addEventListener("mouseout", (event) => {
  const grid = event.target.closest?.(".hour-grid");
  if (!grid || grid.contains(event.relatedTarget)) return;
  const readout = grid.closest(".hour-frame").querySelector(".hour-readout");
  if (readout) readout.textContent = readout.dataset.rest;
});

/* The grid is drawn anew once the link has changed, and the hour that was pressed loses the focus: give it back. */
const keepFocus = (button) => {
  const { hour } = button.dataset;
  const place = [...document.querySelectorAll(".hour-grid")].indexOf(button.closest(".hour-grid"));
  const find = () => {
    if (document.activeElement !== document.body) return null;
    return document.querySelectorAll(".hour-grid")[place]?.querySelector(`button[data-hour="${hour}"]`);
  };
  window.crimeFocus.whenDrawn(find, (drawn) => drawn.focus({ preventScroll: true }));
};

document.addEventListener("click", (event) => {
  const button = hourOf(event.target);
  if (!button) return;
  const { hour } = button.dataset;
  const { search, pathname } = window.location;
  const isChosen = new URLSearchParams(search).get("hour") === hour;
  button.focus();
  keepFocus(button);
  window.crimeLink.go(pathname + window.crimeLink.changeSearch(search, "hour", isChosen ? "" : hour));
});
})();
