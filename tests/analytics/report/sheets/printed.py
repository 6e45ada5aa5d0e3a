"""What is on a sheet of paper: its pages, its pictures, and the names that make it hardest to keep them on a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analytics.periods import Period
from analytics.report.kinds import KINDS, Asked
from analytics.report.sheet import Sheet, typeset
from analytics.selection import Selection
from analytics.store import Store
from tests.analytics.report.brief.test_brief import pages_of

WORD = "Donaudampfschifffahrtsgesellschaftskapitaen"
LONG_NAMES = (
    "Desert Highland Gateway Estates North of Vista Chino and West of Sunrise",
    WORD,
    f"{WORD} and all of the streets behind it, with more words than any table holds",
)
CHECKS = (
    "Checked: 3 of 12 flagged, acknowledged by a person with a long name; " + "why, " * 20,
) * 3


def name_all(store: Store, name: str) -> None:
    """Give every neighborhood and every block of a store a long name of its own."""
    for table in (store._neighborhoods, store._blocks):
        if table is not None:
            table["name"] = [f"{name} {number}" for number in range(len(table))]


def made(kind: str, store: Store, selection: Selection, **asked: Any) -> Sheet:
    return KINDS[kind].make(store, Asked(selection, **asked))


def printed(kind: str, store: Store, selection: Selection, **asked: Any) -> list[str]:
    """Give the text of each page."""
    return pages_of(typeset(made(kind, store, selection, **asked)))


def pictures(said: Any) -> Iterator[dict[str, Any]]:
    """Give every part of a sheet's content that holds a drawing."""
    if isinstance(said, dict):
        if said.get("svg"):
            yield said
        for part in said.values():
            yield from pictures(part)
    elif isinstance(said, list | tuple):
        for part in said:
            yield from pictures(part)


def count_rows(rows: pd.DataFrame, period: Period, **wanted: str) -> int:
    """Count rows of incidents by hand."""
    day = pd.to_datetime(rows["occurred_on"]).dt.date
    held = (day >= period.start) & (day < period.end)
    for column, value in wanted.items():
        held &= rows[column] == value
    return int(held.sum())
