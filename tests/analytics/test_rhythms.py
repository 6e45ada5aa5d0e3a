"""Each incident weighs one, spread over the hours in which it can have happened; nobody is told
more than is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ContractError, SelectionError
from analytics.rhythms import (
    WEEKDAYS,
    Rhythm,
    clock_words,
    exact_minutes_for,
    measure_rhythm,
    peak_hours,
    peak_weekday,
    rhythm_sentence,
    why_not_told,
)

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "aoristic"
MONDAY = pd.Timestamp(2024, 1, 1)


def needs(name: str) -> Path:
    if not (GOLDEN / name).exists():
        pytest.skip(f"no reference values at {GOLDEN / name}")
    return GOLDEN / name


def windows(*pairs: tuple[str, str | None]) -> pd.DataFrame:
    start, end = ([pair[k] for pair in pairs] for k in (0, 1))
    return pd.DataFrame(
        {"occurred_from_local": pd.to_datetime(start), "occurred_to_local": pd.to_datetime(end)}
    )


def minutes(starts: list[int], lengths: list[int | None]) -> pd.DataFrame:
    """Give windows by their first minute of a week and their length in minutes."""
    start = MONDAY + pd.to_timedelta(starts, unit="min")
    length = pd.to_timedelta(pd.Series(lengths, dtype="Int64"), unit="min")
    return pd.DataFrame({"occurred_from_local": start, "occurred_to_local": start + length})


def weights(rhythm: Rhythm) -> np.ndarray:
    return rhythm.hours["incidents"].to_numpy()


def slot(day: str, hour: int) -> int:
    """Give the place of "Mon", 3 among the 168 hours."""
    return [name[:3] for name in WEEKDAYS].index(day) * 24 + hour


def washington() -> pd.DataFrame:
    """Give 1,025 burglaries of Washington, D.C., as its wall clock showed them."""
    windows_of = pd.read_csv(needs("dc_burglaries_2016h1_windows.csv"))
    clock = {name: pd.to_datetime(windows_of[name].str[:19]) for name in ("start", "end")}
    return pd.DataFrame({"occurred_from_local": clock["start"], "occurred_to_local": clock["end"]})


def test_burglaries_of_washington_equal_the_r_package() -> None:
    expected = pd.read_csv(needs("dc_aoristic_R.csv"))
    found = weights(measure_rhythm(washington()))
    where = [slot(day, hour) for day, hour in zip(expected["day"], expected["hour"], strict=True)]
    assert found[where] == pytest.approx(expected["weight"].to_numpy(), abs=5e-10)


def test_burglaries_of_washington_equal_the_table_that_their_author_ships() -> None:
    shipped = pd.read_csv(needs("dcburgsum_shipped_by_author.csv"))
    found = weights(measure_rhythm(washington())).reshape(7, 24).T
    by_hour = shipped[[name[:3] for name in WEEKDAYS]].to_numpy()
    assert found == pytest.approx(by_hour, abs=0.0005 + 1e-9)


def test_hard_windows_equal_the_r_package() -> None:
    """Same instant, a week and more, an end before the start: 15 windows."""
    cases = json.loads(needs("edge_cases_R.json").read_text())["cases"]
    assert len(cases) == 15
    for case in cases:
        found = weights(measure_rhythm(windows((case["from"], case["to"] or None))))
        expected = case["weights"]
        if "note" in expected:
            assert (found > 0).all()
            assert found.min() == pytest.approx(expected["min"], abs=1e-12)
            assert found.max() == pytest.approx(expected["max"], abs=1e-12)
        else:
            by_slot = np.zeros(168)
            for name, weight in expected.items():
                day, hour = name.split("_")
                by_slot[slot(day, int(hour))] = weight
            assert found == pytest.approx(by_slot, abs=5e-10), case["case"]


WINDOWS = st.lists(
    st.tuples(st.integers(0, 10_079), st.one_of(st.none(), st.integers(-3_000, 12_000))),
    min_size=1,
    max_size=30,
)


@given(WINDOWS)
@settings(max_examples=60)
def test_weights_sum_to_the_incidents_and_none_is_negative(pairs: list) -> None:
    rhythm = measure_rhythm(minutes(*map(list, zip(*pairs, strict=True))))
    assert weights(rhythm).sum() == pytest.approx(len(pairs), abs=1e-9)
    assert weights(rhythm).min() >= 0
    assert (rhythm.hours["unknown"] <= rhythm.hours["incidents"] + 1e-9).all()


@given(WINDOWS, st.integers(-200, 200))
@settings(max_examples=40)
def test_moving_all_incidents_by_whole_weeks_changes_nothing(pairs: list, weeks: int) -> None:
    table = minutes(*map(list, zip(*pairs, strict=True)))
    moved = measure_rhythm(table + pd.Timedelta(weeks=weeks))
    pd.testing.assert_frame_equal(moved.hours, measure_rhythm(table).hours)


@given(WINDOWS, st.integers(0, 30))
@settings(max_examples=40)
def test_rhythms_of_two_parts_add_up_to_that_of_the_whole(pairs: list, cut: int) -> None:
    table = minutes(*map(list, zip(*pairs, strict=True)))
    parts = [measure_rhythm(part) for part in (table[:cut], table[cut:])]
    whole = weights(measure_rhythm(table))
    assert sum(weights(part) for part in parts) == pytest.approx(whole, abs=1e-9)


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "midnight"), (6, "06:00"), (12, "noon"), (23, "23:00")]
)
def test_an_hour_of_the_day_is_said_as_a_clock_is_read(hour: int, words: str) -> None:
    assert clock_words(hour) == words


def test_each_minute_of_a_window_weighs_the_same() -> None:
    """The same by counting minutes one by one, also round the end of the week."""
    rng = np.random.default_rng(5)
    starts, lengths = rng.integers(0, 10_080, 200), rng.integers(2, 10_080, 200)
    expected = np.zeros(168)
    for start, length in zip(starts, lengths, strict=True):
        hour = (start + np.arange(length)) % 10_080 // 60
        expected += np.bincount(hour, minlength=168) / length
    found = weights(measure_rhythm(minutes(list(starts), list(lengths))))
    assert found == pytest.approx(expected, abs=1e-9)


def test_an_end_before_the_start_or_missing_is_counted_and_not_swapped() -> None:
    rhythm = measure_rhythm(
        windows(
            ("2024-01-01 14:30", "2024-01-01 12:15"),
            ("2024-01-02 09:10", None),
            ("2024-01-03 09:10", "2024-01-03 09:40"),
        )
    )
    assert (rhythm.end_before_start, rhythm.end_missing) == (1, 1)
    assert weights(rhythm)[[slot("Mon", 14), slot("Tue", 9), slot("Wed", 9)]].tolist() == [1, 1, 1]


def test_a_minute_across_the_hour_stays_in_the_hour_where_it_began() -> None:
    rhythm = measure_rhythm(windows(("2024-01-01 10:59:30", "2024-01-01 11:00:30")))
    assert weights(rhythm)[slot("Mon", 10)] == 1


def test_windows_longer_than_a_day_are_spread_unless_they_are_left_out() -> None:
    table = windows(
        ("2024-01-01 10:00", "2024-01-03 10:00"),
        ("2024-01-01 10:00", "2024-01-02 10:00"),
        ("2024-01-01 10:00", "2024-01-01 11:00"),
    )
    assert weights(measure_rhythm(table)).sum() == pytest.approx(3)
    rhythm = measure_rhythm(table, longest_hours=24)
    assert weights(rhythm).sum() == pytest.approx(2)
    assert (rhythm.incidents, rhythm.left_out) == (2, 1)
    assert rhythm.long_share == 0.5


def test_a_robbery_within_the_hour_counts_in_its_first_hour() -> None:
    table = windows(
        ("2024-01-01 21:50", "2024-01-01 22:10"), ("2024-01-01 21:00", "2024-01-01 23:00")
    )
    assert weights(measure_rhythm(table))[slot("Mon", 21)] == pytest.approx(1.0)
    rhythm = measure_rhythm(table, exact_minutes=exact_minutes_for(("robbery",)))
    assert weights(rhythm)[slot("Mon", 21)] == pytest.approx(1.5)
    assert exact_minutes_for(("burglary", "robbery")) == exact_minutes_for(()) == 0


@pytest.mark.parametrize(
    ("start", "end", "is_stand_in"),
    [
        ("2024-01-01 00:00", None, True),
        ("2024-01-01 12:00", None, True),
        ("2024-01-01 12:00", "2024-01-01 12:00", True),
        ("2024-01-01 00:00", "2024-01-01 23:59", True),
        ("2024-01-01 00:00", "2024-01-01 23:59:59", True),
        ("2024-01-01 00:00", "2024-01-04 00:00", True),
        ("2024-01-01 09:30", "2024-01-08 09:30", True),
        ("2024-01-01 00:00", "2024-01-01 02:00", False),
        ("2024-01-01 12:00", "2024-01-01 12:30", False),
        ("2024-01-01 00:01", None, False),
        ("2024-01-01 18:00", "2024-01-02 08:00", False),
    ],
)
def test_midnight_noon_and_whole_days_stand_for_a_time_that_nobody_knew(
    start: str, end: str | None, is_stand_in: bool
) -> None:
    rhythm = measure_rhythm(windows((start, end)))
    assert rhythm.unknown_share == is_stand_in
    assert rhythm.hours["unknown"].sum() == pytest.approx(float(is_stand_in))


def test_utc_is_refused_and_so_is_a_start_that_is_missing() -> None:
    table = windows(("2024-01-01 10:00", "2024-01-01 12:00"))
    with pytest.raises(ContractError, match="wall clock"):
        measure_rhythm(
            table.assign(occurred_from_local=table["occurred_from_local"].dt.tz_localize("UTC"))
        )
    with pytest.raises(ContractError, match="missing"):
        measure_rhythm(windows((None, "2024-01-01 12:00")))


def nights(count: int, unknown: int = 0) -> pd.DataFrame:
    """Give incidents between 10 p.m. and 2 a.m. of Saturday nights, and some at midnight sharp."""
    rng = np.random.default_rng(3)
    start = list(5 * 1440 + 22 * 60 + rng.integers(1, 180, count)) + [0] * unknown
    return minutes(start, [60] * count + [None] * unknown)


def test_a_peak_round_midnight_is_found_and_said() -> None:
    rhythm = measure_rhythm(nights(40))
    hours, day = peak_hours(rhythm), peak_weekday(rhythm)
    assert (hours.incidents, hours.expected) == (pytest.approx(40), pytest.approx(10))
    assert day.first == 5
    sentence = rhythm_sentence(rhythm, "Robbery")
    assert sentence.startswith("Robbery: about 40 of 40 between ")
    assert "where an even spread gives 10; about " in sentence
    assert "on Saturdays, where an even spread gives 6." in sentence


def test_hours_are_said_as_people_say_them() -> None:
    rhythm = measure_rhythm(minutes(list(range(18 * 60, 24 * 60, 9)), [None] * 40))
    assert "between 18:00 and midnight" in rhythm_sentence(rhythm, "Robbery")


def test_stand_ins_make_no_peak_and_are_said() -> None:
    even = [*range(5, 10_080, 126)]
    rhythm = measure_rhythm(minutes([*even, *[0] * 60], [None] * (len(even) + 60)))
    assert not peak_hours(rhythm).is_sure
    assert not peak_weekday(rhythm).is_sure
    assert rhythm_sentence(rhythm, "Burglary") == (
        "Burglary: can't tell any hours or weekday of the 80 from an even spread. 60 of 140 times"
        " look like stand-ins for an unknown one."
    )


def test_few_incidents_and_long_windows_are_no_answer() -> None:
    assert rhythm_sentence(measure_rhythm(nights(19)), "Robbery") == (
        "Robbery: can't tell when: a known time for 19, and it takes 20."
    )
    vague = measure_rhythm(minutes([60 * k for k in range(30)], [9 * 60] * 30))
    assert "most of the 30 are known only to within more than 8 hours" in rhythm_sentence(
        vague, "Burglary"
    )
    assert why_not_told(vague)
    none = measure_rhythm(nights(0))
    assert np.isnan(none.unknown_share)
    assert rhythm_sentence(none, "Robbery").startswith("Robbery: can't tell when")
    assert why_not_told(none)
    even = measure_rhythm(minutes([*range(5, 10_080, 126)], [None] * 80))
    assert why_not_told(even) == "", "no peak is an answer, too"


def test_what_officers_found_is_said_to_show_their_hours() -> None:
    sentence = rhythm_sentence(measure_rhythm(nights(40)), "Narcotics", is_found_by_officers=True)
    assert sentence.endswith("These are the hours at which officers found them.")


def test_incidents_without_any_rhythm_are_seldom_said_to_have_one() -> None:
    rng = np.random.default_rng(11)
    said = 0
    for _ in range(400):
        rhythm = measure_rhythm(minutes(list(rng.integers(0, 10_080, 80)), [None] * 80))
        said += peak_hours(rhythm).is_sure or peak_weekday(rhythm).is_sure
    assert said / 400 <= 0.05


def test_the_public_has_no_times_of_day() -> None:
    public = pd.DataFrame({"occurred_on": pd.to_datetime(["2024-01-01"]), "category": "burglary"})
    with pytest.raises(SelectionError, match="open the store for the police"):
        measure_rhythm(public)
