"""Neighborhoods side by side: how many now, how many before.

A longer bar means more incidents, and nothing about residents: no rate, because visitors double the
town in winter. Most differences in order are chance too, so the bar carries the verdict as a word.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.theme import PALETTES, Mode, base_layout
from analytics.numbers import write

ROW_PX = 26


def place_ranking(
    changes: pd.DataFrame,
    *,
    now_words: str,
    before_words: str,
    top: int = 12,
    mode: Mode = "light",
) -> go.Figure:
    """Draw the neighborhoods with most incidents as bars, their earlier count as a hollow dot.

    `changes` comes from `compare_places`. Neighborhoods without incidents in both periods are left
    out.
    """
    colors = PALETTES[mode]
    any_incident = (changes["now"] > 0) | (changes["before"] > 0)
    shown = changes[any_incident].sort_values(
        ["now", "before", "name"], ascending=[False, False, True]
    )
    shown = shown.head(top)
    names = shown["name"].tolist()
    words = [write("verdict", verdict) for verdict in shown["verdict"]]
    is_change = shown["verdict"].isin(["up", "down", "new"])
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": shown["now"].tolist(),
        "marker": {"color": colors.accent},
        "width": 0.62,
        "customdata": list(zip(shown["before"].tolist(), words, strict=True)),
        "hovertemplate": (
            f"<b>%{{y}}</b><br>%{{x:,d}} in {now_words}<br>%{{customdata[0]:,d}} in {before_words}"
            "<br>%{customdata[1]}<extra></extra>"
        ),
        "name": now_words,
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "y": names,
        "x": shown["before"].tolist(),
        "marker": {
            "symbol": "circle",
            "size": 9,
            "opacity": 1,
            "color": colors.surface,
            "line": {"color": colors.ink, "width": 1.6},
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
        "name": before_words,
    }
    labels = {
        "type": "scatter",
        "mode": "text",
        "y": names,
        "x": shown[["now", "before"]].max(axis=1).tolist(),
        "text": [
            f"   {now:,} · {word.lower()}" if marked else f"   {now:,}"
            for now, word, marked in zip(shown["now"], words, is_change, strict=True)
        ],
        "textposition": "middle right",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }
    layout = base_layout(mode) | {
        "height": 56 + ROW_PX * max(len(shown), 1),
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "xanchor": "left"},
        "hovermode": "closest",
    }
    layout["margin"] = layout["margin"] | {"t": 34, "r": 96}
    layout["xaxis"] = layout["xaxis"] | {
        "rangemode": "tozero",
        "showgrid": True,
        "tickformat": ",d",
        "nticks": 5,
        "title": {"text": "incidents", "font": {"size": 12, "color": colors.muted}},
    }
    layout["yaxis"] = {"autorange": "reversed", "automargin": True, "fixedrange": True}
    return go.Figure({"data": [bars, dots, labels], "layout": layout})
