"""When does it happen? The week by hour, as far as anyone can know it; an hour that is picked filters every page.

Most burglaries are found hours later, so each incident is spread over the time in which it can have happened. What officers
find shows the hours of their shifts. Whole weeks of settled days are counted, or some weekdays would come once more than others.
"""

from __future__ import annotations

from dataclasses import replace

import dash_mantine_components as dmc
from dash import Input, Output, callback, dcc, html, register_page

from analytics.figures.rhythms import week_bars
from analytics.figures.theme import Mode
from analytics.periods import Period
from analytics.rhythms import (
    Rhythm,
    rhythm_sentence,
)
from dashboard import ids
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import chart, figure_card
from dashboard.components.hour_grid import day_strip, hour_grid, hour_legend
from dashboard.components.notices import empty, no_snapshot
from dashboard.components.page_head import page_head, page_title
from dashboard.components.rhythm_words import grid_points, short_sentence, tells_hours
from dashboard.components.tables import frame_table
from dashboard.context import Reader, current
from dashboard.days import period_at
from dashboard.downloads import csv_href
from dashboard.page_keys import PAGE_KEYS
from dashboard.tables.hour_places import hour_count, hour_places, hour_weeks
from dashboard.tables.rhythms import (
    SHORT_HOURS,
    Kind,
    grids_of,
    hour_table,
    kinds_of,
    rhythm_days,
    rhythm_of,
)
from dashboard.urlstate import View, change_search, pinned_search
from dashboard.week_hours import hours_words
from dashboard.wording import where_words

PAGE = "/rhythms"
QUESTION = "When does it happen?"
WINDOWS = {"all": "All", "short": f"Up to {SHORT_HOURS:.0f} hours"}
TOO_SHORT = "Fewer than seven settled days have no rhythm of the week."
register_page(__name__, path=PAGE, title=page_title("Rhythms"), order=3)


def layout(windows: object = None, **_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("rhythms", QUESTION),
            html.Div(
                [
                    html.Span("Time windows"),
                    dmc.SegmentedControl(
                        id=ids.page_control("windows"),
                        data=[{"value": k, "label": v} for k, v in WINDOWS.items()],
                        value=windows if windows in WINDOWS else PAGE_KEYS["windows"].default,
                        size="xs",
                        **{"aria-label": "Which time windows are counted"},
                    ),
                ],
                className="page-tools",
            ),
            html.Div(id="rhythms-grids", className="rhythm-grids"),
            html.Div(id="rhythms-hour"),
            html.Div(id="rhythms-kinds"),
        ],
        className="page",
    )


@callback(
    Output("rhythms-lead", "children"),
    Output("rhythms-period", "children"),
    Output("rhythms-grids", "children"),
    Input(ids.URL, "search"),
)
@drawn
def show_week(search: str | None) -> tuple[str, list[html.P], list[object]]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    days = rhythm_days(reader, view)
    if days is None:
        return TOO_SHORT, days_line(reader, view, None), [too_short(view, search)]
    grids = grids_of(reader, view)
    rhythms = [(kind, rhythm_of(reader, view, kind)) for kind in grids]
    return (
        lead_sentence(rhythms),
        days_line(reader, view, days),
        [
            grid_card(kind, rhythm, reader, view, search)
            for kind, rhythm in rhythms
            if rhythm is not None
        ],
    )


def lead_sentence(rhythms: list[tuple[Kind, Rhythm | None]]) -> str:
    """Say of each grid in short when most of it happens, or that nobody can tell."""
    return " ".join(short_sentence(rhythm, kind.label) for kind, rhythm in rhythms if rhythm)


def too_short(view: View, search: str | None) -> html.Section:
    """Say why a few days have no rhythm, and what to do."""
    return figure_card(
        "No whole week to show",
        empty(
            f"The days {period_at(view.selection.period)} hold no whole week that is settled, so no weekday can be compared with"
            " another.",
            dcc.Link("Show 52 weeks", href=change_search(search, period="52w") or PAGE),
        ),
    )


def days_line(reader: Reader, view: View, days: Period | None) -> list[html.P]:
    """Name places and days, and say which days of the period are not counted."""
    where = week_where(reader, view) or "whole city"
    line = f"{where[:1].upper()}{where[1:]} · "
    if days is None:
        return [html.P(f"{line}{view.selection.period.label()}")]
    weeks = days.days // 7
    line += f"{days.label()}: {weeks} whole week{'' if weeks == 1 else 's'}"
    left = view.selection.period.days - days.days
    if left:
        line += (
            f" · {left} day{' is' if left == 1 else 's are'} left out, so that each weekday comes as often and every day"
            " is settled"
        )
    return [html.P(line)]


def week_where(reader: Reader, view: View) -> str | None:
    """Name the places of a selection, but not its hours: the grid shows the whole week."""
    return where_words(replace(view.selection, hours=()), reader.names, reader.block_names)


def grid_card(
    kind: Kind, rhythm: Rhythm, reader: Reader, view: View, search: str | None
) -> html.Section:
    """Draw one kind's week, and say what it can and cannot tell."""
    if not rhythm.incidents:
        return figure_card(
            f"{kind.label}: no incident",
            empty(
                "No incident of this kind in these days, at these places.",
                dcc.Link(
                    "Show the whole city", href=change_search(search, neighborhood=None) or PAGE
                ),
            ),
        )
    where = week_where(reader, view)
    what = f"{kind.label} in {where}" if where else kind.label
    return figure_card(
        rhythm_sentence(rhythm, what, is_found_by_officers=kind.found_by == "officer"),
        hour_grid(rhythm, view.selection.hours, label=what),
        hour_legend(),
        html.Ul(
            [html.Li(words) for words in grid_points(kind, rhythm, reader, view)],
            className="card-points",
        ),
        table=frame_table(hour_table(rhythm), caption=f"{what}, incidents by weekday and hour"),
        csv_href=csv_href("rhythms", search),
        png=f"rhythms {kind.label}".lower().replace(" ", "-"),
        how="rhythms",
    )


@callback(Output("rhythms-hour", "children"), Input(ids.URL, "search"), Input(ids.SCHEME, "data"))
@drawn
def show_hour(search: str | None, scheme: Mode | None) -> html.Section | None:
    reader = current().reader()
    view = reader.view(PAGE, search)
    hours = view.selection.hours
    days = rhythm_days(reader, view)
    if not hours or days is None:
        return None
    kinds = grids_of(reader, view)
    said = "; ".join(f"{kind.label}: {hour_count(reader, view, kind):,}" for kind in kinds)
    table = hour_places(reader, view, kinds)
    # What is counted here, days and offenses too: each page has its own where the link says nothing.
    counted = view.selection.during(days).of(*(name for kind in kinds for name in kind.offenses))
    query = pinned_search(search, counted, coverage=reader.coverage)
    return figure_card(
        f"{hours_words(hours)}. {said}",
        html.Div(
            [
                html.Div(
                    [
                        chart(
                            week_bars(hour_weeks(reader, view, kind), mode=scheme or "light"),
                            label=f"{kind.label}, incidents a week that begin {hours_words(hours)}",
                        )
                        for kind in kinds
                    ]
                ),
                html.Div(
                    frame_table(
                        table, caption="Neighborhoods with incidents at this hour", each="now"
                    )
                    if len(table)
                    else empty("No incident began at this hour."),
                    className="hour-side",
                ),
            ],
            className="two-columns",
        ),
        html.P(
            [
                dcc.Link("Show them on the map", href=f"/hotspots{query}"),
                dcc.Link("List them", href=f"/incidents{query}"),
                dcc.Link("Let go of the hour", href=change_search(search, hour=None) or PAGE),
            ],
            className="hour-links",
        ),
        note=f"Incidents whose time window begins then, {days.label()}. The grid spreads long windows over later hours, so its"
        " cell is another number.",
        csv_href=csv_href("hour", search),
        png="hour",
        how="rhythms",
    )


@callback(Output("rhythms-kinds", "children"), Input(ids.URL, "search"))
@drawn
def show_kinds(search: str | None) -> html.Section | None:
    reader = current().reader()
    view = reader.view(PAGE, search)
    kinds = kinds_of(reader, view)
    if (
        rhythm_days(reader, view) is None
        or len(kinds) < 2
        or len(grids_of(reader, view)) == len(kinds)
    ):
        return None
    rows = []
    told = [(kind, rhythm) for kind in kinds if (rhythm := rhythm_of(reader, view, kind))]
    for kind, rhythm in told:
        sentence = rhythm_sentence(
            rhythm, kind.label, is_found_by_officers=kind.found_by == "officer"
        )
        only = dcc.Link("Only these", href=change_search(search, offense=",".join(kind.offenses)))
        rows.append(html.Li([html.Div([sentence, " ", only]), day_strip(rhythm, kind.label)]))
    return figure_card(
        kinds_title([rhythm for _, rhythm in told]),
        html.Ul(rows, className="kind-list"),
        html.Div(
            [html.Span(words) for words in ("midnight", "6:00", "noon", "18:00", "midnight")],
            className="strip-scale",
            **{"aria-hidden": "true"},
        ),
        note="The 24 hours of all days together, shaded as the week above. What follows where officers look shows their hours.",
        how="rhythms",
    )


def kinds_title(rhythms: list[Rhythm]) -> str:
    """Say of how many kinds some hours stand out; none has "hours of its own" of which nobody can tell when."""
    sure = sum(tells_hours(rhythm) for rhythm in rhythms)
    if not sure:
        return "Kind by kind, no hours stand out from an even spread"
    return f"Kind by kind: {sure} of {len(rhythms)} {'has' if sure == 1 else 'have'} hours that stand out"
