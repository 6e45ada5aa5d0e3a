"""How does a reader say what should count? A slider for each column of a ranking; the link holds what they say."""

from __future__ import annotations

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import html

from analytics.numbers import write
from dashboard.tables.weights import DEFAULTS, LABELS, MEANINGS, MOST, STEP, Weights


def weight_id(column: str) -> dict[str, str]:
    """Name the slider of a column; it carries its usual weight and the most it can say, for assets/link_controls.js."""
    return {
        "type": "weight",
        "column": column,
        "usual": f"{DEFAULTS[column]:g}",
        "most": f"{MOST:g}",
    }


def weight_sliders(weights: Weights) -> html.Div:
    """Draw the sliders as a link has them."""
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [html.Span(LABELS[name]), html.Small(MEANINGS[name])],
                        className="two-lines",
                    ),
                    dmc.Slider(
                        id=weight_id(name),
                        value=weights.of(name),
                        min=0,
                        max=MOST,
                        step=STEP,
                        marks=[
                            {"value": mark, "label": str(mark)} for mark in range(int(MOST) + 1)
                        ],
                        size="sm",
                        label=None,
                        thumbLabel=f"Weight of {LABELS[name].lower()}: {MEANINGS[name]}",
                        className="weight-slider",
                    ),
                ],
                className="weight",
            )
            for name in DEFAULTS
        ],
        className="weights",
        role="group",
        **{"aria-label": "How much each column counts"},
    )


def weight_words(shares: Mapping[str, float]) -> str:
    """Say what has how much of a say: "Volume 50%, trend 50%"."""
    said = [
        f"{LABELS[name].lower()} {write('weight_share', share)}" for name, share in shares.items()
    ]
    return ", ".join(said).capitalize()
