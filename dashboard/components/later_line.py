"""What happened since? The newest days, which no number of the page holds, and the links that show them."""

from __future__ import annotations

from datetime import timedelta

from dash import dcc, html

from analytics.coverage import day_words
from analytics.periods import Period
from dashboard.tables.later import Later
from dashboard.urlstate import change_search, period_text


def later_line(later: Later, search: str | None) -> html.P:
    """Say what is known of the days after the period, that they still fill up, and offer to show them."""
    days = later.days
    last = Period(days.end - timedelta(days=1), days.end)
    links: list[object] = [_show("Show them" if days.days > 1 else "Show it", days, search)]
    if days.days > 1:
        links += [" · ", _show(f"Only {day_words(last.start)}", last, search)]
    are = "These days are" if days.days > 1 else "This day is"
    fill = "they still fill up, and are" if days.days > 1 else "it still fills up, and is"
    return html.P(
        [
            html.Strong("Since then "),
            f"({days.label()}): {later.count_words}. {are} not settled: {fill} in no number below. ",
            *links,
        ],
        className="later-days",
    )


def _show(words: str, days: Period, search: str | None) -> dcc.Link:
    return dcc.Link(words, href=change_search(search, period=period_text(days)))
