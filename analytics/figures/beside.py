"""How did a few places go, side by side? Bars of equal stretches of days, each chart from zero.

Charts whose scales differ cannot be compared by the height of their bars: give one `top` to all that shall be, and say where a
chart has its own. A stretch without data is a gap, not a zero.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.figures.theme import PALETTES, Mode, base_layout


def stretch_bars(
    stretches: pd.DataFrame,
    *,
    top: float,
    days: int,
    is_own: bool = True,
    mode: Mode = "light",
    height: int = 150,
) -> dict[str, Any]:
    """Draw counts by stretches of days, up to `top`; the place that all is about is in the accent, the others in gray.

    `stretches` has start_on (the first day of each) and incidents, NaN where there are no data.
    """
    colors = PALETTES[mode]
    layout = base_layout(mode) | {"height": height, "bargap": 0.28}
    layout["margin"] = {"l": 4, "r": 4, "t": 6, "b": 4}
    middle = pd.Timedelta(days=days) / 2
    layout["xaxis"] |= {
        "nticks": 4,
        "tickangle": 0,
        "tickformatstops": [
            {"dtickrange": [None, "M1"], "value": "%-d %b"},
            {"dtickrange": ["M1", None], "value": "%b\n%Y"},
        ],
        "tickfont": {"size": 11, "color": colors.muted},
    }
    layout["yaxis"] |= {
        "range": [0, max(4.0, 1.08 * top)],
        "tickformat": ",d",
        "nticks": 4,
        "tickfont": {"size": 11, "color": colors.muted},
    }
    ends = stretches["start_on"] + pd.Timedelta(days=days - 1)
    bars = {
        "type": "bar",
        "x": (stretches["start_on"] + middle).dt.strftime("%Y-%m-%dT%H:%M").tolist(),
        "y": [None if count != count else count for count in stretches["incidents"]],
        "marker": {"color": colors.accent if is_own else colors.outline},
        "customdata": [
            f"{first.day} {first:%b} to {last.day} {last:%b %Y}"
            for first, last in zip(stretches["start_on"], ends, strict=True)
        ],
        "hovertemplate": "<b>%{y:,d} incidents</b><br>%{customdata}<extra></extra>",
    }
    return {"data": [bars], "layout": layout}
