"""What is in the tiny town? Four square neighborhoods, two years of incidents, every count by hand.

    -116.55   -116.54   -116.53  -116.52
33.84  +---------+---------+--------+
       |Northwest|Northeast|        |   The strip in the east is in the city, but in no
33.83  +---------+---------+ strip  |   neighborhood. Each neighborhood has four square blocks.
       |Southwest|Southeast|        |
33.82  +---------+---------+--------+

Days run from Monday 1 January 2024 to Sunday 28 December 2025: 104 weeks, the last two of them not
settled yet. What was counted, a row being one offense of one incident:

| neighborhood | residential burglary | robbery of a person | narcotics possession |
|---|---|---|---|
| northwest | 104: each Monday at noon | 0 | 1: found with a burglary, one incident |
| northeast | 1: on the edge with northwest | 24: the 15th of each month, 9 p.m. | 0 |
| southwest | 0 | 0 | 52: each Friday of the last year, found by officers |
| southeast | 0 | 0 | 0 |
| none | 3: strip, no coordinates, 0 and 0 | 1: outside the city, on the last day | 0 |

Two more rows were received: a copy of the first burglary, and one without a date.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import shapely

from analytics.periods import Period
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.pipeline import Result, run
from geodata.layers import Layers, load_layers

NEIGHBORHOODS = {
    "northwest": (-116.55, 33.83, -116.54, 33.84),
    "northeast": (-116.54, 33.83, -116.53, 33.84),
    "southwest": (-116.55, 33.82, -116.54, 33.83),
    "southeast": (-116.54, 33.82, -116.53, 33.83),
}
CITY = (-116.55, 33.82, -116.52, 33.84)
WHOLE = Period(date(2024, 1, 1), date(2025, 12, 29))
LAST_YEAR = Period(date(2024, 12, 30), date(2025, 12, 29))

SETTLED_UNTIL = date(2025, 12, 15)

RECEIVED, ACCEPTED, LOCATED = 188, 186, 182
COUNTS = {
    "burglary": {"northwest": 104, "northeast": 1, "southwest": 0, "southeast": 0},
    "robbery": {"northwest": 0, "northeast": 24, "southwest": 0, "southeast": 0},
    "narcotics": {"northwest": 1, "northeast": 0, "southwest": 52, "southeast": 0},
}
CITY_COUNTS = {"burglary": 108, "robbery": 25, "narcotics": 53}
UNLOCATED = {
    "between_neighborhoods": 1,
    "no_coordinates": 1,
    "zero_coordinates": 1,
    "outside_city": 1,
}

PLACE_TOML = """
name = "Tiny Town"
time_zone = "America/Los_Angeles"
analysis_crs = "EPSG:26911"
is_schematic = true
source = "Four squares, made for tests."
"""
FEED_TOML = """
feed = "town"
title = "Tiny Town, all offenses (simulated)"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
is_simulated = true
settling_days = 14
[source]
path = "town.csv"
[columns]
incident_id = "Case"
offense_code = "Charge"
occurred_from = "Occurred"
address = "Address"
lon = "X"
lat = "Y"
other = []
[time]
formats = ["%m/%d/%Y %H:%M"]
[offense]
system = "ca_statute"
[found_by]
column = "Source"
officer = ["OFFICER"]
reported = ["CALL"]
[identity]
key = ["incident_id", "offense_code"]
"""
COLUMNS = ("Case", "Charge", "Occurred", "Address", "X", "Y", "Source")
BURGLARY, ROBBERY, NARCOTICS = (
    "459 PC BURGLARY RESIDENCE",
    "211 PC ROBBERY PERSON",
    "11377(A)HS POSS",
)


def write_layers(folder: Path) -> Layers:
    """Write the town's layers as the geodata folder holds them, and load them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "place.toml").write_text(PLACE_TOML, encoding="utf-8")
    squares = {name: shapely.box(*bounds) for name, bounds in NEIGHBORHOODS.items()}
    _write(
        folder, "neighborhoods", {"name": [name.title() for name in squares]}, [*squares.values()]
    )
    _write(folder, "city", {"name": ["Tiny Town"]}, [shapely.box(*CITY)])
    _write(folder, "built_up", {"built_up_id": ["all"], "name": ["All"]}, [shapely.box(*CITY)])
    blocks = [(name, *corner) for name in NEIGHBORHOODS for corner in _block_corners(name)]
    table = {
        "block_id": [f"{name}-{number % 4 + 1}" for number, (name, *_) in enumerate(blocks)],
        "name": [f"{number % 4 + 1}00 block of {name}" for number, (name, *_) in enumerate(blocks)],
        "street": [name for name, *_ in blocks],
        "neighborhood_id": [name for name, *_ in blocks],
        "lon": [round(west + 0.0025, 4) for _, west, _ in blocks],
        "lat": [round(south + 0.0025, 4) for _, _, south in blocks],
        "addresses": [40] * len(blocks),
    }
    shapes = [
        shapely.box(west, south, round(west + 0.005, 3), round(south + 0.005, 3))
        for _, west, south in blocks
    ]
    _write(folder, "blocks", table, shapes)
    return load_layers(folder)


def _write(folder: Path, name: str, table: dict[str, list], shapes: list[shapely.Polygon]) -> None:
    layer = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
    layer.to_file(folder / f"{name}.geojson", driver="GeoJSON")


def _block_corners(neighborhood: str) -> list[tuple[float, float]]:
    """Give the southwest corners of a neighborhood's four blocks."""
    west, south, *_ = NEIGHBORHOODS[neighborhood]
    return [(round(west + x, 3), round(south + y, 3)) for y in (0.0, 0.005) for x in (0.0, 0.005)]


def _midpoint(neighborhood: str, number: int) -> tuple[float, float]:
    """Give the midpoint of one of a neighborhood's blocks, taken in turn."""
    west, south = _block_corners(neighborhood)[number % 4]
    return round(west + 0.0025, 4), round(south + 0.0025, 4)


def _weekdays(first: date, weeks: int) -> list[date]:
    return [first + timedelta(weeks=week) for week in range(weeks)]


def rows() -> Iterator[tuple[str, str, str, str, object, object, str]]:
    """Give the rows of the feed as received."""
    mondays = _weekdays(date(2024, 1, 1), 104)
    for number, day in enumerate(mondays):
        at = f"{day:%m/%d/%Y} 12:00"
        yield f"B{number}", BURGLARY, at, "Northwest", *_midpoint("northwest", number), "CALL"
    for number in range(24):
        at = f"{number % 12 + 1:02}/15/{2024 + number // 12} 21:00"
        yield f"R{number}", ROBBERY, at, "Northeast", *_midpoint("northeast", 0), "CALL"
    for number, day in enumerate(_weekdays(date(2025, 1, 3), 52)):
        at = f"{day:%m/%d/%Y} 23:30"
        yield f"N{number}", NARCOTICS, at, "Southwest", *_midpoint("southwest", number), "OFFICER"
    yield "B0", NARCOTICS, "01/01/2024 12:00", "Northwest", *_midpoint("northwest", 0), "CALL"
    yield "E1", BURGLARY, "06/10/2025 12:00", "Edge", -116.54, 33.8375, "CALL"
    yield "U1", BURGLARY, "06/11/2025 12:00", "Strip", -116.525, 33.83, "CALL"
    yield "U2", BURGLARY, "06/12/2025 12:00", "Unknown", "", "", "CALL"
    yield "U3", BURGLARY, "06/13/2025 12:00", "Unknown", 0, 0, "CALL"
    yield "U4", ROBBERY, "12/28/2025 12:00", "Elsewhere", -116.4, 33.83, "CALL"
    yield "B0", BURGLARY, "01/01/2024 12:00", "Northwest", *_midpoint("northwest", 0), "CALL"
    yield "Q1", BURGLARY, "", "Northwest", *_midpoint("northwest", 0), "CALL"


def write_feed(folder: Path) -> Feed:
    """Write the town's feed and its definition, and load the definition."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "town.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows()])
    definition = folder / "town.toml"
    definition.write_text(FEED_TOML, encoding="utf-8")
    return load_feed(definition)


def publish(data_dir: Path) -> Result:
    """Run the ETL on the town's feed, as its readers find it on 28 December 2025."""
    layers = write_layers(data_dir / "geodata")
    feed = write_feed(data_dir / "incoming")
    evening = datetime(2025, 12, 29, 6, tzinfo=UTC)
    return run(
        [feed],
        source=data_dir / "incoming",
        layers=layers,
        data_dir=data_dir,
        clock=lambda: evening,
        progress=lambda step, done, total: None,
    )
