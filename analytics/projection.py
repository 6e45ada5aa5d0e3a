"""Where on the map do meters lie, and where in meters does the map?

Degrees are longitude and latitude, EPSG:4326; meters are those of a projected system. Making a way from one to the other takes
milliseconds, so each is made once.
"""

from __future__ import annotations

from functools import lru_cache

from pyproj import Transformer

DEGREES = "EPSG:4326"


@lru_cache(maxsize=8)
def to_meters(crs: str) -> Transformer:
    """Give the way from degrees to the meters of a projected system."""
    return Transformer.from_crs(DEGREES, crs, always_xy=True)


@lru_cache(maxsize=8)
def to_degrees(crs: str) -> Transformer:
    """Give the way from the meters of a projected system to degrees."""
    return Transformer.from_crs(crs, DEGREES, always_xy=True)
