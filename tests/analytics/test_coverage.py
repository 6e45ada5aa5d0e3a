"""When is a feed dark, and what is left out of sums because of it?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.coverage import FeedDays, dark_feeds, feeds_left_behind
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests import dark_town

AS_OF = date(2025, 11, 30)


def known_until(day: date, *, cadence_days: int = 1) -> FeedDays:
    """Give a feed of burglary that knows of everything up to a day."""
    return FeedDays(
        title="Burglary",
        categories=("burglary",),
        first_on=date(2020, 1, 1),
        data_as_of=day,
        settled_until=day - timedelta(days=14),
        cadence_days=cadence_days,
        is_simulated=False,
    )


@pytest.mark.parametrize(
    ("cadence_days", "days_later", "is_dark"),
    [(1, 0, False), (1, 1, False), (1, 2, False), (1, 3, True), (31, 62, False), (31, 63, True)],
)
def test_a_feed_is_dark_after_twice_its_cadence(
    cadence_days: int, days_later: int, is_dark: bool
) -> None:
    feed = known_until(AS_OF, cadence_days=cadence_days)
    assert bool(dark_feeds([feed], AS_OF + timedelta(days=days_later))) == is_dark


def test_a_feed_is_left_behind_by_one_that_goes_on_and_not_by_the_clock() -> None:
    stopped, goes_on = known_until(AS_OF - timedelta(days=3)), known_until(AS_OF)
    assert feeds_left_behind([stopped, goes_on]) == (stopped,)
    assert feeds_left_behind([stopped, stopped]) == ()
    assert feeds_left_behind([]) == ()


@pytest.mark.parametrize("audience", ["police", "public"])
def test_a_dark_feed_does_not_hold_back_the_days_of_the_others(
    dark_town_data_dir: Path, audience: str
) -> None:
    store = open_snapshot(dark_town_data_dir, audience=audience)  # type: ignore[arg-type]
    every, whole = store.coverage(), store.coverage().whole
    assert every.data_as_of == dark_town.LAST_ROBBERY
    assert store.coverage(Selection(whole, ("burglary",))).data_as_of == dark_town.LAST_BURGLARY
    assert store.coverage(Selection(whole, ("robbery",))).data_as_of == dark_town.LAST_ROBBERY
    assert [feed.categories for feed in every.feeds] == [("burglary",), ("robbery",)]
    store.close()


@pytest.mark.parametrize(
    ("offenses", "left_out"),
    [
        ((), ["burglary"]),
        (("burglary_residential", "robbery"), ["burglary_residential"]),
        (("robbery",), []),
    ],
)
def test_what_a_dark_feed_brought_is_left_out_of_days_after_its_end(
    dark_town_data_dir: Path, offenses: tuple[str, ...], left_out: list[str]
) -> None:
    store = open_snapshot(dark_town_data_dir, audience="police")
    every, end = store.coverage(), dark_town.LAST_BURGLARY
    covered = Period(end - timedelta(days=27), end + timedelta(days=1))
    cut = Period(covered.start, covered.end + timedelta(days=1))
    assert every.ends_left_out(Selection(covered, offenses)) == {}
    assert every.ends_left_out(Selection(cut, offenses)) == dict.fromkeys(left_out, end)
    store.close()


def test_of_no_incident_no_share_is_said(town_store: Store) -> None:
    """A share of 0% would look like coordinates that are broken."""
    days = town_store.coverage().whole
    none = town_store.coverage(Selection(days, ("burglary",), ("southeast",)))
    assert none.counted == 0
    assert "%" not in none.sentence()
    assert "located: there are none to locate" in none.sentence()
    whole = town_store.coverage()
    assert "located in the whole city: " in whole.sentence(" in the whole city")
    assert f"{whole.on_map_share:.1%} on the map" in whole.sentence()
