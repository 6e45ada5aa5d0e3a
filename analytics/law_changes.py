"""On which days did a law change what is counted?

A series that jumps on such a day says something of the law or of the counting, not of crime: charts mark these days, and a
comparison across one is of two different things. That a change is listed does not show that it moved the counts of this place,
and one that is not listed may have. The days are those on which the law took effect; a department's practice follows later.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from analytics.classify import CODES
from analytics.offenses import OFFENSES
from analytics.periods import Period


@dataclass(frozen=True)
class LawChange:
    """A change of the law: the first day it holds, and in a sentence what it does to the counts of which offenses."""

    effective_on: date
    name: str
    offenses: frozenset[str]
    effect: str
    source: str


def read_law_changes(names: Iterable[str], period: Period) -> tuple[LawChange, ...]:
    """Give the changes that break a series of these categories or offenses within a period, the earliest first.

    No names means all of them. A change on the first day of the period breaks nothing in it and is left out.
    Raises KeyError for a name that is neither a category nor an offense.
    """
    wanted = _offenses_of(names) or frozenset(OFFENSES)
    return tuple(
        change
        for change in all_law_changes()
        if period.start < change.effective_on < period.end and change.offenses & wanted
    )


@cache
def all_law_changes() -> tuple[LawChange, ...]:
    """Read every change of `codes/law_changes.csv`, the earliest first."""
    with open(CODES / "law_changes.csv", encoding="utf-8", newline="") as file:
        changes = [
            LawChange(
                date.fromisoformat(row["effective_on"]),
                row["name"],
                _offenses_of(row["offenses"].split()),
                row["effect"],
                row["source"],
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(changes, key=lambda change: change.effective_on))


def _offenses_of(names: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        members = {key for key, offense in OFFENSES.items() if name in (key, offense.category)}
        if not members:
            raise KeyError(name)
        found |= members
    return frozenset(found)
