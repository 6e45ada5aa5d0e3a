"""Where do cleaned rows wait until all of them are known?

A row may turn out to be a copy of one read an hour later, so nothing is written to a snapshot before everything was read. Rows
wait on disk in the order of reception, numbered, and come back by day: memory holds some hundred thousand of them, however
many there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather

from analytics.errors import StoreError

ROWS_A_FILE = 250_000
# The first day and the one after the last; None for no bound.
Stretch = tuple[date | None, date | None]


@dataclass(frozen=True)
class _Part:
    path: Path
    first_on: date
    last_on: date


class Spool:
    """Rows on disk, in files of some hundred thousand.

    `days` counts the rows of each day.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = 0
        self.days: Counter[date] = Counter()
        self._parts: list[_Part] = []
        self._pending: list[pa.Table] = []

    def add(self, rows: pa.Table) -> pa.Table:
        """Take in rows with a column occurred_on, and give them back with their number, seq.

        Raises StoreError where the disk is full.
        """
        seq = pa.array(np.arange(self.rows, self.rows + len(rows)))
        numbered = rows.append_column("seq", seq)
        self.rows += len(rows)
        self._pending.append(numbered)
        if sum(map(len, self._pending)) >= ROWS_A_FILE:
            self.flush()
        return numbered

    def flush(self) -> None:
        """Write what waits in memory; call it when all rows are in."""
        pending = [table for table in self._pending if len(table)]
        self._pending.clear()
        if not pending:
            return
        rows = pa.concat_tables(pending).unify_dictionaries()
        counts = pc.value_counts(rows["occurred_on"].combine_chunks())
        self.days.update({count["values"]: count["counts"] for count in counts.to_pylist()})
        ends = pc.min_max(rows["occurred_on"]).as_py()
        path = self.folder / f"rows-{len(self._parts):05}.arrow"
        try:
            pyarrow.feather.write_feather(rows, path, compression="lz4")
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be written: {error}; free some space and run again, the snapshot in service stays as it is"
            ) from error
        self._parts.append(_Part(path, ends["min"], ends["max"]))

    def between(self, stretch: Stretch, is_wanted: np.ndarray) -> pa.Table | None:
        """Give the wanted rows of a stretch of days, in order of day and row_id; None for none.

        `is_wanted` tells of each seq whether its row is.
        """
        first_on, before = stretch
        found = []
        for part in self._parts:
            if (before and part.first_on >= before) or (first_on and part.last_on < first_on):
                continue
            table = pyarrow.feather.read_table(part.path)
            if first_on and part.first_on < first_on:
                table = table.filter(pc.greater_equal(table["occurred_on"], first_on))
            if before and part.last_on >= before:
                table = table.filter(pc.less(table["occurred_on"], before))
            is_here = is_wanted[table["seq"].to_numpy()]
            found.append(table if is_here.all() else table.filter(pa.array(is_here)))
        if not sum(map(len, found)):
            return None
        rows = pa.concat_tables(found).unify_dictionaries()
        days = rows["occurred_on"].cast(pa.int32()).to_numpy()
        return rows.take(pa.array(np.lexsort((rows["row_id"].to_numpy(), days))))


def cut(days: Counter[date], rows_a_stretch: int) -> list[Stretch]:
    """Cut all days into stretches of about so many rows, given the rows of each day."""
    stretches: list[Stretch] = []
    first_on, rows = None, 0
    for day in sorted(days):
        if rows >= rows_a_stretch:
            stretches.append((first_on, day))
            first_on, rows = day, 0
        rows += days[day]
    return [*stretches, (first_on, None)]
