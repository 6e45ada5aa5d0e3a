"""Is a record closed, reopened and moved on by buttons, and is the second of two told who was faster?"""

from __future__ import annotations

from typing import Any

import pytest

from analytics.errors import RecordError
from dashboard.decisions import EditConflictError, Problem, Records, open_record, read_changes
from dashboard.forms.closing import act, closing_form, step_buttons
from tests.dashboard.conftest import on_the_day


@pytest.fixture
def problem(records: Records) -> Problem:
    with records.write() as session:
        return open_record(
            session,
            Problem,
            who="4711",
            at=on_the_day(),
            title="Night burglaries",
            category="burglary",
            owner="pso",
        )


def about(problem: Problem, version: int = 1) -> dict[str, Any]:
    return {"record": "problem", "id": problem.id, "version": version}


def test_a_problem_goes_from_step_to_step_is_closed_and_opened_again(
    records: Records, problem: Problem
) -> None:
    act(about(problem), "stage", "response", "PSO north")
    act(about(problem, 2), "close", "better", "PSO north")
    with records.read() as session:
        held = session.get_one(Problem, problem.id)
        assert (held.stage, held.outcome, held.is_open) == ("response", "better", False)
    said = act(about(problem, 3), "reopen", "", "4711")
    assert said == {"record": "problem", "id": problem.id, "version": 4}
    with records.read() as session:
        held = session.get_one(Problem, problem.id)
        assert held.is_open
        acts = [(change.act, change.who) for change in read_changes(session, held)]
    assert acts == [
        ("opened again", "4711"),
        ("closed", "PSO north"),
        ("changed", "PSO north"),
        ("opened", "4711"),
    ]


def test_a_button_of_an_older_version_writes_nothing(records: Records, problem: Problem) -> None:
    act(about(problem), "stage", "analysis", "NSC east")
    with pytest.raises(EditConflictError, match="NSC east"):
        act(about(problem), "close", "solved", "4711")
    with records.read() as session:
        assert session.get_one(Problem, problem.id).is_open


def test_a_button_that_is_pressed_twice_does_once_what_it_does(
    records: Records, problem: Problem
) -> None:
    for does, value in (("stage", "analysis"), ("close", "solved"), ("reopen", "")):
        with records.read() as session:
            version = session.get_one(Problem, problem.id).version
        first, second = (act(about(problem, version), does, value, "4711") for _ in range(2))
        assert first == second
        assert first["version"] == version + 1
    act(about(problem, 4), "close", "solved", "4711")
    with pytest.raises(EditConflictError):
        act(about(problem, 4), "close", "solved", "NSC east")


@pytest.mark.parametrize(
    ("does", "value"),
    [
        ("close", None),
        ("close", "vanished"),
        ("stage", "nowhere"),
        ("title", "Another one"),
        ("opened_by", "somebody"),
        (None, None),
        (["stage"], "analysis"),
        ("reopen", ""),
    ],
)
def test_what_no_button_does_is_refused(
    records: Records, problem: Problem, does: Any, value: Any
) -> None:
    with pytest.raises(RecordError):
        act(about(problem), does, value, "4711")
    with records.read() as session:
        assert session.get_one(Problem, problem.id).version == 1


def test_nobody_closes_nothing(problem: Problem) -> None:
    with pytest.raises(RecordError, match="You write as"):
        act(about(problem), "close", "solved", " ")


def test_the_present_step_is_no_button(problem: Problem) -> None:
    drawn = step_buttons(problem, "step", "stage", label="Steps")
    assert str(drawn).count("Button(") == 3
    assert "Span(children='Scanning', className='step-now'" in str(drawn)


def test_what_became_of_it_is_chosen_from_a_list(problem: Problem) -> None:
    drawn = str(closing_form(problem, "close", outcomes=("solved", "mistake")))
    assert "Entered by mistake" in drawn
    assert "Passed on" not in drawn
