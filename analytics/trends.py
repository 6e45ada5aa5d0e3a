"""Is this week unusual? Weekly counts beside the range that the years before lead one to expect.

The range is made only of weeks before the first one shown, so no week can widen the range that it
is judged by. It knows season and chance, and no growth: after a lasting rise, weeks stay outside it
until the rise is part of the years before. One week in twenty lies outside the 95% range with
nothing the matter. Incomplete and unsettled weeks are shown but neither judged nor learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.stats import nbinom, poisson

from analytics.counts import count_weeks, step_of, step_start
from analytics.coverage import Coverage
from analytics.periods import YEAR_DAYS, YEAR_OF_WEEKS, Period

HISTORY_WEEKS = 156
LEAST_WEEKS = 104
DISPERSED = 1.2
NEVER_UNUSUAL = 2

_LIMITS = {"low_80": 0.1, "high_80": 0.9, "low_95": 0.025, "high_95": 0.975}


@dataclass(frozen=True)
class Trend:
    """Weeks with their expected range, or without it and with the reason.

    `weeks` columns: week_on (Monday), incidents (NaN in a gap), is_complete, is_settled, expected,
    low_80, high_80, low_95, high_95 (incidents a week, limits included; NaN without a range),
    is_unusual (judged, and outside low_95 to high_95). `dispersion` is variance over mean around
    the seasonal curve: 1 for chance alone.
    """

    weeks: pd.DataFrame
    history_weeks: int
    dispersion: float
    reason: str | None = None
    step_weeks: int = 1


def trend_period(period: Period, coverage: Coverage, *, step_weeks: int = 1) -> tuple[Period, date]:
    """Give the days whose counts a trend of a period needs, and the first day shown: arguments of
    `count_weeks` and `expected_weeks`.

    At least the last 364 days of the period are shown, or all of it where it is longer; and the
    days that still fill up, where it reaches up to them. Before that come three years to learn
    from, as far as the data reach back. Page, report and notebook must all ask here: a range
    learned from other weeks is another range.
    """
    is_current = period.end >= coverage.settled_until - timedelta(weeks=step_weeks)
    end = coverage.whole.end if is_current else period.end
    shown_from = min(period.start, end - YEAR_OF_WEEKS)
    first = step_of(shown_from - timedelta(weeks=HISTORY_WEEKS), step_weeks)
    return Period(max(first, coverage.first_on), end), shown_from


def expected_weeks(weeks: pd.DataFrame, *, shown_from: date, step_weeks: int = 1) -> Trend:
    """Give the weeks from `shown_from` on, with the range expected from up to three years before.

    `weeks` is a table of `count_weeks` over both. A Poisson regression with a yearly cycle gives
    the expected count; limits are negative binomial, with the dispersion measured in the history
    where it is above 1.2 and the error of the expected count added, else Poisson. They are never so
    narrow that one or two incidents in a week would be called unusual. With fewer than 104
    complete, settled weeks before `shown_from` there is no range and `reason` says so.
    """
    mondays = weeks["week_on"].to_numpy("datetime64[D]")
    is_history = _in_history(weeks, shown_from)
    rows = np.flatnonzero(mondays >= np.datetime64(shown_from))
    # One table made of its columns: each one added to a table takes as long as making it.
    shown = {str(name): column.to_numpy()[rows] for name, column in weeks.items()}
    history_weeks = int(is_history.sum()) * step_weeks
    if history_weeks < LEAST_WEEKS:
        unknown = dict.fromkeys(("expected", *_LIMITS), np.full(len(rows), np.nan))
        no_range = pd.DataFrame({**shown, **unknown, "is_unusual": np.zeros(len(rows), bool)})
        reason = (
            f"No expected range: it takes two years of earlier weeks ({LEAST_WEEKS}), and there are"
            f" {history_weeks}."
        )
        return Trend(no_range, history_weeks, np.nan, reason, step_weeks)

    learned = weeks["incidents"].to_numpy("float64")[is_history]
    cycles = cycles_for(learned.sum())
    design = _season(weeks["week_on"].to_numpy()[is_history], cycles, step_weeks)
    beta, covariance, dispersion = fit_poisson(design, learned)
    ahead = _season(shown["week_on"], cycles, step_weeks)
    expected = np.exp(ahead @ beta)
    limits = range_limits(ahead, expected, covariance, dispersion)
    limits["high_95"] = np.maximum(limits["high_95"], NEVER_UNUSUAL)

    counts = shown["incidents"].astype("float64")
    is_outside = (counts < limits["low_95"]) | (counts > limits["high_95"])
    is_unusual = _usable(weeks)[rows] & is_outside
    judged = {**shown, "expected": expected, **limits, "is_unusual": is_unusual}
    return Trend(pd.DataFrame(judged), history_weeks, float(dispersion), step_weeks=step_weeks)


def dispersion_of(weeks: pd.DataFrame, *, before: date, step_weeks: int = 1) -> float:
    """Give how much more than chance weekly counts vary, for `changes.compare_counts`: variance
    over mean around the seasonal curve, of up to three years of weeks before a day.

    `before` is the first of all days compared, so that no change judges itself. `weeks` is a table
    of `count_weeks`; incomplete and unsettled ones are left out. Never below 1; and 1, which is
    chance alone, where it cannot be told: with fewer than 104 weeks, or less than one incident a
    week. What lasts for months, such as a slow rise, counts as variation here, too.

    Source: Pearson's chi-square over its degrees of freedom (McCullagh & Nelder 1989).
    """
    counts = weeks["incidents"].to_numpy(dtype="float64")
    return float(dispersions_of(weeks, counts[None], before=before, step_weeks=step_weeks)[0])


def dispersions_by(
    counts: pd.DataFrame, key: str, *, coverage: Coverage, before: date, step_weeks: int = 1
) -> dict[str, float]:
    """Give `dispersion_of` for each value of a column, such as offense or neighborhood_id.

    `counts` is counted by that column and by week_on or occurred_on, over all days with data.
    """
    known = counts[counts[key].notna()]
    if known.empty:
        return {}
    names, numbers = np.unique(known[key].to_numpy(dtype="str"), return_inverse=True)
    every = count_weeks(known, coverage=coverage, step_weeks=step_weeks)
    day = "week_on" if "week_on" in known else "occurred_on"
    week = pd.Index(every["week_on"]).get_indexer(step_start(known[day], step_weeks))
    held = week >= 0
    weights = known["incidents"].to_numpy()[held] if "incidents" in known else None
    cell = numbers[held] * len(every) + week[held]
    table = np.bincount(cell, weights=weights, minlength=len(names) * len(every))
    table = table.reshape(len(names), len(every))
    found = dispersions_of(every, table, before=before, step_weeks=step_weeks)
    return dict(zip(names.tolist(), found.tolist(), strict=True))


def dispersions_of(
    weeks: pd.DataFrame, counts: np.ndarray, *, before: date, step_weeks: int = 1
) -> np.ndarray:
    """Give `dispersion_of` for each row of counts, series × weeks; `weeks` is a table of `count_weeks` that says which weeks
    these are."""
    # A week that the day cuts holds days that are compared.
    held = _in_history(weeks, before - timedelta(weeks=step_weeks, days=-1))
    mondays = weeks["week_on"].to_numpy()[held]
    return _dispersions(mondays, counts[:, held].astype("float64"), step_weeks)


def _dispersions(mondays: np.ndarray, counts: np.ndarray, step_weeks: int) -> np.ndarray:
    """Give the dispersion of each row of counts, series × weeks, around its own seasonal curve."""
    found = np.ones(len(counts))
    totals, length = counts.sum(axis=1), len(mondays) * step_weeks
    cycles = np.array([cycles_for(total) for total in totals])
    for number in np.unique(cycles):
        rows = (cycles == number) & (totals >= length) & (length >= LEAST_WEEKS)
        if rows.any():
            design = _season(mondays, int(number), step_weeks)
            found[rows] = np.maximum(1.0, _fit_many(design, counts[rows]))
    return found


def latest_week(trend: Trend) -> pd.Series | None:
    """Give the last week that is complete and settled, or None where there is none."""
    weeks = trend.weeks
    judged = np.flatnonzero(_usable(weeks))
    return weeks.iloc[judged[-1]] if len(judged) else None


def trend_sentence(trend: Trend, what: str, where: str | None = None) -> str:
    """Say whether the last settled week was usual: "Burglary: 9 in the week of 10 Nov, within the
    usual range of 3 to 12". The range is that of 19 weeks in 20, and no alarm limit."""
    subject = f"{what} in {where}" if where else what
    week = latest_week(trend)
    if week is None:
        return f"{subject}: no complete week is settled yet."
    day = week["week_on"]
    span = "week of" if trend.step_weeks == 1 else f"{trend.step_weeks} weeks from"
    count = f"{subject}: {week['incidents']:,.0f} in the {span} {day.day} {day:%b}"
    if trend.reason:
        return f"{count}. {trend.reason}"
    usual = f"the usual range of {week['low_95']:,.0f} to {week['high_95']:,.0f}"
    if not week["is_unusual"]:
        return f"{count}, within {usual}."
    side = "above" if week["incidents"] > week["high_95"] else "below"
    return f"{count}, {side} {usual}."


def _in_history(weeks: pd.DataFrame, before: date) -> np.ndarray:
    """Tell which weeks are to learn from: complete, settled, begun within three years before a day."""
    end = np.datetime64(before)
    monday = weeks["week_on"].to_numpy("datetime64[D]")
    is_in = (monday < end) & (monday >= end - np.timedelta64(7 * HISTORY_WEEKS, "D"))
    return _usable(weeks) & is_in


def _usable(weeks: pd.DataFrame) -> np.ndarray:
    known = ~np.isnan(weeks["incidents"].to_numpy("float64"))
    return weeks["is_complete"].to_numpy() & weeks["is_settled"].to_numpy() & known


def cycles_for(incidents: float) -> int:
    """Choose how many harmonics of the year so many incidents can carry: a rule of thumb, about 25
    for a parameter."""
    return 2 if incidents >= 125 else 1 if incidents >= 75 else 0


def season_waves(middles: np.ndarray, cycles: int) -> np.ndarray:
    """Give the columns of a yearly cycle: 1, then cosine and sine of each harmonic.

    `middles` are the middles of the stretches that were counted, in days since 1 January 2000.
    """
    turns = 2 * np.pi * middles / YEAR_DAYS
    waves = [wave(k * turns) for k in range(1, cycles + 1) for wave in (np.cos, np.sin)]
    return np.column_stack([np.ones(len(turns)), *waves])


def _season(mondays: np.ndarray, cycles: int, step_weeks: int) -> np.ndarray:
    days = (mondays.astype("datetime64[D]") - np.datetime64("2000-01-01")).astype("int64")
    return season_waves(days + 3.5 * step_weeks, cycles)


def fit_poisson(
    design: np.ndarray,
    counts: np.ndarray,
    *,
    exposure: np.ndarray | float = 1.0,
    prior: float = 0.5,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Fit log-linear Poisson means by iteratively reweighted least squares: coefficients,
    covariance for chance alone (times dispersion for more), dispersion.

    The first column of `design` is 1; means are `exposure` times exp(design @ coefficients). The
    half incident added in all (Jeffreys' prior, spread over the counts) keeps a series of zeros
    finite; 0 gives maximum likelihood, as other programs do.
    """
    counts = counts + prior / len(counts)
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(counts.sum() / np.broadcast_to(exposure, counts.shape).sum())
    for _ in range(50):
        mean = exposure * np.exp(design @ beta)
        information = design.T @ (design * mean[:, None])
        step = np.linalg.solve(information, design.T @ (counts - mean))
        beta = beta + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-10:
            break
    mean = exposure * np.exp(design @ beta)
    degrees = len(counts) - design.shape[1]
    dispersion = float((((counts - mean) ** 2) / mean).sum() / degrees)
    return beta, np.linalg.inv(design.T @ (design * mean[:, None])), dispersion


def _fit_many(design: np.ndarray, counts: np.ndarray, *, prior: float = 0.5) -> np.ndarray:
    """Give the dispersion that `fit_poisson` gives for each row of counts, all fitted together."""
    counts = counts + prior / counts.shape[1]
    beta = np.zeros((len(counts), design.shape[1]))
    beta[:, 0] = np.log(counts.mean(axis=1))
    squares = (design[:, :, None] * design[:, None]).reshape(len(design), -1)
    for _ in range(50):
        mean = np.exp(beta @ design.T)
        information = (mean @ squares).reshape(len(counts), *[design.shape[1]] * 2)
        step = np.linalg.solve(information, ((counts - mean) @ design)[..., None])[..., 0]
        beta = beta + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-10:
            break
    mean = np.exp(beta @ design.T)
    return ((counts - mean) ** 2 / mean).sum(axis=1) / (counts.shape[1] - design.shape[1])


def range_limits(
    ahead: np.ndarray, expected: np.ndarray, covariance: np.ndarray, dispersion: float
) -> dict[str, np.ndarray]:
    """Give low_80, high_80, low_95 and high_95 of counts to come: negative binomial where the
    dispersion is above 1.2, else Poisson, with the error of the expected count added.

    `ahead` is the design of what comes; `covariance` and `dispersion` are those of `fit_poisson`.
    """
    # What a new count may do, over its mean: its own scatter, and the error of the mean itself.
    error = np.einsum("ij,jk,ik->i", ahead, covariance, ahead) * expected
    scatter = (dispersion if dispersion > DISPERSED else 1.0) + error * max(dispersion, 1.0)
    shares = np.array([[share] for share in _LIMITS.values()])
    return dict(zip(_LIMITS, count_quantile(shares, expected, scatter), strict=True))


def count_quantile(share: float | np.ndarray, mean: np.ndarray, scatter: np.ndarray) -> np.ndarray:
    """Give the quantile of counts with this mean and variance = scatter x mean."""
    share, mean, scatter = np.broadcast_arrays(share, mean, scatter)
    found = np.empty(mean.shape)
    is_dispersed = scatter > 1 + 1e-6
    extra = scatter[is_dispersed] - 1
    # Each distribution is asked only where it holds.
    found[is_dispersed] = nbinom.ppf(
        share[is_dispersed], mean[is_dispersed] / extra, 1 / (1 + extra)
    )
    found[~is_dispersed] = poisson.ppf(share[~is_dispersed], mean[~is_dispersed])
    return found
