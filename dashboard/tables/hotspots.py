"""Which numbers stand behind the map of hotspots? Cells, the areas that stand out, and the incidents they are made of.

Hot is measured against the whole city, whatever neighborhoods are chosen: a choice only narrows what is listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.figures.tables import area_table as figure_area_table
from analytics.hotspots import areas_within, find_areas
from dashboard.context import Reader
from dashboard.tables.places import counted_selection, mapped_selection
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
    everywhere = selection.everywhere()
    incidents = reader.incidents(everywhere)
    cells = reader.hotspots(everywhere)
    if selection.neighborhoods:
        incidents = incidents[incidents["neighborhood_id"].isin(selection.neighborhoods)]
    areas = find_areas(
        cells, incidents, reader.grid, neighborhoods=reader.names, blocks=reader.block_names
    )
    if selection.neighborhoods:
        chosen = reader.neighborhoods["neighborhood_id"].isin(selection.neighborhoods)
        areas = areas_within(areas, cells, reader.grid, reader.neighborhoods[chosen])
    return HotspotTables(cells, areas, incidents)


def area_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the hot areas as the Hotspots page does."""
    return figure_area_table(hotspot_tables(reader, view).areas, reader.names)


def incident_places(reader: Reader, incidents: pd.DataFrame) -> pd.DataFrame:
    """Count incidents by block, or by cell of the grid outside all blocks.

    Columns: name (empty for a cell), lon, lat (mean position), incidents.
    """
    placed = incidents.dropna(subset=["lon", "lat"])
    size = reader.grid.cell_m
    column, row = ((placed[name] // size).astype("int64").astype(str) for name in ("x_m", "y_m"))
    keys = placed["block_id"].fillna(column + "/" + row)
    groups = placed.groupby(keys)
    table = groups.agg(lon=("lon", "mean"), lat=("lat", "mean"), incidents=("lon", "size"))
    names = table.index.map(reader.block_names).fillna("")
    return table.assign(name=names).reset_index(drop=True)


def block_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the blocks of the chosen neighborhoods with incidents, most first; empty where no block is known.

    Columns: Block, Incidents.
    """
    counted = counted_selection(reader, view)
    counts = reader.count(counted, ("block_id",)).dropna(subset=["block_id"])
    names = reader.block_names
    table = pd.DataFrame(
        {
            "Block": counts["block_id"].map(names).fillna(counts["block_id"]),
            "Incidents": counts["incidents"],
        }
    )
    return table.sort_values(["Incidents", "Block"], ascending=[False, True], ignore_index=True)
