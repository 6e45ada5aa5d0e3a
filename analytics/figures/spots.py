"""One place as two small pictures: its incidents in steps of 28 days, and by hour of the day.

Bars start at zero. Hours are those in which time windows begin: a burglary found in the morning
began when the owner left, not when it happened.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.figures.theme import PALETTES, Mode, base_layout

DAY = 86_400_000


def step_bars(steps: pd.DataFrame, *, mode: Mode = "light", height: int = 110) -> dict[str, Any]:
    """Draw incidents in steps of 28 days; `steps` has start_on and incidents."""
    starts = pd.to_datetime(steps["start_on"])
    bars = {
        "x": (starts + pd.Timedelta(days=14)).dt.strftime("%Y-%m-%d").tolist(),
        "width": 24 * DAY,
        "customdata": [f"{day.day} {day:%b %Y}" for day in starts],
        "hovertemplate": "%{y:,d} in 28 days from %{customdata}<extra></extra>",
    }
    return _bars(steps["incidents"], bars, mode, height, {"nticks": 5})


def hours_bars(hours: pd.DataFrame, *, mode: Mode = "light", height: int = 110) -> dict[str, Any]:
    """Draw incidents by hour of the day; `hours` has hour, 0 to 23, and incidents."""
    bars = {
        "x": [hour + 0.5 for hour in hours["hour"].tolist()],
        "width": 0.8,
        "customdata": [f"{hour:02d}:00 to {hour + 1:02d}:00" for hour in hours["hour"]],
        "hovertemplate": "%{y:,d} from %{customdata}<extra></extra>",
    }
    axis = {
        "range": [0, 24],
        "tickvals": [0, 6, 12, 18, 24],
        "ticktext": ["0:00", "6:00", "12:00", "18:00", "24:00"],
    }
    return _bars(hours["incidents"], bars, mode, height, axis)


def _bars(
    counts: pd.Series, bars: dict[str, Any], mode: Mode, height: int, axis: dict[str, Any]
) -> dict[str, Any]:
    layout = base_layout(mode) | {"height": height}
    layout["xaxis"] |= axis
    layout["yaxis"] |= {
        "tickformat": ",d",
        "nticks": 3,
        "range": [0, max(2.0, 1.1 * float(counts.max()))],
        "title": {
            "text": "incidents",
            "font": {"size": 11, "color": PALETTES[mode].muted},
        },
    }
    trace = {
        "type": "bar",
        "y": counts.tolist(),
        "marker": {"color": PALETTES[mode].accent},
        **bars,
    }
    return {"data": [trace], "layout": layout}
