"""Where does a record lie: as words, as a shape, as a selection?

A shape drawn on the map is the closest answer, then the block, then the neighborhood; none of the three means the city. What lies
without a position is counted for a neighborhood or a block, and in no drawn shape.
"""

from __future__ import annotations

from typing import Protocol

import geopandas as gpd

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from analytics.periods import Period
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.wording import place_title, where_words


class Ground(Protocol):
    """What a record says of its place; all empty for the city."""

    neighborhood_id: str | None
    block_id: str | None
    area: str | None


def ground_selection(ground: Ground, period: Period, *offenses: str) -> Selection:
    """Give the selection of a record's place."""
    selection = Selection(period, offenses)
    if ground.area:
        return Selection(period, offenses, area=DrawnArea.read(ground.area))
    if ground.block_id:
        return Selection(period, offenses, blocks=(ground.block_id,))
    return selection.within(ground.neighborhood_id) if ground.neighborhood_id else selection


def ground_words(reader: Reader, ground: Ground) -> str:
    """Name a record's place, to stand after "in"."""
    selection = ground_selection(ground, reader.coverage.whole)
    words = where_words(selection, reader.names, reader.block_names)
    if ground.area and ground.neighborhood_id:
        near = reader.names.get(ground.neighborhood_id, ground.neighborhood_id)
        return f"{words} in {near}"
    return words or place_title(reader.coverage.place)


def ground_shape(reader: Reader, ground: Ground) -> gpd.GeoDataFrame:
    """Give the shape of a record's place, in degrees. Raises SelectionError where the layers no longer have it."""
    if ground.area:
        outline = DrawnArea.read(ground.area).outline()
        return gpd.GeoDataFrame(geometry=[outline], crs="EPSG:4326")
    if ground.block_id:
        layer, key, wanted = reader.blocks, "block_id", ground.block_id
    elif ground.neighborhood_id:
        layer, key, wanted = reader.neighborhoods, "neighborhood_id", ground.neighborhood_id
    else:
        layer, key, wanted = reader.neighborhoods, "", ""
    found = layer if layer is None or not key else layer[layer[key] == wanted]
    if found is None or found.empty:
        raise SelectionError(f"the layers in service have no {key.removesuffix('_id')} {wanted}")
    return found[["geometry"]].to_crs("EPSG:4326")
