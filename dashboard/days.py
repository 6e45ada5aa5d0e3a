"""Which days do the numbers of a page count, which are they compared with, and which are left out?

Days that are not settled yet always look like a fall, so they are never compared. All numbers of a page count the same days:
the settled ones that are compared, or the whole period where nothing can be compared. What is left out is said once, apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from analytics.changes import comparable_periods, days_words
from analytics.counts import total_incidents
from analytics.coverage import Coverage, day_words
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.urlstate import Against, View
from dashboard.wording import mapped_offenses

NOT_SETTLED = "These days are not settled yet: they still fill up, so they are not compared."
NOTHING_EARLIER = "There are no earlier settled days to compare with."
IN_SHORT = {
    NOT_SETTLED: "Not settled yet, not compared",
    NOTHING_EARLIER: "Nothing earlier to compare with",
}


@dataclass(frozen=True)
class Comparison:
    """Two periods of the same length, both settled and covered, and the words for them.

    `against` is what was compared in the end: where the data do not reach a year back, the days before stand in for it.
    """

    now: Period
    before: Period
    now_words: str
    before_words: str
    now_at: str
    is_last: bool = False
    against: Against = "the days before"


def comparison_of(
    period: Period, coverage: Coverage, *, is_last: bool, against: Against = "the days before"
) -> Comparison | None:
    """Give the days to compare, or None where there are no settled days, or no earlier data.

    `is_last` says that the period means "the last …", as a preset does. Against the year before, weekdays stand beside the same
    weekdays, and most holidays and seasons beside themselves.
    """
    periods = comparable_periods(period, coverage)
    if periods is None:
        return None
    now, before = periods
    earlier = now.year_before()
    is_year = against == "the year before" and coverage.first_on <= earlier.start
    span = days_words(now.days)
    last = f"the last {span}"
    return Comparison(
        now=now,
        before=earlier if is_year else before,
        now_words=last if is_last else now.label(),
        before_words="the same weeks a year before" if is_year else f"the {span} before",
        now_at=f"in {last}" if is_last else period_at(now),
        is_last=is_last,
        against="the year before" if is_year else "the days before",
    )


def compared_days(reader: Reader, view: View) -> Comparison | None:
    """Give the days to compare for a view; how far they are settled is the feeds' of its offenses to say.

    The last days of a dark feed are not "the last 28 days" of the page.
    """
    coverage = reader.coverage_of(view.selection)
    is_last = bool(view.preset) and view.selection.period.end == reader.coverage.settled_until
    return comparison_of(view.selection.period, coverage, is_last=is_last, against=view.against)


def counted_days(reader: Reader, view: View) -> Period:
    """Give the days that every number of a page counts."""
    compared = compared_days(reader, view)
    return compared.now if compared else view.selection.period


def not_compared_words(reader: Reader, view: View) -> str:
    """Say why nothing is compared; only meaningful where `compared_days` gives None."""
    settled_until = reader.coverage_of(view.selection).settled_until
    return NOT_SETTLED if view.selection.period.start >= settled_until else NOTHING_EARLIER


def no_data_words(ends_on: date | None) -> str:
    """Say after which day there are no data; empty where they reach over the days counted."""
    return f"No data after {day_words(ends_on)}" if ends_on else ""


def unsettled_words(reader: Reader, view: View) -> str:
    """Say how many incidents of the period fall on its days that are not settled yet; empty where none do.

    What victims report is not added to what follows where officers look.
    """
    selection = view.selection
    settled_until = reader.coverage_of(selection).settled_until
    if selection.period.end <= settled_until:
        return ""
    days = Period(max(selection.period.start, settled_until), selection.period.end)
    if days == selection.period:
        # What the page says instead of a comparison says this already.
        return ""
    if compared_days(reader, view) is None:
        return f"Days {period_at(days)} are not settled yet: they are counted, and still fill up."
    asked = reader.count(selection.during(days), ("offense",))
    mapped, is_narrowed = mapped_offenses(selection, reader.coverage.categories)
    total = total_incidents(asked)
    if not total:
        return ""
    many = f"{total:,} more"
    if is_narrowed:
        reported = total_incidents(reader.count(selection.of(*mapped).during(days), ("offense",)))
        many = (
            f"{reported:,} more that victims report, and {total - reported:,} more that follow where"
            " officers look,"
        )
    are = "which is" if days.days == 1 else "which are"
    return f"{many} {period_at(days)}, {are} not settled yet."


def local_day(reader: Reader, instant: datetime) -> date:
    """Give the day of an instant in the city."""
    return instant.astimezone(ZoneInfo(reader.coverage.time_zone)).date()


def period_at(period: Period) -> str:
    """Name days with their preposition: "from 3 to 30 Nov 2025", "on 3 Nov 2025"."""
    return f"{'on' if period.days == 1 else 'from'} {period.label()}"
