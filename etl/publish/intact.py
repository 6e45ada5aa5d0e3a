"""Can everything be read that a snapshot holds?

Opening reads little more than the start of a file: one that was cut in half still opens, and fails at the first question about
what is lost. A snapshot of changes needs its base as well.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.errors import StoreError
from analytics.schema import TABLES
from analytics.store import attach_snapshot


def read_through(snapshot: Path) -> None:
    """Read every value of a snapshot and of its base; DuckDB compares each block with its checksum.

    Raises StoreError with the name of the file that is missing or damaged.
    """
    with duckdb.connect() as connection:
        base = attach_snapshot(connection, snapshot)
        for name, path in (("own", snapshot), ("base", base)):
            for table in TABLES if path is not None else ():
                try:
                    connection.execute(
                        f"SELECT bit_xor(hash(*COLUMNS(*))) FROM {name}.{table}"
                    ).fetchall()
                except duckdb.Error as error:
                    raise StoreError(f"{path}: is damaged: {error}") from error
