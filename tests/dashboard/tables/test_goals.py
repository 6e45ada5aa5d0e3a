"""Is a goal measured by what was counted, and called reached or missed only where chance does not explain it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.changes import compare_counts
from analytics.counts import total_incidents
from dashboard.context import Reader
from dashboard.decisions import Problem
from dashboard.tables.goals import goal_of, standing_of


def test_a_goal_is_a_number_beside_the_count_of_as_many_days(demo_reader: Reader) -> None:
    settled = demo_reader.reach_of("burglary").settled_until
    begins = settled - timedelta(days=91)
    problem = Problem(category="burglary", goal_percent=50, goal_by=settled + timedelta(days=90))
    goal = goal_of(demo_reader, problem, begins)
    assert goal is not None
    search = f"?offense=burglary&period={begins}..{settled - timedelta(days=1)}"
    selection = demo_reader.view("/", search).selection
    assert goal.after == total_incidents(demo_reader.count(selection, ()))
    before = selection.during(selection.period.previous())
    assert goal.before == total_incidents(demo_reader.count(before, ()))
    assert goal.most == goal.before // 2
    assert goal.standing == "not reached"
    assert f"the goal is {goal.most} or fewer. Not reached, more than chance explains." in (
        goal.sentence
    )


def test_a_goal_of_few_incidents_can_not_be_told(demo_reader: Reader) -> None:
    settled = demo_reader.reach_of("burglary").settled_until
    small = Problem(
        category="burglary",
        neighborhood_id="sunmor",
        goal_percent=30,
        goal_by=settled + timedelta(days=9),
    )
    told = goal_of(demo_reader, small, settled - timedelta(days=60))
    assert told is not None
    assert told.standing == "can't tell"
    early = goal_of(demo_reader, small, settled - timedelta(days=27))
    assert early is not None
    assert early.standing == "too early"
    assert goal_of(demo_reader, Problem(category="burglary"), settled) is None


@pytest.mark.parametrize(
    ("now", "before", "standing"),
    [
        (9, 10, "can't tell"),
        (6, 10, "can't tell"),
        (0, 0, "can't tell"),
        (3, 0, "can't tell"),
        (100, 100, "not reached"),
        (20, 100, "reached"),
    ],
)
def test_a_goal_is_reached_or_missed_only_where_chance_does_not_explain_it(
    now: int, before: int, standing: str
) -> None:
    change = compare_counts(now, before, days_now=91, days_before=91)
    assert standing_of(change, int(before * 0.7), 30)[0] == standing
