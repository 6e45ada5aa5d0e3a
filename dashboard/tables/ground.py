"""Where does a record lie: as words, as a shape, as a selection?

A shape drawn on the map is the closest answer, then the block, then the neighborhood; none of the three means the city. What lies
without a position is counted for a neighborhood or a block, and in no drawn shape.
"""

from __future__ import annotations

from typing import Protocol

import geopandas as gpd

from analytics.drawn_area import DrawnArea
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES
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


def block_place(reader: Reader, block: str | None) -> str | None:
    """Give the neighborhood that a block is in."""
    blocks = reader.blocks
    if block is None or blocks is None:
        return None
    found = blocks.loc[blocks["block_id"] == block, "neighborhood_id"].dropna()
    return None if found.empty else str(found.iloc[0])


def why_unknown(reader: Reader, ground: Ground) -> str:
    """Say why nothing can be counted in a record's place: the layers in service do not have it; empty where they do.

    A selection drops what it does not know: without asking here, such a place would be told the numbers of the whole city.
    """
    if ground.area:
        return ""
    if ground.block_id:
        is_known, what = ground.block_id in reader.block_names, f"block {ground.block_id}"
    else:
        place = ground.neighborhood_id
        is_known, what = place is None or place in reader.names, f"neighborhood {place}"
    return "" if is_known else f"the layers in service have no {what}"


def check_counted(reader: Reader, ground: Ground, category: str) -> None:
    """Raise SelectionError where a zero would mean nothing: an unknown place, or a category that no feed brings."""
    why_not = why_unknown(reader, ground)
    if not why_not and category not in reader.coverage.categories:
        why_not = f"these data hold no incidents of the kind “{CATEGORIES[category].label}”"
    if why_not:
        raise SelectionError(why_not)


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
        raise SelectionError(why_unknown(reader, ground))
    return found[["geometry"]].to_crs("EPSG:4326")
