"""How many incidents are to be expected in the coming month, and how often was such a range right?

For the whole city and for neighborhoods, to judge later whether a month was unusual; nothing finer,
and nothing that officers find rather than residents report, since that follows where officers look
and would send them there again. The range knows season, chance and the level of late, no growth to
come and no event. It is given only with its record over earlier months, and withheld where that
record is bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.stats import binom

from analytics.coverage import Coverage, day_words
from analytics.errors import ContractError, SelectionError
from analytics.offenses import CATEGORIES, category_of, label_of
from analytics.periods import YEAR_DAYS, Period
from analytics.trends import cycles_for, fit_poisson, range_limits, season_waves

Span = Literal["28 days", "month"]

HISTORY_YEARS = 3
LEAST_YEARS = 2
RECORD_MONTHS = 36
LEAST_RECORD = 12
LEAST_MEAN = 5.0
DOUBT = 0.05
COLUMNS = frozenset({"category", "offense", "neighborhood_id", "occurred_on", "incidents"})


@dataclass(frozen=True)
class City:
    """The whole city, incidents outside all neighborhoods included."""

    name: str


@dataclass(frozen=True)
class Neighborhood:
    """One neighborhood: the finest place that has an expected range."""

    neighborhood_id: str
    name: str


@dataclass(frozen=True)
class Record:
    """How the range did in earlier months, each judged only by what came before it.

    `held_80` and `held_95` count the months within the range. The errors are mean absolute ones, in
    incidents a month: of the expected count, of last year's count for the same month, and of the
    mean of the twelve months before.
    """

    months: int
    held_80: int
    held_95: int
    error: float
    error_last_year: float
    error_mean: float


@dataclass(frozen=True)
class Expectation:
    """The range for a coming month with its record; or NaN, and the reason why there is none."""

    period: Period
    expected: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float
    history_months: int
    record: Record | None
    reason: str | None = None


def expect_month(
    counts: pd.DataFrame,
    offense: str,
    place: City | Neighborhood,
    *,
    start: date,
    coverage: Coverage,
    span: Span = "28 days",
) -> Expectation:
    """Give the range of counts to expect in the 28 days, or the calendar month, from a day.

    `counts` has category or offense, neighborhood_id and occurred_on, and either incidents or one row
    an incident, over all days with data; a table with any other column is refused, so that no block or address can be
    asked about. Only settled days are learned from, so the range may be asked for while the last
    ones still fill up; the record is then made with the same delay. Up to three years are learned
    from, at least two, and a month a year further back counts half.

    In a city like its past 80% of months lie in low_80 to high_80, limits included. There is no
    range, and `reason` says so, with less history than two years and twelve months for the record,
    with fewer than 5 incidents a month, and where the 80% range held so seldom that chance does
    not explain it.

    A public table knows only 28-day steps: let `start` be the first day of one (`step_start`).

    Raises SelectionError for an offense that officers find (narcotics, quality of life), TypeError
    for a place that is no City or Neighborhood, ContractError for a table with finer columns,
    ValueError for a month that does not begin on the first or an unknown span.

    Source: negative binomial regression with a yearly cycle, as in `trends.expected_weeks`; rolling
    origin as in Tashman 2000 (Int. J. Forecasting 16:437).
    """
    _refuse(counts, offense, place, span, start)
    target = _months_from(start, span, 0)
    per_year = 13 if span == "28 days" else 12
    table = _monthly(_rows(counts, offense, place), target, span, coverage.first_on)
    history = table[table["end_on"] <= coverage.settled_until]
    recent = history.tail(HISTORY_YEARS * per_year)
    past = _backtest(history, per_year, max(timedelta(0), start - coverage.settled_until))
    record, reason = None, None
    if len(past) < LEAST_RECORD:
        reason = (
            f"it takes {LEAST_YEARS} years of settled months to learn from and {LEAST_RECORD} months"
            f" more to check the range, and there are {len(history)} months in all"
        )
    elif recent["incidents"].mean() < LEAST_MEAN:
        reason = f"fewer than {LEAST_MEAN:.0f} a month are too few for a range to mean anything"
    else:
        record = _record(past)
        if binom.cdf(record.held_80, record.months, 0.8) < DOUBT:
            reason = f"in {record.months} earlier months it held only {record.held_80} times"
    limits = (
        dict.fromkeys(("expected", "low_80", "high_80", "low_95", "high_95"), nan)
        if reason
        else _expected(recent, _middle(target), target.days)
    )
    return Expectation(
        period=target, **limits, history_months=len(recent), record=record, reason=reason
    )


def expectation_sentence(expectation: Expectation, what: str, where: str | None = None) -> str:
    """Say the 80% range and its record: "Expect 41 to 66 burglaries in the 28 days from 3 Nov
    2025"; `what` is a plural."""
    found = expectation
    subject = f"{what} in {where}" if where else what
    days = f"the {found.period.days} days from {day_words(found.period.start)}"
    record = found.record
    if found.reason or record is None:
        return f"No expected range for {subject} in {days}: {found.reason}."
    simple = {
        "the count of a year before": record.error_last_year,
        "the mean of the year before": record.error_mean,
    }
    best = min(simple, key=lambda name: simple[name])
    closer = f" For a single number, {best} came closer." if simple[best] < record.error else ""
    return (
        f"Expect {found.low_80:,.0f} to {found.high_80:,.0f} {subject} in {days}; in"
        f" {record.months} earlier months such a range held {record.held_80} times.{closer}"
    )


def _refuse(
    counts: pd.DataFrame, offense: str, place: City | Neighborhood, span: Span, start: date
) -> None:
    if not CATEGORIES[category_of(offense)].is_victim_reported:
        raise SelectionError(
            f"{label_of(offense)} has no expected range: its counts follow where officers look."
            " Choose an offense that victims report"
        )
    if not isinstance(place, City | Neighborhood):
        raise TypeError("an expected range is for a City or a Neighborhood, nothing finer")
    finer = sorted(set(counts.columns) - COLUMNS)
    if finer:
        raise ContractError(
            f"expected ranges take counts by {', '.join(sorted(COLUMNS - {'incidents'}))}; leave"
            f" out {', '.join(finer)}"
        )
    if span not in get_args(Span):
        raise ValueError(f"no such span: {span!r}; choose from {', '.join(get_args(Span))}")
    if span == "month" and start.day != 1:
        raise ValueError(f"a calendar month begins on the first, not on {start}")


def _rows(counts: pd.DataFrame, offense: str, place: City | Neighborhood) -> pd.DataFrame:
    key = "category" if offense in CATEGORIES else "offense"
    rows = counts[counts[key] == offense]
    if isinstance(place, Neighborhood):
        return rows[rows["neighborhood_id"] == place.neighborhood_id]
    return rows


def _months_from(start: date, span: Span, steps: int) -> Period:
    """Give the period so many months after the one that starts on a day."""
    if span == "28 days":
        first = start + timedelta(days=28 * steps)
        return Period(first, first + timedelta(days=28))
    first_month = pd.Timestamp(start) + pd.DateOffset(months=steps)
    return Period(first_month.date(), (first_month + pd.DateOffset(months=1)).date())


def _monthly(rows: pd.DataFrame, target: Period, span: Span, first_on: date) -> pd.DataFrame:
    """Count the covered months before a period, the earliest first, quiet ones as zero.

    Columns: start_on, end_on, days, middle, incidents.
    """
    periods: list[Period] = []
    while (period := _months_from(target.start, span, -len(periods) - 1)).start >= first_on:
        periods.insert(0, period)
    starts = pd.DatetimeIndex([period.start for period in periods])
    days = pd.DatetimeIndex(rows["occurred_on"])
    at = starts.searchsorted(days, side="right") - 1
    is_held = (at >= 0) & (days < pd.Timestamp(target.start))
    weights = rows["incidents"].to_numpy("float64") if "incidents" in rows else np.ones(len(rows))
    return pd.DataFrame(
        {
            "start_on": [period.start for period in periods],
            "end_on": [period.end for period in periods],
            "days": [period.days for period in periods],
            "middle": [_middle(period) for period in periods],
            "incidents": np.bincount(
                at[is_held],
                weights=weights[is_held],
                minlength=len(periods),
            ),
        }
    )


def _middle(period: Period) -> float:
    return (period.start - date(2000, 1, 1)).days + period.days / 2


def _expected(history: pd.DataFrame, middle: float, days: int) -> dict[str, float]:
    incidents, middles = history["incidents"].to_numpy(), history["middle"].to_numpy()
    cycles = cycles_for(incidents.sum())
    # A month a year older counts half as much, or a city that changes is held to its past.
    weights = 0.5 ** ((middles[-1] - middles) / YEAR_DAYS)
    beta, covariance, dispersion = fit_poisson(
        season_waves(middles, cycles),
        incidents * weights,
        exposure=history["days"].to_numpy() * weights,
    )
    ahead = season_waves(np.array([middle]), cycles)
    expected = np.exp(ahead @ beta) * days
    limits = range_limits(ahead, expected, covariance, dispersion / weights.mean())
    return {"expected": float(expected[0])} | {
        name: float(limit[0]) for name, limit in limits.items()
    }


def _backtest(history: pd.DataFrame, per_year: int, delay: timedelta) -> pd.DataFrame:
    """Expect each of the last months from those settled before it, beside the simple ways.

    Columns: incidents, expected, low_80, high_80, low_95, high_95, last_year, mean.
    """
    months, rows = history.to_dict("records"), []
    for at in range(max(0, len(months) - RECORD_MONTHS), len(months)):
        month = months[at]
        known = history[history["end_on"] <= month["start_on"] - delay]
        if len(known) < LEAST_YEARS * per_year:
            continue
        known = known.tail(HISTORY_YEARS * per_year)
        year, last_year = known.tail(per_year), months[at - per_year]
        rows.append(
            {
                "incidents": month["incidents"],
                **_expected(known, month["middle"], month["days"]),
                "last_year": last_year["incidents"] * month["days"] / last_year["days"],
                "mean": year["incidents"].sum() * month["days"] / year["days"].sum(),
            }
        )
    return pd.DataFrame(rows)


def _record(past: pd.DataFrame) -> Record:
    def held(share: int) -> int:
        return int(past["incidents"].between(past[f"low_{share}"], past[f"high_{share}"]).sum())

    def error(name: str) -> float:
        return float((past["incidents"] - past[name]).abs().mean())

    return Record(
        months=len(past),
        held_80=held(80),
        held_95=held(95),
        error=error("expected"),
        error_last_year=error("last_year"),
        error_mean=error("mean"),
    )
