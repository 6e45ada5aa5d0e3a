"""Which areas stand out, and what are they called? Hot cells joined, counted, named and put into words.

An area is named by the block where most of its incidents are, which others of it need not be near
to; its count includes the cells around the hot ones. One that reaches beyond the neighborhood that
names it holds other incidents than that: it lies "around" it. Three names in a sentence are not the whole
list, and the order is by incidents, not by how sure each is.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analytics.hotspots.grid import Grid, positions, weights_of

FEW = 30


def find_areas(
    cells: pd.DataFrame,
    incidents: pd.DataFrame,
    grid: Grid,
    *,
    neighborhoods: Mapping[str, str],
    blocks: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """List the areas that stand out, most incidents first, each named by its block with most
    incidents.

    `cells` comes from `find_hotspots` on the same incidents, one row each or one a place with a
    column `incidents`; `neighborhoods` and `blocks` map ids
    to names. Where no block is known the neighborhood gives the name, with "around" where incidents
    of the area lie outside of it, else "area" and its number.

    Columns: area, name, neighborhood_id (empty outside all), incidents (in its hot cells and around
    them), cells (hot ones), x_m, y_m (mean of its incidents).
    """
    row, column, held = grid.locate(*positions(incidents))
    areas = np.zeros(grid.mask.shape, dtype="int64")
    areas[grid.mask] = cells["area"]
    weights = weights_of(incidents)
    inside = incidents.assign(
        area=np.where(held, areas[row, column], 0), incidents=1 if weights is None else weights
    )
    inside = inside[inside["area"] > 0].astype({"incidents": "int64"})
    inside = inside.assign(**{name: inside[name] * inside["incidents"] for name in ("x_m", "y_m")})
    found = inside.groupby("area")[["incidents", "x_m", "y_m"]].sum()
    found[["x_m", "y_m"]] = found[["x_m", "y_m"]].div(found["incidents"], axis=0)
    found["cells"] = cells.loc[cells["is_hot"], "area"].value_counts().reindex(found.index)
    found["neighborhood_id"] = _commonest(inside, "neighborhood_id")
    names = found["neighborhood_id"].map(dict(neighborhoods))
    own = inside["neighborhood_id"] == inside["area"].map(found["neighborhood_id"])
    is_whole = own.groupby(inside["area"]).all().reindex(found.index)
    names = names.where(is_whole, "around " + names)
    if blocks and "block_id" in inside:
        names = _commonest(inside, "block_id").map(dict(blocks)).reindex(found.index).fillna(names)
    numbers = "area " + found.index.astype("int64").astype("str").to_series(index=found.index)
    found = found.reset_index().assign(name=names.fillna(numbers).to_numpy())
    columns = ["area", "name", "neighborhood_id", "incidents", "cells", "x_m", "y_m"]
    return found[columns].sort_values(
        ["incidents", "name"], ascending=[False, True], ignore_index=True
    )


def areas_within(
    areas: pd.DataFrame, cells: pd.DataFrame, grid: Grid, places: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Keep the areas that have a hot cell in these places: at least one whose center lies in one.

    An area that merely spills over a border would be listed with the one incident on this side of
    it, and is its neighbor's. `areas` comes from `find_areas`, `cells` from `find_hotspots`;
    `places` are polygons in any CRS.
    """
    hot = cells[cells["is_hot"]]
    inside = shapely.contains_xy(
        places.to_crs(grid.crs).geometry.union_all(), hot["x_m"], hot["y_m"]
    )
    return areas[areas["area"].isin(hot.loc[inside, "area"])].reset_index(drop=True)


def _commonest(inside: pd.DataFrame, column: str) -> pd.Series:
    """Give the commonest value in each area, the first by name of several."""
    counts = inside.groupby(["area", column])["incidents"].sum().reset_index()
    counts = counts.sort_values(["area", "incidents", column], ascending=[True, False, True])
    return counts.drop_duplicates("area").set_index("area")[column]


def hotspot_sentence(areas: pd.DataFrame, incidents: int, *, named: int = 3) -> str:
    """Say which places stand out, or that none does; `incidents` is how many are on the map."""
    if areas.empty:
        if incidents == 0:
            return "No incidents on the map."
        if incidents < FEW:
            verb = "incident is" if incidents == 1 else "incidents are"
            return f"{incidents} {verb} too few: no place stands out from chance."
        return f"No place stands out from chance among {incidents:,} incidents."
    stand = "1 area stands" if len(areas) == 1 else f"{len(areas)} areas stand"
    among = "1 incident" if incidents == 1 else f"{incidents:,} incidents"
    return f"{stand} out from chance, of {among}{named_areas(areas, named)}."


def named_areas(areas: pd.DataFrame, named: int = 3) -> str:
    """Name the first areas with their counts, after a colon; nothing for none."""
    if areas.empty:
        return ""
    listed = ", ".join(
        f"{area.name} ({area.incidents:,})" for area in areas.head(named).itertuples()
    )
    rest = f", and {len(areas) - named} more" if len(areas) > named else ""
    return f": {listed}{rest}"
