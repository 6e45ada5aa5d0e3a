"""Are the weeks to look into those that the page marks, and is it said how many are chance?"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from analytics.counts import count_weeks
from analytics.trends import expected_weeks, trend_period
from dashboard.context import Reader
from dashboard.tables.parts import parts_of
from dashboard.tables.weeks import (
    ALARM_WEEKS,
    alarm_table,
    all_alarms,
    part_alarms,
    part_laws,
    part_trend,
    recent_alarms,
)


@pytest.mark.parametrize("search", ["", "?period=2024-03-01..2024-06-30", "?neighborhood=midtown"])
def test_the_range_is_that_of_a_notebook_which_counts_the_trends_days_alone(
    demo_reader: Reader, search: str
) -> None:
    view = demo_reader.view("/trends", search)
    coverage = demo_reader.coverage_of(view.selection)
    history, shown_from = trend_period(view.selection.period, coverage)
    counts = demo_reader.count(view.selection.during(history), ("category", "found_by", "week_on"))
    for part in parts_of(demo_reader, view.selection):
        weeks = count_weeks(part.of(counts), coverage=coverage, period=history)
        alone = expected_weeks(weeks, shown_from=shown_from)
        shared = part_trend(demo_reader, view, part)
        pd.testing.assert_frame_equal(shared.weeks, alone.weeks, check_freq=False)
        assert shared.history_weeks == alone.history_weeks


def test_recent_alarms_are_the_last_of_those_marked_in_the_charts(demo_reader: Reader) -> None:
    for end in ("2025-11-09", "2025-06-01", "2024-12-29", "2024-05-05", "2023-10-01"):
        view = demo_reader.view("/trends", f"?offense=all&period=2023-01-02..{end}")
        marked = {
            alarm
            for part in parts_of(demo_reader, view.selection)
            for alarm in part_alarms(demo_reader, view, part)
        }
        recent = recent_alarms(demo_reader, view)
        assert set(recent.alarms) <= marked
        last = max(all_alarms(demo_reader, view).query("is_judged")["week_on"]).date()
        since = last - timedelta(weeks=ALARM_WEEKS - 1)
        assert set(recent.alarms) == {alarm for alarm in marked if alarm.monday >= since}


def test_no_week_that_still_fills_up_is_judged(demo_reader: Reader) -> None:
    view = demo_reader.view("/trends", f"?period=2025-01-01..{demo_reader.coverage.data_as_of}")
    settled = demo_reader.coverage_of(view.selection).settled_until
    weeks = pd.to_datetime(alarm_table(demo_reader, view)["Week of"])
    assert weeks.max() + pd.Timedelta(days=7) <= pd.Timestamp(settled)


def test_it_is_said_how_many_alarms_chance_alone_raises(demo_reader: Reader) -> None:
    recent = recent_alarms(demo_reader, demo_reader.view("/trends", "?offense=all"))
    parts = parts_of(demo_reader, demo_reader.view("/trends", "?offense=all").selection)
    assert recent.judged == ALARM_WEEKS * len(parts)
    assert recent.judged / 200 <= recent.expected_false <= recent.judged / 40


def test_a_law_is_marked_for_the_offense_it_concerns_and_no_other(demo_reader: Reader) -> None:
    view = demo_reader.view("/trends", "?offense=narcotics,burglary&period=2024-06-01..2025-06-30")
    laws = {
        part.category: [law.name for law in part_laws(demo_reader, view, part)]
        for part in parts_of(demo_reader, view.selection)
    }
    assert laws == {"burglary": [], "narcotics": ["Proposition 36"]}
