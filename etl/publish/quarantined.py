"""Which rows does a snapshot hold as set aside, and what did it make of rows of another?"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from analytics.store import attach_snapshot

_ROWS = "FROM set_aside WHERE kind = 'quarantined'"
_OUTCOMES = f"""
WITH was AS (SELECT DISTINCT feed, source_file, source_row FROM before)
SELECT (SELECT count(*) FROM was SEMI JOIN incidents USING (feed, source_file, source_row)),
       (SELECT count(*) FROM was ANTI JOIN incidents USING (feed, source_file, source_row)
        SEMI JOIN (FROM set_aside WHERE kind = 'duplicate') AS d USING (feed, source_file, source_row)),
       (SELECT count(*) FROM was ANTI JOIN incidents USING (feed, source_file, source_row)
        SEMI JOIN ({_ROWS}) AS q USING (feed, source_file, source_row))
"""


def read_quarantined(snapshot: Path) -> pd.DataFrame:
    """Read the rows that were set aside for a fault of their own, as schema.SET_ASIDE describes them."""
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        return connection.execute(f"SELECT * {_ROWS} ORDER BY feed, source_file, source_row").df()


def outcomes(snapshot: Path, before: pd.DataFrame) -> tuple[int, int, int]:
    """Count how many of some rows (feed, source_file, source_row) are incidents, duplicates, and still set aside."""
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        connection.register("before", before[["feed", "source_file", "source_row"]])
        ((accepted, duplicates, still),) = connection.execute(_OUTCOMES).fetchall()
    return accepted, duplicates, still
