"""What rate does a place have, once chance is allowed for?

Where few live, or few incidents are, the raw rate is mostly chance: both the highest and the lowest
raw rates of a city are those of its smallest places. Shrinking moves each rate toward the city's,
the more so the less is known of it. It misleads whoever takes a shrunk rate for a count, or its
order for a ranking: of two places whose intervals overlap, nobody knows which is worse; see
`rank_intervals`. A place that truly stands out, but has few incidents, is shown too near the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import digamma, gammainc, gammaincinv, gammaln, polygamma, xlogy

# Places whose true rates differ by less than this share of the mean count as equal.
LEAST_SPREAD = 1e-6
# Shrinkages of an average place that are tried, as logarithms of the odds.
SHRINKAGES = np.linspace(-8, 8, 80)
LEAST_BELIEF = 1e-5
# The middle 90 of 100.
LOW, HIGH = 0.05, 0.95
DRAWS = 10_000
# Limits are found to this part of the largest value that they could have.
EXACT, MOST_STEPS = 1e-11, 60


@dataclass(frozen=True, eq=False)
class Prior:
    """How the true rates of places differ, before any one of them is looked at: gamma
    distributions, each with the share of belief in it.

    `alpha` is how alike the rates are: their relative variance is 1 / alpha. `beta` is in units of
    exposure: a place with that much is moved half of the way to the mean, alpha / beta.
    """

    alpha: np.ndarray
    beta: np.ndarray
    weight: np.ndarray

    @property
    def rate(self) -> float:
        """Incidents per exposure that a place of which nothing is known would be taken to have."""
        return float(self.weight @ (self.alpha / self.beta))


def marshall_prior(counts: np.ndarray, exposures: np.ndarray) -> Prior:
    """Estimate the prior by Marshall's moments: mean b, variance A, alpha = b² / A, beta = b / A.

    Where the rates differ no more than by chance (A is not positive) every place is at the mean.
    It is one guess at A: on the few incidents of a neighborhood intervals made with it are too
    narrow, and have no width at all where A is not positive. Intervals and ranks want
    `learned_prior`. With no incident at all half of one is taken, over all places.

    Source: Marshall 1991, Applied Statistics 40:283; equal to `spdep::EBest`.
    """
    mean = _total(counts) / exposures.sum()
    spread = exposures @ (counts / exposures - mean) ** 2 / exposures.sum()
    variance = max(spread - mean / exposures.mean(), (LEAST_SPREAD * mean) ** 2)
    return Prior(np.array([mean**2 / variance]), np.array([mean / variance]), np.ones(1))


def learned_prior(counts: np.ndarray, exposures: np.ndarray) -> Prior:
    """Weigh eighty priors by how well they explain the counts, from hardly to wholly alike.

    Before the counts are seen, each amount of shrinking an average place is as likely as any other;
    the mean is estimated for each. A city's few counts leave much doubt about how alike its places
    are, and intervals must hold that doubt, too.

    Source: Christiansen & Morris 1997, JASA 92:618 (uniform shrinkage); negative binomial
    likelihood.
    """
    odds = np.exp(SHRINKAGES)
    plain = _total(counts) / exposures.sum()
    alpha = plain * exposures.mean() * odds
    # One step of scoring from the plain mean: the less alike, the more each place counts the same.
    weights = 1 / (1 + plain * exposures / alpha[:, None])
    mean = weights @ counts / (weights @ exposures) if counts.any() else np.full_like(alpha, plain)
    likelihood = _log_likelihood(alpha, mean, counts, exposures)
    # Equal steps of log odds are unequal ones of the shrinkage itself.
    belief = np.exp(likelihood - likelihood.max()) * odds / (1 + odds) ** 2
    is_kept = belief > LEAST_BELIEF * belief.max()
    alpha, mean, belief = alpha[is_kept], mean[is_kept], belief[is_kept]
    return Prior(alpha, alpha / mean, belief / belief.sum())


def shrink_rates(counts: np.ndarray, exposures: np.ndarray, prior: Prior) -> pd.DataFrame:
    """Give the rate of each place after allowing for chance, with its 90% credible interval.

    `exposures` are what incidents are counted against, above zero: years, dwellings, kilometers of
    street, or the count expected. The rate is per one of them: name it wherever the rate is shown.

    Columns: rate (as counted), shrunk_rate, low, high (incidents per exposure).

    Source: Clayton & Kaldor 1987, Biometrics 43:671; equal to R's `EBest` with `marshall_prior`.
    """
    # Of places with equal counts and exposures one is enough: of few incidents most are.
    both, place = np.unique(np.stack([counts, exposures]), axis=1, return_inverse=True)
    alpha, beta = _given(both[0], both[1], prior)
    columns = {
        "rate": both[0] / both[1],
        "shrunk_rate": mix(prior.weight, alpha / beta),
        "low": _quantile(LOW, alpha, beta, prior.weight),
        "high": _quantile(HIGH, alpha, beta, prior.weight),
    }
    return pd.DataFrame({name: column[place] for name, column in columns.items()})


def shrink_locally(
    counts: np.ndarray, exposures: np.ndarray, neighbors: Sequence[np.ndarray]
) -> np.ndarray:
    """Move each rate toward that of its surroundings: the place and its neighbors.

    `neighbors` holds, for each place, the positions of those beside it, itself not among them. Next
    to a hotspot a quiet place is shown too high: it is a map for the eye, not for a ranking.

    Source: Marshall 1991, as `spdep::EBlocal(geoda = TRUE)`. Its default compares every neighbor
    with the neighbor's own surroundings, and gives other rates.
    """
    rates = np.empty(len(counts))
    for place, beside in enumerate(neighbors):
        around = np.append(beside, place)
        prior = marshall_prior(counts[around], exposures[around])
        alpha, beta = _given(counts[place : place + 1], exposures[place : place + 1], prior)
        rates[place] = (alpha / beta).item()
    return rates


def draw_rates(
    counts: np.ndarray,
    exposures: np.ndarray,
    prior: Prior,
    *,
    seed: int | Sequence[int],
    draws: int = DRAWS,
) -> np.ndarray:
    """Draw rates that the places could have, given their counts: one row a draw, one column a
    place.

    Incidents per exposure. In one draw all places have the same prior.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(prior.weight), draws, p=prior.weight)
    shape = prior.alpha[chosen, None] + counts
    return rng.standard_gamma(shape) / (prior.beta[chosen, None] + exposures)


def log_rates(
    counts: np.ndarray, exposures: np.ndarray, prior: Prior
) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and variance of the logarithm of each place's rate, given its count."""
    alpha, beta = _given(counts, exposures, prior)
    each = digamma(alpha) - np.log(beta)
    mean = mix(prior.weight, each)
    return mean, mix(prior.weight, polygamma(1, alpha) + (each - mean) ** 2)


def rank_intervals(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the 90% interval of each column's rank over the rows of draws; 1 is the highest.

    Values that are equal in a draw share no rank: who comes first is then for the caller to leave
    to chance.
    """
    ranks = np.sort(values.shape[1] - places_in_order(values).T, axis=1)
    last = ranks.shape[1] - 1
    return ranks[:, round(LOW * last)], ranks[:, round(HIGH * last)]


def mix(weight: np.ndarray, each: np.ndarray) -> np.ndarray:
    """Give the weighted sum of the rows.

    A product of matrices would give places with equal counts rates that differ in the last digit,
    and with it different ranks.
    """
    return (weight[:, None] * each).sum(axis=0)


def places_in_order(values: np.ndarray) -> np.ndarray:
    """Number the columns within each row, from 0 for the lowest value."""
    order = values.argsort(axis=1)
    places = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(places, order, np.arange(order.shape[1], dtype=np.int32)[None], axis=1)
    return places


def _given(
    counts: np.ndarray, exposures: np.ndarray, prior: Prior
) -> tuple[np.ndarray, np.ndarray]:
    """Give shape and rate of each place's gamma distributions, one row a distribution."""
    return prior.alpha[:, None] + counts, prior.beta[:, None] + exposures


def _log_likelihood(
    alpha: np.ndarray, mean: np.ndarray, counts: np.ndarray, exposures: np.ndarray
) -> np.ndarray:
    """Give the log of the negative binomial likelihood of all counts for each prior, less what all priors share.

    Many places have the same count, and many blocks the same exposure: each logarithm is taken once.
    """
    shape = alpha[:, None]
    each, times = np.unique(counts, return_counts=True)
    of_counts = (gammaln(shape + each) - gammaln(shape)) @ times
    exposed, place = np.unique(exposures, return_inverse=True)
    expected = mean[:, None] * exposed
    quiet, busy = np.bincount(place), np.bincount(place, weights=counts)
    known = np.log(shape / (shape + expected)) @ quiet
    return of_counts + alpha * known + xlogy(busy, expected / (shape + expected)).sum(axis=1)


def _total(counts: np.ndarray) -> float:
    return float(counts.sum()) or 0.5


def _quantile(share: float, alpha: np.ndarray, beta: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Find where the weighted gamma distributions of each column pass a share: by Newton's steps, by halving where they leave
    the limits known."""
    each = gammaincinv(alpha, share) / beta
    low, high = each.min(axis=0), each.max(axis=0)
    enough = EXACT * high
    found = mix(weight, each)
    for _ in range(MOST_STEPS):
        beyond = mix(weight, gammainc(alpha, beta * found)) - share
        low, high = np.where(beyond < 0, found, low), np.where(beyond < 0, high, found)
        density = np.exp(xlogy(alpha - 1, beta * found) - beta * found - gammaln(alpha)) * beta
        with np.errstate(divide="ignore", invalid="ignore"):
            step = found - beyond / mix(weight, density)
        before = found
        found = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        if (np.abs(found - before) <= enough).all():
            break
    return found
