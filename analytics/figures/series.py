"""How do weekly counts look beside the range that the years before lead one to expect?

The y axis starts at zero and names its unit. Days that still grow are shaded, with the word; a gap in the data is a gap in the
line. A day of a law that changed what is counted, or of a response, is a thin line with its name: a step there is a reason to
read on, not a finding. Where the picture's range ends and the data goes on, read the table behind it (`tables.trend_table`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.figures.alarm_marks import alarm_marks
from analytics.figures.theme import PALETTES, Mode, Palette, base_layout
from analytics.trends import Trend

WEEK = timedelta(days=7)
# More weeks than that leave no room for a point each.
POINTS_UP_TO = 130
# A label needs so much of the width, and so many pixels of the height.
LABEL_SHARE, LABEL_PX = 0.3, 15


@dataclass(frozen=True)
class DayMark:
    """A day on which something began that a chart of counts shows: a law that took effect, a response."""

    on: date
    name: str


def weekly_trend(
    trend: Trend,
    *,
    alarms: Sequence[date] = (),
    marks: Sequence[DayMark] = (),
    mode: Mode = "light",
    height: int = 280,
) -> go.Figure:
    """Draw what `trend_chart` gives, as a figure for notebooks."""
    return go.Figure(trend_chart(trend, alarms=alarms, marks=marks, mode=mode, height=height))


def trend_chart(
    trend: Trend,
    *,
    alarms: Sequence[date] = (),
    marks: Sequence[DayMark] = (),
    mode: Mode = "light",
    height: int | None = 280,
) -> dict[str, Any]:
    """Draw weekly counts over the expected range, as a plain dictionary.

    Weeks outside the range are marked with a diamond, and those of `alarms` (their Mondays) with a
    triangle over it: two judgments, of which a week may fail both. Days of `marks` have a line and
    a name. The last week is drawn only if the days asked for hold all of it: a part of a week would
    look like a fall. Without a height the picture fills what holds it. The customdata of a point
    begin with its days, "2025-10-06..2025-10-12".
    """
    colors = PALETTES[mode]
    weeks = _without_cut_ends(trend.weeks)
    layout = base_layout(mode)
    if height:
        layout["height"] = height
    layout["hovermode"] = "x unified"
    layout["margin"] |= {"t": 20, "r": 12}
    layout["xaxis"] |= {
        "hoverformat": "week of %-d %b %Y",
        "tickformatstops": [
            {"dtickrange": [None, "M1"], "value": "%-d %b\n%Y"},
            {"dtickrange": ["M1", None], "value": "%b\n%Y"},
        ],
        "nticks": 8,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": colors.line,
        "range": _width(weeks),
    }
    layout["yaxis"] |= {
        "title": {
            "text": "incidents a week",
            "standoff": 10,
            "font": {"size": 12, "color": colors.muted},
        },
        "range": [0, _top(weeks)],
        "tickformat": ",d",
        "nticks": 5,
    }
    layout["shapes"], layout["annotations"] = _unsettled(weeks, colors)
    for drawn, added in zip(
        (layout["shapes"], layout["annotations"]), _marked(marks, weeks, colors), strict=True
    ):
        drawn += added
    data = [
        *_range(weeks, colors),
        *alarm_marks(_days(weeks), weeks["incidents"].tolist(), alarms, colors),
        _counts(weeks, alarms, colors),
    ]
    return {"data": data, "layout": layout}


def _range(weeks: pd.DataFrame, colors: Palette) -> list[dict[str, Any]]:
    if np.isnan(weeks["expected"].to_numpy("float64")).all():
        return []
    days, names = _days(weeks), _week_names(weeks)
    traces: list[dict[str, Any]] = []
    for share, color in ((95, colors.band_95), (80, colors.band_80)):
        low, high = weeks[f"low_{share}"].tolist(), weeks[f"high_{share}"].tolist()
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": days + days[::-1],
                "y": high + low[::-1],
                "fill": "toself",
                "fillcolor": color,
                "line": {"width": 0},
                "hoverinfo": "skip",
                "name": f"usual in {share} of 100 weeks",
            }
        )
    limits = zip(weeks["low_95"].tolist(), weeks["high_95"].tolist(), strict=True)
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": days,
            "y": weeks["expected"].tolist(),
            "line": {"color": colors.accent_soft, "width": 1.5, "dash": "dot"},
            "customdata": [[name, *limit] for name, limit in zip(names, limits, strict=True)],
            "hovertemplate": "usual range %{customdata[1]:,.0f} to %{customdata[2]:,.0f}<extra></extra>",
            "name": "expected",
        }
    )
    return traces


def _counts(weeks: pd.DataFrame, alarms: Sequence[date], colors: Palette) -> dict[str, Any]:
    days, mondays = _days(weeks), {monday.isoformat() for monday in alarms}
    unusual = weeks["is_unusual"].tolist()
    plain = 4 if len(weeks) <= POINTS_UP_TO else 0
    words = [
        (" · outside the usual range" if is_unusual else "")
        + (" · above the alarm limit" if day in mondays else "")
        + ("" if is_settled else " · not settled")
        for day, is_unusual, is_settled in zip(
            days, unusual, weeks["is_settled"].tolist(), strict=True
        )
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": days,
        "y": [None if math.isnan(count) else count for count in weeks["incidents"].tolist()],
        "connectgaps": False,
        "line": {"color": colors.accent, "width": 2.2 if plain else 1.5},
        "cliponaxis": False,
        "marker": {
            "opacity": 1,
            "color": [colors.ink if each else colors.accent for each in unusual],
            "symbol": ["diamond" if each else "circle" for each in unusual],
            "size": [10 if each else plain for each in unusual],
        },
        "customdata": [list(pair) for pair in zip(_week_names(weeks), words, strict=True)],
        "hovertemplate": "<b>%{y:,d} incidents</b>%{customdata[1]}<extra></extra>",
        "name": "incidents",
    }


def _marked(
    marks: Sequence[DayMark], weeks: pd.DataFrame, colors: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw a thin line on each marked day, and its name inside the picture, none over another."""
    if weeks.empty:
        return [], []
    first, last = weeks["week_on"].iloc[0], weeks["week_on"].iloc[-1] + WEEK
    shapes, labels = [], []
    taken: list[float] = []
    for mark in marks:
        place = (pd.Timestamp(mark.on) - first) / (last - first)
        if not 0 <= place <= 1:
            continue
        left, right = (place - LABEL_SHARE, place) if place > 0.6 else (place, place + LABEL_SHARE)
        # The first row whose last label ends before this one begins.
        row = next((n for n, end in enumerate(taken) if end <= left), len(taken))
        taken[row : row + 1] = [right]
        day = mark.on.isoformat()
        shapes.append(
            {
                "type": "line",
                "x0": day,
                "x1": day,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": colors.muted, "width": 1, "dash": "dash"},
            }
        )
        labels.append(
            {
                "text": mark.name,
                "x": day,
                "xref": "x",
                "y": 1,
                "yref": "paper",
                "xanchor": "right" if place > 0.6 else "left",
                "yanchor": "top",
                "yshift": -LABEL_PX * row,
                "xshift": -3 if place > 0.6 else 3,
                "showarrow": False,
                "bgcolor": colors.surface,
                "borderpad": 1,
                "font": {"size": 11, "color": colors.muted},
            }
        )
    return shapes, labels


def _unsettled(
    weeks: pd.DataFrame, colors: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    is_gap = np.isnan(weeks["incidents"].to_numpy("float64"))
    open_weeks = np.flatnonzero(~weeks["is_settled"].to_numpy(bool) & ~is_gap)
    words = ["not settled"] * (len(open_weeks) > 0) + ["no data"] * bool(is_gap[-1:].any())
    if not words:
        return [], []
    mondays = weeks["week_on"]
    note = {
        "text": " · ".join(words),
        "x": (mondays.max() + WEEK / 2).isoformat(),
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": colors.muted},
    }
    if not len(open_weeks):
        return [], [note]
    # From halfway between the last settled week and the first open one: the shade holds the point.
    start = mondays.iloc[open_weeks[0]] - WEEK / 2
    end = mondays.iloc[open_weeks[-1]] + WEEK / 2
    shape = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": start.isoformat(),
        "x1": end.isoformat(),
        "y0": 0,
        "y1": 1,
        "fillcolor": colors.unsettled,
        "line": {"width": 0},
        "layer": "below",
    }
    return [shape], [note]


def _without_cut_ends(weeks: pd.DataFrame) -> pd.DataFrame:
    whole = weeks["is_complete"].to_numpy() | np.isnan(weeks["incidents"].to_numpy("float64"))
    return weeks if whole.all() else weeks[whole].reset_index(drop=True)


def _days(weeks: pd.DataFrame) -> list[str]:
    return _iso(_mondays(weeks))


def _week_names(weeks: pd.DataFrame) -> list[str]:
    starts = _mondays(weeks)
    return [f"{day}..{end}" for day, end in zip(_iso(starts), _iso(starts + 6), strict=True)]


def _mondays(weeks: pd.DataFrame) -> np.ndarray:
    return weeks["week_on"].to_numpy("datetime64[D]")


def _iso(days: np.ndarray) -> list[str]:
    return np.datetime_as_string(days).tolist()


def _width(weeks: pd.DataFrame) -> list[str] | None:
    """Give the ends of the x axis: half a week around the points, no empty months."""
    if weeks.empty:
        return None
    first, last = weeks["week_on"].iloc[0], weeks["week_on"].iloc[-1]
    return [(first - WEEK / 2).isoformat(), (last + WEEK / 2).isoformat()]


def _top(weeks: pd.DataFrame) -> float:
    counts = np.concatenate([weeks[name].to_numpy("float64") for name in ("incidents", "high_95")])
    counts = counts[~np.isnan(counts)]
    return max(4.0, 1.08 * float(counts.max())) if len(counts) else 4.0
