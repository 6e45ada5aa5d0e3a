"""How is a week marked that somebody should look into? A triangle over its point, whatever shape the point itself has.

An alarm and a week outside of its usual range are two judgments: each has a mark of its own, so that a week looks the same in a
chart that knows of no alarms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from analytics.figures.theme import Palette

ABOVE_PX = 15


def alarm_marks(
    days: Sequence[str], counts: Sequence[float], alarms: Sequence[date], colors: Palette
) -> list[dict[str, Any]]:
    """Draw a triangle over each of the days that is the Monday of an alarm; what it is, the week's own point says."""
    mondays = {monday.isoformat() for monday in alarms}
    marked = [(day, count) for day, count in zip(days, counts, strict=True) if day in mondays]
    if not marked:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [day for day, _ in marked],
            "y": [count for _, count in marked],
            "cliponaxis": False,
            "hoverinfo": "skip",
            "marker": {
                "opacity": 1,
                "color": colors.ink,
                # Turned around, it points up, and stands off upward rather than down.
                "symbol": "triangle-down",
                "angle": 180,
                "size": 11,
                "standoff": ABOVE_PX,
            },
            "name": "above the alarm limit",
        }
    ]
