/* The frame of the page: which page is open, the panels of small screens, the link for the clipboard, and whether the server
   still answers. */
(function () {
"use strict";

/* The grid's script comes with the document of its page alone: from another page that document is loaded, not its content drawn
   in here, where the script would be missing. */
const needsDocument = (href) => new URL(href, window.location.href).pathname === "/incidents" && !window.dash_ag_grid;

/* Go to an address of ours as the pages' own links do, without loading everything again. */
const go = (href) => {
  if (needsDocument(href)) {
    window.location.assign(href);
    return;
  }
  window.history.pushState({}, "", href);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
};

/* Rewrite one key of a query string; an empty value removes it. */
const changeSearch = (search, key, value) => {
  const query = new URLSearchParams(search);
  query.delete(key);
  if (value) query.append(key, value);
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? `?${text}` : "";
};
window.crimeLink = { go, changeSearch };

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-keep-search]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const target = new URL(link.href);
  go(target.pathname + window.location.search + target.hash);
  window.dispatchEvent(new Event("hashchange"));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]:not([data-keep-search])");
  if (link?.origin === window.location.origin && needsDocument(link.href)) event.stopPropagation();
}, true);

/* Panels that a button opens close with Escape, with a click elsewhere, and when something in them was chosen. */
const panels = () => document.querySelectorAll("details.dropdown[open], details.tools-keyboard[open]");
document.addEventListener("click", (event) => {
  for (const panel of panels()) {
    const isChosen = event.target.closest?.("a, .choice, button[data-map]");
    if (!panel.contains(event.target) || isChosen) panel.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const panel of panels()) {
    if (panel.contains(document.activeElement)) panel.querySelector("summary").focus();
    panel.open = false;
  }
  if (!document.querySelector("#page-menu.is-open")) return;
  const toggle = document.getElementById("page-menu-toggle");
  toggle.click();
  toggle.focus();
});

/* On paper pictures are as they were on the screen, made smaller where the paper is narrower. */
const PAPER_PX = 640;
const PAPER_MAP_PX = 300;
window.addEventListener("beforeprint", () => {
  for (const chart of document.querySelectorAll(".chart .main-svg")) {
    chart.setAttribute("viewBox", `0 0 ${chart.width.baseVal.value} ${chart.height.baseVal.value}`);
    chart.setAttribute("preserveAspectRatio", "xMinYMin");
  }
  for (const frame of document.querySelectorAll(".map-frame")) {
    const { offsetWidth: width, offsetHeight: height } = frame;
    if (!width) continue;
    Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, zoom: Math.min(1, PAPER_PX / width, PAPER_MAP_PX / height) });
  }
});
window.addEventListener("afterprint", () => {
  for (const chart of document.querySelectorAll(".chart .main-svg")) {
    chart.removeAttribute("viewBox");
    chart.removeAttribute("preserveAspectRatio");
  }
  for (const frame of document.querySelectorAll(".map-frame")) Object.assign(frame.style, { width: "", height: "", zoom: "" });
});

/* A link to a part of a page waits for that part to be drawn. */
const showPart = () => {
  const name = decodeURIComponent(window.location.hash.slice(1));
  if (!name || name === "main") return;
  window.crimeFocus.whenDrawn(() => document.getElementById(name), (part) => {
    part.scrollIntoView({ block: "start" });
    part.querySelector("summary, h2, h3")?.focus?.();
  });
};

/* Say when the server does not answer, look for it, and say when it is back. */
const SLOW_MS = 500;
const RETRY_MS = 4000;
let waiting = 0;
let isLost = false;
const say = (text, action) => {
  const notice = document.getElementById("connection-notice");
  if (!notice) return;
  notice.replaceChildren();
  if (!text) return;
  const box = document.createElement("div");
  box.className = "notice notice-alert";
  const sign = document.createElement("span");
  sign.className = "icon icon-alert";
  const words = document.createElement("div");
  words.textContent = `${text} `;
  if (action) {
    const button = document.createElement("button");
    button.className = "as-link";
    button.textContent = action;
    button.addEventListener("click", () => window.location.reload());
    words.append(button);
  }
  box.append(sign, words);
  notice.append(box);
};
const lose = () => {
  if (isLost) return;
  isLost = true;
  say("The dashboard does not answer. The numbers below are those of before; they come back by themselves once it does.");
  setTimeout(look, RETRY_MS);
};
const look = async () => {
  try {
    const answer = await send("/alive", { cache: "no-store" });
    if (!answer.ok) throw new Error();
    isLost = false;
    say("The dashboard answers again.", "Draw the page anew");
  } catch {
    setTimeout(look, RETRY_MS);
  }
};
const send = window.fetch.bind(window);
window.fetch = async (...request) => {
  const address = String(request[0]?.url || request[0]);
  if (!address.includes("_dash-update-component")) return send(...request);
  const timer = setTimeout(() => document.documentElement.setAttribute("data-busy", ""), SLOW_MS);
  waiting += 1;
  try {
    const answer = await send(...request);
    if (answer.status > 501) lose();
    return answer;
  } catch (error) {
    if (error?.name !== "AbortError") lose();
    throw error;
  } finally {
    clearTimeout(timer);
    waiting -= 1;
    if (!waiting) document.documentElement.removeAttribute("data-busy");
  }
};

window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeShell = {
  /* Who reads the flags of a report is most often who writes: the name that this browser keeps for forms. */
  nameWhoWrites: (_, typed) => {
    if (typed) return window.dash_clientside.no_update;
    try {
      return JSON.parse(window.localStorage.getItem("_dash_persistence.who-writes.value.true"))[0] || "";
    } catch {
      return "";
    }
  },

  /* The attribute that Mantine sets, now and whenever it changes. */
  colorScheme: (toggleId, storeId) => {
    const root = document.documentElement;
    const read = () => (root.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light");
    if (!window.crimeWatchesScheme) {
      window.crimeWatchesScheme = true;
      let known = read();
      new MutationObserver(() => {
        if (read() === known) return;
        known = read();
        window.dash_clientside.set_props(storeId, { data: known });
      }).observe(root, { attributeFilter: ["data-mantine-color-scheme"] });
    }
    return read();
  },

  forgetError: () => [],

  markPage: (pathname, links) => {
    document.body.dataset.page = pathname;
    showPart();
    return links.map(({ path }) => `tab${path === pathname ? " is-current" : ""}`);
  },

  /* Open or close the list of pages on a small screen; a page that was chosen closes it. */
  toggleMenu: () => {
    const { triggered_id: trigger, triggered } = window.dash_clientside.callback_context;
    const isOpen = document.getElementById("page-menu")?.classList.contains("is-open");
    const opens = trigger === "page-menu-toggle" && Boolean(triggered[0].value) && !isOpen;
    return ["rail" + (opens ? " is-open" : ""), String(opens)];
  },

  /* Write what a clicked point carries into the link; clicked again, it is let go. */
  pick: (clicks, urlId) => {
    const { triggered, triggered_id: trigger } = window.dash_clientside.callback_context;
    const value = triggered?.[0]?.value?.points?.[0]?.customdata;
    const picked = Array.isArray(value) ? value[0] : value;
    if (!trigger || typeof picked !== "string") return;
    const search = window.location.search;
    const isSame = new URLSearchParams(search).get(trigger.key) === picked;
    window.dash_clientside.set_props(urlId, { search: changeSearch(search, trigger.key, isSame ? "" : picked) });
  },

  togglePanel: (clicks, isOpen) => !isOpen,

  panelClass: (isOpen) => ["filters" + (isOpen ? " is-open" : ""), String(Boolean(isOpen))],

  /* The copied link names its days, so that tomorrow it still shows the same numbers. */
  copyLink: async (clicks, search) => {
    if (!clicks) return [window.dash_clientside.no_update, window.dash_clientside.no_update];
    const link = window.location.origin + window.location.pathname + (search || "");
    try {
      await navigator.clipboard.writeText(link);
      return ["Link copied", "is-copied"];
    } catch {
      window.prompt("Copy this link", link);
      return ["Copy link", ""];
    }
  },
};
})();
