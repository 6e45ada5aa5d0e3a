"""Do the counts of a place rise or fall over the years? Rank test and typical slope, for one series
or for every cell of a grid.

The test asks whether later counts tend to be higher than earlier ones, whatever the shape of the
rise. It takes each count as independent of the one before: give it years, or months with
`season=12`, which compares each month with the same month of other years only. Plain months of a
town with a winter season, or weeks that follow one another, show trends that are none; and where
one whole year differs from the next by a fifth with nothing the matter, the months of five years
show a trend in one series of three, the five years themselves in one of fifty. Of many cells, one
in twenty has a p-value below 0.05 with nothing the matter, so adjust them before they become a map.
No clear trend does not mean that nothing changed: with five counts, only an unbroken rise is clear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

ALPHA = 0.05
LEAST_PERIODS = 5
LEAST_ROUNDS = 3

# Pairs of counts held at once: few enough for the processor's cache.
_PAIRS_AT_ONCE = 200_000


@dataclass(frozen=True)
class Slope:
    """What may be said of one series: its `slope` in incidents more each round, which is a period
    or, with seasons, as many periods as there are seasons; NaN, as all else, where it is too
    short."""

    rounds: int
    slope: float
    p_value: float
    tau_b: float

    @property
    def is_clear(self) -> bool:
        """Whether chance alone does as much less than one time in twenty."""
        return self.p_value < ALPHA


def find_slope(counts: pd.Series | np.ndarray, *, season: int = 1) -> Slope:
    """Test one series of counts for a trend, as `find_slopes` does many."""
    row = find_slopes(np.asarray(counts, dtype="float64")[None], season=season).iloc[0]
    return Slope(int(row["periods"]) // season, row["slope"], row["p_value"], row["tau_b"])


def find_slopes(counts: np.ndarray, *, season: int = 1) -> pd.DataFrame:
    """Test each row of a matrix, series × periods, for a trend.

    The periods are equally long and in order. One that is a gap (NaN) in any series is left out of
    all, and its time is kept. With `season`, only counts so many periods apart are compared: 12 for
    months, which takes three years. Below 5 periods all but `periods` is NaN, rather than a trend
    seen in four counts. A series that never varies has slope 0 and p-value 1.

    Columns, a row a series: periods (used), s (pairs that rise, less those that fall), variance (of
    s by chance, with ties), z (corrected for continuity), p_value (two-sided), tau_b (-1 to 1; NaN
    without any variation), slope (median over the pairs, incidents a period; with `season`, a round
    of them, such as a year).

    Source: Mann 1945, Kendall 1975; slope: Sen 1968; with seasons: Hirsch, Slack & Smith 1982.
    """
    times = np.flatnonzero(np.isfinite(counts).all(axis=0))
    measured = np.full((4, len(counts)), np.nan)
    if len(times) >= max(LEAST_PERIODS, LEAST_ROUNDS * season):
        used = np.ascontiguousarray(np.asarray(counts, dtype="float64").T[times])
        early, late = np.triu_indices(len(times), 1)
        is_compared = (times[late] - times[early]) % season == 0
        early, late = early[is_compared], late[is_compared]
        step = max(1, _PAIRS_AT_ONCE // len(early))
        for start in range(0, len(counts), step):
            part = slice(start, start + step)
            measured[:, part] = _measure(used[:, part], times, early, late, season)
    s, variance, tau_b, slope = measured
    with np.errstate(invalid="ignore"):
        z = (s - np.sign(s)) / np.sqrt(np.where(variance == 0, 1, variance))
    return pd.DataFrame(
        {
            "periods": len(times),
            "s": s,
            "variance": variance,
            "z": z,
            "p_value": 2 * ndtr(-np.abs(z)),
            "tau_b": tau_b,
            "slope": slope,
        }
    )


def slope_sentence(slope: Slope, what: str, where: str | None = None, *, unit: str = "year") -> str:
    """Say whether a series rises: "Burglary: falling over 14 years, by about 92 a year"."""
    subject = f"{what} in {where}" if where else what
    span = f"{slope.rounds} {unit}{'' if slope.rounds == 1 else 's'}"
    if np.isnan(slope.p_value):
        return f"{subject}: can't tell a trend from {span}."
    if not slope.is_clear:
        return f"{subject}: can't tell a trend from chance over {span}."
    way = "rising" if slope.tau_b > 0 else "falling"
    size = abs(slope.slope)
    much = "less than 0.1" if size < 0.1 else f"about {size:,.{0 if size >= 10 else 1}f}"
    return f"{subject}: {way} over {span}, by {much} a {unit}."


def _measure(
    used: np.ndarray, times: np.ndarray, early: np.ndarray, late: np.ndarray, season: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give s, its variance, tau-b and the slope of each column of a matrix, periods × series."""
    rise = used[late] - used[early]
    s = (rise > 0).sum(axis=0) - (rise < 0).sum(axis=0, dtype="float64")
    untied = len(early) - (rise == 0).sum(axis=0)
    with np.errstate(invalid="ignore"):
        tau_b = s / np.sqrt(untied * float(len(early)))

    eighteenths = np.zeros(used.shape[1], dtype="int64")
    for of_season in (used[times % season == turn] for turn in range(season)):
        n = len(of_season)
        eighteenths += n * (n - 1) * (2 * n + 5)
        for count in of_season:
            # Summed over the counts, as often as each is tied: t (t - 1) (2 t + 5) for t ties.
            tied = (of_season == count).sum(axis=0)
            eighteenths -= (tied - 1) * (2 * tied + 5)

    slopes = np.sort(rise / ((times[late] - times[early]) / season)[:, None], axis=0)
    middle = len(early) // 2
    return s, eighteenths / 18, tau_b, (slopes[middle] + slopes[~middle]) / 2
