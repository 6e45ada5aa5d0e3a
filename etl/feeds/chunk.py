"""What does a reader of files hand on? Some rows of one file as text, and the lines that are no rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass
class Chunk:
    """Some rows of one file.

    `table` holds text under the file's own column names; its index is the data row number, the first of the file being 1.
    `malformed` holds (data row, text, reason) of lines that could not be split into the columns. `crs` is what the file itself
    says of its coordinates, if anything.
    """

    table: pd.DataFrame
    source_file: str
    encoding: str
    malformed: list[tuple[int, str, str]] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    crs: str | None = None
