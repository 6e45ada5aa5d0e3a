"""How far is a problem from its goal? What was counted since the work began, beside as many days before and the goal's number.

A goal of 30% fewer is a number of incidents, and with few incidents chance alone passes or misses it. Before and after stand for
themselves here: what the whole city did in those days is not taken off, as the assessment does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from analytics.changes import Change, compare_counts
from analytics.counts import total_incidents
from analytics.coverage import day_words
from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.decisions import Problem
from dashboard.tables.ground import check_counted, ground_selection
from dashboard.tables.worked import LEAST_AFTER, too_early

Standing = Literal["reached", "not reached", "can't tell", "too early", "no count"]


@dataclass(frozen=True)
class Goal:
    """What a goal asks for, and how it stands; `most` is how many incidents it allows in the days after."""

    asked: str
    sentence: str
    standing: Standing
    before: int | None = None
    after: int | None = None
    most: int | None = None


def goal_of(reader: Reader, problem: Problem, begins_on: date) -> Goal | None:
    """Hold what was counted from a day on against the goal of a problem; None where it has no goal."""
    if not problem.goal_percent or not problem.goal_by:
        return None
    share, by = problem.goal_percent, problem.goal_by
    asked = f"{share}% fewer by {day_words(by)}"
    place = (problem.neighborhood_id, problem.block_id, problem.area)
    return reader.once(
        "goal",
        *(place, problem.category, share, by, begins_on),
        make=lambda: _goal(reader, problem, begins_on, share, by, asked),
    )


def _goal(
    reader: Reader, problem: Problem, begins_on: date, share: int, by: date, asked: str
) -> Goal:
    try:
        check_counted(reader, problem, problem.category)
    except SelectionError as error:
        return Goal(asked, f"Nothing can be counted: {error}.", "no count")
    coverage = reader.reach_of(problem.category)
    end = min(by, coverage.settled_until)
    if end < begins_on + timedelta(days=LEAST_AFTER):
        if by < begins_on + timedelta(days=LEAST_AFTER):
            return Goal(
                asked,
                f"The goal's day comes less than {LEAST_AFTER} days after the work began: that is too few to count.",
                "no count",
            )
        return Goal(asked, too_early(begins_on), "too early")
    after = Period(begins_on, end)
    before = after.previous()
    if before.start < coverage.first_on:
        return Goal(
            asked,
            f"The data begin on {day_words(coverage.first_on)}, after the days to count before the work began.",
            "no count",
        )
    selection = ground_selection(problem, before, problem.category)
    earlier, later = (
        total_incidents(reader.count(selection.during(days), ())) for days in (before, after)
    )
    change = compare_counts(
        later,
        earlier,
        days_now=after.days,
        days_before=before.days,
        dispersion=dispersion_of(reader.weeks(selection), before=before.start),
    )
    most = int(earlier * (100 - share) / 100)
    counted = f"{later:,} counted ({after.label()}), {earlier:,} in the {before.days} days before"
    standing, words = standing_of(change, most, share)
    still = "" if end == by else f" The goal's day is {day_words(by)}."
    return Goal(
        asked, f"{counted}; the goal is {most:,} or fewer. {words}{still}", standing, earlier, later, most
    )  # fmt: skip


def standing_of(change: Change, most: int, share: int) -> tuple[Standing, str]:
    """Say whether a goal is reached, where chance does not explain it one way or the other."""
    if not change.before:
        return "can't tell", "There were none before, so there is nothing to become fewer."
    limit = 1 - share / 100
    if change.ratio_high <= limit:
        return "reached", "Reached, more than chance explains."
    if change.ratio_low > limit:
        return "not reached", "Not reached, more than chance explains."
    so_far = "at or under it" if change.now <= most else "above it"
    return (
        "can't tell",
        f"The count is {so_far}, but nobody can tell that from chance.",
    )
