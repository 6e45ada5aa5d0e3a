"""How does a page begin? The question it answers, the finding in one sentence, and which days and places it speaks of."""

from __future__ import annotations

from collections.abc import Callable

from dash import html

from analytics.periods import Period
from dashboard.components.notices import notice
from dashboard.components.report_panel import report_panel
from dashboard.context import Reader, current
from dashboard.days import compared_days, period_at, unsettled_words
from dashboard.urlstate import View
from dashboard.wording import place_title, where_words


def page_title(name: str) -> Callable[[], str]:
    """Give what the browser's tab says of a page, asked anew each time: the place may have changed."""

    def title() -> str:
        reader, _ = current().reader_or_reason()
        return f"{name} · {place_title(reader.coverage.place)}" if reader else name

    return title


def page_head(page: str, question: object, *, has_report: bool = False) -> html.Div:
    """Draw the head of a page; its callback fills `{page}-lead` and `{page}-period`.

    `question` is text, or a component that a callback fills where the question names what was chosen.
    """
    return html.Div(
        [
            html.Div(
                [
                    html.H1(question),
                    html.P(id=f"{page}-lead", className="lead", **{"aria-live": "polite"}),
                    html.Div(id=f"{page}-period", className="period-line"),
                ]
            ),
            report_panel(page) if has_report else None,
        ],
        className="page-head",
    )


def period_line(reader: Reader, view: View) -> list[object]:
    """Name the days that are counted, the places, the days compared with, and what is left out."""
    compared = compared_days(reader, view)
    if compared is None:
        return _line(reader, view, view.selection.period.label(), unsettled_words(reader, view))
    days = f"{compared.now.label()} · compared with {compared.before.label()}"
    return _line(reader, view, days, unsettled_words(reader, view))


def map_line(reader: Reader, view: View) -> list[object]:
    """Name the days and places of a map that compares nothing, and days that are not settled yet."""
    period, settled_until = view.selection.period, reader.coverage_of(view.selection).settled_until
    said = ""
    if period.end > settled_until:
        unsettled = Period(max(period.start, settled_until), period.end)
        said = f"Days {period_at(unsettled)} are not settled yet: they are on the map, and still fill up."
    return _line(reader, view, period.label(), said)


def _line(reader: Reader, view: View, days: str, said: str) -> list[object]:
    where = where_words(view.selection, reader.names, reader.block_names) or "whole city"
    return [html.P(f"{where[:1].upper()}{where[1:]} · {days}"), *([notice(said)] if said else [])]
