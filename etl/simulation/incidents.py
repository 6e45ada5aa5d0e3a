"""What happens where and when, and when does the department learn of it?

Only what was reported by the last day is in an export, so the last weeks hold fewer incidents than
they had: the reader who compares them with older weeks sees a fall that is none. The start of a
burglary's window, not the true moment, is the day it is counted on; a vacation home broken into in
March may be counted in February.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.simulation.calendar import DAY, Calendar, draw_minutes, draw_weighted, round_as_clerks_do
from etl.simulation.places import Places
from etl.simulation.plan import Kind, Plan

NEAR_M = 200
NEAR_DAYS = 14
SECOND_OFFENSE_SHARE = 0.22
"""Share of narcotics possessions with a second offense, paraphernalia: one incident, two rows."""


@dataclass(frozen=True, eq=False)
class World:
    """What a simulation takes place in."""

    plan: Plan
    calendar: Calendar
    places: Places
    time_zone: str


def draw_feed(
    feed: str, world: World, rng: np.random.Generator, factor: float = 1.0, total: int | None = None
) -> pd.DataFrame:
    """Draw the known incidents of a feed, `factor` times the plan's, or exactly `total`.

    Result: incident (number), kind, writing, premises (numbers in the plan), position (number in
    the places), from_at, to_at (-1: no end), reported_at (minutes of the calendar), is_officer,
    is_follower (a near repeat by design). An incident with two offenses has two rows. A kind with
    `fills_quiet_days` has an incident on each day on which its feed has less than two.
    """
    drawn: list[pd.DataFrame] = []
    numbers = world.plan.of_feed(feed)
    for number in numbers:
        kind = world.plan.kinds[number]
        count = int(rng.poisson(kind.per_year * world.calendar.days / 365.25) * factor)
        if total is not None and number == numbers[-1]:
            count = total - sum(map(len, drawn))
        quiet = (
            _quiet_days(drawn, world.calendar) if kind.fills_quiet_days else np.empty(0, np.int32)
        )
        drawn.append(_draw_kind(number, max(count, len(quiet)), quiet, world, rng, factor))
    table = pd.concat(drawn, ignore_index=True)
    table.insert(0, "incident", np.arange(len(table), dtype=np.int32))
    return _add_second_offenses(table, world.plan, rng)


def _quiet_days(drawn: list[pd.DataFrame], calendar: Calendar) -> np.ndarray:
    days = np.concatenate([table["from_at"].to_numpy() // DAY for table in drawn])
    return np.flatnonzero(np.bincount(days, minlength=calendar.days) < 2).astype(np.int32)


def _draw_kind(
    number: int,
    count: int,
    quiet_days: np.ndarray,
    world: World,
    rng: np.random.Generator,
    factor: float,
) -> pd.DataFrame:
    """Draw `count` known incidents of one kind, the first ones on the quiet days."""
    plan, calendar, places = world.plan, world.calendar, world.places
    kind = plan.kinds[number]
    spare = 0 if _is_written_on_the_spot(kind) else count // 25 + 25
    days, spots = [quiet_days], [draw_weighted(places.weights[kind.place], len(quiet_days), rng)]
    for hotspot in (planned for planned in plan.hotspots if planned.offense == kind.offense):
        start = max(calendar.days - hotspot.from_days_before, 0)
        stop = calendar.days - hotspot.until_days_before
        if stop > start:
            inside, weights = places.within(hotspot)
            extra = int(hotspot.incidents * factor)
            days.append(start + draw_weighted(calendar.weights(kind)[start:stop], extra, rng))
            spots.append(inside[draw_weighted(weights, extra, rng)])
    rest = max(count + spare - sum(map(len, days)), 0)
    days.append(draw_weighted(calendar.weights(kind), rest, rng))
    spots.append(draw_weighted(places.weights[kind.place], rest, rng))
    table = pd.DataFrame({"day": np.concatenate(days), "position": np.concatenate(spots)}).assign(
        is_follower=False
    )
    if kind.near_repeats:
        table = _add_near_repeats(table, kind, world, rng)
    moment = table.pop("day").to_numpy() * DAY + draw_minutes(kind, len(table), rng)
    table = table.assign(**_windows_and_reports(kind, moment, calendar.end_at, rng))
    is_known = (table["from_at"] >= 0) & (table["reported_at"] < calendar.end_at)
    # Those at the end are neither planned nor followers, and in no order: cutting them off changes
    # no pattern.
    table = table[is_known].head(count).reset_index(drop=True)
    writings = [place for place, (owner, _) in enumerate(plan.writings) if owner == number]
    shares = np.array([plan.writings[place][1].share for place in writings])
    premises = [plan.premises.index(name) for name in kind.premises or ("",)]
    return table.assign(
        kind=np.int8(number),
        writing=np.array(writings, np.int16)[draw_weighted(shares, len(table), rng)],
        premises=np.array(premises, np.int8)[rng.integers(0, len(premises), len(table))],
        is_officer=rng.random(len(table)) < kind.officer,
    )


def _is_written_on_the_spot(kind: Kind) -> bool:
    return not kind.windows and kind.late == 0


def _add_near_repeats(
    table: pd.DataFrame, kind: Kind, world: World, rng: np.random.Generator
) -> pd.DataFrame:
    """Turn a share into followers of others: within 200 m and 14 days, a quarter at one address."""
    is_follower = rng.random(len(table)) < kind.near_repeats
    first = table[~is_follower]
    parent = first.iloc[rng.integers(0, len(first), int(is_follower.sum()))]
    delay = np.minimum(rng.geometric(0.22, len(parent)), NEAR_DAYS)
    is_same = rng.random(len(parent)) < 0.25
    spots = [
        spot if same else rng.choice(world.places.near(spot, NEAR_M))
        for spot, same in zip(parent["position"], is_same, strict=True)
    ]
    followers = parent.assign(
        day=(parent["day"].to_numpy() + delay).astype(np.int32),
        position=np.array(spots, np.int32),
        is_follower=True,
    )
    return pd.concat([followers[followers["day"] < world.calendar.days], first], ignore_index=True)


def _windows_and_reports(
    kind: Kind, moment: np.ndarray, end_at: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw the window around the true moment, and the time of the report after the window's end."""
    count = len(moment)
    from_at = moment.astype(np.int32)
    to_at = np.full(count, -1, np.int32)
    discovered_at = from_at
    if kind.windows:
        shares, shortest, longest = np.asarray(kind.windows).T
        which = draw_weighted(shares, count, rng)
        ratio = (longest / shortest)[which]
        length = shortest[which] * ratio ** rng.random(count) * 60
        from_at = round_as_clerks_do(moment - length * rng.random(count), rng)
        to_at = np.maximum(from_at, round_as_clerks_do(from_at + length, rng))
        is_default = rng.random(count) < kind.midnight
        from_at = np.where(is_default, from_at // DAY * DAY, from_at).astype(np.int32)
        to_at = np.where(is_default, to_at // DAY * DAY + DAY - 1, to_at).astype(np.int32)
        discovered_at = to_at
    delay = 1 + rng.exponential(90 if kind.windows else 40, count)
    is_late = rng.random(count) < kind.late
    delay = np.where(is_late, rng.integers(4 * DAY, 40 * DAY, count), delay)
    reported_at = (discovered_at + delay).astype(np.int32)
    if _is_written_on_the_spot(kind):
        # What the last shift writes up after midnight still belongs to its day.
        reported_at = np.minimum(reported_at, end_at - 1).astype(np.int32)
    return {"from_at": from_at, "to_at": to_at, "reported_at": reported_at}


def _add_second_offenses(
    incidents: pd.DataFrame, plan: Plan, rng: np.random.Generator
) -> pd.DataFrame:
    offenses = [kind.offense for kind in plan.kinds]
    first, second = (
        offenses.index("narcotics_possession"),
        offenses.index("narcotics_paraphernalia"),
    )
    may = (incidents["kind"] == first).to_numpy()
    chosen = np.flatnonzero(may)
    chosen = chosen[rng.random(len(chosen)) < SECOND_OFFENSE_SHARE]
    writing = next(place for place, (owner, _) in enumerate(plan.writings) if owner == second)
    added = incidents.iloc[chosen].assign(kind=np.int8(second), writing=np.int16(writing))
    return pd.concat([incidents, added], ignore_index=True) if len(added) else incidents
