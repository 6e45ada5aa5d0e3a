"""Where do cleaned rows wait until all of them are known?

A row may turn out to be a copy of one read an hour later, so nothing is written to a snapshot before everything was read. Rows
wait on disk in the order of reception, numbered, and come back by day: memory holds some hundred thousand of them, however
many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather

from analytics.errors import StoreError
from etl.ahead import ahead
from etl.feeds.slots import copied

ROWS_A_FILE = 250_000
# So many numbers of rows are sorted at once by each thread.
_ROWS_A_SHARE = 8_000_000
_THREADS = 2
_SIEVE_BITS = 24
_FIRST_DAY = date(1970, 1, 1)
# The first day and the one after the last; None for no bound.
Stretch = tuple[date | None, date | None]


class _Part:
    """One file of rows as they came: `order` leads through them by day, of which `days` start at `starts`."""

    def __init__(self, path: Path, rows: pa.Table) -> None:
        days = rows["occurred_on"].cast(pa.int32()).to_numpy()
        self.path, self.rows = path, len(rows)
        self.order = np.argsort(days, kind="stable").astype("uint32")
        self.days, counts = np.unique(days, return_counts=True)
        self.starts = np.concatenate([[0], np.cumsum(counts)])

    def between(self, first_on: date | None, before: date | None) -> np.ndarray:
        """Give the places of the rows of a stretch of days, by day."""
        start = 0 if first_on is None else np.searchsorted(self.days, (first_on - _FIRST_DAY).days)
        end = (
            len(self.days)
            if before is None
            else np.searchsorted(self.days, (before - _FIRST_DAY).days)
        )
        return self.order[self.starts[start] : self.starts[end]]

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Read the rows, without a copy in memory."""
        return pyarrow.feather.read_table(self.path, columns=columns, memory_map=True)

    def row_ids(self) -> np.ndarray:
        return self.read(["row_id"])["row_id"].to_numpy()


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
        if len(numbered) + sum(map(len, self._pending)) >= ROWS_A_FILE:
            self._pending.append(numbered)
            self.flush()
        else:
            # What waits may wait for many more files, and each chunk is in one of a few slots.
            self._pending.append(copied(numbered))
        return numbered

    def flush(self) -> None:
        """Write what waits in memory; call it when all rows are in."""
        pending = [table for table in self._pending if len(table)]
        self._pending.clear()
        if not pending:
            return
        rows = pa.concat_tables(pending)
        part = _Part(self.folder / f"rows-{len(self._parts):05}.arrow", rows)
        counts = zip(part.days, np.diff(part.starts), strict=True)
        self.days.update({_FIRST_DAY + timedelta(int(day)): int(count) for day, count in counts})
        try:
            pyarrow.feather.write_feather(rows, part.path, compression="uncompressed")
        except OSError as error:
            raise StoreError(
                f"{part.path}: cannot be written: {error}; free some space and run again, the snapshot in service stays as it is"
            ) from error
        self._parts.append(part)

    def between(self, stretch: Stretch, is_dropped: np.ndarray) -> pa.Table | None:
        """Give the rows of a stretch of days, file by file in order of day, without those that are dropped; None for none."""
        found = []
        for part in self._parts:
            places = part.between(*stretch)
            if len(places):
                rows = part.read()
                places = places[~is_dropped[rows["seq"].to_numpy()[places]]]
                found.append(rows.take(pa.array(places)))
        return pa.concat_tables(found) if any(map(len, found)) else None

    def remove(self) -> None:
        """Remove the files, but for those that are in use where the system does not let go of them."""
        for part in self._parts:
            with suppress(OSError):
                part.path.unlink()

    def repeated(self, first_part: int, columns: list[str]) -> Iterator[pa.Table]:
        """Give some columns of the rows of which the files from `first_part` on have another of the same row_id."""
        parts = self._parts[first_part:]
        bits = max(ceil(sum(part.rows for part in parts) / _ROWS_A_SHARE) - 1, 1).bit_length()
        found = ahead(lambda share: _again(parts, share, bits), range(1 << bits), threads=_THREADS)
        again = np.sort(np.concatenate([*found]))
        if not len(again):
            return
        sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
        sieve[_sifted(again)] = True

        def rows_of(part: _Part) -> pa.Table:
            ids = part.row_ids()
            # What falls through the sieve is none of them; the few that are left are looked up.
            places = np.flatnonzero(sieve[_sifted(ids)])
            nearest = np.minimum(np.searchsorted(again, ids[places]), len(again) - 1)
            return part.read(columns).take(pa.array(places[again[nearest] == ids[places]]))

        yield from filter(len, ahead(rows_of, parts, threads=_THREADS))


def _again(parts: list[_Part], share: int, bits: int) -> np.ndarray:
    """Give the numbers that files have more than once, of the share of all numbers that begin with some bits."""
    of_share = [np.empty(0, "int64")]
    for ids in (part.row_ids() for part in parts):
        of_share.append(ids[ids.view("uint64") >> np.uint64(64 - bits) == share])
    ids = np.sort(np.concatenate(of_share))
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
