"""How good was this map on the weeks after it, beside the naive map of last year's counts?

It says that incidents were where they had been before, and nothing of whether a patrol would have prevented any.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analytics.hotspots import radius_for
from analytics.hotspots.evaluation import LAST_YEAR_DAYS, compare_maps
from analytics.offenses import category_of
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View

TEST_DAYS = 56
# The prediction accuracy index (PAI) in words.
TIMES = "Times as many"
NAMES = {
    "density, last year": "Density of the year before",
    "Gi*, last year": "What stood out in the year before",
    "counts, last year": "Naive: counts of the year before",
    "counts, all years": "Counts of all years before",
    "random order": "Squares in random order",
}


def map_accuracy(reader: Reader, view: View) -> tuple[pd.DataFrame, Period] | None:
    """Score the maps made before a day on the eight weeks after it; None where there is no year before, or no weeks after.

    The day is the end of the period, or as long before the settled-until day as the weeks take.
    """
    selection = mapped_selection(reader, view).everywhere()
    coverage = reader.coverage_of(selection)
    until = min(selection.period.end, coverage.settled_until - timedelta(days=TEST_DAYS))
    year_on = until - timedelta(days=LAST_YEAR_DAYS)
    if year_on < coverage.first_on:
        return None
    after = Period(until, until + timedelta(days=TEST_DAYS))

    def make() -> pd.DataFrame:
        def spots(first: date, end: date) -> pd.DataFrame:
            rows = reader.store.read_spots(selection.during(Period(first, end)))
            return rows.assign(occurred_on=pd.Timestamp(first))

        parts = [spots(year_on, until)]
        if coverage.first_on < year_on:
            parts.append(spots(coverage.first_on, year_on))
        offenses = tuple({category_of(name) for name in selection.offenses})
        return compare_maps(
            pd.concat(parts, ignore_index=True),
            spots(after.start, after.end),
            reader.grid,
            until=until,
            radius_m=radius_for(offenses),
        )

    scores = reader.once("map accuracy", selection.offenses, selection.hours, until, make=make)
    return scores, after


def accuracy_table(reader: Reader, view: View) -> pd.DataFrame:
    """List how many later incidents each map's first squares held, 1, 2 and 5% of the ground, and how many times as many.

    Squares that a map cannot tell apart count on the average of all their orders. Times as many is the share of the
    incidents held over the share of the ground.
    """
    found = map_accuracy(reader, view)
    columns = ["Map", "Of the ground", "Squares", "Held", "Later incidents", TIMES, "Beside naive"]
    if found is None:
        return pd.DataFrame(columns=columns)
    scores, _ = found
    shown = scores[scores["map"].isin(NAMES)]
    ground = shown["cells"] / reader.grid.mask.sum()
    order = shown["map"].map(list(NAMES).index)
    table = pd.DataFrame(
        {
            "Map": shown["map"].map(NAMES),
            "Of the ground": shown["area_share"],
            "Squares": shown["cells"],
            "Held": shown["hits_mean"],
            "Later incidents": shown["incidents"],
            TIMES: shown["hits_mean"] / shown["incidents"] / ground,
            "Beside naive": shown["verdict"].replace("baseline", ""),
        }
    )
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)
