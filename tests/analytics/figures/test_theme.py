"""Colors can be told apart without color vision, and no figure offers to send its data away."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analytics.figures.theme import CONFIG, PALETTES, Mode, base_layout


def luminance(color: str) -> float:
    """Relative luminance of a #rrggbb color, as WCAG 2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_share_button_and_its_server_are_off() -> None:
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["plotlyServerURL"] == ""
    assert CONFIG["displaylogo"] is False


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_heat_classes_differ_in_lightness_not_only_in_hue(mode: Mode) -> None:
    shades = [luminance(color) for color in PALETTES[mode].heat]
    steps = [later - earlier for earlier, later in pairwise(shades)]
    assert all(step < -0.03 for step in steps) or all(step > 0.03 for step in steps)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_and_lines_can_be_read_on_the_surface(mode: Mode) -> None:
    colors = PALETTES[mode]
    assert contrast(colors.ink, colors.surface) > 7
    assert contrast(colors.muted, colors.surface) > 4.5
    assert contrast(colors.accent, colors.surface) > 3


def test_charts_start_at_zero() -> None:
    assert base_layout()["yaxis"]["rangemode"] == "tozero"
