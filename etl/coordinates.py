"""Where does a row say that it happened, in degrees and in metres?

Zeros, words and swapped numbers are not places. A row keeps its reason instead of a point, so that "x of y located" adds up; a
point that can be on earth but not in this city is `etl.locate`'s to judge.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
from pyproj import Transformer
from pyproj.exceptions import CRSError

from analytics.errors import FeedError

_NUMBER = r"(-?\d+(?:\.\d+)?)"
# How feeds write a point in one column; the first that fits the text is read.
_LON_LAT = (
    rf"^(?:SRID=\d+;)?POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)$",
    rf"\bcoordinates['\"]?\s*[:=]\s*\[\s*{_NUMBER}\s*,\s*{_NUMBER}",
)
_LAT_LON = (
    rf"\blat(?:itude)?['\"]?\s*[:=]\s*['\"]?{_NUMBER}.*\blon(?:g|gitude)?['\"]?\s*[:=]\s*['\"]?{_NUMBER}",
    rf"\(\s*{_NUMBER}\s*[,;\s]\s*{_NUMBER}\s*\)\s*$",
    rf"^\s*{_NUMBER}\s*[,;\s]\s*{_NUMBER}\s*$",
)


def read_coordinates(
    text: dict[str, pd.Series], *, crs: str, analysis_crs: str, decimal: str = "."
) -> pd.DataFrame:
    """Read the coordinates of rows from lon and lat, x and y, or point ("lat, lon", WKT, GeoJSON, or named numbers).

    Result columns: lon, lat (degrees), x_m, y_m (metres in `analysis_crs`), unlocated_reason (None where there is a point).
    Raises FeedError for a CRS that does not exist.
    """
    index = text["offense_code"].index
    if "point" in text:
        x_text, y_text = _split_points(text["point"])
    else:
        blank = pd.Series("", index=index, dtype="str")
        x_text = text.get("lon", text.get("x", blank))
        y_text = text.get("lat", text.get("y", blank))
    if decimal != ".":
        x_text, y_text = (
            numbers.str.replace(decimal, ".", regex=False) for numbers in (x_text, y_text)
        )
    x = pd.to_numeric(x_text, errors="coerce").to_numpy(dtype="float64")
    y = pd.to_numeric(y_text, errors="coerce").to_numpy(dtype="float64")
    is_blank = ((x_text == "") | (y_text == "")).to_numpy(dtype=bool)
    is_zero = (x == 0) & (y == 0)
    x, y = np.where(is_zero, np.nan, x), np.where(is_zero, np.nan, y)
    lon, lat = _transform(x, y, crs, "EPSG:4326")
    is_place = np.isfinite(lon) & np.isfinite(lat) & (abs(lon) <= 180) & (abs(lat) <= 90)
    lon, lat = np.where(is_place, lon, np.nan), np.where(is_place, lat, np.nan)
    x_m, y_m = _transform(lon, lat, "EPSG:4326", analysis_crs)
    is_place &= np.isfinite(x_m) & np.isfinite(y_m)
    reason = np.select(
        [is_place, is_blank, is_zero],
        ["", "no_coordinates", "zero_coordinates"],
        "impossible_coordinates",
    )
    return pd.DataFrame(
        {
            "lon": np.where(is_place, lon, np.nan),
            "lat": np.where(is_place, lat, np.nan),
            "x_m": np.where(is_place, x_m, np.nan),
            "y_m": np.where(is_place, y_m, np.nan),
            "unlocated_reason": pd.Series(reason, index=index, dtype="str").replace("", None),
        },
        index=index,
    )


def _split_points(point: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the texts of x and y; "unreadable" for a text in which no point is found."""
    x = point.mask(point != "", "unreadable")
    y = x.copy()
    patterns = [(form, 0) for form in _LON_LAT] + [(form, 1) for form in _LAT_LON]
    for form, x_place in reversed(patterns):
        pairs = point.str.extract(form, flags=re.IGNORECASE | re.DOTALL)
        is_found = pairs[0].notna()
        x, y = x.mask(is_found, pairs[x_place]), y.mask(is_found, pairs[1 - x_place])
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
