"""Which rows are of some places, without a look at all the others?

Rows are listed in order of place and offense, and those of each pair in order of day: what a pair has in a period is one piece of
the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np


@dataclass(frozen=True, eq=False)
class RowIndex:
    """Numbers of rows; `edges` says where those of each pair begin, pairs being place × `offenses` + offense."""

    rows: np.ndarray
    edges: np.ndarray
    offenses: int

    def find(
        self, start: int, end: int, places: np.ndarray, offenses: np.ndarray | None
    ) -> np.ndarray:
        """Give the rows from `start` up to `end` of the places and offenses of which an array says yes; None means all."""
        if offenses is None:
            offenses = np.ones(self.offenses, bool)
        wanted = [np.flatnonzero(places), np.flatnonzero(offenses)]
        bounds = np.array([start, end], dtype=self.rows.dtype)
        found = [self.rows[:0]]
        for place, offense in product(*(numbers.tolist() for numbers in wanted)):
            pair = place * self.offenses + offense
            rows = self.rows[self.edges[pair] : self.edges[pair + 1]]
            if len(rows):
                first, last = rows.searchsorted(bounds)
                found.append(rows[first:last])
        return np.concatenate(found)


def make_row_index(place: np.ndarray, offense: np.ndarray, places: int, offenses: int) -> RowIndex:
    """Number rows that are in order of day; `places` and `offenses` are how many there may be."""
    pairs = places * offenses
    pair = place.astype("uint16" if pairs < 1 << 16 else "int64") * offenses + offense
    edges = np.append(0, np.bincount(pair, minlength=pairs).cumsum())
    return RowIndex(np.argsort(pair, kind="stable").astype("int32"), edges, offenses)
