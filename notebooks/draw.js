// Draws each figure of a page into its element. The data stand beside it, and nothing is sent anywhere.
for (const held of document.querySelectorAll("script[data-chart]")) {
  const { data, layout, config } = JSON.parse(held.textContent);
  Plotly.newPlot(held.dataset.chart, data, layout, config);
}
