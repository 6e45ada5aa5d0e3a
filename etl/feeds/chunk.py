"""What does a reader of files hand on? Some rows of one file as text, and the lines that are no rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

CHUNK_ROWS = 250_000
# A kept copy without the rows of an erased incident: the chunks that were read of the file.
REDACTED = ".redacted"


@dataclass
class Chunk:
    """Some rows of one file.

    `table` holds text under the file's own column names, "" where a cell is empty, never null. `rows` has the data row number of
    each, the first of the file being 1. `malformed` holds (data row, text, reason) of lines that could not be split into the
    columns, and of rows that must not be kept, whose text is None. `crs` is what the file itself says of its coordinates, if
    anything.
    """

    table: pa.Table
    rows: np.ndarray
    source_file: str
    encoding: str
    malformed: Sequence[tuple[int, str | None, str]] = ()
    notes: tuple[str, ...] = ()
    crs: str | None = None


def text_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> pa.Table:
    """Give rows of text as a table of a chunk."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([pa.array(column, type=pa.string()) for column in values], names=list(columns))


def pack_chunk(chunk: Chunk) -> pa.Table:
    """Give a chunk as one table, which Arrow can send: row numbers as its last column, the rest as text beside the columns."""
    names = ("source_file", "encoding", "malformed", "notes", "crs")
    facts = {name: getattr(chunk, name) for name in names}
    table = chunk.table.append_column("row", pa.array(chunk.rows))
    return table.replace_schema_metadata({"chunk": json.dumps(facts)})


def unpack_chunk(packed: pa.Table) -> Chunk:
    """Give back the chunk that was packed."""
    facts = json.loads(packed.schema.metadata[b"chunk"])
    facts["malformed"] = [(number, text, reason) for number, text, reason in facts["malformed"]]
    facts["notes"] = tuple(facts["notes"])
    facts["rows"] = packed.column(packed.num_columns - 1).to_numpy()
    facts["table"] = packed.remove_column(packed.num_columns - 1).replace_schema_metadata()
    return Chunk(**facts)


def write_chunks(chunks: Iterable[Chunk], path: Path) -> None:
    """Write chunks to a file, one after the other, as they are."""
    with open(path, "wb") as file:
        for chunk in chunks:
            packed = pack_chunk(chunk)
            with pa.ipc.new_stream(file, packed.schema) as stream:
                stream.write_table(packed)


def read_chunks(path: Path) -> Iterator[Chunk]:
    """Read the chunks of such a file."""
    with open(path, "rb") as file:
        size = path.stat().st_size
        while file.tell() < size:
            yield unpack_chunk(pa.ipc.open_stream(file).read_all())
