"""Are the shares of many windows, of several kinds at once, those of each kind alone?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.aoristic import HOURS_OF_WEEK, NO_TIME, Spread
from analytics.rhythms import Rhythm, join_rhythms, measure_rhythm, measure_rhythms

MONDAY = pd.Timestamp(2024, 1, 1)
WINDOWS = st.lists(
    st.tuples(st.integers(0, 10_079), st.one_of(st.none(), st.integers(-3_000, 12_000))),
    min_size=1,
    max_size=30,
)


def minutes(starts: list[int], lengths: list[int | None]) -> pd.DataFrame:
    """Give windows by their first minute of a week and their length in minutes."""
    start = MONDAY + pd.to_timedelta(starts, unit="min")
    length = pd.to_timedelta(pd.Series(lengths, dtype="Int64"), unit="min")
    return pd.DataFrame({"occurred_from_local": start, "occurred_to_local": start + length})


@given(WINDOWS, st.sampled_from([None, 24.0]), st.sampled_from([0.0, 60.0]))
@settings(max_examples=60)
def test_kinds_measured_together_are_those_measured_alone_and_join_to_the_whole(
    pairs: list, longest_hours: float | None, exact_minutes: float
) -> None:
    table = minutes(*map(list, zip(*pairs, strict=True)))
    group = np.arange(len(table)) % 3
    rules = {"longest_hours": longest_hours, "exact_minutes": exact_minutes}
    together = measure_rhythms(table, group, 3, **rules)
    for number, rhythm in enumerate(together):
        same_rhythm(rhythm, measure_rhythm(table[group == number], **rules))
    same_rhythm(join_rhythms(together), measure_rhythm(table, **rules))


def same_rhythm(one: Rhythm, other: Rhythm) -> None:
    for name in ("incidents", "unknown"):
        assert one.hours[name].to_numpy() == pytest.approx(other.hours[name].to_numpy(), abs=1e-9)
    for name in ("incidents", "left_out", "end_missing", "end_before_start"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("long_share", "unknown_share"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True)


def test_nothing_joined_is_a_week_without_incidents() -> None:
    same_rhythm(join_rhythms([]), measure_rhythm(minutes([], [])))


def test_more_windows_than_are_measured_at_a_time_give_the_same_as_a_few_of_many_each() -> None:
    many = 1000
    table = minutes([60 * hour for hour in range(40)], [30 * hour for hour in range(40)])
    counted = table.assign(incidents=many)
    rows = table.loc[table.index.repeat(many)].reset_index(drop=True)
    same_rhythm(measure_rhythm(counted), measure_rhythm(rows))


def test_clocks_of_whole_seconds_give_the_same_as_those_of_microseconds() -> None:
    table = minutes([30, 1_445, 9_000, 720], [75, None, 700, 0])
    same_rhythm(measure_rhythm(table.astype("datetime64[s]")), measure_rhythm(table))


def test_half_an_hour_either_side_of_midnight_on_sunday_is_in_the_last_hour_and_the_first() -> None:
    spread = Spread(1, ticks_a_second=1)
    sunday = np.array([4 * 86_400 - 1_800])
    none, one = np.array([NO_TIME]), np.array([1])
    rules = {"longest_hours": None, "exact_minutes": 0.0}
    spread.add(sunday, sunday + 3_600, one, np.array([0]), **rules)
    spread.add(sunday, none, one, np.array([0]), **rules)
    expected = np.zeros(HOURS_OF_WEEK)
    expected[0], expected[-1] = 0.5, 1.5
    assert spread.hours[0, 0] == pytest.approx(expected)
    assert spread.counts["no_end"] == [1]
