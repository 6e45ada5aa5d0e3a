"""How do the official outlines take the place of the schematic ones?

Neighborhoods and city boundary are fetched, checked and put in use together or not at all. No
official layer of blocks, streets or built-up ground is fetched: those stay schematic, and with them
the place where an incident is shown by its block. Each fetch is a folder of its own; the file
`current` names the one in use and is replaced in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd

from geodata.arcgis import fetch_features
from geodata.arcgis.web import Web
from geodata.checks import Check, check_layer
from geodata.layers import (
    CURRENT,
    HERE,
    PLACE,
    Layers,
    load_blocks,
    load_built_up,
    load_city,
    load_layers,
    load_neighborhoods,
)
from geodata.polygons import LON_LAT, write_geojson

SOURCES = HERE / "sources.toml"


@dataclass(frozen=True)
class Sources:
    """Who publishes the official layers, and at which addresses."""

    publisher: str
    neighborhoods: str
    city: str

    @classmethod
    def read(cls, path: Path = SOURCES) -> Sources:
        """Read them from sources.toml."""
        return cls(**tomllib.loads(path.read_text(encoding="utf-8")))


def fetch_layers(folder: Path, sources: Sources, *, fetched_on: date) -> tuple[Layers, Check]:
    """Fetch the official layers, check them, and put them in use in a folder.

    Gives the layers now in use and the check of the neighborhoods as they came, whose overlaps and
    gaps are the publisher's to mend.
    Raises LayerError when anything fails; the layers in use then stay as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as name:
        came, made = Path(name, "came"), Path(name, "made")
        came.mkdir()
        made.mkdir()
        with Web() as web:
            for layer in ("neighborhoods", "city"):
                table = fetch_features(getattr(sources, layer), web)
                write_geojson(table, came / f"{layer}.geojson")
        check = check_layer(came / "neighborhoods.geojson", city=came / "city.geojson")
        _make_layers(came, made)
        _write_place(made, sources, fetched_on)
        layers = load_layers(made)
        _put_in_use(made, folder)
    return layers, check


def _make_layers(came: Path, made: Path) -> None:
    """Write the official outlines, and the schematic layers fitted to them.

    Only ids and names are kept of the official columns: they also hold people's addresses.
    """
    neighborhoods = load_neighborhoods(came / "neighborhoods.geojson")
    city = load_city(came / "city.geojson")
    city[["city_id", "name"]] = load_city(HERE / "city.geojson")[["city_id", "name"]]
    outline = city.union_all()

    blocks = load_blocks(HERE / "blocks.geojson")
    blocks["neighborhood_id"] = _neighborhood_of(blocks, neighborhoods)
    is_inside = gpd.points_from_xy(blocks["lon"], blocks["lat"]).within(outline)
    built_up = load_built_up(HERE / "built_up.geojson")
    ground = built_up.union_all().union(neighborhoods.union_all()).intersection(outline)
    built_up = built_up.set_geometry([ground], crs=LON_LAT)

    for layer, table in {
        "neighborhoods": neighborhoods,
        "city": city,
        "blocks": blocks[is_inside],
        "built_up": built_up,
    }.items():
        write_geojson(table, made / f"{layer}.geojson")
    shutil.copy(HERE / "streets.geojson", made)


def _neighborhood_of(blocks: gpd.GeoDataFrame, neighborhoods: gpd.GeoDataFrame) -> list[str | None]:
    """Find the neighborhood of each block's midpoint; the first by name where two overlap."""
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(blocks["lon"], blocks["lat"]), crs=LON_LAT, index=blocks.index
    )
    found = points.sjoin(neighborhoods, predicate="within", how="inner").sort_values("name")
    first = found.loc[~found.index.duplicated(), "neighborhood_id"]
    return [first.get(index) for index in blocks.index]


def _write_place(made: Path, sources: Sources, fetched_on: date) -> None:
    """Write the facts of the place, saying which layers are official and which are not."""
    place = tomllib.loads((HERE / PLACE).read_text(encoding="utf-8"))
    place["is_schematic"] = False
    place["source"] = (
        f"Neighborhoods and city boundary: {sources.publisher}, fetched {fetched_on:%Y-%m-%d} from "
        f"{sources.neighborhoods} and {sources.city}. Streets, blocks and built-up area: schematic."
    )
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in place.items()]
    (made / PLACE).write_text("".join(lines), encoding="utf-8")


def _put_in_use(made: Path, folder: Path) -> None:
    """Keep the layers under a name made of their content, and point to them in one step.

    The layers in use before are kept for readers that hold them; older ones are removed.
    """
    digest = hashlib.sha256()
    for path in sorted(made.iterdir()):
        digest.update(path.read_bytes())
        _flush(path)
    version = folder / digest.hexdigest()[:12]
    pointer = folder / CURRENT
    previous = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    if not version.exists():
        os.replace(made, version)
    draft = folder / f".{CURRENT}"
    draft.write_text(version.name + "\n", encoding="utf-8")
    _flush(draft)
    os.replace(draft, pointer)
    for old in folder.iterdir():
        if (
            old.is_dir()
            and not old.name.startswith(".")
            and old.name not in (version.name, previous)
        ):
            shutil.rmtree(old, ignore_errors=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
