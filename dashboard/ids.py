"""Which parts of the page do callbacks talk to? The ids that more than one module uses."""

URL = "url"
PERIOD = "filter-period"
DAYS = "filter-days"
OFFENSES = "filter-offenses"
NEIGHBORHOODS = "filter-neighborhoods"
RESET = "filter-reset"
FIXED_SEARCH = "fixed-search"
COPY_LINK = "copy-link"
PANEL_TOGGLE = "filter-toggle"
PANEL_OPEN = "filter-open"
PANEL = "filter-panel"
LINK_NOTICES = "link-notices"
STALE_NOTICE = "stale-notice"
NEWER_NOTICE = "newer-notice"
CONNECTION_NOTICE = "connection-notice"
OPENED_WITH = "opened-with-run"
RECHECK = "recheck"
MENU = "page-menu"
MENU_TOGGLE = "page-menu-toggle"
ERROR_NOTICE = "error-notice"
PROVENANCE = "provenance"
SCHEME = "color-scheme"
SCHEME_TOGGLE = "color-scheme-toggle"


def nav_link(path: str) -> dict[str, str]:
    """Name the link to a page, which carries the selection along."""
    return {"type": "nav-link", "path": path}


def page_control(key: str) -> dict[str, str]:
    """Name a control that lives on a page and writes one key of the link."""
    return {"type": "page-control", "key": key}


def pick_chart(page: str, key: str) -> dict[str, str]:
    """Name a chart whose points carry, as customdata, what a click writes under a key of the link."""
    return {"type": "pick-chart", "key": key, "page": page}


def place_layer(page: str, layer: str) -> dict[str, str]:
    """Name a map layer whose shapes are neighborhoods: a click filters everything by the one clicked."""
    return {"type": "place-layer", "page": page, "layer": layer}
