"""What happens where and when, and when does the department learn of it?

Only what was reported by the last day is in an export, so the last weeks hold fewer incidents than they had: the reader who
compares them with older weeks sees a fall that is none. The start of a burglary's window, not the true moment, is the day it
is counted on; a vacation home broken into in March may be counted in February.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pyproj import Transformer

from etl.simulation.calendar import DAY, Calendar, draw_minutes, draw_weighted, round_as_clerks_do
from etl.simulation.places import LON_LAT, Places
from etl.simulation.plan import GROWING_FEEDS, Kind, Plan

NEAR_M = 200
NEAR_DAYS = 14
FIRST_PARAPHERNALIA_SHARE = 0.22
"""Share of narcotics possessions with a second offense, paraphernalia: one incident, two rows."""


def draw_feed(
    feed: str,
    plan: Plan,
    calendar: Calendar,
    places: Places,
    to_metres: Transformer,
    rng: np.random.Generator,
    factor: float = 1.0,
) -> pd.DataFrame:
    """Draw the known incidents of a feed.

    Result: kind, writing, premises, position (numbers in plan and places), from_at, to_at (-1: no end), reported_at (minutes
    of the calendar), is_officer, is_follower (a near repeat by design). A kind with `fills_quiet_days` comes last and has at
    least one incident on each day on which its feed has less than two.
    """
    drawn: list[pd.DataFrame] = []
    for number in plan.of_feed(feed):
        kind = plan.kinds[number]
        count = int(rng.poisson(kind.per_year * calendar.days / 365.25) * factor)
        quiet = _quiet_days(drawn, calendar) if kind.fills_quiet_days else np.empty(0, dtype=np.int32)
        drawn.append(
            draw_kind(number, max(count, len(quiet)), plan, calendar, places, to_metres, rng, quiet, factor)
        )
    return pd.concat(drawn, ignore_index=True)


def _quiet_days(drawn: list[pd.DataFrame], calendar: Calendar) -> np.ndarray:
    busy = sum(
        np.bincount(table["from_at"].to_numpy() // DAY, minlength=calendar.days) for table in drawn
    )
    return np.flatnonzero(np.asarray(busy) < 2).astype(np.int32)


def draw_kind(
    number: int,
    count: int,
    plan: Plan,
    calendar: Calendar,
    places: Places,
    to_metres: Transformer,
    rng: np.random.Generator,
    quiet_days: np.ndarray,
    factor: float = 1.0,
) -> pd.DataFrame:
    """Draw exactly `count` known incidents of one kind; the columns are those of `draw_feed`."""
    kind = plan.kinds[number]
    is_certain = not kind.windows and kind.late == 0
    spare = 0 if is_certain else count // 25 + 25
    days, spots = [quiet_days], [draw_weighted(places.weights[kind.place], len(quiet_days), rng)]
    for hotspot in (spot for spot in plan.hotspots if spot.offense == kind.offense):
        stop = calendar.days - hotspot.until_days_before
        start = max(calendar.days - hotspot.from_days_before, 0)
        extra = int(hotspot.incidents * (factor if kind.feed in GROWING_FEEDS else 1))
        if stop <= start:
            continue
        center = to_metres.transform(hotspot.lon, hotspot.lat)
        inside = places.within(hotspot, center)
        distance = np.hypot(*(places.tree.data[inside] - center).T)
        weight = np.exp(-((2 * distance / hotspot.radius_m) ** 2)) * places.spots["share"].to_numpy()[inside]
        days.append(calendar.draw_days(kind, extra, rng, start, stop))
        spots.append(inside[draw_weighted(weight, extra, rng)])
    rest = max(count + spare - sum(map(len, days)), 0)
    days.append(calendar.draw_days(kind, rest, rng))
    spots.append(draw_weighted(places.weights[kind.place], rest, rng))
    table = pd.DataFrame(
        {"day": np.concatenate(days), "spot": np.concatenate(spots).astype(np.int32), "is_follower": False}
    )
    if kind.near_repeats:
        table = add_near_repeats(table, kind, calendar, places, rng)
    moment = table["day"].to_numpy() * DAY + draw_minutes(kind, len(table), rng)
    table = table.assign(**_windows_and_reports(kind, moment, calendar, rng))
    is_known = (table["from_at"] >= 0) & (table["reported_at"] < calendar.end_at)
    known = np.flatnonzero(is_known.to_numpy())
    kept = np.concatenate(
        [known[: len(quiet_days)], _choose(known[len(quiet_days) :], count - len(quiet_days), rng)]
    )
    table = table.iloc[np.sort(kept)].drop(columns="day").rename(columns={"spot": "position"})
    writings = [place for place, (owner, _) in enumerate(plan.writings) if owner == number]
    shares = np.array([plan.writings[place][1].share for place in writings])
    premises = [plan.premises.index(name) for name in kind.premises or ("",)]
    return table.assign(
        kind=np.int8(number),
        writing=np.array(writings, dtype=np.int16)[draw_weighted(shares, len(table), rng)],
        premises=np.array(premises, dtype=np.int8)[rng.integers(0, len(premises), len(table))],
        is_officer=rng.random(len(table)) < kind.officer,
    ).reset_index(drop=True)


def _choose(rows: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Choose rows without replacement; all where there are not more than asked for."""
    return rows if len(rows) <= count else rng.permutation(rows)[:count]


def add_near_repeats(
    table: pd.DataFrame, kind: Kind, calendar: Calendar, places: Places, rng: np.random.Generator
) -> pd.DataFrame:
    """Turn a share of the incidents into followers of others: within 200 m and 14 days, a quarter at the same address."""
    is_follower = rng.random(len(table)) < kind.near_repeats
    first = table[~is_follower]
    parent = first.iloc[rng.integers(0, len(first), int(is_follower.sum()))]
    delay = np.minimum(rng.geometric(0.22, len(parent)), NEAR_DAYS)
    spots = np.array(
        [
            spot if is_same else rng.choice(places.near(spot, NEAR_M))
            for spot, is_same in zip(parent["spot"], rng.random(len(parent)) < 0.25, strict=True)
        ],
        dtype=np.int32,
    )
    followers = pd.DataFrame(
        {"day": (parent["day"].to_numpy() + delay).astype(np.int32), "spot": spots, "is_follower": True}
    )
    return pd.concat([first, followers[followers["day"] < calendar.days]], ignore_index=True)


def _windows_and_reports(
    kind: Kind, moment: np.ndarray, calendar: Calendar, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw the window around the true moment, and the time of the report after its end."""
    count = len(moment)
    from_at = moment.astype(np.int32)
    to_at = np.full(count, -1, dtype=np.int32)
    discovered_at = from_at
    if kind.windows:
        shares, shortest, longest = np.asarray(kind.windows).T
        which = draw_weighted(shares, count, rng)
        ratio = longest[which] / shortest[which]
        length = (shortest[which] * ratio ** rng.random(count) * 60).astype(np.int32)
        before = (length * rng.random(count)).astype(np.int32)
        from_at = round_as_clerks_do((moment - before).astype(np.int32), rng)
        to_at = np.maximum(from_at, round_as_clerks_do((from_at + length).astype(np.int32), rng))
        is_default = rng.random(count) < kind.midnight
        from_at = np.where(is_default, from_at // DAY * DAY, from_at).astype(np.int32)
        to_at = np.where(is_default, to_at // DAY * DAY + DAY - 1, to_at).astype(np.int32)
        discovered_at = to_at
    mean_delay = 25 if kind.officer > 0.5 else 90 if kind.windows else 45
    delay = rng.exponential(mean_delay, count).astype(np.int32) + 1
    is_late = rng.random(count) < kind.late
    delay = np.where(is_late, rng.integers(10 * DAY, 45 * DAY, count), delay)
    reported_at = (discovered_at + delay).astype(np.int32)
    if not kind.windows and kind.late == 0:
        # Written up on the spot: a report a minute after midnight belongs to the shift that ends.
        reported_at = np.minimum(reported_at, calendar.end_at - 1).astype(np.int32)
    return {"from_at": from_at, "to_at": to_at, "reported_at": reported_at}


def add_second_offenses(
    incidents: pd.DataFrame, plan: Plan, rng: np.random.Generator
) -> pd.DataFrame:
    """Give a share of the narcotics possessions a second row, with paraphernalia, of the same incident.

    Adds the column `incident`, the number of the incident that a row belongs to.
    """
    numbered = incidents.assign(incident=np.arange(len(incidents), dtype=np.int32))
    offense = [plan.kinds[number].offense for number in numbered["kind"]]
    may = np.array([name == "narcotics_possession" for name in offense])
    second = numbered[may & (rng.random(len(numbered)) < FIRST_PARAPHERNALIA_SHARE)]
    kind = next(n for n, kind in enumerate(plan.kinds) if kind.offense == "narcotics_paraphernalia")
    writing = next(w for w, (owner, _) in enumerate(plan.writings) if owner == kind)
    second = second.assign(kind=np.int8(kind), writing=np.int16(writing))
    return pd.concat([numbered, second], ignore_index=True)


def hotspot_center(lon: float, lat: float, analysis_crs: str) -> tuple[float, float]:
    """Give a hotspot's center in metres."""
    x_m, y_m = Transformer.from_crs(LON_LAT, analysis_crs, always_xy=True).transform(lon, lat)
    return float(x_m), float(y_m)
