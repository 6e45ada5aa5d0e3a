"""Which problems are open, as a command brief lists them?

It loads no page, no slide and no figure: a brief waits for it.
"""

from __future__ import annotations

import flask

from analytics.offenses import CATEGORIES
from analytics.report.worked_on import WorkedOn
from dashboard.context import EXTENSION, Context, Reader, current
from dashboard.decisions.words import OWNERS, STAGES
from dashboard.tables.problems import Case, place_words, read_cases, verdict_of


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
