"""What may a record say?

What a form lets through is looked at again here, whoever sends it: unknown words, days in the wrong order, a place that is none.
Every message says what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from analytics.drawn_area import DrawnArea
from analytics.errors import RecordError, SelectionError
from analytics.offenses import CATEGORIES
from dashboard.decisions.tables import LINE, SENTENCE
from dashboard.decisions.words import (
    DOSE_UNITS,
    MEETING_KINDS,
    OWNERS,
    RESPONSE_KINDS,
    SAID_BY,
    STAGES,
)

NOTES = 4_000
MOST_VOTES = 100_000
MOST_RING_M = 1_000
DAYS = (28, 728)
# The largest number that a column takes.
MOST_ID = 2**31 - 1
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Control signs, and halves of signs: databases differ in which of them they take.
_NO_SIGN = ("Cc", "Cs")
Check = Callable[[str, Any], None]


def one_of(words: Collection[str]) -> Check:
    """Take a word of a list."""

    def check(name: str, value: Any) -> None:
        if not isinstance(value, str) or value not in words:
            raise RecordError(f"{name} is {value!r}: choose one of {', '.join(words)}")

    return check


def text_of(most: int) -> Check:
    """Take a text that is not empty and not longer than `most` characters."""

    def check(name: str, value: Any) -> None:
        if not isinstance(value, str) or not value.strip():
            raise RecordError(f"{name} is empty: write a few words")
        if len(value) > most:
            raise RecordError(f"{name} has {len(value)} characters: {most} at most")
        if any(unicodedata.category(sign) in _NO_SIGN and sign not in "\n\r\t" for sign in value):
            raise RecordError(f"{name} holds signs that cannot be seen: type it anew")

    return check


def number_in(least: int, most: int) -> Check:
    """Take a whole number."""

    def check(name: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise RecordError(f"{name} is {value!r}: write a whole number from {least} to {most:,}")

    return check


def is_day(name: str, value: Any) -> None:
    """Take a day."""
    # An instant is a day, too, to Python, but no column takes it for one.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RecordError(f"{name} is {value!r}: choose a day")


def _is_clock(name: str, value: Any) -> None:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise RecordError(f"{name} is {value!r}: write it as 18:30")


def _is_area(name: str, value: Any) -> None:
    try:
        DrawnArea.read(value if isinstance(value, str) else "")
    except SelectionError as error:
        raise RecordError(f"the drawn area: {error}") from error


def _are_places(name: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(place, str) for place in value):
        raise RecordError(f"{name} is {value!r}: a list of neighborhoods")


def _anything(name: str, value: Any) -> None:
    """Take what the program itself writes."""


_GROUND: dict[str, Check] = {
    "neighborhood_id": text_of(LINE),
    "block_id": text_of(LINE),
    "area": _is_area,
}
# What each record may be told, and what it must be told.
FIELDS: dict[str, dict[str, Check]] = {
    "meeting": {
        **_GROUND,
        "kind": one_of(MEETING_KINDS),
        "held_on": is_day,
        "starts_at": _is_clock,
        "venue": text_of(SENTENCE),
        "notes": text_of(NOTES),
        "next_on": is_day,
    },
    "concern": {
        **_GROUND,
        "meeting_id": number_in(1, MOST_ID),
        "category": one_of(CATEGORIES),
        "words": text_of(SENTENCE),
        "said_by": one_of(SAID_BY),
        "votes": number_in(0, MOST_VOTES),
    },
    "priority": {
        **_GROUND,
        "meeting_id": number_in(1, MOST_ID),
        "concern_id": number_in(1, MOST_ID),
        "rank": number_in(1, 99),
        "category": one_of(CATEGORIES),
        "known_then": _anything,
    },
    "problem": {
        **_GROUND,
        "title": text_of(LINE),
        "category": one_of(CATEGORIES),
        "owner": one_of(OWNERS),
        "stage": one_of(STAGES),
        "goal_percent": number_in(1, 100),
        "goal_by": is_day,
        "priority_id": number_in(1, MOST_ID),
    },
    "response": {
        "problem_id": number_in(1, MOST_ID),
        "kind": one_of(RESPONSE_KINDS),
        "from_on": is_day,
        "to_on": is_day,
        "dose": number_in(1, 100_000),
        "dose_unit": one_of(DOSE_UNITS),
        "partner": text_of(LINE),
    },
    "assessment": {
        "problem_id": number_in(1, MOST_ID),
        "starts_on": is_day,
        "days": number_in(*DAYS),
        "ring_m": number_in(0, MOST_RING_M),
        "control": _are_places,
        "power": _anything,
    },
}
NEEDED = {
    "meeting": ("kind", "held_on"),
    "concern": ("meeting_id", "category", "words", "said_by"),
    "priority": ("meeting_id", "rank", "category"),
    "problem": ("title", "category", "owner"),
    "response": ("problem_id", "kind", "from_on"),
    "assessment": ("problem_id", "starts_on", "days"),
}
# What a change may not set to nothing, and what is settled once and for all.
FIXED = {
    "priority": ("meeting_id", "concern_id", "known_then"),
    "concern": ("meeting_id",),
    "response": ("problem_id",),
    "assessment": ("problem_id", "power"),
}


def check_fields(record: str, fields: dict[str, Any], *, is_new: bool) -> None:
    """Look at what a record is told. Raises RecordError."""
    known = FIELDS[record]
    for name, value in fields.items():
        if name not in known:
            raise RecordError(f"a {record} has no {name}")
        if not is_new and name in FIXED.get(record, ()):
            raise RecordError(f"{name} of a {record} is settled: close it, and open another one")
        if value is not None:
            known[name](name.replace("_", " "), value)
        elif name in NEEDED[record]:
            raise RecordError(f"{name.replace('_', ' ')} is missing")
    missing = [name for name in NEEDED[record] if is_new and name not in fields]
    if missing:
        raise RecordError(f"{missing[0].replace('_', ' ')} is missing")


def check_together(record: str, whole: dict[str, Any]) -> None:
    """Look at what the fields of a record say together. Raises RecordError."""
    if record == "meeting":
        level = MEETING_KINDS[whole["kind"]].level
        if level == "neighborhood" and not whole.get("neighborhood_id"):
            raise RecordError("a council meets for a neighborhood: choose it")
        if level == "block" and not (whole.get("block_id") or whole.get("neighborhood_id")):
            raise RecordError("a watch meets for a block or a neighborhood: choose it")
        after = whole.get("next_on")
        if after and after <= whole["held_on"]:
            raise RecordError("the next meeting is not after this one: choose a later day")
    elif record == "response":
        if whole.get("to_on") and whole["to_on"] < whole["from_on"]:
            raise RecordError("the response ends before it starts: choose a later day")
        if bool(whole.get("dose")) != bool(whole.get("dose_unit")):
            raise RecordError("how much was done takes a number and what it counts")
    elif record == "problem" and bool(whole.get("goal_percent")) != bool(whole.get("goal_by")):
        raise RecordError("a goal takes a fall in percent and the day by which")
