"""Which block of the street grid is this, and what do people call it?

A block here is one face of a regular grid: half-mile arterials with evenly spaced local streets
between them. Real blocks bend, merge and end; a block number is right to about one block, and a
local street may not exist where it is drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

UNITS_PER_DEGREE = (
    10_000  # positions are whole numbers of 0.0001 degrees, so that shared edges are exact
)
Face = tuple[int, int]  # column from the west, row from the south


def to_units(degrees: float) -> int:
    """Give a longitude or latitude as a whole number of 0.0001 degrees."""
    return round(degrees * UNITS_PER_DEGREE)


@dataclass(frozen=True)
class Street:
    """One arterial: a straight line along a line of the grid. Positions are in grid units."""

    name: str
    runs_north: bool
    at: int
    start: int
    end: int
    is_prefixed: bool = False

    def part(self, side: str) -> str:
        """Name the part of the street on one side of the city's zero line: N Sunrise Way."""
        return self.name if self.is_prefixed else f"{side} {self.name}"


@dataclass(frozen=True)
class StreetGrid:
    """The lines of the grid, west to east and south to north, with its arterials."""

    lons: tuple[int, ...]
    lats: tuple[int, ...]
    east_of: int
    north_of: int
    streets: tuple[Street, ...]
    plan: dict[str, Any] = field(repr=False)

    @classmethod
    def from_plan(cls, path: Path) -> StreetGrid:
        """Read the grid from a TOML file such as schematic.toml."""
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
        lines = plan["grid"]
        streets = [
            Street(
                street["name"],
                runs_north,
                to_units(street["at"]),
                to_units(street["from"]),
                to_units(street["to"]),
                street.get("is_prefixed", False),
            )
            for key, runs_north in (("north_south_streets", True), ("east_west_streets", False))
            for street in plan[key]
        ]
        return cls(
            _divide(lines["north_south_lines"], lines["columns_between"]),
            _divide(lines["east_west_lines"], lines["rows_between"]),
            to_units(lines["east_of"]),
            to_units(lines["north_of"]),
            tuple(streets),
            plan,
        )

    def faces(self) -> Iterator[Face]:
        """Go through every face, row by row from the southwest."""
        for row in range(len(self.lats) - 1):
            for column in range(len(self.lons) - 1):
                yield column, row

    def bounds(self, face: Face) -> tuple[int, int, int, int]:
        """Give west, south, east, north of a face in grid units."""
        column, row = face
        return self.lons[column], self.lats[row], self.lons[column + 1], self.lats[row + 1]

    def faces_in(self, west: float, south: float, east: float, north: float) -> set[Face]:
        """Find the faces inside a box given in degrees; its sides must be lines of the grid."""
        first_column, last_column = (self.lons.index(to_units(lon)) for lon in (west, east))
        first_row, last_row = (self.lats.index(to_units(lat)) for lat in (south, north))
        return {
            (column, row)
            for column in range(first_column, last_column)
            for row in range(first_row, last_row)
        }

    def number(self, face: Face) -> tuple[int, int]:
        """Count a face from the zero lines: (3, -5) is the 300 block east, the 500 block south.

        There is no 0: the first block on either side is the 100 block.
        """
        column, row = face
        return _blocks_from(self.lons, self.east_of, column), _blocks_from(
            self.lats, self.north_of, row
        )

    def block_id(self, face: Face) -> str:
        """Give the id of a face; it stays the same when the grid grows: E12S05."""
        east, north = self.number(face)
        return f"{_pick(east, 'EW')}{abs(east):02d}{_pick(north, 'NS')}{abs(north):02d}"

    def frontage(self, face: Face) -> tuple[Street, str] | None:
        """Find the arterial that a face lies on, and which side of it the face is."""
        west, south, east, north = self.bounds(face)
        for street in self.streets:
            low, high = (south, north) if street.runs_north else (west, east)
            if street.start <= low and high <= street.end:
                before, after = (east, west) if street.runs_north else (north, south)
                if street.at == after:
                    return street, "E side" if street.runs_north else "N side"
                if street.at == before:
                    return street, "W side" if street.runs_north else "S side"
        return None

    def name(self, face: Face) -> tuple[str, str]:
        """Name a face and its street: ("300 block of N Sunrise Way, E side", "N Sunrise Way").

        A face on no arterial is named by counting blocks from the nearest crossing of two
        arterials; its street is the local street on its side towards that crossing.
        """
        east, north = self.number(face)
        found = self.frontage(face)
        if found is not None:
            street, side = found
            number = abs(north if street.runs_north else east)
            part = street.part(_pick(north, "NS") if street.runs_north else _pick(east, "EW"))
            return f"{number}00 block of {part}, {side}", part
        rows, columns, crossing = min(
            (
                (_blocks_from(self.lats, y, face[1]), _blocks_from(self.lons, x, face[0]), name)
                for x, y, name in self._crossings
            ),
            key=lambda item: (max(abs(item[0]), abs(item[1])), abs(item[0]) + abs(item[1])),
        )
        line = face[0] if columns > 0 else face[0] + 1
        return (
            f"Block {abs(rows)} {_pick(rows, 'NS')}, {abs(columns)} {_pick(columns, 'EW')} "
            f"of {crossing}",
            self.local_name(self.lons[line], runs_north=True),
        )

    def local_name(self, position: int, *, runs_north: bool) -> str:
        """Name a local street by the hundred-blocks from the zero line: Local street 300 E.

        The names are no street signs: they cannot be mistaken for an address.
        """
        lines, zero = (self.lons, self.east_of) if runs_north else (self.lats, self.north_of)
        number = lines.index(position) - lines.index(zero)
        return f"Local street {abs(number)}00 {_pick(number, 'EW' if runs_north else 'NS')}"

    @cached_property
    def _crossings(self) -> list[tuple[int, int, str]]:
        return [
            (up.at, across.at, f"{across.name} & {up.name}")
            for up in self.streets
            for across in self.streets
            if up.runs_north
            and not across.runs_north
            and up.start <= across.at <= up.end
            and across.start <= up.at <= across.end
        ]


def _blocks_from(lines: tuple[int, ...], position: int, index: int) -> int:
    """Count blocks from a line to a face: 1 is the first beyond it, -1 the first before it."""
    offset = index - lines.index(position)
    return offset + 1 if offset >= 0 else offset


def _pick(number: int, letters: str) -> str:
    """Choose the first letter for a positive number, the second for a negative one."""
    return letters[0] if number > 0 else letters[1]


def _divide(lines: list[float], counts: list[int]) -> tuple[int, ...]:
    """Put evenly spaced lines between the given ones."""
    ends = [to_units(line) for line in lines]
    divided = [
        start + round((end - start) * step / count)
        for start, end, count in zip(ends[:-1], ends[1:], counts, strict=True)
        for step in range(count)
    ]
    return (*divided, ends[-1])


def runs(present: list[bool]) -> list[tuple[int, int]]:
    """Find the stretches of neighbors that are present, as half-open index ranges."""
    fenced = [False, *present, False]
    edges = [i for i in range(len(present) + 1) if fenced[i] != fenced[i + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))
