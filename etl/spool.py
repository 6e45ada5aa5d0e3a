"""Where do cleaned rows wait until all of them are known?

A row may turn out to be a copy of one read an hour later, so nothing is written to a snapshot before everything was read. Rows
wait on disk in the order of reception, numbered, and come back by day: memory holds some hundred thousand of them, however
many there are.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather

from analytics.errors import StoreError

ROWS_A_FILE = 250_000
_FIRST_DAY = date(1970, 1, 1)
# The first day and the one after the last; None for no bound.
Stretch = tuple[date | None, date | None]


class Spool:
    """Rows on disk, in files of some hundred thousand.

    `days` counts the rows of each day.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = 0
        self.days: Counter[date] = Counter()
        self._parts: list[tuple[Path, np.ndarray]] = []
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
        """Write what waits in memory, in order of day; call it when all rows are in."""
        pending = [table for table in self._pending if len(table)]
        self._pending.clear()
        if not pending:
            return
        rows = pa.concat_tables(pending).unify_dictionaries()
        order = np.argsort(_days(rows), kind="stable")
        rows = rows.take(pa.array(order)) if (np.diff(order) != 1).any() else rows
        days = _days(rows)
        counts = dict(zip(*np.unique(days, return_counts=True), strict=True))
        self.days.update({_FIRST_DAY + timedelta(int(day)): int(n) for day, n in counts.items()})
        path = self.folder / f"rows-{len(self._parts):05}.arrow"
        try:
            pyarrow.feather.write_feather(rows, path, compression="uncompressed")
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be written: {error}; free some space and run again, the snapshot in service stays as it is"
            ) from error
        self._parts.append((path, days))

    def between(self, stretch: Stretch) -> pa.Table | None:
        """Give the rows of a stretch of days; None for none. Those of each file are in order of day."""
        first_on, before = stretch
        found = []
        for path, days in self._parts:
            start = 0 if first_on is None else np.searchsorted(days, (first_on - _FIRST_DAY).days)
            end = len(days) if before is None else np.searchsorted(days, (before - _FIRST_DAY).days)
            if start < end:
                table = pyarrow.feather.read_table(path, memory_map=True)
                found.append(table.slice(int(start), int(end - start)))
        return pa.concat_tables(found).unify_dictionaries() if found else None


def _days(rows: pa.Table) -> np.ndarray:
    return rows["occurred_on"].cast(pa.int32()).to_numpy()


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
