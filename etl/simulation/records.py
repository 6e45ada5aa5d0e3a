"""What do clerks and geocoders make of the incidents: numbers, corrections and faults?

Every row carries its fate, the one thing that can be wrong with it as a row; so rows = accepted +
quarantined + duplicates holds to the row. A wrong place is no such fault: the row is accepted, and
lies in no neighborhood.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.simulation.calendar import DAY, Calendar
from etl.simulation.incidents import World
from etl.simulation.places import DEFAULT_POINT, MISSING, OUTSIDE, SWAPPED, ZERO
from etl.simulation.plan import Plan

ACCEPTED, REPEATED, SUPERSEDED = "accepted", "repeated", "superseded"
START_UNREADABLE, START_MISSING, START_IN_FUTURE = (
    "start_unreadable",
    "start_missing",
    "start_in_future",
)
OFFENSE_EMPTY, WRONG_FIELD_COUNT = "offense_empty", "wrong_field_count"
BAD = (START_UNREADABLE, START_MISSING, START_IN_FUTURE, OFFENSE_EMPTY, WRONG_FIELD_COUNT)
FATES = (ACCEPTED, REPEATED, SUPERSEDED, *BAD)

# What a format cannot hold: no line to break in a workbook or in JSON, no text in a date field of
# JSON.
BAD_IN = {
    "robbery": BAD,
    "burglary": (START_UNREADABLE, START_MISSING, START_IN_FUTURE, OFFENSE_EMPTY),
    "narcotics": (START_MISSING, START_IN_FUTURE, OFFENSE_EMPTY),
    "quality_of_life": BAD,
}
FEEDS_WITH_UPDATES = ("robbery", "burglary", "narcotics")
FEEDS_IN_DEGREES = ("burglary", "quality_of_life")
SETTLED_AFTER = 3 * DAY


def planned_count(plan: Plan, fault: str, rows: int) -> int:
    """Say how many rows a fault strikes: its share, but at least two."""
    return max(2, round(plan.faults[fault] * rows))


def extra_rows(feed: str, plan: Plan, rows: int) -> int:
    """Say how many rows repeats and earlier versions add to a feed."""
    corrected = planned_count(plan, "corrected", rows) if feed in FEEDS_WITH_UPDATES else 0
    return planned_count(plan, "repeated", rows) + corrected


def number_cases(feeds: dict[str, pd.DataFrame], calendar: Calendar) -> dict[str, pd.DataFrame]:
    """Number the incidents of all feeds together, in the order of their reports, anew each year.

    Adds case_year (two digits) and case_number.
    """
    reported = [
        table.groupby("incident")["reported_at"].first().to_numpy() for table in feeds.values()
    ]
    merged = np.concatenate(reported)
    order = np.argsort(merged, kind="stable")
    years = calendar.dates.year.to_numpy()[merged[order] // DAY]
    first_of_year = np.searchsorted(years, years, side="left")
    number, year = np.empty(len(merged), np.int32), np.empty(len(merged), np.int8)
    number[order] = np.arange(len(merged)) - first_of_year + 1
    year[order] = years % 100
    numbered, start = {}, 0
    for (feed, table), own in zip(feeds.items(), reported, strict=True):
        at = start + table["incident"].to_numpy()
        numbered[feed] = table.assign(case_year=year[at], case_number=number[at])
        start += len(own)
    return numbered


def make_rows(
    feed: str,
    incidents: pd.DataFrame,
    world: World,
    rng: np.random.Generator,
    repeats: int | None = None,
) -> pd.DataFrame:
    """Turn numbered incidents into the rows of an export, in its order.

    Adds updated_at (minutes of the calendar), fate (number in FATES) and spot (where the address
    is; `position` may have become a wrong one). `repeats` overrides how many rows are written
    twice.
    """
    plan, end_at, count = world.plan, world.calendar.end_at, len(incidents)
    reported = incidents["reported_at"].to_numpy()
    updated = np.minimum(reported + rng.exponential(2 * DAY, count), end_at - 1).astype(np.int32)
    fate = np.zeros(count, np.int8)
    fillers = [number for number, kind in enumerate(plan.kinds) if kind.fills_quiet_days]
    is_free = ~np.isin(incidents["kind"], fillers)
    earlier = []
    if feed in FEEDS_WITH_UPDATES:
        is_settled = is_free & (reported < end_at - SETTLED_AFTER)
        corrected = _take(is_settled, planned_count(plan, "corrected", count), rng)
        is_free[corrected] = False
        first, updated[corrected] = _earlier_versions(feed, incidents.iloc[corrected], world, rng)
        earlier.append(first)
    for reason in BAD_IN[feed]:
        fate[_take(is_free, planned_count(plan, reason, count), rng)] = FATES.index(reason)
    rows = incidents.assign(
        spot=incidents["position"],
        position=_misplaced(feed, incidents["position"].to_numpy(), fate == 0, world, rng),
        updated_at=updated,
        fate=fate,
    )
    wanted = planned_count(plan, "repeated", count) if repeats is None else repeats
    repeated = rows.iloc[_take(fate == 0, wanted, rng)].assign(fate=np.int8(FATES.index(REPEATED)))
    table = pd.concat([rows, *earlier, repeated], ignore_index=True)
    order = np.lexsort((rng.random(len(table)), table["case_number"], table["case_year"]))
    return table.iloc[order].reset_index(drop=True)


def known_rows(rows: pd.DataFrame, end_at: int) -> pd.DataFrame:
    """Keep of an export the rows, in their versions, that one made at an earlier minute would hold."""
    known = rows[(rows["reported_at"] < end_at).to_numpy()]
    is_first = (known["fate"] == FATES.index(SUPERSEDED)).to_numpy()
    key = known["incident"].to_numpy().astype(np.int64) * 2**16 + known["kind"].to_numpy()
    is_corrected = np.isin(key, key[is_first])
    is_known = ~is_corrected | (known["updated_at"] < end_at).to_numpy()
    # A first version whose correction is still to come stands.
    is_alone = is_first & ~np.isin(key, key[is_corrected & ~is_first & is_known])
    fate = np.where(is_alone, FATES.index(ACCEPTED), known["fate"]).astype(np.int8)
    updated = np.minimum(known["updated_at"], end_at - 1).astype(np.int32)
    return known.assign(fate=fate, updated_at=updated)[is_known].reset_index(drop=True)


def _take(may: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Choose rows among those that may be struck, and mark them as taken."""
    chosen = rng.choice(np.flatnonzero(may), count, replace=False, shuffle=False)
    may[chosen] = False
    return np.sort(chosen)


def _earlier_versions(
    feed: str, rows: pd.DataFrame, world: World, rng: np.random.Generator
) -> tuple[pd.DataFrame, np.ndarray]:
    """Make what was first written of some rows, and the times of their correction."""
    first_at = rows["reported_at"].to_numpy() + rng.integers(10, DAY, len(rows))
    newer_at = first_at + rng.integers(60, 20 * DAY, len(rows))
    is_elsewhere = rng.random(len(rows)) < (1.0 if feed == "narcotics" else 0.5)
    own = [
        n for n, (kind, _) in enumerate(world.plan.writings) if world.plan.kinds[kind].feed == feed
    ]
    other_writing = np.array(own, np.int16)[rng.integers(0, len(own), len(rows))]
    other_place = rng.integers(0, len(world.places.spots), len(rows), dtype=np.int32)
    spot = np.where(is_elsewhere, other_place, rows["position"])
    earlier = rows.assign(
        writing=np.where(is_elsewhere, rows["writing"], other_writing),
        position=spot,
        spot=spot,
        updated_at=first_at.astype(np.int32),
        fate=np.int8(FATES.index(SUPERSEDED)),
    )
    return earlier, np.minimum(newer_at, world.calendar.end_at - 1).astype(np.int32)


def _misplaced(
    feed: str, spots: np.ndarray, is_free: np.ndarray, world: World, rng: np.random.Generator
) -> np.ndarray:
    """Give positions, some of them wrong; the block in the address stays right."""
    faults = {
        "no_coordinates": MISSING,
        "zero_coordinates": ZERO,
        "outside_city": OUTSIDE,
        "default_point": DEFAULT_POINT,
    }
    if feed in FEEDS_IN_DEGREES:
        faults["swapped_coordinates"] = SWAPPED
    positions = spots.copy()
    for fault, name in faults.items():
        struck = _take(is_free, planned_count(world.plan, fault, len(spots)), rng)
        wrong = world.places.special[name]
        is_own = name == SWAPPED
        positions[struck] = wrong[
            spots[struck] if is_own else rng.integers(0, len(wrong), len(struck))
        ]
    return positions
