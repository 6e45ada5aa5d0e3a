"""What happens when somebody saves a form?

The act is written with the name of who writes; the answer says so, or what to write instead. Where somebody else was faster, the
form stays as it is typed, and the answer says what they changed. Pages that listen to SAVED draw anew.

The power of an assessment is reckoned here, on the day, and never typed.
"""

from __future__ import annotations

from types import NoneType
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, State, no_update
from sqlalchemy.orm import Session

from analytics.errors import RecordError
from dashboard import ids
from dashboard.context import current
from dashboard.decisions import (
    Assessment,
    Concern,
    EditConflictError,
    Priority,
    Problem,
    Record,
    change_record,
    is_so,
    open_record,
)
from dashboard.decisions.rules import check_fields
from dashboard.decisions.tables import KINDS
from dashboard.decisions.words import MISTAKE
from dashboard.forms.answers import WHO, answer, record_about, writer
from dashboard.forms.fields import FORMS, read_fields, typed_values
from dashboard.forms.form import ABOUT, ANSWER, FIELD, SAVE
from dashboard.meeting_acts import open_meeting
from dashboard.tables.came_of import plan_of
from dashboard.tables.worked import power_before

AGAIN = (
    "What you wrote is still in this form. Press the button again to save what you changed all the same; whatever else they"
    " changed stays."
)


def register(app: Dash) -> None:
    """Write what forms hold."""

    @app.callback(
        Output({"type": ANSWER, "form": MATCH}, "children"),
        Output({"type": ABOUT, "form": MATCH}, "data"),
        Input({"type": SAVE, "form": MATCH}, "n_clicks"),
        State({"type": FIELD, "form": MATCH, "name": ALL}, "value"),
        State({"type": FIELD, "form": MATCH, "name": ALL}, "id"),
        State({"type": ABOUT, "form": MATCH}, "data"),
        State(WHO, "value"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def save(
        clicks: int, values: list[Any], names: list[Any], about: Any, who: Any, search: str | None
    ) -> tuple[Any, Any]:
        if not clicks:
            return no_update, no_update
        return answer(lambda: write(about, typed_values(values, names), who, search), about, AGAIN)


def write(about: Any, typed: dict[str, Any], who: Any, search: str | None) -> dict[str, Any]:
    """Write one form, and give kind, id and version of its record. Raises RecordError."""
    record, record_id, version = record_about(about)
    if record not in FORMS:
        raise RecordError(f"there is no form of a {record}")
    context, act = writer(who)
    fields = read_fields(record, typed)
    with context.records().write() as session:
        if record_id is None:
            fixed = _fixed(about)
            if fixed.pop("ground", False):
                fixed |= _ground(search)
            given = {name: value for name, value in fields.items() if value is not None}
            given |= fixed
            check_fields(record, given, is_new=True)
            _check_priority(session, given.get("priority_id"))
            given |= _reckoned(session, record, given)
            written = open_record(session, KINDS[record], **act, token=about.get("token"), **given)
        else:
            written = _change(
                session, KINDS[record], record_id, version, act, _changed(about, fields)
            )
        return {"record": record, "id": written.id, "version": written.version}


def _change(
    session: Session,
    kind: type[Record],
    record_id: int,
    version: int,
    act: dict[str, Any],
    fields: dict[str, Any],
) -> Record:
    concern = session.get(Concern, record_id) if kind is Concern else None
    if concern is not None:
        # What was said at a meeting changes only while it is open.
        open_meeting(session, concern.meeting_id)
    try:
        return change_record(session, kind, record_id, version=version, **act, **fields)
    except EditConflictError:
        twice = is_so(session, kind, record_id, fields)
        if twice is None:
            raise
        return twice


def _changed(about: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Keep of what a form holds what somebody changed in it: where others changed another field, theirs stays."""
    filled = about.get("filled")
    if not isinstance(filled, dict):
        return fields
    before = read_fields(about["record"], {name: filled.get(name) for name in fields})
    return {name: value for name, value in fields.items() if value != before[name]}


def _fixed(about: dict[str, Any]) -> dict[str, Any]:
    """Read what the page knows of a new record."""
    fixed = about.get("fixed") or {}
    plain = (str, int, NoneType)
    if not isinstance(fixed, dict) or not all(isinstance(each, plain) for each in fixed.values()):
        raise RecordError("this form is of no record that is known: load the page again")
    return dict(fixed)


def _check_priority(session: Session, number: int | None) -> None:
    """Raise RecordError where a record would belong to a priority that there is not."""
    found = session.get(Priority, number) if number else None
    if number and (found is None or found.outcome == MISTAKE):
        raise RecordError("there is no such priority: open the problem from its meeting")


def _ground(search: str | None) -> dict[str, Any]:
    """Give the place of the page's selection."""
    selection = current().reader().view("/problems", search).selection
    if len(selection.neighborhoods) > 1 or len(selection.blocks) > 1:
        raise RecordError("several places are chosen: a record has one, so choose one above")
    return {
        "neighborhood_id": selection.neighborhoods[0] if selection.neighborhoods else None,
        "block_id": selection.blocks[0] if selection.blocks else None,
        "area": selection.area.text if selection.area else None,
    }


def _reckoned(session: Session, record: str, given: dict[str, Any]) -> dict[str, Any]:
    """Give what is known of a new record's incidents now."""
    reader = current().reader()
    if record == "assessment":
        problem = session.get(Problem, given["problem_id"])
        if problem is not None:
            plan = plan_of(Assessment(**given))
            planned = power_before(reader, problem, problem.category, plan)
            return {"power": {"run": reader.store.run_id, "sentence": planned.sentence}}
    return {}
