/* The map played by week: 0 on the slider is all days, 1 and up the pictures. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeWeeks = {
  play: (clicks, ticks, value, last, isStill) => {
    const { no_update: none, callback_context: context } = window.dash_clientside;
    const trigger = context.triggered_id;
    if (!trigger || !last) return [none, none, none];
    if (trigger.endsWith("-play")) {
      if (!isStill) return [none, true, "false"];
      return [value >= last ? 1 : value + 1, false, "true"];
    }
    if (isStill) return [none, none, none];
    return value + 1 >= last ? [last, true, "false"] : [value + 1, false, "true"];
  },

  /* A picture that stands still is in the link. */
  keep: (value, isStill, weeks, urlId) => {
    if (!isStill || !weeks || typeof value !== "number") return;
    const week = value ? weeks[value - 1] : "";
    const search = window.location.search;
    if ((new URLSearchParams(search).get("week") || "") === (week || "")) return;
    window.dash_clientside.set_props(urlId, { search: window.crimeLink.changeSearch(search, "week", week) });
  },
};

/* On a narrow window the layers scroll: the chosen one is in view. It is drawn a moment after it is told. */
window.dash_clientside.crimeLayers = {
  show: (layer) => {
    const look = (tries) => {
      const strip = document.querySelector(".layer-choice");
      const chosen = strip?.querySelector(`input[value="${CSS.escape(layer || "")}"]`)?.parentElement;
      if (!chosen) { if (tries) setTimeout(() => look(tries - 1), 50); return; }
      const [own, around] = [chosen.getBoundingClientRect(), strip.getBoundingClientRect()];
      if (own.left < around.left || own.right > around.right) {
        strip.scrollLeft += own.left + own.width / 2 - around.left - around.width / 2;
      }
    };
    look(40);
  },
};
