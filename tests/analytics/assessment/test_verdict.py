"""A verdict needs two witnesses, states its dates, dose and power, and is seldom wrong."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analytics.assessment import (
    AreaCounts,
    Assessment,
    assess_response,
    assessment_sentence,
)
from analytics.periods import Period

BEFORE = Period(date(2024, 1, 1), date(2024, 6, 29))
AFTER = Period(date(2025, 1, 1), date(2025, 6, 30))


def assess(
    treated: tuple[int, int],
    control: tuple[int, int],
    ring: tuple[int, int] = (0, 0),
    control_ring: tuple[int, int] = (0, 0),
    dispersion: float = 1.0,
) -> Assessment:
    return assess_response(
        AreaCounts(*treated),
        AreaCounts(*control),
        ring=AreaCounts(*ring),
        control_ring=AreaCounts(*control_ring),
        before=BEFORE,
        after=AFTER,
        dispersion=dispersion,
    )


def test_the_sentence_of_the_published_case_states_power_dates_dose_and_verdict() -> None:
    """Counts of Wheeler & Ratcliffe 2018."""
    found = assess_response(
        AreaCounts(207, 110),
        AreaCounts(308, 318),
        ring=AreaCounts(178, 157),
        control_ring=AreaCounts(150, 140),
        before=BEFORE,
        after=AFTER,
        dose="two patrols more, every evening",
        warnings=["A street festival took place in May 2025."],
    )
    assert found.verdict == "down"
    assert found.ratio.ratio == (110 + 157) / (207 + 178)
    assert assessment_sentence(found, "Robbery", "Downtown") == (
        "Of 207 incidents, a drop of 112 or more would be noticed 4 times in 5; a smaller one may be"
        " missed. Robbery in Downtown: 207 before (1 Jan to 28 Jun 2024), 110 after (1 Jan to"
        " 29 Jun 2025); in the control area 308 and 318; in the rings around them 178 and 157, 150"
        " and 140. Dose: two patrols more, every evening. Down (95% limits): 40 to 196"
        " incidents fewer than the control area and the rings lead one to expect. A street festival"
        " took place in May 2025."
    )


def test_few_incidents_are_said_first_and_never_called_a_success() -> None:
    found = assess((20, 9), (20, 21))
    assert found.verdict == "can't tell"
    assert assessment_sentence(found, "Burglary", "Warm Sands") == (
        "With so few incidents (20) even ending all of them could not be told from chance. Burglary"
        " in Warm Sands: 20 before (1 Jan to 28 Jun 2024), 9 after (1 Jan to 29 Jun 2025); in the"
        " control area 20 and 21. Can't tell whether that is a change: anything from 28 fewer to 4"
        " more than the control area leads one to expect would fit."
    )


def test_a_fall_of_the_whole_city_does_not_make_the_treated_area_rise() -> None:
    """The displacement difference alone would say so: the control area is four times as large."""
    found = assess((150, 105), (600, 420))
    assert found.displacement.low > 0
    assert found.verdict == "can't tell"
    assert "but in proportion it may be chance" in assessment_sentence(found, "Theft", "Baristo")
    fewer = assess((150, 225), (600, 900))
    assert fewer.displacement.high < 0
    assert fewer.verdict == "can't tell"


def test_a_fall_that_only_moved_into_the_ring_is_no_fall() -> None:
    assert assess((120, 60), (120, 120)).verdict == "down"
    assert assess((120, 60), (120, 120), (90, 150), (90, 90)).verdict == "can't tell"


def test_a_rise_is_said_as_plainly_as_a_fall() -> None:
    found = assess((60, 130), (60, 62))
    assert found.verdict == "up"
    assert "Up (95% limits): 33 to 103 incidents more" in assessment_sentence(
        found, "Burglary", "Warm Sands"
    )


def test_swapping_treated_and_control_turns_the_verdict_around() -> None:
    there = assess((120, 60), (110, 125), (50, 40), (45, 50))
    back = assess((110, 125), (120, 60), (45, 50), (50, 40))
    assert (there.verdict, back.verdict) == ("down", "up")
    assert back.displacement.total == -there.displacement.total


def test_counts_that_vary_more_than_chance_need_a_larger_fall() -> None:
    plain, wild = assess((120, 70), (120, 125)), assess((120, 70), (120, 125), dispersion=3)
    assert (plain.verdict, wild.verdict) == ("down", "can't tell")
    assert wild.power.least_drop > plain.power.least_drop


def test_a_larger_control_area_is_scaled_to_the_treated_one_and_all_stays_in_incidents() -> None:
    """2 km² and 6 km², with rings of 1 and 2 km²."""
    found = assess_response(
        AreaCounts(100, 60, 2),
        AreaCounts(300, 330, 6),
        ring=AreaCounts(40, 40, 1),
        control_ring=AreaCounts(80, 100, 2),
        before=BEFORE,
        after=AFTER,
    )
    assert found.displacement.local == -40 - 10
    assert found.displacement.displaced == 0 - 10
    assert found.power.expected == 100


def test_half_as_many_days_after_are_compared_as_such() -> None:
    half = Period(AFTER.start, AFTER.start + (BEFORE.end - BEFORE.start) / 2)
    found = assess_response(AreaCounts(200, 110), AreaCounts(200, 100), before=BEFORE, after=half)
    assert found.displacement.total == 20
    assert found.verdict == "can't tell"
    assert "in 180 days than the control" in assessment_sentence(found, "Theft", "Baristo")


def test_days_after_that_begin_before_those_before_end_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        assess_response(AreaCounts(9, 9), AreaCounts(9, 9), before=AFTER, after=BEFORE)


def test_no_incident_anywhere_is_no_verdict() -> None:
    found = assess((0, 0), (0, 0))
    assert found.verdict == "can't tell"
    said = assessment_sentence(found, "Robbery", "Baristo")
    assert said.startswith("There were none before")
    assert said.endswith("Can't tell whether that is a change: there are no incidents to judge by.")


@pytest.mark.parametrize("mean", [3, 15, 60])
@pytest.mark.parametrize("trend", [0.7, 1.0])
def test_where_the_response_did_nothing_at_most_one_verdict_in_twenty_says_it_did(
    mean: int, trend: float
) -> None:
    """The whole city stays, or falls; the control area has twice as many incidents; counts vary
    twice as much as by chance alone and the dispersion is known."""
    rng = np.random.default_rng(mean)
    means = mean * np.outer([1, 2, 0.8, 1.2], [1, trend])
    draws = rng.poisson(rng.gamma(means, 1, (1000, 4, 2)))
    verdicts = [
        assess(*(tuple(map(int, row)) for row in draw), dispersion=2).verdict for draw in draws
    ]
    assert np.mean([verdict != "can't tell" for verdict in verdicts]) <= 0.05


def test_the_least_drop_of_eighty_is_noticed_about_as_often_as_promised() -> None:
    rng = np.random.default_rng(7)
    least = round(assess((80, 0), (80, 0)).power.least_drop)
    draws = rng.poisson([[80, 80 - least], [80, 80]], (80, 2, 2))
    noticed = [
        assess(tuple(map(int, draw[0])), tuple(map(int, draw[1]))).verdict == "down"
        for draw in draws
    ]
    assert 0.68 <= np.mean(noticed) <= 0.92
