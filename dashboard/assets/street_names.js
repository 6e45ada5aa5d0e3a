/* Names along the streets of a map that is near enough to read them: one a street, at the middle of what is seen of it. */
(function () {
"use strict";

const FROM_ZOOM = 15;
const CHARACTER_PX = 6;
const HEIGHT_PX = 14;
const PANE = "street-names";
const KINDS = ["arterial", "local"];

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/* What is seen of a line, in pixels, as pieces that lie one after another. */
const seen = (map, line, frame) => {
  const points = line.map(([lng, lat]) => map.latLngToContainerPoint([lat, lng]));
  const runs = [];
  let last = null;
  for (let n = 1; n < points.length; n += 1) {
    const piece = L.LineUtil.clipSegment(points[n - 1].clone(), points[n].clone(), frame, false, false);
    if (!piece || piece[0].equals(piece[1])) { last = null; continue; }
    if (!last) runs.push((last = []));
    last.push(piece);
  }
  return runs;
};

const lengthOf = (run) => run.reduce((sum, [a, b]) => sum + a.distanceTo(b), 0);

/* The middle of a run, and the direction there, never upside down. */
const middleOf = (run) => {
  let left = lengthOf(run) / 2;
  for (const [a, b] of run) {
    const own = a.distanceTo(b);
    if (left <= own) {
      const at = a.add(b.subtract(a).multiplyBy(left / own));
      const turn = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
      return [at, turn > 90 ? turn - 180 : turn <= -90 ? turn + 180 : turn];
    }
    left -= own;
  }
  return [run[0][0], 0];
};

const boxOf = (at, turn, width) => {
  const angle = (turn * Math.PI) / 180;
  const x = (Math.abs(Math.cos(angle)) * width + Math.abs(Math.sin(angle)) * HEIGHT_PX) / 2;
  const y = (Math.abs(Math.sin(angle)) * width + Math.abs(Math.cos(angle)) * HEIGHT_PX) / 2;
  return { left: at.x - x, right: at.x + x, top: at.y - y, bottom: at.y + y };
};

const write = (map) => {
  const pane = map.getPane(PANE);
  if (!pane) return;
  pane.replaceChildren();
  if (map.getZoom() < FROM_ZOOM) return;
  const size = map.getSize();
  const frame = L.bounds([4, 4], [size.x - 4, size.y - 4]);
  const places = [];
  for (const { name, kind, line } of map._crimeStreets) {
    const longest = seen(map, line, frame).map((run) => [lengthOf(run), run]).sort((a, b) => b[0] - a[0])[0];
    const width = CHARACTER_PX * name.length + 10;
    if (!longest || longest[0] < width) continue;
    places.push({ name, kind, width, long: longest[0], run: longest[1] });
  }
  places.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.long - a.long);
  const taken = [];
  const named = new Set();
  for (const { name, kind, width, run } of places) {
    if (named.has(name)) continue;
    const [at, turn] = middleOf(run);
    const box = boxOf(at, turn, width);
    if (taken.some((other) => overlaps(other, box))) continue;
    taken.push(box);
    named.add(name);
    const label = document.createElement("span");
    label.className = `street-name street-name-${kind}`;
    label.textContent = name;
    const { x, y } = map.containerPointToLayerPoint(at);
    label.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%) rotate(${turn.toFixed(1)}deg) translateY(-${HEIGHT_PX / 2 + 1}px)`;
    pane.append(label);
  }
};

/* Remember the names of a shape that holds the lines of many streets. */
window.crimeMaps.streets = (feature, layer) => {
  layer.on("add", () => {
    const map = layer._map;
    if (!map._crimeStreets) {
      map._crimeStreets = [];
      const pane = map.createPane(PANE);
      pane.setAttribute("aria-hidden", "true");
      map.on("moveend zoomend resize", () => write(map));
      map.on("zoomstart", () => pane.replaceChildren());
    }
    const { names, kind } = feature.properties;
    feature.geometry.coordinates.forEach((line, n) => {
      if (names[n]) map._crimeStreets.push({ name: names[n], kind, line });
    });
    write(map);
  });
};
})();
