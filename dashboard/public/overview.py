"""What happened, where, and is it changing? Burglary and robbery in the city, as the public may see them.

Counts are of whole steps of 28 days; of so few most changes are chance, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_leaflet as dl
import pandas as pd
from dash import dcc, html

from analytics.changes import change_sentence
from analytics.figures.theme import Mode
from analytics.numbers import write
from analytics.report.wording import STANDS_OUT, VERDICT_SIGNS, offenses_words
from dashboard.components.figure_card import figure_card
from dashboard.components.map import (  # fmt: skip
    area_features,
    features,
    function,
    place_map,
    symbol_legend,
    symbol_px,
)
from dashboard.components.tables import Row, plain_table
from dashboard.context import Reader
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
from dashboard.public.counted import (
    CITY,
    change_of,
    comparison,
    cube_of,
    days_counted,
    now_steps,
    place_table,
)

PAGE = "/"
NAMED = 3


def draw(reader: Reader, asked: Asked, mode: Mode) -> html.Div:
    """Draw the page of the whole city."""
    city = Asked(asked.period, asked.kinds)
    table = place_table(reader, city)
    return html.Div(
        [
            page_head(
                "What happened, where, and is it changing?",
                lead_sentence(reader, city),
                days_line(reader, city),
            ),
            notices(reader, asked),
            choices(reader, city, PAGE),
            count_cards(reader, city, mode),
            html.Div(
                [
                    _map_card(reader, city, table),
                    html.Div(html.Div(_places_card(reader, city, table)), className="places-column"),
                ],
                className="two-columns",
            ),
            steps_card(reader, city, mode),
            html.Div(
                [quarters_card(reader, None, "/csv/quarters"), left_out_card(reader)],
                className="public-pair",
            ),
        ],
        className="page",
    )  # fmt: skip


def lead_sentence(reader: Reader, asked: Asked) -> str:
    """Say the finding: how many, how many before, and whether that is a change."""
    cube = cube_of(reader)
    steps, what = now_steps(cube, asked), offenses_words(asked.kinds)
    place = asked.place or CITY
    where = reader.names[asked.place] if asked.place else None
    if not steps:
        return "No 28 days of these data are settled yet: there is nothing to count."
    change, compared = change_of(cube, asked.kinds, steps, place), comparison(cube, steps)
    if change is None or compared is None:
        count = int(cube.series(asked.kinds, place)[-steps:].sum())
        subject = f"{what} in {where}" if where else what
        return f"{subject}: {count:,} from {days_counted(cube, steps).label()}. There are no earlier days to compare with."
    return change_sentence(
        change, what, where, now_words=compared.now_words, before_words=compared.before_words
    )


def _map_card(reader: Reader, asked: Asked, table: pd.DataFrame) -> html.Section:
    counts = table.dropna(subset="place").set_index("place")["now"]
    places = reader.neighborhoods
    largest = int(counts.max()) if len(counts) else 0
    properties = [
        {
            "id": place,
            "name": name,
            "count": int(counts[place]),
            "size": symbol_px(int(counts[place]), largest, len(places)),
            "label": f"{name}: {int(counts[place]):,}. Click to open its page.",
            "chosen": False,
            "button": True,
        }
        for place, name in zip(places["neighborhood_id"], places["name"], strict=True)
    ]
    return figure_card(
        f"{offenses_words(asked.kinds)} by neighborhood",
        place_map(
            "public-city",
            [
                dl.GeoJSON(data=area_features(places, ()), style=function("style"), interactive=False),
                dl.GeoJSON(
                    id={"type": "public-layer", "layer": "places"},
                    data=features(places.geometry.representative_point(), properties),
                    pointToLayer=function("place"),
                ),
            ],
            label="Map of incidents by neighborhood",
        ),
        symbol_legend(counts, "Incidents"),
        note="A circle stands for a whole neighborhood; a larger one, for more incidents. Select it to open its page.",
        png="map",
        how="counts",
        kind="map-card",
    )  # fmt: skip


def _places_card(reader: Reader, asked: Asked, table: pd.DataFrame) -> html.Section:
    held = kinds_held(reader)
    has_before = comparison(cube_of(reader), now_steps(cube_of(reader), asked)) is not None
    rows: list[Row] = []
    foot: list[Row] = []
    for row in table.to_dict("records"):
        place = row["place"]
        name = (
            dcc.Link(row["name"], href=link("/neighborhood", asked, held, neighborhood=place))
            if isinstance(place, str)
            else row["name"]
        )
        (rows if isinstance(place, str) else foot).append(Row([name, *_numbers(row, has_before)]))
    total = {"now": table["now"].sum(), "before": table["before"].sum(), "verdict": None}
    foot.append(Row(["Whole city", *_numbers(total, has_before)]))
    return figure_card(
        places_title(table),
        plain_table(
            ["Neighborhood", "Now", *(["Before", "Change"] if has_before else [])],
            rows,
            foot=foot,
            numbers=(1, 2),
            caption="Incidents by neighborhood, now and before",
        ),
        note=f"Among {len(reader.names)} neighborhoods, one or two may stand out by chance alone.",
        csv_href=link("/csv/neighborhoods", asked, held),
        how="changes",
        kind="places-card",
    )


def _numbers(row: Mapping[Any, Any], has_before: bool) -> list[object]:
    if not has_before:
        return [write("now", row["now"])]
    verdict = row["verdict"]
    words = f"{VERDICT_SIGNS[verdict]} {write('verdict', verdict)}" if verdict else ""
    return [write("now", row["now"]), write("before", int(row["before"])), words]


def places_title(table: pd.DataFrame) -> str:
    """Say which neighborhoods changed by more than chance explains, or how many."""
    changed = table[table["verdict"].isin(STANDS_OUT) & table["place"].notna()]
    if changed.empty:
        return "No neighborhood changed by more than chance explains"
    if len(changed) > NAMED:
        return f"{len(changed)} neighborhoods changed by more than chance explains"
    pairs = zip(changed["name"], changed["verdict"], strict=True)
    named = ", ".join(f"{name} is {verdict}" for name, verdict in pairs)
    return f"{named}, by more than chance explains"
