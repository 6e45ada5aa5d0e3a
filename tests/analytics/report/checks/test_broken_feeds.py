"""What does the preflight stop or flag when a feed was cut, doubled or late? A town and St. Louis, broken on purpose.

| what was done | town, due every day | St. Louis, due every 31 days |
|---|---|---|
| nothing | passes | passes |
| last three months missing | 1 stop | 1 stop |
| burglaries of the last months missing | 8 and 9 stop | 8 and 9 stop |
| a week missing in the days compared | 9 stop | 9 stop |
| a week missing in the year before them | 9 flag | - |
| a month twice, under new numbers | 8 stop | 8 stop |
| today 40 days later | 1 stop | passes: within twice the rhythm |
| today 75, 100 days later | 1 stop | 1 flag, 1 stop |
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.periods import Period, recent_period
from analytics.report.checks import preflight
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.analytics.report.checks import broken_st_louis, steady_town

Found = dict[int, str]


def found(store: Store, asked: Selection, today: date) -> Found:
    """Give the level of each check that does not pass."""
    checks = preflight(store, asked, today=today)
    assert [check.number for check in checks] == list(range(1, 10))
    return {check.number: check.level for check in checks if check.level != "ok"}


def found_in_town(fault: steady_town.Fault, folder: Path) -> tuple[Found, Found]:
    """Give what is found for the police and for residents."""
    data_dir = steady_town.publish(folder, fault)
    police, public = (
        found(open_snapshot(data_dir, audience=audience), steady_town.ASKED, steady_town.TODAY)
        for audience in ("police", "public")
    )
    return police, public


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (
            steady_town.without(Period(date(2025, 9, 29), date(2025, 12, 29)), "459"),
            {8: "stop", 9: "stop"},
        ),
        (steady_town.without(Period(date(2025, 10, 27), date(2025, 11, 3))), {9: "stop"}),
        (steady_town.without(Period(date(2025, 5, 5), date(2025, 5, 12))), {9: "flag"}),
        (steady_town.doubled(Period(date(2025, 11, 1), date(2025, 12, 1))), {8: "stop"}),
    ],
    ids=["burglaries cut", "a week cut", "an earlier week cut", "a month doubled"],
)
def test_rows_that_are_lost_or_doubled_are_seen(
    fault: steady_town.Fault, expected: Found, tmp_path: Path
) -> None:
    assert found_in_town(fault, tmp_path) == (expected, expected)


def test_a_feed_that_ends_three_months_ago_stops_the_last_settled_days(tmp_path: Path) -> None:
    cut = steady_town.without(Period(date(2025, 9, 29), date(2025, 12, 29)))
    store = open_snapshot(steady_town.publish(tmp_path, cut), audience="police")
    last = recent_period(store.coverage().settled_until, days=28)
    assert found(store, Selection(last), steady_town.TODAY) == {1: "stop"}
    # Days that were asked for by name are as good as they ever were; the report says how old they are.
    named = recent_period(store.coverage().settled_until - timedelta(days=28), days=28)
    assert found(store, Selection(named), steady_town.TODAY) == {1: "flag"}
    assert found(store, steady_town.ASKED, steady_town.TODAY) == {1: "stop", 4: "stop"}


@pytest.mark.parametrize(
    ("days", "expected"), [(0, {}), (1, {}), (2, {1: "flag"}), (29, {1: "flag"}), (30, {1: "stop"})]
)
def test_a_daily_feed_is_stale_after_two_days_and_stops_a_month_later(
    steady_store: Store, days: int, expected: Found
) -> None:
    late = steady_town.TODAY + timedelta(days=days)
    assert found(steady_store, steady_town.ASKED, late) == expected


def test_one_dark_feed_of_two_is_left_out_and_flagged(dark_town_data_dir: Path) -> None:
    store = open_snapshot(dark_town_data_dir, audience="police")
    last = recent_period(store.coverage().settled_until, days=28)
    today = date(2025, 12, 29)
    assert found(store, Selection(last), today) == {1: "flag", 9: "flag"}
    assert found(store, Selection(last, ("robbery",)), today) == {}


def test_simulated_data_grow_no_older_than_they_are(town_store: Store) -> None:
    last = recent_period(town_store.coverage().settled_until, days=28)
    assert found(town_store, Selection(last), date(2031, 1, 1)) == {}


@pytest.mark.parametrize("audience", ["police", "public"])
def test_the_demo_passes(demo_data_dir: Path, audience: str) -> None:
    store = open_snapshot(demo_data_dir, audience="police" if audience == "police" else "public")
    last = recent_period(store.coverage().settled_until, days=28)
    assert found(store, Selection(last), date(2025, 12, 1)) == {}


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, {}), (40, {}), (62, {}), (75, {1: "flag"}), (100, {1: "stop"})],
)
def test_st_louis_is_late_in_its_own_rhythm(stl_data_dir: Path, days: int, expected: Found) -> None:
    store = open_snapshot(stl_data_dir, audience="police")
    assert found(store, broken_st_louis.ASKED, broken_st_louis.TODAY + timedelta(days)) == expected


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (broken_st_louis.without_last_months, {1: "stop", 4: "stop"}),
        (broken_st_louis.without_burglaries, {8: "stop", 9: "stop"}),
        (broken_st_louis.without_a_week, {9: "stop"}),
        (broken_st_louis.with_a_month_twice, {8: "stop"}),
    ],
)
def test_st_louis_cut_or_doubled_is_stopped(
    fault: Callable[[str, list[dict[str, str]]], list[dict[str, str]]],
    expected: Found,
    tmp_path: Path,
) -> None:
    if not broken_st_louis.PUBLISHED.is_dir():
        pytest.skip("the files of St. Louis in ../shared/data are absent")
    data_dir = broken_st_louis.publish(tmp_path / "data", fault)
    store = open_snapshot(data_dir, audience="police")
    assert found(store, broken_st_louis.ASKED, broken_st_louis.TODAY) == expected


def test_of_the_months_of_three_years_two_are_wild(stl_data_dir: Path) -> None:
    """Narcotics found fell to a fifth in September and October 2017; of 107 month ends since 2011 no others are flagged."""
    store = open_snapshot(stl_data_dir, audience="police")
    ends = [date(year, month, 1) for year in (2016, 2017, 2018) for month in range(1, 13)]
    flagged = [
        end
        for end in ends
        if found(store, Selection(recent_period(end, days=28)), broken_st_louis.TODAY)
    ]
    assert flagged == [date(2017, 10, 1), date(2017, 11, 1)]
