"""What does somebody see who reads the snapshot in service ten times a second while runs are killed?"""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import duckdb

from analytics.store import attach_snapshot, current_snapshot

_CONTENT = """
SELECT count(*), count(DISTINCT row_id), count(*) FILTER (status = 'counted'), sum(hash(row_id, version_hash, status))::VARCHAR,
       (SELECT count(*) FROM public_incidents)
FROM incidents
"""
_POLLS_A_SECOND = 10


class Content(NamedTuple):
    """What a snapshot holds: rows, different ones, counted ones, a digest of all that is stated, rows for residents."""

    rows: int
    distinct: int
    counted: int
    digest: str
    public: int


def read_content(data_dir: Path) -> Content:
    """Find and attach the snapshot in service as the pages do, and read everything that it holds."""
    in_service = current_snapshot(data_dir)
    assert in_service is not None, "no snapshot is in service"
    with duckdb.connect() as connection:
        attach_snapshot(connection, in_service)
        return Content(*connection.execute(_CONTENT).fetchall()[0])


class Reader:
    """Reads in a thread, from entering a `with` statement to its end; `seen` and `failures` say what came of it."""

    def __init__(self, data_dir: Path) -> None:
        self.polls = 0
        self.seen: set[Content] = set()
        self.failures: list[str] = []
        self._data_dir, self._is_over = data_dir, Event()
        self._thread = Thread(target=self._read)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _read(self) -> None:
        due = time.monotonic()
        while not self._is_over.wait(max(0, due - time.monotonic())):
            due = max(due + 1 / _POLLS_A_SECOND, time.monotonic())
            self.polls += 1
            # Whatever goes wrong is a finding, not the end of the reading.
            try:
                self.seen.add(read_content(self._data_dir))
            except Exception as error:
                self.failures.append(f"{type(error).__name__}: {error}")
