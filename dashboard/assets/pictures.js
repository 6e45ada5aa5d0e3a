/* A card as a PNG, as it is seen: its own elements and the page's own styles, drawn by the browser itself.
   The picture says which days and places it is of, and what it rests on, because it will be seen without the page. */
(function () {
  "use strict";

  const SCALE = 2;
  const XHTML = "http://www.w3.org/1999/xhtml";

  const styles = () =>
    [...document.styleSheets].flatMap((sheet) => {
      try { return [...sheet.cssRules].map((rule) => rule.cssText); } catch { return []; }
    }).join("\n");

  const copyOf = (card) => {
    const copy = card.cloneNode(true);
    for (const part of copy.querySelectorAll(".card-foot, .card-links, .layer-choice, .modebar, .leaflet-control-zoom, .leaflet-draw, button, .no-picture")) {
      part.remove();
    }
    const sentence = (text) => {
      const line = document.createElement("p");
      line.className = "card-note";
      line.textContent = text;
      copy.append(line);
    };
    const period = document.querySelector(".period-line p")?.textContent;
    const simulated = document.querySelector(".simulated strong") ? "SIMULATED: no incident shown happened. " : "";
    if (period) sentence(period);
    sentence(simulated + (document.querySelector(".provenance p")?.textContent || ""));
    return copy;
  };

  const draw = async (card) => {
    const { width } = card.getBoundingClientRect();
    const copy = copyOf(card);
    const holder = document.createElement("div");
    holder.style.cssText = `position:fixed;left:-99999px;top:0;width:${width}px`;
    holder.append(copy);
    document.body.append(holder);
    const height = Math.ceil(copy.getBoundingClientRect().height) + 2;
    holder.remove();
    const style = document.createElementNS(XHTML, "style");
    style.textContent = styles();
    const body = document.createElementNS(XHTML, "div");
    body.setAttribute("style", `width:${width}px;background:var(--surface);color:var(--ink);font:15px/1.5 var(--font)`);
    body.append(style, copy);
    const scheme = document.documentElement.getAttribute("data-mantine-color-scheme");
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" `
      + `data-mantine-color-scheme="${scheme}"><foreignObject width="100%" height="100%">`
      + `${new XMLSerializer().serializeToString(body)}</foreignObject></svg>`;
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(card).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.scale(SCALE, SCALE);
    pen.drawImage(image, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-png]");
    if (!button) return;
    button.disabled = true;
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await draw(button.closest(".card")));
      link.download = `${button.dataset.png}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch {
      button.lastChild.textContent = "This browser cannot make the picture";
    } finally {
      button.disabled = false;
    }
  });
})();
