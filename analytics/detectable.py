"""How large would a change have had to be, to be seen at all?

"Can't tell" is only half an answer without it: beside four incidents even eleven, or none, look
like chance. Two numbers mislead when they are mixed up: the count that would have been called a
change after what was counted before (`rise_to`), and the larger true change that is called one
four times in five (`rise_mean`), since a count may as well fall short of what is usual as exceed
it. Both follow the rule of `changes.compare_counts`, and take the earlier count for the usual one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import nbinom, poisson

from analytics.changes import ALPHA, Change, conditional_tails
from analytics.numbers import write

POWER = 0.8
NEGLIGIBLE = 1e-13


@dataclass(frozen=True)
class Detectable:
    """The smallest changes from `before` that the rule can see.

    `rise_to` is the smallest count called up or new, `fall_to` the largest called down, None where
    not even zero is. `rise_mean` and `fall_mean` are the expected counts from which on a true
    change is found four times in five; `fall_mean` is None where none is low enough.
    """

    before: int
    rise_to: int
    fall_to: int | None
    rise_mean: float
    fall_mean: float | None


@lru_cache(maxsize=10_000)
def smallest_change(
    before: int,
    *,
    days_now: int,
    days_before: int,
    dispersion: float = 1.0,
    alpha: float = ALPHA,
) -> Detectable:
    """Give the smallest changes that would have been seen after a count, and those seen mostly.

    Exact: by enumeration of all pairs of counts, Poisson, or negative binomial with a `dispersion`
    above 1. After none the usual count is taken to be none, and every rise is from there.
    """
    rule = _Rule(days_now / (days_now + days_before), max(1.0, dispersion), alpha)
    rise_to, fall_to = counts_seen(
        before, days_now=days_now, days_before=days_before, dispersion=dispersion, alpha=alpha
    )
    expected = before * days_now / days_before
    chances = rule.chances_after(before)

    highest = max(2.0 * rise_to, 1.0)
    while chances(highest)[0] < POWER:
        highest *= 2
    rise_mean = brentq(lambda mean: chances(mean)[0] - POWER, expected, highest)
    fall_mean = None
    if before and chances(0.0)[1] >= POWER:
        fall_mean = float(brentq(lambda mean: chances(mean)[1] - POWER, 0.0, expected))
    return Detectable(before, rise_to, fall_to, float(rise_mean), fall_mean)


def chance_called(
    mean_now: float,
    mean_before: float,
    *,
    days_now: int,
    days_before: int,
    dispersion: float = 1.0,
    alpha: float = ALPHA,
) -> tuple[float, float]:
    """Give how often counts with these true means are called up (or new), and how often down.

    With equal means per day it is the share of false sentences; else that of changes found. The
    means are incidents in each period. Exact, see `smallest_change`.
    """
    rule = _Rule(days_now / (days_now + days_before), max(1.0, dispersion), alpha)
    return rule.chances_after(mean_before)(mean_now)


def called_by_chance(changes: Iterable[Change]) -> float:
    """Give how many of some comparisons would be called a change had nothing changed in any: each one's counts then have the
    mean that both of them show together. It is the mean number: twice as many are nothing unusual."""
    expected = 0.0
    for change in changes:
        a_day = (change.now + change.before) / (change.days_now + change.days_before)
        if a_day:
            means = a_day * change.days_now, a_day * change.days_before
            days = {"days_now": change.days_now, "days_before": change.days_before}
            expected += sum(chance_called(*means, **days, dispersion=change.dispersion))
    return expected


def called_words(expected: float, number: int) -> str:
    """Say how many of a number of comparisons chance alone would call a change."""
    many = write("called_by_chance", expected)
    return (
        f"Had nothing changed anywhere, chance alone would call {many} of the {number:,} a change."
    )


def counts_seen(
    before: int,
    *,
    days_now: int,
    days_before: int,
    dispersion: float = 1.0,
    alpha: float = ALPHA,
) -> tuple[int, int | None]:
    """Give `rise_to` and `fall_to` of `smallest_change` alone: the means take most of its time, of large counts seconds."""
    rule = _Rule(days_now / (days_now + days_before), max(1.0, dispersion), alpha)
    rise_to, fall_to = (int(limit[0]) for limit in rule.limits(np.array([before])))
    return rise_to, fall_to if fall_to >= 0 else None


def seen_words(rise_to: int, fall_to: int | None) -> str:
    """Say which counts would have stood out, without a stop."""
    if fall_to is None:
        return f"Only a rise to {rise_to:,} or more would have stood out; no fall could"
    fall = f"{fall_to:,} or fewer" if fall_to else "none"
    return f"Only a rise to {rise_to:,} or more, or a fall to {fall}, would have stood out"


def detectable_sentence(found: Detectable) -> str:
    """Say which counts would have stood out, and from where on a true change mostly does."""
    seen = seen_words(found.rise_to, found.fall_to)
    often = f"{ceil(found.rise_mean):,} or more"
    if found.fall_mean is not None:
        low = floor(found.fall_mean)
        often += f", or {f'{low:,} or fewer' if low else 'none'}"
    return (
        f"{seen}. A lasting change is noticed 4 times in 5 where the usual number becomes {often}."
    )


@dataclass(frozen=True)
class _Rule:
    """When `compare_counts` calls a change."""

    share: float
    dispersion: float
    alpha: float

    def limits(self, before: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the smallest count called up and the largest called down, -1 for none, by
        bisection for each earlier count."""
        low, high = np.full(len(before), -1), np.ones(len(before), dtype="int64")
        while (short := ~self._is_called(high, before)[0]).any():
            high[short] *= 2
        rise_to = _first(lambda now: self._is_called(now, before)[0], low, high)
        kept = _first(lambda now: ~self._is_called(now, before)[1], low, rise_to)
        return rise_to, kept - 1

    def _is_called(self, now: np.ndarray, before: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        fewer, more = conditional_tails(now, before, share=self.share, dispersion=self.dispersion)
        return 2 * more < self.alpha, 2 * fewer < self.alpha

    def chances_after(self, mean_before: float) -> Callable[[float], tuple[float, float]]:
        """Give the function from the later mean to its chances of being called up and down."""
        earlier = self._counts(mean_before)
        first, last = earlier.ppf([NEGLIGIBLE, 1 - NEGLIGIBLE]).astype("int64")
        before = np.arange(max(first, 0), last + 1)
        weights = earlier.pmf(before)
        rise_to, fall_to = self.limits(before)

        def chances(mean_now: float) -> tuple[float, float]:
            later = self._counts(mean_now)
            return (
                float(weights @ later.sf(rise_to - 1)),
                float(weights @ later.cdf(fall_to)),
            )

        return chances

    def _counts(self, mean: float) -> Any:
        extra = self.dispersion - 1
        return nbinom(mean / extra, 1 / self.dispersion) if extra * mean > 0 else poisson(mean)


def _first(
    is_so: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Give the first whole number, above `low` and up to `high`, of which something is so."""
    low, high = low.copy(), high.copy()
    while (high - low > 1).any():
        middle = (low + high) // 2
        found = is_so(middle)
        high, low = np.where(found, middle, high), np.where(found, low, middle)
    return high
