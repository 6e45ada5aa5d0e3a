"""Which neighborhoods' problems speak loudest, and from which other ranks can nobody tell them?

What victims report alone; ranked as the Priorities page ranks the same year, without what residents voted for: votes are in the
records of the dashboard, and a meeting hears them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from analytics.coverage import Coverage
from analytics.offenses import CATEGORIES
from analytics.periods import YEAR_OF_WEEKS, Period
from analytics.priorities import Priorities, know_concerns, rank_known
from analytics.priorities.days import SEED, RankedDays, ranked_days
from analytics.report.wording import victim_reported
from analytics.selection import Selection
from analytics.store import Store

LEAST_CONCERNS = 2


@dataclass(frozen=True)
class RankedPart:
    """The ranking and its days."""

    found: Priorities
    days: RankedDays


def make_ranked(
    store: Store,
    selection: Selection,
    coverage: Coverage,
    neighborhoods: gpd.GeoDataFrame,
    *,
    end: date,
) -> RankedPart | None:
    """Rank each neighborhood and category of the last year; None where there is nothing to put in order."""
    concerns = tuple(name for name in victim_reported(selection.offenses) if name in CATEGORIES)
    period = Period(max(end - YEAR_OF_WEEKS, coverage.first_on), end)
    days = ranked_days(period, coverage)
    if days is None or len(neighborhoods) * len(concerns) < LEAST_CONCERNS:
        return None
    asked = Selection(period, concerns)

    def count(during: Period, ground: str) -> pd.DataFrame:
        return store.count_incidents(asked.during(during), (ground, "category"))

    now = count(days.now, "neighborhood_id")
    if now["incidents"].sum() == 0:
        return None
    before = [count(each, "neighborhood_id") for each in days.before]
    blocks = store.read_blocks()
    on_blocks = None
    if blocks is not None:
        on_blocks = pd.concat([count(each, "block_id") for each in (days.now, *days.before)])
    known = know_concerns(
        now,
        pd.concat(before) if before else None,
        neighborhoods,
        concerns=concerns,
        days_now=days.now.days,
        days_before=days.days_before,
        seed=SEED,
        blocks=blocks,
        on_blocks=on_blocks,
    )
    return RankedPart(rank_known(known, seed=SEED), days)
