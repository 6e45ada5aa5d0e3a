/* Drawing on a map, and looking at a place of it. What is drawn is written into the link, and drawn again from there. */
(function () {
  "use strict";

  const HELP = {
    box: "Press and drag from corner to corner. Escape stops.",
    circle: "Press at the middle and drag outward. Escape stops.",
    polygon: "Click each corner; click the first one again, or press Enter, to close it. Escape stops.",
  };
  const maps = (window.crimeMaps.onScreen = window.crimeMaps.onScreen || {});
  const degrees = (number) => number.toFixed(5);
  const corner = ({ lat, lng }) => `${degrees(lng)},${degrees(lat)}`;
  let drawing = null;

  const write = (changes) => {
    let search = window.location.search;
    for (const [key, value] of Object.entries(changes)) {
      search = window.crimeLink.changeSearch(search, key, value);
    }
    window.dash_clientside.set_props("url", { search });
  };

  const stop = () => {
    if (!drawing) return;
    const { map, shape, button, help, handlers } = drawing;
    shape?.remove();
    for (const [name, handler] of Object.entries(handlers)) map.off(name, handler);
    map.dragging.enable();
    map.doubleClickZoom.enable();
    map.getContainer().classList.remove("is-drawing");
    button.setAttribute("aria-pressed", "false");
    help.textContent = "";
    // A click that ends a drawing is not also a look at a place.
    setTimeout(() => { drawing = null; }, 50);
  };

  const finish = (text) => {
    stop();
    if (text) write({ area: text, spot: "" });
  };

  const start = (map, kind, button) => {
    if (drawing) {
      const isSame = drawing.kind === kind;
      stop();
      drawing = null;
      if (isSame) return;
    }
    const help = button.closest(".map-tools").querySelector(".tools-help");
    const style = { className: "drawn", weight: 2 };
    const state = { map, kind, button, help, handlers: {}, shape: null };
    drawing = state;
    button.setAttribute("aria-pressed", "true");
    help.textContent = HELP[kind];
    map.dragging.disable();
    map.doubleClickZoom.disable();
    map.getContainer().classList.add("is-drawing");
    map.getContainer().focus({ preventScroll: true });
    const on = (name, handler) => { state.handlers[name] = handler; map.on(name, handler); };
    if (kind === "polygon") {
      const corners = [];
      state.close = () => finish(corners.length > 2 ? `polygon:${corners.map(corner).join(",")}` : "");
      on("click", ({ latlng, containerPoint }) => {
        const first = corners.length && map.latLngToContainerPoint(corners[0]);
        if (corners.length > 2 && first.distanceTo(containerPoint) < 12) { state.close(); return; }
        corners.push(latlng);
        state.shape?.remove();
        state.shape = L.polygon(corners, style).addTo(map);
      });
      return;
    }
    let from = null;
    const shape = (to) => (kind === "box"
      ? L.rectangle(L.latLngBounds(from, to), style)
      : L.circle(from, { ...style, radius: map.distance(from, to) }));
    on("mousedown", ({ latlng }) => { from = latlng; });
    on("mousemove", ({ latlng }) => {
      if (!from) return;
      state.shape?.remove();
      state.shape = shape(latlng).addTo(map);
    });
    on("mouseup", ({ latlng }) => {
      if (!from || !state.shape) { from = null; return; }
      const bounds = L.latLngBounds(from, latlng);
      finish(kind === "box"
        ? `box:${corner(bounds.getSouthWest())},${corner(bounds.getNorthEast())}`
        : `circle:${corner(from)},${Math.max(1, Math.round(map.distance(from, latlng)))}`);
    });
  };

  /* Leaflet has no mouse events for a finger: a drag of one is told as those of a mouse while something is drawn. */
  const fingers = { touchstart: "mousedown", touchmove: "mousemove", touchend: "mouseup" };
  for (const [name, as] of Object.entries(fingers)) {
    document.addEventListener(name, (event) => {
      if (!drawing || drawing.kind === "polygon" || !drawing.map.getContainer().contains(event.target)) return;
      const touch = event.changedTouches[0];
      const latlng = drawing.map.mouseEventToLatLng(touch);
      event.preventDefault();
      drawing.map.fire(as, { latlng, containerPoint: drawing.map.mouseEventToContainerPoint(touch) });
    }, { passive: false });
  }

  document.addEventListener("keydown", (event) => {
    if (!drawing) return;
    if (event.key === "Escape") stop();
    if (event.key === "Enter" && drawing.close && drawing.map.getContainer().contains(event.target)) drawing.close();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-map]");
    const map = button && maps[button.dataset.map];
    if (!map) return;
    const middle = map.getCenter();
    if (button.dataset.draw) start(map, button.dataset.draw, button);
    else if (button.dataset.circle) write({ area: `circle:${corner(middle)},${button.dataset.circle}`, spot: "" });
    else if ("view" in button.dataset) {
      const bounds = map.getBounds();
      write({ area: `box:${corner(bounds.getSouthWest())},${corner(bounds.getNorthEast())}`, spot: "" });
    } else if ("look" in button.dataset) write({ spot: `at:${corner(middle)}` });
  });

  /* Look at the place of a click; on pages that have such a card. */
  window.crimeMaps.watch = (map) => {
    maps[map.getContainer().id] = map;
    if (!document.getElementById("hotspots-spot") || map.getContainer().id !== "map-hotspots") return;
    map.on("click", ({ latlng }) => {
      if (!drawing) write({ spot: `at:${corner(latlng)}` });
    });
  };
  window.crimeMaps.look = (spot) => {
    if (!spot || drawing) return;
    write({ spot });
    showCard(spot);
  };

  /* The card of a place that was chosen comes into sight, and a keyboard or a screen reader goes on reading there. */
  const showCard = (spot) => {
    const find = () => [...document.querySelectorAll("#hotspots-spot [data-spot]")].find((box) => box.dataset.spot === spot);
    window.crimeFocus.whenDrawn(find, (drawn) => {
      const heading = drawn.querySelector("h2");
      const { top, bottom } = heading.getBoundingClientRect();
      if (top < 0 || bottom > 0.7 * window.innerHeight) drawn.scrollIntoView({ block: "start" });
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".places-card a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const spot = new URL(link.href).searchParams.get("spot");
    if (spot) showCard(spot);
  });
})();
