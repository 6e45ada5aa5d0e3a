"""How does a command tell of a problem without a page? In the context of an app that serves nothing."""

from __future__ import annotations

import flask

from analytics.errors import RecordError
from analytics.report.problem.told import ProblemTold
from dashboard.context import EXTENSION, Context, current
from dashboard.paper.problem import problem_told
from dashboard.paper.public_problem import find_told, public_problem_told
from dashboard.tables.problems import read_case


def told_to(context: Context, number: int) -> ProblemTold:
    """Tell of a problem what its audience may know. Raises RecordError where there is none, or no record can be read."""
    app = flask.Flask(__name__)
    app.extensions[EXTENSION] = context
    with app.app_context():
        return told_here(number)


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
