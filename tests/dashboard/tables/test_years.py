"""Do the lines of the years hold what the rows hold, and the months only whole ones?"""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from plotly.io.json import to_json_plotly

from analytics.coverage import day_words
from analytics.periods import Period
from dashboard.components.trend_card import month_pane, year_pane
from dashboard.context import Reader
from dashboard.tables.parts import Part, parts_of
from dashboard.tables.years import Months, months_of, year_lines_of, year_table
from dashboard.urlstate import View


def part_and_view(reader: Reader, search: str) -> tuple[Part, View]:
    view = reader.view("/trends", search)
    return parts_of(reader, view.selection)[0], view


@pytest.mark.parametrize("search", ["?offense=burglary", "?offense=narcotics&neighborhood=midtown"])
def test_a_year_stands_where_its_rows_say_and_so_do_the_years_before(
    demo_reader: Reader, search: str
) -> None:
    part, view = part_and_view(demo_reader, search)
    lines = year_lines_of(demo_reader, view, part)

    def count(year: int) -> int:
        days = Period(date(year, 1, 1), lines.until.replace(year=year) + pd.Timedelta(days=1))
        return len(part.of(demo_reader.incidents(view.selection.during(days))))

    assert lines.now == count(lines.until.year)
    assert {year: count(year) for year in lines.by_then} == lines.by_then
    assert len(lines.by_then) >= 2


def test_the_year_under_way_ends_with_its_last_settled_day(demo_reader: Reader) -> None:
    last = demo_reader.coverage.data_as_of
    part, view = part_and_view(demo_reader, f"?offense=burglary&period=2025-03-01..{last}")
    lines = year_lines_of(demo_reader, view, part)
    settled = demo_reader.coverage_of(view.selection).settled_until
    assert lines.lines[settled.year][-1] == (lines.until, lines.now)
    assert (settled - lines.until).days == 1


def test_a_leap_year_has_the_same_rows_as_any_other(demo_reader: Reader) -> None:
    part, view = part_and_view(demo_reader, "?offense=burglary&period=2025-01-01..2025-09-22")
    lines = year_lines_of(demo_reader, view, part)
    table = year_table(lines)
    assert "2024" in table
    assert table["Until"].is_unique
    earlier = [str(year) for year in lines.by_then]
    assert table[earlier].notna().all(axis=None)
    assert table["2025"].notna().sum() == table["Until"].tolist().index("22 Sep") + 1


def test_a_year_of_which_the_data_hold_only_a_part_is_no_line(demo_reader: Reader) -> None:
    first = demo_reader.coverage.first_on
    part, view = part_and_view(
        demo_reader, f"?offense=burglary&period={first}..{first.year + 2}-06-30"
    )
    lines = year_lines_of(demo_reader, view, part).lines
    assert (first.month, first.day) != (1, 1)
    assert min(lines) == first.year + 1


def test_a_year_in_which_the_data_begin_has_no_count_and_is_not_said_to_have_none(
    demo_reader: Reader,
) -> None:
    first = demo_reader.coverage.first_on
    assert (first.month, first.day) != (1, 1)
    part, view = part_and_view(
        demo_reader, f"?offense=burglary&period={first}..{date(first.year, 12, 31)}"
    )
    assert sum(part.of(demo_reader.count(view.selection, ("category",)))["incidents"]) > 0
    lines = year_lines_of(demo_reader, view, part)
    assert (lines.now, lines.lines, lines.by_then) == (None, {}, {})
    begin = demo_reader.coverage_of(view.selection).first_on
    said = f"can't tell how many since 1 Jan: the data begin on {day_words(begin)}."
    assert lines.sentence == said
    pane = to_json_plotly(year_pane("Burglary", lines, csv_href="/csv/years", mode="light"))
    assert said in pane
    assert "Graph" not in pane, "a chart without a line says zero"


def test_months_are_of_whole_settled_ones_whatever_the_period(demo_reader: Reader) -> None:
    part, view = part_and_view(demo_reader, "?offense=burglary&period=28d")
    _, other = part_and_view(demo_reader, "?offense=burglary&period=52w")
    months = months_of(demo_reader, view, part)
    assert months == months_of(demo_reader, other, part)
    assert months.days is not None
    assert months.days.start.day == months.days.end.day == 1
    assert months.days.end <= demo_reader.coverage.settled_until
    counted = demo_reader.count(view.selection.during(months.days), ("occurred_on",))
    january = counted[counted["occurred_on"].dt.month == 1]
    looked_at = pd.date_range(months.days.start, months.days.last_day)
    days = (looked_at.month == 1).sum()
    assert months.a_month["January"] == pytest.approx(
        january["incidents"].sum() / days * 30.437, rel=1e-4
    )


def test_no_season_is_said_of_few_incidents(demo_reader: Reader) -> None:
    part, view = part_and_view(demo_reader, "?offense=carjacking&neighborhood=andreas-hills")
    months = months_of(demo_reader, view, part)
    assert "can't tell" in months.sentence.lower()
    assert months.season == ""


def test_months_of_a_part_are_the_same_whatever_else_is_asked_for(demo_reader: Reader) -> None:
    part, alone = part_and_view(demo_reader, "?offense=burglary")
    _, beside = part_and_view(demo_reader, "?offense=burglary,narcotics,quality_of_life")
    months = months_of(demo_reader, alone, part)
    assert months.a_month
    assert months_of(demo_reader, beside, part) == months
    _, elsewhere = part_and_view(demo_reader, "?offense=burglary&neighborhood=midtown")
    assert months_of(demo_reader, elsewhere, part) != months


def test_bars_of_few_incidents_are_told_apart_in_tenths() -> None:
    days = Period(date(2022, 1, 1), date(2025, 1, 1))
    few = Months({"January": 0.8, "February": 1.3}, "Nothing stands out.", "", days)
    many = Months({"January": 38.4, "February": 41.0}, "Nothing stands out.", "", days)
    for months, labels in ((few, ["0.8", "1.3"]), (many, ["38", "41"])):
        pane = to_json_plotly(month_pane("Burglary", months, csv_href=""))
        assert re.findall(r'"children":"([\d.]+)","className":"month-count"', pane) == labels
