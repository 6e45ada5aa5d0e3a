"""A town's incidents from a Socrata dataset and from an ArcGIS layer: invented, and all in Palm Springs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pyproj import Transformer

from tests.etl.feeds.socrata_server import SocrataDataset
from tests.geodata.arcgis_server import ArcgisLayer

START = datetime(2025, 1, 1, 8, 7, tzinfo=UTC)  # seven minutes past midnight in Palm Springs
CODES = ("459 PC BURGLARY RESIDENCE", "211 PC ROBBERY", "11377(A) HS POSSESSION", "594(A) PC")
ROWS = 90
LAYER = "/town/FeatureServer/0"


def lon_lat(number: int) -> tuple[float, float]:
    return round(-116.55 + 0.0007 * (number % 31), 6), round(33.80 + 0.0006 * (number % 53), 6)


def start(number: int) -> datetime:
    return START + timedelta(hours=5 * number)


def dataset() -> SocrataDataset:
    """Make a dataset as Socrata has it: clock times without a zone, every third incident with two offenses."""
    rows = {}
    for number in range(ROWS):
        lon, lat = lon_lat(number)
        rows[f"row-{number:04}"] = {
            ":id": f"row-{number:04}",
            ":created_at": "2025-12-01T00:00:00.000Z",
            ":updated_at": f"2025-12-01T00:{number % 60:02}:00.000Z",
            "case_number": f"25-{number - (number % 3 == 1):06}",
            "offense": CODES[number % len(CODES)],
            "occurred": f"{start(number) - timedelta(hours=8):%Y-%m-%dT%H:%M:%S}.000",
            "longitude": lon,
            "latitude": lat,
        }
    held = SocrataDataset(rows)
    held.about = {"name": "Crimes/Incidents"}
    return held


def layer(**attributes: Callable[[int], Any]) -> ArcgisLayer:
    """Make a layer kept in feet, with times in milliseconds since 1970."""
    feet = Transformer.from_crs("EPSG:4326", "EPSG:2230", always_xy=True)
    columns: dict[str, Callable[[int], Any]] = {
        "Case_Number": lambda number: f"25-{number:06}",
        "Charge": lambda number: CODES[number % len(CODES)],
        "Occurred": lambda number: int(start(number).timestamp() * 1000),
    }
    columns |= attributes
    rows: dict[int, Any] = {}
    for number in range(1, ROWS + 1):
        x, y = feet.transform(*lon_lat(number))
        given = {name: value(number) for name, value in columns.items()}
        rows[number] = {"attributes": {"OBJECTID": number} | given, "geometry": {"x": x, "y": y}}
    kinds = {name: "Date" if name == "Occurred" else "String" for name in columns}
    held = ArcgisLayer(rows, {"OBJECTID": "OID"} | kinds, "esriGeometryPoint")
    held.transfer_limit = 40
    held.about = {
        "name": "Crime Incidents",
        "extent": {"spatialReference": {"wkid": 102646, "latestWkid": 2230}},
        "dateFieldsTimeReference": {"timeZone": "UTC"},
    }
    return held
