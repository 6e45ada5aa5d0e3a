"""How many incidents, by what, and where? Every counted row in a few narrow columns in memory, in order of day.

A page asks some dozen such questions about one selection. Most are answered by cubes (`analytics.store.cube`), the others by one
pass over the rows of a period: a row is some ten bytes. What a drawn area, blocks or hours of the week keep is copied once, and
then asked like the whole. Rows that residents see alike are one row here, and its count.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analytics.offenses import category_of
from analytics.periods import Period
from analytics.selection import HOURS_OF_WEEK, Selection
from analytics.store.cube import MOST_CELLS, Cube, make_cube, without_grounds, without_kinds
from analytics.store.keys import (
    CATEGORY_NAMES,
    DAYS,
    FOUND_BY,
    OFFENSE_NAMES,
    Key,
    make_key,
    number_days,
    number_of,
)
from analytics.store.masks import are_wanted, look_up
from analytics.store.row_index import RowIndex, make_row_index
from analytics.store.spots import Spots
from analytics.store.windows import Windows

CATEGORY_OF_OFFENSE = np.array(
    [CATEGORY_NAMES.index(category_of(name)) for name in OFFENSE_NAMES], "uint8"
)
# A table of so many counts is made at once; of more possible combinations only those that are there.
_DENSE = 1 << 22
# Of narrowed copies, fewer rows are read as fast as cubes of them would be made, and more cells take more room than the rows do.
_CUBES_FROM = 3_000_000
_CELLS_A_ROW = 4
# So many narrowed copies are kept, as long as they have together no more rows than the whole.
_KEPT = 6


def _none() -> np.ndarray:
    """Stand for what residents may not see."""
    return np.empty(0, dtype="uint8")


@dataclass(frozen=True, eq=False)
class Columns:
    """Counted rows in order of day.

    `offense`, `place` and so on are numbers of the sorted names; the last one of `place` stands for none. `spot` leads into
    `spots`, `window` into `windows`, `hour` is that of the week. `incidents` is how many each row stands for, None for one.
    """

    day: np.ndarray
    offense: np.ndarray
    place: np.ndarray
    spot: np.ndarray
    spots: Spots
    crs: str
    found_by: np.ndarray = field(default_factory=_none)
    hour: np.ndarray = field(default_factory=_none)
    window: np.ndarray = field(default_factory=_none)
    windows: Windows | None = None
    incidents: np.ndarray | None = None
    is_whole: bool = True
    _narrow: dict[Any, Columns] = field(default_factory=dict)
    _narrowing: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def cubes(self) -> tuple[Cube, ...]:
        """Counts by day × kind × ground and by day × kind × hour, the smaller ones first; those that are not too large."""
        found_by = self.found_by if len(self.found_by) else np.zeros(len(self.day), "uint8")
        both = self.offense.astype("uint16") * len(FOUND_BY) + found_by
        seen = np.flatnonzero(np.bincount(both))
        lookup = np.zeros(len(OFFENSE_NAMES) * len(FOUND_BY), "uint16")
        lookup[seen] = np.arange(len(seen))
        offense = seen // len(FOUND_BY)
        kinds = {"offense": offense, "category": CATEGORY_OF_OFFENSE[offense]}
        if len(self.found_by):
            kinds["found_by"] = seen % len(FOUND_BY)
        grounds, ground = np.unique(
            self.spots.place.astype("int32") * 2 + self.spots.is_on_map, return_inverse=True
        )
        where = {"neighborhood_id": grounds // 2, "is_on_map": grounds % 2}
        kind, weights = lookup[both], self.incidents
        ground = ground.astype("int16" if len(grounds) < 1 << 15 else "int32")[self.spot]
        most = MOST_CELLS if self.is_whole else _CELLS_A_ROW * len(self.day)
        by_place = make_cube(self.day, kind, ground, weights, kinds, where, most)
        if by_place is None:
            return ()
        small = (without_grounds(by_place), without_kinds(by_place))
        by_hour = None
        if len(self.hour):
            hours = {"hour": np.arange(24)}
            by_hour = make_cube(self.day, kind, self.hour % 24, weights, kinds, hours, most)
        return (*small, *([] if by_hour is None else [by_hour]), by_place)

    @cached_property
    def index(self) -> RowIndex:
        """The rows by neighborhood and offense. Of a narrowed copy, it would take longer to make than it saves."""
        places = len(self.spots.places) + 1
        return make_row_index(self.place, self.offense, places, len(OFFENSE_NAMES))

    def narrowed(self, selection: Selection) -> Columns:
        """Give the rows in a selection's area, blocks and hours of the week; kept for the next question."""
        wanted = (selection.area, selection.blocks, selection.hours)
        if wanted == (None, (), ()):
            return self
        with self._narrowing:
            # Put back last: the first ones are the longest unasked.
            found = self._narrow.pop(wanted, None) or self._rows_in(selection)
            while self._narrow and (
                len(self._narrow) >= _KEPT
                or sum(len(kept.day) for kept in self._narrow.values()) + len(found.day)
                > len(self.day)
            ):
                self._narrow.pop(next(iter(self._narrow)))
            self._narrow[wanted] = found
            return found

    def _rows_in(self, selection: Selection) -> Columns:
        masks = []
        if selection.area is not None or selection.blocks:
            are_in = self.spots.are_in(selection.area, selection.blocks, self.crs)
            masks.append(look_up(are_in, self.spot))
        if selection.hours:
            hours = np.zeros(HOURS_OF_WEEK, bool)
            hours[list(selection.hours)] = True
            masks.append(look_up(hours, self.hour))
        rows = np.flatnonzero(np.logical_and.reduce(masks))
        names = ("day", "offense", "place", "spot", "found_by", "hour", "window", "incidents")
        columns = {
            name: column[rows]
            for name in names
            if (column := getattr(self, name)) is not None and len(column)
        }
        return replace(self, **columns, is_whole=False, _narrow={}, _narrowing=threading.Lock())

    def count(self, selection: Selection, by: Sequence[str]) -> pd.DataFrame:
        """Count by some columns, in the order of their values, the missing ones last; what has no incidents is absent."""
        keys = self._keys(by, selection.period)
        columns = self.narrowed(selection)
        counted = columns._from_cube(selection, keys)
        return _table(keys, *(counted or columns._scan(selection, keys)))

    def count_rows(self, selection: Selection, by: Sequence[str]) -> pd.DataFrame:
        """Count as `count` does, but always from the rows: what the cubes are held against."""
        keys = self._keys(by, selection.period)
        return _table(keys, *self.narrowed(selection)._scan(selection, keys))

    def _from_cube(
        self, selection: Selection, keys: Sequence[Key]
    ) -> tuple[np.ndarray, np.ndarray] | None:
        wanted = _wanted(selection, self.spots)
        asked = {*wanted, *(key.name for key in keys)}
        cubes = self.cubes if self.is_whole or len(self.day) >= _CUBES_FROM else ()
        cube = next((cube for cube in cubes if cube.knows(asked)), None)
        if cube is None:
            return None
        start, end = number_of(selection.period.start), number_of(selection.period.end)
        return cube.count(start, end, wanted, keys)

    def _scan(self, selection: Selection, keys: Sequence[Key]) -> tuple[np.ndarray, np.ndarray]:
        rows = self._rows(selection)
        weights = None if self.incidents is None else self.incidents[rows]
        sizes = [key.size for key in keys]
        code: np.ndarray | None = None
        for key in keys:
            numbers = self._numbers(key, rows)
            code = (
                numbers if code is None else code.astype("int64", copy=False) * key.size + numbers
            )
        if code is None:
            total = _size(rows) if weights is None else int(weights.sum())
            return np.zeros(1, "int64"), np.array([total])
        if np.prod(sizes, dtype="float64") <= _DENSE:
            counts = np.bincount(code, weights=weights, minlength=1)
            found = np.flatnonzero(counts)
            return found, counts[found].astype("int64")
        found, place = np.unique(code, return_inverse=True)
        return found, np.bincount(place, weights=weights).astype("int64")

    def located(self, selection: Selection | None) -> tuple[int, int, int]:
        """Count the rows of a selection, or all, those in a neighborhood, and those on the map."""
        if selection is None:
            days = self.day[[0, -1]] if len(self.day) else np.zeros(2, "int64")
            start, end = (date.fromordinal(int(day) + date(1970, 1, 1).toordinal()) for day in days)
            selection = Selection(Period(start, date.fromordinal(end.toordinal() + 1)))
        keys = self._keys(("neighborhood_id", "is_on_map"), selection.period)
        columns = self.narrowed(selection)
        codes, counts = columns._from_cube(selection, keys) or columns._scan(selection, keys)
        is_located = codes // 2 < len(self.spots.places)
        return int(counts.sum()), int(counts[is_located].sum()), int(counts[codes % 2 == 1].sum())

    def points(self, selection: Selection) -> tuple[np.ndarray, np.ndarray]:
        """Give x_m and y_m of each incident that has a position."""
        columns = self.narrowed(selection)
        rows = columns._rows(selection)
        spot = columns.spot[rows]
        if columns.incidents is not None:
            spot = np.repeat(spot, columns.incidents[rows])
        x_m = self.spots.x_m[spot]
        is_known = np.isfinite(x_m)
        return x_m[is_known], self.spots.y_m[spot][is_known]

    def count_spots(self, selection: Selection) -> pd.DataFrame:
        """Give the places of a selection's incidents that have a position, and how many incidents each has."""
        return self.spots.table(self.on_spots(selection))

    def on_spots(self, selection: Selection) -> np.ndarray:
        """Count the incidents of a selection on each of `spots`."""
        columns = self.narrowed(selection)
        rows = columns._rows(selection)
        weights = None if columns.incidents is None else columns.incidents[rows]
        return np.bincount(columns.spot[rows], weights, minlength=len(self.spots.place))

    def count_windows(self, selection: Selection) -> pd.DataFrame:
        """Give the distinct time windows of a selection's incidents, and how many have each."""
        assert self.windows is not None
        columns, names = self.narrowed(selection), selection.offenses
        # Windows know their category: of three and more, leaving windows out is cheaper than rows.
        by_window = len(names) > 2 and set(names) <= {*CATEGORY_NAMES}
        rows = columns._rows(replace(selection, offenses=()) if by_window else selection)
        counts = np.zeros(len(self.windows.begun), "int64")
        # Faster than a bincount, which copies millions of numbers to widen them.
        np.add.at(counts, columns.window[rows], 1)
        if by_window:
            counts *= np.isin(CATEGORY_NAMES, names)[self.windows.category]
        return self.windows.table(counts)

    def _rows(self, selection: Selection) -> slice | np.ndarray:
        # Of the same type, or all days would be copied to find two of them.
        bounds = [number_of(selection.period.start), number_of(selection.period.end)]
        start, end = np.searchsorted(self.day, np.array(bounds, dtype=self.day.dtype))
        rows = slice(int(start), int(end))
        wanted = _wanted(selection, self.spots)
        if not wanted:
            return rows
        if self.is_whole and selection.neighborhoods:
            asked = wanted["neighborhood_id"], wanted.get("offense")
            return self.index.find(int(start), int(end), *asked)
        columns = {"offense": self.offense, "neighborhood_id": self.place}
        masks = [are_wanted(columns[name][rows], is_wanted) for name, is_wanted in wanted.items()]
        return int(start) + np.flatnonzero(np.logical_and.reduce(masks))

    def _keys(self, names: Sequence[str], period: Period) -> list[Key]:
        known = {"neighborhood_id": self.spots.places, "block_id": self.spots.blocks}
        return [make_key(name, period, known.get(name, ())) for name in names]

    def _numbers(self, key: Key, rows: slice | np.ndarray) -> np.ndarray:
        if key.name in DAYS:
            return number_days(key.name, self.day[rows], key.first)
        return {
            "offense": lambda: self.offense[rows],
            "category": lambda: CATEGORY_OF_OFFENSE[self.offense[rows]],
            "neighborhood_id": lambda: self.place[rows],
            "block_id": lambda: self.spots.block[self.spot[rows]],
            "is_on_map": lambda: self.spots.is_on_map[self.spot[rows]],
            "found_by": lambda: self.found_by[rows],
            "hour": lambda: self.hour[rows] % 24,
        }[key.name]()


def _table(keys: Sequence[Key], codes: np.ndarray, counts: np.ndarray) -> pd.DataFrame:
    if not keys:
        return pd.DataFrame({"incidents": [int(counts.sum())]})
    places = np.unravel_index(codes, [key.size for key in keys])
    columns = {
        key.name: key.labels().take(numbers) for key, numbers in zip(keys, places, strict=True)
    }
    return pd.DataFrame({**columns, "incidents": counts})


def _wanted(selection: Selection, spots: Spots) -> dict[str, np.ndarray]:
    """Tell by column, for each of its numbers, whether a selection asks for it; a column that it leaves open is absent."""
    wanted: dict[str, np.ndarray] = {}
    if selection.offenses:
        names = selection.offenses
        wanted["offense"] = np.array(
            [name in names or category_of(name) in names for name in OFFENSE_NAMES]
        )
    if selection.neighborhoods:
        known = [name in selection.neighborhoods for name in spots.places]
        wanted["neighborhood_id"] = np.array([*known, False])
    return wanted


def _size(rows: slice | np.ndarray) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)
