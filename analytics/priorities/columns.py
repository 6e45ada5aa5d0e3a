"""What is known of a concern in each neighborhood, and how surely: volume, trend, concentration?

Each is a number to show, and draws of the truth that may be behind it. Volume is a count, so where
more people live there is more. The chance of a rise starts from the belief that neighborhoods
change little: a handful of incidents more does not make it high. It knows no season, so both
periods should hold whole years. The share in five blocks is high of itself where blocks are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betainc, betaincc
from scipy.stats import rankdata

from analytics.periods import YEAR_DAYS
from analytics.shrinkage import (
    draw_rates,
    learned_prior,
    mix,
    places_in_order,
    shrink_rates,
)

RISE = 1.1
TOP_BLOCKS = 5
# So many numbers are drawn and ranked in a tenth of a second. A share of 4,000 draws is off by 0.8 of 100 at most (one standard
# error), of 1,000 by 1.6; the ends of rank intervals move by a rank at most.
MOST_DRAWS, LEAST_DRAWS, MOST_DRAWN = 4_000, 1_000, 400_000
# Before looking, nine true changes in ten are taken to lie between two thirds and one and a half. In
# the neighborhoods of St. Louis the standard deviation was 0.15 to 0.43, in the middle 0.25 (a year
# against the three before, 2011 to 2018; robbery, burglary, theft).
LOG_CHANGE_SD = float(np.log(1.5) / 1.645)


@dataclass(frozen=True, eq=False)
class Column:
    """One thing known of each neighborhood.

    `shown` are columns for readers by name, `values` what neighborhoods are compared by, NaN where there is
    none; `draws` has one row for each draw of the truth behind them, and no row where chance has no
    part in it. `blank` is what a neighborhood without a value stands for where others are compared
    with it; left out where it is None.
    """

    shown: Mapping[str, np.ndarray]
    values: np.ndarray
    draws: np.ndarray
    blank: float | None = None

    @cached_property
    def scores(self) -> np.ndarray:
        """Percentiles of the values among those that there are, NaN where there is none; equal
        numbers have equal ones."""
        known = np.count_nonzero(~np.isnan(self.values))
        if not known:
            return self.values
        if self.blank is None:
            return np.asarray((rankdata(self.values, nan_policy="omit") - 0.5) / known * 100)
        ranks = rankdata(np.nan_to_num(self.values, nan=self.blank))
        return np.where(np.isnan(self.values), np.nan, (ranks - 0.5) / len(ranks) * 100)

    @cached_property
    def drawn_scores(self) -> np.ndarray:
        """Percentiles within each draw, zero where there is none; they do not depend on weights."""
        if not len(self.draws):
            return np.nan_to_num(self.scores)[None]
        is_known = ~np.isnan(self.values)
        if is_known.all():
            return (places_in_order(self.draws) + 0.5) / len(is_known) * 100
        percentiles = np.zeros(self.draws.shape)
        places = places_in_order(self.draws[:, is_known])
        percentiles[:, is_known] = (places + 0.5) / places.shape[1] * 100
        return percentiles


def draws_for(concerns: int) -> int:
    """Give how often the truth behind so many concerns is drawn."""
    return max(LEAST_DRAWS, min(MOST_DRAWS, MOST_DRAWN // max(concerns, 1)))


def volume_column(
    now: np.ndarray,
    exposures: np.ndarray,
    *,
    days_now: int,
    seed: Sequence[int],
    draws: int = MOST_DRAWS,
) -> Column:
    """Give the incidents a year after allowing for chance.

    With unequal `exposures` (dwellings, say) a count is moved toward what the city's rate per
    dwelling lets one expect; with equal ones, toward the mean count.

    Shown: volume, volume_low, volume_high (incidents a year, 90% credible interval).
    """
    yearly = exposures * (days_now / YEAR_DAYS)
    prior = learned_prior(now, yearly)
    rates = shrink_rates(now, yearly, prior)
    named = {"volume": "shrunk_rate", "volume_low": "low", "volume_high": "high"}
    shown = {name: rates[rate].to_numpy() * exposures for name, rate in named.items()}
    drawn = draw_rates(now, yearly, prior, seed=seed, draws=draws) * exposures
    return Column(shown, shown["volume"], drawn)


def trend_column(
    now: np.ndarray,
    before: np.ndarray,
    *,
    days_now: int,
    days_before: int,
    seed: Sequence[int],
    draws: int = MOST_DRAWS,
) -> Column:
    """Give the chance that the rate rose by more than a tenth, each against its own years before.

    Each change is moved toward no change, not toward the city's: what rose everywhere rose here.

    Shown: rise_chance, fall_chance (probability that it is more than 1.1 times, or less than 1 in
    1.1 of, what it was).

    Source: given the sum, the count is binomial, its share beta distributed.
    """
    share = days_now / (days_now + days_before)
    strength = 1 / (share * (1 - share) * LOG_CHANGE_SD**2)
    a, b = now + strength * share, before + strength * (1 - share)
    shown = {
        "rise_chance": betaincc(a, b, _share_after(RISE, share)),
        "fall_chance": betainc(a, b, _share_after(1 / RISE, share)),
    }
    rng = np.random.default_rng(seed)
    size = (draws, len(now))
    drawn = rng.standard_gamma(a, size) / rng.standard_gamma(b, size)
    return Column(shown, shown["rise_chance"], drawn)


def concentration_column(
    incidents: np.ndarray,
    block_places: np.ndarray,
    n_places: int,
    *,
    seed: Sequence[int],
    draws: int = MOST_DRAWS,
) -> Column:
    """Give the share of a neighborhood's incidents to be expected in its five busiest blocks.

    `incidents` is one count a block, quiet blocks included, `block_places` the number of its
    neighborhood. As counted the share would mislead: any four incidents lie in five blocks.
    Therefore each block's count is allowed for chance first, by how unevenly the blocks within the
    city's neighborhoods fill. NaN for a neighborhood without incidents or with no more than five
    blocks.

    Shown: top_share (0 to 1).

    Source: Dirichlet-multinomial, as gamma-Poisson blocks with a given sum.
    """
    blocks = np.bincount(block_places, minlength=n_places)
    total = np.bincount(block_places, incidents, minlength=n_places)
    order = np.lexsort((-incidents, block_places))
    place = block_places[order]
    is_top = np.arange(len(order)) - (np.cumsum(blocks) - blocks)[place] < TOP_BLOCKS
    top = np.bincount(place[is_top], incidents[order][is_top], minlength=n_places)

    is_told = (blocks > TOP_BLOCKS) & (total > 0)
    values = np.full(n_places, np.nan)
    drawn = np.full((draws, n_places), np.nan)
    if is_told.any():
        blocks, total, top = blocks[is_told], total[is_told], top[is_told]
        is_used = is_told[block_places]
        even = np.zeros(n_places)
        even[is_told] = total / blocks
        prior = learned_prior(incidents[is_used], even[block_places[is_used]])
        alpha = prior.alpha[:, None]
        shares = (TOP_BLOCKS * alpha + top) / (blocks * alpha + total)
        values[is_told] = mix(prior.weight, shares)
        rng = np.random.default_rng(seed)
        alpha = rng.choice(prior.alpha, draws, p=prior.weight)[:, None]
        inside = rng.standard_gamma(TOP_BLOCKS * alpha + top)
        outside = rng.standard_gamma((blocks - TOP_BLOCKS) * alpha + total - top)
        drawn[:, is_told] = inside / (inside + outside)
    return Column({"top_share": values}, values, drawn)


def known_column(name: str, values: np.ndarray, *, blank: float | None = None) -> Column:
    """Make a column of numbers that are as they are; `blank` as in `Column`."""
    return Column({name: values}, values, np.empty((0, len(values))), blank)


def join_columns(columns: Sequence[Column]) -> Column:
    """Put the same column of several concerns below each other."""
    return Column(
        {name: np.concatenate([each.shown[name] for each in columns]) for name in columns[0].shown},
        np.concatenate([column.values for column in columns]),
        np.hstack([column.draws for column in columns]),
        columns[0].blank,
    )


def _share_after(ratio: float, share: float) -> float:
    """Give the share of all incidents that falls on the later days where rates have this ratio."""
    return ratio * share / (ratio * share + 1 - share)
