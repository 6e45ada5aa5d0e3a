"""What is happening in this neighborhood? Its counts, its blocks as far as they may be shown, its problems, for the public.

What lies on a block that is not shown is in the neighborhood's count and on no block.
"""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html

from analytics.figures.theme import Mode
from analytics.report.wording import offenses_words
from dashboard.components.block_map import block_features, block_legend
from dashboard.components.figure_card import figure_card
from dashboard.components.map import (  # fmt: skip
    area_features,
    features,
    frame_features,
    function,
    place_map,
    symbol_px,
)
from dashboard.components.notices import empty
from dashboard.components.place_choice import PLACE
from dashboard.components.tables import Row, plain_table
from dashboard.context import Reader
from dashboard.filters import LISTBOX
from dashboard.public.asked import Asked, kinds_held, link
from dashboard.public.cards import (
    choices,
    count_cards,
    days_line,
    left_out_card,
    notices,
    page_head,
    quarters_card,
    steps_card,
)
from dashboard.public.counted import block_table, cube_of, now_steps, place_table
from dashboard.public.overview import lead_sentence
from dashboard.public.problems import problem_cards, read_told

PAGE = "/neighborhood"
LISTED = 12


def draw(reader: Reader, asked: Asked, mode: Mode) -> html.Div:
    """Draw the page of one neighborhood, or the list to choose from."""
    question = f"What is happening in {reader.names[asked.place] if asked.place else 'a neighborhood'}?"  # fmt: skip
    chooser = _chooser(reader, asked)
    if asked.place is None:
        return html.Div(
            [
                page_head(question, "Choose the one that you want to know about.", ""),
                notices(reader, asked),
                chooser,
                _list_card(reader, asked),
            ],
            className="page",
        )
    return html.Div(
        [
            page_head(
                question,
                lead_sentence(reader, asked),
                days_line(reader, asked),
                actions=dcc.Link(
                    "Slides of this neighborhood",
                    href=link("/present", asked, kinds_held(reader)),
                    className="primary",
                ),
            ),
            notices(reader, asked),
            html.Div([chooser, choices(reader, asked, PAGE)], className="public-bar"),
            count_cards(reader, asked, mode),
            _blocks(reader, asked),
            steps_card(reader, asked, mode),
            html.Div(
                [quarters_card(reader, asked.place, "/csv/quarters"), left_out_card(reader)],
                className="public-pair",
            ),
            _problems(reader, asked),
        ],
        className="page",
    )


def _chooser(reader: Reader, asked: Asked) -> html.Div:
    return html.Div(
        [
            html.Span("Neighborhood", className="field-label"),
            dmc.Select(
                id=PLACE,
                data=[{"value": place, "label": name} for place, name in reader.names.items()],
                value=asked.place,
                searchable=True,
                placeholder="Choose a neighborhood",
                nothingFoundMessage="No such neighborhood",
                size="sm",
                **LISTBOX,
                **{"aria-label": "Neighborhood of this page"},
            ),
        ],
        className="field public-place",
    )


def _list_card(reader: Reader, asked: Asked) -> html.Section:
    table = place_table(reader, Asked(asked.period, asked.kinds)).dropna(subset="place")
    top, held = max(int(table["now"].max()), 1), kinds_held(reader)
    return figure_card(
        f"{len(table)} neighborhoods, most incidents first",
        html.Ol(
            [
                html.Li(
                    dcc.Link(
                        [
                            html.Span(name, className="choice-name"),
                            html.Span(f"{count:,}", className="choice-count"),
                            html.Span(
                                className="choice-bar", style={"width": f"{100 * count / top:.1f}%"}
                            ),
                        ],
                        href=link(PAGE, asked, held, neighborhood=place),
                        className="choice",
                    )
                )
                for place, name, count in table[["place", "name", "now"]].to_numpy().tolist()
            ],
            className="choices",
        ),
        note=days_line(reader, asked),
        kind="choice-card",
    )


def _blocks(reader: Reader, asked: Asked) -> html.Div | html.P:
    table = block_table(reader, asked)
    place = str(asked.place)
    if table is None:
        return html.P(
            "No blocks are known here: the neighborhood is counted as a whole.",
            className="card-note",
        )
    cube = cube_of(reader)
    total = int(cube.series(asked.kinds, place)[len(cube.starts) - now_steps(cube, asked) :].sum())
    shown = int(table["now"].sum())
    busy = table[table["now"] > 0]
    what = offenses_words(asked.kinds)
    rest = (
        f"{total - shown:,} more {'lies' if total - shown == 1 else 'lie'} on blocks that are not shown, or on none."
        if total > shown
        else ""
    )
    return html.Div(
        [
            figure_card(
                f"{what}: {shown:,} on {len(busy):,} of {len(table):,} blocks that are shown",
                _map(reader, place, table),
                block_legend(table["now"]),
                note=f"A circle is a whole block, drawn at its middle. {rest}",
                png="blocks",
                how="public",
                kind="map-card",
            ),
            html.Div(html.Div(_block_list(reader, asked, busy)), className="places-column"),
        ],
        className="two-columns",
    )


def _block_list(reader: Reader, asked: Asked, busy: pd.DataFrame) -> html.Section:
    title = "Blocks with most incidents"
    if busy.empty:
        return figure_card(title, empty("No incident on any block that is shown."), kind="places-card")  # fmt: skip
    rows = busy[["name", "now"]].head(LISTED).to_numpy().tolist()
    more = len(busy) - LISTED
    return figure_card(
        title,
        plain_table(
            ["Block", "Incidents"],
            [Row([name, f"{count:,}"]) for name, count in rows],
            caption=title,
            numbers=(1,),
        ),
        note=f"The first {LISTED}; {more} more have fewer or as many." if more > 0 else None,
        csv_href=link("/csv/blocks", asked, kinds_held(reader)),
        how="public",
        kind="places-card",
    )


def _map(reader: Reader, place: str, table: pd.DataFrame) -> html.Div:
    blocks, places = reader.blocks, reader.neighborhoods
    assert blocks is not None
    own = blocks[blocks["neighborhood_id"] == place]
    outline = places[places["neighborhood_id"] == place]
    busy = table[table["now"] > 0]
    points = own.set_index("block_id").geometry.representative_point().reindex(busy["block_id"])
    largest = int(busy["now"].max()) if len(busy) else 0
    properties: list[dict[str, Any]] = [
        {
            # The list beside the map names the blocks; on the map the names would lie on the streets'.
            "name": "",
            "count": count,
            "size": symbol_px(count, largest, len(own)),
            "label": f"{name}: {count:,}",
            "chosen": False,
            "button": False,
        }
        for name, count in busy[["name", "now"]].to_numpy().tolist()
    ]
    return place_map(
        f"public-{place}",
        [
            dl.GeoJSON(data=area_features(places, (place,)), style=function("style"), interactive=False),
            dl.GeoJSON(data=block_features(own, ()), style=function("style"), interactive=False),
            dl.GeoJSON(data=features(points, properties), pointToLayer=function("place")),
        ],
        label="Map of the blocks of the neighborhood",
        frame=frame_features(outline),
    )  # fmt: skip


def _problems(reader: Reader, asked: Asked) -> html.Section | None:
    told, words = read_told(reader)
    if told is None:
        return html.Section(empty(words), className="card")
    here = [each for each in told.problems if each.place.neighborhood_id == asked.place]
    if not here:
        return None
    return html.Section(
        [
            html.H2(f"What is worked on in {reader.names[str(asked.place)]}", className="public-h2"),
            html.Div(problem_cards(reader, here), className="public-problems"),
        ]
    )  # fmt: skip
