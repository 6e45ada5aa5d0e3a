"""How does a CompStat table fit on a page? A row a part, a column a window: now, before, and what may be said of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from analytics.coverage import day_words
from analytics.numbers import write
from analytics.report.wording import STANDS_OUT
from dashboard.components.kpi_card import verdict_sign
from dashboard.context import Reader
from dashboard.tables.compstat import Compstat
from dashboard.tables.parts import Part

CAPTION = "Incidents in each window, and in the days that it is compared with"


def compstat_grid(found: Compstat, reader: Reader) -> html.Div:
    """Draw the table; what victims report stands apart from what follows where officers look."""
    groups = [
        ("Reported by victims", [part for part in found.parts if part.is_victim_reported]),
        (
            "Follows where officers look: more can mean more attention",
            [part for part in found.parts if not part.is_victim_reported],
        ),
    ]
    head = html.Thead(
        html.Tr(
            [
                html.Th(html.Span("Offenses", className="unseen"), scope="col"),
                *(
                    html.Th(
                        [
                            window.label,
                            html.Small(window.now.label()),
                            html.Small(f"against {window.before.label()}"),
                        ],
                        scope="col",
                    )
                    for window in found.windows
                ),
            ]
        )
    )
    width = len(found.windows) + 1
    bodies = [
        html.Tbody(
            [
                html.Tr(
                    html.Th(html.Span(title), colSpan=width, scope="rowgroup"),
                    className="compstat-group",
                ),
                *(_row(part, found, reader) for part in parts),
            ]
        )
        for title, parts in groups
        if parts
    ]
    return html.Div(
        html.Table(
            [html.Caption(CAPTION), head, *bodies],
            className="plain-table compstat",
        ),
        className="table-scroll compstat-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": CAPTION},
    )


def _row(part: Part, found: Compstat, reader: Reader) -> html.Tr:
    name = html.Th([part.what, html.Small(part.side_words) if part.found_by else None], scope="row")
    rows = [found.row(part, window) for window in found.windows]
    if not all(rows):
        ends_on = reader.reach_of(part.category).data_as_of
        words = f"No data after {day_words(ends_on)}: not compared."
        return html.Tr([name, html.Td(words, colSpan=len(found.windows))])
    return html.Tr([name, *(_cell(row) for row in rows if row)])


def _cell(row: dict[Any, Any]) -> html.Td:
    now = "" if pd.isna(row["now"]) else write("now", row["now"])
    if not pd.isna(row["reason"]):
        return html.Td(
            [
                html.Span(now, className="compstat-now"),
                html.Span("nothing earlier", className="compstat-said"),
            ]
        )
    verdict = row["verdict"]
    difference = ""
    if verdict in STANDS_OUT and not pd.isna(row["difference"]):
        difference = f", {write('difference', abs(row['difference']))} {'more' if row['difference'] > 0 else 'fewer'}"
    return html.Td(
        [
            html.Span(
                [html.Strong(now), html.Span(f" {write('before', row['before'])} before")],
                className="compstat-now",
            ),
            html.Span(
                [verdict_sign(verdict), f"{write('verdict', verdict)}{difference}"],
                className="compstat-said",
            ),
        ],
        className="is-change" if verdict in STANDS_OUT else "",
    )
