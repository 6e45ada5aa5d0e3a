"""Which fields has the form of each record, and how is what was typed read?

The rules of what a record may say are `decisions.rules`; here is what a form shows, in the order in which people speak of it. The
place comes from the selection of the page: what is chosen or drawn there is where it is. A list of places is offered by whoever
draws the form, for it belongs to the data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from analytics.errors import RecordError
from analytics.offenses import CATEGORIES
from dashboard.decisions.rules import DAYS, MOST_RING_M
from dashboard.decisions.tables import LINE, SENTENCE
from dashboard.decisions.words import (
    DOSE_UNITS,
    MEETING_KINDS,
    OWNERS,
    RESPONSE_KINDS,
    SAID_BY,
    STAGES,
)

Kind = Literal["choice", "places", "text", "long", "number", "day", "clock"]
NO_NAMES = "No names of private persons."


@dataclass(frozen=True)
class Field:
    """One field of a form: its name in the record, its label, what it takes."""

    name: str
    label: str
    kind: Kind = "text"
    choices: Mapping[str, str] | None = None
    hint: str | None = None
    most: int = LINE
    is_needed: bool = False


def _choice(name: str, label: str, choices: Mapping[str, str], **rest: Any) -> Field:
    return Field(name, label, "choice", choices, **rest)


_CATEGORIES = {name: category.label for name, category in CATEGORIES.items()}
FORMS: dict[str, tuple[Field, ...]] = {
    "meeting": (
        _choice(
            "kind",
            "Who meets",
            {name: kind.label for name, kind in MEETING_KINDS.items()},
            is_needed=True,
        ),
        Field("held_on", "Day", "day", is_needed=True),
        Field("starts_at", "Time", "clock", hint="18:30"),
        Field("venue", "Where people meet", most=SENTENCE),
        Field("notes", "Notes", "long", hint=f"For the police only. {NO_NAMES}"),
        Field("next_on", "Next meeting", "day"),
    ),
    "concern": (
        _choice("category", "About", _CATEGORIES, is_needed=True),
        Field("words", "In their words", most=SENTENCE, hint=NO_NAMES, is_needed=True),
        _choice("said_by", "Said by", SAID_BY, is_needed=True),
        Field("votes", "Votes", "number"),
    ),
    "problem": (
        Field("title", "Problem", hint=f"What, and where. {NO_NAMES}", is_needed=True),
        _choice("category", "About", _CATEGORIES, is_needed=True),
        _choice("owner", "Who owns it", OWNERS, is_needed=True),
        _choice("stage", "Step", STAGES, is_needed=True),
        Field("goal_percent", "Goal: fewer by, in percent", "number"),
        Field("goal_by", "Goal: by", "day"),
    ),
    "response": (
        _choice("kind", "What is done", RESPONSE_KINDS, is_needed=True),
        Field("from_on", "From", "day", is_needed=True),
        Field("to_on", "Through", "day", hint="Empty while it goes on"),
        Field("dose", "How much", "number"),
        _choice("dose_unit", "Of what", DOSE_UNITS),
        Field("partner", "Partner", hint="An office or a group, no private person"),
    ),
    "assessment": (
        Field("starts_on", "First day of the response", "day", is_needed=True),
        Field(
            "days",
            "Days to count before and after it",
            "number",
            hint=f"{DAYS[0]} to {DAYS[1]}",
            is_needed=True,
        ),
        Field(
            "ring_m",
            "Ring around it, in meters",
            "number",
            hint=f"0 to {MOST_RING_M:,}. Incidents may move around the corner",
        ),
        Field("control", "Held against", "places", hint="Empty: the rest of the neighborhoods"),
    ),
}


def typed_values(values: Sequence[Any], names: Sequence[Any]) -> dict[str, Any]:
    """Put what each field holds beside its name. Raises RecordError for what no form of ours sends."""
    given = [each.get("name") for each in names if isinstance(each, dict)]
    known = [name for name in given if isinstance(name, str)]
    if not len(values) == len(names) == len(known):
        raise RecordError("this form is of no record that is known: load the page again")
    return dict(zip(known, values, strict=True))


def read_fields(record: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a form holds into what its record takes; what is empty is None. Raises RecordError for a day that is none."""
    fields = {field.name: field for field in FORMS[record]}
    found: dict[str, Any] = {}
    for name, value in typed.items():
        if name not in fields:
            raise RecordError(f"a {record} has no {name}")
        text = value.strip() if isinstance(value, str) else value
        is_empty = text is None or text == "" or text == []
        found[name] = None if is_empty else _read(fields[name], text)
    return found


def _read(field: Field, value: Any) -> Any:
    if field.kind == "day":
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise RecordError(f"{field.label}: {value!r} is no day such as 2026-03-02") from error
    if field.kind == "number":
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise RecordError(f"{field.label}: {value!r} is no whole number") from error
    if field.kind == "clock" and isinstance(value, str):
        return _clock(field, value)
    is_list = field.kind == "places" and isinstance(value, list)
    if not (is_list or isinstance(value, str)):
        raise RecordError(f"{field.label}: {str(value)[:LINE]!r} is nothing that can be chosen")
    return value


def _clock(field: Field, value: str) -> str:
    """Read "6:30 pm" and "6 p.m." as 18:30 and 18:00; whatever else is there is checked by the rules of its record."""
    told = re.fullmatch(
        r"(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\.?", value, re.ASCII | re.IGNORECASE
    )
    if told and 1 <= int(told[1]) <= 12:
        afternoon = 12 if told[3].lower() == "p" else 0
        return f"{int(told[1]) % 12 + afternoon:02}:{told[2] or '00'}"
    if re.fullmatch(r"\d:\d\d", value, re.ASCII):
        raise RecordError(
            f"{field.label}: {value} is in the morning or in the evening: write {value} am or {value} pm"
        )
    return value
