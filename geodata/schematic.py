"""What do the schematic layers look like?

They are drawn from the street grid in schematic.toml and are this project's own work. Every outline
is rectilinear and good to about 100 m at best: a count "in Warm Sands" from this layer is not the
count inside the official boundary. The `addresses` of a block are an estimate, never a denominator.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.grid import UNITS_PER_DEGREE, Face, StreetGrid, runs, to_units
from geodata.names import slug

HERE = Path(__file__).parent
PLAN = HERE / "schematic.toml"
Feature = dict[str, Any]


def draw_layers(plan: Path = PLAN) -> dict[str, str]:
    """Draw every layer, as GeoJSON text by layer name."""
    grid = StreetGrid.from_plan(plan)
    built_up = built_up_faces(grid)
    neighborhoods = neighborhood_faces(grid, built_up)
    city = Polygon(_ring(grid.plan["outlines"]["city"]))
    layers = {
        "city": [feature(city, city_id="palm-springs", name="Palm Springs")],
        "neighborhoods": [
            feature(_outline(grid, faces), neighborhood_id=slug(name), name=name)
            for name, faces in sorted(neighborhoods.items())
        ],
        "streets": draw_streets(grid, built_up),
        "blocks": draw_blocks(grid, built_up, neighborhoods),
        "built_up": [
            feature(_outline(grid, built_up), built_up_id="built-up", name="Built-up area")
        ],
    }
    return {name: to_geojson(features) for name, features in layers.items()}


def write_layers(folder: Path = HERE) -> list[Path]:
    """Draw every layer and write it to `<layer>.geojson` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in draw_layers().items():
        path = folder / f"{name}.geojson"
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def built_up_faces(grid: StreetGrid) -> set[Face]:
    """Find the faces whose middle lies in the built-up outline and not on the airfield."""
    outlines = grid.plan["outlines"]
    area = Polygon(_ring(outlines["built_up"])) - Polygon(_ring(outlines["airfield"]))
    return {
        face for face in grid.faces() if area.contains(shapely.box(*grid.bounds(face)).centroid)
    }


def neighborhood_faces(grid: StreetGrid, built_up: set[Face]) -> dict[str, set[Face]]:
    """Find the built-up faces of each neighborhood; a face claimed by two is an error."""
    owner: dict[Face, str] = {}
    for name, boxes in grid.plan["neighborhoods"].items():
        for face in built_up & {face for box in boxes for face in grid.faces_in(*box)}:
            if face in owner:
                raise ValueError(f"{name} and {owner[face]} both claim block {grid.block_id(face)}")
            owner[face] = name
    return {
        name: {face for face, its_name in owner.items() if its_name == name}
        for name in grid.plan["neighborhoods"]
    }


def draw_blocks(
    grid: StreetGrid, built_up: set[Face], neighborhoods: dict[str, set[Face]]
) -> list[Feature]:
    """Draw each built-up face as a block, with its name, midpoint and estimate of addresses."""
    owner = {face: name for name, faces in neighborhoods.items() for face in faces}
    features = []
    for face in sorted(built_up, key=grid.block_id):
        west, south, east, north = grid.bounds(face)
        name, street = grid.name(face)
        features.append(
            feature(
                _outline(grid, {face}),
                block_id=grid.block_id(face),
                name=name,
                street=street,
                neighborhood_id=slug(owner[face]) if face in owner else None,
                lon=(west + east) / 2 / UNITS_PER_DEGREE,
                lat=(south + north) / 2 / UNITS_PER_DEGREE,
                addresses=estimate_addresses(grid, face, owner.get(face)),
            )
        )
    return features


def estimate_addresses(grid: StreetGrid, face: Face, neighborhood: str | None) -> int:
    """Estimate the addresses of a block from the kind of place, its size and its id.

    A stand-in for address points, good only to tell blocks of many addresses from blocks of few.
    """
    rule = grid.plan["addresses_per_block"]
    west, south, east, north = grid.bounds(face)
    if neighborhood in rule["mobile_home_neighborhoods"]:
        usual = rule["mobile_homes"]
    elif neighborhood in rule["foothill_neighborhoods"]:
        usual = rule["foothills"]
    elif face in grid.faces_in(*rule["downtown_box"]):
        usual = rule["downtown"]
    else:
        usual = rule["neighborhood"] if neighborhood else rule["elsewhere"]
    two_hectares = 15 * 14.4  # in square grid units
    size = (east - west) * (north - south) / two_hectares
    variation = 0.5 + sha256(grid.block_id(face).encode()).digest()[0] / 255
    return max(1, round(usual * size * variation))


def draw_streets(grid: StreetGrid, built_up: set[Face]) -> list[Feature]:
    """Draw the arterials, split where N turns to S or E to W, and the local streets."""
    features = []
    for street in grid.streets:
        zero = grid.north_of if street.runs_north else grid.east_of
        low_name, high_name = (street.part(side) for side in ("SN" if street.runs_north else "WE"))
        cut = street.end if low_name == high_name else min(max(zero, street.start), street.end)
        for name, start, end in ((low_name, street.start, cut), (high_name, cut, street.end)):
            if start < end:
                line = _line(grid, street.runs_north, street.at, [(start, end)])
                features.append(feature(line, street_id=slug(name), name=name, kind="arterial"))
    for runs_north, lines in ((True, grid.lons), (False, grid.lats)):
        for index, at in enumerate(lines):
            pieces = _local_pieces(grid, built_up, runs_north=runs_north, index=index)
            if pieces:
                name = grid.local_name(at, runs_north=runs_north)
                line = _line(grid, runs_north, at, pieces)
                features.append(feature(line, street_id=slug(name), name=name, kind="local"))
    return features


def _local_pieces(
    grid: StreetGrid, built_up: set[Face], *, runs_north: bool, index: int
) -> list[tuple[int, int]]:
    """Find where a grid line runs along a block and is no arterial, as (start, end) positions."""
    along = grid.lats if runs_north else grid.lons
    at = (grid.lons if runs_north else grid.lats)[index]
    arterials = [s for s in grid.streets if s.runs_north == runs_north and s.at == at]
    present = []
    for step in range(len(along) - 1):
        beside = [(i, step) if runs_north else (step, i) for i in (index - 1, index)]
        is_arterial = any(s.start <= along[step] and along[step + 1] <= s.end for s in arterials)
        present.append(not is_arterial and any(face in built_up for face in beside))
    return [(along[first], along[last]) for first, last in runs(present)]


def _line(
    grid: StreetGrid, runs_north: bool, at: int, pieces: Iterable[tuple[int, int]]
) -> BaseGeometry:
    """Draw pieces of one grid line, with a vertex at every crossing."""
    along = grid.lats if runs_north else grid.lons
    lines = []
    for start, end in pieces:
        stops = sorted({start, end, *(stop for stop in along if start < stop < end)})
        lines.append([(at, stop) if runs_north else (stop, at) for stop in stops])
    return MultiLineString(lines) if len(lines) > 1 else shapely.LineString(lines[0])


def _outline(grid: StreetGrid, faces: set[Face]) -> BaseGeometry:
    """Join faces to one polygon that keeps a vertex at every street.

    Neighbors share those vertices, so their edges stay identical in any projection.
    """
    return shapely.union_all([shapely.box(*grid.bounds(face)) for face in sorted(faces)])


def _ring(points: list[list[float]]) -> list[tuple[int, int]]:
    return [(to_units(lon), to_units(lat)) for lon, lat in points]


def feature(geometry: BaseGeometry, **properties: Any) -> Feature:
    """Make an RFC 7946 feature from a geometry in grid units."""
    normal = shapely.normalize(geometry)
    degrees = shapely.transform(
        shapely.orient_polygons(normal), lambda xy: (xy / UNITS_PER_DEGREE).round(6)
    )
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(degrees),
    }


def to_geojson(features: list[Feature]) -> str:
    """Write features as GeoJSON text, one feature a line, so that a change shows as that line."""
    lines = ",\n".join(json.dumps(item, separators=(",", ":")) for item in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
