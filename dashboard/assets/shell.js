/* The frame of the page: the filter panel of small screens, and the link for the clipboard. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.crimeShell = {
  /* The attribute that Mantine sets, now and whenever it changes. */
  colorScheme: (toggleId, storeId) => {
    const root = document.documentElement;
    const read = () => (root.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light");
    if (!window.crimeWatchesScheme) {
      window.crimeWatchesScheme = true;
      let known = read();
      new MutationObserver(() => {
        if (read() === known) return;
        known = read();
        window.dash_clientside.set_props(storeId, { data: known });
      }).observe(root, { attributeFilter: ["data-mantine-color-scheme"] });
    }
    return read();
  },

  forgetError: () => [],

  togglePanel: (clicks, isOpen) => !isOpen,

  panelClass: (isOpen) => ["filters" + (isOpen ? " is-open" : ""), String(Boolean(isOpen))],

  /* The copied link names its days, so that tomorrow it still shows the same numbers. */
  copyLink: async (clicks, search) => {
    if (!clicks) return window.dash_clientside.no_update;
    const link = window.location.origin + window.location.pathname + (search || "");
    try {
      await navigator.clipboard.writeText(link);
      return "Link copied";
    } catch {
      window.prompt("Copy this link", link);
      return "Copy link";
    }
  },
};
