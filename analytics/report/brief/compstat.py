"""What does the table say that command staff know by heart: 7 days, 28 days, year to date, 52 weeks, now against before?

A row for each category, narcotics by who found them, and below it one for each kind of offense. Every window ends with the last
settled day of the days asked for. Windows overlap, and a table of so many comparisons has false ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.coverage import Coverage
from analytics.offenses import OFFENSES, category_of, label_of
from analytics.periods import YEAR_OF_WEEKS
from analytics.report.brief.sections import Part, parts_of
from analytics.report.wording import STANDS_OUT
from analytics.selection import Selection
from analytics.store import Store
from analytics.windows import Window, compare_windows, compstat_windows

WINDOWS = ("7_days", "28_days", "year_to_date", "52_weeks")
WEEKS = YEAR_OF_WEEKS.days // 7


@dataclass(frozen=True)
class Row:
    """A category or a kind of it: its last 52 weeks, and by window the row of `compare_windows`."""

    label: str
    is_kind: bool
    is_victim_reported: bool
    weeks: tuple[int, ...]
    windows: dict[str, dict[Any, Any]]


@dataclass(frozen=True)
class Compstat:
    """The windows and the rows; of each row that chance does not explain, the sentence of its most recent window that says so."""

    windows: tuple[Window, ...]
    rows: tuple[Row, ...]
    standing_out: tuple[str, ...]
    compared: int


def make_compstat(
    store: Store, selection: Selection, coverage: Coverage, *, end: date, where: str | None
) -> Compstat:
    """Compare every window for each category and kind of a selection that names its offenses.

    Raises SelectionError for the public, whose figures come in steps of 28 days.
    """
    counts = store.count_incidents(
        selection.during(coverage.whole), ("occurred_on", "category", "offense", "found_by")
    )
    lines = [
        line for part in parts_of(store, selection, coverage) for line in _lines(part, counts, end)
    ]
    table = pd.concat(
        [
            held[["occurred_on", "incidents"]].assign(line=str(number))
            for number, (*_, held) in enumerate(lines)
        ]
    )
    place = f" in {where}" if where else ""
    names = {str(number): f"{label}{place}" for number, (_, label, *_) in enumerate(lines)}
    found = compare_windows(table, names=names, coverage=coverage, by="line", end=end)
    found = found[found["window"].isin(WINDOWS)]
    by_line: dict[str, dict[str, dict[Any, Any]]] = {name: {} for name in names}
    for each in found.to_dict("records"):
        by_line[each["line"]][each["window"]] = each
    changed = found[found["verdict"].isin(STANDS_OUT)].drop_duplicates("line")
    return Compstat(
        tuple(each for each in compstat_windows(coverage, end=end) if each.name in WINDOWS),
        tuple(
            Row(label, is_kind, part.is_victim_reported, _weeks(held, end), by_line[str(number)])
            for number, (part, label, is_kind, held) in enumerate(lines)
        ),
        tuple(changed["sentence"]),
        int(found["reason"].isna().sum()),
    )


def _lines(
    part: Part, counts: pd.DataFrame, end: date
) -> list[tuple[Part, str, bool, pd.DataFrame]]:
    """Give the rows of a part, itself and its kinds where it has several: part, label, whether it is a kind, counts."""
    held = counts[counts["category"] == part.category]
    held = held[held["offense"].isin(_kinds(part.offenses))]
    if part.found_by:
        held = held[held["found_by"] == part.found_by]
    lines = [(part, part.label, False, held)]
    recent = held[held["occurred_on"] >= pd.Timestamp(end - 2 * YEAR_OF_WEEKS)]
    kinds = [name for name in OFFENSES if (recent["offense"] == name).any()]
    # The kinds of what one side found would be rows of the other side's as well.
    if len(kinds) > 1 and not part.found_by:
        lines += [(part, label_of(name), True, held[held["offense"] == name]) for name in kinds]
    return lines


def _kinds(names: Sequence[str]) -> set[str]:
    return {kind for kind in OFFENSES if kind in names or category_of(kind) in names}


def _weeks(counts: pd.DataFrame, end: date) -> tuple[int, ...]:
    """Count the last 52 times seven days before a day, the earliest first."""
    start = end - timedelta(weeks=WEEKS)
    number = (pd.to_datetime(counts["occurred_on"]) - pd.Timestamp(start)).dt.days.to_numpy() // 7
    held = (number >= 0) & (number < WEEKS)
    weeks = np.bincount(number[held], counts["incidents"].to_numpy()[held], WEEKS)
    return tuple(int(week) for week in weeks)
