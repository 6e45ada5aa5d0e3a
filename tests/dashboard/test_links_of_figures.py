"""Does a link from a figure to the list of incidents lead to the incidents that the figure counts?

The list has days and offenses of its own where a link says nothing, so such a link must name both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import Dash

from analytics.counts import total_incidents
from dashboard.context import Reader
from dashboard.layers.standing import area_spots
from dashboard.shell import PAGES
from dashboard.tables.alike import repeat_addresses
from dashboard.tables.hotspots import standing_out
from dashboard.tables.hour_places import hour_count
from dashboard.tables.incidents import matching
from dashboard.tables.rhythms import grids_of
from dashboard.urlstate import pinned_search
from tests.dashboard.pages.asked import ask, parts

SEARCHES = (
    "",
    "?neighborhood=midtown",
    "?hour=fri-17",
    "?spot=AREA",
    "?spot=AREA&neighborhood=midtown&layer=incidents",
    "?layer=blocks&offense=all&period=90d&hour=fri-17",
)


def hrefs(component: Any) -> Iterator[str]:
    """Give the links within the link: those to other pages that figures have."""
    if isinstance(component, list):
        for part in component:
            yield from hrefs(part)
    elif isinstance(component, dict):
        for link in parts(component, "Link"):
            yield link["props"]["href"]
        for value in component.values():
            if isinstance(value, dict | list) and "props" not in component:
                yield from hrefs(value)


def links_of(app: Dash, pathname: str, search: str) -> set[str]:
    """Ask every callback that reads the link alone, as on a page, and give the links that they draw."""
    found: set[str] = set()
    for key, told in app.callback_map.items():
        inputs = {part["id"] for part in told["inputs"]}
        if "url" not in inputs or key.startswith("_pages") or "filter-" in key:
            continue
        answer = ask(app, search, key, pathname)
        if answer.status_code == 200 and answer.text:
            found |= set(hrefs(json.loads(answer.text).get("response", {})))
    return found


@pytest.mark.parametrize("search", SEARCHES)
def test_every_link_of_a_figure_to_the_list_names_its_days_and_its_offenses(
    demo_app: Dash, demo_reader: Reader, search: str
) -> None:
    hottest = area_spots(demo_reader, standing_out(demo_reader, demo_reader.view("/hotspots", "")))[
        0
    ]
    search = search.replace("AREA", hottest)
    found = links_of(demo_app, "/hotspots", search)
    lists = [href for href in found if urlsplit(href).path == "/incidents"]
    if "spot" in search or "hour" in search:
        assert lists
    for href in lists:
        assert {"period", "offense"} <= parse_qs(urlsplit(href).query).keys(), href


def test_the_list_of_an_hour_holds_what_its_card_counts(
    demo_app: Dash, demo_reader: Reader
) -> None:
    for search in ("?hour=fri-17", "?hour=sat-1&offense=narcotics", "?hour=fri-22&offense=all"):
        answer = json.loads(ask(demo_app, search, "rhythms-hour.children").text)["response"]
        leads = {urlsplit(href).path: f"?{urlsplit(href).query}" for href in hrefs(answer)}
        view = demo_reader.view("/rhythms", search)
        counted = sum(hour_count(demo_reader, view, kind) for kind in grids_of(demo_reader, view))
        listed = demo_reader.view("/incidents", leads["/incidents"])
        assert sum(matching(demo_reader, listed)) == counted > 0
        on_map = demo_reader.view("/hotspots", leads["/hotspots"]).selection
        assert total_incidents(demo_reader.count(on_map, ())) == counted


def test_the_list_of_an_address_holds_what_its_row_counts(
    demo_app: Dash, demo_reader: Reader
) -> None:
    search = "?neighborhood=midtown&offense=burglary"
    view = demo_reader.view("/neighborhood", search)
    repeats, _ = repeat_addresses(demo_reader, view)
    assert repeats is not None
    answers = links_of(demo_app, "/neighborhood", search)
    counts = dict(zip(repeats.table["address"], repeats.table["incidents"], strict=True))
    checked = 0
    for href in answers:
        query = parse_qs(urlsplit(href).query)
        address = query.get("q", [""])[0]
        if urlsplit(href).path != "/incidents" or address not in counts:
            continue
        listed = demo_reader.view("/incidents", f"?{urlsplit(href).query}")
        assert listed.selection.period == repeats.period
        assert sum(matching(demo_reader, listed)) == counts[address]
        checked += 1
    assert checked


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("/quality", "/methods")])
def test_a_selection_that_a_link_writes_out_is_the_same_on_every_page(
    demo_reader: Reader, page: str
) -> None:
    selection = demo_reader.view("/trends", "?offense=all&hour=fri-22&period=90d").selection
    link = pinned_search(
        "?q=palm&spot=at:1,1&neighborhood=midtown", selection, coverage=demo_reader.coverage
    )
    assert demo_reader.view(page, link).selection == selection
    assert not {"q", "neighborhood"} & parse_qs(link).keys()
    assert "spot=at:1,1" in link
