"""Do the days that are counted once give the same weeks, sums and scatter as each question's own count?"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from analytics.counts import count_weeks, total_incidents
from analytics.periods import Period
from analytics.trends import dispersion_of
from dashboard.context import Reader
from dashboard.tables.daily import daily_counts, dispersions_of, weeks_of
from dashboard.tables.parts import category_findings, parts_of

SEARCHES = ["?offense=all", "?offense=narcotics,burglary&neighborhood=midtown&hour=fri-22,sat-1"]
BY = ("category", "found_by")


@pytest.mark.parametrize("search", SEARCHES)
def test_weeks_of_the_days_are_those_counted_by_week(demo_reader: Reader, search: str) -> None:
    asked = demo_reader.view("/trends", search).asked
    daily, coverage = daily_counts(demo_reader, asked), demo_reader.coverage_of(asked)
    whole = coverage.whole
    # Days that begin and end within a week, and days that reach over the ends of the data.
    inside = Period(whole.start + timedelta(days=400), whole.end - timedelta(days=100))
    beyond = Period(whole.start - timedelta(days=16), whole.end + timedelta(days=9))
    for period in (whole, inside, beyond):
        counts = demo_reader.count(asked.during(period), (*BY, "week_on"))
        for part in parts_of(demo_reader, asked):
            days = daily.of(part.category, part.found_by)
            found = weeks_of(demo_reader, daily, days, coverage, period)
            own = count_weeks(part.of(counts), coverage=coverage, period=period)
            pd.testing.assert_frame_equal(found, own, check_freq=False)


@pytest.mark.parametrize("search", SEARCHES)
def test_weeks_scatter_as_each_part_does_alone(demo_reader: Reader, search: str) -> None:
    asked = demo_reader.view("/trends", search).asked
    daily, coverage = daily_counts(demo_reader, asked), demo_reader.coverage_of(asked)
    parts = parts_of(demo_reader, asked)
    days = [daily.of(part.category, part.found_by) for part in parts]
    for before in (coverage.settled_until, coverage.first_on + timedelta(days=90)):
        found = dispersions_of(demo_reader, daily, days, coverage, before)
        for part, dispersion in zip(parts, found, strict=True):
            counts = part.of(demo_reader.count(asked.during(coverage.whole), (*BY, "week_on")))
            weeks = count_weeks(counts, coverage=coverage)
            assert dispersion == pytest.approx(dispersion_of(weeks, before=before))


@pytest.mark.parametrize("search", SEARCHES)
def test_a_finding_counts_the_rows_of_its_days_now_and_before(
    demo_reader: Reader, search: str
) -> None:
    view = demo_reader.view("/trends", f"{search}&period=90d")
    for finding in category_findings(demo_reader, view):
        change = finding.change
        assert change
        now = view.selection.period
        for count, days in ((finding.count, now), (change.before, now.previous())):
            own = finding.part.of(demo_reader.count(view.asked.during(days), BY))
            assert count == total_incidents(own)


def test_what_no_day_has_counts_zero_on_each(demo_reader: Reader) -> None:
    asked = demo_reader.view("/trends", "?offense=burglary").asked
    daily = daily_counts(demo_reader, asked)
    assert not daily.of("robbery", None).any()
    assert len(daily.of("robbery", "officer")) == daily.days.days
