"""How many, without reading a row? Counts up to each day, by kind of offense and by ground, kept beside the rows.

What lies between two days is one count less another, so a year costs what a week costs. A cube knows only what it was made by:
a drawn area, and blocks, are counted from their rows. It is left out where it would be larger than the rows it saves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.store.keys import DAYS, Key, monday_of, number_days

# 240 MB. Twenty years of days, fifty kinds and a hundred neighborhoods have fewer.
MOST_CELLS = 60_000_000
# Rows that are counted at once, so that what is needed meanwhile stays small.
_AT_ONCE = 1 << 20

Numbers = Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Cube:
    """`upto[d, k, g]` counts the rows before `days[d]`, one of the days that have rows, of kind k on ground g.

    `kinds` and `grounds` say by name which number of an offense, a neighborhood and so on each kind and ground has.
    """

    days: np.ndarray
    upto: np.ndarray
    kinds: Numbers
    grounds: Numbers

    def knows(self, names: set[str]) -> bool:
        """Tell whether rows can be told apart by these columns."""
        return names <= {*DAYS, *self.kinds, *self.grounds}

    def count(
        self, start: int, end: int, wanted: Numbers, keys: Sequence[Key]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Count the rows of some days; give the codes that occur, in order, and their counts.

        `wanted` tells by column, for each of its numbers, whether it is asked for. A code is the place of a combination in an
        array that has the sizes of `keys`.
        """
        steps = dict(zip([key.name for key in keys], _strides(keys), strict=True))
        edges, of_day = self._days(start, end, keys, steps)
        kinds, kind_starts, kind_codes = _groups(self.kinds, wanted, steps)
        grounds, ground_starts, ground_codes = _groups(self.grounds, wanted, steps)
        if not (len(edges) > 1 and len(kinds) and len(grounds)):
            return np.empty(0, "int64"), np.empty(0, "int64")
        picked = self.upto[np.ix_(edges, kinds, grounds)]
        picked = _summed(_summed(picked, kind_starts, 1), ground_starts, 2)
        between = np.diff(picked, axis=0)
        order = np.argsort(of_day, kind="stable")
        day_codes, day_starts = np.unique(of_day[order], return_index=True)
        between = _summed(
            between if np.all(np.diff(of_day) >= 0) else between[order], day_starts, 0
        )
        found = np.nonzero(between)
        codes = day_codes[found[0]] + kind_codes[found[1]] + ground_codes[found[2]]
        order = np.argsort(codes, kind="stable")
        return codes[order], between[found].astype("int64")[order]

    def _days(
        self, start: int, end: int, keys: Sequence[Key], steps: Mapping[str, int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Give the places in `upto` to take differences between, and the part of the code of each stretch."""
        named = {key.name: key for key in keys if key.name in DAYS}
        low, high = (int(place) for place in np.searchsorted(self.days, [start, end]))
        if low >= high:
            return np.empty(0, "int64"), np.empty(0, "int64")
        if "occurred_on" in named or "weekday" in named:
            places, days = np.arange(low, high + 1), self.days[low:high]
        elif "week_on" in named:
            first, last = int(self.days[low]), int(self.days[high - 1])
            days = np.arange(monday_of(first), last + 1, 7)
            places = np.concatenate([[low], np.searchsorted(self.days, days[1:]), [high]])
        else:
            places, days = np.array([low, high]), self.days[low : low + 1]
        codes = np.zeros(len(days), "int64")
        for name, key in named.items():
            codes += number_days(name, days, key.first) * steps[name]
        return places, codes


def make_cube(
    day: np.ndarray,
    kind: np.ndarray,
    ground: np.ndarray,
    weights: np.ndarray | None,
    kinds: Numbers,
    grounds: Numbers,
    most_cells: int = MOST_CELLS,
) -> Cube | None:
    """Make a cube of rows in order of day, or None where it would have too many cells or too high counts.

    `kind` and `ground` lead from a row into `kinds` and `grounds`.
    """
    if not len(day):
        return None
    edges = np.concatenate([[0], np.flatnonzero(np.diff(day)) + 1, [len(day)]])
    days = len(edges) - 1
    shape = tuple(len(next(iter(numbers.values()))) for numbers in (kinds, grounds))
    a_day = shape[0] * shape[1]
    total = len(day) if weights is None else int(weights.sum())
    if (days + 1) * a_day > most_cells or total > np.iinfo("int32").max:
        return None
    upto = np.zeros((days + 1, *shape), "int32")
    cells = upto[1:].reshape(-1)
    start = 0
    while start < days:
        # As many days as have some million rows and cells, one at least.
        end = int(np.searchsorted(edges, edges[start] + _AT_ONCE, side="right")) - 1
        end = max(start + 1, min(end, start + 1 + _AT_ONCE // a_day, days))
        rows = slice(edges[start], edges[end])
        code = np.repeat(np.arange(end - start), np.diff(edges[start : end + 1]))
        code = (code * shape[0] + kind[rows]) * shape[1] + ground[rows]
        counts = np.bincount(
            code, None if weights is None else weights[rows], minlength=(end - start) * a_day
        )
        cells[start * a_day : end * a_day] = counts
        start = end
    np.cumsum(upto, axis=0, out=upto)
    return Cube(day[edges[:-1]].astype("int64"), upto, kinds, grounds)


def without_grounds(cube: Cube) -> Cube:
    """Give the cube of all grounds together: smaller, for questions that do not ask where."""
    upto = cube.upto.sum(axis=2, dtype="int32")[:, :, None]
    return Cube(cube.days, upto, cube.kinds, {"all": np.zeros(1, "int64")})


def without_kinds(cube: Cube) -> Cube:
    """Give the cube of all kinds together, for questions that do not ask of which offense."""
    upto = cube.upto.sum(axis=1, dtype="int32")[:, None, :]
    return Cube(cube.days, upto, {"all": np.zeros(1, "int64")}, cube.grounds)


def _strides(keys: Sequence[Key]) -> list[int]:
    sizes = [key.size for key in keys]
    return [int(np.prod(sizes[place + 1 :], dtype="int64")) for place in range(len(sizes))]


def _groups(
    axis: Numbers, wanted: Numbers, steps: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give what is wanted of an axis in order of its part of the code, where each part starts, and the parts."""
    length = len(next(iter(axis.values())))
    is_wanted = np.ones(length, bool)
    codes = np.zeros(length, "int64")
    for name, numbers in axis.items():
        if name in wanted:
            is_wanted &= wanted[name][numbers]
        codes += steps.get(name, 0) * numbers.astype("int64")
    places = np.flatnonzero(is_wanted)
    places = places[np.argsort(codes[places], kind="stable")]
    parts, starts = np.unique(codes[places], return_index=True)
    return places, starts, parts


def _summed(counts: np.ndarray, starts: np.ndarray, axis: int) -> np.ndarray:
    if len(starts) == counts.shape[axis]:
        return counts
    if len(starts) == 1:
        return counts.sum(axis=axis, keepdims=True)
    return np.add.reduceat(counts, starts, axis=axis)
