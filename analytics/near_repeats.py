"""Does one incident bring another nearby and soon after, more often than chance would?

Dates are shuffled among the places (Knox test), so busy streets and busy months explain themselves;
a quarter that is busy in winter only does not, and looks like near repeats: take a year at most.
Points of hundred-blocks or street midpoints put everything in a block at one place; use the
addresses inside, and publish the ratio only. More pairs than chance is a pattern of the past, good
for telling neighbors to lock up, and says of no house that it will be next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from analytics.many_tests import holm
from analytics.repeats import address_keys, are_blocks, one_row_each

Metric = Literal["manhattan", "euclidean"]

# Lower limits, and the end of the last band: same place, 1 to 100, 101 to 200, 201 to 400 m; 0 to
# 7, 8 to 14, 15 to 28 days. A band holds its lower limit and not its upper one.
DISTANCES_M = (0.0, 1.0, 101.0, 201.0, 401.0)
DAYS = (0, 8, 15, 29)
LEAST_INCIDENTS = 200
PERMUTATIONS = 999
ALPHA = 0.05

_NORM: dict[Metric, int] = {"manhattan": 1, "euclidean": 2}
# Shuffles side by side, and pairs at a time: a block stays in the cache, a byte holds its counts.
_LANES, _PAIRS = 256, 255


@dataclass(frozen=True)
class NearRepeats:
    """Pairs of incidents by distance and days between them, beside shuffled dates; or the reason
    why not.

    `pairs` has a row a band: distance_from_m, distance_to_m, days_from, days_to (each half-open),
    observed, expected (mean of the shuffles), ratio (observed / expected; NaN where both are 0),
    p_value (of so many or more, for this band alone), p_adjusted (for having looked at all bands,
    Holm 1979), is_more (p_adjusted below 0.05). `is_of_blocks` where most addresses are
    hundred-blocks: then the same place is the same block.
    """

    pairs: pd.DataFrame
    incidents: int
    without_point: int
    permutations: int
    is_of_blocks: bool = False
    reason: str | None = None


def find_near_repeats(
    incidents: pd.DataFrame,
    *,
    seed: int,
    permutations: int = PERMUTATIONS,
    distances_m: Sequence[float] = DISTANCES_M,
    days: Sequence[int] = DAYS,
    metric: Metric = "manhattan",
    told: Callable[[int, int], None] | None = None,
) -> NearRepeats:
    """Test whether pairs of incidents are near in space and time more often than chance alone.

    `incidents` has feed, incident_id, address, x_m, y_m and occurred_on. Incidents of one address
    are at the same place, wherever their points lie within reach; those without an address are
    where their point is. The day of a burglary is the first of its window. `told` is called with
    how many shuffles are done, and of how many. With fewer than 200 incidents there is a reason and
    no pairs. Raises SelectionError where there are no addresses: the public's days are steps of 28
    days, and its points are blocks.
    """
    each = one_row_each(incidents)
    rows = each[each["x_m"].notna() & each["y_m"].notna()]
    without = len(each) - len(rows)
    if len(rows) < LEAST_INCIDENTS:
        reason = f"it takes {LEAST_INCIDENTS} incidents on the map, and there are {len(rows)}"
        return NearRepeats(_no_pairs(), len(rows), without, 0, reason=reason)
    keys = address_keys(rows["address"])
    numbers, _ = pd.factorize(keys)
    # Without an address, each is a place of its own.
    places = np.where(numbers >= 0, numbers, -1 - np.arange(len(numbers)))
    pairs = knox(
        rows["x_m"].to_numpy(),
        rows["y_m"].to_numpy(),
        day_numbers(rows["occurred_on"]),
        distances_m=distances_m,
        days=days,
        metric=metric,
        permutations=permutations,
        seed=seed,
        places=places,
        told=told,
    )
    return NearRepeats(pairs, len(rows), without, permutations, are_blocks(keys))


def knox(
    x_m: np.ndarray,
    y_m: np.ndarray,
    on_day: np.ndarray,
    *,
    distances_m: Sequence[float],
    days: Sequence[float],
    metric: Metric,
    permutations: int,
    seed: int,
    places: np.ndarray | None = None,
    told: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Count pairs in each band [from, to) of distance and of days, and in shuffles of the days.

    Limits may end with infinity. `places` numbers what is one place, at distance 0 whatever the
    points say. Only pairs within the last distance are ever made, and memory grows with them.

    Columns: those of `NearRepeats.pairs`.

    Source: Knox 1964; shuffles and p = (as many or more + 1) / (shuffles + 1) as in Ratcliffe's
    Near Repeat Calculator, whose printed limits are one too high, and the R package NearRepeat.
    """
    first, second, band = _near_pairs(x_m, y_m, np.asarray(distances_m), metric, places)
    bounds = np.searchsorted(band, np.arange(len(distances_m)))
    on_day = on_day - on_day.min()
    # Half the bytes is twice the speed, unless a day of 1900 stands for an unknown one.
    whole = np.iinfo("int16" if on_day.max() < np.iinfo("int16").max else "int32")
    on_day = on_day.astype(whole.dtype)
    limits = np.minimum(np.asarray(days, dtype="float64"), whole.max).astype(whole.dtype)
    observed = _count_bands(first, second, bounds, limits, on_day[:, None])[..., 0]
    total = np.zeros(observed.shape)
    as_many = np.zeros(observed.shape)
    rng = np.random.default_rng(seed)
    for start in range(0, permutations, _LANES):
        if told is not None:
            told(start, permutations)
        lanes = min(_LANES, permutations - start)
        shuffled = np.stack([rng.permutation(on_day) for _ in range(lanes)], axis=1)
        counts = _count_bands(first, second, bounds, limits, shuffled)
        total += counts.sum(axis=2)
        as_many += (counts >= observed[..., None]).sum(axis=2)
    expected = (total / permutations).ravel()
    p_value = ((as_many + 1) / (permutations + 1)).ravel()
    counted = observed.ravel()
    ratio = np.full(counted.shape, np.nan)
    some = (expected > 0) | (counted > 0)
    with np.errstate(divide="ignore"):
        ratio[some] = counted[some] / expected[some]
    adjusted = holm(p_value)
    rows, columns = observed.shape
    return pd.DataFrame(
        {
            "distance_from_m": np.repeat(distances_m[:-1], columns),
            "distance_to_m": np.repeat(distances_m[1:], columns),
            "days_from": np.tile(days[:-1], rows),
            "days_to": np.tile(days[1:], rows),
            "observed": counted,
            "expected": expected,
            "ratio": ratio,
            "p_value": p_value,
            "p_adjusted": adjusted,
            "is_more": adjusted < ALPHA,
        }
    )


def day_numbers(days: pd.Series) -> np.ndarray:
    """Give days as whole numbers, a day apart being 1."""
    return pd.to_datetime(days).to_numpy(dtype="datetime64[D]").astype("int64")


def near_repeats_sentence(found: NearRepeats, what: str) -> str:
    """Say whether another followed nearby and soon after more often than chance would have it."""
    if found.reason:
        return f"{what}: can't tell whether one brings another nearby: {found.reason}."
    more = found.pairs[found.pairs["is_more"]].sort_values(["days_from", "distance_from_m"])
    if more.empty:
        return (
            f"{what}: can't tell from chance how often another followed nearby, among"
            f" {found.incidents:,}."
        )
    bands = [_band_words(band, found.is_of_blocks) for _, band in more.head(2).iterrows()]
    return f"{what}: another followed more often than chance explains {'; and '.join(bands)}."


def _band_words(band: pd.Series, is_of_blocks: bool) -> str:
    near, far = band["distance_from_m"], band["distance_to_m"]
    where = f"{near:,.0f} to {far - 1:,.0f} m away"
    if far <= 1:
        where = "in the same hundred-block" if is_of_blocks else "at the same place"
    if near < 1 < far:
        where = f"within {far:,.0f} m"
    last = f"{band['days_to'] - 1:.0f} days"
    when = f"{band['days_from']:.0f} to {last} later" if band["days_from"] else f"within {last}"
    return f"{where}, {when} ({band['observed']:,.0f} pairs, chance gives {band['expected']:,.1f})"


def _near_pairs(
    x_m: np.ndarray,
    y_m: np.ndarray,
    distances_m: np.ndarray,
    metric: Metric,
    places: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the pairs within reach and the band of each, in order of band."""
    points = np.column_stack([x_m, y_m])
    across = np.ptp(points, axis=0).sum() + 1
    reach = min(float(distances_m[-1]), float(across))
    pairs = cKDTree(points).query_pairs(reach, p=_NORM[metric], output_type="ndarray")
    first, second = pairs.astype("int32").T
    apart = np.abs(points[first] - points[second])
    distance = apart.sum(axis=1) if metric == "manhattan" else np.hypot(*apart.T)
    if places is not None:
        distance[places[first] == places[second]] = 0
    band = np.searchsorted(distances_m, distance, side="right") - 1
    order = np.argsort(band, kind="stable")
    order = order[(band[order] >= 0) & (band[order] < len(distances_m) - 1)]
    return first[order], second[order], band[order]


def _count_bands(
    first: np.ndarray,
    second: np.ndarray,
    bounds: np.ndarray,
    limits: np.ndarray,
    on_day: np.ndarray,
) -> np.ndarray:
    """Count pairs by band of distance, band of days, and column of `on_day`."""
    below = np.zeros((len(bounds) - 1, len(limits), on_day.shape[1]), dtype="int64")
    for band, (start, end) in enumerate(pairwise(bounds)):
        for at in range(start, end, _PAIRS):
            part = slice(at, min(at + _PAIRS, end))
            apart = np.abs(on_day[first[part]] - on_day[second[part]])
            for k, limit in enumerate(limits):
                is_below = (apart < limit).view("uint8")
                below[band, k] += np.add.reduce(is_below, axis=0, dtype="uint8")
    return np.diff(below, axis=1)


def _no_pairs() -> pd.DataFrame:
    names = ("distance_from_m", "distance_to_m", "days_from", "days_to", "observed", "expected")
    empty = {name: pd.Series(dtype="float64") for name in (*names, "ratio", "p_value")}
    return pd.DataFrame(
        empty | {"p_adjusted": pd.Series(dtype="float64"), "is_more": pd.Series(dtype=bool)}
    )
