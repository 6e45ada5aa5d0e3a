"""How are rows read from the files of a feed, every one of them with its file and line?

Every value is read as text: a column of codes read as numbers loses the zero of "0110". A line with the wrong number of fields
cannot be assigned to columns; it is handed on with its text, to be set aside, and is never skipped.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from analytics.errors import FeedError
from etl.feeds.feed import Feed
from etl.feeds.sniff import Dialect, find_dialect, find_header

BLOCK_BYTES = 32 << 20
CHUNK_ROWS = 200_000
_PIECE = 1 << 20
_ENDINGS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
            ".geojson": "geojson", ".json": "esrijson"}  # fmt: skip


@dataclass
class Chunk:
    """Some rows of one file.

    `table` holds text under the file's own column names; its index is the data row number, the first of the file being 1.
    `malformed` holds (data row, text, reason) of lines that could not be split into the columns.
    """

    table: pd.DataFrame
    source_file: str
    encoding: str
    malformed: list[tuple[int, str, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    crs: str | None = None


def find_files(feed: Feed, source: Path) -> list[Path]:
    """List the files of a feed below a folder, or the one file given, in order of their names.

    Raises FeedError where there is none, naming the pattern that was looked for.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise FeedError(f"{source}: no such file or folder")
    pattern = Path(feed.source.path).name
    found = [
        path
        for path in source.rglob("*")
        if path.is_file() and fnmatchcase(path.name.casefold(), pattern.casefold())
    ]
    if not found:
        raise FeedError(f"{source}: holds no file like {pattern} for feed {feed.feed}")
    return sorted(found, key=lambda path: path.relative_to(source).as_posix().casefold())


def read_file(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    """Read one file, chunk by chunk, at least one chunk a file.

    Raises FeedError, naming the file, where it cannot be read as the feed describes.
    """
    kind = feed.source.format or _ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise FeedError(f"{name}: what kind of file is it? Set source.format in the definition")
    try:
        if kind == "csv":
            yield from _read_delimited(feed, path, name)
        elif kind == "xlsx":
            yield from _read_workbook(feed, path, name)
        else:
            yield from _read_json(path, name)
    except FeedError as error:
        raise FeedError(f"{name}: {error}") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        raise FeedError(f"{name}: cannot be read as {kind}: {error}") from error


def _read_delimited(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    dialect = find_dialect(path, feed)
    malformed: list[tuple[int, str, str]] = []
    taken: set[int] = set()

    def set_aside(row: pyarrow.csv.InvalidRow) -> str:
        reason = f"has {row.actual_columns} fields, {row.expected_columns} are expected"
        malformed.append((row.number, row.text, reason))
        taken.add(row.number)
        return "skip"

    with open(path, "rb") as file:
        rows = _from_first_row(file, dialect)
        if rows is None:
            nothing = pd.DataFrame(columns=list(dialect.columns), dtype="str")
            yield Chunk(nothing, name, dialect.encoding, notes=dialect.notes)
            return
        reader = pyarrow.csv.open_csv(
            rows,
            read_options=pyarrow.csv.ReadOptions(
                column_names=list(dialect.columns), block_size=BLOCK_BYTES, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
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
            table = batch.to_pandas()
            table.index = pd.Index(numbers, dtype="int64")
            yield Chunk(table, name, dialect.encoding, malformed[sent:], dialect.notes)
            sent = len(malformed)
        if sent < len(malformed):
            nothing = pd.DataFrame(columns=list(dialect.columns), dtype="str")
            yield Chunk(nothing, name, dialect.encoding, malformed[sent:], dialect.notes)


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


def _read_workbook(feed: Feed, path: Path, name: str) -> Iterator[Chunk]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [feed.source.sheet] if feed.source.sheet else workbook.sheet_names
        found = None
        for sheet in sheets:
            rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            texts = [[_cell_text(cell) for cell in row] for row in rows]
            found = find_header(texts, feed)
            if found is not None:
                break
    except CalamineError as error:
        raise FeedError(f"not a workbook that can be read: {error}") from error
    if found is None:
        raise FeedError(
            f"no sheet of {', '.join(sheets)} has a row that names the columns of feed {feed.feed}"
        )
    place, columns = found
    body = [row for row in texts[place + 1 :] if any(row)]
    table = pd.DataFrame(body, columns=list(columns), dtype="str")
    table.index = pd.RangeIndex(1, len(table) + 1)
    yield Chunk(table, name, "xlsx", notes=(f"sheet {sheet}, header in row {place + 1}",))


def _cell_text(cell: Any) -> str:
    """Write a workbook's cell as text; times in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _read_json(path: Path, name: str) -> Iterator[Chunk]:
    try:
        document = json.loads(path.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise FeedError(f"not complete JSON ({error}); fetch it again") from error
    if isinstance(document, dict) and "error" in document:
        raise FeedError(f"holds a server's error, not data: {document['error']}")
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise FeedError("holds no list of features")
    crs = None
    reference = document.get("spatialReference") or {}
    if code := reference.get("latestWkid") or reference.get("wkid"):
        crs = f"{'ESRI' if code > 32767 and code not in (102100,) else 'EPSG'}:{code}"
        crs = "EPSG:3857" if code == 102100 else crs
    if document.get("exceededTransferLimit") or document.get("properties", {}).get(
        "exceededTransferLimit"
    ):
        raise FeedError("is one page of a longer answer (exceededTransferLimit); fetch all pages")
    rows = [_feature_row(feature) for feature in document["features"]]
    for start in range(0, max(len(rows), 1), CHUNK_ROWS):
        part = pd.DataFrame(rows[start : start + CHUNK_ROWS]).fillna("").astype("str")
        part.index = pd.RangeIndex(start + 1, start + 1 + len(part))
        yield Chunk(part, name, "utf-8", crs=crs)


def _feature_row(feature: dict[str, Any]) -> dict[str, str]:
    values = feature.get("attributes") or feature.get("properties") or {}
    row = {key: "" if value is None else _json_text(value) for key, value in values.items()}
    geometry = feature.get("geometry") or {}
    x, y = geometry.get("x"), geometry.get("y")
    if geometry.get("type") == "Point" and geometry.get("coordinates"):
        x, y = geometry["coordinates"][:2]
    row["geometry.x"] = "" if x is None else repr(x)
    row["geometry.y"] = "" if y is None else repr(y)
    return row


def _json_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)
