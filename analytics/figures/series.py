"""Weekly counts as pictures: the trend with its expected range, and the small line beside a number.

The y axis starts at zero and names its unit. Days that still grow are shaded, with the word; a gap
in the data is a gap in the line. Where the picture's range ends and the data goes on, read the
table behind it (`tables.trend_table`).
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.theme import PALETTES, Mode, Palette, base_layout
from analytics.trends import Trend

WEEK = timedelta(days=7)


def weekly_trend(trend: Trend, *, mode: Mode = "light", height: int = 280) -> go.Figure:
    """Draw weekly counts over the expected range; weeks outside it are marked with a diamond.

    The last week is drawn only if the days asked for hold all of it: a part of a week would look
    like a fall.
    """
    colors = PALETTES[mode]
    weeks = _without_cut_ends(trend.weeks)
    layout = base_layout(mode)
    layout["height"] = height
    layout["hovermode"] = "x unified"
    layout["margin"] |= {"t": 20}
    layout["xaxis"] |= {
        "hoverformat": "week of %-d %b %Y",
        "tickformatstops": [
            {"dtickrange": [None, "M1"], "value": "%-d %b\n%Y"},
            {"dtickrange": ["M1", None], "value": "%b\n%Y"},
        ],
        "nticks": 8,
    }
    layout["yaxis"] |= {
        "title": {"text": "incidents a week", "font": {"size": 12, "color": colors.muted}},
        "range": [0, _top(weeks)],
        "tickformat": ",d",
        "nticks": 5,
    }
    layout["shapes"], layout["annotations"] = _unsettled(weeks, colors)
    return go.Figure({"data": [*_range(weeks, colors), *_counts(weeks, colors)], "layout": layout})


def sparkline(weeks: pd.DataFrame, *, mode: Mode = "light", height: int = 44) -> go.Figure:
    """Draw weekly counts as a small line without axes; it starts at zero all the same."""
    colors = PALETTES[mode]
    shown = weeks[(weeks["is_complete"] & weeks["is_settled"]) | weeks["incidents"].isna()]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": _days(shown),
        "y": shown["incidents"].tolist(),
        "line": {"color": colors.accent, "width": 1.8},
        "fill": "tozeroy",
        "fillcolor": colors.band_80,
        "hoverinfo": "skip",
    }
    layout = base_layout(mode) | {"height": height, "margin": {"l": 0, "r": 0, "t": 2, "b": 0}}
    # Or the days of a gap at an end would be cut off, and the line would reach up to today.
    ends = [*_days(shown)[:1], *_days(shown)[-1:]] or None
    layout["xaxis"] = {"visible": False, "fixedrange": True, "range": ends}
    layout["yaxis"] = {"visible": False, "fixedrange": True, "range": [0, _top(shown)]}
    return go.Figure({"data": [line], "layout": layout})


def _range(weeks: pd.DataFrame, colors: Palette) -> list[dict[str, Any]]:
    if weeks["expected"].isna().all():
        return []
    days = _days(weeks)
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
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": days,
            "y": weeks["expected"].tolist(),
            "line": {"color": colors.accent_soft, "width": 1.5, "dash": "dot"},
            "customdata": weeks[["low_95", "high_95"]].to_numpy().tolist(),
            "hovertemplate": "usual %{customdata[0]:,.0f} to %{customdata[1]:,.0f}<extra></extra>",
            "name": "expected",
        }
    )
    return traces


def _counts(weeks: pd.DataFrame, colors: Palette) -> list[dict[str, Any]]:
    is_unusual = weeks["is_unusual"].tolist()
    words = [
        " · not settled" if not settled else " · unusual" if unusual else ""
        for settled, unusual in zip(weeks["is_settled"], is_unusual, strict=True)
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": _days(weeks),
            "y": [None if math.isnan(count) else count for count in weeks["incidents"]],
            "connectgaps": False,
            "line": {"color": colors.accent, "width": 2.2},
            "cliponaxis": False,
            "marker": {
                "opacity": 1,
                "color": [colors.ink if unusual else colors.accent for unusual in is_unusual],
                "symbol": ["diamond" if unusual else "circle" for unusual in is_unusual],
                "size": [10 if unusual else 4 for unusual in is_unusual],
            },
            "customdata": words,
            "hovertemplate": "<b>%{y:,d} incidents</b>%{customdata}<extra></extra>",
            "name": "incidents",
        }
    ]


def _unsettled(
    weeks: pd.DataFrame, colors: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    is_gap = weeks["incidents"].isna()
    open_weeks = weeks[~weeks["is_settled"] & ~is_gap]
    words = ["not settled"] * (not open_weeks.empty) + ["no data"] * bool(is_gap.iloc[-1:].any())
    note = {
        "text": " · ".join(words),
        "x": (weeks["week_on"].max() + WEEK / 2).isoformat(),
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": colors.muted},
    }
    if open_weeks.empty:
        return [], [note] if words else []
    # From halfway between the last settled week and the first open one: the shade holds the point.
    start = open_weeks["week_on"].iloc[0] - WEEK / 2
    end = open_weeks["week_on"].iloc[-1] + WEEK / 2
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
    whole = weeks["is_complete"] | weeks["incidents"].isna()
    return weeks[whole].reset_index(drop=True)


def _days(weeks: pd.DataFrame) -> list[str]:
    return weeks["week_on"].dt.strftime("%Y-%m-%d").tolist()


def _top(weeks: pd.DataFrame) -> float:
    highest = weeks[[name for name in ("incidents", "high_95") if name in weeks]].max().max()
    return max(4.0, 1.08 * highest) if highest == highest else 4.0
