"""Which block of the street grid is this, and what do people call it?

A block here is one face of a regular grid: half-mile arterials with evenly spaced local streets
between them. Real blocks bend, merge and end; a block number is right to about one block, and a
local street may not exist where it is drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
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

    def nearest_street(self, face: Face) -> tuple[Street, int]:
        """Find the arterial alongside a face that is the fewest blocks away.

        The number counts blocks: 1 is the first one east or north of the street, -1 the first one
        west or south. Of streets equally near, the first of the plan is taken.
        """
        column, row = face
        west, south, east, north = self.bounds(face)
        found = [
            (street, _blocks_from(self.lons, street.at, column))
            if street.runs_north
            else (street, _blocks_from(self.lats, street.at, row))
            for street in self.streets
            if street.start <= (south if street.runs_north else west)
            and (north if street.runs_north else east) <= street.end
        ]
        return min(found, key=lambda item: abs(item[1]))

    def name(self, face: Face) -> tuple[str, str]:
        """Name a face and its street: ("300 block of N Sunrise Way, E side", "N Sunrise Way").

        A face on no arterial is named by the nearest one: "2nd block E of 300 N Sunrise Way"; its
        street is the local street on its side towards that arterial.
        """
        east, north = self.number(face)
        street, blocks = self.nearest_street(face)
        side = _pick(blocks, "EW" if street.runs_north else "NS")
        part = street.part(_pick(north, "NS") if street.runs_north else _pick(east, "EW"))
        hundreds = abs(north if street.runs_north else east)
        if abs(blocks) == 1:
            return f"{hundreds}00 block of {part}, {side} side", part
        lines = self.lons if street.runs_north else self.lats
        index = face[0] if street.runs_north else face[1]
        local = self.local_name(lines[index + (blocks < 0)], runs_north=street.runs_north)
        return f"{_ordinal(abs(blocks))} block {side} of {hundreds}00 {part}", local

    def local_name(self, position: int, *, runs_north: bool) -> str:
        """Name a local street by the hundred-blocks from the zero line: Local street 300 E.

        The names are no street signs: they cannot be mistaken for an address.
        """
        lines, zero = (self.lons, self.east_of) if runs_north else (self.lats, self.north_of)
        number = lines.index(position) - lines.index(zero)
        letter = _pick(number if number else 1, "EW" if runs_north else "NS")
        return f"Local street {abs(number) * 100} {letter}"


def _blocks_from(lines: tuple[int, ...], position: int, index: int) -> int:
    """Count blocks from a line to a face: 1 is the first beyond it, -1 the first before it."""
    offset = index - lines.index(position)
    return offset + 1 if offset >= 0 else offset


def _pick(number: int, letters: str) -> str:
    """Choose the first letter for a positive number, the second for a negative one."""
    return letters[0] if number > 0 else letters[1]


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 14 else ending}"


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
