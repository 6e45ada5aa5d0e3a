"""How do the polygons of a place become tables of a snapshot, so that it can be read without anything else?"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from analytics.schema import VERSION
from geodata.layers import Layers


def place_tables(layers: Layers, place: str, time_zone: str) -> dict[str, pd.DataFrame]:
    """Give the tables place, neighborhoods, blocks and shapes of the schema."""
    about = {
        "schema_version": VERSION, "name": place, "time_zone": time_zone, "analysis_crs": layers.analysis_crs,
        "is_schematic": layers.is_schematic, "layer_source": layers.source,
    }  # fmt: skip
    tables = {
        "place": pd.DataFrame([about]),
        "neighborhoods": _with_wkb(layers.neighborhoods, ["neighborhood_id", "name"]),
    }
    if layers.blocks is not None:
        columns = ["block_id", "name", "neighborhood_id", "lon", "lat", "addresses"]
        tables["blocks"] = _with_wkb(layers.blocks, columns)
    shapes = {"city": layers.city, "built_up": layers.built_up, "streets": layers.streets}
    named = [
        _with_wkb(shape, [name for name in ("name", "kind") if name in shape.columns])
        .assign(layer=layer)
        .reindex(columns=["layer", "name", "kind", "geometry"])
        for layer, shape in shapes.items()
        if shape is not None
    ]
    return tables | {"shapes": pd.concat(named, ignore_index=True)}


def midpoints_of(layers: Layers) -> pd.DataFrame:
    """Give block_id, x_m and y_m of the blocks' midpoints, in metres of the analysis CRS."""
    if layers.blocks is None:
        return pd.DataFrame({"block_id": pd.array([], dtype="str"), "x_m": [], "y_m": []})
    points = gpd.points_from_xy(layers.blocks["lon"], layers.blocks["lat"], crs="EPSG:4326")
    metric = points.to_crs(layers.analysis_crs)
    blocks = layers.blocks["block_id"].to_numpy()
    return pd.DataFrame({"block_id": blocks, "x_m": metric.x, "y_m": metric.y})


def _with_wkb(layer: gpd.GeoDataFrame, columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(layer[columns]).reset_index(drop=True)
    table["geometry"] = layer.geometry.to_wkb().to_numpy()
    return table
