"""What should an officer look at this morning? Three short lists: unusual this week, new, and what needs a look in the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.numbers import write
from analytics.periods import Period
from dashboard.components.figure_card import figure_card
from dashboard.components.findings_list import check_name
from dashboard.components.run_card import many
from dashboard.components.tables import each_row
from dashboard.context import Reader
from dashboard.days import compared_days, not_compared_words
from dashboard.downloads import csv_href
from dashboard.tables.quality import short_titles, things_to_look_at
from dashboard.tables.unusual import Unusual, new_here, unusual_this_week
from dashboard.urlstate import View, change_search
from dashboard.wording import incidents_words, kinds_words, limit_words, place_title

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
    title = f"No alarm in {when}"
    if len(alarms):
        is_one = len(alarms) == 1
        title = f"{len(alarms)} {'alarm' if is_one else 'alarms'} in {when}"
    lines = [
        _line(
            row.where or row.what,
            limit_words(int(row.incidents), int(row.limit)),
            _href(row, search),
        )
        for row in each_row(alarms.head(LISTED))
    ]
    false = f"{write('expected_false', found.expected_false)} alarms"
    by_chance = f"with nothing the matter, chance alone would raise {false}"
    return _card(
        title,
        lines,
        more=len(alarms) - LISTED,
        note=f"{which_week(found.week, reader, view)}{judged_words(found)}; {by_chance}.",
        csv=csv_href("unusual", search) if len(alarms) else None,
        how="alarms",
    )


def which_week(week: date, reader: Reader, view: View) -> str:
    """Say which week is judged where it is none of the days that the page is of."""
    days, asked = Period(week, week + timedelta(days=7)), view.selection.period
    if days.start < asked.end and asked.start < days.end:
        return ""
    settled_until = reader.coverage_of(view.selection).settled_until
    why = "are not settled" if asked.end > settled_until else "hold no whole week"
    return f"The days chosen {why}: what is judged is the last settled week, {days.label()}. "


def judged_words(found: Unusual) -> str:
    """Say what was judged in the week: kinds of offense, and neighborhoods where more than one is meant."""
    if not found.places:
        return f"{kinds_words(found.kinds)} judged".capitalize()
    both = " (an incident counts under both)" if found.kinds else ""
    places = f"{found.places} neighborhood{'' if found.places == 1 else 's'}"
    return f"{kinds_words(found.kinds)} and {places} judged{both}"


def _new(reader: Reader, view: View, search: str | None) -> html.Section:
    compared = compared_days(reader, view)
    if compared is None:
        return _card(
            "Can't tell what is new",
            [not_compared_words(reader, view)],
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
        note=f"New is what had none in {compared.before_words}, and has more now than chance explains.",
        how="changes",
    )


def _data(reader: Reader, today: date, search: str | None) -> html.Section:
    found = short_titles(things_to_look_at(reader, today), place=place_title(reader.coverage.place))
    lines = [
        _line(check_name(row["Check"]), f"{row['Feed']}: {_many(row)}")
        for row in found.head(LISTED).to_dict("records")
    ]
    return _card(
        f"{many(len(found), 'thing')} to look at in the data"
        if len(found)
        else "Nothing to look at in the data",
        lines,
        more=len(found) - len(lines),
        link=dcc.Link("Data quality", href=f"/quality{search or ''}") if len(found) else None,
        how="data-quality",
    )


def _many(row: dict[Any, Any]) -> str:
    return str(row["Found"]) if pd.isna(row["Rows"]) else many(int(row["Rows"]), "row")


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
