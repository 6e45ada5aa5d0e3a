"""How many in each week, and how many are usual?

The weeks of a feed that went dark are a gap after its last day, never zeros.
"""

from __future__ import annotations

import pandas as pd

from analytics.counts import count_weeks
from analytics.figures import tables as figure_tables
from analytics.trends import Trend, expected_weeks, trend_period
from dashboard.context import Reader
from dashboard.tables.parts import Part, parts_of
from dashboard.urlstate import View


def part_trend(reader: Reader, view: View, part: Part) -> Trend:
    """Give the weeks of one part with their expected range: at least the last 52, and the days not settled yet."""
    coverage, period = reader.coverage_of(view.selection), view.selection.period
    history, shown_from = trend_period(period, coverage)
    counts = reader.count(view.asked.during(history), ("category", "found_by", "week_on"))
    reach = reader.reach_of(part.category) if view.leaves_out(part.category) else coverage
    weeks = count_weeks(part.of(counts), coverage=reach, period=history)
    return expected_weeks(weeks, shown_from=shown_from)


def week_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the weeks of all parts below each other."""
    return pd.concat(
        [
            figure_tables.trend_table(part_trend(reader, view, part)).assign(Offenses=part.label)
            for part in parts_of(reader, view.asked)
        ],
        ignore_index=True,
    )
