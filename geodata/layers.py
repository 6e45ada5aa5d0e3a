"""Which place are we in: its neighborhoods, blocks and streets, and may its outlines be trusted?

Fetched official layers are preferred to the schematic ones of this folder. `is_schematic` and
`source` travel with the layers, because a map that does not say where its outlines come from is
taken for official.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from analytics.errors import LayerError
from analytics.settings import Settings
from geodata.addresses import Addresses
from geodata.names import slug
from geodata.neighborhoods import read_neighborhoods
from geodata.polygons import LON_LAT, read_polygons, repair, utm_crs

HERE = Path(__file__).parent
PLACE = "place.toml"
ADDRESSES = "addresses.csv"
CURRENT = "current"  # file in a folder of fetched layers that names the folder in use
COLUMNS = {
    "blocks": ("block_id", "name", "street", "neighborhood_id", "lon", "lat", "addresses"),
    "streets": ("street_id", "name", "kind"),
    "built_up": ("built_up_id", "name"),
}


@dataclass(frozen=True, eq=False)
class Layers:
    """A place and its layers, each in EPSG:4326 with one row per feature.

    `blocks`, `streets`, `built_up` and `addresses` are None where a place has no such layer.
    """

    name: str
    time_zone: str
    analysis_crs: str
    is_schematic: bool
    source: str
    neighborhoods: gpd.GeoDataFrame
    city: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame | None = None
    streets: gpd.GeoDataFrame | None = None
    built_up: gpd.GeoDataFrame | None = None
    addresses: Addresses | None = None

    @cached_property
    def polygons_hash(self) -> str:
        """What locating depends on, as one short text: other outlines or names give another."""
        digest = hashlib.sha256()
        for layer in (self.neighborhoods, self.city, self.blocks):
            if layer is not None:
                ids = layer.iloc[:, 0].astype(str)
                digest.update("\n".join(ids).encode())
                digest.update(hash_polygons(layer.geometry.to_numpy()).encode())
        return digest.hexdigest()[:32]


def hash_polygons(polygons: np.ndarray) -> str:
    """Give a short text that other outlines, or the same in another order, do not have."""
    digest = hashlib.sha256()
    for outline in shapely.to_wkb(polygons):
        digest.update(outline)
    return digest.hexdigest()[:32]


def layers_folder(data_dir: Path | None = None) -> Path:
    """Find the folder of layers in use: that in the data folder (fetched), else this one.

    Without `data_dir`, the data folder of the settings is meant.
    """
    fetched = _in_use((data_dir or Settings.from_env().data_dir) / "geodata")
    return fetched if (fetched / PLACE).is_file() else HERE


def _in_use(folder: Path) -> Path:
    pointer = folder / CURRENT
    return folder / pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else folder


def load_layers(folder: Path | None = None) -> Layers:
    """Load a place and all its layers.

    Raises LayerError when place.toml, the neighborhoods or the city are missing or not usable.
    """
    folder = layers_folder() if folder is None else _in_use(Path(folder))
    path = folder / PLACE
    try:
        place = tomllib.loads(path.read_text(encoding="utf-8"))
        facts = {key: place[key] for key in ("name", "time_zone", "analysis_crs", "source")}
        is_schematic = bool(place["is_schematic"])
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayerError(
            f"{path}: cannot be read ({error}); it needs name, time_zone, analysis_crs, "
            "is_schematic and source"
        ) from error
    _check_place(facts["time_zone"], facts["analysis_crs"], str(path))
    present = {name: (folder / f"{name}.geojson").is_file() for name in COLUMNS}
    neighborhoods = load_neighborhoods(folder / "neighborhoods.geojson")
    addresses = folder / ADDRESSES
    return Layers(
        **facts,
        is_schematic=is_schematic,
        neighborhoods=neighborhoods,
        city=load_city(folder / "city.geojson"),
        blocks=load_blocks(folder / "blocks.geojson") if present["blocks"] else None,
        streets=load_streets(folder / "streets.geojson") if present["streets"] else None,
        built_up=load_built_up(folder / "built_up.geojson") if present["built_up"] else None,
        addresses=Addresses.load(addresses, neighborhoods) if addresses.is_file() else None,
    )


def load_neighborhoods(
    path: Path | None = None, name_column: str | None = None
) -> gpd.GeoDataFrame:
    """Load the neighborhoods: neighborhood_id, name, geometry, sorted by name.

    A path may be one file of any format GDAL reads or a folder of files; `.attrs["notes"]` says
    what was repaired. Raises LayerError when it cannot be read or the names cannot be found.
    """
    default = layers_folder() / "neighborhoods.geojson" if path is None else Path(path)
    return read_neighborhoods(default, name_column)


def load_city(path: Path | None = None) -> gpd.GeoDataFrame:
    """Load the city boundary as one row: city_id, name, geometry."""
    path = layers_folder() / "city.geojson" if path is None else Path(path)
    table = read_polygons(path)
    outline = gpd.GeoSeries(repair(table.geometry), crs=LON_LAT).union_all()
    heading = next((column for column in table.columns if column.lower() == "name"), None)
    name = str(table[heading].iloc[0]) if heading else path.stem
    return gpd.GeoDataFrame(
        {"city_id": [slug(name)], "name": [name]}, geometry=[outline], crs=LON_LAT
    )


def load_blocks(path: Path | None = None) -> gpd.GeoDataFrame:
    """Load the blocks.

    Result: block_id, name, street, neighborhood_id (of the midpoint; missing between
    neighborhoods), lon and lat of the midpoint, addresses (estimate, see geodata/README.md).
    """
    return _load("blocks", path)


def load_streets(path: Path | None = None) -> gpd.GeoDataFrame:
    """Load the streets as lines: street_id, name, kind (arterial or local)."""
    return _load("streets", path)


def load_built_up(path: Path | None = None) -> gpd.GeoDataFrame:
    """Load the built-up area, where an incident can be: built_up_id, name."""
    return _load("built_up", path)


def layers_from_neighborhoods(
    neighborhoods: gpd.GeoDataFrame,
    *,
    place_name: str,
    time_zone: str,
    analysis_crs: str | None = None,
    city: gpd.GeoDataFrame | None = None,
) -> Layers:
    """Make the layers of another city from its neighborhoods, and its boundary where there is one.

    Without a boundary the city is what the neighborhoods cover, the holes between them filled: an
    incident in a hole is in the city, one in a gap that opens outward is outside. The built-up area
    is the city's. There are no blocks and no streets. Without `analysis_crs` the UTM zone of the
    place is used (NAD83 where it is defined).
    """
    crs = analysis_crs or utm_crs(neighborhoods)
    _check_place(time_zone, crs, place_name)
    outline = _without_holes(neighborhoods.union_all()) if city is None else city.union_all()
    extent = "the city is what they cover" if city is None else "and the city's boundary"
    city_id = slug(place_name)
    return Layers(
        name=place_name,
        time_zone=time_zone,
        analysis_crs=crs,
        is_schematic=False,
        source=f"Neighborhoods of {place_name} as given, {extent}.",
        neighborhoods=neighborhoods,
        city=gpd.GeoDataFrame(
            {"city_id": [city_id], "name": [place_name]}, geometry=[outline], crs=LON_LAT
        ),
        built_up=gpd.GeoDataFrame(
            {"built_up_id": ["built-up"], "name": ["Built-up area"]},
            geometry=[outline],
            crs=LON_LAT,
        ),
    )


def _without_holes(outline: BaseGeometry) -> BaseGeometry:
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(outline)]
    return shapely.union_all(parts)


def _load(name: str, path: Path | None) -> gpd.GeoDataFrame:
    """Read one of our own layers and hold it to its columns; its first column is a unique id."""
    path = layers_folder() / f"{name}.geojson" if path is None else Path(path)
    columns = COLUMNS[name]
    try:
        table = gpd.read_file(path)
    except (OSError, RuntimeError) as error:
        raise LayerError(
            f"{path}: cannot be read ({error}); python -m geodata draw --to DIR"
        ) from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise LayerError(f"{path}: no column {', '.join(missing)}; a {name} layer needs them")
    if table.empty or table[columns[0]].isna().any() or table[columns[0]].duplicated().any():
        raise LayerError(f"{path}: every row needs a {columns[0]} of its own")
    if not (table.geometry.is_valid & ~table.geometry.is_empty).all():
        raise LayerError(f"{path}: invalid or empty shapes; see python -m geodata check {path}")
    return table.to_crs(LON_LAT)[[*columns, "geometry"]]


def _check_place(time_zone: str, analysis_crs: str, where: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise LayerError(
            f"{where}: unknown time zone {time_zone!r}; use a name such as America/Los_Angeles"
        ) from error
    try:
        crs = pyproj.CRS.from_user_input(analysis_crs)
    except pyproj.exceptions.CRSError as error:
        raise LayerError(
            f"{where}: unknown analysis_crs {analysis_crs!r}; use EPSG:26911"
        ) from error
    if crs.is_geographic or {axis.unit_name for axis in crs.axis_info} != {"metre"}:
        raise LayerError(f"{where}: analysis_crs {analysis_crs} must be projected and in metres")
