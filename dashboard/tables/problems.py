"""Which problems do people work on, what was done about each, and what came of it?

The words are theirs; the verdicts are counted from the incidents, anew for each snapshot. A problem is opened where there was
much, so fewer incidents afterwards are partly chance: only an assessment holds them against other ground.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.errors import RecordError, SelectionError
from analytics.offenses import CATEGORIES, category_of
from dashboard.context import Reader, current
from dashboard.days import local_day
from dashboard.decisions import Assessment, Change, Problem, Record, Response, read_changes
from dashboard.decisions.words import MISTAKE, OUTCOMES, OWNERS, STAGES
from dashboard.tables.came_of import Verdict, came_of, dose_words, plan_of, plan_that_counts
from dashboard.tables.ground import Ground, ground_shape, ground_words
from dashboard.tables.worked import Plan, Worked
from dashboard.urlstate import View

Part = TypeVar("Part", Response, Assessment)
# What was changed, in the history of a problem.
WHAT = {"problem": "the problem", "response": "a response", "assessment": "the assessment"}


@dataclass(frozen=True, eq=False)
class Case:
    """A problem with all that was done about it, the earliest first; what was entered by mistake is left out."""

    problem: Problem
    responses: tuple[Response, ...]
    assessments: tuple[Assessment, ...]

    @property
    def assessment(self) -> Assessment | None:
        """The assessment that counts: the newest one, an open one before a closed one."""
        return plan_that_counts(self.assessments)

    @property
    def plan(self) -> Plan | None:
        return plan_of(self.assessment) if self.assessment else None

    @property
    def dose(self) -> str | None:
        """What was done, in a few words, without anything that somebody typed."""
        return dose_words(self.responses)


def read_cases(*, is_open: bool | None = None, only: int | None = None) -> list[Case]:
    """Read the problems, the one opened last first. Raises RecordError where the records are out of reach."""
    with _reading() as session:
        asked = select(Problem).order_by(Problem.opened_at.desc(), Problem.id.desc())
        if is_open is not None:
            asked = asked.where(
                Problem.closed_at.is_(None) if is_open else Problem.closed_at.is_not(None)
            )
        if only is not None:
            asked = asked.where(Problem.id == only)
        problems = list(session.scalars(asked))
        numbers = [problem.id for problem in problems]
        responses = _parts(session, Response, numbers)
        assessments = _parts(session, Assessment, numbers)
    return [
        Case(problem, tuple(responses[problem.id]), tuple(assessments[problem.id]))
        for problem in problems
    ]


def read_case(number: str) -> Case | None:
    """Read the problem that a link names; None for none. Raises RecordError as `read_cases` does."""
    if not number.isdigit():
        return None
    found = read_cases(only=int(number))
    return found[0] if found else None


def read_history(problem_id: int) -> list[Change]:
    """Read all changes of a problem and of what belongs to it, the newest first, mistakes too."""
    with _reading() as session:
        problem = session.get(Problem, problem_id)
        records: list[Record] = [problem] if problem else []
        for kind in (Response, Assessment):
            records += session.scalars(select(kind).where(kind.problem_id == problem_id))
        changes = [change for record in records for change in read_changes(session, record)]
    return sorted(changes, key=lambda change: (change.at, change.id), reverse=True)


def narrowed(reader: Reader, view: View, cases: Iterable[Case]) -> list[Case]:
    """Keep the problems of the neighborhoods, offenses and owner that a link asks for; its days say nothing of them.

    A problem of the whole city lies in no single neighborhood.
    """
    wanted = {category_of(name) for name in view.asked.offenses}
    places, owner = set(view.selection.neighborhoods), view.key("owner")
    return [
        case
        for case in cases
        if (not wanted or case.problem.category in wanted)
        and (not places or neighborhood_of(reader, case.problem) in places)
        and owner in ("anyone", case.problem.owner)
    ]


def neighborhood_of(reader: Reader, problem: Ground) -> str | None:
    """Say in which neighborhood a problem or a concern lies: its own, or that of its shape's middle."""
    if problem.neighborhood_id or not (problem.area or problem.block_id):
        return problem.neighborhood_id
    shape = place_shape(reader, problem)
    if shape is None:
        return None
    point = shape.representative_point()
    held = reader.neighborhoods.sindex.query(point, predicate="intersects")
    return str(reader.neighborhoods["neighborhood_id"].iloc[held[0]]) if len(held) else None


def place_shape(reader: Reader, problem: Ground) -> shapely.Geometry | None:
    """Give the outline of a problem's place in degrees; None where the layers in service no longer have it."""

    def make() -> shapely.Geometry | None:
        try:
            return ground_shape(reader, problem).geometry.union_all()
        except SelectionError:
            return None

    place = (problem.neighborhood_id, problem.block_id, problem.area)
    return reader.once("problem shape", place, make=make)


def verdict_of(reader: Reader, case: Case) -> Verdict:
    """Say what came of a problem."""
    return came_of(reader, case.problem, case.assessment, case.responses)


def days_open(reader: Reader, problem: Problem) -> int:
    """Count the days since a problem was opened, up to today or to the day it was closed."""
    until = problem.closed_at or current().clock()
    return (local_day(reader, until) - local_day(reader, problem.opened_at)).days


def begins_on(reader: Reader, case: Case) -> date:
    """Give the day from which a goal is counted: that of the plan, of the first response, or of the opening."""
    if case.plan:
        return case.plan.starts_on
    if case.responses:
        return min(each.from_on for each in case.responses)
    return local_day(reader, case.problem.opened_at)


def board_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the problems that the board shows, with verdict and sentence."""
    names = [
        *("Number", "Problem", "Category", "Place", "Owner", "Step", "Opened", "Closed"),
        *("Outcome", "Responses", "Verdict", "Sentence"),
    ]
    try:
        cases = narrowed(reader, view, read_cases(is_open=view.key("state") == "open"))
    except RecordError as error:
        raise SelectionError(str(error)) from error
    return pd.DataFrame([_board_row(reader, case) for case in cases], columns=names)


def _board_row(reader: Reader, case: Case) -> Sequence[object]:
    problem, verdict = case.problem, verdict_of(reader, case)
    return [
        str(problem.id),
        problem.title,
        CATEGORIES[problem.category].label,
        place_words(reader, problem),
        OWNERS.get(problem.owner, problem.owner),
        STAGES.get(problem.stage, problem.stage),
        local_day(reader, problem.opened_at),
        local_day(reader, problem.closed_at) if problem.closed_at else "",
        OUTCOMES.get(problem.outcome or "", ""),
        case.dose or "",
        verdict.short,
        verdict.worked.sentence if verdict.worked else "",
    ]


def assessment_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the four counts behind the verdict of the link's problem; without rows where there are none yet."""
    try:
        case = read_case(view.key("problem"))
    except RecordError as error:
        raise SelectionError(str(error)) from error
    worked = verdict_of(reader, case).worked if case else None
    return counts_table(worked)


def counts_table(worked: Worked | None) -> pd.DataFrame:
    """List before and after of the problem's place, its ring, the control and the control's ring."""
    names = ["Part", "Before", "After", "Days before", "Days after", "Times as many usually"]
    found = worked.assessment if worked else None
    if found is None:
        return pd.DataFrame(columns=names)
    parts = [
        ("The problem's place", found.treated, 1.0),
        ("Ring around it", found.ring, 1.0),
        ("Held against", found.control, found.control.area_weight),
        ("Ring around that", found.control_ring, found.control_ring.area_weight),
    ]
    days = [found.before.label(), found.after.label()]
    return pd.DataFrame(
        [[name, each.before, each.after, *days, size] for name, each, size in parts],
        columns=names,
    )


def place_words(reader: Reader, problem: Problem) -> str:
    """Name a problem's place, to stand alone."""
    words = ground_words(reader, problem).removeprefix("a ")
    return f"{words[:1].upper()}{words[1:]}"


def _reading() -> AbstractContextManager[Session]:
    return current().records().read()


def _parts(session: Session, kind: type[Part], numbers: list[int]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    asked = select(kind).where(kind.problem_id.in_(numbers)).order_by(kind.id)
    for part in session.scalars(asked) if numbers else ():
        if part.outcome != MISTAKE:
            found[part.problem_id].append(part)
    return found
