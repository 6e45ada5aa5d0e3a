"""Addresses read alone are those of the rows themselves, whatever is selected, and only for the police."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.analytics.store.selections import selections

YEAR = Selection(Period(date(2025, 1, 1), date(2025, 12, 1)))


@pytest.fixture(scope="module")
def demo(demo_data_dir: Path) -> Store:
    return open_snapshot(demo_data_dir, audience="police")


@settings(max_examples=30)
@given(data=st.data())
def test_addresses_of_any_selection_are_those_of_its_rows_in_their_order(
    demo: Store, data: st.DataObject
) -> None:
    blocks = demo.read_blocks()
    assert blocks is not None
    places = demo.read_neighborhoods()
    drawn = selections(
        tuple(places.total_bounds),
        places["neighborhood_id"].tolist(),
        blocks["block_id"].tolist(),
        is_narrow=data.draw(st.booleans()),
    )
    selection = data.draw(drawn)
    rows = demo.read_incidents(selection)[["feed", "incident_id", "address", "occurred_on"]]
    pd.testing.assert_frame_equal(demo.read_addresses(selection), rows)


def test_an_address_lies_where_its_newest_row_of_the_selection_does(demo: Store) -> None:
    rows, _ = demo.read_page(YEAR, count=None)
    times = rows["address"].value_counts()
    asked = times.index[:20].tolist()
    # Newest first.
    newest = rows.drop_duplicates("address").set_index("address").loc[asked]
    columns = ["lon", "lat", "neighborhood_id", "block_id"]
    found = demo.read_places_of(YEAR, asked).set_index("address").loc[asked]
    pd.testing.assert_frame_equal(found[columns], newest[columns])
    assert demo.read_places_of(YEAR, ["no such street"]).empty


def test_addresses_are_those_known_on_a_past_day(demo_data_dir: Path, demo: Store) -> None:
    then = open_snapshot(demo_data_dir, audience="police", known_at=date(2100, 1, 1))
    pd.testing.assert_frame_equal(then.read_addresses(YEAR), demo.read_addresses(YEAR))


def test_residents_read_no_address(demo_data_dir: Path) -> None:
    residents = open_snapshot(demo_data_dir, audience="public")
    with pytest.raises(SelectionError, match="for the police audience"):
        residents.read_addresses(YEAR)
    with pytest.raises(SelectionError, match="for the police audience"):
        residents.read_places_of(YEAR, ["1 Main St"])
