/* Elements that only show something, as one component: Dash asks each component of its own after every change of a page, and a
   page of a thousand of them spends more time on that than on drawing. dashboard/components/drawn.py says which they are. */
(function () {
  "use strict";

  // As a link of Dash does: the page stays, its address changes.
  const follow = (href) => (click) => {
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    click.preventDefault();
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  };

  const draw = (part) => {
    if (part === null || typeof part !== "object") return part;
    const { children, ...given } = part.props;
    if (given.href) given.href = window.dash_clientside.clean_url(given.href);
    const isLink = part.type === "Link";
    if (isLink) given.onClick = follow(given.href);
    const inside = [children ?? []].flat(Infinity);
    return React.createElement(isLink ? "a" : part.type.toLowerCase(), given, ...inside.map(draw));
  };

  window.crime_stats = { Drawn: ({ tree }) => draw(tree) };
})();
