/* Controls that write a key of the link which is a list, or weights: read from the link when it changes, written when moved.
   All of it in the browser: an answer that comes late can then never pass for a move. */
(function () {
"use strict";

const moved = (isMine) => {
  const trigger = window.dash_clientside.callback_context.triggered_id;
  return Boolean(trigger) && isMine(trigger);
};

const write = (urlId, key, text) => {
  const search = window.crimeLink.changeSearch(window.location.search, key, text);
  if (search !== window.location.search) window.dash_clientside.set_props(urlId, { search });
};

const keyOf = (search, key) => new URLSearchParams(search || "").get(key) || "";
const listOf = (search, key, known) => keyOf(search, key).split(",").filter((name) => known.includes(name));

window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeControls = {
  /* Which one neighborhood: the first of the filter. */
  place: (search, value, options, ownId, urlId) => {
    const known = options.map((option) => option.value);
    const linked = listOf(search, "neighborhood", known).sort()[0] || null;
    if (!moved((trigger) => trigger === ownId) || value === linked) return linked;
    write(urlId, "neighborhood", value || "");
    return window.dash_clientside.no_update;
  },

  /* Which others beside it. */
  beside: (search, values, options, ownId, urlId) => {
    const known = options.map((option) => option.value);
    const linked = listOf(search, "beside", known).slice(0, 2);
    if (!moved((trigger) => trigger === ownId) || String(values) === String(linked)) return linked;
    write(urlId, "beside", (values || []).join(","));
    return window.dash_clientside.no_update;
  },

  /* How much each column counts; the usual weights need no key. */
  weights: (search, values, controls, urlId) => {
    const asked = Object.fromEntries(keyOf(search, "weights").split(",").map((pair) => pair.split(":")));
    const linked = controls.map(({ column, usual, most }) => {
      const weight = Number.parseFloat(asked[column]);
      return Number.isFinite(weight) ? Math.min(Math.max(weight, 0), Number(most)) : Number(usual);
    });
    const isMoved = moved((trigger) => trigger.type === "weight");
    if (!isMoved || String(values) === String(linked)) return linked;
    const isUsual = controls.every(({ usual }, n) => values[n] === Number(usual));
    write(urlId, "weights", isUsual ? "" : controls.map(({ column }, n) => `${column}:${values[n]}`).join(","));
    return controls.map(() => window.dash_clientside.no_update);
  },

  /* A block that was clicked on the map is chosen, and clicked again let go. */
  block: (clicks, clicked, layers, urlId) => {
    const { triggered_id: trigger, triggered } = window.dash_clientside.callback_context;
    if (!trigger || !triggered[0].value) return;
    const layer = layers.findIndex((id) => id.layer === trigger.layer);
    const block = clicked[layer]?.properties?.id;
    if (!block) return;
    write(urlId, "block", keyOf(window.location.search, "block") === block ? "" : block);
  },
};
})();
