"""What is wrong with this layer of outlines, and what of it can be put right without judgment?

A finding is `repaired` (one right answer exists), `remains` (somebody must decide: which of two
neighborhoods is an overlap in?) or a `note` (odd, but no count comes out wrong). Areas are measured
in the UTM zone of the layer, so they differ from a GIS that measures on the ellipsoid by up to
0.1 percent. Ground that is enclosed by neighborhoods counts as a gap, whether it is a sliver or a
park that belongs to none; one of a hectare or more is taken to be meant, and is a note. A gap that
is open to the outside is not found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from analytics.errors import LayerError
from geodata.neighborhoods import find_name_column
from geodata.polygons import (
    LON_LAT,
    NO_CRS,
    layer_files,
    polygons_only,
    read_file,
    read_polygons,
    repair,
    to_lon_lat,
    utm_crs,
)

SMALLEST_M2 = 0.01  # less than a hand: rounding of the coordinates, not a fault of the layer
CRACK_M = 0.001  # a gap is closed in by edges that rounding has parted by no more than twice this
OUTSIDE_M2 = 1.0
WIDE_GAP_M2 = 10_000.0


@dataclass(frozen=True)
class Finding:
    """One thing found: its kind, how it stands, whom it concerns, what it is, and how large."""

    kind: str
    standing: str  # repaired, remains or note
    names: tuple[str, ...]
    detail: str
    area_m2: float | None = None


@dataclass(frozen=True, eq=False)
class Check:
    """What a check found in a layer, and the layer as repaired: EPSG:4326, all its columns."""

    path: Path
    crs: str
    features: int
    name_column: str | None
    analysis_crs: str
    findings: list[Finding]
    repaired: gpd.GeoDataFrame

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing remains for a person to decide."""
        return not any(finding.standing == "remains" for finding in self.findings)


def check_layer(path: Path, *, city: Path | None = None, name_column: str | None = None) -> Check:
    """Check a layer of outlines and repair what has one right answer.

    Raises LayerError when the file cannot be read, its CRS cannot be told, or it has no outline.
    """
    findings: list[Finding] = []
    files = layer_files(path)
    tables = [read_file(file) for file in files]
    layers = []
    for file, table in zip(files, tables, strict=True):
        if table.crs is None:
            findings.append(Finding("crs missing", "repaired", (), f"{file.name}: {NO_CRS}"))
        if table.attrs["rings_closed"]:
            detail = f"{file.name}: rings closed in {table.attrs['rings_closed']} rows"
            findings.append(Finding("open ring", "repaired", (), detail))
        layers.append(to_lon_lat(table, file.name))
    whole = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True), crs=LON_LAT)
    column = _name_column(whole, path, name_column, findings)
    labels = _labels(whole, column)
    doubled = _doubled(whole)
    for label in labels[doubled]:
        findings.append(Finding("duplicate feature", "repaired", (label,), "the same row again"))
    single, labels = whole[~doubled], labels[~doubled]
    findings += _name_findings(single, labels, column)
    findings += _constant_ids(single)

    shaped = single.set_geometry(single.geometry.map(polygons_only).set_crs(LON_LAT))
    empty = shaped.geometry.isna()
    if empty.any():
        detail = f"rows without a polygon: {int(empty.sum())}"
        findings.append(Finding("no outline", "remains", tuple(labels[empty]), detail))
    shaped, labels = shaped[~empty], labels[~empty]
    if shaped.empty:
        raise LayerError(
            f"{path}: no outlines in it; give a layer of polygons, not points or lines"
        )

    repaired = _repair_shapes(shaped, labels, findings, is_geojson=_is_geojson(files))
    labels = labels[repaired.index]
    zone = utm_crs(repaired)
    shapes = repaired.geometry.to_crs(zone)
    findings += _parts(shapes, labels)
    findings += _overlaps(shapes, labels)
    findings += _gaps(shapes, labels)
    if city is not None:
        outline = gpd.GeoSeries(repair(read_polygons(city).geometry), crs=LON_LAT).to_crs(zone)
        findings += _outside(shapes, labels, outline.union_all())
    crs = "missing" if any(table.crs is None for table in tables) else _crs_name(tables[0].crs)
    return Check(path, crs, len(whole), column, zone, findings, repaired.reset_index(drop=True))


def _name_column(
    table: gpd.GeoDataFrame, path: Path, wanted: str | None, findings: list[Finding]
) -> str | None:
    try:
        return find_name_column(table, path.name, wanted)
    except LayerError as error:
        if wanted is not None:
            raise
        findings.append(Finding("no name column", "remains", (), str(error)))
        return None


def _labels(table: gpd.GeoDataFrame, column: str | None) -> pd.Series:
    rows = pd.Series([f"row {number}" for number in range(1, len(table) + 1)], dtype="object")
    if column is None:
        return rows
    names = table[column].astype("string").fillna("").str.strip().astype("object")
    return names.where(names != "", rows)


def _name_findings(
    table: gpd.GeoDataFrame, labels: pd.Series, column: str | None
) -> Iterator[Finding]:
    if column is None:
        return
    names = table[column].astype("string").fillna("").str.strip()
    for label in labels[names == ""]:
        yield Finding("empty name", "remains", (label,), f"nothing in column {column}")
    for name, count in names[names != ""].value_counts().items():
        if count > 1:
            yield Finding("duplicate name", "remains", (str(name),), f"{count} rows of one name")


def _constant_ids(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Find id columns that tell nothing apart."""
    for column in table.columns.drop("geometry"):
        is_id = str(column).lower() in ("id", "fid", "gid", "objectid", "neighborhood_id")
        if is_id and len(table) > 1 and table[column].nunique(dropna=False) == 1:
            value = table[column].iloc[0]
            detail = f"every {column} is {value}: it is no key, the name has to be"
            yield Finding("constant id", "note", (), detail)


def _repair_shapes(
    table: gpd.GeoDataFrame, labels: pd.Series, findings: list[Finding], *, is_geojson: bool
) -> gpd.GeoDataFrame:
    """Drop doubled points, make rings valid, turn them the way GeoJSON wants them."""
    shapes = table.geometry
    thinned = shapes.map(shapely.remove_repeated_points)
    saved = shapely.get_num_coordinates(shapes) - shapely.get_num_coordinates(thinned)
    if saved.any():
        detail = f"points that repeat the one before: {saved.sum()}"
        findings.append(Finding("duplicate points", "repaired", tuple(labels[saved > 0]), detail))
    for label, shape in zip(labels, thinned, strict=True):
        if not shape.is_valid:
            detail = shapely.is_valid_reason(shape)
            findings.append(Finding("invalid ring", "repaired", (label,), detail))
    clockwise = labels[[_is_clockwise(shape) for shape in shapes]]
    if is_geojson and len(clockwise):
        detail = f"outer rings of {len(clockwise)} rows run clockwise, against RFC 7946"
        findings.append(Finding("ring direction", "repaired", (), detail))
    valid = shapely.orient_polygons(repair(thinned), exterior_cw=False)
    table = table.set_geometry(gpd.GeoSeries(valid, index=table.index, crs=LON_LAT))
    lost = table.geometry.isna()
    for label in labels[lost]:
        findings.append(Finding("no outline", "remains", (label,), "encloses no area"))
    return table[~lost]


def _doubled(table: gpd.GeoDataFrame) -> pd.Series:
    """Mark rows that say exactly what an earlier row says."""
    rows = table.drop(columns="geometry").astype("string").fillna("")
    return rows.assign(geometry=shapely.to_wkb(shapely.normalize(table.geometry))).duplicated()


def _is_clockwise(shape: BaseGeometry) -> bool:
    return any(not part.exterior.is_ccw for part in shapely.get_parts(shape))


def _parts(shapes: gpd.GeoSeries, labels: pd.Series) -> Iterator[Finding]:
    for label, shape in zip(labels, shapes, strict=True):
        areas = sorted((part.area for part in shapely.get_parts(shape)), reverse=True)
        if len(areas) > 1:
            detail = f"{len(areas)} parts; the smaller ones together"
            yield Finding("several parts", "note", (label,), detail, sum(areas[1:]))


def _overlaps(shapes: gpd.GeoSeries, labels: pd.Series) -> list[Finding]:
    """Find the pairs that share ground, largest first."""
    values = shapes.to_numpy()
    first, second = shapely.STRtree(values).query(values, predicate="intersects")
    found = []
    for i, j in zip(first, second, strict=True):
        if i < j:
            shared = values[i].intersection(values[j])
            if shared.area >= SMALLEST_M2:
                detail = f"at {_place(shared, shapes.crs)}"
                names = (labels.iloc[i], labels.iloc[j])
                found.append(Finding("overlap", "remains", names, detail, shared.area))
    return _largest_first(found)


def _gaps(shapes: gpd.GeoSeries, labels: pd.Series) -> list[Finding]:
    """Find the ground that outlines enclose and none of them holds, largest first.

    A hole inside one single outline is not a gap: it was drawn on purpose.
    """
    ground = shapes.union_all()
    holes = _holes(ground)
    for hole in _holes(ground.buffer(CRACK_M, join_style="mitre")):
        whole = hole.buffer(CRACK_M, join_style="mitre")
        if not any(whole.intersects(known) for known in holes):
            holes.append(whole)
    found = []
    for hole in holes:
        beside = labels[(shapes.distance(hole) <= 4 * CRACK_M).to_numpy()]
        if hole.area >= SMALLEST_M2 and len(beside) > 1:
            detail = f"at {_place(hole, shapes.crs)}"
            standing = "note" if hole.area >= WIDE_GAP_M2 else "remains"
            found.append(Finding("gap", standing, tuple(beside), detail, hole.area))
    return _largest_first(found)


def _outside(shapes: gpd.GeoSeries, labels: pd.Series, outline: BaseGeometry) -> Iterator[Finding]:
    for label, shape in zip(labels, shapes, strict=True):
        outside = shape.difference(outline).area
        if outside >= OUTSIDE_M2:
            detail = f"{outside / shape.area:.1%} of it lies outside the city"
            yield Finding("outside the city", "remains", (label,), detail, outside)


def _place(shape: BaseGeometry, crs: object) -> str:
    point = gpd.GeoSeries([shape.representative_point()], crs=crs).to_crs(LON_LAT).iloc[0]
    return f"{point.x:.5f}, {point.y:.5f}"


def _holes(shape: BaseGeometry) -> list[BaseGeometry]:
    return [shapely.Polygon(ring) for part in shapely.get_parts(shape) for ring in part.interiors]


def _largest_first(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -(finding.area_m2 or 0))


def _crs_name(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def _is_geojson(files: list[Path]) -> bool:
    return all(file.suffix.lower() in (".geojson", ".json") for file in files)
