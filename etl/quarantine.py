"""Which rows were set aside, why, and does a run accept them now?

A row is followed by its file and number: one that comes again in another file is another row here. What a court had erased is
listed too, without its content.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.publish.quarantined import outcomes, read_quarantined

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ["feed", "source_file", "source_row", "reason", "content"]

__all__ = ["as_csv", "by_reason", "compare", "read_quarantined"]


def by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    """Count rows by feed and reason, the most first: feed, reason, rows, example (of what the reason speaks of, may be empty)."""
    # Of no rows there are no parts either.
    parts = rows["reason"].str.partition(": ").reindex(columns=range(3))
    table = rows.assign(reason=parts[0], example=parts[2].fillna(""))
    return (
        table.groupby(["feed", "reason"], as_index=False)
        .agg(rows=("reason", "size"), example=("example", "first"))
        .sort_values(["feed", "rows", "reason"], ascending=[True, False, True], ignore_index=True)
    )


def as_csv(rows: pd.DataFrame, feed: str | None = None) -> str:
    """Write rows as CSV: feed, source_file, source_row, reason, content as received (JSON).

    A spreadsheet would run a text that starts like a formula: it gets an apostrophe before it.
    """
    chosen = rows if feed is None else rows[rows["feed"] == feed]
    table = chosen[_COLUMNS].copy()
    for column in ("feed", "source_file", "reason", "content"):
        table[column] = table[column].map(_escaped, na_action="ignore")
    return table.to_csv(index=False, lineterminator="\r\n")


def _escaped(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def compare(before: pd.DataFrame, snapshot: Path) -> dict[str, int]:
    """Count what became in a snapshot of rows that were set aside: accepted, duplicates, still quarantined."""
    accepted, duplicates, still = outcomes(snapshot, before)
    return {
        "quarantined_before": len(before.drop_duplicates(["feed", "source_file", "source_row"])),
        "accepted": accepted,
        "duplicates": duplicates,
        "still_quarantined": still,
    }
