"""Did it really change, or is that chance? Two counts, their ratio with its interval, and one plain
sentence.

With counts as small as a neighborhood's, "up 50 %" is what nothing-changed looks like, so no
percentage is ever given. Two tests must agree before a change is called one. By themselves they
know chance only as a Poisson process does it, while the counts of a city vary more, from week to
week, than that: give its dispersion (`trends.dispersion_of`) wherever there is history enough. The
winter season, or a slow rise over years, still changes the count for a reason, and the sentence
then says that it changed, not why. In a simulated Palm Springs of Poisson counts where nothing
changed, 1 sentence in 800 about a neighborhood says that something did, and 1 in 25 about the city;
the price is that a true doubling in one neighborhood is noticed 1 time in 70, in the
city's burglaries 9 times in 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf, nan
from typing import Literal

import pandas as pd
from scipy.stats import beta, poisson_means_test

from analytics.counts import count_places
from analytics.coverage import Coverage
from analytics.periods import Period

ALPHA = 0.05

Verdict = Literal["up", "down", "new", "can't tell", "none"]

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
    `ratio_high` are its 95 % limits. `p_value` is below 0.05 if and only if the limits exclude 1,
    and then the verdict is up, down or new. `dispersion` is what they allow for: 1 is chance alone.
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

    @property
    def difference(self) -> int:
        """Incidents more than before; only meaningful where both periods are equally long."""
        return self.now - self.before


def e_test(now: int, before: int, days_now: float = 1, days_before: float = 1) -> float:
    """Give the two-sided p-value of the E-test that two Poisson counts have one rate.

    Do not use it for periods of different length: as scipy standardizes it, it loses nearly all its
    power there (5 in 28 days against 0 in 364 gives p = 0.35; the exact conditional test gives less
    than 0.0001).

    Source: Krishnamoorthy & Thomson 2004, as in `scipy.stats.poisson_means_test`.
    """
    return float(poisson_means_test(now, days_now, before, days_before).pvalue)


@lru_cache(maxsize=100_000)
def compare_counts(
    now: int, before: int, *, days_now: int, days_before: int, dispersion: float = 1.0
) -> Change:
    """Compare a count with an earlier one.

    The rule: a change is called up, down or new (from zero) only where the exact conditional 95 %
    interval of the ratio excludes 1, which for periods of equal length implies that the E-test
    agrees (p below 0.05); the p-value given is the larger of the two. For periods of different
    length the conditional test stands alone, see `e_test`. Only settled days may be compared with
    settled days: days still filling up always look like a fall.

    `dispersion` is variance over mean of the counts before (`trends.dispersion_of`); below 1 it
    counts as 1. Above 1 the interval is quasi-Poisson: that of both counts divided by it, and the
    E-test, which knows whole counts only, is left out. It widens the interval and leaves the ratio
    as it is. Without it, counts that vary more than chance alone are called changed too often: 1
    time in 5 where the dispersion is 2.5.

    Source: given the sum, the count is binomial (Przyborowski & Wilenski 1940; limits of
    Clopper & Pearson, as quantiles of the beta distribution); dispersion as in McCullagh &
    Nelder 1989.
    """
    dispersion = max(1.0, dispersion)
    if now == before == 0:
        return Change(0, 0, days_now, days_before, nan, 0.0, inf, 1.0, "none", dispersion)
    share = days_now / (days_now + days_before)
    a, b = now / dispersion, before / dispersion
    fewer = float(beta.cdf(1 - share, b, a + 1)) if before else 1.0
    more = float(beta.cdf(share, a, b + 1)) if now else 1.0
    p_value = min(1.0, 2 * min(fewer, more))
    if dispersion == 1 and days_now == days_before:
        p_value = max(p_value, e_test(now, before))

    low = beta.ppf(ALPHA / 2, a, b + 1) if now else 0.0
    high = beta.ppf(1 - ALPHA / 2, a + 1, b) if before else 1.0
    per_day = days_before / days_now
    verdict: Verdict = "can't tell"
    if p_value < ALPHA:
        is_up = now * days_before > before * days_now
        verdict = "down" if not is_up else "up" if before else "new"
    return Change(
        now=now,
        before=before,
        days_now=days_now,
        days_before=days_before,
        ratio=now / before * per_day if before else nan,
        ratio_low=float(low / (1 - low)) * per_day,
        ratio_high=float(high / (1 - high)) * per_day if before else inf,
        p_value=p_value,
        verdict=verdict,
        dispersion=dispersion,
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
    names = (
        "now",
        "before",
        "difference",
        "ratio",
        "ratio_low",
        "ratio_high",
        "p_value",
        "verdict",
    )
    columns = {name: [getattr(change, name) for change in changes] for name in names}
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
    return f"{subject}: {counts}. {verdict_words(change)}"


def verdict_words(change: Change) -> str:
    """Say what the verdict means, with the interval where there is a change."""
    if change.verdict == "none":
        return "None in either."
    if change.verdict == "can't tell":
        return "Can't tell whether that is a change."
    if change.verdict == "new":
        return "New: more than chance explains after none."
    much = ratio_words(change)
    if change.verdict == "up":
        return f"Up, more than chance explains: {much} times as many."
    return f"Down, more than chance explains: {much} times as many."


def ratio_words(change: Change) -> str:
    """Write the limits of the ratio, "1.1 to 15", never rounded until they read "no change"."""
    low, high = change.ratio_low, change.ratio_high
    if high == inf:
        return f"{_limit(low, 1)} or more"
    for digits in range(1, 6):
        texts = _limit(low, digits), _limit(high, digits)
        shown = [float(text.replace(",", "")) for text in texts]
        if shown[0] != shown[1] and 1 not in shown and (shown[0] > 0 or low == 0):
            break
    return f"{texts[0]} to {texts[1]}" if low else f"at most {texts[1]}"


def _limit(ratio: float, digits: int) -> str:
    return f"{ratio:,.{0 if ratio >= 10 else digits}f}"


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
