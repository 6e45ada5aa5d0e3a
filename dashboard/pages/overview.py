"""What happened, where, and is it changing? The first page of a shift and of a council meeting.

Every count is compared with the days before, and small counts rarely allow more than "can't tell". Narcotics and quality of
life follow where officers look: they have cards of their own and are in no total. The map shows what victims report.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Input, Output, callback, dcc, html, register_page

from analytics.counts import total_incidents
from analytics.figures.theme import Mode
from analytics.numbers import write
from analytics.report.total import total_sentence
from analytics.report.wording import VERDICT_SIGNS
from dashboard import ids
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import csv_link, figure_card
from dashboard.components.finding_cards import finding_cards
from dashboard.components.later_line import later_line
from dashboard.components.map import (
    area_features,
    place_layers,
    place_map,
    symbol_features,
    symbol_legend,
)
from dashboard.components.morning import morning_cards
from dashboard.components.notices import empty, no_snapshot
from dashboard.components.page_head import page_head, page_title, period_line
from dashboard.components.tables import Row, frame_table, plain_table
from dashboard.context import Reader, current
from dashboard.days import (
    compared_days,
    counted_days,
    not_compared_words,
    period_at,
)
from dashboard.downloads import csv_href
from dashboard.tables.hotspots import block_table
from dashboard.tables.later import later_days
from dashboard.tables.parts import category_findings
from dashboard.tables.places import (
    chance_note,
    counted_selection,
    mapped_change,
    place_changes,
    place_counts,
    places_title,
)
from dashboard.urlstate import View, change_search
from dashboard.wording import mapped_offenses, offenses_words, where_words

PAGE = "/"
LISTED = 15
register_page(__name__, path=PAGE, title=page_title("Overview"), order=0)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    return html.Div(
        [
            page_head("overview", "What happened, where, and is it changing?", has_report=True),
            html.Div(
                [
                    html.Div(id="overview-cards", className="kpi-groups"),
                    html.Div(id="overview-morning"),
                ],
                className="overview-top",
            ),
            html.Div(
                [
                    figure_card(
                        html.Span(id="overview-map-title"),
                        place_map(
                            "overview",
                            place_layers("overview"),
                            label="Map of incidents by neighborhood",
                        ),
                        html.Div(id="overview-legend"),
                        note="Select a neighborhood to see only its numbers; select it again to let go.",
                        png="overview-map",
                        how="counts",
                        kind="map-card",
                    ),
                    html.Div(html.Div(id="overview-places"), className="places-column"),
                ],
                className="two-columns",
            ),
        ],
        className="page",
    )


@callback(
    Output("overview-lead", "children"),
    Output("overview-period", "children"),
    Output("overview-cards", "children"),
    Input(ids.URL, "search"),
    Input(ids.SCHEME, "data"),
)
@drawn
def show_findings(search: str | None, scheme: Mode | None) -> tuple[str, Any, list[html.Section]]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    findings = category_findings(reader, view)
    later = later_days(reader, view)
    return (
        lead_sentence(reader, view),
        [*period_line(reader, view), *([later_line(later, search)] if later else [])],
        finding_cards(
            findings,
            reader,
            view,
            scheme or "light",
            actions=[csv_link(csv_href("categories", search))],
        ),
    )


def lead_sentence(reader: Reader, view: View) -> str:
    """Say the finding of the page: how many, how many before, and whether that is a change."""
    selection = counted_selection(reader, view)
    where = where_words(selection, reader.names, reader.block_names)
    change = mapped_change(reader, view)
    compared = compared_days(reader, view)
    if change is None or compared is None:
        what = offenses_words(selection.offenses)
        count = total_incidents(reader.count(selection, ("offense",)))
        place, days = f" in {where}" if where else "", period_at(selection.period)
        return f"{what}{place}: {count:,} {days}. {not_compared_words(reader, view)}"
    words = {"now_words": compared.now_words, "before_words": compared.before_words}
    return total_sentence(change, selection, where, **words)


@callback(Output("overview-morning", "children"), Input(ids.URL, "search"))
@drawn
def show_morning(search: str | None) -> html.Div:
    context = current()
    reader = context.reader()
    return morning_cards(reader, reader.view(PAGE, search), search, context.today(reader))


@callback(
    Output(ids.place_layer("overview", "areas"), "data"),
    Output(ids.place_layer("overview", "symbols"), "data"),
    Output("overview-map-title", "children"),
    Output("overview-legend", "children"),
    Input(ids.URL, "search"),
)
def show_map(search: str | None) -> tuple[Any, Any, str, html.Div]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    counts = place_counts(reader, view)
    chosen = view.selection.neighborhoods
    offenses, is_narrowed = mapped_offenses(view.selection, reader.coverage.categories)
    what = offenses_words(offenses)
    return (
        area_features(reader.neighborhoods, chosen),
        symbol_features(reader.neighborhoods, counts, chosen),
        f"{what} by neighborhood",
        html.Div(
            [
                symbol_legend(counts, "Incidents"),
                html.P("Only what victims report is on the map.", className="card-note")
                if is_narrowed
                else None,
            ]
        ),
    )


@callback(Output("overview-places", "children"), Input(ids.URL, "search"))
@drawn
def show_places(search: str | None) -> list[html.Section]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    changes = place_changes(reader, view)
    cards = [
        figure_card(
            places_title(changes),
            places_table(changes, reader, view, search),
            note=chance_note(changes),
            csv_href=csv_href("neighborhoods", search),
            how="changes",
            kind="places-card",
        )
    ]
    if view.selection.neighborhoods:
        cards += blocks_card(block_table(reader, view), search)
    return cards


def blocks_card(blocks: pd.DataFrame, search: str | None) -> list[html.Section]:
    """List the blocks of the chosen neighborhoods, in a card of their own."""
    if blocks.empty:
        return []
    return [
        figure_card(
            "Blocks with most incidents",
            frame_table(blocks.head(LISTED), caption="Blocks with most incidents"),
            csv_href=csv_href("blocks", search),
            kind="places-card",
        )
    ]


def places_table(changes: pd.DataFrame, reader: Reader, view: View, search: str | None) -> html.Div:
    """List the neighborhoods, what lies in none, and the total that both add up to."""
    if changes.empty or (
        int(changes["now"].sum()) == 0 and changes.get("before", pd.Series([0])).sum() == 0
    ):
        return empty(
            f"No incident of this kind {period_at(counted_days(reader, view))}.",
            dcc.Link("Show a longer period", href=change_search(search, period="52w") or PAGE),
        )
    compared = compared_days(reader, view)
    has_before = compared is not None
    header = ["Neighborhood", "Now", *(["Before", "Change"] if has_before else [])]
    name = "Chosen neighborhoods" if view.selection.neighborhoods else "Whole city"
    rows = changes.to_dict("records")
    outside = [row for row in rows if row["neighborhood_id"] is None]
    total = {"name": name, **changes[["now", *(["before"] if has_before else [])]].sum()}
    return plain_table(
        header,
        [
            Row([_place_link(row, search, view), *_numbers(row, has_before)])
            for row in rows
            if row["neighborhood_id"] is not None
        ],
        foot=[Row([row["name"], *_numbers(row, has_before)]) for row in [*outside, total]],
        numbers=(1, 2),
        caption=f"Incidents by neighborhood, {compared.now.label() if compared else view.selection.period.label()}"
        + (f", and {compared.before.label()} before" if compared else ""),
    )


def _numbers(row: dict[Any, Any], has_before: bool) -> list[object]:
    now = write("now", row["now"])
    if not has_before:
        return [now]
    verdict = row.get("verdict")
    words = f"{VERDICT_SIGNS[verdict]} {write('verdict', verdict)}" if verdict else ""
    return [now, write("before", row["before"]), words]


def _place_link(row: dict[Any, Any], search: str | None, view: View) -> dcc.Link:
    place, name = row["neighborhood_id"], row["name"]
    is_only = view.selection.neighborhoods == (place,)
    href = change_search(search, neighborhood=None if is_only else place)
    return dcc.Link(
        name, href=href or PAGE, title="Show the whole city" if is_only else f"Show only {name}"
    )
