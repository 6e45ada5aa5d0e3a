"""Where did each row happen? Each distinct place of a chunk is read, projected and located once.

Incidents repeat their places: a year of a city's records names some ten thousand of them. Rows with the same text are at the same
place, so what is worked out for one holds for all.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import FeedError
from analytics.schema import INCIDENTS
from etl.coordinates import read_coordinates
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.locate import Locator, locate

ROLES = ("point", "lon", "lat", "x", "y")
_SEPARATOR = "\x1f"


def agreed_crs(feed: Feed, chunk: Chunk) -> str:
    """Give the CRS of a chunk's coordinates; FeedError where the file says another than the definition."""
    if chunk.crs is not None and chunk.crs != feed.crs:
        raise FeedError(
            f"{chunk.source_file}: says its coordinates are {chunk.crs}, the definition says {feed.crs}; correct one"
        )
    return feed.crs


def locate_rows(
    text: dict[str, pa.Array], address: pa.Array, *, crs: str, decimal: str, locator: Locator
) -> pa.Table:
    """Locate rows by the texts of their coordinates, and by their address where the place has a table of addresses.

    Result columns: lon, lat, x_m, y_m, and what `etl.locate.locate` says of them; one row for each, in order.
    """
    told = address if locator.addresses else pa.nulls(len(address), pa.string())
    parts = [*text.values(), pc.fill_null(told.cast(pa.string()), "")]
    keys = pc.binary_join_element_wise(*parts, _SEPARATOR).dictionary_encode()
    places = keys.indices.to_numpy()
    first = np.empty(len(keys.dictionary), dtype="int64")
    first[places[::-1]] = np.arange(len(places))[::-1]
    one_each = pa.array(first)
    points = read_coordinates(
        {"address": told.take(one_each)}
        | {role: texts.take(one_each) for role, texts in text.items()},
        crs=crs,
        analysis_crs=locator.analysis_crs,
        decimal=decimal,
    )
    located = locate(
        points.append_column("address", told.take(one_each).cast(pa.string())), locator
    )
    columns = {
        name: located[name].cast(INCIDENTS.columns[name].arrow_type).combine_chunks()
        for name in located.column_names
        if name != "address"
    }
    return pa.table(columns).take(keys.indices)
