"""Do the map's changes, its film and its accuracy compare the days that they name?"""

from __future__ import annotations

from datetime import timedelta

from analytics.repeats import one_row_each
from dashboard.context import Reader
from dashboard.tables.accuracy import TEST_DAYS, accuracy_table, map_accuracy
from dashboard.tables.hotspot_times import (
    lasting_hotspots,
    map_changes,
    open_days,
    open_zones,
    zone_table,
)
from dashboard.tables.map_weeks import WINDOW_DAYS, count_window, week_ends, window_classes
from dashboard.tables.places import mapped_selection


def test_changes_compare_the_days_of_the_page(demo_reader: Reader) -> None:
    view = demo_reader.view("/hotspots", "")
    changed = map_changes(demo_reader, view)
    assert changed is not None
    for days, column in ((changed.compared.now, "now"), (changed.compared.before, "before")):
        rows = demo_reader.incidents(mapped_selection(demo_reader, view).during(days))
        assert changed.cells[column].sum() == demo_reader.grid.count(rows).sum() > 0


def test_nothing_is_compared_with_days_before_the_data(demo_reader: Reader) -> None:
    first = demo_reader.coverage.first_on
    search = f"?period={first}..{first + timedelta(days=400)}"
    assert map_changes(demo_reader, demo_reader.view("/hotspots", search)) is None


def test_a_history_needs_more_than_the_robberies_of_a_small_city(demo_reader: Reader) -> None:
    history = lasting_hotspots(demo_reader, demo_reader.view("/hotspots", "?offense=robbery"))
    assert history.reason is not None
    assert "200" in history.reason


def test_open_zones_are_of_the_last_days_with_data(demo_reader: Reader) -> None:
    view = demo_reader.view("/hotspots", "?period=52w")
    zones = open_zones(demo_reader, view)
    as_of = demo_reader.coverage.data_as_of
    assert len(zones)
    assert (zones["last_on"].dt.date >= as_of - timedelta(days=14)).all()
    days = open_days(demo_reader, view)
    assert (days.start, days.last_day) == (as_of - timedelta(days=14), as_of)
    counted = demo_reader.incidents(mapped_selection(demo_reader, view).during(days))
    on_map = one_row_each(counted[counted["x_m"].notna()])
    assert zone_table(demo_reader, view)["Incidents"].sum() == len(on_map)


def test_the_last_picture_of_the_film_is_the_last_28_days(demo_reader: Reader) -> None:
    view = demo_reader.view("/hotspots", "")
    selection = mapped_selection(demo_reader, view)
    ends = week_ends(selection.period)
    assert ends[-1] == selection.period.end
    assert ends[0] - timedelta(days=WINDOW_DAYS) >= selection.period.start
    last = count_window(demo_reader, selection, ends[-1])
    short = demo_reader.view("/hotspots", "?period=28d&offense=robbery,burglary")
    rows = demo_reader.incidents(short.selection)
    assert last["incidents"].sum() == demo_reader.grid.count(rows).sum() > 0
    assert window_classes(last).between(1, 5).all()


def test_a_period_shorter_than_a_picture_has_no_film(demo_reader: Reader) -> None:
    search = "?period=2025-10-01..2025-10-27"
    period = demo_reader.view("/hotspots", search).selection.period
    assert week_ends(period) == []


def test_maps_are_judged_by_days_that_they_do_not_know(demo_reader: Reader) -> None:
    view = demo_reader.view("/hotspots", "")
    found = map_accuracy(demo_reader, view)
    assert found is not None
    scores, after = found
    assert after.days == TEST_DAYS
    assert after.end <= demo_reader.coverage.settled_until
    rows = demo_reader.incidents(mapped_selection(demo_reader, view).during(after))
    assert scores["incidents"].iloc[0] == demo_reader.grid.count(rows).sum()
    table = accuracy_table(demo_reader, view)
    naive = table[table["Map"].str.startswith("Naive")]
    assert (naive["Beside naive"] == "").all()
    share = naive["Held"] / naive["Later incidents"]
    ground = naive["Squares"] / demo_reader.grid.mask.sum()
    assert (naive["Times as many"] - share / ground).abs().max() < 0.1
