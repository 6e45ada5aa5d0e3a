"""The pictures of a handout, as SVG text: bars with what was done, hours and weekdays, and circles on a map.

They show what the slides show, in the same colors; bars start at zero. The same numbers give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from analytics.evenness import WEEKDAYS
from analytics.numbers import write
from analytics.report.drawings import COLORS, STYLE, _svg

BAND = 0.13
# A circle as wide has room for its number.
LARGE_PT = 16
SIDES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
Line = Sequence[tuple[float, float]]


def draw_stretches(
    starts: Sequence[date],
    counts: Sequence[int | None],
    days: int,
    *,
    marks: Sequence[tuple[date, date | None, str]] = (),
    agreed_on: date | None = None,
    width_in: float = 7.0,
    height_in: float = 1.4,
) -> str:
    """Draw counts by equal stretches of days, the last one in full color, what was done as a band above; give the SVG."""
    top = max(4, *(count or 0 for count in counts))
    room = 1.12 + 0.22 * len(marks)
    first, end = starts[0], starts[-1] + timedelta(days=days)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        axes = figure.add_subplot()
        for n, (start, count) in enumerate(zip(starts, counts, strict=True)):
            color = COLORS.accent if n == len(starts) - 1 else COLORS.accent_soft
            x = date2num(start) + days / 2
            axes.bar(x, count or 0, width=0.82 * days, color=color, linewidth=0)
            said = "–" if count is None else f"{count:,}"
            axes.annotate(
                said, (x, count or 0), (0, 1.5), textcoords="offset points", ha="center", fontsize=7
            )
        for n, (from_on, to_on, label) in enumerate(marks):
            _band(axes, max(from_on, first), min(to_on or end, end), label, top * (1.2 + 0.22 * n))
        if agreed_on is not None and agreed_on > first:
            axes.axvline(date2num(agreed_on), color=COLORS.ink, linewidth=0.9, linestyle="--")
        axes.set_xlim(date2num(first), date2num(end))
        axes.set_ylim(0, top * room)
        ticks = [first, starts[len(starts) // 2], end - timedelta(days=1)]
        axes.set_xticks(date2num(ticks), [f"{day.day} {day:%b %Y}" for day in ticks])
        for text, side in zip(axes.get_xticklabels(), SIDES, strict=True):
            text.set_horizontalalignment(side)
        _plain(axes)
        return _svg(figure)


def _band(axes: Axes, first: date, last: date, label: str, y: float) -> None:
    if last < first:
        return
    start, end = date2num(first), date2num(last)
    height = BAND * axes.get_ylim()[1] * 0.6
    axes.add_patch(
        Rectangle(
            (start, y), end - start, height, facecolor=COLORS.surface, edgecolor=COLORS.ink,
            hatch="////", linewidth=0.6,
        )
    )  # fmt: skip
    axes.annotate(
        label, (start, y + height / 2), (-4, 0), textcoords="offset points", ha="right", va="center",
        fontsize=7, annotation_clip=False, bbox={"boxstyle": "square,pad=0.1", "fc": COLORS.surface, "ec": "none"},
    )  # fmt: skip


def draw_hours(
    by_hour: Sequence[float],
    by_day: Sequence[float],
    *,
    peak_hours: Sequence[int] = (),
    peak_days: Sequence[int] = (),
    day_letters: int = 3,
    width_in: float = 7.0,
    height_in: float = 1.7,
) -> str:
    """Draw hours of the day beside weekdays, each from zero; give the SVG."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.7, 1))
        for axes, weights, peak in ((left, by_hour, peak_hours), (right, by_day, peak_days)):
            colors = [
                COLORS.accent if n in peak else COLORS.accent_soft for n in range(len(weights))
            ]
            axes.bar(np.arange(len(weights)), weights, width=0.82, color=colors, linewidth=0)
            axes.set_ylim(0, max(4.0, 1.12 * max(weights)))
            _plain(axes)
        left.set_xticks(
            (-0.5, 5.5, 11.5, 17.5, 23.5), ("midnight", "6 a.m.", "noon", "6 p.m.", "midnight")
        )
        right.set_xticks(range(7), [day[:day_letters] for day in WEEKDAYS])
        for n, weight in enumerate(by_day):
            right.annotate(
                write("bar_weight", weight), (n, weight), (0, 1.5), textcoords="offset points", ha="center",
                fontsize=7 if max(by_day) < 99.5 or day_letters > 2 else 5.5,
            )  # fmt: skip
        return _svg(figure)  # fmt: skip


def draw_circles(
    shape: float,
    outlines: Sequence[Line],
    own: Sequence[Line],
    streets: Sequence[Line],
    symbols: Sequence[tuple[float, float, float, int | None, bool]],
    *,
    names: Sequence[tuple[float, float, str, bool]] = (),
    width_in: float = 3.9,
) -> str:
    """Draw outlines and circles on them; give the SVG.

    A symbol is x, y, its width as part of the map's, its rank in the list beside it, and whether it is the own place.
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, width_in / shape))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(0, 1)
        axes.set_ylim(1 / shape, 0)
        axes.add_patch(Rectangle((0, 0), 1, 1 / shape, facecolor=COLORS.land, zorder=0))
        for lines, color, width in (
            (streets, COLORS.line, 0.5), (outlines, COLORS.outline, 0.5), (own, COLORS.ink, 1.3),
        ):  # fmt: skip
            axes.add_collection(LineCollection([*lines], colors=color, linewidths=width))
        for x, y, name, is_upright in names:
            axes.annotate(
                name, (x, y), (2, 2), textcoords="offset points", fontsize=5, color=COLORS.muted,
                rotation=90 if is_upright else 0, ha="left", va="bottom", zorder=2.5,
                bbox={"boxstyle": "square,pad=0.1", "fc": COLORS.land, "ec": "none", "alpha": 0.8},
            )  # fmt: skip
        for x, y, size, rank, is_own in reversed(symbols):
            axes.add_patch(
                Circle(
                    (x, y), size / 2, facecolor=COLORS.accent, edgecolor=COLORS.ink if is_own else COLORS.surface,
                    linewidth=1.2 if is_own else 0.5, alpha=1 if rank else 0.55, zorder=3,
                )
            )  # fmt: skip
            if rank:
                wide_pt = 72 * size * width_in
                is_large, beside = wide_pt > LARGE_PT, 0.4 * wide_pt + 3
                axes.annotate(
                    f"{rank}", (x, y), (0, 0) if is_large else (beside, beside - 1), textcoords="offset points",
                    ha="center", va="center", fontsize=7, fontweight="bold", zorder=4,
                    color=COLORS.surface if is_large else COLORS.ink,
                )  # fmt: skip
        return _svg(figure)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, pad=2)
    axes.set_yticks([])
