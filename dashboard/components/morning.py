"""What should an officer look at this morning? Three short lists: unusual this week, new, and what needs a look in the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from dash import dcc, html

from analytics.coverage import dark_feeds, day_words
from dashboard.components.figure_card import figure_card
from dashboard.components.tables import each_row
from dashboard.context import Reader
from dashboard.days import compared_days
from dashboard.downloads import csv_href
from dashboard.tables.unusual import new_here, unusual_this_week
from dashboard.urlstate import View, change_search
from dashboard.wording import incidents_words

LISTED = 3


def morning_cards(reader: Reader, view: View, search: str | None, today: date) -> html.Div:
    """Draw the three cards."""
    return html.Div(
        [
            _unusual(reader, view, search),
            _new(reader, view, search),
            _data(reader, today, search),
        ],
        className="morning",
    )


def _unusual(reader: Reader, view: View, search: str | None) -> html.Section:
    found = unusual_this_week(reader, view)
    if found.week is None:
        return _card(
            "Can't tell what is unusual this week",
            ["It takes weeks enough before the last settled one to judge it by."],
            how="alarms",
        )
    when = f"the week of {found.week.day} {found.week:%b}"
    alarms = found.alarms
    title = f"Nothing unusual in {when}"
    if len(alarms):
        title = f"{len(alarms)} of {found.judged} series unusual in {when}"
    lines = [
        _line(
            row.where or row.what,
            f"{row.incidents:,.0f}, usual is at most {row.limit // 1:,.0f}",
            _href(row, search),
        )
        for row in each_row(alarms.head(LISTED))
    ]
    false = f"{found.expected_false:.1f}" if found.expected_false >= 0.05 else "hardly any"
    return _card(
        title,
        lines,
        more=len(alarms) - LISTED,
        note=f"{found.judged} series were judged; with nothing the matter, {false} would be unusual by chance.",
        csv=csv_href("unusual", search) if len(alarms) else None,
        how="alarms",
    )


def _new(reader: Reader, view: View, search: str | None) -> html.Section:
    compared = compared_days(reader, view)
    if compared is None:
        return _card(
            "Can't tell what is new",
            ["There are no settled days before these to compare with."],
            how="changes",
        )
    table = new_here(reader, view)
    lines = [
        _line(
            row.where or row.what,
            f"{incidents_words(int(row.now))}, none before",
            _href(row, search),
        )
        for row in each_row(table.head(LISTED))
    ]
    title = (
        f"New {compared.now_at}: {len(table)}" if len(table) else f"Nothing new {compared.now_at}"
    )
    return _card(
        title,
        lines,
        more=len(table) - LISTED,
        note=f"None in {compared.before_words}, and more now than chance explains.",
        how="changes",
    )


def _data(reader: Reader, today: date, search: str | None) -> html.Section:
    lines: list[object] = []
    dark = dark_feeds(reader.coverage.feeds, max(today, reader.coverage.data_as_of))
    lines += [_line(feed.title, f"no news since {day_words(feed.data_as_of)}") for feed in dark]
    findings = pd.DataFrame()
    if reader.store.audience == "police":
        findings = reader.once("findings", make=reader.store.read_findings)
        largest = findings.sort_values("rows", ascending=False, kind="stable")
        lines += [html.Span(row.message) for row in each_row(largest.head(LISTED - len(lines)))]
    total = len(dark) + len(findings)
    title = (
        f"{total} things to look at in the data" if total > 1 else "1 thing to look at in the data"
    )
    return _card(
        title if total else "Nothing to look at in the data",
        lines,
        more=total - len(lines),
        link=dcc.Link("Data quality", href=f"/quality{search or ''}") if total else None,
        how="data-quality",
    )


def _href(row: object, search: str | None) -> str | None:
    place = getattr(row, "neighborhood_id", None)
    if isinstance(place, str):
        return f"/neighborhood{change_search(search, neighborhood=place)}"
    return f"/trends{search or ''}"


def _line(name: object, said: str, href: str | None = None) -> html.Span:
    return html.Span(
        [dcc.Link(name, href=href) if href else html.Span(name), html.Small(said)],
        className="two-lines",
    )


def _card(
    title: str,
    lines: Sequence[object],
    *,
    more: int = 0,
    note: str | None = None,
    csv: str | None = None,
    link: object = None,
    how: str,
) -> html.Section:
    rest = [html.Li(f"and {more} more")] if more > 0 else []
    return figure_card(
        title,
        html.Ul([html.Li(line) for line in lines] + rest, className="morning-list")
        if lines
        else None,
        html.P(link) if link else None,
        html.P(note, className="card-note") if note else None,
        csv_href=csv,
        how=how,
        kind="morning-card",
    )
