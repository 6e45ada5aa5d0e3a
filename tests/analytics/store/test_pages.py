"""A list comes a page at a time: no row twice, none lost, whatever it is sorted by and searched for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot, pages
from analytics.store.pages import PAGE_COLUMNS
from etl import pipeline
from geodata.layers import Layers
from tests import town
from tests.etl.history import POINTS, Row, define, write_files

SMALL = settings(max_examples=40)
YEAR = Selection(Period(date(2025, 1, 1), date(2025, 7, 1)))
Order = list[tuple[str, Literal["asc", "desc"]]]
ORDERS = st.lists(
    st.tuples(st.sampled_from(PAGE_COLUMNS), st.sampled_from(["asc", "desc"])), max_size=3
)


@pytest.fixture(scope="module")
def demo(demo_data_dir: Path) -> Store:
    return open_snapshot(demo_data_dir, audience="police")


@pytest.fixture(scope="module")
def rows(demo: Store) -> pd.DataFrame:
    """Give the rows of the year, read the other way."""
    return demo.read_incidents(YEAR)[list(PAGE_COLUMNS)]


def _sorted_by_hand(rows: pd.DataFrame, order: Order) -> list[int]:
    """Sort by the last column first, the missing ones last in either direction."""
    records = sorted(rows.to_dict("records"), key=lambda row: row["row_id"])
    for name, direction in reversed(order):
        known = [row for row in records if pd.notna(row[name])]
        known.sort(key=lambda row: row[name], reverse=direction == "desc")
        records = known + [row for row in records if pd.isna(row[name])]
        if direction == "desc":
            # A reversed sort keeps ties in their order, as it should.
            assert [row for row in records if pd.isna(row[name])] == records[len(known) :]
    return [row["row_id"] for row in records]


@SMALL
@given(order=ORDERS, start=st.integers(0, 6000), count=st.integers(1, 900))
def test_page_holds_the_rows_at_its_place_of_the_whole_order(
    order: Order, start: int, count: int, demo: Store, rows: pd.DataFrame
) -> None:
    page, total = demo.read_page(YEAR, order_by=order, start=start, count=count)
    assert total == len(rows)
    expected = _sorted_by_hand(rows, order or [("occurred_from_local", "desc")])
    assert page["row_id"].tolist() == expected[start : start + count]


@settings(SMALL, max_examples=15)
@given(order=ORDERS, size=st.integers(150, 2000))
def test_pages_together_repeat_and_lose_no_row(
    order: Order, size: int, demo: Store, rows: pd.DataFrame
) -> None:
    found: list[int] = []
    while len(found) < len(rows):
        page, _ = demo.read_page(YEAR, order_by=order, start=len(found), count=size)
        assert len(page)
        found += page["row_id"].to_list()
    assert sorted(found) == sorted(rows["row_id"])


def test_page_says_of_a_row_what_the_rows_say(demo: Store, rows: pd.DataFrame) -> None:
    page, _ = demo.read_page(YEAR, count=None)
    assert list(page) == list(PAGE_COLUMNS)
    pd.testing.assert_frame_equal(
        page.sort_values("row_id", ignore_index=True), rows.sort_values("row_id", ignore_index=True)
    )


@SMALL
@given(data=st.data())
def test_search_finds_case_numbers_by_their_start_and_addresses_by_any_part(
    data: st.DataObject, demo: Store, rows: pd.DataFrame
) -> None:
    text = data.draw(st.sampled_from([*rows["incident_id"], *rows["address"].dropna()]))
    first = data.draw(st.integers(0, 6))
    search = text[first : first + data.draw(st.integers(1, 8))].strip()
    search = data.draw(st.sampled_from([search, search.upper(), search.lower(), f"  {search} "]))
    sought = search.strip().lower()
    is_found = rows["incident_id"].str.lower().str.startswith(sought)
    is_found |= rows["address"].fillna("").str.lower().str.contains(sought, regex=False)
    page, total = demo.read_page(YEAR, search=search, count=None)
    assert total == (is_found.sum() if sought else len(rows))
    assert set(page["row_id"]) == set(rows.loc[is_found, "row_id"])


@pytest.mark.parametrize("search", ["%", "_", "B_", "B%", "' OR 1=1 --", "\\", "\0", "\ud800", "é"])
def test_signs_that_mean_something_to_a_database_are_searched_as_they_are(
    search: str, town_store: Store
) -> None:
    page, total = town_store.read_page(Selection(town.WHOLE), search=search)
    assert total == len(page) == 0
    assert list(page) == list(PAGE_COLUMNS)


def test_case_number_is_found_in_any_case_of_letters_and_only_by_its_start(
    town_store: Store,
) -> None:
    page, total = town_store.read_page(
        Selection(town.WHOLE), search="b10", order_by=[("incident_id", "asc")]
    )
    assert (page["incident_id"].to_list(), total) == (["B10", "B100", "B101", "B102", "B103"], 5)
    assert town_store.read_page(Selection(town.WHOLE), search="0")[1] == 0
    assert town_store.read_page(Selection(town.WHOLE), search="knOW")[1] == 2


def test_newest_rows_come_first_where_no_order_is_asked_for(town_store: Store) -> None:
    page, _ = town_store.read_page(Selection(town.WHOLE), count=3)
    assert page["incident_id"].to_list() == ["U4", "N51", "B103"]


def test_missing_addresses_and_places_come_last_in_either_direction(town_store: Store) -> None:
    for direction in ("asc", "desc"):
        page, total = town_store.read_page(
            Selection(town.WHOLE), order_by=[("neighborhood_id", direction)], count=200
        )
        assert page["neighborhood_id"].isna().to_list() == [False] * (total - 4) + [True] * 4


def test_place_behind_the_end_is_an_empty_page_with_the_total(town_store: Store) -> None:
    for start in (186, 10**30):
        page, total = town_store.read_page(Selection(town.WHOLE), start=start)
        assert page.empty
        assert total == sum(town.CITY_COUNTS.values())


@pytest.mark.parametrize(
    "order",
    [("nothing", "asc"), ("row_id; DROP TABLE", "asc"), ("address", "down"), ("status", "asc")],
)
def test_order_by_what_no_page_has_is_refused(order: tuple[str, str], town_store: Store) -> None:
    with pytest.raises(SelectionError, match="cannot sort by"):
        town_store.read_page(Selection(town.WHOLE), order_by=[order])  # type: ignore[list-item]


@pytest.mark.parametrize(("start", "count"), [(-1, 10), (0, 0), (0, -5), (0, 100_001)])
def test_page_of_no_size_is_refused(start: int, count: int, town_store: Store) -> None:
    with pytest.raises(SelectionError, match="a page starts at row 0"):
        town_store.read_page(Selection(town.WHOLE), start=start, count=count)


def test_more_rows_than_are_given_at_once_are_refused_with_what_to_do(
    town_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_ROWS", 185)
    with pytest.raises(
        SelectionError, match=r"186 rows match, and at most 185 .* choose fewer days"
    ):
        town_store.read_page(Selection(town.WHOLE), count=None)
    assert len(town_store.read_page(Selection(town.WHOLE, ("burglary",)), count=None)[0]) == 108


def test_rows_are_for_the_police(town_data_dir: Path) -> None:
    store = open_snapshot(town_data_dir)
    with pytest.raises(SelectionError, match="rows of incidents are for the police"):
        store.read_page(Selection(town.WHOLE))
    store.close()


@pytest.fixture
def publish(tmp_path: Path, town_layers: Layers) -> Callable[[datetime, list[Row]], None]:
    """Give a function that publishes a file of rows at a moment."""

    def one_run(now: datetime, rows: list[Row]) -> None:
        write_files("changes", [rows], tmp_path / "in")
        pipeline.run(
            [define("changes", tmp_path)], source=tmp_path / "in", layers=town_layers, data_dir=tmp_path / "data",
            clock=lambda: now, progress=lambda *_: None,
        )  # fmt: skip

    return one_run


def test_page_as_of_a_past_moment_holds_the_rows_of_then(
    publish: Callable[[datetime, list[Row]], None], tmp_path: Path
) -> None:
    first = datetime(2025, 12, 2, 8, tzinfo=UTC)
    before = Row("1", "R1", "459 PC", date(2025, 11, 5), POINTS[0])
    publish(first, [before, Row("2", "R2", "459 PC", date(2025, 11, 6), POINTS[0])])
    publish(
        first + timedelta(days=1),
        [
            Row(
                "1",
                "R1",
                "211 PC",
                date(2025, 11, 9),
                POINTS[1],
                updated=pd.Timestamp("2025-12-03"),
            )
        ],
    )
    everything = Selection(town.WHOLE)
    now = open_snapshot(tmp_path / "data", audience="police")
    then, later = (
        open_snapshot(tmp_path / "data", audience="police", known_at=first + timedelta(days=days))
        for days in (0, 1)
    )
    changed = ["robbery", "burglary"]
    for store, categories in ((now, changed), (then, ["burglary", "burglary"]), (later, changed)):
        page, total = store.read_page(everything)
        read = store.read_incidents(everything).sort_values("occurred_on", ascending=False)
        assert page["category"].to_list() == categories == read["category"].to_list()
        assert page["row_id"].to_list() == read["row_id"].to_list()
        assert total == store.count_incidents(everything, ())["incidents"].iloc[0] == 2
        assert store.read_spots(everything)["incidents"].sum() == 2
        store.close()
