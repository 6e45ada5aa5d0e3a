"""Does the week by hour hold every incident once, whole weeks only, and nobody's hours among another's?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.rhythms import measure_rhythm
from dashboard.context import Reader
from dashboard.tables.hour_places import hour_count, hour_places, hour_weeks
from dashboard.tables.rhythms import (
    grids_of,
    kinds_of,
    rhythm_days,
    rhythm_of,
    rhythm_table,
    weekdays_sentence,
)


@pytest.mark.parametrize(
    ("search", "weeks"),
    [("?period=28d", 4), ("?period=90d", 12), ("?period=2025-10-01..2025-10-07", 1)],
)
def test_each_weekday_comes_as_often_as_any_other(
    demo_reader: Reader, search: str, weeks: int
) -> None:
    view = demo_reader.view("/rhythms", search)
    days = rhythm_days(demo_reader, view)
    assert days is not None
    assert days.days == 7 * weeks
    assert days.end == min(view.selection.period.end, demo_reader.coverage.settled_until)


def test_days_that_still_fill_up_are_in_no_rhythm(demo_reader: Reader) -> None:
    last = demo_reader.coverage.data_as_of
    view = demo_reader.view("/rhythms", f"?period=2025-09-01..{last}&offense=burglary")
    days = rhythm_days(demo_reader, view)
    assert days is not None
    assert (
        days.end
        <= demo_reader.coverage_of(view.selection).settled_until
        < view.selection.period.end
    )


def test_fewer_days_than_a_week_have_no_rhythm(demo_reader: Reader) -> None:
    view = demo_reader.view("/rhythms", "?period=2025-10-01..2025-10-06")
    assert rhythm_days(demo_reader, view) is None
    assert rhythm_table(demo_reader, view).empty


def test_the_cells_add_up_to_the_incidents(demo_reader: Reader) -> None:
    view = demo_reader.view("/rhythms", "?offense=burglary")
    (kind,) = grids_of(demo_reader, view)
    rhythm = rhythm_of(demo_reader, view, kind)
    days = rhythm_days(demo_reader, view)
    assert rhythm is not None
    assert days is not None
    rows = demo_reader.incidents(view.selection.during(days))
    assert rhythm.incidents == len(rows) > 100
    assert rhythm.hours["incidents"].sum() == pytest.approx(len(rows))
    assert rhythm_table(demo_reader, view)["Weight"].sum() == pytest.approx(len(rows))


def test_the_grid_shows_the_whole_week_whatever_hour_was_picked(demo_reader: Reader) -> None:
    whole = demo_reader.view("/rhythms", "?offense=burglary")
    picked = demo_reader.view("/rhythms", "?offense=burglary&hour=fri-22")
    (kind,) = grids_of(demo_reader, whole)
    assert grids_of(demo_reader, picked) == [kind]
    assert rhythm_of(demo_reader, picked, kind) == rhythm_of(demo_reader, whole, kind)


def test_short_windows_leave_out_what_is_known_to_a_day_only(demo_reader: Reader) -> None:
    every = demo_reader.view("/rhythms", "?offense=burglary")
    short = demo_reader.view("/rhythms", "?offense=burglary&windows=short")
    (kind,) = grids_of(demo_reader, every)
    all_windows, short_windows = (rhythm_of(demo_reader, v, kind) for v in (every, short))
    assert all_windows is not None
    assert short_windows is not None
    assert short_windows.left_out > 0
    assert short_windows.incidents + short_windows.left_out == all_windows.incidents


def test_what_victims_report_shares_a_grid_and_officers_hours_have_their_own(
    demo_reader: Reader,
) -> None:
    mixed = demo_reader.view("/rhythms", "?offense=robbery,burglary,narcotics")
    assert [kind.label for kind in grids_of(demo_reader, mixed)] == ["Robbery and burglary"]
    found = demo_reader.view("/rhythms", "?offense=narcotics")
    labels = [kind.label for kind in grids_of(demo_reader, found)]
    assert labels == ["Narcotics found by officers", "Narcotics reported by residents"]
    total = sum(
        rhythm_of(demo_reader, found, kind).incidents for kind in kinds_of(demo_reader, found)
    )  # type: ignore[union-attr]
    days = rhythm_days(demo_reader, found)
    assert days is not None
    assert total == len(demo_reader.incidents(found.selection.during(days)))


def test_robberies_alone_count_in_the_hour_that_their_victims_saw(demo_reader: Reader) -> None:
    view = demo_reader.view("/rhythms", "?offense=robbery")
    (kind,) = grids_of(demo_reader, view)
    days = rhythm_days(demo_reader, view)
    assert days is not None
    rows = demo_reader.incidents(view.selection.during(days))
    exact = measure_rhythm(rows, exact_minutes=60)
    found = rhythm_of(demo_reader, view, kind)
    assert found is not None
    assert found.hours.equals(exact.hours)


def test_an_hour_holds_what_begins_in_it(demo_reader: Reader) -> None:
    view = demo_reader.view("/rhythms", "?offense=burglary&hour=fri-22")
    kinds = grids_of(demo_reader, view)
    days = rhythm_days(demo_reader, view)
    assert days is not None
    rows = demo_reader.incidents(replace(view.selection, hours=()).during(days))
    begun = rows["occurred_from_local"]
    count = ((begun.dt.day_of_week == 4) & (begun.dt.hour == 22)).sum()
    assert hour_count(demo_reader, view, kinds[0]) == count > 0
    assert hour_places(demo_reader, view, kinds)["Burglary"].sum() == count
    assert hour_weeks(demo_reader, view, kinds[0])["incidents"].sum() == count


def test_weekdays_are_judged_with_how_much_the_weeks_vary(demo_reader: Reader) -> None:
    view = demo_reader.view("/rhythms", "?offense=burglary")
    (kind,) = grids_of(demo_reader, view)
    assert weekdays_sentence(demo_reader, view, kind).startswith("Burglary: ")
