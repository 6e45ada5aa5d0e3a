"""Did it really change, or is that chance? Two counts, their ratio with its interval, and one plain
sentence.

With counts as small as a neighborhood's, "up 50%" is what nothing-changed looks like, so no
percentage is ever given. A change is called one only where chance alone would show it less than 1
time in 50, at every base: readers see several sentences a month, and with 1 in 20 a false one would
stand among the city's three every few months. Chance is known here only as a Poisson process does
it, while the counts of a city vary more, from week to week, than that: give its dispersion
(`trends.dispersion_of`) wherever there is history enough. The winter season, or a slow rise over
years, still changes the count for a reason, and the sentence then says that it changed, not why.

Of 28 days and the 28 before, exactly (`detectable.chance_called`), as shares of sentences:

| true mean before                      | 1    | 5   | 10  | 20  | 40  | 60  | 100 |
|---------------------------------------|------|-----|-----|-----|-----|-----|-----|
| nothing changed, a change is said     | .0001| .007| .011| .013| .015| .016| .017|
| true doubling, found                  | .002 | .09 | .25 | .56 | .90 | .98 | 1   |
| the same two with a dispersion of 1.5 | .0001| .005| .009| .011| .014| .015| .016|
|                                       | .001 | .05 | .14 | .36 | .72 | .90 | .99 |

Over 52 uneven neighborhoods × robbery, burglary and narcotics (10, 60 and 70 in the city) 1 sentence
in 1,900 is a false change, and 1 doubling in 95 is found. Where the dispersion is 1.5 and nobody
gives it, 1 in 370 is false there, and 1 in 20 about the city.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf, nan
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv
from scipy.stats import poisson_means_test

from analytics.counts import count_places
from analytics.coverage import Coverage
from analytics.periods import Period

ALPHA = 0.02
# A ratio's upper limit beyond this says only that the count before was small.
MOST_SAID = 1000

Verdict = Literal["up", "down", "new", "can't tell", "none"]

# Of a table of changes.
COLUMNS = ("now", "before", "difference", "ratio", "ratio_low", "ratio_high", "p_value", "verdict")

VERDICT_WORDS: dict[Verdict, str] = {
    "up": "Up",
    "down": "Down",
    "new": "New",
    "can't tell": "Can't tell",
    "none": "None in either",
}


@dataclass(frozen=True)
class Change:
    """Two counts, and what may be said of the difference.

    `ratio` compares the counts per day; it is NaN where there were none before. `ratio_low` and
    `ratio_high` are its limits: at least 98 of 100 such intervals hold the true ratio, or as many as
    `alpha` leaves. `p_value` is below `alpha` if and only if the limits exclude 1, and then the verdict is
    up, down or new. `dispersion` is what they allow for: 1 is chance alone.
    """

    now: int
    before: int
    days_now: int
    days_before: int
    ratio: float
    ratio_low: float
    ratio_high: float
    p_value: float
    verdict: Verdict
    dispersion: float = 1.0
    alpha: float = ALPHA

    @property
    def difference(self) -> int:
        """Incidents more than before; only meaningful where both periods are equally long."""
        return self.now - self.before


def e_test(now: int, before: int, days_now: float = 1, days_before: float = 1) -> float:
    """Give the two-sided p-value of the E-test that two Poisson counts have one rate.

    It is the second opinion on `compare_counts`. Do not use it for periods of different length: as
    scipy standardizes it, it loses nearly all its power there (5 in 28 days against 0 in 364 gives
    p = 0.35; the exact conditional test gives less than 0.0001).

    Source: Krishnamoorthy & Thomson 2004, as in `scipy.stats.poisson_means_test`.
    """
    return float(poisson_means_test(now, days_now, before, days_before).pvalue)


def conditional_tails(
    now: ArrayLike, before: ArrayLike, *, share: float, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance of so few or fewer now, and of so many or more, given the sum of both counts.

    `share` is that of the days which the later period holds, 0 to 1. The counts are divided by
    their dispersion. Takes arrays, too.
    """
    a, b = np.asarray(now) / dispersion, np.asarray(before) / dispersion
    fewer = np.where(b > 0, betainc(np.where(b > 0, b, 1), a + 1, 1 - share), 1.0)
    more = np.where(a > 0, betainc(np.where(a > 0, a, 1), b + 1, share), 1.0)
    return fewer, more


@lru_cache(maxsize=100_000)
def compare_counts(
    now: int,
    before: int,
    *,
    days_now: int,
    days_before: int,
    dispersion: float = 1.0,
    alpha: float = ALPHA,
) -> Change:
    """Compare a count with an earlier one.

    The rule: a change is called up, down or new (from zero) only where the exact conditional
    interval of the ratio excludes 1. For periods of equal length the E-test then agrees: its
    p-value is never the larger of the two. Only settled days may be compared with settled days:
    days still filling up always look like a fall.

    `dispersion` is variance over mean of the counts before (`trends.dispersion_of`); below 1 it
    counts as 1. Above 1 the interval is quasi-Poisson: that of both counts divided by it. It widens
    the interval and leaves the ratio as it is. Without it, counts that vary more than chance alone
    are called changed too often: 1 time in 8 where the dispersion is 2.5. Leave `alpha` as it is in
    anything that readers see.

    Source: given the sum, the count is binomial (Przyborowski & Wilenski 1940; limits of
    Clopper & Pearson, as quantiles of the beta distribution); dispersion as in McCullagh &
    Nelder 1989.
    """
    # NumPy's numbers equal Python's: whoever asks next is given what was kept, and JSON must know it.
    now, before, dispersion = int(now), int(before), max(1.0, float(dispersion))
    share = days_now / (days_now + days_before)
    per_day = days_before / days_now
    tails = conditional_tails(now, before, share=share, dispersion=dispersion)
    p_value = min(1.0, 2 * float(min(tails)))

    a, b = now / dispersion, before / dispersion
    low = betaincinv(a, b + 1, alpha / 2) if now else 0.0
    # Of the complement, since a share that is nearly 1 has lost its digits.
    rest = betaincinv(b, a + 1, alpha / 2) if before else 0.0
    verdict: Verdict = "can't tell" if now or before else "none"
    if p_value < alpha:
        is_up = now * days_before > before * days_now
        verdict = "down" if not is_up else "up" if before else "new"
    return Change(
        now=now,
        before=before,
        days_now=days_now,
        days_before=days_before,
        ratio=now / before * per_day if before else nan,
        ratio_low=float(low / (1 - low)) * per_day,
        ratio_high=float(1 / rest - 1) * per_day if rest else inf,
        p_value=p_value,
        verdict=verdict,
        dispersion=dispersion,
        alpha=alpha,
    )


def comparable_periods(period: Period, coverage: Coverage) -> tuple[Period, Period] | None:
    """Give the settled days of a period and the equally many days before them.

    None where no day of it is settled yet, or where the data does not reach back far enough.
    """
    end = min(period.end, coverage.settled_until)
    if end <= period.start:
        return None
    now = Period(period.start, end)
    before = now.previous()
    return None if before.start < coverage.first_on else (now, before)


def compare_places(
    now: pd.DataFrame,
    before: pd.DataFrame,
    neighborhoods: pd.DataFrame,
    *,
    days_now: int,
    days_before: int,
    dispersions: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Compare each neighborhood's count with its earlier one, quiet neighborhoods included.

    `now` and `before` are tables as `count_places` takes them; `dispersions` is by neighborhood_id
    (`trends.dispersions_by`), 1 where it names none.

    Columns: neighborhood_id, name, now, before, difference, ratio, ratio_low, ratio_high, p_value,
    verdict.
    """
    places = count_places(now, neighborhoods)
    earlier = count_places(before, neighborhoods)["incidents"]
    spread = dispersions or {}
    changes = [
        compare_counts(
            int(a),
            int(b),
            days_now=days_now,
            days_before=days_before,
            dispersion=spread.get(place, 1.0),
        )
        for place, a, b in zip(places["neighborhood_id"], places["incidents"], earlier, strict=True)
    ]
    columns = {name: [getattr(change, name) for change in changes] for name in COLUMNS}
    return pd.concat([places[["neighborhood_id", "name"]], pd.DataFrame(columns)], axis=1)


def change_sentence(
    change: Change,
    what: str,
    where: str | None = None,
    *,
    now_words: str | None = None,
    before_words: str | None = None,
) -> str:
    """Say a change in one plain sentence, the same words everywhere.

    `now_words` stands where "the last 28 days" would: give it, as `Period.label` does, where the
    period does not end at the settled-until day.
    """
    subject = f"{what} in {where}" if where else what
    now_words = now_words or f"the last {days_words(change.days_now)}"
    before_words = before_words or f"the {days_words(change.days_before)} before"
    now_days, before_days = _at(now_words), _at(before_words)
    if change.verdict == "none":
        return f"{subject}: none {now_days}, none {before_days}."
    counts = f"{_count(change.now)} {now_days}, {_count(change.before)} {before_days}"
    return f"{subject}: {counts}{_average(change)}. {verdict_words(change)}"


def verdict_words(change: Change) -> str:
    """Say what the verdict means, with the interval where there is a change."""
    if change.verdict == "none":
        return "None in either."
    if change.verdict == "can't tell":
        return "Can't tell whether that is a change."
    if change.verdict == "new":
        return "New: more than chance explains after none."
    return f"{VERDICT_WORDS[change.verdict]}, more than chance explains: {ratio_words(change)} times as many."


def ratio_words(change: Change) -> str:
    """Write the limits of the ratio, "1.1 to 15", never rounded until they read "no change"."""
    return limits_words(change.ratio_low, change.ratio_high)


def limits_words(low: float, high: float) -> str:
    """Write two limits as `ratio_words` does."""
    is_open = high > MOST_SAID
    for digits in range(1, 6):
        texts = _limit(low, digits), _limit(high, digits)
        shown = [float(text.replace(",", "")) for text in texts]
        if shown[0] != shown[1] and 1 not in shown and (shown[0] > 0 or is_open or not low):
            break
    if is_open:
        return f"{texts[0]} or more"
    return f"{texts[0]} to {texts[1]}" if low else f"at most {texts[1]}"


def _limit(ratio: float, digits: int) -> str:
    return f"{ratio:,.{0 if ratio >= 10 else digits}f}"


def _average(change: Change) -> str:
    """Say what a much longer earlier period comes to in as many days as the later one."""
    if change.days_before < 2 * change.days_now or not change.before:
        return ""
    average = change.before * change.days_now / change.days_before
    return f", {average:,.1f} {'a' if change.days_now == 1 else 'in'} {days_words(change.days_now)}"


def days_words(days: int) -> str:
    """Say a number of days as people do: half a year and more of whole weeks as weeks."""
    if days >= 182 and days % 7 == 0:
        return f"{days // 7} weeks"
    return "day" if days == 1 else f"{days} days"


def _at(days: str) -> str:
    """Put the preposition before days: "in the last 28 days", "from 3 to 30 Nov", "on 3 Nov"."""
    if days[0].isdigit():
        return f"from {days}" if " to " in days else f"on {days}"
    return f"in {days}"


def _count(count: int) -> str:
    return f"{count:,}" if count else "none"
