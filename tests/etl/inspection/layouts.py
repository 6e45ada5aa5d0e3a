"""Exports as agencies lay them out, with rows invented here: which columns there are, and what each is.

The columns' names are those that agencies publish (the formats are public); no row is anybody's. Points lie in Palm Springs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pyproj import Transformer

ROWS = 120
FIRST, EPOCH = datetime.fromisoformat("2025-01-01T00:07"), datetime.fromisoformat("1970-01-01")
NIBRS = [("220", "Burglary/Breaking & Entering"), ("120", "Robbery"), ("35A", "Drug/Narcotic Violations"),
         ("290", "Destruction/Damage/Vandalism of Property"), ("23F", "Theft From Motor Vehicle"),
         ("13B", "Simple Assault"), ("240", "Motor Vehicle Theft")]  # fmt: skip
WORDS = [
    "Burglary",
    "Robbery",
    "Vandalism",
    "Theft from Vehicle",
    "Disturbing the Peace",
    "Trespass",
]
STREETS = ["OAK", "ELM", "PALM CANYON", "RAMON", "VISTA CHINO"]
_FEET = Transformer.from_crs("EPSG:4326", "EPSG:2230", always_xy=True)
_ZONE_10 = Transformer.from_crs("EPSG:4326", "EPSG:26911", always_xy=True)


@dataclass(frozen=True)
class Row:
    """One invented incident."""

    place: int

    @property
    def start(self) -> datetime:
        return FIRST + timedelta(hours=7 * self.place, minutes=self.place)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(hours=3)

    @property
    def reported(self) -> datetime:
        return self.start + timedelta(hours=9)

    @property
    def number(self) -> str:
        return f"25-{1000 + self.place:06d}"

    @property
    def lon(self) -> float:
        return round(-116.55 + 0.0007 * (self.place % 31), 6)

    @property
    def lat(self) -> float:
        return round(33.80 + 0.0006 * (self.place % 53), 6)

    @property
    def feet(self) -> tuple[float, float]:
        x, y = _FEET.transform(self.lon, self.lat)
        return round(x, 1), round(y, 1)

    @property
    def utm(self) -> tuple[float, float]:
        x, y = _ZONE_10.transform(self.lon, self.lat)
        return round(x, 1), round(y, 1)

    @property
    def nibrs(self) -> tuple[str, str]:
        return NIBRS[self.place % len(NIBRS)]

    @property
    def word(self) -> str:
        return WORDS[self.place % len(WORDS)]

    @property
    def house(self) -> str:
        return str(100 + 13 * self.place)

    @property
    def street(self) -> str:
        return STREETS[self.place % len(STREETS)]

    @property
    def address(self) -> str:
        return f"{self.house} {self.street} ST"


INCIDENTS = [Row(place) for place in range(ROWS)]


@dataclass(frozen=True)
class Layout:
    """How one kind of export is laid out, and what an inspection should say of it.

    `roles` are the columns expected in the definition's own spelling; `open` the keys that only a person can answer.
    """

    name: str
    cells: Mapping[str, Callable[[Row], Any]]
    roles: Mapping[str, Any]
    system: str
    formats: tuple[str, ...] = ()
    crs: str | None = "EPSG:4326"
    keys: Mapping[str, Any] = field(default_factory=dict)
    private: tuple[str, ...] = ()
    delimiter: str = ","
    has_header: bool = True
    ending: str = "csv"

    def write(self, folder: Path) -> Path:
        """Write the export into a folder."""
        path = folder / f"{self.name}.{self.ending}"
        if self.ending == "xlsx":
            self._write_workbook(path)
            return path
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=self.delimiter)
            if self.has_header:
                writer.writerow(self.cells)
            writer.writerows([cell(row) for cell in self.cells.values()] for row in INCIDENTS)
        return path

    def _write_workbook(self, path: Path) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet("Export")
            day = workbook.add_format({"num_format": "mm/dd/yyyy"})
            sheet.write_row(0, 0, list(self.cells))
            for place, row in enumerate(INCIDENTS, start=1):
                for column, cell in enumerate(self.cells.values()):
                    value = cell(row)
                    sheet.write(place, column, value, day if isinstance(value, datetime) else None)


def at(form: str, of: str = "start") -> Callable[[Row], str]:
    return lambda row: getattr(row, of).strftime(form)


def ms(of: str = "start") -> Callable[[Row], int]:
    return lambda row: int((getattr(row, of) - EPOCH).total_seconds() * 1000)


def always(value: str) -> Callable[[Row], str]:
    return lambda _: value
