"""Where do cleaned rows wait until all of them are known?

A row may turn out to be a copy of one read an hour later, so nothing is written to a snapshot before everything was read. Rows
wait on disk in the order of reception, numbered, and come back by day: memory holds some hundred thousand of them, however
many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather

from analytics.errors import StoreError
from etl.ahead import ahead

ROWS_A_FILE = 250_000
# So many numbers of rows are sorted at once by each thread.
_ROWS_A_SHARE = 8_000_000
_THREADS = 2
_SIEVE_BITS = 24
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

    @property
    def parts(self) -> int:
        """The number of files written so far: those of a feed are what is written between two flushes."""
        return len(self._parts)

    def add(self, rows: pa.Table) -> pa.Table:
        """Take in rows with a column occurred_on, and give them back with their number, seq.

        Raises StoreError where the disk is full.
        """
        seq = pa.array(np.arange(self.rows, self.rows + len(rows), dtype="uint32"))
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
        rows = pa.concat_tables(pending)
        order = np.argsort(_days(rows), kind="stable")
        rows = rows.take(pa.array(order)) if (np.diff(order) != 1).any() else rows
        days = _days(rows)
        starts = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
        counts = np.diff(starts, append=len(days))
        self.days.update(
            {
                _FIRST_DAY + timedelta(int(days[at])): int(n)
                for at, n in zip(starts, counts, strict=True)
            }
        )
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
        return pa.concat_tables(found) if found else None

    def repeated(self, first_part: int, columns: list[str]) -> Iterator[pa.Table]:
        """Give some columns of the rows of which the files from `first_part` on have another of the same row_id."""
        paths = [path for path, _ in self._parts[first_part:]]
        rows = sum(len(days) for _, days in self._parts[first_part:])
        shares = max(ceil(rows / _ROWS_A_SHARE), _THREADS)
        found = ahead(lambda share: _again(paths, share, shares), range(shares), threads=_THREADS)
        again = np.sort(np.concatenate([*found]))
        if not len(again):
            return
        sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
        sieve[_sifted(again)] = True
        for path in paths:
            ids = _row_ids(path)
            # What falls through the sieve is none of them; the few that are left are looked up.
            places = np.flatnonzero(sieve[_sifted(ids)])
            nearest = np.minimum(np.searchsorted(again, ids[places]), len(again) - 1)
            places = places[again[nearest] == ids[places]]
            if len(places):
                table = pyarrow.feather.read_table(path, columns=columns, memory_map=True)
                yield table.take(pa.array(places))


def _days(rows: pa.Table) -> np.ndarray:
    return rows["occurred_on"].cast(pa.int32()).to_numpy()


def _row_ids(path: Path) -> np.ndarray:
    table = pyarrow.feather.read_table(path, columns=["row_id"], memory_map=True)
    return table["row_id"].to_numpy()


def _again(paths: list[Path], share: int, shares: int) -> np.ndarray:
    """Give the numbers that files have more than once, of one of several shares of all numbers."""
    of_share = [ids[ids % shares == share] for ids in map(_row_ids, paths)]
    ids = np.sort(np.concatenate([np.empty(0, "int64"), *of_share]))
    return ids[1:][ids[1:] == ids[:-1]]


def _sifted(ids: np.ndarray) -> np.ndarray:
    return ids & ((1 << _SIEVE_BITS) - 1)


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
