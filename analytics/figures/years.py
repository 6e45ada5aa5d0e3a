"""How does this year run beside the years before? Incidents since 1 January, one line a year.

All lines start at zero and only rise: a gap between two of them that stays as wide is an old
difference, not a new one. The year under way ends with its last settled day. Each line has its year
at its end; labels that would cover each other are moved apart, so a label may stand beside its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analytics.figures.theme import PALETTES, Mode, base_layout

# A leap year, so that every day of any year has a place on it.
_DRAWN_YEAR = 2000
_LABEL_PX = 14


def year_lines(
    lines: Mapping[int, Sequence[tuple[date, int]]],
    *,
    current: int,
    mode: Mode = "light",
    height: int = 210,
) -> dict[str, Any]:
    """Draw the lines, the current year in the accent, as a plain dictionary.

    `lines` holds by year some days in order, each with the incidents since 1 January, that day
    included.
    """
    colors = PALETTES[mode]
    ends = {year: points[-1] for year, points in lines.items() if points}
    top = max(4.0, 1.06 * max((count for _, count in ends.values()), default=0))
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [_drawn(day) for day, _ in lines[year]],
            "y": [count for _, count in lines[year]],
            "line": {
                "color": colors.accent if year == current else colors.outline,
                "width": 2.6 if year == current else 1.2,
            },
            "name": str(year),
            "hovertemplate": f"{year}: %{{y:,d}}<extra></extra>",
            "cliponaxis": False,
        }
        for year in sorted(ends)
    ]
    layout = base_layout(mode) | {"height": height, "hovermode": "x unified"}
    layout["margin"] = {"l": 8, "r": 46, "t": 10, "b": 8}
    layout["xaxis"] |= {
        "range": [f"{_DRAWN_YEAR}-01-01", f"{_DRAWN_YEAR}-12-31"],
        "tickvals": [f"{_DRAWN_YEAR}-{month:02}-01" for month in (1, 4, 7, 10)],
        "tickformat": "%b",
        "hoverformat": "until %-d %b",
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": colors.line,
    }
    layout["yaxis"] |= {"range": [0, top], "tickformat": ",d", "nticks": 4}
    last_day, last_count = ends.get(current, (date(current, 12, 31), 0))
    is_open = (last_day.month, last_day.day) != (12, 31)
    places = _apart(
        {year: float(end[1]) for year, end in ends.items() if year != current or not is_open},
        least=top * _LABEL_PX / max(height - 50, 1),
        top=top,
    )
    labels = []
    for year, place in places.items():
        words = f"<b>{year}</b>" if year == current else str(year)
        color = colors.accent if year == current else colors.muted
        labels.append(_label(words, f"{_DRAWN_YEAR}-12-31", place, color))
    if is_open:
        label = _label(f"<b>{current}</b>", _drawn(last_day), float(last_count), colors.accent)
        away = {"xanchor": "right", "yanchor": "bottom", "xshift": -2, "bgcolor": colors.surface}
        labels.append(label | away)
    layout["annotations"] = labels
    return {"data": traces, "layout": layout}


def _label(text: str, x: str, y: float, color: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 5,
        "showarrow": False,
        "font": {"size": 11, "color": color},
    }


def _apart(places: dict[int, float], *, least: float, top: float) -> dict[int, float]:
    """Move labels until each has room, in the order of their lines, and none above the picture."""
    moved: dict[int, float] = {}
    below = float("-inf")
    for year, place in sorted(places.items(), key=lambda item: item[1]):
        below = max(place, below + least)
        moved[year] = below
    # Back down by half of what the stack was pushed up, and as far as the top asks for.
    pushed = max((moved[year] - places[year] for year in places), default=0.0) / 2
    down = max(pushed, max(moved.values(), default=0.0) - top)
    return {year: place - down for year, place in moved.items()}


def _drawn(day: date) -> str:
    return f"{_DRAWN_YEAR}-{day.month:02}-{day.day:02}"
