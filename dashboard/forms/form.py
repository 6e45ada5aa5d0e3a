"""How does a form look? Its fields, who writes, a button, and room for the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components.calendar import CALENDAR
from dashboard.decisions.tables import LINE
from dashboard.filters import LISTBOX
from dashboard.forms.answers import WHO
from dashboard.forms.fields import FORMS, Field

FIELD, ABOUT, SAVE, ANSWER = "form-field", "form-about", "form-save", "form-answer"


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


def record_form(
    record: str,
    name: str,
    *,
    values: Mapping[str, Any] | None = None,
    record_id: int | None = None,
    version: int = 0,
    fixed: Mapping[str, Any] | None = None,
    button: str = "Save",
    only: tuple[str, ...] = (),
    choices: Mapping[str, Mapping[str, str]] | None = None,
) -> html.Div:
    """Draw the form of a new record, or of a record that is there as of one version.

    `name` is unique on the page. `fixed` are fields that the page knows, such as the meeting of a concern; `ground` among them
    says that a new record lies where the page's selection is. `only` keeps to some fields. `choices` are what the data offer for
    a field of places. A new record's form is written once, however often its button is pressed; of a record that is there, what
    is changed in the form is written, and no other field.
    """
    shown = [field for field in FORMS[record] if not only or field.name in only]
    known = dict(values or {})
    return html.Div(
        [
            dcc.Store(
                id={"type": ABOUT, "form": name},
                data={
                    "record": record,
                    "id": record_id,
                    "version": version,
                    "fixed": dict(fixed or {}),
                    "token": uuid4().hex if record_id is None else None,
                    "filled": known,
                },
            ),
            html.Div(
                [
                    _field(name, field, known.get(field.name), (choices or {}).get(field.name))
                    for field in shown
                ],
                className="form-fields",
            ),
            html.Div(
                [
                    html.Button(
                        button, id={"type": SAVE, "form": name}, n_clicks=0, className="primary"
                    ),
                    html.Div(
                        id={"type": ANSWER, "form": name}, className="form-answer", role="status"
                    ),
                ],
                className="form-foot",
            ),
        ],
        className="record-form",
        role="group",
        **{"aria-label": f"{record.capitalize()}: {button}"},
    )


def _field(
    form: str, field: Field, value: Any, offered: Mapping[str, str] | None = None
) -> html.Div:
    given: dict[str, Any] = {
        "id": {"type": FIELD, "form": form, "name": field.name},
        "label": field.label,
        "description": field.hint,
        "required": field.is_needed,
        "size": "sm",
        "value": value.isoformat() if isinstance(value, date) else value,
    }
    data = [
        {"value": key, "label": label} for key, label in (offered or field.choices or {}).items()
    ]
    if field.kind == "places":
        control = dmc.MultiSelect(
            **{**given, "value": list(value or ())},
            data=data,
            searchable=True,
            nothingFoundMessage="No such neighborhood",
            clearButtonProps={"aria-label": f"Clear: {field.label}"},
            **LISTBOX,
        )
    elif field.kind == "choice":
        control = dmc.Select(
            **given,
            data=data,
            searchable=True,
            clearable=not field.is_needed,
            clearButtonProps={"aria-label": f"Clear: {field.label}"},
            **LISTBOX,
        )
    elif field.kind == "number":
        control = dmc.NumberInput(
            **given, allowDecimal=False, allowNegative=False, hideControls=True
        )
    elif field.kind == "long":
        control = dmc.Textarea(**given, autosize=True, minRows=2, maxRows=8)
    elif field.kind == "day":
        control = dmc.DateInput(
            **given,
            valueFormat="YYYY-MM-DD",
            clearable=not field.is_needed,
            clearButtonProps={"aria-label": f"Clear: {field.label}"},
            **CALENDAR,
        )
    else:
        most = len("12:30 p.m.") if field.kind == "clock" else field.most
        control = dmc.TextInput(
            **{**given, "value": given["value"] or ""}, inputProps={"maxLength": most}
        )
    return html.Div(control, className=f"form-field form-{field.kind}")
