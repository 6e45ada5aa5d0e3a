"""Which concern comes first, and how sure is its place in the order?

A rank looks like knowledge and mostly is not: on a neighborhood's few incidents one of the first
ten may as well be one of the last. It never stands without its interval. The weights are the
reader's opinion, not a finding; `top_5_share` says how often a concern is among the first five
whatever weights one prefers. A score of 60 is not twice a score of 30: it only says that more
concerns lie below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analytics.priorities.columns import MOST_DRAWS, Column
from analytics.shrinkage import rank_intervals

TOP = 5


def rank_scores(
    columns: Mapping[str, Column],
    weights: Mapping[str, float],
    *,
    seed: int,
    draws: int = MOST_DRAWS,
) -> pd.DataFrame:
    """Rank concerns by the weighted mean of the percentiles of their columns.

    `weights` are above zero; a column without one has no part in anything. A concern that a
    column says nothing of is judged by the others, each then counting for more; one that none says
    anything of comes last. Rank and score are those of the numbers shown, the interval that of the draws, widened
    where needed so that it holds the rank.

    Columns: <column>_score for each weighted column (0 to 100), score (0 to 100), rank (1 is
    first), rank_low, rank_high (90% interval), top_5_share (0 to 1: of draws of the truth and of
    the weights alike).

    Source: percentiles of posterior draws; any weights as likely as any others, in the way of
    Lahdelma, Hokkanen & Salminen 1998, European Journal of Operational Research 106:137 (SMAA).
    """
    used = [columns[name] for name in weights]
    names = [f"{name}_score" for name in weights]
    is_known = np.array([~np.isnan(column.values) for column in used])
    shares = np.array([*weights.values()], dtype=float)

    scores = [column.scores for column in used]
    score = _mean([np.nan_to_num(each) for each in scores], is_known, shares)
    n = len(score)
    rank = np.empty(n, dtype=int)
    rank[np.argsort(-score, kind="stable")] = np.arange(1, n + 1)

    rng = np.random.default_rng(seed)
    drawn = [column.drawn_scores for column in used]
    # Whoever is equal in a draw comes first by chance, not by the order of the table.
    by_chance = 1e-9 * rng.random((draws, n))
    low, high = rank_intervals(_mean(drawn, is_known, shares) + by_chance)
    any_weights = rng.dirichlet(np.ones(len(shares)), draws).T[:, :, None]
    weighed = _mean(drawn, is_known, any_weights) + by_chance
    last_of_top = np.partition(weighed, max(n - TOP, 0), axis=1)[:, max(n - TOP, 0), None]
    return pd.DataFrame(
        {
            **dict(zip(names, scores, strict=True)),
            "score": np.where(is_known.any(axis=0), score, np.nan),
            "rank": rank,
            "rank_low": np.minimum(low, rank),
            "rank_high": np.maximum(high, rank),
            "top_5_share": (weighed >= last_of_top).mean(axis=0),
        }
    )


def _mean(scores: Sequence[np.ndarray], is_known: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weigh scores, each with the weights of those that are known; -1 where none is."""
    total = sum(weight * score for weight, score in zip(weights, scores, strict=True))
    weight = sum(
        weight * (1.0 if known.all() else known)
        for weight, known in zip(weights, is_known, strict=True)
    )
    if is_known.any(axis=0).all():
        return total / weight
    return np.divide(total, weight, out=np.full(np.shape(total), -1.0), where=weight > 0)
