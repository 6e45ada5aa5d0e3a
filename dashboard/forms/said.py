"""How is what a record holds said in words? Its fields by the labels of their form, its values by the words that are offered.

What somebody typed is given back as it is: only ever as text, never as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from analytics.coverage import day_words
from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from dashboard.decisions import Change
from dashboard.decisions.words import OUTCOMES
from dashboard.forms.fields import FORMS, Field

NOTHING = "nothing"
# What is no field of a form, and what it is called.
LABELS = {
    "outcome": "What became of it",
    "neighborhood_id": "Neighborhood",
    "block_id": "Block",
    "area": "Drawn area",
}
# Which record belongs to which stands where it is shown; when one was closed stands beside the change.
UNSAID = ("problem_id", "meeting_id", "concern_id", "priority_id", "closed_at", "closed_by")


def field_label(record: str, name: str) -> str:
    """Give the label of a field, or what the program itself writes by its name."""
    field = _field(record, name)
    return field.label if field else LABELS.get(name, name.replace("_", " ").capitalize())


def value_words(record: str, name: str, value: Any, names: Mapping[str, str] | None = None) -> str:
    """Say a value as a form shows it; `names` are those of neighborhoods and blocks by their ids."""
    known, field = names or {}, _field(record, name)
    if value is None or value == "" or value == []:
        return NOTHING
    if name == "outcome":
        return OUTCOMES.get(str(value), str(value))
    if name == "area":
        return _area(value)
    if isinstance(value, dict):
        return str(value.get("sentence") or value.get("run") or "as reckoned then")
    if isinstance(value, list):
        return ", ".join(known.get(str(each), str(each)) for each in value)
    if field and field.choices:
        return field.choices.get(str(value), str(value))
    if field and field.kind == "day":
        return _day(value)
    if isinstance(value, int):
        return f"{value:,}"
    return known.get(str(value), str(value))


def changed_lines(change: Change, names: Mapping[str, str] | None = None) -> Iterable[str]:
    """Say field by field what a change made of what; what was opened had nothing before."""
    for name, value in change.after.items():
        if name in UNSAID:
            continue
        label, now = (
            field_label(change.record, name),
            value_words(change.record, name, value, names),
        )
        was = value_words(change.record, name, change.before.get(name), names)
        if was == NOTHING:
            if now != NOTHING:
                yield f"{label}: {now}"
        else:
            yield f"{label}: {was} became {now}"


def _field(record: str, name: str) -> Field | None:
    # A priority has no form of its own: it is a concern that people agreed on.
    fields = FORMS.get("concern" if record == "priority" else record, ())
    return next((field for field in fields if field.name == name), None)


def _day(value: Any) -> str:
    try:
        return day_words(value if isinstance(value, date) else date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def _area(value: Any) -> str:
    try:
        return DrawnArea.read(str(value)).label()
    except SelectionError:
        return str(value)
