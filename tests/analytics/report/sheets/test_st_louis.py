"""Sheets of real data: St. Louis knows no blocks, has 88 neighborhoods and hundreds of incidents in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.errors import SelectionError
from analytics.periods import recent_period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.analytics.report.sheets.printed import count_rows, made, printed


@pytest.fixture(scope="module")
def store(stl_data_dir: Path) -> Iterator[Store]:
    store = open_snapshot(stl_data_dir, audience="police")
    yield store
    store.close()


def test_dutchtowns_counts_are_those_of_the_rows_and_its_map_shows_hotspots(store: Store) -> None:
    now = recent_period(store.coverage().settled_until, 28)
    asked = Selection(now, (), ("dutchtown",))
    sheet = made("neighborhood", store, asked)
    rows = store.read_incidents(asked.during(recent_period(now.end, 56)))
    told = {
        row["cells"][0]: row["cells"][1:3]
        for group in sheet.content["counts"]["groups"]
        for row in group["rows"]
    }
    for label, category in (
        ("Robbery", "robbery"),
        ("Burglary", "burglary"),
        ("Narcotics", "narcotics"),
    ):
        counted = [count_rows(rows, days, category=category) for days in (now, now.previous())]
        assert told[label] == [f"{count:,}" for count in counted]
    assert (
        "area stands out" in sheet.content["map"]["sentence"]
        or "areas stand out" in sheet.content["map"]["sentence"]
    )
    assert [
        len(printed("neighborhood", store, asked, paper=paper)) for paper in ("letter", "a4")
    ] == [2, 2]


def test_a_summit_of_88_neighborhoods_has_at_most_six_pages(store: Store) -> None:
    half = Selection(recent_period(store.coverage().settled_until, 182))
    pages = printed("summit", store, half, paper="a4")
    assert len(pages) <= 6
    assert all(name in " ".join(pages) for name in store.read_neighborhoods()["name"])


def test_there_is_no_sheet_of_a_block(store: Store) -> None:
    year = recent_period(store.coverage().settled_until, 364)
    with pytest.raises(SelectionError, match=r"no blocks are known in St\. Louis"):
        made("block", store, Selection(year, blocks=("any",)))
