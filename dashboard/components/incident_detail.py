"""What is known of one incident, and what can a reader ask next? Its place on the map, the same address, its file and row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from dashboard.components.icons import icon
from dashboard.components.incident_grid import GRID
from dashboard.page_keys import LONGEST_SEARCH
from dashboard.urlstate import change_search, own_search

AROUND_M = 100
FIELDS = {
    "case": "Case number",
    "when": "When",
    "offense": "Offense",
    "attempt": "Attempt",
    "address": "Address",
    "neighborhood": "Neighborhood",
    "block": "Block",
    "found": "Found by",
    "source": "Source",
}
NOT_KNOWN = {"neighborhood": "none", "block": "none"}
__all__ = ["GRID", "incident_detail"]


def incident_detail(
    row: Mapping[str, Any], search: str | None, *, on_map: str | None = None
) -> html.Section:
    """Show one row of the list in full; `on_map` is the query string of what the list counts, with its days and offenses."""
    said = {name: _text(row.get(name)) for name in FIELDS}
    if said["attempt"] == "":
        said["attempt"] = "no"
    return html.Section(
        [
            html.Div(
                [
                    html.H2(said["offense"] or "Incident", id="incident-title", tabIndex=-1),
                    html.Button(
                        icon("close"),
                        id="incident-close",
                        className="quiet",
                        **{"aria-label": "Close", "title": "Close", "data-close-incident": ""},
                    ),
                ],
                className="card-head",
            ),
            html.Dl(
                [
                    part
                    for name, label in FIELDS.items()
                    for part in (
                        html.Dt(label),
                        html.Dd(said[name] or NOT_KNOWN.get(name, "not in the feed")),
                    )
                ],
                className="facts",
            ),
            html.P(_links(row, said, search, on_map), className="incident-links"),
        ],
        className="card incident-detail",
        **{"aria-labelledby": "incident-title", "data-row": _text(row.get("row"))},
    )


def _links(
    row: Mapping[str, Any], said: Mapping[str, str], search: str | None, on_map: str | None
) -> list[object]:
    search = change_search(search, incident=None)
    links = []
    around = _around(row)
    if around:
        there = change_search(on_map or own_search(search), area=around, layer="incidents", q=None)
        links.append(dcc.Link(f"Show {AROUND_M} m around it on the map", href=f"/hotspots{there}"))
    if 0 < len(said["address"]) <= LONGEST_SEARCH:
        links.append(dcc.Link("Same address", href=change_search(search, q=said["address"])))
    block = _text(row.get("block_id"))
    if block:
        links.append(dcc.Link("Same block", href=change_search(search, block=block, q=None)))
    return links or ["It has no position and no address in its feed."]


def _around(row: Mapping[str, Any]) -> str | None:
    lon, lat = row.get("lon"), row.get("lat")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    try:
        return DrawnArea("circle", (float(lon), float(lat), float(AROUND_M))).text
    except (SelectionError, OverflowError):
        return None


def _text(value: object) -> str:
    return value[:400] if isinstance(value, str) else ""
