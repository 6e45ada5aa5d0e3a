"""How are the rows of a delimited text file read, each with its number?

A line with the wrong number of fields cannot be assigned to columns; it is handed on with its text, to be set aside. One missing
quote makes the lines up to the next quote one field, and every row in them would be lost while the rest still adds up: a field
that holds what look like rows stops the run.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk, text_table
from etl.feeds.feed import Feed
from etl.feeds.sniff import Dialect, find_dialect

BLOCK_BYTES = 32 << 20
_PIECE = 1 << 20


def read_delimited(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read a delimited text file in the dialect it is written in.

    Raises FeedError for a missing quote, naming the row.
    """
    dialect = find_dialect(path, feed)
    malformed: list[tuple[int, str, str]] = []
    taken: set[int] = set()

    def set_aside(row: pyarrow.csv.InvalidRow) -> str:
        reason = f"has {row.actual_columns} fields, {row.expected_columns} are expected"
        malformed.append((row.number, row.text, reason))
        taken.add(row.number)
        return "skip"

    nothing, no_rows = text_table(dialect.columns, []), np.empty(0, dtype="int64")
    with open(path, "rb") as file:
        rows = _from_first_row(file, dialect)
        if rows is None:
            yield Chunk(nothing, no_rows, name, dialect.encoding, notes=dialect.notes)
            return
        reader = pyarrow.csv.open_csv(
            rows,
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(dialect.columns), block_size=BLOCK_BYTES, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char='"' if feed.source.quoting else False,
                newlines_in_values=feed.source.quoting,
                invalid_row_handler=set_aside,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(dialect.columns, pa.string()), strings_can_be_null=False
            ),
        )
        last, sent = 0, 0
        for batch in reader:
            numbers: list[int] = []
            while len(numbers) < batch.num_rows:
                last += 1
                if last not in taken:
                    numbers.append(last)
            for column in batch.columns:
                for place in pc.indices_nonzero(pc.match_substring_regex(column, r"[\r\n]")):
                    place = place.as_py()
                    _check_quotes(column[place].as_py(), numbers[place], dialect)
            for number, text, _ in malformed[sent:]:
                _check_quotes(text, number, dialect)
            table, placed = pa.Table.from_batches([batch]), np.array(numbers, dtype="int64")
            yield Chunk(table, placed, name, dialect.encoding, malformed[sent:], dialect.notes)
            sent = len(malformed)
        for number, text, _ in malformed[sent:]:
            _check_quotes(text, number, dialect)
        if sent < len(malformed):
            yield Chunk(nothing, no_rows, name, dialect.encoding, malformed[sent:], dialect.notes)


def _check_quotes(value: str, number: int, dialect: Dialect) -> None:
    """Raise FeedError where the inner lines of a field look like rows of their own."""
    inner = value.splitlines()[1:]
    if any(line.count(dialect.delimiter) == len(dialect.columns) - 1 for line in inner):
        raise FeedError(
            f"data row {number} runs over {len(inner) + 1} lines that look like rows of their own: a quote is missing. "
            "Correct the file, or set source.quoting = false where its quotes mean nothing"
        )


def _from_first_row(file: io.BufferedReader, dialect: Dialect) -> Any:
    """Give a stream of UTF-8 that starts at the first data row, or None where there is none."""
    text = io.TextIOWrapper(file, encoding=dialect.encoding, newline="", errors="strict")
    for _ in range(dialect.skip_lines):
        text.readline()
    if dialect.skip_lines == 0 and text.read(1) != "\ufeff":
        text.seek(0)
    start = text.read(_PIECE)
    return _Utf8(start, text) if start.strip() else None


class _Utf8(io.RawIOBase):
    """A text stream, its start already read, as UTF-8 bytes."""

    def __init__(self, start: str, text: io.TextIOWrapper) -> None:
        super().__init__()
        self._text = text
        self._left = start.encode("utf-8")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = self._text.read(_PIECE).encode("utf-8")
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
