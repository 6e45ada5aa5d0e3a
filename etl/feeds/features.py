"""How are the rows of a JSON answer read: Esri JSON, GeoJSON, or a plain list of records as Socrata gives it?

An answer can be complete JSON and yet not be the data: a server's error with status 200, or one page of many. Both are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed

CHUNK_ROWS = 200_000
WEB_MERCATOR = 102100


def read_features(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read features or records; a feature's point is in the columns geometry.x and geometry.y.

    Raises FeedError for what is not the whole layer: cut JSON, an error, a page, no features at all.
    """
    try:
        document = json.loads(path.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise FeedError(f"not complete JSON ({error}); fetch it again") from error
    if isinstance(document, list):
        rows = [_texts(_mapping(record, "record")) for record in document]
        crs = None
    else:
        rows = [_feature_row(feature) for feature in _features(_mapping(document, "document"))]
        crs = _crs(document)
    if not rows:
        raise FeedError("holds no features: an empty answer is no feed; fetch it again")
    for start in range(0, len(rows), CHUNK_ROWS):
        part = pd.DataFrame(rows[start : start + CHUNK_ROWS]).fillna("").astype("str")
        table = pa.table({name: pa.array(part[name], type=pa.string()) for name in part.columns})
        numbers = np.arange(start + 1, start + 1 + len(part))
        yield Chunk(table, numbers, name, "utf-8", crs=crs)


def _features(document: dict[str, Any]) -> list[Any]:
    if "error" in document:
        raise FeedError(f"holds a server's error, not data: {document['error']}")
    features = document.get("features")
    if not isinstance(features, list):
        raise FeedError("holds no list of features")
    own = document.get("properties")
    of_layer = own if isinstance(own, dict) else {}
    if document.get("exceededTransferLimit") or of_layer.get("exceededTransferLimit"):
        raise FeedError("is one page of a longer answer (exceededTransferLimit); fetch all pages")
    return features


def _crs(document: dict[str, Any]) -> str | None:
    reference = document.get("spatialReference")
    if not isinstance(reference, dict):
        return None
    code = reference.get("latestWkid") or reference.get("wkid")
    if not isinstance(code, int):
        return None
    if code == WEB_MERCATOR:
        return "EPSG:3857"
    # Esri's own codes lie above those of the EPSG.
    return f"{'ESRI' if code > 32767 else 'EPSG'}:{code}"


def _feature_row(feature: Any) -> dict[str, str]:
    feature = _mapping(feature, "feature")
    values = feature.get("attributes") or feature.get("properties") or {}
    row = _texts(_mapping(values, "feature's attributes"))
    geometry = _mapping(feature.get("geometry") or {}, "geometry")
    x, y = geometry.get("x"), geometry.get("y")
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
        x, y = coordinates[:2]
    row["geometry.x"] = "" if x is None else _text(x)
    row["geometry.y"] = "" if y is None else _text(y)
    return row


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FeedError(f"a {what} is {json.dumps(value)[:60]}, not an object; fetch it again")
    return value


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {key: "" if value is None else _text(value) for key, value in values.items()}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)
