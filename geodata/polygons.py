"""Which shapes does this file or folder hold, and where on earth are they?

Reads whatever GDAL reads. Two things go wrong unseen: a layer without a coordinate reference system
(CRS), whose figures may be feet as well as degrees, and a layer whose CRS is stated wrongly. The
first is taken for longitude and latitude only where its figures allow no other reading; the second
shows when figures said to be degrees are none.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from analytics.errors import LayerError

LON_LAT = "EPSG:4326"
NO_CRS = "no CRS given, taken for longitude and latitude (EPSG:4326)"
SUFFIXES = {".geojson", ".json", ".shp", ".gpkg", ".kml", ".gml", ".fgb", ".zip", ".gdb", ".tab"}


def read_polygons(path: Path) -> gpd.GeoDataFrame:
    """Read the outlines of a file, or of every file in a folder, in EPSG:4326.

    Outlines are not repaired, only rings closed; rows without an outline are left out. Both are
    said in `.attrs["notes"]`. A missing CRS also warns, because it is a guess.
    Raises LayerError when nothing can be read or the CRS cannot be told.
    """
    notes: list[str] = []
    layers = []
    for file in layer_files(path):
        layer = read_file(file)
        if layer.attrs["rings_closed"]:
            notes.append(f"{file.name}: rings closed in {layer.attrs['rings_closed']} rows")
        layers.append(to_lon_lat(layer, file.name))
        if layer.crs is None:
            notes.append(f"{file.name}: {NO_CRS}")
            warnings.warn(notes[-1], UserWarning, stacklevel=3)
    table = gpd.GeoDataFrame(pd.concat(layers, ignore_index=True), crs=LON_LAT)
    has_area = table.geometry.map(polygons_only).notna()
    if not has_area.any():
        raise LayerError(
            f"{path}: no outlines in it; give a layer of polygons, not points or lines"
        )
    if not has_area.all():
        notes.append(f"{int((~has_area).sum())} rows without an outline left out")
    table = table[has_area].reset_index(drop=True)
    table.attrs["notes"] = notes
    return table


def layer_files(path: Path) -> list[Path]:
    """List the layer files that a path stands for: itself, or those of a folder by name.

    The parts of a shapefile count as one file. Raises LayerError when there is none.
    """
    if path.is_file() or path.suffix.lower() == ".gdb":
        return [path]
    if not path.is_dir():
        raise LayerError(f"{path}: no such file or folder; check the path")
    found = [
        file
        for file in sorted(path.iterdir())
        if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
    ]
    if not found:
        raise LayerError(
            f"{path}: no layer in this folder; known are {', '.join(sorted(SUFFIXES))}"
        )
    return found


def read_file(path: Path) -> gpd.GeoDataFrame:
    """Read one file as it is, CRS unchanged or missing; open rings come closed.

    `.attrs["rings_closed"]` counts the rows with open rings.
    Raises LayerError for a file that GDAL cannot read, and for one of several polygon layers.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's own words on open rings and empty layers
        try:
            layer = _only_polygon_layer(path)
            table = pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore")
            if not isinstance(table, gpd.GeoDataFrame):
                raise LayerError(f"{path}: a table without shapes; give a layer with geometry")
            unread = table.geometry.isna()
            if unread.any():
                table = pyogrio.read_dataframe(path, layer=layer, on_invalid="fix")
        except (DataSourceError, DataLayerError) as error:
            raise LayerError(
                f"{path}: cannot be read as a map layer ({error}); open it in a GIS and save it "
                "again as GeoJSON or GeoPackage"
            ) from error
    was_open = unread & table.geometry.notna()
    table.attrs["rings_closed"] = int(was_open.sum())
    return table


def to_lon_lat(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Bring a layer to EPSG:4326, two-dimensional.

    Raises LayerError for a layer without CRS unless its figures can only be degrees, and for
    figures that are said to be degrees and are none.
    """
    flat = table.set_geometry(shapely.force_2d(table.geometry.array))
    shapes = flat.geometry[flat.geometry.notna() & ~flat.geometry.is_empty]
    if shapes.empty:
        return flat.set_crs(LON_LAT, allow_override=True)
    west, south, east, north = shapes.total_bounds
    extent = f"x {west:,.6g} to {east:,.6g}, y {south:,.6g} to {north:,.6g}"
    if flat.crs is None:
        if not _is_town_in_degrees(west, south, east, north):
            raise LayerError(
                f"{name}: no coordinate reference system, and its figures ({extent}) are not "
                "plainly degrees; add the .prj file, or save it again with its CRS"
            )
        return flat.set_crs(LON_LAT)
    if flat.crs.is_geographic and not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        swapped = -90 <= west <= east <= 90 and -180 <= south <= north <= 180
        guess = "latitude and longitude are swapped" if swapped else "its CRS is stated wrongly"
        raise LayerError(f"{name}: its figures ({extent}) are no degrees; probably {guess}")
    return flat.to_crs(LON_LAT)


def polygons_only(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Keep the polygons of a shape; None when there are none."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [polygons_only(part) for part in getattr(shape, "geoms", [])]
    rings = [ring for part in parts if part is not None for ring in shapely.get_parts(part)]
    if not rings:
        return None
    return rings[0] if len(rings) == 1 else shapely.MultiPolygon(rings)


def repair(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry | None]:
    """Make outlines valid, keeping what they enclose; None where nothing remains.

    An outline that crosses itself is cut into its lobes; what it enclosed twice counts once.
    """
    return [shape if shape.is_valid else polygons_only(_make_valid(shape)) for shape in shapes]


def utm_crs(table: gpd.GeoDataFrame) -> str:
    """Choose the UTM zone of a layer, as EPSG:number; NAD83 where that covers it, else WGS 84."""
    try:
        return str(table.estimate_utm_crs(datum_name="NAD83").to_string())
    except RuntimeError:
        return str(table.estimate_utm_crs().to_string())


def write_geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    """Write a layer as GeoJSON (RFC 7946) with every digit, so that shared edges stay shared."""
    table.to_file(path, driver="GeoJSON", RFC7946="YES", COORDINATE_PRECISION=15)


def _make_valid(shape: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _is_town_in_degrees(west: float, south: float, east: float, north: float) -> bool:
    """Tell whether figures can be the degrees of a town: in range, and no more than ten wide."""
    in_range = west >= -180 and east <= 180 and south >= -90 and north <= 90
    return in_range and 0 < max(east - west, north - south) <= 10 and not west <= 0 <= east


def _only_polygon_layer(path: Path) -> str | None:
    layers = pyogrio.list_layers(path)
    names = [str(name) for name, kind in layers if kind is not None]
    polygon = [str(name) for name, kind in layers if kind is not None and "olygon" in str(kind)]
    if len(polygon) > 1:
        raise LayerError(
            f"{path}: holds {len(polygon)} polygon layers ({', '.join(polygon)}); save the one you "
            "mean to a file of its own"
        )
    return next(iter(polygon or names), None)
