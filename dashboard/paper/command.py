"""How does a command tell of problems without a page? In the context of an app that serves nothing."""

from __future__ import annotations

import flask

from analytics.errors import RecordError
from analytics.offenses import CATEGORIES
from analytics.report.problem.listed import WorkedOn
from analytics.report.problem.told import ProblemTold
from dashboard.context import EXTENSION, Context, Reader, current
from dashboard.decisions.words import OWNERS, STAGES
from dashboard.paper.problem import problem_told
from dashboard.paper.public_problem import find_told, public_problem_told
from dashboard.tables.problems import Case, place_words, read_case, read_cases, verdict_of


def told_to(context: Context, number: int) -> ProblemTold:
    """Tell of a problem what its audience may know. Raises RecordError where there is none, or no record can be read."""
    app = flask.Flask(__name__)
    app.extensions[EXTENSION] = context
    with app.app_context():
        return told_here(number)


def list_worked_on(context: Context) -> list[WorkedOn]:
    """List the open problems, the one opened last first. Raises RecordError where the records are out of reach."""
    app = flask.Flask(__name__)
    app.extensions[EXTENSION] = context
    with app.app_context():
        return list_worked_on_here()


def list_worked_on_here() -> list[WorkedOn]:
    """Do so for the app that answers."""
    reader = current().reader()
    return [_worked_on(reader, case) for case in read_cases(is_open=True)]


def _worked_on(reader: Reader, case: Case) -> WorkedOn:
    problem = case.problem
    return WorkedOn(
        problem.title,
        f"{CATEGORIES[problem.category].label}, {place_words(reader, problem)}",
        STAGES.get(problem.stage, problem.stage),
        OWNERS.get(problem.owner, problem.owner),
        case.dose or "",
        verdict_of(reader, case).short,
    )


def told_here(number: int) -> ProblemTold:
    """Do so for the app that answers."""
    context = current()
    reader = context.reader()
    if context.audience == "public":
        told = find_told(reader, number, context.today(reader))
        if told is not None:
            return public_problem_told(reader, told)
    else:
        case = read_case(str(number))
        if case is not None:
            return problem_told(reader, case)
    raise RecordError(f"there is no problem {number}")
