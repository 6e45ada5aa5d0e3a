"""Which numbers stand behind the map of hotspots? Cells, the areas that stand out, and the incidents they are made of.

Hot is measured against the whole city, whatever neighborhoods are chosen: a choice only narrows what is listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.figures.tables import area_table as figure_area_table
from analytics.hotspots import find_areas
from dashboard.context import Reader
from dashboard.tables import mapped_selection
from dashboard.urlstate import View


@dataclass(frozen=True)
class HotspotTables:
    """Cells of the whole city, and of the places asked for: the areas that stand out, and the incidents."""

    cells: pd.DataFrame
    areas: pd.DataFrame
    incidents: pd.DataFrame

    @property
    def on_map(self) -> int:
        """Incidents with a position."""
        return int(self.incidents["x_m"].notna().sum())


def hotspot_tables(reader: Reader, view: View) -> HotspotTables:
    """Find what stands out from the whole city, and keep what lies in the places asked for.

    Measured against itself alone, a busy neighborhood would have no hot area, and a quiet one would.
    """
    selection = mapped_selection(reader, view)
    everywhere = selection.within()
    incidents = reader.incidents(everywhere)
    cells = reader.hotspots(everywhere)
    blocks = reader.blocks
    areas = find_areas(
        cells,
        incidents,
        reader.grid,
        neighborhoods=reader.names,
        blocks=None
        if blocks is None
        else dict(zip(blocks["block_id"], blocks["name"], strict=True)),
    )
    if selection.neighborhoods:
        areas = areas[areas["neighborhood_id"].isin(selection.neighborhoods)]
        incidents = incidents[incidents["neighborhood_id"].isin(selection.neighborhoods)]
    return HotspotTables(cells, areas, incidents)


def area_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the hot areas as the Hotspots page does."""
    return figure_area_table(hotspot_tables(reader, view).areas, reader.names)


def incident_places(reader: Reader, incidents: pd.DataFrame) -> pd.DataFrame:
    """Count incidents by block, or by cell of the grid where no blocks are known.

    Columns: name (empty where no blocks are known), lon, lat (mean position), incidents.
    """
    placed = incidents.dropna(subset=["lon", "lat"])
    blocks = reader.blocks
    if blocks is not None:
        keys = placed["block_id"]
        names = blocks.set_index("block_id")["name"]
    else:
        size = reader.grid.cell_m
        keys = (
            (placed["x_m"] // size).astype("int64").astype(str)
            + "/"
            + (placed["y_m"] // size).astype("int64").astype(str)
        )
        names = pd.Series(dtype="object")
    groups = placed.groupby(keys)
    table = groups.agg(lon=("lon", "mean"), lat=("lat", "mean"), incidents=("lon", "size"))
    return table.assign(name=names.reindex(table.index).fillna("")).reset_index(drop=True)
