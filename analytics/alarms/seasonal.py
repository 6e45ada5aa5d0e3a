"""Is this week high beside the same season of five years?

The alarm that national public health agencies run over thousands of series: it knows season and
trend, lets no earlier outbreak raise its limit much, and leaves the last half year out, so that a
slow rise cannot hide itself. It does not know a festival that moves by a month, nor a law, and it
does not believe a trend that foretells more than any week of the five years had: a series that
grows year by year is above its limit too often at the height of its season. Of 200 series one is
above it in any week with nothing the matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.trends import count_quantile

YEARS = 5
YEAR_WEEKS = 52
HALF_WINDOW = 3
GROUPS = 10
RECENT_WEEKS = 26
OUTLYING = 2.58
CHANCE = 0.005
MOST_MISSING = 52

# How many weeks ago each week of the history was; the last half year is not part of it.
_LAGS = np.arange(YEARS * YEAR_WEEKS + HALF_WINDOW, RECENT_WEEKS, -1)
_TIMES = -_LAGS / YEAR_WEEKS
HISTORY_WEEKS = int(_LAGS[0])
# So few that their arrays stay in the processor's cache, which is ten times faster.
_ROWS_AT_ONCE = 128


def _groups() -> np.ndarray:
    """Give the season of each week of the history, as columns of 0 and 1.

    The last column is the seven weeks around the week that is judged, in each year; the others
    share the rest of the year out evenly.
    """
    ahead = -_LAGS % YEAR_WEEKS
    length = (YEAR_WEEKS - 2 * HALF_WINDOW - 1) // (GROUPS - 1)
    is_near = (ahead <= HALF_WINDOW) | (ahead >= YEAR_WEEKS - HALF_WINDOW)
    season = np.where(is_near, GROUPS - 1, (ahead - HALF_WINDOW - 1) // length)
    return np.eye(GROUPS)[season]


_SEASONS = _groups()


@dataclass(frozen=True)
class _Fit:
    """Means of the history's weeks, that of the week to come, and what there is to judge them by;
    a row a week that is judged."""

    means: np.ndarray
    leverage: np.ndarray
    ahead: np.ndarray
    dispersion: np.ndarray


def farrington_limits(
    counts: np.ndarray, *, first: int, chance: float = CHANCE
) -> tuple[np.ndarray, np.ndarray]:
    """Give the highest usual count of each week from the index `first` on, and the expected one.

    `counts` is series × weeks in order, NaN in a gap and wherever a count cannot be learned from.
    `chance` is how often a week should lie above its limit with nothing the matter. Both results
    are series × weeks from `first`; NaN where five years and three weeks before the week are not
    there, or more than a year of them is missing.

    Source: Noufaily et al. 2013 (b = 5, w = 3, 10 seasons, the last 26 weeks left out, less weight
    for weeks beyond 2.58, a trend whether significant or not), with negative binomial limits at the
    fitted mean as in R's surveillance 1.20.3 (farringtonFlexible, nbPlugin; its alpha is our
    chance). The seasons are profiled out, which leaves one unknown, the trend: thousands of series
    take a second.
    """
    judged = counts.shape[1] - first
    limits = np.full((2, counts.shape[0], judged), np.nan)
    early = max(first, HISTORY_WEEKS)
    if early < counts.shape[1]:
        windows = np.lib.stride_tricks.sliding_window_view(counts, len(_LAGS), axis=1)
        windows = windows[:, early - HISTORY_WEEKS : counts.shape[1] - HISTORY_WEEKS]
        rows = windows.reshape(-1, len(_LAGS))
        found = [
            _judge(rows[start : start + _ROWS_AT_ONCE], chance)
            for start in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        limits[:, :, early - first :] = np.hstack(found).reshape(2, *windows.shape[:2])
    return limits[0], limits[1]


def _judge(history: np.ndarray, chance: float) -> np.ndarray:
    is_known = np.isfinite(history)
    counts = np.where(is_known, history, 0.0)
    known = is_known.astype("float64")
    sloping, level = _reweighted(counts, known, True), _reweighted(counts, known, False)
    # A trend that foretells more than any week ever had is not believed.
    is_sloping = sloping.ahead <= counts.max(axis=1)
    expected = np.where(is_sloping, sloping.ahead, level.ahead)
    scatter = np.maximum(1, np.where(is_sloping, sloping.dispersion, level.dispersion))
    limit = count_quantile(1 - chance, np.maximum(expected, 1e-9), scatter)
    is_short = known.sum(axis=1) < len(_LAGS) - MOST_MISSING
    return np.where(is_short, np.nan, [limit, expected])


def _reweighted(counts: np.ndarray, known: np.ndarray, has_trend: bool) -> _Fit:
    """Fit twice: the weeks that stand far above the first fit count for little in the second."""
    first = _fit(counts, known, has_trend)
    spread = np.sqrt(np.maximum(1, first.dispersion)[:, None] * (1 - first.leverage))
    # Anscombe's residuals: nearly normal, also for small counts.
    root = np.cbrt(counts**2) * _over(1.0, first.means ** (1 / 6)) - np.sqrt(first.means)
    residuals = _over(1.5 * root, spread)
    weights = known * np.where(residuals > OUTLYING, np.maximum(residuals, 1) ** -2.0, 1)
    weights *= _over(known.sum(axis=1), weights.sum(axis=1))[:, None]
    return _fit(counts, weights, has_trend)


def _fit(counts: np.ndarray, weights: np.ndarray, has_trend: bool) -> _Fit:
    """Fit log-linear Poisson means with a level for each season, and with a slope."""
    totals = (weights * counts) @ _SEASONS
    slope = np.zeros(len(counts))
    for _ in range(50):
        growth = np.exp(slope[:, None] * _TIMES)
        levels = _over(totals, (weights * growth) @ _SEASONS)
        means = growth * (levels @ _SEASONS.T)
        mass = weights * means
        sums = mass @ _SEASONS
        center = _over((mass * _TIMES) @ _SEASONS, sums)
        distance = _TIMES - center @ _SEASONS.T
        information = (mass * distance**2).sum(axis=1)
        if not has_trend:
            break
        score = (weights * (counts - means) * _TIMES).sum(axis=1)
        # A series that began or ended within the history has no finite slope.
        better = np.clip(slope + np.clip(_over(score, information), -1, 1), -10, 10)
        step, slope = np.abs(better - slope).max(initial=0), better
        if step < 1e-11:
            break
    leverage = mass * (_over(1.0, sums) @ _SEASONS.T)
    if has_trend:
        leverage += mass * distance**2 * _over(1.0, information)[:, None]
    used = ((weights @ _SEASONS) > 0).sum(axis=1)
    degrees = (weights > 0).sum(axis=1) - used - has_trend
    squares = (weights * _over((counts - means) ** 2, means)).sum(axis=1)
    return _Fit(means, leverage, levels[:, -1], _over(squares, degrees))


def _over(numerator: np.ndarray | float, denominator: np.ndarray) -> np.ndarray:
    """Divide, with 0 where there is nothing to divide by: a season without any incident."""
    above = np.broadcast_to(np.asarray(numerator, dtype="float64"), denominator.shape)
    return np.divide(above, denominator, out=np.zeros(denominator.shape), where=denominator > 0)
