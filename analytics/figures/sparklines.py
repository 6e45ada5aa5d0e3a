"""Weekly counts as a line so small that it needs no axes: it starts at zero, and a gap in the data is a gap.

Beside a number it says whether the weeks are quiet or restless, and nothing that one could read off.
It is an image, because nine charts that nobody touches are not worth a script of a megabyte.
"""

from __future__ import annotations

from urllib.parse import quote

import numpy as np
import pandas as pd

from analytics.figures.theme import PALETTES, Mode

WIDTH, HEIGHT = 140, 36
_LEAST_TOP = 4.0


def sparkline(weeks: pd.DataFrame, *, mode: Mode = "light") -> str:
    """Draw weekly counts as an SVG in a data address; `weeks` is a table of `count_weeks`."""
    shown = weeks[(weeks["is_complete"] & weeks["is_settled"]) | weeks["incidents"].isna()]
    counts = shown["incidents"].to_numpy(dtype="float64")
    colors = PALETTES[mode]
    top = max(_LEAST_TOP, 1.08 * np.nanmax(counts)) if np.isfinite(counts).any() else _LEAST_TOP
    across = np.linspace(1, WIDTH - 1, len(counts)) if len(counts) else np.zeros(0)
    down = HEIGHT - 1 - (HEIGHT - 3) * counts / top
    parts = []
    for run in _runs(counts):
        points = " ".join(f"{across[n]:.1f},{down[n]:.1f}" for n in run)
        floor = f"{across[run[-1]]:.1f},{HEIGHT - 1} {across[run[0]]:.1f},{HEIGHT - 1}"
        parts.append(f'<polygon points="{points} {floor}" fill="{colors.band_80}"/>')
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colors.accent}" stroke-width="1.6"'
            ' stroke-linejoin="round" vector-effect="non-scaling-stroke"/>'
        )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' preserveAspectRatio="none">{"".join(parts)}</svg>'
    )
    return f"data:image/svg+xml,{quote(drawn)}"


def _runs(counts: np.ndarray) -> list[np.ndarray]:
    """Give the places of the counts between gaps."""
    known = np.flatnonzero(np.isfinite(counts))
    if not len(known):
        return []
    return np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
