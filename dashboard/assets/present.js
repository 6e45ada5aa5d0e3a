/* Slides: from one to the next by keys, buttons, the link's "#n" or by themselves; full screen. Nothing here asks the server. */
(function () {
"use strict";

const PAGE = "/present";
const STACKED = "(max-width: 48em)";
const LEAST_FIT = 0.6;
const FIT_STEP = 0.04;
const SECONDS = { usual: 12, least: 3, most: 600 };
let timer = null;

const deck = () => document.querySelector(".deck");
const slides = () => [...document.querySelectorAll(".deck > .slide")];
const isOpen = () => window.location.pathname === PAGE && slides().length > 0;
const asked = () => Number.parseInt(window.location.hash.slice(1), 10) || 1;
const shown = () => Math.max(0, slides().findIndex((slide) => slide.classList.contains("is-shown")));

/* A slide that holds more than its room gets smaller type, rather than losing a line. */
const fit = (slide) => {
  slide.style.setProperty("--fit", "1");
  if (window.matchMedia(STACKED).matches) return;
  for (let size = 1; size > LEAST_FIT; size -= FIT_STEP) {
    slide.style.setProperty("--fit", size.toFixed(2));
    if (slide.scrollHeight <= slide.clientHeight + 1 && slide.scrollWidth <= slide.clientWidth + 1) return;
  }
};

const show = (number, { isFirst = false } = {}) => {
  const all = slides();
  if (!all.length) return;
  const at = Math.min(Math.max(number, 1), all.length);
  all.forEach((slide, index) => slide.classList.toggle("is-shown", index === at - 1));
  deck().classList.add("is-live");
  const slide = all[at - 1];
  fit(slide);
  const { set_props: tell } = window.dash_clientside;
  tell("present-count", { children: `${at} / ${all.length}` });
  if (!isFirst) {
    tell("present-said", { children: `Slide ${at} of ${all.length}: ${slide.querySelector("h2").textContent}` });
    window.history.replaceState(window.history.state, "", `#${at}`);
  }
  const isAsked = !isFirst || window.location.hash;
  if (isAsked && window.matchMedia(STACKED).matches) slide.scrollIntoView({ block: "start" });
};
const turn = (by) => show(shown() + 1 + by);

const label = () => {
  const button = document.querySelector('[data-present="play"]');
  if (!button) return;
  button.querySelector(".icon").className = `icon icon-${timer ? "pause" : "play"}`;
  button.querySelector("span:last-child").textContent = timer ? "Pause" : "Play";
};
const stop = () => {
  clearInterval(timer);
  timer = null;
  label();
};
const play = () => {
  stop();
  const query = new URLSearchParams(window.location.search);
  const wanted = Number(query.get("secs")) || SECONDS.usual;
  const seconds = Math.min(Math.max(wanted, SECONDS.least), SECONDS.most);
  timer = setInterval(() => {
    if (!isOpen()) stop();
    else show(((shown() + 1) % slides().length) + 1);
  }, 1000 * seconds);
  label();
};

const fullScreen = () => {
  if (document.fullscreenElement) document.exitFullscreen?.();
  else document.documentElement.requestFullscreen?.().catch(() => {});
};

const ACTS = {
  next: () => turn(1),
  previous: () => turn(-1),
  full: fullScreen,
  play: () => (timer ? stop() : play()),
};
const KEYS = {
  ArrowRight: () => turn(1),
  ArrowDown: () => turn(1),
  PageDown: () => turn(1),
  " ": (event) => turn(event.shiftKey ? -1 : 1),
  ArrowLeft: () => turn(-1),
  ArrowUp: () => turn(-1),
  PageUp: () => turn(-1),
  Home: () => show(1),
  End: () => show(slides().length),
  f: fullScreen,
  F: fullScreen,
  // The browser itself leaves the full screen.
  Escape: stop,
};

document.addEventListener("keydown", (event) => {
  if (!isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (!act || event.target.closest?.("input, textarea, select")) return;
  // Space presses the button that has the focus.
  if (event.key === " " && event.target.closest?.("button, a")) return;
  // A phone's slides are one below the other, and scroll.
  if (window.matchMedia(STACKED).matches && event.key !== "Escape" && event.key.toLowerCase() !== "f") return;
  event.preventDefault();
  act(event);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-present]");
  if (button && isOpen()) ACTS[button.dataset.present]();
});
window.addEventListener("hashchange", () => isOpen() && show(asked()));
window.addEventListener("resize", () => isOpen() && fit(slides()[shown()]));

/* The slides come with the next turn of the page's own drawing. */
const begin = (tries = 40) => {
  if (!isOpen()) {
    if (tries) setTimeout(() => begin(tries - 1), 50);
    return;
  }
  show(asked(), { isFirst: true });
  if (new URLSearchParams(window.location.search).get("autoplay") === "1") play();
};

window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimePresent = {
  start: (children) => {
    if (children) setTimeout(begin, 0);
    return "Slide, of all slides";
  },
};
})();
