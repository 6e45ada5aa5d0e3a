"""In which encoding, with which delimiter, and under which header is a text file written?

Files lie about themselves: one may start with a UTF-8 mark and hold cp1252 bytes, so every byte is decoded before an encoding is
believed. A header is recognized by the columns that the feed definition names, not by being first: exports carry titles above it,
or have none.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.errors import FeedError
from etl.ahead import ahead
from etl.feeds.feed import Feed

SAMPLE = 1 << 18
HEADER_WITHIN = 30
ALL_PARTS = "*"
DELIMITERS = (",", "|", ";", "\t")
_GZIP = b"\x1f\x8b"
# Bytes that cp1252 leaves undefined: a file that has them is latin-1.
_HIGH_CONTROLS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_PIECE, _LONGEST_REST = 4 << 20, 3
_THREADS = 2
# A single field may be longer than the csv module allows unasked.
csv.field_size_limit(4 * SAMPLE)

Header = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written; `skip_lines` are the lines above its first data row."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    skip_lines: int
    notes: tuple[str, ...]


def normal(name: str) -> str:
    """Reduce a column name to what its spellings share: "X-Coord", "XCoord" and "x\\r\\ncoord" are one."""
    composed = unicodedata.normalize("NFC", name.replace("\ufeff", ""))
    return re.sub(r"[\W_]+", "", composed).casefold()


def find_column(columns: Sequence[str], name: str) -> str | None:
    """Give the column that a definition means by a name: the one spelled so, else the one that is alike; None for none.

    Raises FeedError where two are alike and neither is spelled so.
    """
    if name in columns:
        return name
    alike = [column for column in columns if normal(column) == normal(name)]
    if len(alike) > 1:
        raise FeedError(
            f"{name} may be any of the columns {', '.join(map(repr, alike))}: spell out in the definition which one"
        )
    return alike[0] if alike else None


def find_encoding(path: Path) -> tuple[str, int, tuple[str, ...]]:
    """Give the encoding, the length of a byte order mark in bytes, and what was odd about it.

    Raises FeedError for a file with NUL bytes that is not UTF-16: it is no text.
    """
    with open(path, "rb") as file:
        start = file.read(4)
        if start[:2] == _GZIP:
            raise FeedError("is compressed (gzip): unpack it first")
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16", 0, ("written in UTF-16",)
        mark = 3 if start.startswith(codecs.BOM_UTF8) else 0
        if not start:
            return "utf-8", 0, ()
    if False in [*_in_pieces(path, _is_utf8)]:
        high_controls = any(_in_pieces(path, lambda piece: bool(_HIGH_CONTROLS.search(piece))))
        odd = ("a UTF-8 mark, but the bytes are not UTF-8",) if mark else ()
        encoding = "latin-1" if high_controls else "cp1252"
        return encoding, mark, (f"read as {encoding}", *odd)
    return "utf-8", mark, ()


def _in_pieces(path: Path, look: Callable[[memoryview], bool]) -> Iterator[bool]:
    """Look at a file piece by piece, both cores at once; each piece ends where a letter of UTF-8 does."""

    def look_at(start: int) -> bool:
        with open(path, "rb", buffering=0) as file:
            file.seek(start)
            piece = memoryview(file.read(_PIECE + _LONGEST_REST))
        first = _rest(piece, 0) if start else 0
        return look(piece[first : _rest(piece, _PIECE)])

    return ahead(look_at, range(0, path.stat().st_size, _PIECE), threads=_THREADS)


def _rest(piece: memoryview, place: int) -> int:
    """Give the place after what is left there of a letter that began before."""
    left = piece[place : place + _LONGEST_REST]
    return place + next((end for end, byte in enumerate(left) if byte & 0xC0 != 0x80), len(left))


def _is_utf8(piece: memoryview) -> bool:
    """Tell whether all bytes are UTF-8: Arrow looks at many at once, and copies none. Raises FeedError for a NUL byte."""
    if np.frombuffer(piece, dtype="uint8").min(initial=255) == 0:
        raise FeedError(
            "holds NUL bytes: is it a workbook or an archive? If it is UTF-16, set source.encoding"
        )
    offsets = pa.py_buffer(np.array([0, len(piece)]))
    whole = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), 1, [None, offsets, pa.py_buffer(piece)]
    )
    try:
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def find_header(rows: Iterable[Sequence[str]], feed: Feed) -> Header | None:
    """Give the place of the header among the first rows and its names, or None where there is none.

    A row is the header when it names at least half of the columns that the definition maps.
    """
    wanted = [
        {normal(part) for name in names for part in name.split("+")}
        for names in feed.columns.values()
    ]
    for place, row in enumerate(rows):
        if place >= HEADER_WITHIN:
            return None
        names = {normal(str(cell)) for cell in row}
        if sum(bool(names & aliases) for aliases in wanted) * 2 >= len(wanted):
            return place, _unique(row)
    return None


def choose_parts(headers: Mapping[str, Header | None], feed: Feed, kind: str) -> dict[str, Header]:
    """Choose which parts of a file, sheets or layers, are the feed: the one that has its columns, or with "*" all.

    Raises FeedError where none has them, or several do and source.sheet names none of them.
    """
    found = {part: header for part, header in headers.items() if header is not None}
    if not found:
        raise FeedError(
            f"no {kind} of {', '.join(headers)} has a row that names the columns of feed {feed.feed}"
        )
    if len(found) > 1 and feed.source.sheet != ALL_PARTS:
        raise FeedError(
            f'{kind}s {", ".join(found)} all have the columns: name one as source.sheet, or "*" for all'
        )
    return found


def _unique(row: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for place, cell in enumerate(row, start=1):
        name = " ".join(str(cell).replace("\ufeff", "").split()) or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return tuple(names)


def find_dialect(path: Path, feed: Feed) -> Dialect:
    """Find out how a delimited text file is written; what the feed definition states is taken from there.

    Raises FeedError where no header is found and the definition gives no columns, or where their number differs.
    """
    given_encoding = feed.source.encoding
    encoding, mark, notes = (given_encoding, 0, ()) if given_encoding else find_encoding(path)
    with open(path, "rb") as file:
        file.seek(mark)
        sample = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(SAMPLE))
    if not sample.strip():
        raise FeedError("the file is empty; ask for it again")
    if "\n" not in sample and "\r" in sample:
        notes = (*notes, "lines end in CR alone")
    delimiters = (feed.source.delimiter,) if feed.source.delimiter else DELIMITERS
    headers = [
        (len(found[1]), delimiter, found, ends)
        for delimiter in delimiters
        for rows, ends in [_first_rows(sample, delimiter)]
        if (found := find_header(rows, feed)) is not None
    ]
    if headers:
        _, delimiter, (place, columns), ends = max(headers, key=lambda header: header[0])
        return Dialect(encoding, delimiter, columns, ends[place + 1], notes)
    delimiter = feed.source.delimiter or _delimiter(sample)
    rows, _ = _first_rows(sample, delimiter)
    given = feed.source.columns_without_header
    if not given:
        raise FeedError(
            f"no row names the columns of feed {feed.feed} "
            f"({', '.join(names[0] for names in feed.columns.values())}); its first row is "
            f"{[cell[:40] for cell in rows[0][:12]]}. Correct [columns], or give source.columns_without_header"
        )
    if len(given) != len(rows[0]):
        raise FeedError(
            f"has no header and {len(rows[0])} columns, columns_without_header gives {len(given)}"
        )
    return Dialect(encoding, delimiter, given, 0, (*notes, "no header row"))


def _first_rows(sample: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Split the first rows of a sample, and give the line on which each starts."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows, starts = [], [0]
    for row in reader:
        rows.append(row)
        starts.append(reader.line_num)
        if len(rows) >= HEADER_WITHIN:
            break
    return rows, starts


def _delimiter(sample: str) -> str:
    """Choose the delimiter under which the most rows of the sample share the most fields."""

    def evenness(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(row) for row, _ in zip(reader, range(200), strict=False) if row]
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=evenness)
