"""Did more happen lately in one part of town than its own past and the town's months lead to expect?

Every circle and every number of last days is tried, so some circle always stands out; the p-value
asks how often the strongest of a town with shuffled dates is as strong. It knows no population: a
new housing estate, or a feed that reaches further than before, is a cluster. A cluster is where
many incidents were reported, not where the next will be, and of what officers find it shows where
they went.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from analytics.periods import YEAR_OF_WEEKS, recent_period
from analytics.repeats import one_row_each

REACH_M = 1000.0
LONGEST_DAYS = 28
LEAST_INCIDENTS = 50
LEAST_CASES = 2
MOST_CASES_SHARE = 0.5
MOST_CLUSTERS = 10
PERMUTATIONS = 999
# Looked at every week, one false alarm in a hundred is one in two years.
ALPHA = 0.01

_COLUMNS = ["x_m", "y_m", "radius_m", "places", "incidents", "expected", "age", "llr", "p_value"]


@dataclass(frozen=True)
class RecentClusters:
    """The strongest clusters of the last days, none overlapping another; or the reason why not.

    `table` has the strongest first: x_m, y_m (center, one of the places), radius_m, places,
    incidents, expected, start_on (the first day; all last up to the end), llr (log likelihood
    ratio), p_value (how often shuffled dates bring one as strong anywhere).
    """

    table: pd.DataFrame
    incidents: int
    days: int
    longest_days: int
    reason: str | None = None


def find_recent_clusters(
    incidents: pd.DataFrame,
    *,
    until: date,
    seed: int,
    days: int = YEAR_OF_WEEKS.days,
    longest_days: int = LONGEST_DAYS,
    reach_m: float = REACH_M,
    permutations: int = PERMUTATIONS,
) -> RecentClusters:
    """Scan for clusters that last up to the day before `until`, a settled day.

    `incidents` has feed, incident_id, address, x_m, y_m and occurred_on, and reaches back `days`
    days. No circle is wider than `reach_m` or holds more than half of the incidents. With fewer
    than 50 there is a reason and no cluster. Raises SelectionError where there are no addresses.
    """
    period = recent_period(until, days)
    rows = one_row_each(incidents)
    on_day = pd.to_datetime(rows["occurred_on"])
    in_period = on_day.between(pd.Timestamp(period.start), pd.Timestamp(period.last_day))
    is_used = in_period & rows["x_m"].notna() & rows["y_m"].notna()
    age = (pd.Timestamp(period.last_day) - on_day[is_used]).dt.days.to_numpy()
    if len(age) < LEAST_INCIDENTS:
        reason = f"it takes {LEAST_INCIDENTS} incidents on the map, and there are {len(age)}"
        empty = pd.DataFrame(columns=[*_COLUMNS[:6], "start_on", *_COLUMNS[7:]])
        return RecentClusters(empty, len(age), days, longest_days, reason)
    points = rows.loc[is_used, ["x_m", "y_m"]].to_numpy()
    table = scan(
        points,
        age,
        longest_days=longest_days,
        reach_m=reach_m,
        permutations=permutations,
        seed=seed,
    )
    start_on = pd.Timestamp(period.last_day) - pd.to_timedelta(table["age"], unit="D")
    table = table.assign(age=start_on).rename(columns={"age": "start_on"})
    return RecentClusters(table, len(age), days, longest_days)


def scan(
    points: np.ndarray,
    age: np.ndarray,
    *,
    longest_days: int,
    reach_m: float,
    permutations: int,
    seed: int,
) -> pd.DataFrame:
    """Scan incidents, by point and by days before the last day, for the strongest recent clusters.

    Circles grow from each place by one place at a time, also where several are equally far (from
    west to east, then from south to north); clusters of a single incident are none.

    Columns: x_m, y_m, radius_m, places, incidents, expected, age (days from the first day of the
    cluster to the last), llr, p_value.

    Source: prospective space-time permutation scan of Kulldorff et al. 2005, as in SaTScan.
    """
    places, place = np.unique(points, axis=0, return_inverse=True)
    circles = _Circles.around(places, np.bincount(place), reach_m)
    lately = np.sort(age[age < longest_days])
    if not len(lately):
        return pd.DataFrame(columns=_COLUMNS)
    ages, rank = np.unique(lately, return_inverse=True)
    in_window = np.cumsum(np.bincount(rank, minlength=len(ages)))
    order = np.argsort(age, kind="stable")[: len(lately)]
    found = _strengths(circles, place[order], rank, in_window)
    rng = np.random.default_rng(seed)
    strongest = np.zeros(permutations)
    for k in range(permutations):
        drawn = place[rng.permutation(len(place))[: len(lately)]]
        strongest[k] = _strengths(circles, drawn, rank, in_window).llr.max(initial=0)
    rows = [
        {
            "x_m": places[circles.center[at], 0],
            "y_m": places[circles.center[at], 1],
            "radius_m": circles.radius_m[at],
            "places": int(at - circles.start[at] + 1),
            "incidents": int(cases),
            "expected": circles.incidents[at] * in_window[window] / len(place),
            "age": int(ages[window]),
            "llr": llr,
            "p_value": ((strongest >= llr - 1e-9).sum() + 1) / (permutations + 1),
        }
        for at, window, cases, llr in _apart(circles, found)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def clusters_sentence(found: RecentClusters, what: str) -> str:
    """Say what stands out of the last days, or that nothing does."""
    if found.reason:
        return f"{what}: can't tell whether anything is unusual lately: {found.reason}."
    sure = found.table[found.table["p_value"] < ALPHA]
    if sure.empty:
        return f"{what}: nothing in the last {found.longest_days} days stands out from chance."
    top = sure.iloc[0]
    where = f"within {top['radius_m']:,.0f} m" if top["radius_m"] else "at one place"
    start = top["start_on"]
    often = round(1 / top["p_value"])
    return (
        f"{what}: unusual, {top['incidents']} {where} since {start.day} {start:%b}, where"
        f" {top['expected']:,.1f} were to be expected; chance brings one as strong in 1 of"
        f" {often:,} such looks."
    )


@dataclass(frozen=True)
class _Circles:
    """All circles, each a row: a center's circles stand together, each adding one place."""

    center: np.ndarray
    added: np.ndarray
    radius_m: np.ndarray
    incidents: np.ndarray
    start: np.ndarray
    places: int
    total: int

    @classmethod
    def around(cls, places: np.ndarray, incidents: np.ndarray, reach_m: float) -> _Circles:
        tree = cKDTree(places)
        parts = list(_grow(places, incidents, tree.query_ball_point(places, reach_m)))
        lengths = np.array([len(part[0]) for part in parts])
        first = np.cumsum(lengths) - lengths
        added, radius, within = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(
            center=np.repeat(np.arange(len(places)), lengths),
            added=added,
            radius_m=radius,
            incidents=within,
            start=np.repeat(first, lengths),
            places=len(places),
            total=int(incidents.sum()),
        )


@dataclass(frozen=True)
class _Strengths:
    """The circles that hold a recent incident more than the one before them, with their strongest
    window."""

    at: np.ndarray
    window: np.ndarray
    cases: np.ndarray
    llr: np.ndarray


def _grow(
    places: np.ndarray, incidents: np.ndarray, near: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give for each center the places of its circles, nearest first, how far they are, and all
    incidents up to there."""
    for center, around in enumerate(near):
        around = np.sort(around)
        apart = np.hypot(*(places[around] - places[center]).T)
        # The places are in order of x, then y, which a stable sort keeps.
        order = np.argsort(np.round(apart, 6), kind="stable")
        within = np.cumsum(incidents[around[order]])
        # A center that holds more than half by itself is still a circle of its own.
        held = max(1, int((within <= MOST_CASES_SHARE * incidents.sum()).sum()))
        yield around[order][:held], apart[order][:held], within[:held]


def _strengths(
    circles: _Circles, place: np.ndarray, rank: np.ndarray, in_window: np.ndarray
) -> _Strengths:
    """Judge recent incidents at places, each in the window of its rank and all longer ones.

    Only circles that end with a place of a recent incident are judged: the others expect more and
    hold no more than the circle before.
    """
    places, total, windows = circles.places, circles.total, len(in_window)
    each = np.bincount(place * windows + rank, minlength=places * windows)
    recent = each.reshape(places, windows).cumsum(axis=1)
    at = np.flatnonzero(recent[:, -1][circles.added] > 0)
    if not len(at):
        return _Strengths(at, at, at, np.zeros(0))
    upto = np.cumsum(recent[circles.added[at]], axis=0)
    first = np.searchsorted(at, circles.start[at])
    cases = upto - np.where(first[:, None] > 0, upto[first - 1], 0)
    expected = circles.incidents[at, None] * in_window / total
    row, column = np.nonzero((cases >= LEAST_CASES) & (cases > expected))
    c, e = cases[row, column], expected[row, column]
    llr = np.zeros(cases.shape)
    llr[row, column] = c * np.log(c / e) + (total - c) * np.log((total - c) / (total - e))
    window = llr.argmax(axis=1)
    rows = np.arange(len(at))
    return _Strengths(at, window, cases[rows, window], llr[rows, window])


def _apart(circles: _Circles, found: _Strengths) -> Iterator[tuple[int, int, int, float]]:
    """Give the strongest circle, then the strongest that shares no place with those before, …"""
    llr = found.llr.copy()
    is_taken = np.zeros(circles.places, dtype=bool)
    for _ in range(MOST_CLUSTERS):
        if llr.max(initial=0) <= 0:
            return
        k = int(llr.argmax())
        at = int(found.at[k])
        yield at, int(found.window[k]), int(found.cases[k]), float(llr[k])
        is_taken[circles.added[circles.start[at] : at + 1]] = True
        taken = np.cumsum(is_taken[circles.added])
        before = np.where(circles.start > 0, taken[circles.start - 1], 0)
        llr[(taken - before)[found.at] > 0] = 0
