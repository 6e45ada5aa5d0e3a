"""How is a record closed, opened again, or moved on by a button? One kind of buttons for all records.

A button carries the version that its page was drawn from: where somebody was faster nothing is written, and the answer says what
they did. A closed record stays readable and can be opened again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, dcc, html, no_update

from analytics.errors import RecordError
from dashboard.components.icons import Name, icon
from dashboard.decisions import (
    EditConflictError,
    change_record,
    close_record,
    is_so,
    reopen_record,
)
from dashboard.decisions.tables import KINDS, Record
from dashboard.decisions.words import OUTCOMES
from dashboard.filters import LISTBOX
from dashboard.forms.answers import WHO, answer, record_about, writer
from dashboard.forms.fields import FORMS

ACT, ABOUT, ANSWER, OUTCOME = "act-button", "act-about", "act-answer", "act-outcome"
CLOSE, REOPEN = "close", "reopen"
AGAIN = "Press the button again to do it all the same."


def closing_form(
    record: Record,
    name: str,
    *,
    outcomes: Sequence[str] = tuple(OUTCOMES),
    button: str = "Close",
    label: str = "What became of it",
) -> html.Div:
    """Offer to close an open record with what became of it; `name` is unique on the page."""
    choice = dmc.Select(
        id={"type": OUTCOME, "group": name, "of": CLOSE},
        label=label,
        data=[{"value": key, "label": OUTCOMES[key].capitalize()} for key in outcomes],
        value=outcomes[0] if len(outcomes) == 1 else None,
        size="sm",
        **LISTBOX,
    )
    return act_group(record, name, choice, act_button(name, button, CLOSE))


def reopen_form(record: Record, name: str, *, button: str = "Open again") -> html.Div:
    """Offer to open a closed record again."""
    return act_group(record, name, act_button(name, button, REOPEN, symbol="reset"))


def step_buttons(record: Record, name: str, field: str, *, label: str) -> html.Div:
    """Show the choices of one field in their order, the present one marked, a button for each other one."""
    known = next(each for each in FORMS[record.__tablename__] if each.name == field)
    now = getattr(record, field)
    steps = [
        html.Li(
            html.Span(text, className="step-now", **{"aria-current": "step"})
            if value == now
            else act_button(name, text, field, value, kind="step-button")
            if record.is_open
            else html.Span(text, className="step-other")
        )
        for value, text in (known.choices or {}).items()
    ]
    return act_group(record, name, html.Ol(steps, className="steps", **{"aria-label": label}))


def act_group(record: Record, name: str, *controls: object) -> html.Div:
    """Hold the buttons of one record, what they are of, and room for the answer."""
    about = {"record": record.__tablename__, "id": record.id, "version": record.version}
    return html.Div(
        [
            dcc.Store(id={"type": ABOUT, "group": name}, data=about),
            html.Div(list(controls), className="act-controls"),
            html.Div(id={"type": ANSWER, "group": name}, className="form-answer", role="status"),
        ],
        className="act-group",
    )


def act_button(
    group: str,
    text: str,
    does: str,
    value: str = "",
    *,
    kind: str = "primary",
    symbol: Name | None = None,
) -> html.Button:
    """Draw a button of a group: it closes, reopens, or sets the field `does` to `value`."""
    return html.Button(
        [icon(symbol), text] if symbol else text,
        id={"type": ACT, "group": group, "does": does, "value": value},
        n_clicks=0,
        className=kind,
    )


def register(app: Dash) -> None:
    """Write what buttons do."""

    @app.callback(
        Output({"type": ANSWER, "group": MATCH}, "children"),
        Output({"type": ABOUT, "group": MATCH}, "data"),
        Input({"type": ACT, "group": MATCH, "does": ALL, "value": ALL}, "n_clicks"),
        State({"type": OUTCOME, "group": MATCH, "of": ALL}, "value"),
        State({"type": ABOUT, "group": MATCH}, "data"),
        State(WHO, "value"),
        prevent_initial_call=True,
    )
    def press(clicks: list[Any], outcomes: list[Any], about: Any, who: Any) -> Any:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
            return no_update, no_update
        does, value = pressed.get("does"), pressed.get("value")
        outcome = outcomes[0] if outcomes else None
        return answer(
            lambda: act(about, does, outcome if does == CLOSE else value, who), about, AGAIN
        )


def act(about: Any, does: Any, value: Any, who: Any) -> dict[str, Any]:
    """Do what a button says, and give kind, id and version of its record. Raises RecordError, EditConflictError."""
    record, record_id, version = record_about(about)
    if record_id is None:
        raise RecordError("this button is of no record that is known: load the page again")
    if does == CLOSE and not value:
        raise RecordError("choose what became of it, then close it")
    if not isinstance(value, str):
        raise RecordError("there is no such button: load the page again")
    context, signed = writer(who)
    kind, given = KINDS[record], {"version": version, **signed}
    with context.records().write() as session:
        fields: dict[str, Any]
        if does == CLOSE:
            fields = {"outcome": value, "closed_by": signed["who"]}
        elif does == REOPEN:
            fields = {"closed_at": None}
        elif any(field.name == does and field.choices for field in FORMS.get(record, ())):
            fields = {does: value}
        else:
            raise RecordError("there is no such button: load the page again")
        try:
            if does == CLOSE:
                written = close_record(session, kind, record_id, outcome=value, **given)
            elif does == REOPEN:
                written = reopen_record(session, kind, record_id, **given)
            else:
                written = change_record(session, kind, record_id, **given, **fields)
        except EditConflictError:
            twice = is_so(session, kind, record_id, fields)
            if twice is None:
                raise
            written = twice
        return {"record": record, "id": written.id, "version": written.version}
