"""How good was the map? What share of the later incidents lay in the cells that it put first.

Put every map beside the simple one, last year's counts per cell: nearly all of a map's accuracy is
that incidents happen where they happened before. A high index on a tiny area is easily had (one
cell with one incident), so the shares of the area are fixed at 1, 2 and 5 in 100, and compared only
with each other. The limits know chance among the later incidents, not that another year, or another
offense, may turn out otherwise. Accuracy is no reason to patrol a cell: it says that incidents were
there, not that anything would have prevented them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.stats import beta, binomtest

from analytics.hotspots.clusters import getis_ord
from analytics.hotspots.density import quartic_density
from analytics.hotspots.grid import Grid, positions, weights_of
from analytics.numbers import write

AREA_SHARES = (0.01, 0.02, 0.05)
ALPHA = 0.05
LAST_YEAR_DAYS = 365
ALL = "all years"
YEAR = "last year"
SIMPLE = f"counts, {YEAR}"


def accuracy_curve(
    predicted: np.ndarray, observed: np.ndarray, area_km2: np.ndarray
) -> pd.DataFrame:
    """Put the cells in the order of their predicted density and add up what was observed.

    Cells that the prediction cannot tell apart come in the order least observed first, the worst
    case, then as given: the result depends on no sorting by chance, and a map is never flattered by
    its ties. A map of many ties, such as counts of few incidents, is judged too severely by it;
    `score_maps` gives the average over all orders as well.

    Columns: cell (position in the arrays), incidents, area_km2 (both added up so far), hit_rate and
    area_share (of all, 0 to 1), pai (hit_rate over area_share), pei (pai over that of the best
    order, 0 to 1; with cells of unequal size it may exceed 1), rri (predicted over observed so far,
    the prediction scaled to the total observed; NaN unless it is of counts, infinite before the
    first incident), per_km2 (incidents). One row a cell; NaN where nothing was observed.

    Source: Chainey, Tompson & Uhlig 2008; Wheeler & Steenbeek 2021, as in Wheeler's R package
    ptools, whose RRI is not scaled.
    """
    order = np.lexsort((observed, -(predicted / area_km2)))
    hits, area = np.cumsum(observed[order]), np.cumsum(area_km2[order])
    best = np.argsort(-(observed / area_km2), kind="stable")
    total = observed.sum()
    share = area / area[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        hit_rate = hits / total
        best_pai = np.cumsum(observed[best]) / total / (np.cumsum(area_km2[best]) / area[-1])
        is_count = predicted.min() >= 0
        scale = total / predicted.sum() if is_count else np.nan
        rri = np.cumsum(predicted[order]) * scale / hits
    return pd.DataFrame(
        {
            "cell": order,
            "incidents": hits,
            "area_km2": area,
            "hit_rate": hit_rate,
            "area_share": share,
            "pai": hit_rate / share,
            "pei": hit_rate / share / best_pai,
            "rri": rri,
            "per_km2": hits / area,
        }
    )


def hit_rate_limits(hits: int, incidents: int) -> tuple[float, float]:
    """Give the exact 95% limits of a hit rate, 0 to 1; without incidents they are 0 and 1.

    Source: Clopper & Pearson 1934.
    """
    low = float(beta.ppf(ALPHA / 2, hits, incidents - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - ALPHA / 2, hits + 1, incidents - hits)) if hits < incidents else 1.0
    return low, high


def score_maps(
    maps: Mapping[str, np.ndarray],
    observed: np.ndarray,
    *,
    cell_km2: float,
    baseline: str,
    area_shares: Sequence[float] = AREA_SHARES,
) -> pd.DataFrame:
    """Score maps of the same equal cells on the same later counts, each against a baseline map.

    A map is a value for each cell, the highest flagged first; as many cells are flagged as fit into
    the share of the area, at least one. `hits` takes ties in the worst order, `hits_mean` on the
    average of all orders. Who does better is judged on the average, so that nobody wins by the
    other's ties: `p_value` is an exact test on the incidents that only one of the two maps holds.

    Columns: map, area_share, cells, incidents (all observed), hits, hits_mean, hit_rate (of hits),
    hit_low and hit_high (its 95% limits), pai, pei, rri, per_km2 (as in `accuracy_curve`),
    baseline_hits_mean, p_value, verdict (better, worse or can't tell; baseline for itself). One row
    a map and share.

    Source: the test is McNemar's (1947), exact.
    """
    total = int(observed.sum())
    rows = []
    for name, values in maps.items():
        curve = accuracy_curve(values, observed, np.full(len(observed), cell_km2))
        for share in area_shares:
            # A share of 0.05 of 60 cells must be 3 of them, not 2.999….
            cells = max(1, int(share * len(observed) + 1e-9))
            at = curve.iloc[cells - 1]
            hits = int(at["incidents"])
            flagged, simple = _flagged(values, cells), _flagged(maps[baseline], cells)
            low, high = hit_rate_limits(hits, total)
            p_value, verdict = _judge(flagged, simple, observed)
            rows.append(
                {
                    "map": name,
                    "area_share": share,
                    "cells": cells,
                    "incidents": total,
                    "hits": hits,
                    "hits_mean": float(observed @ flagged),
                    "hit_rate": at["hit_rate"],
                    "hit_low": low,
                    "hit_high": high,
                    **at[["pai", "pei", "rri", "per_km2"]],
                    "baseline_hits_mean": float(observed @ simple),
                    "p_value": p_value,
                    "verdict": "baseline" if name == baseline else verdict,
                }
            )
    return pd.DataFrame(rows)


def compare_maps(
    train: pd.DataFrame,
    later: pd.DataFrame,
    grid: Grid,
    *,
    until: date,
    radius_m: float,
    area_shares: Sequence[float] = AREA_SHARES,
    seed: int = 0,
) -> pd.DataFrame:
    """Make the maps of all earlier incidents and of the last year's, and score them on later ones.

    `train` and `later` have x_m, y_m and occurred_on, one row an incident, or one a place and day
    with a column `incidents`; those off the mask are
    in no map and no hit rate. `until` is the day that parts them, and last year the 365 days before
    it. Maps: density, Gi* and counts, each of all earlier days and of the last year, and a random
    order of the cells. Columns as in `score_maps`, whose baseline is the count of the last year.
    Raises ValueError where a training incident is not earlier than `until`, or a later one is.
    """
    day = pd.Timestamp(until)
    trained_on, tested_on = (pd.to_datetime(table["occurred_on"]) for table in (train, later))
    if (trained_on >= day).any() or (tested_on < day).any():
        raise ValueError(f"a map is tested on days that it does not know: part the two at {until}")
    maps = {}
    for name, known in (
        (ALL, train),
        (YEAR, train[trained_on >= day - timedelta(days=LAST_YEAR_DAYS)]),
    ):
        counts = grid.count(known)
        maps[f"density, {name}"] = quartic_density(
            *positions(known), grid, radius_m=radius_m, weights=weights_of(known)
        )
        maps[f"Gi*, {name}"] = getis_ord(counts, grid.mask)
        maps[f"counts, {name}"] = grid.on_mask(counts)
    observed = grid.on_mask(grid.count(later))
    # Below zero, as it is an order and predicts no counts.
    maps["random order"] = -np.random.default_rng(seed).permutation(len(observed))
    return score_maps(
        maps,
        observed,
        cell_km2=grid.cell_m**2 / 1e6,
        baseline=SIMPLE,
        area_shares=area_shares,
    )


def accuracy_sentence(scores: pd.DataFrame, name: str) -> str:
    """Say how many later incidents a map's first cells held, beside the simple map, and which of
    the two does better.

    `scores` comes from `compare_maps`; numbers are averages over ties.
    """
    rows = scores[scores["map"] == name]
    incidents = int(rows["incidents"].iloc[0])
    if incidents == 0:
        return "No later incidents on the map: nothing to judge it by."
    words = {
        "better": "this map does better",
        "worse": "the simple map does better",
        "can't tell": "can't tell which does better",
        "baseline": "this is the simple map",
    }
    parts = [
        f"the first {_number(cells, 'cell')} held {write('held', mean)}, those of last year's counts"
        f" {write('held', simple)}: {words[verdict]}"
        for cells, mean, simple, verdict in zip(
            rows["cells"],
            rows["hits_mean"],
            rows["baseline_hits_mean"],
            rows["verdict"],
            strict=True,
        )
    ]
    return f"Of {_number(incidents, 'later incident')}, {'; '.join(parts)}."


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _flagged(values: np.ndarray, cells: int) -> np.ndarray:
    """Give for each cell how likely it is among the first `cells`, were ties broken by lot."""
    limit = np.partition(values, -cells)[-cells]
    above, tied = values > limit, values == limit
    return above + tied * ((cells - above.sum()) / tied.sum())


def _judge(flagged: np.ndarray, simple: np.ndarray, observed: np.ndarray) -> tuple[float, str]:
    only = round(float(observed @ (flagged * (1 - simple))))
    only_simple = round(float(observed @ (simple * (1 - flagged))))
    if only + only_simple == 0:
        return 1.0, "can't tell"
    p_value = float(binomtest(only, only + only_simple).pvalue)
    if p_value >= ALPHA:
        return p_value, "can't tell"
    return p_value, "better" if only > only_simple else "worse"
