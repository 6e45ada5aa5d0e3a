/* The public's maps: a neighborhood that is clicked opens its own page, with what is counted as it was. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimePublic = {
  open: (clicks, clicked) => {
    const { triggered } = window.dash_clientside.callback_context;
    const place = clicked?.[0]?.properties?.id;
    if (!triggered?.[0]?.value || !place) return;
    window.crimeLink.go("/neighborhood" + window.crimeLink.changeSearch(window.location.search, "neighborhood", place));
  },
};
