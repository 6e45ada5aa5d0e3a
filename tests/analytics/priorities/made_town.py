"""A made-up town of neighborhoods with blocks, and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

YEAR, YEARS = 364, 3 * 364


@dataclass(frozen=True, eq=False)
class Town:
    """Counts of one concern drawn from true rates, changes and shares of blocks."""

    neighborhoods: pd.DataFrame
    blocks: pd.DataFrame
    now: pd.DataFrame
    before: pd.DataFrame
    volume: np.ndarray
    change: np.ndarray
    block_share: np.ndarray


def places(n: int) -> pd.DataFrame:
    """Name some neighborhoods: n00 is Place 0."""
    return pd.DataFrame(
        {
            "neighborhood_id": [f"n{i:02}" for i in range(n)],
            "name": [f"Place {i}" for i in range(n)],
        }
    )


def blocks_of(neighborhoods: pd.DataFrame, each: int) -> pd.DataFrame:
    """Give every neighborhood so many blocks."""
    ids = neighborhoods["neighborhood_id"].repeat(each).to_numpy()
    return pd.DataFrame(
        {
            "block_id": [f"{place}-{i % each:02}" for i, place in enumerate(ids)],
            "neighborhood_id": ids,
        }
    )


def counted(counts: np.ndarray, category: str = "burglary") -> pd.DataFrame:
    """Give one count to each neighborhood."""
    ids = places(len(counts))["neighborhood_id"]
    return pd.DataFrame({"neighborhood_id": ids, "category": category, "incidents": counts})


def simulate_town(seed: int, *, a_year: int, each: int = 25, n: int = 52) -> Town:
    """Draw a town: uneven neighborhoods (sd of logs 0.8), changes (0.25) and blocks."""
    rng = np.random.default_rng(seed)
    neighborhoods = places(n)
    blocks = blocks_of(neighborhoods, each)
    volume = np.exp(rng.normal(0, 0.8, n))
    volume *= a_year / volume.sum()
    change = np.exp(rng.normal(0, 0.25, n))
    share = rng.gamma(0.5, size=(n, each))
    share /= share.sum(axis=1, keepdims=True)
    now = rng.poisson(volume[:, None] * share)
    before = rng.poisson((volume / change * 3)[:, None] * share)
    tables = [
        blocks.assign(category="burglary", incidents=counts.ravel()) for counts in (now, before)
    ]
    return Town(neighborhoods, blocks, *tables, volume, change, share)
