"""An office with an incident that a court has sealed: in every kind of file, and in every table of a snapshot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import xlsxwriter

from analytics.selection import Selection
from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from etl.erase import Report, erase
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.pipeline import Result, run
from geodata.layers import Layers
from tests import town

NUMBER, ADDRESS, WORDS = "26-777123", "1313 Peña Court", "13/13/2025 with Núria"
SEALED = (NUMBER, ADDRESS, WORDS)
DEFINITION = """
feed = "{feed}"
title = "F"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
settling_days = 1
[source]
path = "{feed}.*"
[columns]
incident_id = "Case"
offense_code = "Charge"
offense_text = "Words"
occurred_from = "Occurred"
updated = "Updated"
address = "Address"
lon = "X"
lat = "Y"
[offense]
system = "ca_statute"
[identity]
key = ["incident_id", "offense_code"]
"""
HEADER = ("Case", "Charge", "Words", "Occurred", "Updated", "Address", "X", "Y")
PLACE = ("-116.5475", "33.8325")
Row = tuple[str, ...]


def row(number: str, day: int, updated: int = 1, address: str = "1 Main St", code: str = "459 PC") -> Row:  # fmt: skip
    return (number, code, "", f"2025-11-{day:02}", f"2025-12-{updated:02}", address, *PLACE)


OTHERS = [row(f"26-{n:06}", n % 28 + 1) for n in range(1, 41)]
OF_SEALED = [
    row(NUMBER, 5, 2, ADDRESS),
    (NUMBER, "999 XX", WORDS, "2025-11-05", "2025-12-02", ADDRESS, *PLACE),
    (NUMBER, "211 PC", "", WORDS, "2025-12-02", ADDRESS, *PLACE),
]


def write_csv(path: Path, rows: list[Row], encoding: str = "utf-8") -> None:
    lines = [",".join(cells) for cells in (HEADER, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding, newline="")


def write_workbook(path: Path, rows: list[Row]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Export")
        for place, cells in enumerate((HEADER, *rows)):
            sheet.write_row(place, 0, cells)


def write_zip(path: Path, rows: list[Row]) -> None:
    plain = path.with_suffix(".csv")
    write_csv(plain, rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "inner.csv")
    plain.unlink()


WRITERS: dict[str, Callable[[Path, list[Row]], None]] = {
    "csv": write_csv,
    "utf16": lambda path, rows: write_csv(path.with_suffix(".csv"), rows, "utf-16"),
    "cp1252": lambda path, rows: write_csv(path.with_suffix(".csv"), rows, "cp1252"),
    "xlsx": write_workbook,
    "zip": write_zip,
}


class Office:
    """A data folder, an input folder and a clock."""

    def __init__(self, folder: Path, layers: Layers) -> None:
        self.layers, self.source, self.data_dir = layers, folder / "in", folder / "data"
        self.source.mkdir()
        self.now = datetime(2025, 12, 20, tzinfo=UTC)

    def feed(self, name: str = "a", **source: object) -> Feed:
        path = self.source.parent / f"{name}.toml"
        path.write_text(DEFINITION.format(feed=name), encoding="utf-8")
        feed = load_feed(path)
        return replace(feed, source=replace(feed.source, **source))  # type: ignore[arg-type]

    def run(self, feed: Feed, rows: list[Row] | None = None, kind: str = "csv", **options: bool) -> Result:  # fmt: skip
        self.now += timedelta(days=1)
        if rows is not None:
            WRITERS[kind](self.source / f"{feed.feed}.{kind}", rows)
        return run(
            [feed], source=self.source, layers=self.layers, data_dir=self.data_dir, clock=lambda: self.now,
            progress=lambda step, done, total: None, **options,
        )  # fmt: skip

    def erase(self, *feeds: Feed, number: str = NUMBER, feed: str | None = None) -> Report:
        self.now += timedelta(hours=1)
        return erase(
            number, feeds=feeds, data_dir=self.data_dir, now=self.now, progress=lambda step, done, total: None,
            feed=feed, source=self.source,
        )  # fmt: skip

    def incidents(self, **options: datetime) -> list[tuple[object, ...]]:
        store = open_snapshot(self.data_dir, audience="police")
        rows = store.read_incidents(Selection(town.WHOLE), **options)
        store.close()
        return sorted(map(tuple, rows[rows["incident_id"] != NUMBER].astype(str).to_numpy()))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        path = current_snapshot(self.data_dir)
        assert path is not None
        with duckdb.connect() as connection:
            attach_snapshot(connection, path)
            return connection.execute(query).fetchall()


def contents(path: Path) -> Iterator[bytes]:
    """Give the bytes of a file, and those of what is packed in it."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def traces(folder: Path, texts: tuple[str, ...] = SEALED) -> list[tuple[str, str]]:
    """Scan every file below a folder, and the strings of every snapshot, for texts in any encoding in use."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "cp1252")
    needles = {text.encode(encoding): text for text in texts for encoding in encodings}
    found = [
        (path.name, text)
        for path in folder.rglob("*") if path.is_file()
        for content in contents(path)
        for needle, text in needles.items() if needle in content
    ]  # fmt: skip
    for path in folder.rglob("*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            for (table,) in connection.execute("SHOW TABLES").fetchall():
                said = repr(connection.execute(f"SELECT * FROM {table}").fetchall())
                found += [(f"{path.name}: {table}", text) for text in texts if text in said]
    return found
