"""What is known of the days after those of the page? They are the newest, and still fill up.

Their count always looks like a fall: it is told beside the numbers of the page, never in them, and compared with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.counts import total_incidents
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.urlstate import View
from dashboard.wording import incidents_words, mapped_offenses


@dataclass(frozen=True)
class Later:
    """The days after a period, and what is known of them; `others` is None where one number holds all that was asked for."""

    days: Period
    mapped: int
    others: int | None

    @property
    def count_words(self) -> str:
        """Say how many; what victims report is not added to what follows where officers look."""
        if self.others is None:
            return incidents_words(self.mapped)
        return f"{incidents_words(self.mapped)} that victims report, and {self.others:,} that follow where officers look"


def later_days(reader: Reader, view: View) -> Later | None:
    """Count the days between the end of the period and the last day known; None where that end is not of the newest days."""
    coverage = reader.coverage_of(view.selection)
    start, end = view.selection.period.end, coverage.whole.end
    if not coverage.settled_until <= start < end:
        return None
    days = Period(start, end)
    offenses, is_narrowed = mapped_offenses(view.selection, reader.coverage.categories)
    total = total_incidents(reader.count(view.selection.during(days), ("offense",)))
    if not is_narrowed:
        return Later(days, total, None)
    mapped = reader.count(view.selection.of(*offenses).during(days), ("offense",))
    return Later(days, total_incidents(mapped), total - total_incidents(mapped))
