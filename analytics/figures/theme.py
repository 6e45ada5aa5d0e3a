"""What do all pictures have in common? Colors, fonts, and a chart that never sends data anywhere.

Up is not red and down is not green: one accent carries the data, grays carry the rest, and whatever
a color says is said by a word or a shape too. plotly.js 4 has a "Share chart" button that uploads
the data; every figure goes out with `CONFIG`, which takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Mode = Literal["light", "dark"]

CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'


@dataclass(frozen=True)
class Palette:
    """Colors of one mode. `heat` is the sequential scale of density classes 1 to 5."""

    ink: str
    muted: str
    line: str
    surface: str
    accent: str
    accent_soft: str
    band_80: str
    band_95: str
    unsettled: str
    land: str
    outline: str
    heat: tuple[str, str, str, str, str]


# The heat scale runs from light to dark in one hue family: it survives gray printing and the
# common kinds of color blindness.
PALETTES: dict[Mode, Palette] = {
    "light": Palette(
        ink="#1c2b33",
        muted="#5b6b73",
        line="#dfe4e6",
        surface="#ffffff",
        accent="#0f766e",
        accent_soft="#9fc5c1",
        band_80="#d3e6e4",
        band_95="#eaf3f2",
        unsettled="#f1efe9",
        land="#f4f2ec",
        outline="#8b979d",
        heat=("#fdeacb", "#fbc77d", "#f29a3f", "#cc6216", "#8a3508"),
    ),
    "dark": Palette(
        ink="#e8edef",
        muted="#a3b0b6",
        line="#37434a",
        surface="#1b2429",
        accent="#4fc3b5",
        accent_soft="#2f5f5b",
        band_80="#264643",
        band_95="#203335",
        unsettled="#2b3033",
        land="#232d32",
        outline="#6f7d84",
        heat=("#5a4326", "#8c5a20", "#c97d26", "#f0a850", "#ffdca3"),
    ),
}


def base_layout(mode: Mode = "light") -> dict[str, Any]:
    """Give the layout that every chart starts from: y from zero, quiet grid, no template of
    plotly's."""
    colors = PALETTES[mode]
    axis = {
        "gridcolor": colors.line,
        "linecolor": colors.line,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
    }
    return {
        "template": None,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colors.ink},
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hoverlabel": {
            "bgcolor": colors.surface,
            "bordercolor": colors.line,
            "font": {"color": colors.ink},
        },
        "xaxis": axis | {"showgrid": False},
        "yaxis": axis | {"rangemode": "tozero", "showline": False},
        "showlegend": False,
    }
