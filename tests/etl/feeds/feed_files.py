"""A feed of three columns, and its files as they are written and read."""

from __future__ import annotations

from pathlib import Path

from etl.feeds.chunk import Chunk
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.feeds.files import read_file

DEFINITION = """
feed = "f"
title = "F"
place = "Town"
time_zone = "America/Los_Angeles"
[source]
{source}
[columns]
incident_id = "Case No"
offense_code = "Charge"
occurred_from = "Occurred From"
{columns}
[coordinates]
crs = "{crs}"
[offense]
system = "ca_statute"
"""
HEADER = ["Case No", "Charge", "Occurred From"]
ROWS = [["1", "0211", "2025-01-01"], ["2", "café", "2025-01-02"]]


def make_feed(folder: Path, source: str = "", *, columns: str = "", crs: str = "EPSG:4326") -> Feed:
    path = folder / "f.toml"
    text = DEFINITION.format(source=source, columns=columns, crs=crs)
    path.write_text(text, encoding="utf-8")
    return load_feed(path)


def read(feed: Feed, path: Path) -> list[Chunk]:
    return list(read_file(feed, path, path.name))


def values(chunks: list[Chunk]) -> list[list[str]]:
    return [[*row.values()] for chunk in chunks for row in chunk.table.to_pylist()]


def lines(rows: list[list[str]], delimiter: str, end: str) -> str:
    return "".join(delimiter.join(row) + end for row in rows)
