"""Does every layer say its finding, explain what it draws, and list it, whatever is asked for?"""

from __future__ import annotations

import json

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.context import Reader
from dashboard.layers import draw_layer
from dashboard.layers.layer import MapLayer
from dashboard.page_keys import LAYERS
from dashboard.tables.spot import spot_of, spot_total

SEARCHES = (
    "",
    "?offense=all",
    "?offense=narcotics",
    "?neighborhood=midtown",
    "?area=circle:-116.545,33.823,300",
    "?area=box:-116.80,33.90,-116.79,33.91",
    "?period=2025-10-01..2025-10-01&offense=robbery",
)


def drawn(reader: Reader, layer: str, search: str) -> MapLayer:
    link = f"{search or '?'}&layer={layer}"
    return draw_layer(reader, reader.view("/hotspots", link), link)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("search", SEARCHES)
def test_a_layer_says_draws_and_lists_something(
    demo_reader: Reader, layer: str, search: str
) -> None:
    found = drawn(demo_reader, layer, search)
    assert found.sentence.endswith(".")
    assert found.how
    text = json.dumps([found.legend, found.listing], cls=PlotlyJSONEncoder)
    assert "legend" in text
    assert "places-card" in text


@pytest.mark.parametrize("layer", ["cells", "density", "owned", "blocks", "near", "incidents"])
def test_a_year_of_the_city_is_on_the_map(demo_reader: Reader, layer: str) -> None:
    found = drawn(demo_reader, layer, "")
    shapes = len(found.shapes["features"]) + len(found.bubbles["features"])
    assert shapes or (found.cells and found.cells["cells"])


def test_marks_and_list_have_the_same_numbers(demo_reader: Reader) -> None:
    found = drawn(demo_reader, "cells", "")
    ranks = [mark["properties"]["rank"] for mark in found.marks["features"]]
    assert ranks == list(range(1, len(ranks) + 1))
    text = json.dumps(found.listing, cls=PlotlyJSONEncoder)
    for mark in found.marks["features"]:
        assert mark["properties"]["spot"] in text


def test_what_victims_report_is_never_mixed_with_narcotics(demo_reader: Reader) -> None:
    alone = drawn(demo_reader, "incidents", "?offense=burglary")
    mixed = drawn(demo_reader, "incidents", "?offense=burglary,narcotics")
    assert alone.bubbles == mixed.bubbles


@pytest.mark.parametrize("layer", ["cells", "owned", "change"])
def test_a_numbered_place_that_is_pressed_has_incidents(demo_reader: Reader, layer: str) -> None:
    found = drawn(demo_reader, layer, "")
    assert found.marks["features"]
    for mark in found.marks["features"]:
        view = demo_reader.view("/hotspots", f"?layer={layer}&spot={mark['properties']['spot']}")
        spot = spot_of(demo_reader, view)
        assert spot is not None
        assert spot_total(demo_reader, spot) > 0
