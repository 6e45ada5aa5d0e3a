"""Are the newest days told beside the numbers of the page, to the incident, and shown by their link?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from dash import Dash

from analytics.counts import total_incidents
from analytics.periods import Period
from dashboard.context import Reader
from dashboard.tables.later import later_days
from dashboard.urlstate import period_text
from tests.dashboard.pages.asked import answered, parts, words


def test_the_days_after_the_period_are_counted_and_nothing_is_added_up_that_may_not_be(
    demo_reader: Reader,
) -> None:
    view = demo_reader.view("/", "")
    later = later_days(demo_reader, view)
    assert later is not None
    coverage = demo_reader.coverage_of(view.selection)
    assert later.days == Period(coverage.settled_until, coverage.whole.end)
    counts = demo_reader.store.count_incidents(view.selection.during(later.days), ("category",))
    by = counts.groupby("category")["incidents"].sum()
    assert later.mapped == by.reindex(["robbery", "burglary"]).sum() > 0
    assert later.others == by.sum() - later.mapped
    assert "follow where officers look" in later.count_words
    burglary = later_days(demo_reader, demo_reader.view("/", "?offense=burglary"))
    assert burglary is not None
    assert burglary.others is None


@pytest.mark.parametrize("period", ["2025-03-01..2025-04-30", "2025-11-24..2025-11-30"])
def test_nothing_is_said_of_later_days_where_there_are_none_or_the_page_is_of_the_past(
    demo_reader: Reader, period: str
) -> None:
    end = demo_reader.coverage.whole.end
    text = period if "11-24" not in period else f"2025-11-24..{end - timedelta(days=1)}"
    assert later_days(demo_reader, demo_reader.view("/", f"?period={text}")) is None


def test_the_links_show_just_those_days(demo_app: Dash, demo_reader: Reader) -> None:
    later = later_days(demo_reader, demo_reader.view("/", "?offense=burglary"))
    assert later is not None
    said = answered(demo_app, "?offense=burglary", "overview-lead")["overview-period"]["children"]
    (line,) = parts(said, "later-days")
    shown, last = (link["props"]["href"] for link in parts(line, "Link"))
    assert "not settled" in "".join(words(line))
    days = demo_reader.view("/", shown).selection.period
    assert days == later.days
    assert "offense=burglary" in shown
    there = demo_reader.view("/", shown).selection
    assert total_incidents(demo_reader.count(there, ())) == later.mapped
    assert f"{later.mapped} incident" in "".join(words(line))
    only = Period(later.days.end - timedelta(days=1), later.days.end)
    assert f"period={period_text(only)}" in last
