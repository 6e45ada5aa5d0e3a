"""How does the dashboard say periods and offenses, and which days may be compared?

Days that are not settled are never compared: the comparison then ends at the settled day, and its words name the days it
used, which are fewer than the period that was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.changes import comparable_periods
from analytics.coverage import Coverage
from analytics.offenses import label_of
from analytics.periods import Period
from analytics.report.wording import joined, ordered, victim_reported
from analytics.selection import Selection

NAMED = 4


@dataclass(frozen=True)
class Comparison:
    """Two periods of the same length, both settled and covered, and the words for them."""

    now: Period
    before: Period
    now_words: str
    before_words: str


def comparison_of(period: Period, coverage: Coverage, *, is_last: bool) -> Comparison | None:
    """Give the days to compare, or None where there are no settled days, or no earlier data.

    `is_last` says that the period means "the last …", as a preset does.
    """
    periods = comparable_periods(period, coverage)
    if periods is None:
        return None
    now, before = periods
    span = days_words(now.days)
    return Comparison(
        now, before, f"the last {span}" if is_last else now.label(), f"the {span} before"
    )


def days_words(days: int) -> str:
    """Say a number of days as people do: many whole weeks as weeks."""
    if days >= 182 and days % 7 == 0:
        return f"{days // 7} weeks"
    return "day" if days == 1 else f"{days} days"


def offenses_words(offenses: Sequence[str]) -> str:
    """Name offenses as a phrase, categories first; all of them where none is named."""
    if not offenses:
        return "All offenses"
    labels = [label_of(name) for name in ordered(offenses)]
    if len(labels) > NAMED:
        labels = [*labels[: NAMED - 1], f"{len(labels) - NAMED + 1} other kinds"]
    return joined(labels)


def mapped_offenses(
    selection: Selection, categories: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """Give the offenses that one map may hold, and whether others had to be left out.

    Offenses that victims report are never mixed with those that follow where officers look.
    """
    asked = selection.offenses or tuple(categories)
    reported = victim_reported(asked)
    if not reported:
        return asked, False
    return reported, len(reported) < len(asked)


def place_title(place: str) -> str:
    """Shorten "Palm Springs, California" to the name that a header has room for."""
    return place.partition(",")[0]
