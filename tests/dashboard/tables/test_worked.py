"""What is said of a response agrees with what the simulated city was made to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.coverage import day_words
from analytics.offenses import CATEGORIES
from dashboard.context import Reader
from dashboard.tables.known import known_now, known_sentence
from dashboard.tables.worked import Plan, judge, power_before
from etl.simulation import Truth

HALF_YEAR = 182


@dataclass(frozen=True)
class Place:
    """Where a record lies."""

    neighborhood_id: str | None = None
    block_id: str | None = None
    area: str | None = None


@pytest.fixture(scope="module")
def truth(demo_data_dir: Path) -> Truth:
    return Truth.read(demo_data_dir / "incoming")


def _ended(truth: Truth, reader: Reader) -> list[tuple[Place, str, date]]:
    """List place, category and last day of each series of incidents that ended half a year ago at least."""
    settled = reader.coverage.settled_until
    return [
        (
            Place(area=f"circle:{spot.lon},{spot.lat},{spot.radius_m + 50}"),
            spot.category,
            spot.until_on,
        )
        for spot in truth.hotspots
        if spot.until_on + timedelta(days=HALF_YEAR) <= settled
        and spot.from_on + timedelta(days=HALF_YEAR) <= spot.until_on
        and spot.rows >= 20
    ]


def test_a_response_on_the_day_that_a_series_ended_is_said_to_have_brought_fewer(
    truth: Truth, demo_reader: Reader
) -> None:
    ended = _ended(truth, demo_reader)
    assert len(ended) >= 4
    for place, category, until_on in ended:
        found = judge(demo_reader, place, category, Plan(until_on, HALF_YEAR, 200.0))
        assert found.assessment is not None
        assert found.assessment.verdict == "down", found.sentence
        assert "Down (95% limits): " in found.sentence
        assert found.assessment.before.days == found.assessment.after.days


def test_a_response_where_nothing_changed_can_seldom_be_told(demo_reader: Reader) -> None:
    start = demo_reader.coverage.settled_until - timedelta(days=2 * HALF_YEAR)
    verdicts = [
        judge(demo_reader, Place(name), "robbery", Plan(start, HALF_YEAR, 200.0)).assessment
        for name in demo_reader.names
    ]
    told = [found.verdict for found in verdicts if found and found.verdict != "can't tell"]
    assert len(verdicts) == len(demo_reader.names)
    assert len(told) <= 0.1 * len(verdicts)


def test_power_is_that_of_the_days_before_and_knows_nothing_of_those_after(
    truth: Truth, demo_reader: Reader
) -> None:
    place, category, until_on = _ended(truth, demo_reader)[0]
    plan = Plan(until_on, HALF_YEAR, 200.0)
    power = power_before(demo_reader, place, category, plan)
    assert judge(demo_reader, place, category, plan).power == power.power
    assert power.power is not None
    counted = demo_reader.store.read_spots(
        demo_reader.view("/", f"?area={place.area}&offense={category}").selection.during(
            plan.before
        )
    )
    assert power.power.expected == pytest.approx(counted["incidents"].sum(), abs=1)


def test_before_28_settled_days_it_is_too_early_to_tell(demo_reader: Reader) -> None:
    settled = demo_reader.reach_of("burglary").settled_until
    place = Place("midtown")
    early = judge(demo_reader, place, "burglary", Plan(settled - timedelta(days=27), 91, 0))
    assert early.assessment is None
    # Of 28 days the last is the 27th after the first, and only that one is missing.
    last = day_words(settled)
    assert early.said == f"Too early to tell: that takes 28 settled days, up to {last}."
    assert early.sentence.startswith(early.said)
    assert judge(
        demo_reader, place, "burglary", Plan(settled - timedelta(days=28), 91, 0)
    ).assessment


def test_the_whole_city_has_nothing_to_be_compared_with(demo_reader: Reader) -> None:
    start = demo_reader.coverage.settled_until - timedelta(days=HALF_YEAR)
    found = judge(demo_reader, Place(), "burglary", Plan(start, 91, 200.0))
    assert found.power is None
    assert "no ground is left to compare with" in found.sentence


def test_days_before_the_data_cannot_be_compared(demo_reader: Reader) -> None:
    start = demo_reader.coverage.first_on + timedelta(days=30)
    found = judge(demo_reader, Place("midtown"), "burglary", Plan(start, 91, 200.0))
    assert found.power is None
    assert "the data begin on" in found.sentence


def test_of_what_officers_find_it_is_said_that_it_follows_where_they_look(
    demo_reader: Reader,
) -> None:
    start = demo_reader.coverage.settled_until - timedelta(days=HALF_YEAR)
    for category in demo_reader.coverage.categories:
        found = judge(demo_reader, Place("midtown"), category, Plan(start, 91, 200.0))
        says_so = "follow where officers look" in found.sentence
        assert says_so != CATEGORIES[category].is_victim_reported


@pytest.mark.parametrize(
    "place", [Place(), Place("midtown"), Place(area="circle:-116.54,33.83,900")]
)
def test_what_was_known_is_what_the_overview_shows_on_that_day(
    demo_reader: Reader, place: Place
) -> None:
    end = demo_reader.coverage.settled_until
    search = f"?offense=burglary&period={end - timedelta(days=28)}..{end - timedelta(days=1)}"
    if place.neighborhood_id:
        search += f"&neighborhood={place.neighborhood_id}"
    if place.area:
        search += f"&area={place.area}"
    selection = demo_reader.view("/", search).selection
    known = known_now(demo_reader, place, "burglary", end)
    (part,) = known["parts"]
    assert part["now"] == demo_reader.count(selection, ())["incidents"].iloc[0]
    assert (known["run"], known["until_on"]) == (demo_reader.store.run_id, end.isoformat())
    assert part["sentence"] == known_sentence(known)


def test_what_residents_report_of_narcotics_stands_apart_from_what_officers_find(
    demo_reader: Reader,
) -> None:
    known = known_now(demo_reader, Place(), "narcotics", demo_reader.coverage.settled_until)
    assert [part["label"] for part in known["parts"]] == [
        "Narcotics found by officers",
        "Narcotics reported by residents",
    ]
