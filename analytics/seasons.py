"""What is the season of these counts, what their trend, and what is left over? Months taken apart.

The parts are drawn through the counts, not found in them: a few months' fall bends the trend at its
end, and the last year's trend and season will be drawn anew as months are added. The season may
change slowly from year to year. A month that stands alone is left to the rest and moves neither.
Whether there is a season at all is asked of `evenness.judge_months`; a lasting step is rounded off
here, and asked of `breaks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
from statsmodels.tsa.seasonal import STL

from analytics.counts import last_run
from analytics.months import MONTHS_A_YEAR

LEAST_MONTHS = 36
LEAST_MEAN = 5
SEASON_WINDOW = 13
ROBUST_ROUNDS = 15


@dataclass(frozen=True)
class Seasons:
    """Months taken apart, or none and the reason.

    `months` columns: month_on, per_month (incidents in a month of average length), trend (incidents
    in such a month, the season aside), season and rest (times as many; 1 is neither more nor
    fewer). per_month + 1 is (trend + 1) × season × rest.
    """

    months: pd.DataFrame
    reason: str | None = None


def find_seasons(months: pd.DataFrame) -> Seasons:
    """Take the last unbroken run of complete, settled months apart into trend, season and rest.

    `months` is a table of `count_months`. It takes three years, and five incidents a month: with
    fewer the season would be that of the few incidents. The parts multiply, since a season of a
    third more is a third more of any level.

    Source: Cleveland et al. 1990 (STL, period 12, seasonal window 13, robust) on log(count + 1).
    """
    run = last_run(months)
    month_on, per_month = (run[name].to_numpy() for name in ("month_on", "per_month"))
    mean = per_month.mean() if len(per_month) else np.nan
    reason = None
    if len(per_month) < LEAST_MONTHS:
        reason = f"No season: it takes {LEAST_MONTHS} settled months in a row, and there are {len(per_month)}."
    elif mean < LEAST_MEAN:
        reason = f"No season: it takes {LEAST_MEAN} incidents a month, and there are {mean:.1f}."
    given = {"month_on": month_on, "per_month": per_month}
    if reason:
        unknown = dict.fromkeys(("trend", "season", "rest"), np.nan)
        return Seasons(pd.DataFrame({**given, **unknown}), reason)
    seasonal, trend, rest = _decompose(np.log1p(per_month))
    parts = {"trend": np.expm1(trend), "season": np.exp(seasonal), "rest": np.exp(rest)}
    return Seasons(pd.DataFrame({**given, **parts}))


def decompose(
    values: np.ndarray, *, period: int = MONTHS_A_YEAR, is_periodic: bool = False
) -> pd.DataFrame:
    """Take values apart that add up, as `stl` of R does: robust with a season that may change
    slowly, or plain with one that never changes.

    The windows, steps and rounds are R's, since those that statsmodels takes by itself give other
    numbers. Equal to R to rounding where the season is periodic, and to 0.001 where robust, for
    counts of about 100.

    Columns: seasonal, trend, remainder (in the unit of the values).
    """
    names = ("seasonal", "trend", "remainder")
    parts = _decompose(values, period=period, is_periodic=is_periodic)
    return pd.DataFrame(dict(zip(names, parts, strict=True)))


def _decompose(
    values: np.ndarray, *, period: int = MONTHS_A_YEAR, is_periodic: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    window = 10 * len(values) + 1 if is_periodic else SEASON_WINDOW
    windows = {
        "seasonal": window,
        "trend": _next_odd(1.5 * period / (1 - 1.5 / window)),
        "low_pass": _next_odd(period),
    }
    steps = {f"{name}_jump": ceil(length / 10) for name, length in windows.items()}
    degrees = {"seasonal_deg": 0, "trend_deg": 1, "low_pass_deg": 1}
    model = STL(values, period=period, **windows, **steps, **degrees)
    rounds = (2, 0) if is_periodic else (1, ROBUST_ROUNDS)
    fitted = model.fit(inner_iter=rounds[0], outer_iter=rounds[1])
    seasonal, trend = np.asarray(fitted.seasonal), np.asarray(fitted.trend)
    if is_periodic:
        turn = np.arange(len(values)) % period
        seasonal = (np.bincount(turn, seasonal) / np.bincount(turn))[turn]
    return seasonal, trend, values - seasonal - trend


def season_sentence(seasons: Seasons, what: str, where: str | None = None) -> str:
    """Say the season and the trend of the last year: "Burglary: most in January, 1.3 times the
    usual month"."""
    subject = f"{what} in {where}" if where else what
    said = highest_and_lowest(seasons)
    if not said:
        reason = seasons.reason or "No season to speak of."
        return f"{subject}: {reason[0].lower()}{reason[1:]}"
    year = seasons.months.tail(MONTHS_A_YEAR)
    names, level = year["month_on"].tolist(), year["trend"].tolist()
    return (
        f"{subject}: {said}. The season aside, {level[0]:,.0f} a month in {names[0]:%b %Y} and"
        f" {level[-1]:,.0f} in {names[-1]:%b %Y}."
    )


def highest_and_lowest(seasons: Seasons) -> str:
    """Name the highest and the lowest month of the last year; empty where there is no season to
    speak of."""
    if seasons.reason:
        return ""
    year = seasons.months.tail(MONTHS_A_YEAR)
    names, season = year["month_on"].tolist(), year["season"].tolist()
    most, least = season.index(max(season)), season.index(min(season))
    if season[most] < 1.05:
        return ""
    return (
        f"most in {names[most]:%B}, {season[most]:.1f} times the usual month; least"
        f" in {names[least]:%B}, {season[least]:.1f} times"
    )


def _next_odd(number: float) -> int:
    whole = ceil(number)
    return whole + (whole + 1) % 2
