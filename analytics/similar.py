"""Which neighborhoods have a problem like yours? Those whose level, mix, hours and concentration are
alike, as far as their counts can tell.

What is not known of a neighborhood counts as a difference, so one with few incidents is not called
alike for being near the average. Alike is a reason to talk with each other; it is no sign of a
common cause, and less still that what helped there will help here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.numbers import write
from analytics.offenses import label_of
from analytics.periods import YEAR_DAYS
from analytics.priorities.columns import concentration_column
from analytics.priorities.concerns import check_alone, count_concerns, count_on_blocks
from analytics.shrinkage import learned_prior, log_rates, shrink_rates

# Two neighborhoods taken at random differ by 1 on average.
ALIKE = 0.5
LEAST_KNOWN = 0.5
MORE = float(np.log(1.25))
SPLIT_DRAWS = 2_000
_KINDS = {"mix": "the same kinds of offense", "hours": "the same times of the week"}


@dataclass(frozen=True, eq=False)
class Similar:
    """The neighborhoods nearest to one, and what may be said of them.

    `known` is how much of what tells neighborhoods apart is known of this one (0 to 1): below 0.5
    there are no neighbors to speak of, and `table` is empty. `sentence` is for readers.
    """

    table: pd.DataFrame
    known: float
    sentence: str


@dataclass(frozen=True, eq=False)
class _Aspect:
    """Features of one kind: one row a neighborhood, one column a feature, as means and variances of
    logarithms; `spread` is the variance of the truth between neighborhoods."""

    name: str
    labels: Sequence[str]
    mean: np.ndarray
    variance: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        return self.mean.var(axis=0) + self.variance.mean(axis=0)

    @property
    def weight(self) -> np.ndarray:
        """How far each feature tells neighborhoods apart, 0 to 1, over the number of features."""
        return self.mean.var(axis=0) / self.spread / len(self.labels)

    def distances(self, place: int) -> np.ndarray:
        """Give, for each feature, the squared difference to be expected, over that of two taken at
        random."""
        apart = (self.mean - self.mean[place]) ** 2
        return (apart + self.variance + self.variance[place]) / (2 * self.spread)


@dataclass(frozen=True, eq=False)
class Profiles:
    """What tells the neighborhoods of a city apart; `aspects` is empty where there is no incident, `volume` is incidents a year
    after allowing for chance."""

    places: pd.DataFrame
    aspects: tuple[_Aspect, ...]
    volume: np.ndarray


def find_similar(
    counts: pd.DataFrame,
    neighborhoods: pd.DataFrame,
    neighborhood_id: str,
    *,
    concerns: Sequence[str],
    days: int,
    nearest: int = 3,
    hours: pd.DataFrame | None = None,
    blocks: pd.DataFrame | None = None,
    seed: int = 0,
) -> Similar:
    """Find the neighborhoods whose profile is nearest to one's, and say in words what is alike.

    `counts` is a table as `count_places` takes it, with `category` (for an offense `offense`) and,
    where `blocks` are given, `block_id`; take a year or more. `hours` has neighborhood_id, weekday
    (0 is Monday), hour (0 to 23) and, unless it is one row an incident, incidents, which may be
    parts of one. The distance is the squared difference to be expected between the true profiles,
    chance allowed for; features that tell no neighborhoods apart have no weight.

    Columns of the table, nearest first: neighborhood_id, name, distance (0 is the same, 1 that of
    two taken at random), is_alike (distance at most 0.5), reasons (words).

    Raises SelectionError where what officers find would be mixed with what victims report, and
    KeyError for a neighborhood that is none. To ask for several neighborhoods, keep `make_profiles`
    and call `nearest_profiles`.
    """
    profiles = make_profiles(
        counts, neighborhoods, concerns=concerns, days=days, hours=hours, blocks=blocks, seed=seed
    )
    return nearest_profiles(profiles, neighborhood_id, nearest=nearest)


def make_profiles(
    counts: pd.DataFrame,
    neighborhoods: pd.DataFrame,
    *,
    concerns: Sequence[str],
    days: int,
    hours: pd.DataFrame | None = None,
    blocks: pd.DataFrame | None = None,
    on_blocks: pd.DataFrame | None = None,
    seed: int = 0,
) -> Profiles:
    """Make the profiles of all neighborhoods that `find_similar` compares; it says what the arguments are.

    `on_blocks` counts the same days by block_id: `counts` then need no block.
    """
    check_alone(concerns, counts)
    places = pd.DataFrame(neighborhoods[["neighborhood_id", "name"]]).reset_index(drop=True)
    ids, n = places["neighborhood_id"], len(places)
    each = count_concerns(counts, concerns, ids)
    total = each.sum(axis=0)
    if not total.any():
        return Profiles(places, (), np.zeros(n))
    years = np.full(n, days / YEAR_DAYS)
    prior = learned_prior(total, years)
    mean, variance = log_rates(total, years, prior)
    aspects = [_Aspect("level", ("level",), mean[:, None], variance[:, None])]
    if len(concerns) > 1:
        aspects.append(_split("mix", [label_of(name) for name in concerns], each.T))
    if hours is not None:
        parts = _parts_of_week(hours).reindex(pd.Index(ids), fill_value=0)
        if parts.any(axis=None):
            aspects.append(_split("hours", list(parts.columns), parts.to_numpy(dtype=float)))
    if blocks is not None:
        tables = [counts if on_blocks is None else on_blocks]
        on_each, place_of = count_on_blocks(tables, concerns, blocks, ids)
        column = concentration_column(
            on_each.sum(axis=0), place_of, n, seed=(seed,), draws=SPLIT_DRAWS
        )
        if not np.isnan(column.values).all():
            aspects.append(_concentration(column.draws))
    volume = shrink_rates(total, years, prior)["shrunk_rate"].to_numpy()
    return Profiles(places, tuple(aspects), volume)


def nearest_profiles(profiles: Profiles, neighborhood_id: str, *, nearest: int = 3) -> Similar:
    """Find the profiles nearest to a neighborhood's, as `find_similar` does."""
    places, aspects = profiles.places, profiles.aspects
    place = int(pd.Index(places["neighborhood_id"]).get_loc(neighborhood_id))
    weights = np.concatenate([np.zeros(0), *(aspect.weight for aspect in aspects)])
    if not weights.sum() > 0:
        return _nothing(places, place, 0.0)
    unknown = np.hstack([aspect.variance / aspect.spread for aspect in aspects])
    known = 1 - unknown @ weights / weights.sum()
    if known[place] < LEAST_KNOWN:
        return _nothing(places, place, float(known[place]))

    each_distance = [aspect.distances(place) for aspect in aspects]
    distance = np.hstack(each_distance) @ weights / weights.sum()
    order = [other for other in np.argsort(distance, kind="stable") if other != place][:nearest]
    reasons = [
        _reasons(aspects, [each[other] for each in each_distance], profiles.volume, place, other)
        for other in order
    ]
    table = places.iloc[order].assign(
        distance=distance[order],
        is_alike=distance[order] <= ALIKE,
        reasons=reasons,
    )
    table = table.reset_index(drop=True)
    return Similar(table, float(known[place]), _sentence(table, places["name"][place]))


def _split(name: str, labels: Sequence[str], counts: np.ndarray) -> _Aspect:
    """Compare how each neighborhood's total is split with how the city's is."""
    expected = counts.sum(axis=1)[:, None] * counts.sum(axis=0) / max(counts.sum(), 1)
    split = [
        log_rates(column, share, learned_prior(column, share))
        for column, share in zip(counts.T, expected.T, strict=True)
        if column.any()
    ]
    labels = [label for label, column in zip(labels, counts.T, strict=True) if column.any()]
    mean, variance = (np.column_stack(part) for part in zip(*split, strict=True))
    return _Aspect(name, labels, mean, variance)


def _concentration(draws: np.ndarray) -> _Aspect:
    """Take the odds of an incident being in the five busiest blocks; where they are not known they
    may be those of any neighborhood."""
    draws = np.clip(draws, 1e-6, 1 - 1e-6)
    odds = np.log(draws / (1 - draws))
    mean, variance = odds.mean(axis=0), odds.var(axis=0)
    is_told = ~np.isnan(mean)
    spread = np.nanvar(mean) + np.nanmean(variance)
    mean = np.where(is_told, mean, np.nanmean(mean))
    variance = np.where(is_told, variance, spread)
    return _Aspect("concentration", ("in five blocks",), mean[:, None], variance[:, None])


def _parts_of_week(hours: pd.DataFrame) -> pd.DataFrame:
    """Count by quarters of the day, on weekdays and at weekends: finer parts would be empty."""
    day = np.where(hours["weekday"] >= 5, "weekend", "weekday")
    quarter = np.array(["nights", "mornings", "afternoons", "evenings"])[hours["hour"] // 6]
    part = pd.Series(day + " " + pd.Series(quarter), name="part").set_axis(hours.index)
    weights = hours["incidents"] if "incidents" in hours else pd.Series(1, hours.index)
    return weights.groupby([hours["neighborhood_id"], part]).sum().unstack(fill_value=0)


def _reasons(
    aspects: Sequence[_Aspect],
    distances: Sequence[np.ndarray],
    volume: np.ndarray,
    place: int,
    other: int,
) -> str:
    """Say how many there are in both, and which other aspects are alike."""
    here, there = (write("volume", volume[each]) for each in (place, other))
    words = [f"{here} incidents a year here and {there} there after allowing for chance"]
    for aspect, apart in zip(aspects[1:], distances[1:], strict=True):
        if not aspect.weight.any() or apart @ aspect.weight / aspect.weight.sum() > ALIKE:
            continue
        if aspect.name == "concentration":
            words.append("about as concentrated in five blocks")
        else:
            both = np.minimum(aspect.mean[place], aspect.mean[other])
            most = aspect.labels[int(both.argmax())]
            most = most[0].lower() + most[1:]
            where = "on" if aspect.name == "hours" else "of"
            much = f", more {where} {most} than the city" if both.max() >= MORE else ""
            words.append(f"{_KINDS[aspect.name]}{much}")
    return "; ".join(words)


def _nothing(places: pd.DataFrame, place: int, known: float) -> Similar:
    table = places.iloc[:0].assign(distance=0.0, is_alike=False, reasons="")
    name = places["name"][place]
    return Similar(
        table,
        known,
        f"{name}: too few incidents to say which neighborhoods have a problem like it.",
    )


def _sentence(table: pd.DataFrame, name: str) -> str:
    alike = table[table["is_alike"]]
    if alike.empty:
        return f"No neighborhood has a problem clearly like that of {name}."
    listed = [f"{row['name']}: {row['reasons']}" for _, row in alike.iterrows()]
    return f"Problems like that of {name}. {'. '.join(listed)}."
