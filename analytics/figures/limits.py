"""How sure is each of these values? A dot each, on the line from its lower to its upper limit.

Two lines that overlap do not say "no difference", and two that do not are no test either: the sentence of the measure says
what may be said. A ruler of one value, such as last year's, may stand behind them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.figures.theme import PALETTES, Mode, base_layout

ROW_PX = 26


def limit_dots(
    names: Sequence[str],
    values: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    *,
    unit: str,
    own: Sequence[str] = (),
    ruler: float | None = None,
    ruler_words: str = "",
    least: float = 0,
    mode: Mode = "light",
) -> dict[str, Any]:
    """Draw values with their limits, the first on top, as a plain dictionary.

    `own` are names that the text speaks of: filled dots in the accent, the others hollow and gray. The axis begins at `least`, 1
    for ranks. `ruler` is a value to hold all others against, named by `ruler_words`.
    """
    colors = PALETTES[mode]
    layout = base_layout(mode) | {"height": 64 + ROW_PX * max(len(names), 1)}
    layout["margin"] |= {"t": 24, "r": 20}
    top = max([*high, *([] if ruler is None else [ruler]), least + 1])
    layout["xaxis"] |= {
        "range": [least - 0.02 * (top - least), top + 0.03 * (top - least)],
        "showgrid": True,
        "nticks": 8,
        "tickformat": ",d",
        "title": {"text": unit, "font": {"size": 12, "color": colors.muted}},
    }
    layout["yaxis"] = {"autorange": "reversed", "automargin": True, "fixedrange": True, "ticks": ""}
    if ruler is not None:
        ink = {"color": colors.ink, "width": 1, "dash": "dot"}
        layout["shapes"] = [
            {"type": "line", "x0": ruler, "x1": ruler, "yref": "paper", "y0": 0, "y1": 1, "line": ink}
        ]  # fmt: skip
        layout["annotations"] = [
            {"x": ruler, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "text": ruler_words,
             "font": {"size": 12, "color": colors.muted}}
        ]  # fmt: skip
    shades = [colors.accent if name in own else colors.outline for name in names]
    return {
        "data": [
            *(
                _line(name, (start, end), shade)
                for name, start, end, shade in zip(names, low, high, shades, strict=True)
            ),
            {
                "type": "scatter",
                "mode": "markers",
                "x": list(values),
                "y": list(names),
                "marker": {
                    "size": 10,
                    "opacity": 1,
                    "color": [colors.accent if name in own else colors.surface for name in names],
                    "line": {"color": shades, "width": 1.8},
                },
                "customdata": list(zip(low, high, strict=True)),
                "hovertemplate": (
                    "<b>%{y}</b><br>%{x:,.3~g}, limits %{customdata[0]:,.3~g} to"
                    " %{customdata[1]:,.3~g}<extra></extra>"
                ),
                "cliponaxis": False,
            },
        ],
        "layout": layout,
    }


def _line(name: str, limits: tuple[float, float], color: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(limits),
        "y": [name, name],
        "line": {"color": color, "width": 2.5},
        "hoverinfo": "skip",
    }
