"""How are the rows of a delimited text file read, each with its number?

A line with the wrong number of fields cannot be assigned to columns; it is handed on with its text, to be set aside. One missing
quote makes the lines up to the next quote one field, and every row in them would be lost while the rest still adds up: a field
that holds what look like rows stops the run.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from analytics.errors import FeedError
from etl.feeds.chunk import CHUNK_ROWS, Chunk, text_table
from etl.feeds.feed import Feed
from etl.feeds.sniff import Dialect, find_dialect

# Arrow reads up to 32 blocks ahead, so their size bounds its memory.
BLOCK_BYTES = 4 << 20
_CHUNK_BLOCKS = 8
_PIECE = 1 << 20

Malformed = tuple[int, str, str]


def read_delimited(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read a delimited text file in the dialect it is written in.

    Raises FeedError for a missing quote, naming the row.
    """
    dialect = find_dialect(path, feed)
    nothing, no_rows = text_table(dialect.columns, []), np.empty(0, dtype="int64")
    if not _has_rows(path, dialect):
        yield Chunk(nothing, no_rows, name, dialect.encoding, notes=dialect.notes)
        return
    malformed: list[Malformed] = []
    sent, last = 0, 0
    batches = _batches(feed, path, dialect, malformed)
    while part := _next_part(batches):
        table = pa.Table.from_batches(part)
        rows = _numbers(last, table.num_rows, malformed)
        last = int(rows[-1]) if len(rows) else last
        _check_table(table, rows, dialect)
        lines = malformed[sent:]
        sent += len(lines)
        _check_lines(lines, dialect)
        yield Chunk(table, rows, name, dialect.encoding, lines, dialect.notes)
    if lines := malformed[sent:]:
        _check_lines(lines, dialect)
        yield Chunk(nothing, no_rows, name, dialect.encoding, lines, dialect.notes)


def _batches(
    feed: Feed, path: Path, dialect: Dialect, malformed: list[Malformed]
) -> Iterator[pa.RecordBatch]:
    """Give the rows block by block, and add to `malformed` what is none."""

    def set_aside(row: pyarrow.csv.InvalidRow) -> str:
        reason = f"has {row.actual_columns} fields, {row.expected_columns} are expected"
        malformed.append((row.number - dialect.skip_lines, row.text, reason))
        return "skip"

    try:
        yield from pyarrow.csv.open_csv(
            _stream(path, dialect.encoding),
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(dialect.columns),
                skip_rows=dialect.skip_lines,
                block_size=BLOCK_BYTES,
                use_threads=False,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char='"' if feed.source.quoting else False,
                newlines_in_values=feed.source.quoting,
                invalid_row_handler=set_aside,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(dialect.columns, pa.string()),
                strings_can_be_null=False,
                # Else every byte was decoded to find the encoding.
                check_utf8=feed.source.encoding is not None,
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error):
            raise
        raise FeedError(
            f"one row is longer than {BLOCK_BYTES >> 20} MB: a quote is missing. "
            "Correct the file, or set source.quoting = false where its quotes mean nothing"
        ) from error


def _next_part(batches: Iterator[pa.RecordBatch]) -> list[pa.RecordBatch]:
    part: list[pa.RecordBatch] = []
    for batch in islice(batches, _CHUNK_BLOCKS):
        part.append(batch)
        if sum(len(each) for each in part) >= CHUNK_ROWS:
            break
    return part


def _numbers(last: int, count: int, malformed: list[Malformed]) -> np.ndarray:
    """Number the rows after `last`, leaving out the malformed ones."""
    taken: list[int] = []
    for number, _, _ in reversed(malformed):
        if number <= last:
            break
        taken.append(number)
    if not taken:
        return np.arange(last + 1, last + 1 + count)
    return np.setdiff1d(np.arange(last + 1, last + 1 + count + len(taken)), taken)[:count]


def _check_table(table: pa.Table, rows: np.ndarray, dialect: Dialect) -> None:
    for column in table.columns:
        if not any(map(_holds_line_end, column.chunks)):
            continue
        is_suspect = pc.and_(
            pc.match_substring_regex(column, r"[\r\n]"),
            pc.greater_equal(
                pc.count_substring(column, dialect.delimiter), len(dialect.columns) - 1
            ),
        )
        for place in pc.indices_nonzero(is_suspect).to_pylist():
            _check_quotes(column[place].as_py(), rows[place], dialect)


def _holds_line_end(column: pa.StringArray) -> bool:
    """Search the bytes of a whole column at once, which is many times faster than a pattern value by value."""
    letters = column.buffers()[2]
    if not letters or np.frombuffer(letters, dtype="uint8").min() > ord("\r"):
        return False
    text = letters.to_pybytes()
    return b"\n" in text or b"\r" in text


def _check_lines(lines: list[Malformed], dialect: Dialect) -> None:
    for number, text, _ in lines:
        _check_quotes(text, number, dialect)


def _check_quotes(value: str, number: int, dialect: Dialect) -> None:
    """Raise FeedError where the inner lines of a field look like rows of their own."""
    inner = value.splitlines()[1:]
    if any(line.count(dialect.delimiter) == len(dialect.columns) - 1 for line in inner):
        raise FeedError(
            f"data row {number} runs over {len(inner) + 1} lines that look like rows of their own: a quote is missing. "
            "Correct the file, or set source.quoting = false where its quotes mean nothing"
        )


def _has_rows(path: Path, dialect: Dialect) -> bool:
    with open(path, encoding=dialect.encoding, newline="") as text:
        for _ in range(dialect.skip_lines):
            text.readline()
        return bool(text.read(_PIECE).strip("\ufeff \t\r\n"))


def _stream(path: Path, encoding: str) -> pa.NativeFile:
    """Give a file as UTF-8 bytes, without the mark that only claims to be UTF-8."""
    stream = pa.OSFile(str(path))
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    if codecs.lookup(encoding).name == "utf-8":
        return stream
    return pa.transcoding_input_stream(stream, encoding, "utf-8")
