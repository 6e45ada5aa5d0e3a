"""Which distinct places do the rows lie on, and which of them lie in a drawn area or in some blocks?

Incidents share few places, so a question about ground is asked of places, not of rows. Two addresses at one point are one place
here. What lies on the edge of an area belongs to it; a place without a position lies in none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from analytics.drawn_area import DrawnArea

# What makes two places the same.
_SAME = ["x_m", "y_m", "lon", "lat", "neighborhood_id", "block_id", "is_on_map"]


@dataclass(frozen=True, eq=False)
class Spots:
    """Places in order from west to east, those without a position last.

    `place` and `block` are numbers of the sorted names in `places` and `blocks`; the last one stands for none.
    """

    place: np.ndarray
    block: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    is_on_map: np.ndarray
    places: list[str]
    blocks: list[str]

    def are_in(self, area: DrawnArea | None, blocks: tuple[str, ...], crs: str) -> np.ndarray:
        """Tell of each place whether it lies in an area and in one of some blocks, where these are given."""
        found = np.ones(len(self.place), bool)
        if area is not None:
            found &= lie_in(area, self.x_m, self.y_m, crs)
        if blocks:
            found &= np.isin([*self.blocks, ""], blocks)[self.block]
        return found

    def table(self, incidents: np.ndarray) -> pd.DataFrame:
        """Give the places that have a position and incidents, a row each."""
        rows = np.flatnonzero((incidents > 0) & np.isfinite(self.x_m))
        places, blocks = (
            pd.Index([*names, None], dtype="str") for names in (self.places, self.blocks)
        )
        columns = {name: getattr(self, name)[rows] for name in ("lon", "lat", "x_m", "y_m")}
        return pd.DataFrame(
            {
                **columns,
                "neighborhood_id": places.take(self.place[rows]),
                "block_id": blocks.take(self.block[rows]),
                "incidents": incidents[rows].astype("int64"),
            }
        )


def lie_in(area: DrawnArea, x_m: np.ndarray, y_m: np.ndarray, crs: str) -> np.ndarray:
    """Tell which points in meters lie in an area or on its edge; a missing one lies nowhere."""
    shape = area.in_meters(crs)
    west, south, east, north = shape.bounds
    found = (x_m >= west) & (x_m <= east) & (y_m >= south) & (y_m <= north)
    found[found] = shapely.intersects_xy(shape, x_m[found], y_m[found])
    return np.asarray(found)


def make_spots(table: pd.DataFrame) -> tuple[Spots, np.ndarray]:
    """Find the distinct places of a table with the columns of _SAME; give them, and the place of each of its rows."""
    grouped = table.groupby(_SAME, dropna=False, sort=True, observed=True)
    number = grouped.ngroup().to_numpy("int32")
    first = np.zeros(grouped.ngroups, "int64")
    first[number[::-1]] = np.arange(len(table))[::-1]
    distinct = table.iloc[first]
    place, places = _numbered(distinct["neighborhood_id"])
    block, blocks = _numbered(distinct["block_id"])
    known = {name: distinct[name].to_numpy("float64") for name in ("x_m", "y_m", "lon", "lat")}
    is_on_map = distinct["is_on_map"].to_numpy(bool)
    return Spots(place, block, **known, is_on_map=is_on_map, places=places, blocks=blocks), number


def _numbered(texts: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Number texts in their order, the missing ones last."""
    numbers, names = pd.factorize(texts, sort=True)
    numbers = np.where(numbers < 0, len(names), numbers)
    return numbers.astype("int16" if len(names) < 1 << 15 else "int32"), [
        str(name) for name in names
    ]
