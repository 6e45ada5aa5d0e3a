"""Do incidents prefer some days of the week, or some months, or is that chance?

Seven days never come out equal, and of seven one is always the most. Expected counts follow the
days that were looked at: February has fewer, and 30 days hold five Mondays and four Saturdays. All
tests take incidents as independent, so an offender with a free Saturday, or counts that vary more
than chance, look like a pattern of the week: give the `dispersion` of the weekly counts where it is
known. What happened between two days is counted on the first, so a burglary found on Monday says
little of Fridays; and a series that rises from January to December looks like a season.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import chdtrc, gammaln, xlogy
from scipy.stats import rankdata

from analytics.counts import check_days
from analytics.periods import Period

ALPHA = 0.05
MOST_EXACT = 20
LEAST_YEARS = 3
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Evenness:
    """Counts beside those of an even week or year, and whether chance explains the difference.

    `table` columns: name (of the weekday or month), incidents, days (that were looked at), expected
    (incidents, were all days alike). `p_value` is that of the test that `method` names; for months
    the larger one of two.
    """

    table: pd.DataFrame
    method: str
    p_value: float

    @property
    def is_uneven(self) -> bool:
        """Whether chance alone does as much less than one time in twenty."""
        return self.p_value < ALPHA


def judge_weekdays(counts: pd.DataFrame, *, period: Period, dispersion: float = 1.0) -> Evenness:
    """Judge whether incidents prefer some weekdays of a period.

    `counts` has a column `occurred_on`, and either `incidents` or one row an incident; days outside
    the period are left out. Up to 20 incidents are judged by the exact distribution of G, more by
    chi-square, divided by the dispersion where it is above 1; G knows no dispersion, so that with
    one the larger p-value of the two counts.

    Raises ValueError for a period shorter than a week, and SelectionError for the public's steps of
    28 days.

    Source: Wheeler 2016, Journal of Investigative Psychology 13(2); dispersion as in McCullagh &
    Nelder 1989.
    """
    if period.days < 7:
        raise ValueError(f"a week has seven days, the period {period.label()} only {period.days}")
    check_days(counts["occurred_on"])
    days = pd.to_datetime(counts["occurred_on"]).to_numpy("datetime64[D]")
    start, end = np.datetime64(period.start), np.datetime64(period.end)
    inside = (days >= start) & (days < end)
    number = counts["incidents"].to_numpy()[inside] if "incidents" in counts else None
    totals = np.bincount(_weekday(days[inside]), number, len(WEEKDAYS)).astype("int64")
    looked_at = np.bincount(_weekday(np.arange(start, end)), minlength=len(WEEKDAYS))
    table = _beside_even(WEEKDAYS, totals, looked_at)
    by_chi_square = _chi_square_of(table, dispersion)
    if totals.sum() > MOST_EXACT:
        return Evenness(table, "chi-square", by_chi_square)
    _, p_value = exact_test(table["incidents"].to_numpy(), table["days"].to_numpy())
    if dispersion <= 1:
        return Evenness(table, "exact G", p_value)
    return Evenness(table, "exact G and chi-square", max(p_value, by_chi_square))


def judge_months(months: pd.DataFrame, *, dispersion: float = 1.0) -> Evenness | None:
    """Judge whether incidents prefer some months of the year.

    `months` is a table of `count_months`; incomplete and unsettled ones are left out, and with
    fewer than three of any calendar month the answer is None. Two tests must agree: chi-square,
    which knows how many days there were and takes years as alike, and Kruskal & Wallis', which
    takes each year's month as one observation and so is not misled by a single summer.
    """
    incidents = months["incidents"].to_numpy("float64")
    used = months["is_complete"].to_numpy() & months["is_settled"].to_numpy()
    used = used & ~np.isnan(incidents)
    month = months["month_on"].to_numpy("datetime64[M]").astype("int64")[used] % len(MONTHS)
    if np.bincount(month, minlength=len(MONTHS)).min() < LEAST_YEARS:
        return None
    counts = (incidents[used], months["days"].to_numpy()[used])
    sums = [np.bincount(month, each, len(MONTHS)).astype("int64") for each in counts]
    table = _beside_even(MONTHS, *sums)
    rank_p = kruskal_wallis(months["per_month"].to_numpy()[used], month)
    return Evenness(
        table, "chi-square and Kruskal-Wallis", max(rank_p, _chi_square_of(table, dispersion))
    )


def kruskal_wallis(values: np.ndarray, group: np.ndarray) -> float:
    """Give the p-value of Kruskal & Wallis' test that no group's values are higher; 1 where all are equal.

    `group` is a number from 0 on for each value. As `scipy.stats.kruskal`, in a tenth of its time.
    """
    ranks = rankdata(values)
    each = np.bincount(group)
    n = len(values)
    statistic = 12 / (n * (n + 1)) * (np.bincount(group, ranks) ** 2 / each).sum() - 3 * (n + 1)
    ties = np.unique(values, return_counts=True)[1].astype("float64")
    untied = 1 - (ties**3 - ties).sum() / (n**3 - n)
    return float(chdtrc(len(each) - 1, statistic / untied)) if untied > 0 else 1.0


def even_chi_square(counts: np.ndarray, days: np.ndarray) -> float:
    """Give the chi-square of counts against as many a day; degrees of freedom are one less."""
    expected = np.sum(counts) * days / np.sum(days)
    return float(np.sum((counts - expected) ** 2 / np.where(expected > 0, expected, 1)))


def exact_test(
    counts: np.ndarray, days: np.ndarray, *, statistic: Literal["G", "Kuiper"] = "G"
) -> tuple[float, float]:
    """Give a statistic of unevenness, and the chance that even days bring as much of it or more.

    G asks for any unevenness, Kuiper's V for one that lasts over neighboring days; neither depends
    on which day the week begins with. All ways to place so many incidents are gone through: half a
    million for 24 in seven days.

    Source: Wheeler 2016. `small_samptest` in his ptools takes the largest share of a day for a part
    of Kuiper's V, which makes it depend on the first day; it is not followed.
    """
    shares = np.asarray(days) / np.sum(days)
    total = int(np.sum(counts))
    ways, logs, own = _all_ways(total, len(shares))
    chances = np.exp(logs + ways @ np.log(shares))
    if statistic == "G":
        values = 2 * (own - ways @ np.log(np.maximum(total, 1) * shares))
    else:
        distance = np.cumsum(ways / max(total, 1) - shares, axis=1)
        values = distance.max(axis=1) - distance.min(axis=1)
    observed = values[(ways == counts).all(axis=1)][0]
    # Ways that are as uneven as the observed one must not be lost to rounding.
    return float(observed), min(1.0, float(chances[values >= observed - 1e-9].sum()))


def evenness_sentence(evenness: Evenness, what: str, where: str | None = None) -> str:
    """Say which day or month stands out: "Burglary: more on Saturday than chance explains, 30 where
    even days would bring 17"."""
    subject = f"{what} in {where}" if where else what
    table = evenness.table
    is_week = len(table) == len(WEEKDAYS)
    incidents, expected = (table[name].to_numpy() for name in ("incidents", "expected"))
    many = int(incidents.sum())
    total = f"{many:,} incident{'' if many == 1 else 's'}"
    if not evenness.is_uneven:
        unit = "days of the week" if is_week else "months"
        return (
            f"{subject}: can't tell the {unit} apart; chance explains their differences ({total})."
        )
    most = int(np.nanargmax((incidents - expected) / np.sqrt(expected)))
    return (
        f"{subject}: more {'on' if is_week else 'in'} {table['name'].iloc[most]} than chance explains,"
        f" {incidents[most]:,} of {total} where even days would bring {expected[most]:,.0f}."
    )


@lru_cache(maxsize=4)
def _all_ways(total: int, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give every way to place so many incidents in so many cells, a row each, with the logarithm of
    how many orders make it, and the sum of its counts times their logarithms."""
    ways = np.zeros((1, 0), dtype="int64")
    left = np.array([total])
    for _ in range(cells - 1):
        # Each way so far goes on with 0, 1, … of what is left.
        choices = left + 1
        begun = np.cumsum(choices) - choices
        taken = np.arange(choices.sum()) - np.repeat(begun, choices)
        ways = np.column_stack([np.repeat(ways, choices, axis=0), taken])
        left = np.repeat(left, choices) - taken
    ways = np.column_stack([ways, left])
    counts = np.arange(total + 1)
    logs = gammaln(total + 1) - gammaln(counts + 1)[ways].sum(axis=1)
    return ways.astype("float64"), logs, xlogy(counts, counts)[ways].sum(axis=1)


def _weekday(days: np.ndarray) -> np.ndarray:
    """Number days of the week from Monday; 1970 began on a Thursday."""
    return (days.astype("int64") + 3) % len(WEEKDAYS)


def _beside_even(names: Sequence[str], counts: np.ndarray, days: np.ndarray) -> pd.DataFrame:
    expected = counts.sum() * days / days.sum()
    return pd.DataFrame({"name": names, "incidents": counts, "days": days, "expected": expected})


def _chi_square_of(table: pd.DataFrame, dispersion: float) -> float:
    statistic = even_chi_square(table["incidents"].to_numpy(), table["days"].to_numpy())
    return float(chdtrc(len(table) - 1, statistic / max(1.0, dispersion)))
