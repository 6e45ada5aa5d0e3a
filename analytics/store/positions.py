"""Where do the rows of a selection lie? As points, as places with their counts, and counted by groups of places.

A row without a position is on no point; one place may have several addresses.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.selection import Selection
from analytics.store.addresses import Addresses
from analytics.store.columns import Columns


class Positions(Addresses):
    """The reads of positions."""

    def _check(self, selection: Selection) -> None:
        raise NotImplementedError

    @property
    def _columns(self) -> Columns:
        raise NotImplementedError

    def read_points(self, selection: Selection) -> pd.DataFrame:
        """Read the positions of a selection's rows, one a row, those without one left out: x_m, y_m in the analysis CRS."""
        self._check(selection)
        return pd.DataFrame(dict(zip(("x_m", "y_m"), self._columns.points(selection), strict=True)))

    def read_spots(self, selection: Selection) -> pd.DataFrame:
        """Read where a selection's rows lie, one row a distinct place: its position, and how many incidents it has.

        Rows without a position are left out, so the incidents add up to those of `read_points`, not to the selection's. Several
        addresses at one point are one place; addresses themselves are on `read_page`. Columns: lon, lat (degrees, EPSG:4326),
        x_m, y_m (analysis CRS), neighborhood_id, block_id (these two may be missing), incidents; from west to east.
        """
        self._check(selection)
        return self._columns.count_spots(selection)

    def all_spots(self) -> pd.DataFrame:
        """Give every place that any row lies on: x_m, y_m (analysis CRS, missing where rows have no position)."""
        spots = self._columns.spots
        return pd.DataFrame({"x_m": spots.x_m, "y_m": spots.y_m})

    def count_groups(self, selection: Selection, groups: np.ndarray, many: int) -> np.ndarray:
        """Count the rows of a selection by groups of places.

        `groups` has for each row of `all_spots` the number of its group, of `many`.
        """
        self._check(selection)
        counts = self._columns.on_spots(selection)
        return np.bincount(groups, counts, minlength=many).astype("int64")
