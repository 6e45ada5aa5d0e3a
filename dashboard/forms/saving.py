"""What happens when somebody saves a form?

The act is written with the name of who writes; the answer says so, or what to write instead. Where somebody else was faster, the
form stays as it is typed, and the answer says what they changed. Pages that listen to SAVED draw anew.

What is known on the day is reckoned here, never typed: the count that a priority is agreed on, the power of an assessment.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, dcc, html, no_update, set_props
from sqlalchemy.orm import Session

from analytics.errors import CrimeStatsError, RecordError
from dashboard import ids
from dashboard.components.notices import notice
from dashboard.context import current
from dashboard.decisions import EditConflictError, Priority, Problem, change_record, open_record
from dashboard.decisions.rules import check_fields
from dashboard.decisions.tables import KINDS, LINE
from dashboard.forms.fields import FORMS, read_fields
from dashboard.forms.form import ABOUT, ANSWER, FIELD, SAVE
from dashboard.tables.known import known_now
from dashboard.tables.worked import Plan, power_before

# Holds the record that was written last: its kind, its id, its version.
SAVED = "saved-record"
WHO = "who-writes"
GROUND = ("neighborhood_id", "block_id", "area")


def who_field() -> html.Div:
    """Draw the field for who writes: a badge or a role, kept in this browser."""
    return html.Div(
        dmc.TextInput(
            id=WHO,
            label="You write as",
            description="Badge or role; every change keeps it. Kept in this browser.",
            inputProps={"maxLength": LINE},
            persistence=True,
            persistence_type="local",
            size="sm",
            value="",
        ),
        className="who-field",
    )


def saved_store() -> dcc.Store:
    """Hold what was written last."""
    return dcc.Store(id=SAVED)


def register(app: Dash) -> None:
    """Write what forms hold."""

    @app.callback(
        Output({"type": ANSWER, "form": MATCH}, "children"),
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
    ) -> object:
        if not clicks:
            return no_update
        try:
            typed = {name["name"]: value for name, value in zip(names, values, strict=True)}
            said = write(about, typed, who, search)
        except EditConflictError as error:
            return _conflict(error)
        except CrimeStatsError as error:
            return notice(str(error), tone="alert", role="alert")
        set_props(SAVED, {"data": said})
        return f"Saved as version {said['version']}."


def write(about: Any, typed: dict[str, Any], who: Any, search: str | None) -> dict[str, Any]:
    """Write one form, and give kind, id and version of its record. Raises RecordError."""
    context = current()
    if context.audience != "police":
        raise RecordError("records are written by the police only")
    if not isinstance(about, dict) or about.get("record") not in FORMS:
        raise RecordError("this form is of no record that is known: load the page again")
    record, record_id = about["record"], about.get("id")
    fields = read_fields(record, typed)
    with context.records().write() as session:
        act: dict[str, Any] = {
            "who": who.strip() if isinstance(who, str) else "",
            "at": context.clock(),
        }
        if record_id is None:
            fixed = dict(about.get("fixed") or {})
            if fixed.pop("ground", False):
                fixed |= _ground(search)
            given = {name: value for name, value in fields.items() if value is not None}
            given |= fixed
            check_fields(record, given, is_new=True)
            given |= _reckoned(session, record, given)
            written = open_record(session, KINDS[record], **act, **given)
        else:
            written = change_record(
                session, KINDS[record], record_id, version=about["version"], **act, **fields
            )
        return {"record": record, "id": written.id, "version": written.version}


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
    context = current()
    reader = context.reader()
    if record == "priority":
        ground = Priority(**{name: given.get(name) for name in GROUND})
        return {"known_then": known_now(reader, ground, given["category"], context.today(reader))}
    if record == "assessment":
        problem = session.get(Problem, given["problem_id"])
        if problem is not None:
            plan = Plan(given["starts_on"], given["days"], float(given.get("ring_m") or 0))
            planned = power_before(reader, problem, problem.category, plan)
            return {"power": {"run": reader.store.run_id, "sentence": planned.sentence}}
    return {}


def _conflict(error: EditConflictError) -> html.Div:
    change = error.change
    lines = [
        html.Li(
            f"{name.replace('_', ' ')}: {change.before.get(name) or 'nothing'} became {value or 'nothing'}"
        )
        for name, value in change.after.items()
    ]
    return notice(
        html.Strong(f"{change.who} changed this while you were writing. "),
        "Nothing of yours was saved or lost. They changed:",
        html.Ul(lines),
        html.A("Load the page again", href=""),
        " to see it; copy what you wrote first.",
        tone="alert",
        role="alert",
    )
