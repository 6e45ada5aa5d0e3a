"""Since when is it known what a held run brings? From the moment on at which a person let it in, not from that of the run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

# What a run dates with its own moment, and nothing of an earlier run.
_MOMENTS = (
    ("receipts", "recorded_at"), ("receipts", "first_seen_at"), ("past_rows", "superseded_at"),
    ("feeds", "recorded_at"), ("feed_runs", "recorded_at"), ("run", "published_at"),
)  # fmt: skip


def date_from(draft: Path, now: datetime) -> None:
    """Move what a run dated to another moment, UTC without a zone, all of it or nothing.

    The file must be a copy that no reader sees. Raises duckdb.Error where there is no space for the dates.
    """
    with duckdb.connect(str(draft)) as connection:
        connection.begin()
        ((started,),) = connection.execute("SELECT started_at FROM run").fetchall()
        for table, column in _MOMENTS:
            # Not only the run's moment: an approval killed before the pointer moved has dated the file once already.
            connection.execute(
                f"UPDATE {table} SET {column} = $now WHERE {column} >= $started",
                {"now": now, "started": started},
            )
        connection.commit()
        # Without it the dates may stay in a log beside the file: closing writes them too, but is silent where the disk is full.
        connection.execute("CHECKPOINT")
