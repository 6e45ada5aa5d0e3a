/* Maps: symbols, names that do not overlap, and grid cells drawn from their numbers.
   Colors are CSS, so that light and dark need no second drawing. */
(function () {
  "use strict";

  const text = (tag, className, content) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = content;
    return element;
  };

  /* Name a marker for screen readers; Leaflet gives it the focus, but no key that clicks. */
  const makeReachable = (marker, label, isButton) => {
    marker.on("add", () => {
      const element = marker.getElement();
      if (isButton) {
        element.setAttribute("aria-label", label);
        element.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          element.click();
        });
      } else {
        element.setAttribute("aria-hidden", "true");
      }
      schedule(marker._map);
    });
  };

  const fits = (count, size) => size >= 9 + 6 * String(count).length;

  const overlaps = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  const POSITIONS = ["is-below", "is-above", "is-right", "is-left", "is-hidden"];

  /* Show the names that fit, the busiest places first: below their symbol, else beside it, else not. */
  const declutter = (map) => {
    const icons = [...map.getPane("markerPane").querySelectorAll(".place")];
    icons.sort((a, b) => Number(b.dataset.weight) - Number(a.dataset.weight));
    const frame = map.getContainer().getBoundingClientRect();
    const taken = [...map.getPane("markerPane").querySelectorAll(".place-dot, .area-number")]
      .filter((dot) => dot.offsetWidth > 6)
      .map((dot) => ({ owner: dot.parentElement, box: dot.getBoundingClientRect() }));
    // Buttons and the scale lie over the names; the tools do on wide windows.
    const over = map.getContainer().closest(".map-with-tools") || map.getContainer();
    for (const control of over.querySelectorAll(".leaflet-control, .map-tools")) {
      taken.push({ owner: null, box: control.getBoundingClientRect() });
    }
    for (const icon of icons) {
      const label = icon.querySelector(".place-name");
      const isFree = (box) =>
        box.left > frame.left && box.right < frame.right && !taken.some((other) => other.owner !== icon && overlaps(other.box, box));
      for (const position of POSITIONS) {
        label.classList.remove(...POSITIONS);
        label.classList.add(position);
        if (position === "is-hidden") break;
        const box = label.getBoundingClientRect();
        if (isFree(box)) {
          taken.push({ owner: icon, box });
          break;
        }
      }
    }
  };

  const schedule = (map) => {
    if (!map || map._crimeDeclutter) return;
    if (!map._crimeListens) {
      map._crimeListens = true;
      map.on("moveend zoomend resize", () => schedule(map));
    }
    map._crimeDeclutter = requestAnimationFrame(() => {
      map._crimeDeclutter = null;
      if (map.getPane("markerPane")) declutter(map);
    });
  };

  /* So near that a square of the grid is seen with the streets around it. */
  const CLOSEST = 16;

  /* Keep the frame in view while the page settles around the map, until a reader moves the map. */
  const fit = (map) => {
    map._crimeFits = true;
    map.fitBounds(map._crimeFrame, { animate: false, padding: [10, 10], maxZoom: CLOSEST });
    map._crimeFits = false;
  };

  const keepInView = (map, bounds) => {
    if (map._crimeFrame && map._crimeFrame.equals(bounds)) return;
    const isFirst = !map._crimeFrame;
    if (isFirst) window.crimeMaps.watch(map);
    map._crimeFrame = bounds;
    map._crimeMoved = false;
    fit(map);
    if (!isFirst) return;
    map.on("dragstart zoomstart", () => { map._crimeMoved = map._crimeMoved || !map._crimeFits; });
    new ResizeObserver(() => {
      if (!map.getPane("mapPane")) return;
      map.invalidateSize({ animate: false });
      if (!map._crimeMoved) fit(map);
    }).observe(map.getContainer());
  };

  window.crimeMaps = {
    watch: () => {},
    look: () => {},

    frame: (feature, layer) => {
      layer.on("add", () => keepInView(layer._map, layer.getBounds()));
    },

    /* Classes, not colors: CSS paints them. */
    style: (feature) => ({ className: feature.properties.class, weight: 1 }),

    /* A circle whose area stands for the count, with the number in it and the name below. */
    place: (feature, latlng) => {
      const { name, count, size, label, chosen, button } = feature.properties;
      const box = document.createElement("span");
      const dot = text("span", "place-dot", fits(count, size) ? count : "");
      dot.style.width = dot.style.height = `${size}px`;
      box.append(dot, text("span", "place-name", name));
      const icon = L.divIcon({
        html: box,
        className: `place${chosen ? " is-chosen" : ""}${button ? "" : " is-quiet"}`,
        iconSize: [size, size],
      });
      const marker = L.marker(latlng, {
        icon, keyboard: button, interactive: button, title: button ? label : "", riseOnHover: true,
        zIndexOffset: count ? -20 * Math.round(size) : -2000,
      });
      marker.on("add", () => { marker.getElement().dataset.weight = count; });
      makeReachable(marker, label, button);
      return marker;
    },

    /* A number that the list beside the map repeats. */
    areaNumber: (feature, latlng) => {
      const { rank, label, spot } = feature.properties;
      const icon = L.divIcon({
        html: text("span", "area-number", rank), className: "area", iconSize: [20, 20], iconAnchor: [-3, 23],
      });
      const marker = L.marker(latlng, { icon, title: label });
      makeReachable(marker, label, true);
      marker.on("click", () => window.crimeMaps.look(spot));
      return marker;
    },

    incident: (feature, latlng) => {
      const { count, label, spot } = feature.properties;
      const marker = bubble(count, latlng, label);
      marker.on("click", () => window.crimeMaps.look(spot));
      return marker;
    },

    incidentCluster: (feature, latlng, index) => {
      const leaves = index.getLeaves(feature.properties.cluster_id, Infinity);
      const count = leaves.reduce((sum, leaf) => sum + leaf.properties.count, 0);
      return bubble(count, latlng, `${count} incidents in ${leaves.length} places: zoom in`);
    },
  };

  const bubble = (count, latlng, label) => {
    const size = Math.min(44, 12 + 3.5 * Math.sqrt(count));
    const icon = L.divIcon({
      html: text("span", "bubble", fits(count, size) ? count : ""), className: "", iconSize: [size, size],
    });
    const marker = L.marker(latlng, { icon, title: label });
    makeReachable(marker, label, true);
    return marker;
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.crimeMaps = {
    /* Grid cells travel as [column, row, class]; their corners lie between the corners of the grid.
       One shape per class: many cells then cost the browser no more than a few. */
    expandCells: (grid) => {
      if (!grid || !grid.cells || !grid.cells.length) {
        return { type: "FeatureCollection", features: [] };
      }
      const [southwest, southeast, northeast, northwest] = grid.corners;
      const at = (i, j) => {
        const u = i / grid.columns;
        const v = j / grid.rows;
        return [0, 1].map((k) =>
          (1 - v) * ((1 - u) * southwest[k] + u * southeast[k])
          + v * ((1 - u) * northwest[k] + u * northeast[k]));
      };
      const shapes = new Map();
      for (const [i, j, rank] of grid.cells) {
        if (!shapes.has(rank)) shapes.set(rank, []);
        shapes.get(rank).push([[at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1), at(i, j)]]);
      }
      return {
        type: "FeatureCollection",
        features: [...shapes].map(([rank, coordinates]) => ({
          type: "Feature",
          properties: { class: `cell cell-${rank}` },
          geometry: { type: "MultiPolygon", coordinates },
        })),
      };
    },
  };
})();
