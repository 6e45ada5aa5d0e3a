"""How does a small series look beside a row of a table? A line from zero with its last point, as SVG text."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.figures.theme import PALETTES

WIDTH, HEIGHT = 72.0, 14.0
_PAD = 2.0
COLORS = PALETTES["light"]


def draw_series(counts: Sequence[int]) -> str:
    """Draw counts of equal stretches, each from zero; give the SVG."""
    top = max(4, *counts)
    step = (WIDTH - 2 * _PAD) / max(1, len(counts) - 1)
    points = [
        (_PAD + step * at, HEIGHT - _PAD - (HEIGHT - 2 * _PAD) * count / top)
        for at, count in enumerate(counts)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
        f'<path d="M0 {HEIGHT - 0.4:g}H{WIDTH:g}" stroke="{COLORS.line}" stroke-width=".6"/>'
        f'<polyline points="{line}" fill="none" stroke="{COLORS.accent}" stroke-width="1" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.7" fill="{COLORS.ink}"/></svg>'
    )
