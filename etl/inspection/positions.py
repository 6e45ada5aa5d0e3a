"""In which coordinate reference system are the coordinates of an export?

Numbers alone do not say: 6,500,000 and 1,900,000 fit several zones of state plane feet. With the city's outline the system is the
one under which most points fall into the city; without it, only degrees can be told, and what else fits is listed. Versions of
one datum differ by a meter or two, which no outline can tell apart: the plainest is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyproj import Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import CRSInfo, query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from etl.coordinates import read_coordinates
from etl.inspection.findings import LIKELY, NOT_KNOWN, SURE, percent
from geodata.layers import load_city, load_neighborhoods

WGS84 = "EPSG:4326"
TRIED_POINTS = 500
ENOUGH_INSIDE = 0.5
LISTED = 12
_COUNTRY_DEGREES = 70
_SAME_PLACE_DEGREES = 5e-5  # about five meters
_LATER_DATUM = re.compile(
    r"HARN|NSRS2007|2011|CORS96|CSRS|NAD27|NAD_?1927|FBN|PACP|MARP|N?SPCS?2022|US_Feet_\("
)
_PLAIN = re.compile(r"^(NAD83 / |NAD_1983_StatePlane|WGS 84 / UTM|WGS 84 / Pseudo-Mercator)")


@dataclass(frozen=True)
class PositionReading:
    """The CRS of coordinates, or None and what it may be; `is_swapped` if each column holds the other's numbers."""

    crs: str | None
    sureness: str
    evidence: str
    candidates: tuple[str, ...] = ()
    is_swapped: bool = False
    decimal: str = "."


def load_extent(neighborhoods: Path | None, city: Path | None) -> BaseGeometry | None:
    """Load what the city covers, in degrees: its boundary, else its neighborhoods; None where neither is given."""
    if city is not None:
        return load_city(city).union_all()
    return None if neighborhoods is None else load_neighborhoods(neighborhoods).union_all()


def numbers(text: pd.Series) -> tuple[pd.Series, str]:
    """Give the numbers of a column, empty where there is none, and the decimal mark it is written with."""
    plain = pd.to_numeric(text, errors="coerce")
    with_comma = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce")
    return (with_comma, ",") if with_comma.notna().sum() > plain.notna().sum() else (plain, ".")


def split_points(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the longitudes and latitudes of a column of points, empty where none can be read."""
    points = pa.chunked_array([pa.array(text.to_numpy(dtype=object), type=pa.string())])
    read = read_coordinates({"point": points}, crs=WGS84, analysis_crs="EPSG:3857")
    lon, lat = (pd.Series(read[name].to_numpy(), index=text.index) for name in ("lon", "lat"))
    return lon, lat


def find_crs(
    x: pd.Series, y: pd.Series, extent: BaseGeometry | None, of_file: str | None = None
) -> PositionReading:
    """Find the CRS of numbers; what the file itself says of it is believed."""
    is_given = x.notna() & y.notna() & ~((x == 0) & (y == 0))
    points = np.column_stack([x[is_given], y[is_given]]).astype("float64")
    if not len(points):
        return PositionReading(WGS84, NOT_KNOWN, "no row has coordinates other than 0, 0")
    if of_file is not None:
        return _as_said(of_file, points, extent)
    if _are_degrees(points) or _are_degrees(points[:, ::-1]):
        return _of_degrees(points, extent)
    return _unknown(points) if extent is None else _of_extent(points, extent)


def _as_said(crs: str, points: np.ndarray, extent: BaseGeometry | None) -> PositionReading:
    said = "the export says so itself"
    if extent is None:
        return PositionReading(crs, SURE, said)
    share = _inside(_to_degrees(points, crs), extent)
    said += f"; {percent(share)} of {len(points):,} points lie in the city"
    if share >= ENOUGH_INSIDE:
        return PositionReading(crs, SURE, said)
    return PositionReading(crs, LIKELY, f"{said}: is it the right city?")


def _are_degrees(points: np.ndarray) -> bool:
    return bool((np.abs(points) <= (180, 90)).all(axis=1).mean() > 0.95)


def _inside(points: np.ndarray, extent: BaseGeometry) -> float:
    return float(shapely.contains_xy(extent, points[:, 0], points[:, 1]).mean())


def _of_degrees(points: np.ndarray, extent: BaseGeometry | None) -> PositionReading:
    turned = points[:, ::-1]
    middle = np.median(points, axis=0)
    ranges = f"the values are degrees around {middle[0]:.2f}, {middle[1]:.2f}"
    if extent is None:
        if not _are_degrees(points):
            evidence = f"{ranges}: no latitude is beyond 90, so the two columns are swapped"
            return PositionReading(WGS84, SURE, evidence, is_swapped=True)
        return PositionReading(WGS84, LIKELY, f"{ranges}; no outline to try them on")
    shares = {"as named": _inside(points, extent), "swapped": _inside(turned, extent)}
    best = max(shares, key=lambda way: shares[way])
    said = f"{percent(shares[best])} of {len(points):,} points lie in the city"
    if best == "swapped":
        evidence = f"{ranges}, longitude and latitude swapped: then {said}, else {percent(shares['as named'])}"
        return PositionReading(WGS84, SURE, evidence, is_swapped=True)
    if shares[best] >= ENOUGH_INSIDE:
        return PositionReading(WGS84, SURE, f"{ranges}; {said}")
    if (unsigned := _inside(points * (-1, 1), extent)) >= ENOUGH_INSIDE:
        said += f"; without the minus of western longitudes, which is missing, {percent(unsigned)} would"
    return PositionReading(WGS84, LIKELY, f"{ranges}, but only {said}: is it the right city?")


def _candidates(area: AreaOfInterest | None) -> list[CRSInfo]:
    """List projected systems in use, the plain ones first; without an area, those of states, UTM and the web."""
    found = [
        crs
        for authority in ("EPSG", "ESRI")
        for crs in query_crs_info(
            auth_name=authority,
            pj_types=[PJType.PROJECTED_CRS],
            area_of_interest=area,
            contains=True,
        )
        if _is_local(crs)
        and not _LATER_DATUM.search(crs.name)
        and (area is not None or _PLAIN.match(crs.name))
    ]
    return sorted(
        found, key=lambda crs: (_PLAIN.match(crs.name) is None, crs.auth_name, int(crs.code))
    )


def _is_local(crs: CRSInfo) -> bool:
    """Say if a system is made for a country or less; maps of the world are drawn in others, cities are not, but for the web's."""
    area = crs.area_of_use
    return area is not None and (0 < area.east - area.west < _COUNTRY_DEGREES or crs.code == "3857")


def _to_degrees(points: np.ndarray, crs: str) -> np.ndarray:
    try:
        transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
    except ProjError:
        return np.full(points.shape, np.inf)


def _code(crs: CRSInfo) -> str:
    return f"{crs.auth_name}:{crs.code}"


def _of_extent(points: np.ndarray, extent: BaseGeometry) -> PositionReading:
    west, south, east, north = extent.bounds
    tried = points[np.linspace(0, len(points) - 1, min(TRIED_POINTS, len(points))).astype(int)]
    crss = _candidates(AreaOfInterest(west, south, east, north))
    ways = [_placed(given, crss, extent) for given in (tried, tried[:, ::-1])]
    is_swapped = max(ways[1][1].values()) > max(*ways[0][1].values(), ENOUGH_INSIDE)
    placed, shares = ways[is_swapped]
    best = max(crss, key=lambda crs: shares[crs])
    if shares[best] < ENOUGH_INSIDE:
        evidence = "under no system of this area do half of the points fall into the city: is it the right city?"
        return PositionReading(None, NOT_KNOWN, evidence)
    rivals = [
        crs
        for crs in crss
        if shares[crs] >= 0.9 * shares[best]
        and np.nanmedian(np.abs(placed[crs] - placed[best])) > _SAME_PLACE_DEGREES
    ]
    all_points = points[:, ::-1] if is_swapped else points
    share = _inside(_to_degrees(all_points, _code(best)), extent)
    evidence = f"{best.name}: {percent(share)} of {len(points):,} points lie in the city"
    if is_swapped:
        evidence += ", with x and y swapped"
    if rivals:
        evidence += f"; so do most under {', '.join(f'{_code(crs)} ({crs.name})' for crs in rivals[:LISTED])}"
    return PositionReading(_code(best), LIKELY if rivals else SURE, evidence, is_swapped=is_swapped)


def _placed(
    points: np.ndarray, crss: list[CRSInfo], extent: BaseGeometry
) -> tuple[dict[CRSInfo, np.ndarray], dict[CRSInfo, float]]:
    """Give the points in degrees under each system, and the share of them in the city."""
    placed = {crs: _to_degrees(points, _code(crs)) for crs in crss}
    return placed, {crs: _inside(degrees, extent) for crs, degrees in placed.items()}


def _unknown(points: np.ndarray) -> PositionReading:
    middle = np.median(points, axis=0, keepdims=True)
    fitting = []
    for crs in _candidates(None):
        lon, lat = _to_degrees(middle, _code(crs))[0]
        area = crs.area_of_use
        assert area is not None
        if area.west <= lon <= area.east and area.south <= lat <= area.north:
            fitting.append(crs)
    around = ", ".join(f"{number:,.0f}" for number in middle[0])
    evidence = (
        f"around {around}, no degrees; give the city's outline to tell (--city or --neighborhoods)"
    )
    if fitting:
        names = "; ".join(f"{_code(crs)} {crs.name}" for crs in fitting[:LISTED])
        more = f" and {len(fitting) - LISTED} more" if len(fitting) > LISTED else ""
        evidence += f". It may be {names}{more}"
    return PositionReading(None, NOT_KNOWN, evidence, tuple(map(_code, fitting[:LISTED])))


def to_degrees(x: float, y: float, crs: str) -> tuple[float, float]:
    """Give the longitude and latitude of a point."""
    lon, lat = _to_degrees(np.array([[x, y]]), crs)[0]
    return float(lon), float(lat)
