/* The public's pages: what the tab is called; a neighborhood that is clicked on a map opens its own page, counted as before. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimePublic = {
  name: (title) => {
    if (title) document.title = title;
    return window.dash_clientside.no_update;
  },
  open: (clicks, clicked) => {
    const { triggered } = window.dash_clientside.callback_context;
    const place = clicked?.[0]?.properties?.id;
    if (!triggered?.[0]?.value || !place) return;
    window.crimeLink.go("/neighborhood" + window.crimeLink.changeSearch(window.location.search, "neighborhood", place));
  },
};
