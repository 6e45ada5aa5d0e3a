"""Where do the rows say that they happened, and in which system?

Swapped columns are put right in the definition, not in the file: `lon` is then read from the column named latitude.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from shapely.geometry.base import BaseGeometry

from etl.inspection.findings import LIKELY, NOT_KNOWN, Finding, percent
from etl.inspection.positions import (
    PositionReading,
    find_crs,
    numbers,
    split_points,
    to_degrees,
)
from etl.inspection.roles import GEOMETRY_X, Roles


@dataclass(frozen=True)
class Position:
    """What is known of the coordinates: findings, and the middle of the points in degrees."""

    findings: tuple[Finding, ...]
    middle: tuple[float, float] | None


def find_position(roles: Roles, extent: BaseGeometry | None, of_file: str | None) -> Position:
    """Find the CRS; exchanges the columns of a swapped pair in `roles`, and names degrees in x and y longitude and latitude."""
    point = roles.text("point")
    if point is not None:
        x, y = split_points(point)
        return _position(find_crs(x, y, extent), x, y)
    pair = next((pair for pair in (("lon", "lat"), ("x", "y")) if pair[0] in roles.choices), None)
    if pair is None:
        finding = Finding(
            "coordinates.crs",
            None,
            NOT_KNOWN,
            "no columns of coordinates: nothing will be on the map",
        )
        return Position((finding,), None)
    texts = [roles.text(role) for role in pair]
    assert texts[0] is not None
    assert texts[1] is not None
    (x, decimal), (y, _) = numbers(texts[0]), numbers(texts[1])
    # What a file says is about its geometry, not about numbers in other columns.
    said = of_file if roles.choices[pair[0]].columns == (GEOMETRY_X,) else None
    reading = replace(find_crs(x, y, extent, said), decimal=decimal)
    if reading.is_swapped:
        roles.choices[pair[0]], roles.choices[pair[1]] = (
            roles.choices[pair[1]],
            roles.choices[pair[0]],
        )
        x, y = y, x
    return _position(reading, x, y)


def _position(reading: PositionReading, x: pd.Series, y: pd.Series) -> Position:
    is_given = x.notna() & y.notna() & ~((x == 0) & (y == 0))
    evidence = reading.evidence
    if not is_given.all():
        evidence += f"; {percent(1 - float(is_given.mean()))} of the rows have none or 0, 0"
    findings = [
        Finding(
            "coordinates.crs",
            reading.crs,
            reading.sureness,
            evidence,
            reading.candidates,
            reading.crs is None,
        )
    ]
    if reading.decimal != ".":
        findings.append(
            Finding("coordinates.decimal", reading.decimal, LIKELY, "as the numbers are written")
        )
    middle = None
    if reading.crs is not None and is_given.any():
        lon, lat = to_degrees(x[is_given].median(), y[is_given].median(), reading.crs)
        middle = (lon, lat)
    return Position(tuple(findings), middle)
