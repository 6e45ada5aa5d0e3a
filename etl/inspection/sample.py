"""Which rows does an inspection look at, and under which column names?

The reader of feeds is told what a header may say instead of what it does say: every name known from published feeds, of which a
header has a day, an offense, a place, a number or the like. A text file without such a row has unknown names or no header; then a
first row of words above rows with numbers is taken for its header. What is said of a file longer than LIMIT rows is said of its
first rows alone.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed, Identity, Source
from etl.feeds.files import ENDINGS, read_file
from etl.feeds.sniff import ALL_PARTS, DELIMITERS, SAMPLE, find_encoding, normal
from etl.inspection.names import known_names, meanings_of

Reader = Callable[[Feed, Path, str], Iterator[Chunk]]
LIMIT = 200_000
# To find no header by. It has letters, since without them it would be what an empty cell is.
NO_NAME = "a name that no column has"
_LEAST_MEANT = 2
_WORKBOOKS = (".xlsx", ".xlsm")
_LAYERS = (".shp", ".gpkg")
_PACKED = (".zip", ".gz")
_TEXTS = (".csv", ".txt", ".tsv")
_GROUPS = (
    dict.fromkeys(("occurred_from", "occurred_to", "reported", "updated"), "when")
    | dict.fromkeys(("offense_code", "offense_text"), "what")
    | dict.fromkeys(("address", "lon", "lat", "x", "y", "point"), "where")
    | {"incident_id": "number"}
)


@dataclass
class Sample:
    """The rows looked at, as trimmed text.

    `crs` is what the file says of its coordinates; `has_header` is False where it does not name its columns; `parts` counts the
    sheets, or the files of an archive. Of a service, `types` is its word for what each column holds, and `dates_zone` for the
    time zone that it keeps dates in.
    """

    name: str
    table: pd.DataFrame
    crs: str | None = None
    has_header: bool = True
    is_whole: bool = True
    malformed: int = 0
    notes: tuple[str, ...] = ()
    parts: int = 1
    types: Mapping[str, str] = field(default_factory=dict)
    dates_zone: str | None = None


def probe(columns: dict[str, tuple[str, ...]], source: Source) -> Feed:
    """Give a feed that knows nothing but names, to read an unknown file with."""
    return Feed(
        feed="unknown", title="", place="", time_zone="UTC", columns=columns, other_columns=None,
        optional=(), source=source, time_formats=(), crs="EPSG:4326", decimal=".", code_system="local",
        offense_map={}, map_from="offense_code", found_by=None, identity=Identity(), cancellation=None,
    )  # fmt: skip


def sample_file(path: Path, name: str | None = None, *, read: Reader = read_file) -> Sample:
    """Read the first rows of a file; of a workbook, those of all sheets that are laid out as its best known one.

    `read` is the reader of files: one that a harmful file cannot end is `etl.feeds.sandbox`'s. Raises FeedError, naming the file,
    where it is no table that a feed could be read from.
    """
    name = name or path.name
    try:
        return sample_of(read(probe(_groups(), Source(sheet=ALL_PARTS)), path, name), name)
    except FeedError as error:
        ending = path.suffix.lower()
        if ending in (*_WORKBOOKS, *_LAYERS):
            raise FeedError(
                f"{error}. If its columns have other names, save the sheet or layer as CSV and inspect that"
            ) from error
        if ending not in (*ENDINGS, *_PACKED):
            raise FeedError(
                f"{name}: nothing says what kind of file it is; give it its ending, one of {', '.join(ENDINGS)}"
            ) from error
        if ending not in _TEXTS:
            raise
        return _sample_unknown(path, name, read, error)


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Give the known names in groups of which a header has names of at least half: no row of values does."""
    groups: dict[str, list[str]] = {}
    for name, meanings in known_names().items():
        role = meanings[0].role.partition(".")[0]
        groups.setdefault(_GROUPS.get(role, "other"), []).append(name)
    return {group: tuple(names) for group, names in groups.items()}


def sample_of(chunks: Iterator[Chunk], name: str) -> Sample:
    """Take the first rows of chunks."""
    taken: list[Chunk] = []
    while sum(chunk.table.num_rows for chunk in taken) < LIMIT:
        chunk = next(chunks, None)
        if chunk is None:
            break
        taken.append(chunk)
    is_whole = next(chunks, None) is None
    known = [sum(bool(meanings_of(name)) for name in chunk.table.column_names) for chunk in taken]
    taken = [chunk for chunk, count in zip(taken, known, strict=True) if count >= max(known) / 2]
    frames = [chunk.table.to_pandas().astype("str") for chunk in taken]
    table = pd.concat(frames, ignore_index=True).fillna("")
    return Sample(
        name,
        table.apply(lambda column: column.str.strip()),
        crs=taken[0].crs,
        is_whole=is_whole,
        malformed=sum(len(chunk.malformed) for chunk in taken),
        notes=tuple(dict.fromkeys(note for chunk in taken for note in chunk.notes)),
        parts=len({chunk.source_file for chunk in taken}),
    )


def _sample_unknown(path: Path, name: str, read: Reader, reason: FeedError) -> Sample:
    """Read a delimited text file none of whose rows is a header that is known."""
    rows = _first_rows(path)
    if not rows or len(rows[0]) < 2:
        first_line = rows[0][0][:60] if rows and rows[0] else ""
        raise FeedError(
            f"{name}: is no table: its first line is {first_line!r}; inspect the file that holds the rows"
        ) from reason
    first = [cell.strip() for cell in rows[0]]
    has_header = _names_columns(first, rows[1:])
    if has_header:
        feed = probe({"any": tuple(cell.replace("+", " ") for cell in first)}, Source())
    else:
        unnamed = tuple(f"column {place}" for place in range(1, len(first) + 1))
        source = Source(format="csv", columns_without_header=unnamed)
        feed = probe({"any": (NO_NAME,)}, source)
    sample = sample_of(read(feed, path, name), name)
    sample.has_header = has_header
    return sample


def _first_rows(path: Path) -> list[list[str]]:
    encoding, mark, _ = find_encoding(path)
    with open(path, "rb") as file:
        file.seek(mark)
        text = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(SAMPLE))

    def split(delimiter: str) -> list[list[str]]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for row, _ in zip(rows, range(50), strict=False) if row]

    def evenness(rows: list[list[str]]) -> tuple[int, int]:
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(map(split, DELIMITERS), key=evenness)


def _names_columns(first: list[str], below: list[list[str]]) -> bool:
    """Say if a row names the columns: words, all different, where the rows below hold numbers, or names that mean something."""
    if len({normal(cell) for cell in first}) < len(first) or not all(first) or not below:
        return False
    meant = [sum(bool(meanings_of(cell)) for cell in row) for row in (first, *below)]
    if meant[0] >= max(_LEAST_MEANT, len(first) / 3) and meant[0] > max(meant[1:]):
        return True
    with_digits = [any(map(str.isdigit, cell)) for cell in first]
    row = below[0]
    below_with_digits = [any(map(str.isdigit, cell)) for cell in row]
    return sum(with_digits) * 4 <= sum(below_with_digits)
