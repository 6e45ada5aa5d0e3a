"""What did the checks of a run find, what does it mean, and what can be done about it?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from dashboard.tables.quality import DARK
from dashboard.urlstate import change_search

# Of each check, its name and what a person can do; the numbers are those of etl/checks.py.
CHECKS = {
    DARK: (
        "No news from a feed for long",
        "What it brings is in no number of the days after. Ask whoever sends it for a new delivery.",
    ),
    "C03": (
        "Codes that nobody has described",
        "They are counted as other offenses. Somebody who knows the code can say what it means.",
    ),
    "C04": (
        "Many rows at one point",
        "Look at it on the map, and tell whoever looks after the feeds what it is: a place where much happens, such as a mall"
        " or a jail; or the point where addresses go that nobody could find, which belongs on no map.",
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
        "The rows are counted without them. Whoever looks after the feed can teach it how they are written.",
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
# The same for whoever looks after the feeds: where it is written down.
SETTINGS = {
    "C03": "offense.map in the definition of the feed, or analytics/codes",
    "C04": "guards.true_hotspots or guards.default_points in the definition of the feed",
    "C10": "date and time formats in the definition of the feed",
}
UNKNOWN = ("A check of the run", "Ask whoever looks after the feeds what it means.")
AROUND_M = 100
# Said once above the list.
CHOICE = ": a true hotspot, or a default of the geocoder? List it under guards.true_hotspots or guards.default_points"
_POINT = re.compile(r"the point (-?\d{1,2}\.\d+), (-?\d{1,3}\.\d+)")


def check_name(code: str) -> str:
    """Name a check in plain words."""
    return CHECKS.get(code, UNKNOWN)[0]


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
            html.H3(name),
            html.P(what_to_do, className="card-note"),
            html.Ul([_line(line, search) for line in lines]),
            _for_the_feeds(code, lines),
        ],
        className="finding",
    )


def _line(line: Mapping[Any, Any], search: str | None) -> html.Li:
    found = str(line["Found"])
    rows = 0 if pd.isna(line["Rows"]) else int(line["Rows"])
    # Most messages say how many rows it is.
    has_number = f"{rows:,} rows" in found
    # Where it is, the map says better than two numbers.
    said = _POINT.sub("one point", found.removesuffix(CHOICE))
    return html.Li(
        [
            html.Span(f"{line['Feed']}: ", className="finding-feed"),
            said,
            "" if has_number or not rows else f" ({rows:,} row{'' if rows == 1 else 's'})",
            _map_link(found, search),
        ]
    )


def _for_the_feeds(code: str, lines: Sequence[Mapping[Any, Any]]) -> html.Details | None:
    """Tell whoever looks after the feeds the check's number, the points as they are written, and where to set it down."""
    if code == DARK:
        return None
    found = [str(line["Found"]) for line in lines]
    points = [f"{lat}, {lon}" for text in found for lat, lon in _POINT.findall(text)]
    return html.Details(
        [
            html.Summary("For whoever looks after the feeds"),
            html.P(f"Check {code}."),
            html.P(["Points: ", "; ".join(points), "."]) if points else None,
            html.P(["Set down under ", html.Code(SETTINGS[code]), "."])
            if code in SETTINGS
            else None,
        ],
        className="finding-setting",
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
