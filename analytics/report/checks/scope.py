"""What of a snapshot does a report rest on: which days, which categories, and their daily counts as the checks see them?

Checks look at the whole city: a place has too few incidents to tell a broken feed from a quiet month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from analytics.counts import PUBLIC_STEP_WEEKS, step_of
from analytics.coverage import Coverage, FeedDays, dark_feeds, feeds_of
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, FOCUS, category_of
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.report.wording import victim_reported
from analytics.selection import Selection
from analytics.store import Store
from analytics.store.vetting import tallied_days


@dataclass(frozen=True)
class Scope:
    """A snapshot, what is asked of it, and the day of the person who asks."""

    store: Store
    asked: Selection
    today: date

    @property
    def is_public(self) -> bool:
        return self.store.audience == "public"

    @cached_property
    def whole(self) -> Coverage:
        """How far all data reach."""
        return self.store.coverage()

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The offenses asked for, or those that a report takes by itself, as far as this audience sees them."""
        asked = self.asked.offenses or tuple(
            name for name in FOCUS if name in self.whole.categories
        )
        return victim_reported(asked) if self.is_public else asked

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Those of them that are in no sum of these days: their feed was left behind."""
        return tuple(self.whole.ends_left_out(self.asked.of(*self.wanted)))

    @cached_property
    def offenses(self) -> tuple[str, ...]:
        """Those that are told of; all of them where all were left behind."""
        return tuple(name for name in self.wanted if name not in self.left_out) or self.wanted

    @cached_property
    def categories(self) -> tuple[str, ...]:
        wanted = {category_of(name) for name in self.offenses}
        return tuple(name for name in CATEGORIES if name in wanted)

    @cached_property
    def coverage(self) -> Coverage:
        """How far the data reach of what is told of."""
        return self.store.coverage(Selection(self.asked.period, self.offenses))

    @cached_property
    def feeds(self) -> tuple[FeedDays, ...]:
        """The feeds that bring anything asked for, those left behind too."""
        return feeds_of(self.whole.feeds, self.wanted)

    @cached_property
    def latest(self) -> date:
        """Today; a clock that runs late must not hide what the data themselves tell."""
        return max([self.today, *(feed.data_as_of for feed in self.whole.feeds)])

    @cached_property
    def stale(self) -> tuple[FeedDays, ...]:
        """The feeds without news for more than twice their rhythm. What is simulated grows no older than it is."""
        real = (feed for feed in self.feeds if not feed.is_simulated)
        return dark_feeds(real, self.latest)

    @cached_property
    def settled(self) -> Period | None:
        """The days asked for that are covered and settled; None where there are none."""
        start = max(self.asked.period.start, self.coverage.first_on)
        end = min(self.asked.period.end, self.coverage.settled_until)
        return Period(start, end) if start < end else None

    @cached_property
    def compared(self) -> Period | None:
        """The same, and as many days before them."""
        if self.settled is None:
            return None
        start = max(self.settled.start - timedelta(days=self.settled.days), self.coverage.first_on)
        return Period(start, self.settled.end)

    @cached_property
    def drawn(self) -> Period | None:
        """The same, and a year before them: what trends and maps show."""
        if self.compared is None:
            return None
        earliest = min(self.compared.start, self.compared.end - YEAR_OF_WEEKS)
        return Period(max(earliest, self.coverage.first_on), self.compared.end)

    @cached_property
    def counted(self) -> Selection | None:
        """What of the days asked for the reader's own counts can be asked for, all offenses of it."""
        if self.settled is None:
            return None
        if not self.is_public:
            return Selection(self.settled)
        end = step_of(self.settled.end, PUBLIC_STEP_WEEKS)
        start = step_of(self.settled.start, PUBLIC_STEP_WEEKS)
        return Selection(
            Period(min(start, end - timedelta(weeks=PUBLIC_STEP_WEEKS)), end),
            tuple(name for name, category in CATEGORIES.items() if category.is_victim_reported),
        )

    @cached_property
    def days(self) -> pd.DataFrame:
        """Daily counts of each category in the whole city: a row a day that is covered and settled, in order."""
        days = pd.date_range(
            self.coverage.first_on, self.coverage.settled_until - timedelta(days=1), freq="D"
        )
        table = self._by_day.pivot_table(
            index="occurred_on", columns="category", values="incidents", aggfunc="sum"
        )
        return table.reindex(index=days, columns=[*self.categories]).fillna(0).astype("int64")

    @cached_property
    def _by_day(self) -> pd.DataFrame:
        if self.store.moment is None:
            return tallied_days(self.store).rename(columns={"rows": "incidents"})
        # Of a past day no tallies are kept.
        whole = Selection(Period(self.coverage.first_on, self.coverage.settled_until))
        return self.store.count_incidents(whole, ("category", "occurred_on"))


def scope_of(store: Store, selection: Selection, today: date) -> Scope:
    """Look at what a report asks for. Raises SelectionError where nothing of it is for this audience."""
    scope = Scope(store, selection, today)
    if not scope.wanted:
        raise SelectionError("no offense is left to report of: choose others")
    return scope
