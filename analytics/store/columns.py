"""How many incidents, by what? Every counted row in a few narrow columns in memory, in order of day.

A page asks some dozen such questions about one selection. A snapshot answers each from rows that are joined to their charges
and locations anew; here a row is some ten bytes, a period is a slice, and a count is one pass over it. Rows that residents see
alike are one row here, and its count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analytics.audiences import ON_MAP, Audience
from analytics.offenses import CATEGORIES, OFFENSES, category_of
from analytics.periods import Period
from analytics.selection import Selection

Query = Callable[..., pd.DataFrame]

_FOUND_BY = ("officer", "reported", "unknown")
_OFFENSES, _CATEGORIES = sorted(OFFENSES), sorted(CATEGORIES)
_MONDAY = -3  # of 1970
# A table of so many counts is made at once; of more possible combinations only those that are there.
_DENSE = 1 << 22

# What is joined is small: charges and locations stand once each.
_ROWS = "SELECT occurred_on, charge_id, location_id, occurred_from_local FROM incident_rows WHERE status IS NULL"
_ROWS_KNOWN_AT = """
SELECT occurred_on, charge_id, location_id, occurred_from_local FROM incident_rows JOIN receipts USING (receipt_id)
WHERE status IS NULL AND recorded_at <= $known_at
UNION ALL
SELECT occurred_on, charge_id, location_id, occurred_from_local FROM past_rows JOIN receipts USING (receipt_id)
WHERE status IS NULL AND recorded_at <= $known_at AND superseded_at > $known_at
"""
_POLICE = """
SELECT CAST(occurred_on - DATE '1970-01-01' AS INTEGER) AS day, charge_id, location_id,
       CAST((isodow(occurred_from_local) - 1) * 24 + hour(occurred_from_local) AS UTINYINT) AS hour
FROM ({rows}) ORDER BY day
"""
_SPOTS = f"""
SELECT location_id, neighborhood_id, block_id, x_m, y_m, coalesce({ON_MAP["police"]}, false) AS is_on_map FROM locations
"""
_PUBLIC = f"""
SELECT CAST(occurred_on - DATE '1970-01-01' AS INTEGER) AS day, offense, neighborhood_id, block_id, x_m, y_m,
       {ON_MAP["public"]} AS is_on_map, incidents
FROM public_counts ORDER BY day
"""


def _none() -> np.ndarray:
    """Stand for what residents may not see."""
    return np.empty(0, dtype="uint8")


@dataclass(frozen=True, eq=False)
class Columns:
    """Counted rows in order of day.

    `offense`, `place` and so on are numbers of the sorted names in `names`; the last one stands for none. `spot` leads into
    `x_m`, `y_m` (NaN for no position), `block` and `is_on_map`. `incidents` is how many each row stands for, None for one each.
    """

    day: np.ndarray
    offense: np.ndarray
    place: np.ndarray
    spot: np.ndarray
    block: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    is_on_map: np.ndarray
    names: dict[str, list[str]]
    found_by: np.ndarray = field(default_factory=_none)
    hour: np.ndarray = field(default_factory=_none)
    incidents: np.ndarray | None = None

    @cached_property
    def _category(self) -> np.ndarray:
        return np.array([_CATEGORIES.index(category_of(name)) for name in _OFFENSES], "uint8")

    def count(self, selection: Selection, by: Sequence[str]) -> pd.DataFrame:
        """Count by some columns, in the order of their values, the missing ones last; what has no incidents is absent."""
        rows = self._rows(selection)
        weights = None if self.incidents is None else self.incidents[rows]
        if not by:
            total = self._size(rows) if weights is None else int(weights.sum())
            return pd.DataFrame({"incidents": [total]})
        keys = [self._key(name, rows, selection.period) for name in by]
        sizes = [len(key.labels) for key in keys]
        code = keys[0].numbers.astype("int64", copy=False)
        for key, size in zip(keys[1:], sizes[1:], strict=True):
            code = code * size + key.numbers
        if np.prod(sizes, dtype="float64") <= _DENSE:
            counts = np.bincount(code, weights=weights, minlength=1)
            found = np.flatnonzero(counts)
            counts = counts[found]
        else:
            found, place = np.unique(code, return_inverse=True)
            counts = np.bincount(place, weights=weights)
        columns: dict[str, Any] = {}
        for name, key, numbers in zip(by, keys, np.unravel_index(found, sizes), strict=True):
            columns[name] = key.labels.take(numbers)
        return pd.DataFrame({**columns, "incidents": counts.astype("int64")})

    def located(self, selection: Selection | None) -> tuple[int, int, int]:
        """Count the rows of a selection, or all, those in a neighborhood, and those on the map."""
        rows = slice(0, len(self.day)) if selection is None else self._rows(selection)
        weights = None if self.incidents is None else self.incidents[rows]
        held = [
            self.place[rows] < len(self.names["neighborhood_id"]),
            self.is_on_map[self.spot[rows]],
        ]
        if weights is None:
            located, on_map = (int(np.count_nonzero(each)) for each in held)
            return self._size(rows), located, on_map
        located, on_map = (int(weights[each].sum()) for each in held)
        return int(weights.sum()), located, on_map

    def points(self, selection: Selection) -> tuple[np.ndarray, np.ndarray]:
        """Give x_m and y_m of each incident that has a position."""
        rows = self._rows(selection)
        spot = self.spot[rows]
        if self.incidents is not None:
            spot = np.repeat(spot, self.incidents[rows])
        x_m = self.x_m[spot]
        is_known = np.isfinite(x_m)
        return x_m[is_known], self.y_m[spot][is_known]

    def _rows(self, selection: Selection) -> slice | np.ndarray:
        # Of the same type, or all days would be copied to find two of them.
        bounds = [_number(selection.period.start), _number(selection.period.end)]
        start, end = np.searchsorted(self.day, np.array(bounds, dtype=self.day.dtype))
        rows = slice(int(start), int(end))
        wanted: np.ndarray | None = None
        if selection.offenses:
            is_wanted = [
                name in selection.offenses or category_of(name) in selection.offenses
                for name in _OFFENSES
            ]
            wanted = np.array(is_wanted)[self.offense[rows]]
        if selection.neighborhoods:
            names = self.names["neighborhood_id"]
            is_there = np.array([name in selection.neighborhoods for name in names] + [False])[
                self.place[rows]
            ]
            wanted = is_there if wanted is None else wanted & is_there
        return rows if wanted is None else start + np.flatnonzero(wanted)

    def _size(self, rows: slice | np.ndarray) -> int:
        return rows.stop - rows.start if isinstance(rows, slice) else len(rows)

    def _key(self, name: str, rows: slice | np.ndarray, period: Period) -> _Key:
        if name in ("occurred_on", "week_on"):
            first, days = _number(period.start), 1
            if name == "week_on":
                first, days = first - (first - _MONDAY) % 7, 7
            steps = -(-(_number(period.end) - first) // days)
            labels = pd.to_datetime(np.arange(steps) * days + first, unit="D").as_unit("us")
            return _Key((self.day[rows] - first) // days, labels)
        numbers = {
            "offense": lambda: self.offense[rows],
            "category": lambda: self._category[self.offense[rows]],
            "neighborhood_id": lambda: self.place[rows],
            "block_id": lambda: self.block[self.spot[rows]],
            "found_by": lambda: self.found_by[rows],
            "weekday": lambda: self.hour[rows] // 24,
            "hour": lambda: self.hour[rows] % 24,
        }[name]()
        if name in ("weekday", "hour"):
            return _Key(numbers, pd.Index(np.arange(7 if name == "weekday" else 24)))
        return _Key(numbers, pd.Index([*self.names[name], None], dtype="str"))


@dataclass(frozen=True)
class _Key:
    """What rows are counted by: a number each, and what the numbers stand for."""

    numbers: np.ndarray
    labels: pd.Index


def load_columns(query: Query, audience: Audience, known_at: Any = None) -> Columns:
    """Read the columns of all that an audience counts; `query` gives the answer to a question in SQL as a table."""
    return _of_public(query) if audience == "public" else _of_police(query, known_at)


def _of_police(query: Query, known_at: Any) -> Columns:
    charges = query("SELECT charge_id, offense, found_by FROM charges")
    spots = query(_SPOTS)
    values = {} if known_at is None else {"known_at": known_at}
    rows = query(_POLICE.format(rows=_ROWS if known_at is None else _ROWS_KNOWN_AT), values)
    place, places = _numbered(spots["neighborhood_id"])
    block, blocks = _numbered(spots["block_id"])
    of_charge = _lookup(charges["charge_id"])
    charge = of_charge[rows["charge_id"].to_numpy()]
    spot = _lookup(spots["location_id"])[rows["location_id"].to_numpy()]
    offense = np.searchsorted(_OFFENSES, charges["offense"].to_numpy(dtype="object")).astype(
        "uint8"
    )
    found_by = np.searchsorted(_FOUND_BY, charges["found_by"].to_numpy(dtype="object")).astype(
        "uint8"
    )
    return Columns(
        day=rows["day"].to_numpy(),
        offense=offense[charge],
        place=place[spot],
        spot=spot,
        block=block,
        x_m=spots["x_m"].to_numpy(),
        y_m=spots["y_m"].to_numpy(),
        is_on_map=spots["is_on_map"].to_numpy(),
        names=_names(places, blocks),
        found_by=found_by[charge],
        hour=rows["hour"].to_numpy(),
    )


def _of_public(query: Query) -> Columns:
    rows = query(_PUBLIC)
    place, places = _numbered(rows["neighborhood_id"])
    block, blocks = _numbered(rows["block_id"])
    offense = np.searchsorted(_OFFENSES, rows["offense"].to_numpy(dtype="object"))
    return Columns(
        day=rows["day"].to_numpy(),
        offense=offense.astype("uint8"),
        place=place,
        spot=np.arange(len(rows), dtype="int32"),
        block=block,
        x_m=rows["x_m"].to_numpy(),
        y_m=rows["y_m"].to_numpy(),
        is_on_map=rows["is_on_map"].to_numpy(),
        names=_names(places, blocks),
        incidents=rows["incidents"].to_numpy(),
    )


def _names(places: list[str], blocks: list[str]) -> dict[str, list[str]]:
    fixed = {"offense": _OFFENSES, "category": _CATEGORIES, "found_by": [*_FOUND_BY]}
    return {**fixed, "neighborhood_id": places, "block_id": blocks}


def _numbered(texts: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Number texts in their order, the missing ones last."""
    numbers, names = pd.factorize(texts, sort=True)
    numbers = np.where(numbers < 0, len(names), numbers)
    return numbers.astype("int16" if len(names) < 1 << 15 else "int32"), [
        str(name) for name in names
    ]


def _lookup(ids: pd.Series) -> np.ndarray:
    """Give an array that leads from an id to its place."""
    places = np.zeros(int(ids.max()) + 1 if len(ids) else 0, dtype="int32")
    places[ids.to_numpy()] = np.arange(len(ids), dtype="int32")
    return places


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days
