"""How many narcotics and quality-of-life incidents did a neighborhood have in a quarter, where that may be said?

A count under 11 is "fewer than 11", none included. It is sound against subtraction because these cells are all there is: no
total over neighborhoods, quarters or both categories is published, no part of a cell, and no quarter that is not over and
settled, whose count would tell each day what came in since the day before. Of a cell that is hidden a reader knows 0 to 10, and
nothing narrows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.offenses import CATEGORIES
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store

HIDDEN = "fewer than 11"
SENSITIVE = tuple(name for name, each in CATEGORIES.items() if not each.is_victim_reported)
SHOWN_QUARTERS = 4
BEWARE = "Follows where officers look: more can mean more attention."


@dataclass(frozen=True)
class Quarters:
    """The last quarters that are over and settled, and the counts that may be said of them."""

    starts: tuple[date, ...]
    categories: tuple[str, ...]
    counts: dict[tuple[str, str, date], int]

    def words(self, category: str, place: str, start: date) -> str:
        """Say a count, or that it is small."""
        count = self.counts.get((category, place, start))
        return HIDDEN if count is None else f"{count:,}"

    def is_shown(self, place: str, start: date) -> bool:
        """Tell whether any count of a place and quarter is said."""
        return any((each, place, start) in self.counts for each in self.categories)


def read_quarters(store: Store) -> Quarters:
    """Give the last four quarters; fewer where the data begin later, none where no such category is brought."""
    coverage = store.coverage()
    brought = {name for feed in coverage.feeds for name in feed.categories}
    categories = tuple(name for name in SENSITIVE if name in brought)
    if not categories:
        return Quarters((), (), {})
    reaches = [store.coverage(Selection(coverage.whole, (name,))) for name in categories]
    first = max(reach.first_on for reach in reaches)
    settled = min(reach.settled_until for reach in reaches)
    last = _quarter_at(settled)
    starts: list[date] = []
    while len(starts) < SHOWN_QUARTERS and (start := _before(last, len(starts) + 1)) >= first:
        starts.append(start)
    starts.reverse()
    if not starts:
        return Quarters((), categories, {})
    table = store.read_quarters(Period(starts[0], last)).dropna(subset="incidents")
    counts = {
        (category, place, pd.Timestamp(start).date()): int(count)
        for category, place, start, count in zip(
            *(table[name] for name in ("category", "neighborhood_id", "quarter_on", "incidents")),
            strict=True,
        )
    }
    return Quarters(tuple(starts), categories, counts)


def quarter_words(start: date) -> str:
    """Name a quarter: "Jul to Sep 2026"."""
    last = date(start.year, start.month + 2, 1)
    return f"{start:%b} to {last:%b} {start.year}"


def _quarter_at(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _before(quarter: date, many: int) -> date:
    months = 12 * quarter.year + quarter.month - 1 - 3 * many
    return date(months // 12, months % 12 + 1, 1)
