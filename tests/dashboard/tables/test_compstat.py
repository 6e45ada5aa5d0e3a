"""Do the windows side by side hold the counts of their days, and no day that still fills up?"""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.context import Reader
from dashboard.tables.compstat import compstat, compstat_table


@pytest.mark.parametrize("search", ["", "?offense=burglary&neighborhood=midtown"])
def test_each_window_holds_the_incidents_of_its_own_days(demo_reader: Reader, search: str) -> None:
    view = demo_reader.view("/trends", search)
    found = compstat(demo_reader, view)
    burglary = next(part for part in found.parts if part.label == "Burglary")
    for window in found.windows:
        row = found.row(burglary, window)
        assert row is not None
        for column, days in (("now", window.now), ("before", window.before)):
            rows = demo_reader.incidents(view.selection.during(days))
            assert row[column] == (rows["category"] == "burglary").sum()


def test_no_window_reaches_into_days_that_still_fill_up(demo_reader: Reader) -> None:
    last = demo_reader.coverage.data_as_of
    view = demo_reader.view("/trends", f"?period=2025-06-01..{last}&offense=burglary")
    windows = compstat(demo_reader, view).windows
    settled = demo_reader.coverage_of(view.selection).settled_until
    assert {window.now.end for window in windows} == {settled}


def test_windows_end_with_a_period_that_lies_in_the_past(demo_reader: Reader) -> None:
    view = demo_reader.view("/trends", "?period=2024-03-01..2024-05-31&offense=burglary")
    assert str(compstat(demo_reader, view).windows[0].now.last_day) == "2024-05-31"


def test_narcotics_have_a_row_for_each_side_and_none_for_both(demo_reader: Reader) -> None:
    table = compstat_table(demo_reader, demo_reader.view("/trends", "?offense=narcotics"))
    assert list(table["Offenses"].unique()) == [
        "Narcotics found by officers",
        "Narcotics reported by residents",
    ]
    assert len(table) == 10


def test_without_earlier_days_a_window_says_why_and_no_difference(demo_reader: Reader) -> None:
    first = demo_reader.coverage.first_on
    search = f"?period={first}..{first + pd.Timedelta(days=20)}&offense=burglary"
    table = compstat_table(demo_reader, demo_reader.view("/trends", search))
    year = table[table["Window"] == "52 weeks"].iloc[0]
    assert pd.isna(year["Difference"])
    assert "No earlier days" in year["In words"] or "no earlier days" in year["In words"]


def test_the_words_name_the_place_that_is_asked_for(demo_reader: Reader) -> None:
    view = demo_reader.view("/trends", "?offense=burglary&neighborhood=midtown")
    assert compstat_table(demo_reader, view)["In words"].str.startswith("Burglary in Midtown").all()
