"""Does the week come out the same from windows with their counts as from the rows themselves?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.errors import SelectionError
from analytics.rhythms import measure_rhythm
from analytics.selection import Selection
from analytics.store import open_snapshot
from analytics.store.windows import make_windows


@pytest.mark.parametrize("longest_hours", [None, 24.0])
@pytest.mark.parametrize("offenses", [(), ("burglary",), ("narcotics", "robbery")])
@pytest.mark.parametrize("hours", [(), (118, 119)])
def test_the_rhythm_of_windows_is_that_of_their_rows(
    demo_data_dir: Path,
    offenses: tuple[str, ...],
    hours: tuple[int, ...],
    longest_hours: float | None,
) -> None:
    store = open_snapshot(demo_data_dir, audience="police")
    selection = Selection(store.coverage().whole, offenses, hours=hours)
    windows, rows = store.count_windows(selection), store.read_incidents(selection)
    assert len(windows) < len(rows)
    for side in ("officer", "reported", "unknown"):
        held, own = (table[table["found_by"] == side] for table in (windows, rows))
        counted = measure_rhythm(held, longest_hours=longest_hours)
        whole = measure_rhythm(own, longest_hours=longest_hours)
        pd.testing.assert_frame_equal(counted.hours, whole.hours)
        for name in ("incidents", "left_out", "end_missing", "end_before_start"):
            assert getattr(counted, name) == getattr(whole, name)
        for name in ("long_share", "unknown_share"):
            assert getattr(counted, name) == pytest.approx(getattr(whole, name), nan_ok=True)


def test_windows_that_differ_by_a_second_or_by_who_found_them_are_two() -> None:
    begun = np.array([0, 0, 0, 0, 604_799])
    length = np.array([60.0, 61.0, 60.0, np.nan, -60.0])
    found_by = np.array([0, 0, 1, 0, 0])
    windows, number = make_windows(begun, length, np.zeros(5, "int64"), found_by)
    assert len(set(number)) == 5
    table = windows.table(np.bincount(number))
    assert table["incidents"].tolist() == [1] * 5
    assert table["occurred_to_local"].isna().sum() == 1
    spans = table["occurred_to_local"] - table["occurred_from_local"]
    assert spans.dropna().dt.total_seconds().tolist() == [60, 61, 60, -60]
    assert table["occurred_from_local"].iloc[-1] == pd.Timestamp("2000-01-09 23:59:59")


def test_residents_see_no_windows(demo_data_dir: Path) -> None:
    store = open_snapshot(demo_data_dir, audience="public")
    with pytest.raises(SelectionError):
        store.count_windows(Selection(store.coverage().whole))
