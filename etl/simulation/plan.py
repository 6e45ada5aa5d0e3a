"""Which offenses, hotspots and faults should the simulated records hold, and how many?

Reads `crime.toml`. Its figures are plausible, not measured, except the yearly numbers of robberies
and burglaries; a finding about Palm Springs made on simulated data is a finding about this file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

CRIME = Path(__file__).with_name("crime.toml")
FEEDS = ("robbery", "burglary", "narcotics", "quality_of_life")


@dataclass(frozen=True)
class Writing:
    """One way to write an offense; `text` is empty where the feed has a single column."""

    code: str
    text: str
    share: float


@dataclass(frozen=True)
class Kind:
    """One kind of offense in one feed; see crime.toml for the meaning and unit of each field."""

    feed: str
    offense: str
    per_year: float
    place: str
    hours: tuple[tuple[float, float, float], ...]
    late: float
    writings: tuple[Writing, ...]
    weekdays: tuple[float, ...] = (1.0,) * 7
    season: float = 0.0
    drift: float = 0.0
    officer: float = 0.0
    windows: tuple[tuple[float, float, float], ...] = ()
    midnight: float = 0.0
    near_repeats: float = 0.0
    school_months: bool = False
    fills_quiet_days: bool = False
    premises: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedHotspot:
    """A circle that holds extra incidents of one offense for a time."""

    name: str
    offense: str
    lon: float
    lat: float
    radius_m: float
    incidents: int
    from_days_before: int
    until_days_before: int = 0


@dataclass(frozen=True)
class Plan:
    """Everything that crime.toml says."""

    kinds: tuple[Kind, ...]
    hotspots: tuple[PlannedHotspot, ...]
    places: dict[str, dict[str, float]]
    centers: tuple[dict[str, Any], ...]
    faults: dict[str, float]
    outside_neighborhoods: float

    @cached_property
    def writings(self) -> list[tuple[int, Writing]]:
        """List every writing with the number of its kind; a record holds its place in this list."""
        return [(k, writing) for k, kind in enumerate(self.kinds) for writing in kind.writings]

    @cached_property
    def premises(self) -> list[str]:
        """List every kind of premises; a record holds its place in this list."""
        return sorted({name for kind in self.kinds for name in kind.premises} | {""})

    def of_feed(self, feed: str) -> list[int]:
        """List the numbers of a feed's kinds."""
        return [k for k, kind in enumerate(self.kinds) if kind.feed == feed]


def load_plan(path: Path = CRIME) -> Plan:
    """Read the plan; TypeError for a field that `Kind` or `PlannedHotspot` does not know."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Plan(
        kinds=tuple(_kind(row) for row in data["kinds"]),
        hotspots=tuple(PlannedHotspot(**row) for row in data["hotspots"]),
        places=data["places"],
        centers=tuple(data["centers"]),
        faults=data["faults"],
        outside_neighborhoods=data["outside_neighborhoods"],
    )


def _kind(row: dict[str, Any]) -> Kind:
    writings = []
    for text, share in row.pop("writings").items():
        code, _, description = text.partition("|")
        writings.append(Writing(code.strip(), description.strip(), float(share)))
    frozen = {name: _freeze(value) for name, value in row.items()}
    unknown = set(frozen) - {field.name for field in fields(Kind)}
    if unknown:
        raise TypeError(f"crime.toml: a kind of {row.get('feed')} has unknown fields {unknown}")
    return Kind(writings=tuple(writings), **frozen)


def _freeze(value: Any) -> Any:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value
