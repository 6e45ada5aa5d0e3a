"""What does the registry say of a comparison, and of the data behind it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from analytics.changes import Change
from analytics.coverage import Coverage
from analytics.numbers import NUMBERS, write


@dataclass(frozen=True)
class Said:
    """A number of a selection: its name in `NUMBERS`, what it is of, its value, and how it is written."""

    name: str
    of: str
    value: Any
    text: str


def said(name: str, of: str, value: Any) -> Said:
    """Give a number with what it is of."""
    return Said(name, of, value, write(name, value))


def said_of_change(of: str, change: Change) -> list[Said]:
    """Give the numbers of a comparison."""
    return [
        said("now", of, change.now),
        said("before", of, change.before),
        said("times", of, change),
        said("verdict", of, change.verdict),
    ]


def numbers_line(of: str, change: Change) -> str:
    """Say a comparison in a line: "Burglary: 51, before 30. Can't tell." """
    now, before, times, verdict = (each.text for each in said_of_change(of, change))
    limits = f", {times} times as many" if change.verdict in ("up", "down") else ""
    return f"{of}: {now}, before {before}. {verdict}{limits}."


def said_of_coverage(coverage: Coverage) -> list[Said]:
    """Give the numbers that say what all others rest on."""
    return [
        said("on_map_share", coverage.place, coverage.on_map_share),
        said("located_share", coverage.place, coverage.located_share),
        said("settled_until", coverage.place, coverage.settled_until - timedelta(days=1)),
        said("data_as_of", coverage.place, coverage.data_as_of),
    ]


def numbers_table(numbers: Iterable[Said]) -> pd.DataFrame:
    """List numbers with their registry entry: Number, Of, Written, Over, Rounded."""
    rows = [
        (
            NUMBERS[each.name].what,
            each.of,
            each.text,
            NUMBERS[each.name].over,
            NUMBERS[each.name].rounding.words,
        )
        for each in numbers
    ]
    return pd.DataFrame(rows, columns=["Number", "Of", "Written", "Over", "Rounded"])
