"""How are hours of the week written in a link and said to a reader? "fri-22" is Friday from 22:00 to 23:00, local clock.

Clocks have 24 hours and four digits, "04:30", so that no reader has to ask which half of the day it is.
"""

from __future__ import annotations

from collections.abc import Sequence

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = tuple(day[:3].lower() for day in DAYS)
_HOUR_OF = {f"{day}-{hour}": 24 * n + hour for n, day in enumerate(_SHORT) for hour in range(24)}
_TEXT_OF = {number: text for text, number in _HOUR_OF.items()}


def hours_text(hours: Sequence[int]) -> str:
    """Write hours of the week, 0 to 167 from Monday on, as links do."""
    return ",".join(_TEXT_OF[hour] for hour in hours)


def read_hours(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Read hours as links write them: those known, and the words that are none."""
    asked = [word for word in text.split(",") if word]
    known = sorted({_HOUR_OF[word] for word in asked if word in _HOUR_OF})
    return tuple(known), tuple(word for word in asked if word not in _HOUR_OF)


def clock(hour: int, minute: int = 0) -> str:
    """Write a time of the day: "04:30"; the end of the day is "24:00"."""
    return f"{hour:02d}:{minute:02d}"


def hours_words(hours: Sequence[int]) -> str:
    """Say hours of the week: "Friday 22:00 to 23:00", or how many there are."""
    if len(hours) != 1:
        return f"{len(hours)} hours of the week"
    day, hour = divmod(hours[0], 24)
    return f"{DAYS[day]} {clock(hour)} to {clock(hour + 1)}"
