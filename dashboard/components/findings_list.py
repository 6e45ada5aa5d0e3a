"""What did the checks of a run find, what does it mean, and what can be done about it?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from dashboard.urlstate import change_search

# Of each check, its name and what a person can do; the numbers are those of etl/checks.py.
CHECKS = {
    "C03": (
        "Codes that nobody has described",
        "They are counted as other offenses. Add them to offense.map in the definition of the feed, or to analytics/codes.",
    ),
    "C04": (
        "Many rows at one point",
        "Look at it on the map. A mall or a jail is a true hotspot: list it under guards.true_hotspots. A place where the agency"
        " puts what it cannot place belongs under guards.default_points, and is then on no map.",
    ),
    "C05": (
        "Few rows have a place",
        "Maps and neighborhoods leave out the rest. Ask the source for coordinates, or for addresses that can be found.",
    ),
    "C06": (
        "Cancellations without the row that they cancel",
        "Nothing is to be done where that row is older than the feed; else ask the source for it.",
    ),
    "C08": (
        "Incidents from before the feed begins",
        "Late reports or typing errors; they are in no chart. Tell the source of the dates that cannot be.",
    ),
    "C10": (
        "Values that cannot be read",
        "The rows are counted without them. Add their format to the definition of the feed.",
    ),
    "C11": (
        "Rows that are gone from the delivery",
        "They are gone from the counts. Ask the source whether it withdrew them.",
    ),
    "C12": (
        "Many known rows are gone",
        "The run waited for a person. Approve only if the source says that they were withdrawn.",
    ),
    "C13": (
        "A month lost many of its rows",
        "The run waited for a person. Compare the month with the source: is the delivery whole?",
    ),
    "C14": (
        "A file that may be cut off",
        "The run waited for a person. Compare the number of rows with the source.",
    ),
    "C15": (
        "One category has a place much less often",
        "Its hotspots are drawn from what is left. Look at how its addresses are written.",
    ),
    "C16": (
        "A delivery that changed nothing",
        "An old delivery may have been dropped again, or the files are empty: ask for a new one.",
    ),
}
UNKNOWN = ("A check of the run", "See etl/README.md.")
AROUND_M = 100
# Said once above the list.
CHOICE = ": a true hotspot, or a default of the geocoder? List it under guards.true_hotspots or guards.default_points"
_POINT = re.compile(r"the point (-?\d{1,2}\.\d+), (-?\d{1,3}\.\d+)")


def findings_list(findings: pd.DataFrame, search: str | None) -> list[html.Section]:
    """List findings by check, those that held the run first; `findings` has Feed, Check, Found and Rows."""
    return [
        _check(str(code), group.to_dict("records"), search)
        for code, group in findings.groupby("Check", sort=False)
    ]


def _check(code: str, lines: Sequence[Mapping[Any, Any]], search: str | None) -> html.Section:
    name, what_to_do = CHECKS.get(code, UNKNOWN)
    return html.Section(
        [
            html.H3([html.Span(f"{code} "), name]),
            html.P(what_to_do, className="card-note"),
            html.Ul([_line(line, search) for line in lines]),
        ],
        className="finding",
    )


def _line(line: Mapping[Any, Any], search: str | None) -> html.Li:
    found, rows = str(line["Found"]), line["Rows"]
    # Most messages say how many rows it is.
    has_number = f"{rows:,} rows" in found
    return html.Li(
        [
            html.Span(f"{line['Feed']}: ", className="finding-feed"),
            found.removesuffix(CHOICE),
            "" if has_number or not rows else f" ({rows:,} row{'' if rows == 1 else 's'})",
            _map_link(found, search),
        ]
    )


def _map_link(found: str, search: str | None) -> object:
    point = _POINT.search(found)
    if point is None:
        return None
    lat, lon = map(float, point.groups())
    try:
        around = DrawnArea("circle", (lon, lat, float(AROUND_M))).text
    except SelectionError:
        return None
    href = change_search(search, area=around, layer="incidents", period="52w", offense="all")
    return html.Span([" ", dcc.Link("Show on the map", href=f"/hotspots{href}")])
