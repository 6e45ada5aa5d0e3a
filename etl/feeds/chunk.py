"""What does a reader of files hand on? Some rows of one file as text, and the lines that are no rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

CHUNK_ROWS = 250_000


@dataclass
class Chunk:
    """Some rows of one file.

    `table` holds text under the file's own column names, "" where a cell is empty, never null. `rows` has the data row number of
    each, the first of the file being 1. `malformed` holds (data row, text, reason) of lines that could not be split into the
    columns. `crs` is what the file itself says of its coordinates, if anything.
    """

    table: pa.Table
    rows: np.ndarray
    source_file: str
    encoding: str
    malformed: list[tuple[int, str, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    crs: str | None = None


def text_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> pa.Table:
    """Give rows of text as a table of a chunk."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([pa.array(column, type=pa.string()) for column in values], names=list(columns))
