"""On which day was a report due last? A report that was missed for weeks is due once, for its newest day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Rhythm:
    """When a report is due: each week on a weekday (0 for Monday), each month on a day, or every so many days from one on.

    Exactly one of the three is given. A month that is too short has its last day instead.
    """

    weekday: int | None = None
    day_of_month: int | None = None
    every_days: int | None = None
    first_on: date = date(2000, 1, 3)


def last_due(rhythm: Rhythm, today: date) -> date | None:
    """Give the last day, today included, on which a report was due; None before the first."""
    if today < rhythm.first_on:
        return None
    if rhythm.weekday is not None:
        due = today - timedelta(days=(today.weekday() - rhythm.weekday) % 7)
    elif rhythm.day_of_month is not None:
        due = _in_month(today, rhythm.day_of_month)
        if due > today:
            due = _in_month(today.replace(day=1) - timedelta(days=1), rhythm.day_of_month)
    else:
        assert rhythm.every_days is not None
        due = today - timedelta(days=(today - rhythm.first_on).days % rhythm.every_days)
    return due if due >= rhythm.first_on else None


def _in_month(day: date, number: int) -> date:
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))
