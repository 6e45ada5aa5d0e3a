"""What many rows share is one thing only where readers would see no difference."""

from __future__ import annotations

import pyarrow as pa
import pytest

from analytics.schema import CHARGES, LOCATIONS
from etl.identity import hash_charges, hash_locations

CHARGE = {
    "feed": "a", "offense_code": "459 PC", "offense_text": "BURGLARY", "code_system": "ca_statute", "offense": "burglary",
    "category": "burglary", "is_attempt": False, "found_by": "unknown",
}  # fmt: skip
LOCATION = {
    "address": "1 Main St", "lon": -116.5475, "lat": 33.8325, "x_m": 1.0, "y_m": 2.0, "neighborhood_id": "northwest",
    "also_neighborhood_id": "northeast", "located_by": "polygon", "unlocated_reason": "outside_city", "block_id": "b",
}  # fmt: skip
OWN = {"charge_id", "location_id", "content_hash"}
# Projected coordinates follow from the others, to the last digit but one.
PROJECTED = {"x_m", "y_m"}


def test_every_column_of_the_tables_is_drawn() -> None:
    assert {*CHARGE} == {*CHARGES.columns} - OWN
    assert {*LOCATION} == {*LOCATIONS.columns} - OWN


@pytest.mark.parametrize("name", CHARGE)
def test_charges_that_differ_anywhere_are_two(name: str) -> None:
    other = not CHARGE[name] if name == "is_attempt" else "other"
    one, two = hash_charges(pa.Table.from_pylist([CHARGE, CHARGE | {name: other}]))
    assert one != two


@pytest.mark.parametrize("name", [name for name in LOCATION if name not in PROJECTED])
def test_locations_that_differ_anywhere_are_two(name: str) -> None:
    other = 33.8326 if name in ("lon", "lat") else None
    one, two = hash_locations(pa.Table.from_pylist([LOCATION, LOCATION | {name: other}]))
    assert one != two


def test_location_projected_by_another_version_is_the_same() -> None:
    one, two = hash_locations(pa.Table.from_pylist([LOCATION, LOCATION | {"x_m": 1.0 + 1e-9}]))
    assert one == two
