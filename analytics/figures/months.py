"""What do the months say once they are taken apart? The counts with the trend through them, and the season of the last year.

The trend is drawn through the counts, not found in them, and its end is drawn anew as months are added. The season is a factor
of the level: 1.3 is three tenths more than a usual month, of any level.
"""

from __future__ import annotations

from typing import Any

from analytics.figures.theme import PALETTES, Mode, base_layout
from analytics.months import MONTHS_A_YEAR
from analytics.numbers import write
from analytics.seasons import Seasons


def months_and_trend(
    seasons: Seasons, *, mode: Mode = "light", height: int = 280
) -> dict[str, Any]:
    """Draw the incidents of each month, adjusted to equal length, and the trend with the season aside, as a plain dictionary."""
    colors, months = PALETTES[mode], seasons.months
    days = months["month_on"].dt.strftime("%Y-%m-%d").tolist()
    layout = base_layout(mode) | {"height": height, "hovermode": "x unified", "showlegend": True}
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left"}
    layout["margin"] |= {"t": 34, "r": 12}
    layout["xaxis"] |= {"hoverformat": "%b %Y", "tickformat": "%b\n%Y", "nticks": 8}
    layout["yaxis"] |= {
        "tickformat": ",d",
        "title": {"text": "incidents a month", "font": {"size": 12, "color": colors.muted}},
    }
    counts = {
        "y": months["per_month"].tolist(),
        "name": "counted",
        "mode": "lines+markers",
        "line": {"color": colors.outline, "width": 1},
        "marker": {"size": 5, "color": colors.outline},
    }
    trend = {
        "y": months["trend"].tolist(),
        "name": "trend, the season aside",
        "mode": "lines",
        "line": {"color": colors.accent, "width": 2.6},
    }
    style = {"type": "scatter", "x": days, "hovertemplate": "%{y:,.1f}"}
    return {"data": [style | counts, style | trend], "layout": layout}


def last_season(seasons: Seasons, *, mode: Mode = "light", height: int = 220) -> dict[str, Any]:
    """Draw how many times the usual month each of the last twelve is by its season alone, as a plain dictionary."""
    colors, year = PALETTES[mode], seasons.months.tail(MONTHS_A_YEAR)
    season = year["season"].tolist()
    layout = base_layout(mode) | {"height": height, "bargap": 0.3}
    layout["margin"] |= {"t": 20, "r": 12}
    layout["yaxis"] |= {
        "title": {"text": "times the usual month", "font": {"size": 12, "color": colors.muted}},
        "nticks": 5,
    }
    layout["shapes"] = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1,
         "line": {"color": colors.ink, "width": 1, "dash": "dot"}}
    ]  # fmt: skip
    bars = {
        "type": "bar",
        "x": year["month_on"].dt.strftime("%b").tolist(),
        "y": season,
        "text": [write("season", times) for times in season],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": colors.accent},
        "hovertemplate": "%{x}: %{y:.2f} times the usual month<extra></extra>",
    }
    return {"data": [bars], "layout": layout}
