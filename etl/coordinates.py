"""Where does a row say that it happened, in degrees and in metres?

Zeros, words and swapped numbers are not places. A row keeps its reason instead of a point, so that "x of y located" adds up; a
point that can be on earth but not in this city is `etl.locate`'s to judge.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer
from pyproj.exceptions import CRSError

from analytics.errors import FeedError
from etl.numbers import read_numbers

_X, _Y = (rf"(?P<{name}>-?\d+(?:\.\d+)?)" for name in "xy")
_SPACE = r"[\s\pZ]*"
_IS = rf"['\"]?{_SPACE}[:=]{_SPACE}"
_BETWEEN = rf"{_SPACE}[,;\s\pZ]{_SPACE}"
# How feeds write a point in one column; the first that fits is read. Numbers alone are the most common and fit no other.
_POINTS = (
    rf"^{_SPACE}{_Y}{_BETWEEN}{_X}{_SPACE}$",
    rf"(?i)^(?:SRID=\d+;)?POINT{_SPACE}\({_SPACE}{_X}[\s\pZ]+{_Y}{_SPACE}\)$",
    rf"(?i)\bcoordinates{_IS}\[{_SPACE}{_X}{_SPACE},{_SPACE}{_Y}",
    rf"(?is)\blat(?:itude)?{_IS}['\"]?{_Y}.*\blon(?:g|gitude)?{_IS}['\"]?{_X}",
    rf"\({_SPACE}{_Y}{_BETWEEN}{_X}{_SPACE}\){_SPACE}$",
)
_REASONS = ("no_coordinates", "zero_coordinates", "impossible_coordinates")


def read_coordinates(
    text: dict[str, pa.ChunkedArray], *, crs: str, analysis_crs: str, decimal: str = "."
) -> pa.Table:
    """Read the coordinates of rows from lon and lat, x and y, or point ("lat, lon", WKT, GeoJSON, or named numbers).

    `text` holds the columns of a table by role, "" where a cell is empty; at least one, of any role, gives the number of rows.
    Numbers with thousands separators or degree signs are impossible coordinates. Which of lat and lon is which is not guessed.
    Result columns: lon, lat (degrees), x_m, y_m (metres in `analysis_crs`), unlocated_reason (null where there is a point, and
    only there are the others not null). Raises FeedError for a CRS that does not exist.
    """
    blank = pa.nulls(len(next(iter(text.values()))), pa.string()).fill_null("")
    if "point" in text:
        is_blank = _is_blank(text["point"])
        x, y = _read_points(text["point"])
    else:
        x_text = text.get("lon", text.get("x", blank))
        y_text = text.get("lat", text.get("y", blank))
        is_blank = _is_blank(x_text) | _is_blank(y_text)
        if decimal != ".":
            x_text, y_text = (pc.replace_substring(t, decimal, ".") for t in (x_text, y_text))
        x, y = read_numbers(x_text), read_numbers(y_text)
    is_zero = (x == 0) & (y == 0)
    x, y = np.where(is_zero, np.nan, x), np.where(is_zero, np.nan, y)
    lon, lat = _transform(x, y, crs, "EPSG:4326")
    is_place = np.isfinite(lon) & np.isfinite(lat) & (abs(lon) <= 180) & (abs(lat) <= 90)
    lon, lat = np.where(is_place, lon, np.nan), np.where(is_place, lat, np.nan)
    x_m, y_m = _transform(lon, lat, "EPSG:4326", analysis_crs)
    is_place &= np.isfinite(x_m) & np.isfinite(y_m)
    reason = np.select([is_blank, is_zero], [0, 1], 2).astype("int8")
    columns = {"lon": lon, "lat": lat, "x_m": x_m, "y_m": y_m}
    return pa.table(
        {name: pa.array(values, mask=~is_place) for name, values in columns.items()}
        | {
            "unlocated_reason": pa.DictionaryArray.from_arrays(
                pa.array(reason, mask=is_place), pa.array(_REASONS)
            ).cast(pa.string())
        }
    )


def _is_blank(text: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return pc.equal(text, "").to_numpy(zero_copy_only=False)


def _read_points(text: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Read x and y from one column; NaN where no point is found."""
    x, y = np.full(len(text), np.nan), np.full(len(text), np.nan)
    left = np.flatnonzero(~_is_blank(text))
    for form in _POINTS:
        if not len(left):
            break
        pending = text if len(left) == len(text) else text.take(pa.array(left))
        found = pc.extract_regex(pending, form)
        for numbers, part in ((x, "x"), (y, "y")):
            numbers[left] = read_numbers(pc.struct_field(found, part))
        left = left[np.isnan(x[left])]
    return x, y


@cache
def _transformer(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except CRSError as error:
        raise FeedError(f"coordinates.crs: {error}; use a code such as EPSG:4326") from error


def _transform(
    x: np.ndarray, y: np.ndarray, source: str, target: str
) -> tuple[np.ndarray, np.ndarray]:
    if source == target:
        return x, y
    out_x, out_y = _transformer(source, target).transform(x, y)
    return np.asarray(out_x), np.asarray(out_y)
