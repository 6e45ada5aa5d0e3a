"""In which weeks did something happen at an hour of the week? A bar a week, from zero.

Of a single hour most weeks bring none or one: a bar of two is no wave. Weeks that the days cut are
left out, since a part of a week looks like a fall.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.figures.theme import PALETTES, Mode, base_layout


def week_bars(weeks: pd.DataFrame, *, mode: Mode = "light", height: int = 170) -> dict[str, Any]:
    """Draw weekly counts as bars, as a plain dictionary; `weeks` is a table of `count_weeks`."""
    colors = PALETTES[mode]
    shown = weeks[weeks["is_complete"] & weeks["incidents"].notna()]
    bars = {
        "type": "bar",
        "x": shown["week_on"].dt.strftime("%Y-%m-%d").tolist(),
        "y": shown["incidents"].astype("int64").tolist(),
        "marker": {"color": colors.accent},
        "hovertemplate": "%{y:,d} in the week of %{x|%-d %b %Y}<extra></extra>",
    }
    layout = base_layout(mode) | {"height": height, "bargap": 0.25}
    highest = int(shown["incidents"].max()) if len(shown) else 0
    layout["xaxis"] |= {
        "nticks": 5,
        "tickformat": "%b\n%Y",
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": colors.line,
    }
    layout["yaxis"] |= {
        "title": {
            "text": "incidents a week",
            "standoff": 8,
            "font": {"size": 12, "color": colors.muted},
        },
        "range": [0, max(2.0, 1.08 * highest)],
        "tickformat": ",d",
        "nticks": 4,
    }
    layout["yaxis"]["dtick"] = max(1, -(-highest // 4))
    return {"data": [bars], "layout": layout}
