"""Is what a form holds written as it was typed, by whom, and with what was known on the day?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from dash import Dash

from analytics.errors import RecordError
from dashboard.decisions import Assessment, EditConflictError, Problem, Records, read_changes
from dashboard.forms import record_form
from dashboard.forms.answers import answer, conflict
from dashboard.forms.saving import AGAIN, write

NEW = {"record": "problem", "id": None, "version": 0, "fixed": {"ground": True}}
TYPED = {"title": " Night burglaries ", "category": "burglary", "owner": "pso", "goal_percent": ""}


def test_a_new_problem_lies_where_the_page_looks(records: Records) -> None:
    search = "?area=circle:-116.54,33.83,300&neighborhood=midtown&problem=new"
    said = write(NEW, TYPED, "4711", search)
    with records.read() as session:
        problem = session.get_one(Problem, said["id"])
        assert (problem.title, problem.goal_percent) == ("Night burglaries", None)
        assert (problem.area, problem.neighborhood_id) == (
            "circle:-116.54,33.83,300",
            "midtown",
        )
        assert [change.who for change in read_changes(session, problem)] == ["4711"]


def test_several_places_are_no_place_of_one_problem(records: Records) -> None:
    with pytest.raises(RecordError, match="several places are chosen"):
        write(NEW, TYPED, "4711", "?neighborhood=midtown,sunmor")


def test_a_problem_belongs_to_no_priority_that_there_is_not(records: Records) -> None:
    about = {**NEW, "fixed": {"ground": True, "priority_id": 9_999}}
    with pytest.raises(RecordError, match="no such priority"):
        write(about, TYPED, "4711", "")


@pytest.mark.parametrize("who", [None, "", "  ", 3])
def test_nobody_writes_nothing(records: Records, who: Any) -> None:
    with records.read() as session:
        before = session.query(Problem).count()
    with pytest.raises(RecordError, match="You write as"):
        write(NEW, TYPED, who, "")
    with records.read() as session:
        assert session.query(Problem).count() == before


@pytest.mark.parametrize(
    "about",
    [
        None,
        {},
        [],
        {"record": "change"},
        {"record": ["problem"]},
        {"record": "problem", "id": "1"},
        {"record": "problem", "id": 1, "version": None},
        {"record": "problem", "id": 2**40, "version": 1},
    ],
)
def test_a_form_that_no_page_draws_is_refused(records: Records, about: Any) -> None:
    with pytest.raises(RecordError):
        write(about, TYPED, "4711", "")


@pytest.mark.parametrize(
    ("typed", "fixed"),
    [
        ({**TYPED, "category": ["burglary"]}, {}),
        ({**TYPED, "owner": {"pso": 1}}, {}),
        ({**TYPED, "title": 3}, {}),
        ({**TYPED, "goal_percent": "many"}, {}),
        ({**TYPED, "goal_by": [2026]}, {}),
        ({**TYPED, "opened_by": "somebody"}, {}),
        (TYPED, {"stage": ["scanning"]}),
        (TYPED, ["ground"]),
    ],
)
def test_values_that_no_field_holds_are_refused(
    records: Records, typed: dict[str, Any], fixed: Any
) -> None:
    with pytest.raises(RecordError):
        write({**NEW, "fixed": fixed}, typed, "4711", "")


def test_the_second_of_two_is_told_what_the_first_one_changed(records: Records) -> None:
    first = write(NEW, TYPED, "4711", "")
    about = {"record": "problem", "id": first["id"], "version": first["version"]}
    write(about, {"owner": "nsc"}, "NSC east", "")
    with pytest.raises(EditConflictError) as refused:
        write(about, {"title": "Break-ins at night"}, "4711", "")
    said = str(conflict(refused.value, AGAIN))
    assert "NSC east changed this while you were writing" in said
    assert "Who owns it: Problem-solving officer became Neighborhood services coordinator" in said
    with records.read() as session:
        assert session.get_one(Problem, first["id"]).title == "Night burglaries"


def test_a_conflict_names_places_and_pressing_again_writes_what_was_changed_and_no_more(
    records: Records, desk: Dash
) -> None:
    problem = write(NEW, TYPED, "4711", "")
    planned = {
        "record": "assessment",
        "id": None,
        "version": 0,
        "fixed": {"problem_id": problem["id"]},
    }
    typed = {"starts_on": "2025-12-08", "days": 182, "ring_m": 100, "control": ["sunmor"]}
    plan = write(planned, typed, "4711", "")
    about = {"record": "assessment", "id": plan["id"], "version": 1, "filled": typed}
    write(about, {**typed, "control": ["midtown"], "days": 91}, "NSC east", "")
    write({**about, "version": 2}, {**typed, "ring_m": 200}, "PSO 12", "")
    mine = {**typed, "starts_on": "2025-12-15"}
    said, known = answer(lambda: write(about, mine, "4711", ""), about, AGAIN)
    for words in (
        "NSC east and PSO 12 changed this",
        "Sunmor became Midtown",
        "press the button again",
    ):
        assert words.lower() in str(said).lower()
    assert "Load the page again" not in str(said), "that would empty the form"
    assert known == {**about, "version": 3}
    write(known, mine, "4711", "")
    with records.read() as session:
        held = session.get_one(Assessment, plan["id"])
        assert (held.starts_on, held.days, held.ring_m, held.control) == (
            date(2025, 12, 15), 91, 200, ["midtown"],
        )  # fmt: skip


def test_a_button_that_is_pressed_twice_writes_once(records: Records) -> None:
    new = {**NEW, "token": "1f" * 16}
    first, second = (write(new, TYPED, "4711", "?neighborhood=midtown") for _ in range(2))
    assert first == second
    with pytest.raises(RecordError, match="saved already"):
        write(new, {**TYPED, "title": "Another one"}, "4711", "?neighborhood=midtown")
    about = {"record": "problem", "id": first["id"], "version": 1, "filled": TYPED}
    changed = {**TYPED, "owner": "nsc"}
    assert write(about, changed, "4711", "") == write(about, changed, "4711", "")
    with records.read() as session:
        assert session.get_one(Problem, first["id"]).version == 2


def test_every_form_of_a_new_record_has_a_token_of_its_own() -> None:
    forms = [record_form("problem", "new") for _ in range(2)]
    tokens = {form.children[0].data["token"] for form in forms}
    assert len(tokens - {None}) == 2
    assert record_form("problem", "old", record_id=1, version=1).children[0].data["token"] is None


def test_a_priority_is_agreed_at_a_meeting_and_has_no_form(records: Records) -> None:
    with pytest.raises(RecordError, match="no form of a priority"):
        write({**NEW, "record": "priority"}, {}, "4711", "")


def test_an_assessment_keeps_the_power_of_its_own_control(records: Records) -> None:
    problem = write(NEW, TYPED, "4711", "?neighborhood=midtown")
    about = {
        "record": "assessment",
        "id": None,
        "version": 0,
        "fixed": {"problem_id": problem["id"]},
    }
    typed = {"starts_on": "2025-12-08", "days": 182, "ring_m": 100, "control": []}
    powers = []
    for control in ([], ["midtown"]):
        said = write(about, {**typed, "control": control}, "4711", "")
        with records.read() as session:
            held = session.get_one(Assessment, said["id"])
            assert (held.starts_on, held.control or []) == (date(2025, 12, 8), control)
            assert held.power is not None
            powers.append(held.power["sentence"])
    assert "no ground is left to compare with" in powers[1]
    assert "no ground is left to compare with" not in powers[0]


def test_a_form_offers_the_places_of_the_data() -> None:
    form = record_form("assessment", "plan", choices={"control": {"midtown": "Midtown"}})
    drawn = str(form)
    assert "MultiSelect" in drawn
    assert "{'value': 'midtown', 'label': 'Midtown'}" in drawn
