"""The picture of a trend shows zero, gaps, unsettled weeks and the expected range as they are."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.figures.series import DayMark, trend_chart, weekly_trend
from analytics.figures.tables import trend_table
from analytics.figures.theme import Mode
from analytics.trends import Trend, expected_weeks


@pytest.fixture
def weeks() -> pd.DataFrame:
    """Three years of history and 30 weeks shown: a gap, a surge, two unsettled, the last one
    cut."""
    counts = np.random.default_rng(1).poisson(7, 186).astype("float64")
    table = pd.DataFrame(
        {
            "week_on": pd.date_range("2022-01-03", periods=186, freq="7D"),
            "incidents": counts,
            "is_complete": True,
            "is_settled": True,
        }
    )
    table.loc[160, "incidents"] = np.nan
    table.loc[170, "incidents"] = 25
    table.loc[184:, "is_settled"] = False
    table.loc[185, "is_complete"] = False
    return table


@pytest.fixture
def trend(weeks: pd.DataFrame) -> Trend:
    return expected_weeks(weeks, shown_from=weeks["week_on"].iloc[156].date())


def test_y_starts_at_zero_and_names_its_unit(trend: Trend) -> None:
    axis = weekly_trend(trend).layout.yaxis
    assert axis.range[0] == 0
    assert axis.title.text == "incidents a week"


def test_a_gap_in_the_data_is_a_gap_in_the_line(trend: Trend) -> None:
    line = next(trace for trace in weekly_trend(trend).data if trace.name == "incidents")
    assert line.y[4] is None
    assert line.connectgaps is False


def test_a_week_cut_short_is_not_drawn(trend: Trend) -> None:
    line = next(trace for trace in weekly_trend(trend).data if trace.name == "incidents")
    assert len(line.x) == 29
    assert line.x[-1] == trend.weeks["week_on"].iloc[-2].strftime("%Y-%m-%d")


def test_unsettled_weeks_are_shaded_and_named(trend: Trend) -> None:
    figure = weekly_trend(trend)
    (shade,) = figure.layout.shapes
    assert pd.Timestamp(shade.x0) < trend.weeks["week_on"].iloc[28] < pd.Timestamp(shade.x1)
    assert figure.layout.annotations[0].text == "not settled"


def test_an_unusual_week_has_another_shape_and_a_word(trend: Trend) -> None:
    line = next(trace for trace in weekly_trend(trend).data if trace.name == "incidents")
    assert line.marker.symbol[14] == "diamond"
    assert "outside the usual range" in line.customdata[14][1]
    assert line.marker.symbol[13] == "circle"


def test_a_week_to_look_into_has_a_shape_and_a_word_of_its_own(trend: Trend) -> None:
    monday = trend.weeks["week_on"].iloc[14]
    marks, line = trend_chart(trend, alarms=[monday.date()])["data"][-2:]
    assert marks["x"] == [f"{monday:%Y-%m-%d}"]
    assert marks["y"] == [line["y"][14]]
    assert "triangle" in marks["marker"]["symbol"]
    assert "above the alarm limit" in line["customdata"][14][1]


def test_a_week_outside_its_range_looks_the_same_where_alarms_are_not_known(trend: Trend) -> None:
    """One page draws alarms and another does not: the diamond of the week is on both."""
    weeks = [trend.weeks["week_on"].iloc[at].date() for at in (13, 14)]
    without, known = (
        trend_chart(trend, alarms=alarms)["data"][-1]["marker"] for alarms in ([], weeks)
    )
    assert known == without
    assert known["symbol"][13:15] == ["circle", "diamond"]


def test_each_point_carries_the_days_of_its_week(trend: Trend) -> None:
    figure = trend_chart(trend)
    for trace in figure["data"][-2:]:
        assert trace["customdata"][0][0] == "2024-12-30..2025-01-05"


def test_a_mark_is_a_line_on_its_day_with_its_name(trend: Trend) -> None:
    day = trend.weeks["week_on"].iloc[8].date()
    layout = trend_chart(trend, marks=[DayMark(day, "New law")])["layout"]
    line = next(shape for shape in layout["shapes"] if shape["type"] == "line")
    assert line["x0"] == line["x1"] == day.isoformat()
    assert layout["annotations"][-1]["text"] == "New law"


def test_names_of_marks_that_lie_close_stand_below_each_other(trend: Trend) -> None:
    days = [trend.weeks["week_on"].iloc[week].date() for week in (4, 6, 27)]
    layout = trend_chart(trend, marks=[DayMark(day, f"Law {day}") for day in days])["layout"]
    rows = [label["yshift"] for label in layout["annotations"][-3:]]
    assert rows[0] == rows[2] == 0
    assert rows[1] < 0


def test_a_mark_outside_of_the_weeks_shown_is_not_drawn(trend: Trend) -> None:
    layout = trend_chart(trend, marks=[DayMark(date(2021, 1, 1), "Old law")])["layout"]
    assert all(shape["type"] == "rect" for shape in layout["shapes"])


def test_the_axis_ends_half_a_week_around_the_points(trend: Trend) -> None:
    first, last = trend_chart(trend)["layout"]["xaxis"]["range"]
    weeks = trend.weeks["week_on"]
    assert pd.Timestamp(first) == weeks.iloc[0] - pd.Timedelta(days=3.5)
    assert pd.Timestamp(last) == weeks.iloc[28] + pd.Timedelta(days=3.5)


def test_without_a_range_only_the_counts_are_drawn(weeks: pd.DataFrame) -> None:
    short = expected_weeks(weeks, shown_from=weeks["week_on"].iloc[30].date())
    assert [trace.name for trace in weekly_trend(short).data] == ["incidents"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_series_without_incidents_can_be_drawn(weeks: pd.DataFrame, mode: Mode) -> None:
    empty = weeks.assign(incidents=0.0)
    trend = expected_weeks(empty, shown_from=empty["week_on"].iloc[156].date())
    assert weekly_trend(trend, mode=mode).layout.yaxis.range[1] >= 4
    assert weekly_trend(trend, mode=mode).layout.yaxis.range[0] == 0


def test_weeks_after_the_end_of_a_feed_are_named_and_keep_their_place(weeks: pd.DataFrame) -> None:
    weeks = weeks.iloc[:180].copy()
    weeks.loc[176:, ["incidents", "is_settled", "is_complete"]] = np.nan, False, False
    weeks.loc[174:175, "is_settled"] = False
    last = weeks["week_on"].iloc[-1].strftime("%Y-%m-%d")
    shown_from = weeks["week_on"].iloc[156].date()
    figure = weekly_trend(expected_weeks(weeks, shown_from=shown_from))
    line = next(trace for trace in figure.data if trace.name == "incidents")
    assert line.y[-4:] == (None,) * 4
    assert figure.layout.annotations[0].text == "not settled · no data"
    assert figure.layout.shapes[0].x1 < weeks["week_on"].iloc[176].isoformat()
    assert line.x[-1] == last


def test_the_table_holds_what_the_picture_shows(trend: Trend) -> None:
    table = trend_table(trend)
    assert list(table.columns) == ["Week of", "Incidents", "Usual", "Note"]
    assert table["Note"].iloc[0] == "Part of a week"
    assert table["Note"].iloc[1] == "Not settled yet"
    assert table["Note"].eq("Unusual").sum() == trend.weeks["is_unusual"].sum()
    gap = table[table["Note"] == "No data"]
    assert gap["Incidents"].isna().all()
    assert table["Incidents"].sum() == trend.weeks["incidents"].sum()
