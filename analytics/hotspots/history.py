"""Does a hotspot last? Each cell's Gi* quarter by quarter, and whether it is emerging, persistent
or fading.

A quarter is judged together with the one before it, so one bad month can make a cell hot for two
quarters. Each is compared with the whole town in the same half year: a winter season, or a rise
everywhere, makes no place emerge. Quarters need many incidents; below that the history is chance,
and there is none here. Squares of 250 m suit it (`make_grid(…, cell_m=HISTORY_CELL_M)`), for
burglary with theft or for all crime; robberies are too few. A look back: a hotspot that lasted
three years is a place to ask why, not a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

from analytics.coverage import day_words
from analytics.hotspots.classes import (
    EMERGING,
    FADING,
    ON_AND_OFF,
    P_LIMIT,
    PERSISTENT,
    esri_classes,
    plain_classes,
)
from analytics.hotspots.clusters import (
    LEAST_INCIDENTS,
    Q_LIMIT,
    getis_ord,
    sum_3x3,
)
from analytics.hotspots.grid import Grid
from analytics.many_tests import benjamini_hochberg
from analytics.periods import Period
from analytics.slopes import find_slopes

HISTORY_CELL_M = 250.0
QUARTERS = 12
LEAST_QUARTERS = 10
LEAST_A_QUARTER = 200

_COLUMNS = (
    *("i", "j", "x_m", "y_m", "incidents"),
    *("quarters_hot", "is_hot_now", "trend_p", "esri_class", "history"),
)


@dataclass(frozen=True, eq=False)
class History:
    """The cells of the mask over some whole quarters, or none of it and the reason.

    `cells` columns: i, j, x_m, y_m (center), incidents (in all quarters), quarters_hot, is_hot_now
    (in the last quarter), trend_p (Mann-Kendall on the Gi* of the quarters), esri_class (see
    `classes.esri_classes`), history (emerging, persistent, fading, on and off, no pattern). `gi_z`
    and `is_hot` are cells × quarters; both, and the cells, are without rows where there is a
    reason.
    """

    quarters: tuple[date, ...]
    end: date
    cell_m: float
    cells: pd.DataFrame
    gi_z: np.ndarray
    is_hot: np.ndarray
    reason: str | None = None


def whole_quarters(covered: Period, *, most: int = QUARTERS) -> tuple[list[date], date]:
    """Give the first days of the last whole calendar quarters of a period, at most so many, and the
    day after the last of them.
    """
    starts = [day.date() for day in pd.date_range(covered.start, covered.end, freq="QS")]
    return starts[:-1][-most:], starts[-1] if starts else covered.start


def hotspot_history(
    incidents: pd.DataFrame, grid: Grid, *, covered: Period, most: int = QUARTERS
) -> History:
    """Follow each cell through the last whole quarters of the days covered.

    `incidents` has x_m, y_m and occurred_on, one row an incident, or one a place and day with a
    column `incidents`; what has no position, or lies off
    the mask, is in no cell. `covered` must end at the settled-until day, and start where the feed
    does: a quarter before it would count as quiet. With fewer than 10 whole quarters, or fewer than
    200 incidents in an average one, there is no history.

    A quarter is hot where the space-time Gi* is above 0 with q below 0.05, an exact binomial test
    of the incidents near agrees, and at least three lie near and one in the cell, within the
    quarter and the one before. q-values are over the cells of a quarter, so a quarter's map stays
    the same whatever others are shown.
    """
    starts, end = whole_quarters(covered, most=most)
    days = pd.to_datetime(incidents["occurred_on"])
    bounds = pd.to_datetime(pd.Series([*starts, end]))
    quarters = [(days >= first) & (days < after) for first, after in pairwise(bounds)]
    counts = np.array([grid.count(incidents[quarter]) for quarter in quarters])
    average = counts.sum() / max(len(starts), 1)
    reason = None
    if len(starts) < LEAST_QUARTERS:
        reason = (
            f"Too few quarters: it takes {LEAST_QUARTERS} whole ones, and there are {len(starts)}."
        )
    elif average < LEAST_A_QUARTER:
        reason = (
            f"Too few for quarters: {average:,.0f} incidents in an average one,"
            f" and it takes {LEAST_A_QUARTER}."
        )
    if reason:
        none = np.zeros((0, len(starts)))
        cells = pd.DataFrame(columns=list(_COLUMNS))
        return History(tuple(starts), end, grid.cell_m, cells, none, none > 0, reason)

    mask = grid.mask
    gi_z = space_time_gi(counts, mask)
    is_hot, is_cold = _judge(counts, mask, gi_z)
    # A quarter judged with the one before it shares incidents with it, and Mann-Kendall would take
    # its values as independent: the trend is that of each quarter alone.
    trends = find_slopes(np.column_stack([getis_ord(quarter, mask) for quarter in counts]))
    is_clear = trends["p_value"].to_numpy() < P_LIMIT
    esri = esri_classes(is_hot, is_cold, np.where(is_clear, np.sign(trends["s"]), 0))
    cells = grid.cells.assign(
        incidents=counts[:, mask].sum(axis=0),
        quarters_hot=is_hot.sum(axis=1),
        is_hot_now=is_hot[:, -1],
        trend_p=trends["p_value"],
        esri_class=esri,
        history=plain_classes(esri, is_hot),
    )
    return History(tuple(starts), end, grid.cell_m, cells[list(_COLUMNS)], gi_z, is_hot)


def space_time_gi(counts: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Give Gi* of each cell and period: periods × rows × columns in, cells of the mask × periods
    out.

    Weights are 1 for the cell and its up to eight neighbors on the mask, in the period and in the
    one before; the first period stands alone. Mean and standard deviation are those of the same
    periods on the mask (Esri's "neighborhood time step" window), not of all: against all of them
    every place would be hot in winter.

    Source: Getis & Ord 1992 and Ord & Getis 1995, in space and time as in ArcGIS Pro and sfdep.
    """
    neighbors = sum_3x3(mask.astype("float64"))[mask]
    columns = []
    for window in _windows(counts):
        values = window[:, mask].astype("float64")
        bins, weight = values.size, neighbors * len(values)
        spread = values.std() * np.sqrt((bins * weight - weight**2) / max(bins - 1, 1))
        excess = _near(window, mask) - weight * values.mean()
        columns.append(np.divide(excess, spread, out=np.zeros(len(neighbors)), where=spread > 0))
    return np.column_stack(columns)


def history_sentence(history: History) -> str:
    """Say how many cells emerge, persist and fade, or why that cannot be told."""
    if history.reason:
        return history.reason
    last = day_words(history.end - timedelta(days=1))
    when = f"the {len(history.quarters)} quarters up to {last}"
    counts = history.cells["history"].value_counts()
    words = {
        EMERGING: "emerging",
        PERSISTENT: "persistent",
        FADING: "fading",
        ON_AND_OFF: "hot on and off",
    }
    parts = [f"{counts[name]:,} {text}" for name, text in words.items() if name in counts]
    if not parts:
        return f"No place stands out for long in {when}."
    listed = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
    return f"Hotspots over {when}, in squares of {history.cell_m:g} m: {listed}."


def _judge(counts: np.ndarray, mask: np.ndarray, gi_z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell where Gi* and an exact test agree that a cell is hot, or cold: cells × periods each."""
    chance = sum_3x3(mask.astype("float64"))[mask] / mask.sum()
    hot, cold = [], []
    for window, z in zip(_windows(counts), gi_z.T, strict=True):
        near, total = _near(window, mask), int(window[:, mask].sum())
        is_unlikely = benjamini_hochberg(2 * norm.sf(np.abs(z))) < Q_LIMIT
        many = benjamini_hochberg(binom.sf(near - 1, total, chance)) < Q_LIMIT
        few = benjamini_hochberg(binom.cdf(near, total, chance)) < Q_LIMIT
        is_held = (near >= LEAST_INCIDENTS) & (window[:, mask].sum(axis=0) > 0)
        hot.append(is_unlikely & many & is_held & (z > 0))
        cold.append(is_unlikely & few & (z < 0))
    return np.column_stack(hot), np.column_stack(cold)


def _windows(counts: np.ndarray) -> list[np.ndarray]:
    """Give each period with the one before it."""
    return [counts[max(last - 1, 0) : last + 1] for last in range(len(counts))]


def _near(window: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return sum_3x3(np.where(mask, window.sum(axis=0), 0))[mask]
