"""How are the points of a shapefile or GeoPackage read? From the layer that has the feed's columns, each value as text.

A shapefile cuts column names to ten characters, so its definition maps those. It is several files: alone, the .shp has no
columns. Without its .prj nobody knows what its coordinates mean, and the definition's word is taken for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely
from pyogrio.raw import open_arrow

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.feeds.reference import agreed_crs
from etl.feeds.sniff import ALL_PARTS, choose_parts, find_header

_CHUNK_ROWS = 100_000
# Shapefile and SQLite. The library would open other kinds by their content, some of which name further files to read.
_STARTS = (b"\x00\x00\x27\x0a", b"SQLite format 3\x00")
# Types of geometry, as shapely numbers them.
_NOTHING, _POINT, _MULTIPOINT = -1, 0, 4


def read_layer(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read the one layer that has the feed's columns, or those that source.sheet says; points are geometry.x and geometry.y.

    Raises FeedError where a layer's geometries are not points, where no layer has the columns, or a shapefile lacks its table.
    """
    if path.suffix.lower() == ".shp":
        for ending in (".dbf", ".shx"):
            if not any(path.with_suffix(each).exists() for each in (ending, ending.upper())):
                raise FeedError(
                    f"has no {ending} beside it: put the files of the shapefile into one zip file"
                )
    with open(path, "rb") as file:
        if not file.read(16).startswith(_STARTS):
            raise FeedError("is neither a shapefile nor a GeoPackage, whatever it is called")
    layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
    wanted = feed.source.sheet
    if wanted and wanted != ALL_PARTS:
        if wanted not in layers:
            raise FeedError(f"has no layer {wanted} among {', '.join(layers)}: see source.sheet")
        layers = [wanted]
    headers = {
        layer: find_header([[*pyogrio.read_info(path, layer=layer)["fields"]]], feed)
        for layer in layers
    }
    chosen = choose_parts(headers, feed, "layer")
    for layer in chosen:
        source_file = name if len(chosen) == 1 else f"{name}, layer {layer}"
        with open_arrow(
            path,
            layer=layer,
            encoding=feed.source.encoding,
            batch_size=_CHUNK_ROWS,
            use_pyarrow=True,
        ) as (meta, reader):
            said, geometry = meta["crs"], meta["geometry_name"] or "wkb_geometry"
            crs, odd = agreed_crs(said, feed) if said else (None, ("names no coordinate system",))
            notes, last = (f"layer {layer}", *odd), 0
            for part in _with_one_at_least(reader):
                table = _text_table(part, geometry)
                rows = np.arange(last + 1, last + 1 + part.num_rows)
                last += part.num_rows
                yield Chunk(table, rows, source_file, meta["encoding"].lower(), [], notes, crs)


def _with_one_at_least(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    part = None
    for part in reader:
        yield part
    if part is None:
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)


def _text_table(batch: pa.RecordBatch, geometry: str) -> pa.Table:
    batch.validate(full=True)
    columns = {name: _texts(batch[name]) for name in batch.schema.names if name != geometry}
    if geometry in batch.schema.names:
        columns["geometry.x"], columns["geometry.y"] = _points(batch[geometry])
    return pa.table(columns)


def _texts(column: pa.Array) -> pa.Array:
    if pa.types.is_binary(column.type) or pa.types.is_nested(column.type):
        return pa.array(["" if value is None else str(value) for value in column.to_pylist()])
    return pc.fill_null(pc.cast(column, pa.string()), "")


def _points(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    if (shapely.get_num_geometries(shapes) > 1).any() or not np.isin(
        shapely.get_type_id(shapes), (_NOTHING, _POINT, _MULTIPOINT)
    ).all():
        raise FeedError("its geometries are not points: a feed has one point for each incident")
    points = shapely.get_geometry(shapes, 0)
    x, y = (
        pa.array(numbers, from_pandas=True)
        for numbers in (shapely.get_x(points), shapely.get_y(points))
    )
    return _texts(x), _texts(y)
