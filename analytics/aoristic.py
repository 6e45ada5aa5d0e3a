"""How much of each hour of the week does each time window fill, and which windows say nothing of the hour?

A window is where an incident can have happened, so its share of an hour is no chance that it did: offenders have hours too, and
this gives every hour of a window the same. Stand-ins for an unknown time ("00:00 to 23:59") are found by their form alone; one in
some hundred true times looks like one.
"""

from __future__ import annotations

import numpy as np

HOURS_OF_WEEK = 168
LONG_HOURS = 8.0
NO_TIME = np.iinfo("int64").min
# 1970 began on a Thursday.
_DAYS_TO_MONDAY = 3
# So many windows at a time stay in the processor's cache.
_AT_ONCE = 1 << 15
_TRAITS = ("no_end", "before_start", "long", "unknown")


class Spread:
    """Sums over time windows, by group.

    `counts` holds by name how many incidents of each group were `asked` for, how many were `kept` of them (of which the window is
    not too long), and of the kept ones those with `no_end`, with an end `before_start`, with a `long` window (more than 8 hours),
    and with a stand-in for an `unknown` time. `hours` are the sums of shares, all and those of stand-ins: 2 × groups × 168.
    """

    def __init__(self, groups: int, *, ticks_a_second: int) -> None:
        self._groups = groups
        self._minute = 60 * ticks_a_second
        self._hour = 60 * self._minute
        self._day, self._week = 24 * self._hour, HOURS_OF_WEEK * self._hour
        self.counts = {name: np.zeros(groups) for name in ("asked", "kept", *_TRAITS)}
        self.hours = np.zeros((2, groups, HOURS_OF_WEEK))

    def add(
        self,
        start: np.ndarray,
        end: np.ndarray,
        number: np.ndarray,
        group: np.ndarray,
        *,
        longest_hours: float | None,
        exact_minutes: float,
    ) -> None:
        """Add windows, each of so many incidents; clocks are whole ticks since 1970, an end may be NO_TIME."""
        for first in range(0, len(start), _AT_ONCE):
            rows = slice(first, first + _AT_ONCE)
            some = (start[rows], end[rows], number[rows], group[rows].astype("int64"))
            self._add(*some, longest_hours, exact_minutes)

    def _add(
        self,
        start: np.ndarray,
        end: np.ndarray,
        number: np.ndarray,
        group: np.ndarray,
        longest_hours: float | None,
        exact_minutes: float,
    ) -> None:
        has_end = end != NO_TIME
        # Without an end the window is its start, which is where the rules put it.
        length = np.where(has_end, end - start, 0)
        self.counts["asked"] += np.bincount(group, number, self._groups)
        if longest_hours:
            kept = np.flatnonzero(length <= longest_hours * self._hour)
            start, length, number, group, has_end = (
                each[kept] for each in (start, length, number, group, has_end)
            )
        is_unknown = self._are_stand_ins(start, length)
        traits = (~has_end, length < 0, length > LONG_HOURS * self._hour, is_unknown)
        self._count(traits, number, group)
        self.hours[0] += self._share(start, length, number, group, exact_minutes)
        rows = np.flatnonzero(is_unknown)
        if len(rows):
            self.hours[1] += self._share(
                start[rows], length[rows], number[rows], group[rows], exact_minutes
            )

    def _count(self, traits: tuple[np.ndarray, ...], number: np.ndarray, group: np.ndarray) -> None:
        """Count by group and by all traits together, in one pass."""
        many = 1 << len(_TRAITS)
        code = sum(has.astype("int8") << place for place, has in enumerate(traits))
        found = np.bincount(group * many + code, number, self._groups * many)
        found = found.reshape(self._groups, many)
        self.counts["kept"] += found.sum(axis=1)
        for place, name in enumerate(_TRAITS):
            self.counts[name] += found[:, np.arange(many) >> place & 1 == 1].sum(axis=1)

    def _are_stand_ins(self, start: np.ndarray, length: np.ndarray) -> np.ndarray:
        """Tell which windows say only a day, or nothing: midnight or noon sharp without an end, from midnight to a midnight or
        to 23:59, a week and more."""
        start_of_day = _over(start, self._day)
        found = (length >= self._week) | ((start_of_day == self._day // 2) & (length == 0))
        midnights = np.flatnonzero(start_of_day == 0)
        end_of_day = _over(length[midnights], self._day)
        found[midnights] |= (end_of_day == 0) | (end_of_day >= self._day - self._minute)
        return found

    def _share(
        self,
        start: np.ndarray,
        length: np.ndarray,
        number: np.ndarray,
        group: np.ndarray,
        exact_minutes: float,
    ) -> np.ndarray:
        """Sum the shares of windows by group and hour of the week, from Monday midnight."""
        begun = _over(start + _DAYS_TO_MONDAY * self._day, self._week)
        first = begun // self._hour
        is_point = length <= max(1.0, exact_minutes) * self._minute
        is_even = length >= self._week
        points, even = np.flatnonzero(is_point), np.flatnonzero(is_even)
        hours = self._sum(group[points], first[points], number[points], HOURS_OF_WEEK)
        all_week = np.bincount(group[even], number[even], self._groups)
        hours = hours + all_week[:, None] / HOURS_OF_WEEK

        # An hour gets the full rate of each window that runs all through it, and a part of it from
        # those that start or end in it: three sums over all windows, whatever their length.
        spread = np.flatnonzero(~(is_point | is_even))
        group, first, begun, length = (each[spread] for each in (group, first, begun, length))
        rate = number[spread] * (self._hour / length)
        end = begun + length
        last = end // self._hour
        into_first, into_last = begun - first * self._hour, end - last * self._hour
        slots = 2 * HOURS_OF_WEEK
        change = self._sum(group, first, rate, slots) - self._sum(group, last, rate, slots)
        running = np.cumsum(change, axis=1) - change
        started = self._sum(group, first, rate * (1 - into_first / self._hour), slots)
        beyond_end = self._sum(group, last, rate * (1 - into_last / self._hour), slots)
        twice = (running + started - beyond_end).reshape(-1, 2, HOURS_OF_WEEK)
        return hours + np.clip(twice.sum(axis=1), 0, None)

    def _sum(
        self, group: np.ndarray, slot: np.ndarray, weights: np.ndarray, slots: int
    ) -> np.ndarray:
        found = np.bincount(group * slots + slot, weights, self._groups * slots)
        return found.reshape(self._groups, slots)


def _over(numbers: np.ndarray, unit: int) -> np.ndarray:
    """Give what is over a whole multiple of a unit, faster than `%` does."""
    return numbers - numbers // unit * unit
