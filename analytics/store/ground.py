"""What ground does a snapshot cover: its neighborhoods, its blocks, its base map?

Outlines may be schematic, not official: `Coverage.is_schematic` says so. A place may have no blocks and no base map.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd


class Ground:
    """The reads of the ground, the same for every audience."""

    def _query(self, sql: str, values: dict[str, Any] | None = None) -> pd.DataFrame:
        raise NotImplementedError

    @cached_property
    def _place(self) -> pd.Series:
        return self._query("SELECT * FROM place").iloc[0]

    @property
    def _crs(self) -> str:
        return str(self._place["analysis_crs"])

    @cached_property
    def _neighborhoods(self) -> gpd.GeoDataFrame:
        return _shapes(self._query("SELECT * FROM neighborhoods ORDER BY name"))

    def read_neighborhoods(self) -> gpd.GeoDataFrame:
        """Read the neighborhoods, EPSG:4326: neighborhood_id, name, geometry, in order of name."""
        return self._neighborhoods.copy()

    @cached_property
    def _blocks(self) -> gpd.GeoDataFrame | None:
        table = self._query("SELECT * FROM blocks ORDER BY block_id")
        return None if table.empty else _shapes(table)

    def read_blocks(self) -> gpd.GeoDataFrame | None:
        """Read the blocks as schema.BLOCKS describes them, EPSG:4326; None where the place has none."""
        return None if self._blocks is None else self._blocks.copy()

    def read_shapes(self, layer: str) -> gpd.GeoDataFrame:
        """Read a layer of the base map, EPSG:4326: city, built_up or streets, with name and kind; it may be empty."""
        return _shapes(
            self._query(
                "SELECT name, kind, geometry FROM shapes WHERE layer = $layer", {"layer": layer}
            )
        )


def _shapes(table: pd.DataFrame) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries.from_wkb(table["geometry"].map(bytes), crs="EPSG:4326")
    return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=geometry, crs="EPSG:4326")
