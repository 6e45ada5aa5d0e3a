"""The pictures of a paper report, as SVG text: the weekly trend, and the hotspot map.

They show what `figures.series` and `figures.maps` show on screen, in the same colors; paper needs
no browser this way. The same tables give the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from analytics.figures.maps import SHOWN_FROM_CLASS, shown_cells
from analytics.figures.theme import PALETTES
from analytics.hotspots import Grid
from analytics.trends import Trend

COLORS = PALETTES["light"]
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "axes.edgecolor": COLORS.line,
    "axes.linewidth": 0.6,
    "text.color": COLORS.ink,
    "xtick.color": COLORS.muted,
    "ytick.color": COLORS.muted,
}
DENSITY_WORDS = ("1 to 2", "2 to 3", "3 to 5", "over 5")


def draw_trend(trend: Trend, *, width_in: float = 3.4, height_in: float = 1.3) -> str:
    """Draw weekly counts over the expected range, from zero, unsettled weeks shaded; give the
    SVG."""
    weeks = trend.weeks[trend.weeks["is_complete"] | trend.weeks["incidents"].isna()]
    days = weeks["week_on"].to_numpy()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        axes = figure.add_subplot()
        for name, color in (("95", COLORS.band_95), ("80", COLORS.band_80)):
            low, high = weeks[f"low_{name}"], weeks[f"high_{name}"]
            axes.fill_between(days, low, high, color=color, linewidth=0)
        axes.plot(days, weeks["expected"], color=COLORS.accent_soft, linewidth=0.8, linestyle=":")
        axes.plot(days, weeks["incidents"], color=COLORS.accent, linewidth=1.2, clip_on=False)
        unusual = weeks[weeks["is_unusual"]]
        axes.scatter(
            unusual["week_on"],
            unusual["incidents"],
            s=12,
            c=COLORS.ink,
            marker="D",
            clip_on=unusual.empty,
            zorder=3,
        )
        _shade_unsettled(axes, weeks, trend.step_weeks)
        top = weeks[["incidents", "high_95"]].max().max()
        axes.set_ylim(0, max(4.0, 1.1 * top) if np.isfinite(top) else 4.0)
        axes.margins(x=0.01)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.grid(axis="y", color=COLORS.line, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, pad=2)
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.xaxis.set_major_locator(AutoDateLocator(maxticks=7))
        axes.xaxis.set_major_formatter(
            ConciseDateFormatter(axes.xaxis.get_major_locator(), show_offset=False)
        )
        unit = (
            "incidents a week"
            if trend.step_weeks == 1
            else f"incidents in {trend.step_weeks} weeks"
        )
        axes.set_ylabel(unit, fontsize=6, color=COLORS.muted)
        return _svg(figure)


def draw_map(
    cells: pd.DataFrame,
    grid: Grid,
    neighborhoods: gpd.GeoDataFrame,
    *,
    chosen: Sequence[str],
    streets: gpd.GeoDataFrame,
    areas: pd.DataFrame,
    width_in: float,
    height_in: float,
) -> str:
    """Draw the hotspot map around the chosen neighborhoods, or of the city; the areas are numbered;
    give the SVG."""
    local = neighborhoods.to_crs(grid.crs)
    is_chosen = local["neighborhood_id"].isin(chosen)
    box = _box(
        local[is_chosen].total_bounds if chosen else _built_up(grid),
        grid.cell_m,
        width_in / height_in,
    )
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(box[0], box[2])
        axes.set_ylim(box[1], box[3])
        axes.add_patch(_land(box))
        frame = shapely.box(*box)
        if not streets.empty:
            _draw_lines(axes, streets.to_crs(grid.crs).geometry, frame, COLORS.line, 0.4)
        _draw_cells(axes, shown_cells(cells), grid, frame)
        _draw_lines(axes, local.boundary, frame, COLORS.outline, 0.6)
        if chosen:
            _draw_lines(axes, local[is_chosen].boundary, frame, COLORS.ink, 1.4)
        for number, area in enumerate(areas.itertuples(), start=1):
            axes.annotate(
                str(number),
                (area.x_m, area.y_m),
                fontsize=6.5,
                ha="center",
                va="center",
                bbox={
                    "boxstyle": "circle,pad=0.25",
                    "fc": COLORS.surface,
                    "ec": COLORS.ink,
                    "lw": 0.7,
                },
            )
        if chosen:
            _name_places(axes, local, box, width_in)
        _draw_scale(axes, box)
        return _svg(figure)


def draw_legend(width_in: float = 3.3) -> str:
    """Draw the key of the map's colors; give the SVG."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, 0.32))
        handles = [
            Patch(facecolor=color, edgecolor="none", label=words)
            for color, words in zip(COLORS.heat[SHOWN_FROM_CLASS - 1 :], DENSITY_WORDS, strict=True)
        ]
        handles.append(Patch(facecolor="none", edgecolor=COLORS.ink, label="stands out"))
        figure.legend(
            handles=handles, ncols=5, loc="center left", frameon=False, fontsize=6.2, borderpad=0,
            handlelength=1.1, handletextpad=0.4, columnspacing=0.9, bbox_to_anchor=(0, 0.5), borderaxespad=0,
        )  # fmt: skip
        return _svg(figure)


def _shade_unsettled(axes: Axes, weeks: pd.DataFrame, step_weeks: int) -> None:
    unsettled = weeks[~weeks["is_settled"]]
    if unsettled.empty:
        return
    half = pd.Timedelta(weeks=step_weeks) / 2
    start, end = unsettled["week_on"].iloc[0] - half, weeks["week_on"].iloc[-1] + half
    axes.axvspan(start, end, color=COLORS.unsettled, linewidth=0, zorder=0)
    axes.annotate(
        "not settled", (end, 1.01), xycoords=("data", "axes fraction"), ha="right", va="bottom",
        fontsize=5.5, color=COLORS.muted,
    )  # fmt: skip


def _built_up(grid: Grid) -> np.ndarray:
    corners = grid.cells[["x_m", "y_m"]].agg(["min", "max"]).to_numpy()
    return corners.ravel()


def _box(bounds: np.ndarray, cell_m: float, shape: float) -> tuple[float, float, float, float]:
    """Give the smallest box of the picture's shape (width / height) around the bounds, and a
    margin."""
    west, south, east, north = bounds
    margin = 0.06 * max(east - west, north - south) + cell_m
    width, height = east - west + 2 * margin, north - south + 2 * margin
    width, height = max(width, height * shape), max(height, width / shape)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _land(box: tuple[float, float, float, float]) -> Patch:
    west, south, east, north = box
    return Rectangle((west, south), east - west, north - south, facecolor=COLORS.land, zorder=0)


def _draw_cells(axes: Axes, cells: pd.DataFrame, grid: Grid, frame: shapely.Polygon) -> None:
    west, south = cells["i"].to_numpy() * grid.cell_m, cells["j"].to_numpy() * grid.cell_m
    squares = shapely.box(west, south, west + grid.cell_m, south + grid.cell_m)
    inside = shapely.intersects(squares, frame)
    corners = [shapely.get_coordinates(square) for square in squares[inside]]
    classes = cells["density_class"].to_numpy()[inside].clip(SHOWN_FROM_CLASS, len(COLORS.heat))
    shades = [COLORS.heat[number - 1] for number in classes]
    axes.add_collection(
        PolyCollection(corners, facecolors=shades, edgecolors=shades, linewidths=0.1)
    )
    hot = shapely.union_all(squares[inside & cells["is_hot"].to_numpy()])
    _draw_lines(axes, gpd.GeoSeries([hot.boundary]), frame, COLORS.ink, 0.9)


def _draw_lines(
    axes: Axes,
    shapes: gpd.GeoSeries,
    frame: shapely.Polygon,
    color: str,
    width: float,
    style: Any = "solid",
) -> None:
    parts = shapely.get_parts(shapely.intersection(shapes.to_numpy(), frame))
    lines = [shapely.get_coordinates(part) for part in parts if part.geom_type == "LineString"]
    axes.add_collection(LineCollection(lines, colors=color, linewidths=width, linestyles=style))


def _name_places(
    axes: Axes, places: gpd.GeoDataFrame, box: tuple[float, float, float, float], width_in: float
) -> None:
    frame = shapely.box(*box)
    letter_m = 0.05 * (box[2] - box[0]) / width_in
    for place in places.itertuples():
        seen = place.geometry.intersection(frame)
        if seen.area < 0.02 * frame.area:
            continue
        name = _wrapped(place.name)
        half = letter_m * max(map(len, name.split("\n"))) / 2
        point = seen.representative_point()
        x = min(max(point.x, box[0] + half), box[2] - half)
        axes.annotate(
            name, (x, point.y), fontsize=6, ha="center", va="center", color=COLORS.ink,
            bbox={"boxstyle": "round,pad=0.15", "fc": COLORS.land, "ec": "none", "alpha": 0.75},
        )  # fmt: skip


def _wrapped(name: str, width: int = 16) -> str:
    return "\n".join(textwrap.wrap(name, width)[:3])


def _draw_scale(axes: Axes, box: tuple[float, float, float, float]) -> None:
    west, south, east, north = box
    length = 250.0 if east - west < 2500 else 500.0 if east - west < 6000 else 2000.0
    x, y = west + 0.04 * (east - west), south + 0.03 * (north - south)
    axes.plot([x, x + length], [y, y], color=COLORS.ink, linewidth=1.2, solid_capstyle="butt")
    words = f"{length:,.0f} m" if length < 1000 else f"{length / 1000:,.0f} km"
    axes.annotate(words, (x, y), (0, 3), textcoords="offset points", fontsize=6)


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    return buffer.getvalue()
