"""Since when has the level of these counts been another? Lasting steps, each with its likely dates.

A step found says that the level before and after differ, not why: a law, a new records system, a
clerk's habit and a gang that moved all look alike, so read the changes of the law beside it first.
A slow rise comes out as a stairway of steps that never were. A step younger than a year, or one
that came and went within one, is not looked for; and one found may be a few months off: give its
interval, not its date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.counts import last_run
from analytics.coverage import day_words
from analytics.law_changes import LawChange, read_law_changes
from analytics.periods import Period
from analytics.trends import cycles_for, season_waves

YEAR_WEEKS = 52
LEAST_YEARS = 3
LEAST_MEAN = 5
MOST_BREAKS = 5
# A law that takes effect up to a quarter before or after the likely dates may be the cause.
NEAR = timedelta(days=91)
# Drawn from the likelihood ratio of the place of a step: c with (1 - exp(-c/2))² = 0.95.
_LIKELY = -2 * np.log(1 - np.sqrt(0.95))

_COLUMNS = ["week_on", "low_on", "high_on", "before", "after"]


@dataclass(frozen=True)
class Breaks:
    """Lasting steps of one series, or none and the reason why none could be looked for.

    `steps` columns: week_on (the first at the new level), low_on and high_on (the 95% interval of
    that), before, after (incidents a week, between this step and its neighbors, the season aside).
    `period` is what was looked at.
    """

    steps: pd.DataFrame
    period: Period | None
    reason: str | None = None


def find_breaks(weeks: pd.DataFrame, *, step_weeks: int = 1) -> Breaks:
    """Find the lasting steps in the last unbroken run of complete, settled weeks.

    `weeks` is a table of `count_weeks`; prefer `step_weeks=4`, since four weeks resemble the four
    before less than a week does the one before. Square roots are searched, since a count's scatter
    grows with it; the season is fitted along with the steps and taken off. Levels last a year at
    least. How many there are is decided by the criterion of Liu, Wu & Zidek: with the usual one
    (Bayesian information) a third of series that drift a little have steps that are none. It takes
    three years, and five incidents in four weeks.

    Source: Bai & Perron 2003; number: Liu, Wu & Zidek 1997; interval: Eo & Morley 2015.
    """
    used = last_run(weeks)
    a_year = YEAR_WEEKS // step_weeks
    mean = used["incidents"].mean() * 4 / step_weeks
    nothing = pd.DataFrame(columns=_COLUMNS)
    if len(used) < LEAST_YEARS * a_year:
        reason = f"it takes {LEAST_YEARS} years of settled weeks in a row"
        return Breaks(nothing, None, reason)
    length = timedelta(weeks=step_weeks)
    period = Period(used["week_on"].iloc[0].date(), used["week_on"].iloc[-1].date() + length)
    if mean < LEAST_MEAN:
        reason = f"it takes {LEAST_MEAN} incidents in four weeks, and there are {mean:.1f}"
        return Breaks(nothing, period, reason)

    roots = np.sqrt(used["incidents"].to_numpy(dtype="float64"))
    days = (used["week_on"] - pd.Timestamp(2000, 1, 1)).dt.days.to_numpy() + 3.5 * step_weeks
    waves = season_waves(days, cycles_for(used["incidents"].sum()))[:, 1:]
    ends = [len(roots)]
    # Season and steps each hide a little of the other: the second round settles it.
    for _ in range(2):
        season = _fit_waves(roots, waves, ends)
        ends = choose_split(roots - season, split_levels(roots - season, least=a_year))
    return Breaks(_steps(used, roots - season, ends, step_weeks, 2 + waves.shape[1]), period)


def split_levels(values: np.ndarray, *, least: int, most: int = MOST_BREAKS) -> list[list[int]]:
    """Give the best split of values into levels for each number of steps: none, one, and so on.

    A split is the places after its levels' last values, the number of all values being the last. A
    level has at least `least` values. Every place is tried: ruptures finds the same with `jump=1`,
    in half a minute for 900 weeks, and by default tries only every fifth place.
    """
    n = len(values)
    sums, squares = (
        np.concatenate([[0.0], np.cumsum((values - values.mean()) ** power)]) for power in (1, 2)
    )
    length = np.arange(n + 1) - np.arange(n + 1)[:, None]
    # costs[i, j] is the scatter of the values from i up to j as one level.
    costs = squares - squares[:, None] - (sums - sums[:, None]) ** 2 / np.maximum(length, 1)
    costs[length < least] = np.inf
    best, before = [costs[0]], []
    for _ in range(min(most, n // least - 1)):
        totals = best[-1][:, None] + costs
        before.append(totals.argmin(axis=0))
        best.append(totals.min(axis=0))
    splits = []
    for steps in range(len(best)):
        split = [n]
        for choice in reversed(before[:steps]):
            split.insert(0, int(choice[split[0]]))
        splits.append(split)
    return splits


def choose_split(values: np.ndarray, splits: list[list[int]]) -> list[int]:
    """Choose how many steps the values bear, by the criterion of Liu, Wu & Zidek."""
    n = len(values)
    # Values without any scatter have no logarithm of it.
    squares = np.array([max(scatter(values, split), 1e-9 * n) for split in splits])
    steps = np.arange(len(splits))
    return splits[int(np.argmin(n * np.log(squares) + 2 * steps * 0.299 * np.log(n) ** 2.1))]


def scatter(values: np.ndarray, split: list[int]) -> float:
    """Give the sum of squares around the levels of a split."""
    return float(((values - _levels(values, split)) ** 2).sum())


def likely_places(
    values: np.ndarray, split: list[int], step: int, *, least: int = 1, fitted: int = 2
) -> list[int]:
    """Give the places that a step may have, its neighbors staying: those within 95%.

    `fitted` is how many numbers were fitted to the values around it: two levels, and the waves of a
    season. The values are taken as independent; where each resembles the one before, the places
    are too few.
    """
    start, end = ([0, *split][step], split[step + 1])
    between = values[start:end]
    places = range(least, end - start - least + 1)
    squares = np.array([scatter(between, [place, len(between)]) for place in places])
    best = max(squares.min(), 1e-9 * len(between))
    is_likely = (len(between) - fitted) * np.log(np.maximum(squares, best) / best) <= _LIKELY
    return [start + place for place, likely in zip(places, is_likely, strict=True) if likely]


def law_changes_near(breaks: Breaks, names: Iterable[str]) -> list[tuple[LawChange, ...]]:
    """Give, for each step, the changes of the law within a quarter of its likely dates.

    `names` are the categories or offenses that were counted; no names means all of them. Raises
    KeyError for a name that is neither.
    """
    names = list(names)
    return [
        read_law_changes(names, Period(low.date() - NEAR, high.date() + NEAR))
        for low, high in zip(breaks.steps["low_on"], breaks.steps["high_on"], strict=True)
    ]


def breaks_sentence(
    breaks: Breaks, what: str, where: str | None = None, *, names: Iterable[str] = ()
) -> str:
    """Say the last lasting step, and which law may be behind it.

    `names` are those of `law_changes_near`.
    """
    subject = f"{what} in {where}" if where else what
    if breaks.period is None or breaks.reason:
        return f"{subject}: can't tell lasting changes; {breaks.reason}."
    if breaks.steps.empty:
        return f"{subject}: no lasting change of level seen from {breaks.period.label()}."
    last = breaks.steps.iloc[-1]
    earlier = len(breaks.steps) - 1
    also = f" ({earlier} more before)" if earlier else ""
    sentence = (
        f"{subject}: {'more' if last['after'] > last['before'] else 'fewer'} since about"
        f" {last['week_on']:%b %Y} (between {last['low_on']:%b %Y} and {last['high_on']:%b %Y}),"
        f" {last['before']:.1f} a week before and {last['after']:.1f} after{also}."
    )
    laws = law_changes_near(breaks, names)[-1]
    if not laws:
        return f"{sentence} No change of the law is known near it; the cause is not known."
    listed = " and ".join(f"{law.name} from {day_words(law.effective_on)}" for law in laws)
    return f"{sentence} It may be the law or the counting: {listed}."


def _levels(values: np.ndarray, split: list[int]) -> np.ndarray:
    parts = np.split(values, split[:-1])
    return np.concatenate([np.full(len(part), part.mean()) for part in parts])


def _fit_waves(values: np.ndarray, waves: np.ndarray, split: list[int]) -> np.ndarray:
    """Fit a yearly wave to values whose levels are split so."""
    leveled = np.apply_along_axis(_levels, 0, np.column_stack([values, waves]), split)
    rest = np.column_stack([values, waves]) - leveled
    sizes, *_ = np.linalg.lstsq(rest[:, 1:], rest[:, 0])
    return np.asarray(waves @ sizes)


def _steps(
    used: pd.DataFrame, roots: np.ndarray, split: list[int], step_weeks: int, fitted: int
) -> pd.DataFrame:
    mondays, least = used["week_on"], YEAR_WEEKS // step_weeks
    # The mean of a count is the square of its root's mean and the scatter of the root.
    means = np.array([(part**2).mean() for part in np.split(roots, split[:-1])]) / step_weeks
    rows = []
    for step, place in enumerate(split[:-1]):
        likely = likely_places(roots, split, step, least=least, fitted=fitted)
        dates = (mondays[place], mondays[likely[0]], mondays[likely[-1]])
        rows.append((*dates, means[step], means[step + 1]))
    return pd.DataFrame(rows, columns=_COLUMNS)
