"""Which days and offenses does a sheet tell of, how does a map name its streets, and what is a small chart?"""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely

from analytics.errors import SelectionError
from analytics.periods import Period, recent_period
from analytics.report.map_frame import LEAST_APART, MapFrame
from analytics.report.sheets.parts import small_bars
from analytics.report.sheets.told import tell_of
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.town import SETTLED_UNTIL


def test_headline_and_map_are_of_robbery_and_burglary_until_offenses_are_named(
    town_store: Store,
) -> None:
    days = recent_period(SETTLED_UNTIL, 28)
    told = tell_of(town_store, Selection(days))
    assert told.reported == ("robbery", "burglary")
    assert set(told.offenses) == {"robbery", "burglary", "narcotics"}
    asked = tell_of(town_store, Selection(days, ("narcotics", "burglary_residential")))
    assert asked.reported == ("burglary_residential",)
    alone = tell_of(town_store, Selection(days, ("narcotics",)))
    assert alone.reported == ("narcotics",)


def test_days_that_still_fill_up_are_not_compared(town_store: Store) -> None:
    told = tell_of(town_store, Selection(Period(date(2025, 12, 1), date(2025, 12, 29))))
    assert told.now == Period(date(2025, 12, 1), SETTLED_UNTIL)
    assert told.before == Period(date(2025, 11, 17), date(2025, 12, 1))


def test_a_year_is_shortened_to_what_the_data_hold_twice_and_never_otherwise(
    town_store: Store,
) -> None:
    year = Selection(recent_period(SETTLED_UNTIL, 364))
    with pytest.raises(SelectionError, match="nothing to compare"):
        tell_of(town_store, year)
    told = tell_of(town_store, year, is_shortened=True)
    assert told.now == recent_period(SETTLED_UNTIL, 12 * 28)
    assert told.before == told.now.previous()


def test_the_public_has_whole_steps_whose_year_before_is_whole_too(town_data_dir: Path) -> None:
    store = open_snapshot(town_data_dir)
    told = tell_of(store, Selection(recent_period(SETTLED_UNTIL, 182)), against_year=True)
    assert told.is_year
    assert told.now == Period(date(2025, 6, 16), date(2025, 12, 1))
    assert told.before == told.now.year_before()
    store.close()


def test_residents_are_told_no_zero_of_what_their_counts_do_not_hold(demo_data_dir: Path) -> None:
    """Other offenses are reported by victims, and yet in none of the public's counts."""
    store = open_snapshot(demo_data_dir)
    coverage = store.coverage()
    assert "other" in coverage.categories
    told = tell_of(store, Selection(recent_period(coverage.settled_until, 28)))
    assert told.offenses == ("robbery", "burglary")
    assert store.count_incidents(Selection(coverage.whole, ("other",))).empty
    store.close()


def test_streets_that_cross_the_map_are_named_where_names_do_not_meet() -> None:
    frame = MapFrame(np.array([-116.55, 33.82, -116.54, 33.83]))
    lines = [
        ("First", [(-116.56, 33.825), (-116.53, 33.825)]),
        ("Beside", [(-116.5499, 33.8251), (-116.541, 33.8251)]),
        ("Short", [(-116.546, 33.828), (-116.545, 33.828)]),
        ("Upright", [(-116.545, 33.80), (-116.545, 33.84)]),
        ("Elsewhere", [(-116.4, 33.80), (-116.4, 33.84)]),
    ]
    named = frame.street_names([(name, shapely.LineString(line)) for name, line in lines])
    assert {(name, is_upright) for _, _, name, is_upright in named} == {
        ("First", False),
        ("Upright", True),
    }
    places = [y for _, y, _, is_upright in named if not is_upright]
    assert all(abs(a - b) >= LEAST_APART for a, b in combinations(places, 2))
    assert all(0 <= x <= 1 for x, *_ in named)


def test_small_bars_start_at_zero_and_only_the_last_one_is_in_full_color() -> None:
    svg = small_bars([0, 8, 4])
    heights = [float(part.split('"')[0]) for part in svg.split('height="')[1:4]]
    assert heights[0] == 0
    assert heights[1] == 2 * heights[2]
    colors = [part.split('"')[0] for part in svg.split('fill="')[1:4]]
    assert colors[0] == colors[1] != colors[2]
