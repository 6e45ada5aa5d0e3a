"""How are the rows of a JSON answer read: Esri JSON, GeoJSON, or a plain list of records as Socrata gives it?

An answer can be complete JSON and yet not be the data: a server's error with status 200, or one page of many. Both are refused,
but not the pages of a transport, which has proved that they are all there. The file is read twice, in pieces: first for what
stands outside its rows and for all columns, since rows leave out what is empty in them. Of Socrata a whole page may: that the
dataset has the columns of the definition was asked when the page was fetched, so one that is not in the page is empty in it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import ijson
import numpy as np
import pyarrow as pa

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk, text_table
from etl.feeds.feed import Feed
from etl.feeds.outline import PIECE, VALUES, read_outline
from etl.feeds.reference import agreed_crs
from etl.feeds.sniff import find_column

# Rows as Python objects take several times the memory of a table.
_CHUNK_ROWS = 50_000
_POINT = ("geometry.x", "geometry.y")

Row = dict[str, str]


def read_features(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read features or records; a feature's point is in the columns geometry.x and geometry.y.

    Numbers keep their digits as written, but a whole number written 2.0 is 2. An object or list in a field is JSON text; where
    the definition names a column such as "location.latitude", that part of the field `location` is a column too. A page
    without rows gives no chunk. Raises FeedError for what is not the whole layer: cut JSON, an error, a page, no rows at all.
    """
    dotted = [column for column in feed.column_names if "." in column]
    with _stream(path) as stream:
        outline = read_outline(stream, dotted)
    is_page = feed.source.transport != "files"
    said = None if outline.is_list else _check_answer(outline.document, is_page)
    crs, notes = agreed_crs(said, feed) if said else (None, ())
    columns = tuple(dict.fromkeys((*outline.columns, *(() if outline.is_list else _POINT))))
    if feed.source.transport == "socrata":
        columns = _columns_of_dataset(columns, feed)
    last = 0
    with _stream(path) as stream:
        prefix = "item" if outline.is_list else "features.item"
        read_row = _record_row if outline.is_list else _feature_row
        rows = (read_row(row, dotted) for row in ijson.items(stream, prefix, buf_size=PIECE))
        while part := list(islice(rows, _CHUNK_ROWS)):
            if not columns:
                raise FeedError("holds records without a single field; fetch it again")
            table = text_table(columns, ([row.get(key, "") for key in columns] for row in part))
            numbers = np.arange(last + 1, last + 1 + len(part))
            last += len(part)
            yield Chunk(table, numbers, name, "utf-8", crs=crs, notes=notes)
    if not last and not is_page:
        raise FeedError("holds no features: an empty answer is no feed; fetch it again")


def _stream(path: Path) -> pa.NativeFile:
    with open(path, "rb") as file:
        encoding = json.detect_encoding(file.read(4))
    stream = pa.OSFile(str(path))
    return stream if encoding == "utf-8" else pa.transcoding_input_stream(stream, encoding, "utf-8")


def _columns_of_dataset(of_page: tuple[str, ...], feed: Feed) -> tuple[str, ...]:
    """Give the columns of a page with those that are empty in it, and without the service's own that nobody asked for."""
    columns = [name for name in of_page if name[:1] != ":" or name in feed.column_names]
    of_roles = (names for role, names in feed.columns.items() if role not in feed.optional)
    for names in (*of_roles, *((name,) for name in feed.columns_beside_roles)):
        spellings = [name.split("+") for name in names]
        if not any(all(find_column(columns, part) for part in parts) for parts in spellings):
            columns += (part for part in spellings[0] if not find_column(columns, part))
    return tuple(columns)


def _check_answer(document: Any, is_page: bool) -> str | None:
    """Refuse what is not the whole layer; else give what the answer says of its coordinates."""
    document = _mapping(document, "document")
    if "error" in document:
        raise FeedError(f"holds a server's error, not data: {document['error']}")
    if not isinstance(document.get("features"), list):
        raise FeedError("holds no list of features")
    own = document.get("properties")
    flags = (document, own if isinstance(own, dict) else {})
    if not is_page and any(flag.get("exceededTransferLimit") for flag in flags):
        raise FeedError("is one page of a longer answer (exceededTransferLimit); fetch all pages")
    esri, geojson = document.get("spatialReference"), document.get("crs")
    if isinstance(esri, dict):
        code = esri.get("latestWkid") or esri.get("wkid")
        # Esri's own codes lie above those of the EPSG.
        if isinstance(code, int):
            return f"{'ESRI' if code > 32767 else 'EPSG'}:{code}"
        return esri.get("wkt")
    if isinstance(geojson, dict) and isinstance(geojson.get("properties"), dict):
        return geojson["properties"].get("name")
    return None


def _record_row(record: Any, dotted: Collection[str]) -> Row:
    return _texts(_mapping(record, "record"), dotted)


def _feature_row(feature: Any, dotted: Collection[str]) -> Row:
    feature = _mapping(feature, "feature")
    values: Any = next((feature[key] for key in VALUES if feature.get(key)), {})
    row = _texts(_mapping(values, "feature's attributes"), dotted)
    geometry = _mapping(feature.get("geometry") or {}, "geometry")
    point = (geometry.get("x"), geometry.get("y"))
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
        point = (coordinates[0], coordinates[1])
    return row | dict(zip(_POINT, map(_text, point), strict=True))


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FeedError(f"a {what} is {_json(value)[:60]}, not an object; fetch it again")
    return value


def _texts(values: dict[str, Any], dotted: Collection[str]) -> Row:
    row = {key: _text(value) for key, value in values.items()}
    for column in dotted:
        field, _, part = column.partition(".")
        inner = values.get(field)
        if isinstance(inner, dict) and part in inner:
            row[column] = _text(inner[part])
    return row


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        whole, _, fraction = str(value).partition(".")
        return whole if fraction and not fraction.strip("0") else str(value)
    return "" if value is None else _json(value)


def _json(value: Any) -> str:
    """Write JSON as `json` does, with the digits of decimal numbers."""
    if isinstance(value, dict):
        fields = (f"{json.dumps(key)}: {_json(each)}" for key, each in value.items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
