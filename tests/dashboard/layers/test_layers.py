"""Does every layer say its finding, explain what it draws, and list it, whatever is asked for?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from plotly.utils import PlotlyJSONEncoder

from analytics.counts import total_incidents
from analytics.periods import Period
from dashboard.components.accuracy_card import accuracy_card
from dashboard.components.spot_card import spot_card
from dashboard.context import Reader
from dashboard.layers import draw_layer
from dashboard.layers.around import map_notices
from dashboard.layers.layer import MapLayer
from dashboard.layers.standing import standing_sentence
from dashboard.page_keys import LAYERS
from dashboard.tables.hotspots import standing_out
from dashboard.tables.incidents import matching
from dashboard.tables.spot import spot_of, spot_total
from tests.dashboard.pages.asked import parts, words

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


def test_open_zones_name_the_days_that_they_are_of(demo_reader: Reader) -> None:
    """A zone is open on the day of its incident and 14 days after: 15 days in all, which no round number says."""
    as_of = demo_reader.coverage.data_as_of
    first = as_of - timedelta(days=14)
    found = drawn(demo_reader, "near", "")
    said = f"had an incident from {Period(first, as_of + timedelta(days=1)).label()}: their"
    assert said in found.sentence
    assert "at most 14 days ago" in json.dumps(found.legend, cls=PlotlyJSONEncoder)


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


@pytest.mark.parametrize("layer", ["cells", "density", "owned", "change"])
@pytest.mark.parametrize(
    "search", ["", "?neighborhood=midtown&period=90d", "?offense=all&hour=fri-22,sat-1"]
)
def test_the_number_in_the_list_is_that_of_the_card_and_of_the_list_it_leads_to(
    demo_reader: Reader, layer: str, search: str
) -> None:
    found = drawn(demo_reader, layer, search)
    link = f"{search or '?'}&layer={layer}"
    answer = json.loads(json.dumps(found.listing, cls=PlotlyJSONEncoder))
    listed = {
        parse_qs(urlsplit(row["href"]).query)["spot"][0]: int(row["count"].replace(",", ""))
        for row in _listed(answer)
    }
    marked = [mark["properties"]["spot"] for mark in found.marks["features"]]
    assert marked == [*listed][: len(marked)]
    if not search:
        assert marked
    for spot, count in listed.items():
        view = demo_reader.view("/hotspots", f"{link}&spot={spot}")
        place = spot_of(demo_reader, view)
        assert place is not None
        assert place.name.startswith("Area ")
        assert spot_total(demo_reader, place) == count
        href = str(spot_card(demo_reader, view, place, link, "light"))
        leads = re.search(r"href='/incidents([^']*)'", href)
        assert leads is not None
        assert sum(matching(demo_reader, demo_reader.view("/incidents", leads[1]))) == count
        # On every other page as well, whatever days and offenses it has by itself.
        overview = demo_reader.view("/", leads[1]).selection
        assert total_incidents(demo_reader.count(overview, ())) == count


def _listed(component: Any) -> Iterator[dict[str, str]]:
    """Give the link and the last number of each row of a list."""
    for row in parts(component, "Tr"):
        links = list(parts(row, "Link"))
        if links:
            cells = row["props"]["children"]
            yield {"href": links[0]["props"]["href"], "count": " ".join(words(cells[-1]))}


@pytest.mark.parametrize("layer", ["cells", "blocks", "change"])
@pytest.mark.parametrize(
    "search",
    ["?period=28d", "?period=28d&neighborhood=racquet-club-estates", "?period=28d&hour=fri-22"],
)
def test_nothing_is_said_to_stand_out_beside_a_notice_that_the_map_cannot_tell(
    demo_reader: Reader, layer: str, search: str
) -> None:
    link = f"{search}&layer={layer}"
    view = demo_reader.view("/hotspots", link)
    said = draw_layer(demo_reader, view, link).sentence
    notices = str(map_notices(demo_reader, view, link))
    if "cannot tell a cluster" in notices:
        assert re.search("too few|No |Can't tell|None", said), said
    elif search.endswith("fri-22") and layer == "cells":
        assert "stand" in said


def test_a_part_of_the_city_is_told_how_many_of_its_areas_touch_it(demo_reader: Reader) -> None:
    whole = standing_out(demo_reader, demo_reader.view("/hotspots", ""))
    place = str(whole.areas["neighborhood_id"].dropna().iloc[0])
    view = demo_reader.view("/hotspots", f"?neighborhood={place}")
    found = standing_out(demo_reader, view)
    said = standing_sentence(demo_reader, view, found)
    assert 0 < len(found.areas) < len(whole.areas)
    assert f"{len(found.areas)} of the city's {len(whole.areas)} areas that stand out" in said
    nowhere = demo_reader.view("/hotspots", "?area=box:-116.50,33.79,-116.495,33.795")
    quiet = standing_sentence(demo_reader, nowhere, standing_out(demo_reader, nowhere))
    assert f"None of the city's {len(whole.areas)} areas" in quiet


def test_the_accuracy_says_that_it_is_of_the_citys_map(demo_reader: Reader) -> None:
    cards = {
        str(accuracy_card(demo_reader, demo_reader.view("/hotspots", search), ""))
        for search in ("?offense=burglary", "?offense=burglary&neighborhood=midtown&layer=density")
    }
    assert len(cards) == 1
    assert "map of the whole city" in cards.pop()
