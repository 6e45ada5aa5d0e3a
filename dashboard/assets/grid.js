/* The list of incidents: cards on a phone, its order in the link, rows by keyboard, and new rows when the link changes. */
(function () {
"use strict";

const NAME = "incidents-grid";
const NARROW_PX = 620;
const ROW_PX = 36;
const CARD_PX = 92;
const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});

const box = () => document.getElementById(NAME);

/* On a narrow screen one column of cards takes the place of the others. */
functions.crimeFit = ({ api }) => {
  // The grid is told of its size a moment after the page was left, too.
  if (api.isDestroyed()) return;
  const width = box()?.clientWidth;
  const isNarrow = width < NARROW_PX;
  const card = api.getColumn("card");
  if (!card || !width || card.isVisible() === isNarrow) return;
  const others = api.getColumns().map((column) => column.getColId()).filter((name) => name !== "card");
  api.setGridOption("rowHeight", isNarrow ? CARD_PX : ROW_PX);
  api.setColumnsVisible(others, !isNarrow);
  api.setColumnsVisible(["card"], isNarrow);
};

functions.crimeName = () => {
  const grid = box()?.querySelector("[role=grid], [role=treegrid]");
  grid?.setAttribute("aria-label", "Incidents; arrow keys move, Enter shows all that is known of a row");
};

/* The order is part of the link, as the selection is. */
functions.crimeSorted = ({ api, source }) => {
  if (source === "api") return;
  const sorted = api.getColumnState().find((column) => column.sort);
  const text = sorted ? `${sorted.colId}:${sorted.sort}` : "";
  const search = window.crimeLink.changeSearch(window.location.search, "sort", text === "when:desc" ? "" : text);
  if (search !== window.location.search) window.dash_clientside.set_props("url", { search });
};

/* The row that is open is part of the link: Back closes it, and a copied link opens it. */
const opened = () => new URLSearchParams(window.location.search).get("incident") || "";
const open = (row) => {
  const search = window.crimeLink.changeSearch(window.location.search, "incident", row);
  if (search !== window.location.search) window.dash_clientside.set_props("url", { search });
};

functions.crimeKey = ({ event, node }) => {
  if (event?.key !== "Enter" || !node?.data) return;
  const isOpen = opened() === node.data.row;
  open(isOpen ? "" : node.data.row);
  if (!isOpen) look(node.data.row, true);
};

/* Only a reader's click opens a row: a list that is filled anew lets go of its selection by itself. */
functions.crimeSelected = ({ api, source }) => {
  // The grid tells of its last selection as its page is left, when nothing can be asked of it any more.
  if (api.isDestroyed()) return;
  const row = api.getSelectedNodes()[0]?.data?.row;
  if (!["rowClicked", "spaceKey"].includes(source) || !row) return;
  open(row);
  look(row, false);
};

/* Mark the row that the link opens, where it is among those at hand. */
functions.crimeMark = ({ api }) => {
  if (api.isDestroyed()) return;
  const row = opened();
  const marked = api.getSelectedNodes()[0];
  if (marked?.data?.row === row) return;
  marked?.setSelected(false);
  if (row) api.getRowNode(row)?.setSelected(true, true);
};

/* The row that was opened comes into sight; whoever opened it by keyboard goes on reading there. */
const look = (row, isByKey) => {
  window.crimeFocus.whenDrawn(() => document.querySelector(`.incident-detail[data-row="${row}"]`), (detail) => {
    detail.scrollIntoView({ block: "nearest" });
    if (isByKey) document.getElementById("incident-title").focus({ preventScroll: true });
  });
};

const close = () => {
  const api = window.dash_ag_grid.getApi(NAME);
  const node = api.getRowNode(opened());
  open("");
  if (node) api.setFocusedCell(node.rowIndex, api.getAllDisplayedColumns()[0]);
};
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-close-incident]")) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.(".incident-detail")) close();
});

components.IncidentCard = ({ data }) => {
  const element = window.React.createElement;
  if (!data) return element("span", { className: "incident-card" }, "…");
  const line = (kind, ...words) => element("span", { key: kind, className: kind }, words.filter(Boolean).join(" · "));
  return element("span", { className: "incident-card" }, [
    line("incident-what", data.offense, data.attempt),
    line("incident-when", data.when),
    line("incident-where", data.address, data.neighborhood),
    line("incident-case", data.case),
  ]);
};

/* Ask for the rows anew where something else than their order changed; the grid asks by itself for a new order. */
let followed = null;
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeGrid = {
  follow: (search, name) => {
    const sort = new URLSearchParams(search).get("sort") || "when:desc";
    const unsorted = window.crimeLink.changeSearch(search || "", "sort", "");
    const rest = window.crimeLink.changeSearch(unsorted, "incident", "");
    const former = followed;
    followed = rest;
    const grid = document.querySelector(`#${name} .ag-root`);
    if (former === null || !grid) return rest;
    const api = window.dash_ag_grid.getApi(name);
    const [colId, direction] = sort.split(":");
    const shown = api.getColumnState().find((column) => column.sort);
    if (`${shown?.colId}:${shown?.sort}` !== sort && api.getColumn(colId)) {
      api.applyColumnState({ state: [{ colId, sort: direction }], defaultState: { sort: null } });
    }
    if (rest !== former) {
      api.deselectAll();
      if (api.getDisplayedRowCount()) api.ensureIndexVisible(0, "top");
      api.purgeInfiniteCache();
    }
    functions.crimeMark({ api });
    return rest;
  },
};
})();
