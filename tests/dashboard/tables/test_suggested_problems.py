"""Are places suggested for what was counted there, and only until somebody works on them?"""

from __future__ import annotations

from datetime import timedelta

from analytics.counts import total_incidents
from analytics.periods import Period
from dashboard.components.problem_map import draw_place
from dashboard.context import Reader
from dashboard.decisions import Problem
from dashboard.tables.suggested_problems import suggest_problems


def test_a_place_is_suggested_with_its_count_until_somebody_works_on_it(
    demo_reader: Reader,
) -> None:
    view = demo_reader.view("/problems", "")
    found = suggest_problems(demo_reader, view, [])
    assert found.hotspots
    assert found.addresses
    first = found.addresses[0]
    keys = dict(first.keys)
    settled = demo_reader.reach_of(first.category).settled_until
    days = f"{settled - timedelta(days=365)}..{settled - timedelta(days=1)}"
    search = f"?block={keys['block']}&offense={keys['offense']}&period={days}"
    there = total_incidents(demo_reader.count(demo_reader.view("/", search).selection, ()))
    assert first.incidents <= there
    days = Period(settled - timedelta(days=365), settled).label()
    assert f"{first.incidents} incidents from {days}, the last on" in first.reason
    known = Problem(block_id=keys["block"], category=first.category)
    left = suggest_problems(demo_reader, view, [known])
    assert first not in left.addresses
    other = Problem(block_id=keys["block"], category="other")
    assert first in suggest_problems(demo_reader, view, [other]).addresses


def test_where_the_data_are_shorter_than_a_year_the_days_that_were_counted_are_named(
    demo_reader: Reader,
) -> None:
    """Half a year after the first day there is no year to speak of."""
    first = demo_reader.reach_of("other").first_on
    early = demo_reader.as_of(first + timedelta(days=200))
    assert early.reach_of("other").first_on == first
    found = suggest_problems(early, early.view("/problems", "?offense=other"), [])
    assert found.hotspots
    assert found.addresses
    for each in (*found.hotspots, *found.addresses):
        assert f"from {first.day} {first:%b} {first.year} to " in each.reason
        assert "52 weeks" not in each.reason
    said = draw_place(early, Problem(neighborhood_id="midtown"), "other").said
    assert f"from {first.day} {first:%b} {first.year} to " in said


def test_what_follows_where_officers_look_is_never_suggested(demo_reader: Reader) -> None:
    view = demo_reader.view("/problems", "?offense=narcotics,quality_of_life,burglary")
    found = suggest_problems(demo_reader, view, [])
    assert {each.category for each in (*found.hotspots, *found.addresses)} == {"burglary"}
    only = suggest_problems(demo_reader, demo_reader.view("/problems", "?offense=narcotics"), [])
    assert (only.hotspots, only.addresses) == ((), ())
