"""Did the monthly counts leave their own course when the response started?

A curve through the months before, with trend and season, is carried on, and the months after are
held against it: a level that jumped and a slope that bent. Without a control area it cannot tell
the response from anything else that happened in the same month (a new law, a new records system),
and a trend carried on for years is a guess that the limits only partly know of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import exp, nan
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from analytics.assessment.displacement import CONFIDENCE
from analytics.assessment.power import ALPHA, POWER, Power, power_sentence
from analytics.assessment.verdict import effect_words
from analytics.changes import Verdict
from analytics.coverage import day_words
from analytics.trends import cycles_for, fit_poisson, season_waves

LEAST_BEFORE = 24
LEAST_AFTER = 12
LEAST_INCIDENTS = 25

TERMS = ("trend", "level", "slope", "average")


@dataclass(frozen=True)
class Segmented:
    """What happened to a monthly series at the start of a response, or why that cannot be told.

    `terms`, one row each of trend (a month, before), level (the jump at the start), slope (a month,
    on top of the trend) and average (level and slope over the months after, what the verdict goes
    by): ratio, low, high (95% limits; 1 is no change), log_ratio, log_se. `difference` is the
    months after less what that average says would have been, in incidents, with its limits `low`
    and `high`. `power` is of that average, known before the response. All NaN, and `power` None,
    where `reason` is given.
    """

    changed_on: date
    months_before: int
    months_after: int
    incidents_after: int
    terms: pd.DataFrame
    difference: float
    low: float
    high: float
    dispersion: float
    power: Power | None
    verdict: Verdict
    reason: str | None = None


def fit_segmented(
    months: pd.DataFrame,
    *,
    changed_on: date,
    bends: bool = True,
    season: Literal["waves", "months"] = "waves",
    errors: Literal["dispersion", "hac"] = "hac",
) -> Segmented:
    """Fit a series of months with a jump and a bend at the start of a response.

    `months` is a table of `count_months`, or has month_on (first day) and incidents, NaN in a gap.
    Incomplete and unsettled months, and one that `changed_on` cuts, are left out. It takes 24 months before, 12 after, and 25
    incidents in each; else `reason` says so.

    Choose before looking: `bends=False` where the response should lower the level at once (it sees
    smaller changes, and `slope` is held at 1); `season`, up to two waves of the year, or a level
    for each month, which takes eleven terms; and what the limits allow for besides chance: more
    scatter (`dispersion`, quasi-Poisson) or also months that resemble their neighbors (`hac`, Newey
    and West, never narrower). Where they do resemble each other, neither allows for all of it: with
    a correlation of 0.5 the limits hold about 9 times in 10, not 19 in 20.

    Source: Bernal, Cummins & Gasparrini 2017 (Int. J. Epidemiology 46:348); Newey & West 1987.
    """
    start = pd.Timestamp(changed_on)
    is_usable = months["incidents"].notna()
    for name in ("is_complete", "is_settled"):
        is_usable &= months.get(name, True)
    used = months[is_usable].sort_values("month_on")
    month_on = pd.to_datetime(used["month_on"])
    is_cut = (month_on < start) & (month_on + pd.offsets.MonthBegin(1) > start)
    used, month_on = used[~is_cut], month_on[~is_cut]
    is_after = (month_on >= start).to_numpy()
    counts = used["incidents"].to_numpy(dtype="float64")
    reason = _too_little(counts, is_after)
    if reason:
        return _none(changed_on, counts, is_after, reason)

    index = (month_on.dt.year * 12 + month_on.dt.month).to_numpy()
    index = index - index[0] + 1
    since = np.where(is_after, index - index[is_after][0] + 1, 0)
    waves = _season(month_on, season, counts.sum())
    effects = [is_after, since] if bends else [is_after]
    design = np.column_stack([waves[:, :1], index, *effects, waves[:, 1:]]).astype("float64")
    beta, covariance, dispersion = fit_poisson(design, counts, prior=0)
    degrees = len(counts) - design.shape[1]
    contrasts = np.zeros((len(TERMS), design.shape[1]))
    contrasts[[0, 1, 3], [1, 2, 2]] = 1
    if bends:
        contrasts[[2, 3], 3] = 1, since[is_after].mean()
    variance = _variance(contrasts, covariance * max(1.0, dispersion))
    if errors == "hac":
        spread = _newey_west(design, counts, beta, covariance)
        variance = np.maximum(variance, _variance(contrasts, spread))
    terms = _terms(contrasts @ beta, variance, degrees)

    average = terms.loc["average"]
    total = counts[is_after].sum()
    verdict: Verdict = "can't tell"
    if average["high"] < 1:
        verdict = "down"
    elif average["low"] > 1:
        verdict = "up"
    return Segmented(
        changed_on=changed_on,
        months_before=int((~is_after).sum()),
        months_after=int(is_after.sum()),
        incidents_after=int(total),
        terms=terms,
        difference=total * (1 - 1 / average["ratio"]),
        low=total * (1 - 1 / average["low"]),
        high=total * (1 - 1 / average["high"]),
        dispersion=dispersion,
        power=_power(design, counts, is_after, contrasts[3], len(effects)),
        verdict=verdict,
    )


def segmented_sentence(found: Segmented, what: str, where: str) -> str:
    """Say what could be seen, what was counted, and the verdict in incidents."""
    if found.power is None:
        reason = str(found.reason)
        return f"{what} in {where}: {reason[0].lower()}{reason[1:]}"
    words = effect_words(
        found.verdict, found.low, found.high, " than the months before lead one to expect"
    )
    return (
        f"{power_sentence(found.power)} {what} in {where}: {found.incidents_after:,} in the"
        f" {found.months_after} months after {day_words(found.changed_on)}, judged by the"
        f" {found.months_before} months before. {words}"
    )


def _too_little(counts: np.ndarray, is_after: np.ndarray) -> str | None:
    before, after = counts[~is_after], counts[is_after]
    if len(before) < LEAST_BEFORE or len(after) < LEAST_AFTER:
        return (
            f"Can't tell: it takes {LEAST_BEFORE} months before and {LEAST_AFTER} after, and there"
            f" are {len(before)} and {len(after)}."
        )
    if min(before.sum(), after.sum()) < LEAST_INCIDENTS:
        return (
            f"Can't tell by months: it takes {LEAST_INCIDENTS} incidents before and after, and"
            f" there are {before.sum():,.0f} and {after.sum():,.0f}. Compare the sums with those of"
            " a control area instead."
        )
    return None


def _none(changed_on: date, counts: np.ndarray, is_after: np.ndarray, reason: str) -> Segmented:
    empty = np.full(len(TERMS), nan)
    return Segmented(
        changed_on=changed_on,
        months_before=int((~is_after).sum()),
        months_after=int(is_after.sum()),
        incidents_after=int(counts[is_after].sum()),
        terms=_terms(empty, empty, 1),
        difference=nan,
        low=nan,
        high=nan,
        dispersion=nan,
        power=None,
        verdict="can't tell",
        reason=reason,
    )


def _season(month_on: pd.Series, season: str, incidents: float) -> np.ndarray:
    if season == "months":
        is_month = month_on.dt.month.to_numpy()[:, None] == np.arange(2, 13)
        return np.column_stack([np.ones(len(is_month)), is_month])
    days = (month_on - pd.Timestamp(2000, 1, 1)).dt.days.to_numpy() + 15.2
    return season_waves(days, cycles_for(incidents))


def _variance(contrasts: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    return np.einsum("ij,jk,ik->i", contrasts, covariance, contrasts)


def _terms(log_ratio: np.ndarray, variance: np.ndarray, degrees: int) -> pd.DataFrame:
    log_se = np.sqrt(variance)
    reach = t.ppf((1 + CONFIDENCE) / 2, degrees) * log_se
    return pd.DataFrame(
        {
            "ratio": np.exp(log_ratio),
            "low": np.exp(log_ratio - reach),
            "high": np.exp(log_ratio + reach),
            "log_ratio": log_ratio,
            "log_se": log_se,
        },
        index=pd.Index(TERMS, name="term"),
    )


def _newey_west(
    design: np.ndarray, counts: np.ndarray, beta: np.ndarray, covariance: np.ndarray
) -> np.ndarray:
    """Give the covariance for months that resemble their neighbors, Bartlett weights, with the
    correction for few months."""
    months, size = design.shape
    scores = design * (counts - np.exp(design @ beta))[:, None]
    lags = int(4 * (months / 100) ** (2 / 9))
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        shared = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (shared + shared.T)
    return covariance @ middle @ covariance * months / (months - size)


def _power(
    design: np.ndarray,
    counts: np.ndarray,
    is_after: np.ndarray,
    contrast: np.ndarray,
    effects: int,
) -> Power:
    """Give the power that the months before promised, had they gone on as they did."""
    kept = [0, 1, *range(2 + effects, design.shape[1])]
    beta, _, dispersion = fit_poisson(design[~is_after][:, kept], counts[~is_after], prior=0)
    mean = np.exp(design[:, kept] @ beta)
    covariance = np.linalg.inv(design.T @ (design * mean[:, None]))
    error = float(np.sqrt(contrast @ covariance @ contrast * max(1.0, dispersion)))
    degrees = len(counts) - design.shape[1]
    reach = (t.ppf(1 - ALPHA / 2, degrees) + norm.ppf(POWER)) * error
    expected = float(mean[is_after].sum())
    return Power(expected, expected * (1 - exp(-reach)))
