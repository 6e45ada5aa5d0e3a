/* Saved views: links with a name, in the browser's own storage. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeViews = {
  change: (save, submit, drops, name, pathname, search, views) => {
    const { no_update: none, callback_context: context } = window.dash_clientside;
    const trigger = context.triggered_id;
    const kept = views || [];
    if (trigger && trigger.type === "saved-drop") {
      if (!context.triggered[0].value) return [none, none];
      return [kept.filter((view) => view.name !== trigger.name), none];
    }
    // What stands in the field may not have reached its property yet.
    const title = (document.getElementById("saved-name")?.value || name || "").trim();
    if (!title) return [none, none];
    const view = { name: title, href: pathname + (search || "") };
    return [[...kept.filter((other) => other.name !== title), view], ""];
  },

  list: (views) => {
    const element = (type, props) => ({ namespace: "dash_html_components", type, props });
    if (!views || !views.length) {
      return [element("Li", { className: "saved-none", children: "No view is saved yet." })];
    }
    return views.map(({ name, href }) =>
      element("Li", {
        children: [
          { namespace: "dash_core_components", type: "Link", props: { href, children: name } },
          element("Button", {
            id: { type: "saved-drop", name }, n_clicks: 0, className: "quiet",
            "aria-label": `Forget ${name}`, title: `Forget ${name}`,
            children: element("Span", { className: "icon icon-close", "aria-hidden": "true" }),
          }),
        ],
      }));
  },
};
