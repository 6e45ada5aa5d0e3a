"""What happened at the place that was clicked? Its count, its series, its hours, its incidents."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.figures.spots import hours_bars, step_bars
from analytics.figures.theme import Mode
from analytics.offenses import OFFENSES
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.icons import icon
from dashboard.components.notices import empty
from dashboard.components.tables import Row, plain_table
from dashboard.context import Reader
from dashboard.days import period_at
from dashboard.downloads import csv_href
from dashboard.tables.spot import LISTED, Spot, spot_hours, spot_months, spot_total
from dashboard.urlstate import View, change_search, pinned_search
from dashboard.wording import incidents_words

PEAK_NOTE = "Looked at because the map shows it: partly chance. The next period will mostly be closer to its neighbors."


def spot_card(
    reader: Reader, view: View, spot: Spot, search: str | None, mode: Mode
) -> html.Section:
    """Draw the card of one place."""
    total = spot_total(reader, spot)
    # The link says days and offenses too: every other page has its own where it says nothing.
    here = pinned_search(search, spot.selection, coverage=reader.coverage)
    away = change_search(search, spot=None) or "/hotspots"
    actions = [
        html.Div(
            [
                dcc.Link("Only this place, on every page", href=here),
                dcc.Link("Its incidents", href=f"/incidents{here}"),
                dcc.Link(
                    "Open a problem here", href=f"/problems{change_search(here, problem='new')}"
                ),
            ],
            className="spot-links",
        )
    ]
    close = dcc.Link(
        [icon("close"), html.Span("Close this place", className="unseen")],
        href=away,
        className="chip-drop",
    )
    days = period_at(spot.selection.period)
    if not total:
        return figure_card(
            spot.name,
            empty(f"No incident of this kind here {days}."),
            actions=[close],
            kind="spot-card",
        )
    sentence = f"{incidents_words(total)} {days}{_size(spot)}."
    return figure_card(
        spot.name,
        html.P(sentence, className="card-finding"),
        *_series(reader, spot, mode),
        *_hours(reader, spot, mode),
        *_rows(reader, spot),
        *actions,
        note=PEAK_NOTE,
        csv_href=csv_href("incidents", here),
        png="place",
        actions=[close],
        kind="spot-card",
    )


def _size(spot: Spot) -> str:
    """Say of how many squares an area is: its number in the list counts them all."""
    area = spot.selection.area
    return f", in its {area.squares} squares" if area and area.squares > 1 else ""


def _series(reader: Reader, spot: Spot, mode: Mode) -> list[object]:
    steps = spot_months(reader, spot)
    if len(steps) < 2:
        return []
    return [
        html.H3("In steps of 28 days"),
        chart(step_bars(steps, mode=mode), label="Incidents in steps of 28 days"),
    ]


def _hours(reader: Reader, spot: Spot, mode: Mode) -> list[object]:
    return [
        html.H3("By hour of the day, start of the time window"),
        chart(
            hours_bars(spot_hours(reader, spot), mode=mode), label="Incidents by hour of the day"
        ),
    ]


def _rows(reader: Reader, spot: Spot) -> list[object]:
    rows, total = reader.store.read_page(
        spot.selection, order_by=(("occurred_from_local", "desc"),), count=LISTED
    )
    listed: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
    return [
        html.H3(f"The newest {len(rows)} of {total:,}" if total > len(rows) else "Incidents"),
        plain_table(
            ["When", "What"],
            [
                Row(
                    [
                        _two_lines(_when(row["occurred_from_local"]), row["incident_id"]),
                        _two_lines(OFFENSES[row["offense"]].label, row["address"]),
                    ]
                )
                for row in listed
            ],
            caption=f"Incidents, {spot.name}",
        ),
    ]


def _two_lines(first: str, second: object) -> html.Span:
    below = html.Small(second) if isinstance(second, str) else None
    return html.Span([html.Span(first), below], className="two-lines")


def _when(moment: pd.Timestamp) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M}"
