"""Which days? Half-open periods of local calendar days, and the periods that they are compared with.

A period that reaches into days that are not settled yet looks like a fall. Periods therefore end at the settled-until day
of the data, never at "today"; nothing here reads a clock. A comparison with "a year ago" goes back 364 days, so that
weekdays stay aligned: 28 days always hold four of each weekday.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
YEAR_OF_WEEKS = timedelta(days=364)
# The mean of the Gregorian calendar.
YEAR_DAYS = 365.2425


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts, got {self.start} to {self.end}")

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def previous(self) -> Period:
        """Give the period of the same length that ends where this one starts."""
        return Period(self.start - (self.end - self.start), self.start)

    def year_before(self) -> Period:
        """Give the same weekdays 364 days earlier."""
        return Period(self.start - YEAR_OF_WEEKS, self.end - YEAR_OF_WEEKS)

    def same_dates(self, years_before: int = 1) -> Period:
        """Give the same calendar days some years earlier; 29 February becomes the 28th in years without it.

        Weekdays shift, and a period that holds a 29 February may be a day longer than the other: compare counts per day.
        """
        last = _years_earlier(self.last_day, years_before)
        return Period(_years_earlier(self.start, years_before), last + timedelta(days=1))

    def label(self) -> str:
        """Name the days as a reader says them: "3 to 30 Nov 2025"."""
        first, last = self.start, self.last_day
        if first == last:
            return _day(last)
        if first.year != last.year:
            return f"{_day(first)} to {_day(last)}"
        if first.month != last.month:
            return f"{first.day} {first:%b} to {_day(last)}"
        return f"{first.day} to {_day(last)}"


def whole_weeks(period: Period, settled_until: date) -> Period | None:
    """Give the last whole weeks of the settled days of a period; None where there is not one.

    So each weekday comes as often as any other.
    """
    end = min(period.end, settled_until)
    days = (end - period.start).days
    return Period(end - timedelta(days=days - days % 7), end) if days >= 7 else None


def _day(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _years_earlier(day: date, years: int) -> date:
    year = day.year - years
    is_lost = (day.month, day.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if is_lost else day.replace(year=year)


def year_to_date(last_day: date) -> Period:
    """Give the days from 1 January up to and including a day."""
    return Period(date(last_day.year, 1, 1), last_day + timedelta(days=1))


def recent_period(until: date, days: int) -> Period:
    """Give the last `days` days up to, not including, `until`."""
    return Period(until - timedelta(days=days), until)
