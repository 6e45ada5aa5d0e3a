"""Which offenses and days does a sheet tell of, which are compared, and in which words?

Without offenses asked for, a sheet counts every category that its readers may see, as the slides of a meeting do: a choice that
nobody in the hall sees would decide what they hear. Headline, where and when are of robbery and burglary then, of what victims
report where offenses are named. Only settled days are compared; the public's come in steps of 28.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from analytics.changes import days_words
from analytics.counts import PUBLIC_STEP_WEEKS
from analytics.coverage import Coverage
from analytics.errors import SelectionError
from analytics.offenses import VICTIM_REPORTED, category_of
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.report.shown import leave_out_dark, shown_offenses, whole_steps
from analytics.report.wording import offenses_words, period_words, victim_reported
from analytics.selection import Selection
from analytics.store import Store

MONTH = timedelta(days=28)


@dataclass(frozen=True)
class Told:
    """Offenses and days of a sheet.

    `offenses` are counted category by category, `reported` are those of them that may be one number. `words` are keywords of
    `change_sentence`. `coverage` is that of `offenses`. `is_year` where the days before are the same weeks a year before.
    """

    offenses: tuple[str, ...]
    reported: tuple[str, ...]
    now: Period
    before: Period
    words: dict[str, str]
    coverage: Coverage
    step_weeks: int
    left_out: str | None
    is_year: bool

    @property
    def what(self) -> str:
        """Name what may be one number."""
        return offenses_words(self.reported)

    @property
    def reported_categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(category_of(name) for name in self.reported))

    @property
    def year(self) -> Period:
        """The year up to the last day counted, as far as the data reach: for where and when."""
        return Period(max(self.now.end - YEAR_OF_WEEKS, self.coverage.first_on), self.now.end)

    @property
    def heads(self) -> tuple[str, str]:
        """Head the columns of what is compared."""
        days = days_words(self.now.days)
        last = self.now.last_day
        now = f"{days} to {last.day} {last:%b}" if self.words.get("now_words") else f"Last {days}"
        return now, "A year before" if self.is_year else f"{days} before"

    @property
    def days_note(self) -> str:
        """Name the days that are compared."""
        steps = ""
        if self.step_weeks > 1:
            steps = f" · figures come in steps of {7 * self.step_weeks} days"
        return f"{self.now.label()}, compared with {self.before.label()}{steps}"


def tell_of(
    store: Store,
    selection: Selection,
    *,
    against_year: bool = False,
    is_shortened: bool = False,
    is_city: bool = False,
) -> Told:
    """Say what a sheet of a selection tells of.

    `against_year` compares with the same weeks a year before, as far as the data reach. `is_shortened` takes fewer steps of 28
    days where the data do not reach back over as many twice. `is_city` makes all that victims report one number, as the slides
    of a Summit do. Raises SelectionError where there is nothing to compare, and for what this audience does not see.
    """
    offenses, gone = leave_out_dark(store, selection.of(*shown_offenses(store, selection.offenses)))
    step_weeks = PUBLIC_STEP_WEEKS if store.audience == "public" else 1
    coverage = store.coverage(Selection(selection.period, offenses))
    now, before, is_year = _compared(
        whole_steps(selection.period, coverage, step_weeks), coverage, against_year, is_shortened
    )
    words = period_words(now, store.coverage())
    if is_year:
        words["before_words"] = "the same weeks a year before"
    reported = victim_reported(offenses) or offenses
    if not selection.offenses and not is_city:
        reported = tuple(name for name in offenses if name in VICTIM_REPORTED) or reported
    return Told(
        offenses,
        reported,
        now,
        before,
        words,
        coverage,
        step_weeks,
        f"{gone}. Left out of this sheet." if gone else None,
        is_year,
    )


def _compared(
    period: Period, coverage: Coverage, against_year: bool, is_shortened: bool
) -> tuple[Period, Period, bool]:
    end = min(period.end, coverage.settled_until)
    if end > period.start:
        now = Period(period.start, end)
        if against_year and now.year_before().start >= coverage.first_on:
            return now, now.year_before(), True
        fitting = (end - coverage.first_on) // (2 * MONTH)
        if is_shortened and now.previous().start < coverage.first_on and fitting:
            now = Period(end - min(fitting, now.days // MONTH.days) * MONTH, end)
        if now.previous().start >= coverage.first_on:
            return now, now.previous(), False
    raise SelectionError(
        f"nothing to compare in {period.label()}: choose days settled before"
        f" {coverage.settled_until} and after {coverage.first_on}"
    )
