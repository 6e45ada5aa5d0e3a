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
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import gammaln, xlogy
from scipy.stats import chi2, kruskal

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
    days = pd.to_datetime(counts["occurred_on"])
    check_days(days)
    inside = (days >= pd.Timestamp(period.start)) & (days < pd.Timestamp(period.end))
    number = counts["incidents"] if "incidents" in counts else pd.Series(1, counts.index)
    totals = (
        number[inside].groupby(days[inside].dt.day_of_week).sum().reindex(range(7), fill_value=0)
    )
    looked_at = pd.date_range(period.start, period.last_day).day_of_week.value_counts()
    table = _beside_even(WEEKDAYS, totals.to_numpy("int64"), looked_at.sort_index().to_numpy())
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
    used = months[months["is_complete"] & months["is_settled"] & months["incidents"].notna()]
    by_month = used.groupby(used["month_on"].dt.month)
    if len(by_month) < len(MONTHS) or by_month.size().min() < LEAST_YEARS:
        return None
    sums = by_month[["incidents", "days"]].sum().to_numpy("int64")
    table = _beside_even(MONTHS, sums[:, 0], sums[:, 1])
    levels = [level.to_numpy() for _, level in by_month["per_month"]]
    is_constant = used["per_month"].nunique() == 1
    rank_p = 1.0 if is_constant else float(kruskal(*levels).pvalue)
    return Evenness(
        table, "chi-square and Kruskal-Wallis", max(rank_p, _chi_square_of(table, dispersion))
    )


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
    total = f"{table['incidents'].sum():,} incident{'' if table['incidents'].sum() == 1 else 's'}"
    if not evenness.is_uneven:
        unit = "days of the week" if is_week else "months"
        return (
            f"{subject}: can't tell the {unit} apart; chance explains their differences ({total})."
        )
    excess = (table["incidents"] - table["expected"]) / np.sqrt(table["expected"])
    most = table.loc[excess.idxmax()]
    return (
        f"{subject}: more {'on' if is_week else 'in'} {most['name']} than chance explains,"
        f" {most['incidents']:,} of {total} where even days would bring {most['expected']:,.0f}."
    )


@lru_cache(maxsize=4)
def _all_ways(total: int, cells: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give every way to place so many incidents in so many cells, a row each, with the logarithm of
    how many orders make it, and the sum of its counts times their logarithms."""
    bars = np.array(list(combinations(range(total + cells - 1), cells - 1)), dtype="float64")
    ends = np.full((len(bars), 1), total + cells - 1)
    ways = np.diff(np.hstack([np.full((len(bars), 1), -1), bars, ends]), axis=1) - 1
    logs = gammaln(total + 1) - gammaln(ways + 1).sum(axis=1)
    return ways, logs, xlogy(ways, ways).sum(axis=1)


def _beside_even(names: Sequence[str], counts: np.ndarray, days: np.ndarray) -> pd.DataFrame:
    expected = counts.sum() * days / days.sum()
    return pd.DataFrame({"name": names, "incidents": counts, "days": days, "expected": expected})


def _chi_square_of(table: pd.DataFrame, dispersion: float) -> float:
    statistic = even_chi_square(table["incidents"].to_numpy(), table["days"].to_numpy())
    return float(chi2.sf(statistic / max(1.0, dispersion), len(table) - 1))
