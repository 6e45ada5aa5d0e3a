"""Now against before, over 7 and 28 days, the year to date, 52 weeks, and the same 28 days a year ago?

Every window ends with the last settled day of the period that is asked for. Windows overlap: one busy month can make three of
them say "up".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analytics.coverage import Coverage, day_words
from analytics.numbers import write
from analytics.report.wording import STANDS_OUT
from analytics.windows import Window, compare_windows, compstat_windows
from dashboard.context import Reader
from dashboard.tables.daily import daily_counts
from dashboard.tables.parts import Part, parts_of
from dashboard.urlstate import View
from dashboard.wording import where_words


@dataclass(frozen=True)
class Compstat:
    """The windows, the parts in order, and a row of `compare_windows` for each of them; dark feeds have parts but no rows."""

    windows: tuple[Window, ...]
    parts: tuple[Part, ...]
    rows: pd.DataFrame

    def row(self, part: Part, window: Window) -> dict[Any, Any] | None:
        """Give the comparison of a part in a window; None where its feed went dark."""
        return self._by_name.get((part.label, window.name))

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], dict[Any, Any]]:
        return {(row["label"], row["window"]): row for row in self.rows.to_dict("records")}

    @cached_property
    def compared(self) -> pd.DataFrame:
        """The rows in which there was something to compare."""
        return self.rows[self.rows["reason"].isna()]

    @cached_property
    def standing_out(self) -> pd.DataFrame:
        """The rows that chance does not explain."""
        return self.rows[self.rows["verdict"].isin(STANDS_OUT)]


def compstat(reader: Reader, view: View) -> Compstat:
    """Compare every window for every part of a selection; the rows' column `label` names the part."""
    coverage = reader.coverage_of(view.selection)
    end = min(view.selection.period.end, coverage.settled_until)
    parts = tuple(parts_of(reader, view.asked))
    live = [part for part in parts if not view.leaves_out(part.category)]
    whole = view.selection.during(coverage.whole)

    def compare() -> pd.DataFrame:
        daily = daily_counts(reader, view.asked)
        days = daily.dates
        counts = [daily.of(part.category, part.found_by) for part in live]
        number = np.repeat(np.arange(len(live)), len(days))
        labels = pd.CategoricalDtype([part.label for part in live])
        labelled = pd.DataFrame(
            {
                "occurred_on": np.tile(days, len(live)),
                "label": pd.Categorical.from_codes(number, dtype=labels),
                "incidents": np.concatenate(counts),
            }
        )
        names = {part.label: _words(part, reader, view) for part in live}
        return compare_windows(labelled, names=names, coverage=coverage, by="label", end=end)

    rows = reader.once("compstat", whole, end, make=compare)
    return Compstat(_windows(coverage, view), parts, rows)


def _windows(coverage: Coverage, view: View) -> tuple[Window, ...]:
    return compstat_windows(coverage, end=view.selection.period.end)


def _words(part: Part, reader: Reader, view: View) -> str:
    where = where_words(view.selection, reader.names, reader.block_names)
    return f"{part.label} in {where}" if where else part.label


def compstat_table(reader: Reader, view: View) -> pd.DataFrame:
    """List every comparison with its days and its sentence, as the Trends page does."""
    found = compstat(reader, view)
    listed = []
    for part in found.parts:
        for window in found.windows:
            row = found.row(part, window)
            if row is None:
                ends_on = reader.reach_of(part.category).data_as_of
                listed.append(_row(part, window, sentence=f"No data after {day_words(ends_on)}."))
                continue
            verdict = write("verdict", row["verdict"]) if pd.isna(row["reason"]) else ""
            numbers = {
                "Incidents": row["now"],
                "Before": row["before"],
                "Difference": row["difference"],
            }
            listed.append(_row(part, window, **numbers, verdict=verdict, sentence=row["sentence"]))
    columns: dict[str, Any] = {name: [row[name] for row in listed] for name in listed[0]}
    for name in ("Incidents", "Before", "Difference"):
        columns[name] = pd.array(columns[name], dtype="Int64")
    return pd.DataFrame(columns)


def _row(part: Part, window: Window, **cells: object) -> dict[str, object]:
    return {
        "Offenses": part.label,
        "Window": window.label,
        "Days now": window.now.label(),
        "Days before": window.before.label(),
        "Incidents": cells.get("Incidents"),
        "Before": cells.get("Before"),
        "Difference": cells.get("Difference"),
        "Change": cells.get("verdict", ""),
        "In words": cells["sentence"],
    }
