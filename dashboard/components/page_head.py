"""How does a page begin? The question it answers, the finding in one sentence, and which days and places it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dash import dcc, html

from analytics.report.wording import places_words
from dashboard import ids
from dashboard.components.icons import icon
from dashboard.components.notices import notice
from dashboard.context import Reader, current
from dashboard.tables import compared_days
from dashboard.urlstate import View
from dashboard.wording import place_title


def page_title(name: str) -> Callable[[], str]:
    """Give what the browser's tab says of a page, asked anew each time: the place may have changed."""

    def title() -> str:
        reader, _ = current().reader_or_reason()
        return f"{name} · {place_title(reader.coverage.place)}" if reader else name

    return title


def page_head(page: str, question: str, *, has_pdf: bool = False) -> html.Div:
    """Draw the head of a page; its callback fills `{page}-lead` and `{page}-period`."""
    return html.Div(
        [
            html.Div(
                [
                    html.H1(question),
                    html.P(id=f"{page}-lead", className="lead", **{"aria-live": "polite"}),
                    html.Div(id=f"{page}-period", className="period-line"),
                ]
            ),
            html.Div(
                [
                    html.Button(
                        [icon("download"), "Download PDF"],
                        id=ids.pdf_button(page),
                        className="primary",
                        n_clicks=0,
                    ),
                    dcc.Download(id=ids.pdf_file(page)),
                ],
                className="page-actions",
            )
            if has_pdf
            else None,
        ],
        className="page-head",
    )


def period_line(reader: Reader, view: View, *, is_compared: bool = True) -> list[object]:
    """Name the days and places, the days they are compared with, and days that are not settled yet."""
    period, coverage = view.selection.period, reader.coverage_of(view.selection)
    where = places_words(view.selection.neighborhoods, reader.names) or "Whole city"
    compared = compared_days(reader, view) if is_compared else None
    against = f" · compared with {compared.before.label()}" if compared else ""
    line = html.P(f"{where} · {period.label()}{against}")
    if period.end <= coverage.settled_until:
        return [line]
    return [
        line,
        notice(
            f"Days from {_day(coverage.settled_until)} on are still filling up and always look like a fall."
            " They are counted, not compared."
        ),
    ]


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
