"""How many, for how many people, homes or shops? A rate that always names what it was divided by.

Palm Springs counts 47,897 residents and some 75,000 people on a day: 1,947 crimes are 4,065 per
100,000 of the first and 2,596 of the second, and neither is wrong. Residents say little about
robbery downtown, where guests are robbed, and nothing about resorts and the airport. A rate of a
small place or of a few incidents is mostly chance: it is refused, with the reason, and the count
stands alone. The limits know chance alone, not how wrong the denominator is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from analytics.counts import count_places
from analytics.periods import Period

LEAST_INCIDENTS = 20
LEAST_RESIDENTS = 500
PER = (1, 1_000, 10_000, 100_000)

# What may stand below the line: its words, and the number below which there is no rate of it. The least number of residents
# is that of METHODS; the others are ours, of about the same number of people.
DENOMINATORS: dict[str, tuple[str, float]] = {
    "residents": ("{} residents", LEAST_RESIDENTS),
    "service_population": ("a service population of {}", LEAST_RESIDENTS),
    "dwellings": ("{} dwellings", 200),
    "businesses": ("{} businesses", 50),
    "street_km": ("{} km of street", 5),
}

# Where hardly anybody counted below the line is there when things happen, or far more are.
NOT_LIVED_IN: dict[str, str] = {
    "resort": "nearly everybody there is a guest",
    "airport": "it is an airport",
}


@dataclass(frozen=True)
class Denominator:
    """What incidents are divided by: its kind, its number, and who counted it when.

    Raises ValueError for a kind that `DENOMINATORS` does not know, and for a number that is not
    above zero.
    """

    kind: str
    number: float
    source: str
    as_of: date

    def __post_init__(self) -> None:
        if self.kind not in DENOMINATORS:
            raise ValueError(
                f"no denominator {self.kind!r}: choose one of {', '.join(DENOMINATORS)}"
            )
        if not self.number > 0:
            raise ValueError(f"{self.kind} must be above zero to divide by, got {self.number}")

    @property
    def words(self) -> str:
        """Name and number, "47,897 residents"."""
        return DENOMINATORS[self.kind][0].format(f"{self.number:,.0f}")


@dataclass(frozen=True)
class Rate:
    """Incidents of a period per so many of a denominator, with exact 95% limits.

    It is of the whole period, never made into a year's: the season forbids that. Where there is a
    `reason` against it, rate and limits are NaN.
    """

    incidents: int
    period: Period
    denominator: Denominator
    per: int
    rate: float
    low: float
    high: float
    reason: str | None = None


def poisson_limits(
    incidents: ArrayLike, *, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Give the exact limits of the mean that a Poisson count may come from. Takes arrays, too.

    Too narrow where counts vary more than chance alone.

    Source: Garwood 1936, as quantiles of the gamma distribution.
    """
    counts, tail = np.asarray(incidents, dtype="float64"), (1 - confidence) / 2
    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return low, gammaincinv(counts + 1, 1 - tail)


def rate_of(
    incidents: int,
    period: Period,
    denominator: Denominator,
    *,
    per: int = 100_000,
    residents: float | None = None,
    land_use: str | None = None,
) -> Rate:
    """Divide incidents by a denominator, or say why not.

    Of a neighborhood give its `residents`, whatever the denominator: under 500 there is no rate,
    nor where its `land_use` is "resort" or "airport". Fewer than 20 incidents make none either:
    chance alone then moves it by a quarter and more. Raises ValueError for another `per` than
    1, 1,000, 10,000 and 100,000.

    Source of the 20: the National Center for Health Statistics, which publishes no rate of fewer.
    """
    if per not in PER:
        raise ValueError(f"a rate is per {', '.join(f'{n:,}' for n in PER)}, not per {per:,}")
    reason = _reason(incidents, denominator, residents, land_use)
    if reason:
        return Rate(incidents, period, denominator, per, nan, nan, nan, reason)
    rate, low, high = (
        float(number) * per / denominator.number
        for number in (incidents, *poisson_limits(incidents))
    )
    return Rate(incidents, period, denominator, per, rate, low, high)


def rate_places(
    counts: pd.DataFrame,
    neighborhoods: pd.DataFrame,
    period: Period,
    *,
    kind: str,
    source: str,
    as_of: date,
    per: int = 1_000,
) -> pd.DataFrame:
    """Give each neighborhood's rate, or why there is none, quiet neighborhoods included.

    `counts` is as `count_places` takes it. `neighborhoods` has, beside neighborhood_id and name, a
    column `residents`, the column that `kind` names, and if there is one, `land_use`. Do not rank
    by the result: most differences between neighborhoods are chance.

    Columns: neighborhood_id, name, incidents, denominator (kind), number (of it), per, rate, low,
    high (incidents per `per`, NaN where there is no rate), reason (missing where there is one).

    Raises ValueError where the neighborhoods lack one of these columns.
    """
    missing = {kind, "residents"} - {*neighborhoods.columns}
    if missing:
        raise ValueError(
            f"the neighborhoods have no column {', '.join(sorted(missing))}: join it to read_neighborhoods()"
        )
    places = count_places(counts, neighborhoods)
    land_uses = neighborhoods.get("land_use", pd.Series(None, index=neighborhoods.index))
    rows: list[tuple[float, float, float, str | None]] = []
    for count, number, residents, land_use in zip(
        places["incidents"], neighborhoods[kind], neighborhoods["residents"], land_uses, strict=True
    ):
        if not number > 0:
            rows.append((nan, nan, nan, f"the number of {_noun(kind)} is not known, or none"))
            continue
        rate = rate_of(
            int(count),
            period,
            Denominator(kind, float(number), source, as_of),
            per=per,
            residents=float(residents),
            land_use=land_use,
        )
        rows.append((rate.rate, rate.low, rate.high, rate.reason))
    rates = pd.DataFrame(rows, columns=["rate", "low", "high", "reason"])
    named = places.assign(denominator=kind, number=neighborhoods[kind].to_numpy(), per=per)
    return pd.concat([named, rates], axis=1)


def rate_sentence(rate: Rate, what: str, where: str | None = None) -> str:
    """Say a count and its rate with the name, number and source of its denominator."""
    subject = f"{what} in {where}" if where else what
    count = f"{rate.incidents:,}" if rate.incidents else "none"
    days = rate.period.label()
    said = f"{subject}: {count} {'on' if rate.period.days == 1 else 'from'} {days}"
    if rate.reason:
        return f"{said}. No rate: {rate.reason}."
    base = rate.denominator
    per = "for each" if rate.per == 1 else f"per {rate.per:,}"
    digits = 0 if rate.rate >= 100 else 1 if rate.rate >= 10 else 2
    value, low, high = (f"{x:,.{digits}f}" for x in (rate.rate, rate.low, rate.high))
    return (
        f"{said}, {value} {per} of {base.words} ({base.source}, {base.as_of.year})."
        f" Chance alone makes that {low} to {high}."
    )


def _reason(
    incidents: int, denominator: Denominator, residents: float | None, land_use: str | None
) -> str | None:
    if land_use in NOT_LIVED_IN:
        return NOT_LIVED_IN[land_use]
    if residents is not None and not residents >= LEAST_RESIDENTS:
        return f"fewer than {LEAST_RESIDENTS} residents are known to live there"
    least = DENOMINATORS[denominator.kind][1]
    if denominator.number < least:
        return f"fewer than {least:,.0f} {_noun(denominator.kind)}"
    if incidents < LEAST_INCIDENTS:
        return f"fewer than {LEAST_INCIDENTS} incidents"
    return None


def _noun(kind: str) -> str:
    """Name what is counted, without the number: "km of street"."""
    return "people served" if kind == "service_population" else DENOMINATORS[kind][0][3:]
