"""Where did each row happen? Each distinct place of a chunk is read, projected and located once.

Incidents repeat their places: a year of a city's records names some ten thousand of them. Rows with the same text are at the same
place, so what is worked out for one holds for all.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.errors import FeedError
from analytics.schema import LOCATIONS
from etl.alike import number_alike
from etl.coordinates import read_coordinates
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.locate import Locator, locate

ROLES = ("point", "lon", "lat", "x", "y")


def agreed_crs(feed: Feed, chunk: Chunk) -> str:
    """Give the CRS of a chunk's coordinates; FeedError where the file says another than the definition."""
    if chunk.crs is not None and chunk.crs != feed.crs:
        raise FeedError(
            f"{chunk.source_file}: says its coordinates are {chunk.crs}, the definition says {feed.crs}; correct one"
        )
    return feed.crs


def locate_rows(
    text: dict[str, pa.Array], address: pa.Array, *, crs: str, decimal: str, locator: Locator
) -> tuple[np.ndarray, pa.Table]:
    """Locate rows by the texts of their coordinates, and by their address where the place has a table of addresses.

    Gives the place of each row in a table of locations, int32, and these: the columns of schema.LOCATIONS but for its numbers.
    """
    numbers, first = number_alike([address, *text.values()])
    one_each = pa.array(first)
    told = address.take(one_each).cast(pa.string())
    points = read_coordinates(
        {"address": told}
        | {role: texts.take(one_each).cast(pa.string()) for role, texts in text.items()},
        crs=crs,
        analysis_crs=locator.analysis_crs,
        decimal=decimal,
    )
    located = locate(points.append_column("address", told), locator)
    columns = {
        name: located[name].cast(column.arrow_type).combine_chunks()
        for name, column in LOCATIONS.columns.items()
        if name in located.column_names
    }
    return numbers, pa.table(columns)
