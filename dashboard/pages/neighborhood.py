"""What is happening in this neighborhood? One place in full: its counts, weeks and blocks, beside the city and beside others.

Of a neighborhood's few incidents most differences are chance, and its blocks have fewer still: "can't tell" is the usual answer.
Nothing here is a rate: how many people or homes a neighborhood has is not in the snapshot.
"""

from __future__ import annotations

from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    html,
    register_page,
)

from analytics.counts import total_incidents
from analytics.figures.theme import Mode
from dashboard import ids
from dashboard.components.block_map import (
    block_features,
    block_layer,
    block_layers,
    block_legend,
    block_symbols,
    spot_features,
)
from dashboard.components.drawn import drawn
from dashboard.components.figure_card import figure_card
from dashboard.components.finding_cards import finding_cards
from dashboard.components.map import (
    area_features,
    empty_features,
    frame_features,
    place_map,
)
from dashboard.components.notices import no_snapshot
from dashboard.components.page_head import page_head, page_title, period_line
from dashboard.components.place_choice import (
    BESIDE,
    PLACE_IN_STEP,
    choice_card,
    place_bar,
    place_notices,
)
from dashboard.components.place_sections import (
    alike_card,
    beside_card,
    blocks_card,
    levels_card,
    repeats_card,
    weeks_cards,
)
from dashboard.context import Reader, current
from dashboard.days import not_compared_words, period_at
from dashboard.tables.neighborhood import (
    chosen_place,
    level_answers,
    own_blocks,
    place_blocks,
    place_view,
    what_words,
)
from dashboard.tables.parts import category_findings
from dashboard.tables.places import counted_selection
from dashboard.urlstate import View
from dashboard.wording import incidents_words

PAGE = "/neighborhood"
register_page(__name__, path=PAGE, title=page_title("Neighborhood"), order=4)


def layout(**_: object) -> html.Div:
    """Draw the page's frame; the link fills it."""
    reader, reason = current().reader_or_reason()
    if reader is None:
        return no_snapshot(reason)
    # Filled already, so that the page is never without its question.
    question = html.Span(question_of(None), id="neighborhood-question")
    return html.Div(
        [
            page_head("neighborhood", question, has_report=True),
            place_bar(reader.names),
            html.Div(id="neighborhood-notices", className="notices"),
            html.Div(id="neighborhood-choice"),
            html.Div(
                [
                    html.Div(id="neighborhood-cards", className="kpi-groups"),
                    html.Div(
                        [
                            figure_card(
                                html.Span(id="neighborhood-map-title"),
                                place_map(
                                    "neighborhood", block_layers(), label="Map of the neighborhood"
                                ),
                                html.Div(id="neighborhood-legend"),
                                png="neighborhood-map",
                                how="counts",
                                kind="map-card",
                            ),
                            html.Div(html.Div(id="neighborhood-blocks"), className="places-column"),
                        ],
                        className="two-columns",
                    ),
                    html.Div(id="neighborhood-weeks", className="place-weeks"),
                    html.Div(id="neighborhood-beside-card"),
                    html.Div(
                        [html.Div(id="neighborhood-alike"), html.Div(id="neighborhood-repeats")],
                        className="place-pair",
                    ),
                ],
                id="neighborhood-body",
                className="place-body is-off",
            ),
        ],
        className="page",
    )


def question_of(name: str | None) -> str:
    """Ask the question of the page, of a neighborhood by its name."""
    return f"What is happening in {name or 'this neighborhood'}?"


@callback(
    Output("neighborhood-question", "children"),
    Output("neighborhood-lead", "children"),
    Output("neighborhood-period", "children"),
    Output("neighborhood-notices", "children"),
    Output("neighborhood-choice", "children"),
    Output("neighborhood-body", "className"),
    Output("neighborhood-cards", "children"),
    Input(ids.URL, "search"),
    Input(ids.SCHEME, "data"),
)
@drawn
def show_place(search: str | None, scheme: Mode | None) -> tuple[Any, ...]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    here, place = place_view(view), chosen_place(view)
    if place is None:
        return (
            question_of(None),
            "Choose the one that you want to know all about.",
            period_line(reader, here),
            [],
            choice_card(reader, view, search),
            "place-body is-off",
            [],
        )
    return (
        question_of(reader.names[place]),
        lead_sentence(reader, view),
        period_line(reader, here),
        place_notices(reader, view, search),
        None,
        "place-body",
        finding_cards(category_findings(reader, here), reader, here, scheme or "light"),
    )


def lead_sentence(reader: Reader, view: View) -> str:
    """Say how many, how many before, whether that is a change, and what part of the city's it is."""
    place = chosen_place(view)
    found = {each.place.level: each for each in level_answers(reader, view).answers}
    if "neighborhood" not in found:
        here = place_view(view)
        counted = counted_selection(reader, here)
        count = total_incidents(reader.count(counted, ("offense",)))
        return (
            f"{what_words(reader, view)} in {reader.names[place or '']}: {count:,}"
            f" {period_at(counted.period)}. {not_compared_words(reader, here)}"
        )
    said = found["neighborhood"]
    return f"{said.sentence} {said.above_sentence or ''}".strip()


@callback(
    Output("neighborhood-frame", "data"),
    Output("neighborhood-outlines", "data"),
    Output(block_layer("shapes"), "data"),
    Output(block_layer("symbols"), "data"),
    Output("neighborhood-spots", "data"),
    Output("neighborhood-map-title", "children"),
    Output("neighborhood-legend", "children"),
    Output("neighborhood-blocks", "children"),
    Input(ids.URL, "search"),
)
@drawn
def show_map(search: str | None) -> tuple[Any, ...]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    place, nothing = chosen_place(view), empty_features()
    if place is None:
        return frame_features(reader.neighborhoods), *[nothing] * 4, "", None, None
    outline = reader.neighborhoods[reader.neighborhoods["neighborhood_id"] == place]
    blocks, counted = place_blocks(reader, view), counted_selection(reader, place_view(view))
    base = reader.once(
        "place outlines", place,
        make=lambda: (frame_features(outline), area_features(reader.neighborhoods, (place,))),
    )  # fmt: skip
    what, total = what_words(reader, view), total_incidents(reader.count(counted, ("offense",)))
    shapes = own_blocks(reader, place)
    if shapes is None:
        spots = reader.once("spots", counted, make=lambda: reader.store.read_spots(counted))
        missing = total - int(spots["incidents"].sum())
        note = f"{incidents_words(missing)} without a position." if missing else ""
        return (
            *base, nothing, nothing, spot_features(spots),
            f"{what}: {total:,} at {len(spots):,} spots",
            html.P(f"No blocks are known here: circles are spots, near ones put together. {note}", className="card-note"),
            levels_card(reader, view, search),
        )  # fmt: skip
    busy = blocks.set_index("block_id")["incidents"]
    return (
        *base,
        block_features(shapes, view.selection.blocks),
        block_symbols(shapes, blocks, view.selection.blocks),
        nothing,
        f"{what}: {int(busy.sum()):,} on {int((busy > 0).sum()):,} of {len(blocks):,} blocks",
        block_legend(busy),
        blocks_card(reader, view, search),
    )


@callback(
    Output("neighborhood-weeks", "children"),
    Output("neighborhood-beside-card", "children"),
    Input(ids.URL, "search"),
    Input(ids.SCHEME, "data"),
)
@drawn
def show_series(search: str | None, scheme: Mode | None) -> tuple[Any, Any]:
    reader = current().reader()
    view, mode = reader.view(PAGE, search), scheme or "light"
    if chosen_place(view) is None:
        return None, None
    cards = weeks_cards(reader, view, search, mode)
    if reader.blocks is not None:
        cards.append(levels_card(reader, view, search))
    return cards, beside_card(reader, view, search, mode)


@callback(
    Output("neighborhood-alike", "children"),
    Output("neighborhood-repeats", "children"),
    Input(ids.URL, "search"),
)
@drawn
def show_others(search: str | None) -> tuple[Any, Any]:
    reader = current().reader()
    view = reader.view(PAGE, search)
    if chosen_place(view) is None:
        return None, None
    return (
        alike_card(reader, view, search),
        repeats_card(reader, view, search),
    )


clientside_callback(*PLACE_IN_STEP)
clientside_callback(
    ClientsideFunction("crimeControls", "beside"),
    Output(BESIDE, "value"),
    Input(ids.URL, "search"),
    Input(BESIDE, "value"),
    State(BESIDE, "data"),
    State(BESIDE, "id"),
    State(ids.URL, "id"),
)
clientside_callback(
    ClientsideFunction("crimeControls", "block"),
    Input({"type": "block-layer", "layer": ALL}, "n_clicks"),
    State({"type": "block-layer", "layer": ALL}, "clickData"),
    State({"type": "block-layer", "layer": ALL}, "id"),
    State(ids.URL, "id"),
    prevent_initial_call=True,
)
