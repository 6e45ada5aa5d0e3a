"""How fast are the five questions of a dashboard answered, beside masks over a table that pandas holds in memory?

How many in each neighborhood, in each week, in each hour of the week; which points lie in a box; how many in each cell of a grid:
for random selections of days, offenses and neighborhoods. The table has only the columns that are asked for, its texts as
categories, and is not counted; neither is what a snapshot reads before its first answer, which has a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.offenses import CATEGORIES
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, attach_snapshot, current_snapshot, open_snapshot
from benchmarks.loaded import loaded_data
from benchmarks.options import parser_for, work_folder
from benchmarks.records import AS_OF, YEARS
from benchmarks.table import Line, show

SELECTIONS = 200
_DAYS = (7, 28, 91, 182, 364, 1092)
_CELL_M = 150
_MOST = {"median": 1 / 20, "p95": 1 / 5}
_QUERY = """
SELECT occurred_on, date_trunc('week', occurred_on) AS week_on, isodow(occurred_from_local) - 1 AS weekday,
       hour(occurred_from_local) AS hour, category, neighborhood_id, x_m, y_m
FROM incidents WHERE status = 'counted'
"""
Question = Callable[[Selection], Any]


def main() -> None:
    """Load everything once, ask, and print one table."""
    parser = parser_for("questions", __doc__)
    parser.add_argument("--selections", type=int, default=SELECTIONS)
    asked = parser.parse_args()
    with work_folder(asked.work) as work:
        data_dir = loaded_data(work, asked.rows)
        show(f"Questions, {asked.selections} selections", measure(data_dir, asked.selections))


def measure(data_dir: Path, selections: int = SELECTIONS, seed: int = 1) -> list[Line]:
    """Ask both the same questions, in turns."""
    store = open_snapshot(data_dir, audience="police")
    started = perf_counter()
    store.coverage()
    loaded = perf_counter() - started
    corners = store.read_neighborhoods().to_crs(store.coverage().analysis_crs).total_bounds
    box = (
        corners[[0, 1, 0, 1]] + (corners[2:] - corners[:2])[[0, 1, 0, 1]] * [0.3, 0.3, 0.6, 0.6]
    ).tolist()
    questions = zip(_ours(store, box).items(), _pandas(_table(data_dir), box).values(), strict=True)
    asked = _selections(store, selections, seed)
    lines = [Line("questions: before the first answer", "s", loaded)]
    differences = 0
    for (name, ours), plain in questions:
        seconds: dict[str, list[float]] = {"ours": [], "plain": []}
        for selection in asked:
            answers = []
            for who, question in (("ours", ours), ("plain", plain)):
                started = perf_counter()
                answers.append(question(selection))
                seconds[who].append(perf_counter() - started)
            differences += _digest(answers[0]) != _digest(answers[1])
        for what, share in (("median", 0.5), ("p95", 0.95)):
            figures = (1000 * float(np.quantile(seconds[who], share)) for who in seconds)
            lines.append(Line(f"questions: {name}, {what}", "ms", *figures, _MOST[what]))
    store.close()
    return [*lines, Line("questions: different answers", "answers", differences, None, 0)]


def _ours(store: Store, box: list[float]) -> dict[str, Question]:
    def points_in_box(selection: Selection) -> Any:
        points = store.read_points(selection)
        x_m, y_m = points["x_m"].to_numpy(), points["y_m"].to_numpy()
        inside = (x_m >= box[0]) & (x_m <= box[2]) & (y_m >= box[1]) & (y_m <= box[3])
        return x_m[inside], y_m[inside]

    def cells(selection: Selection) -> Any:
        points = store.read_points(selection)
        i, j = (np.floor(points[name].to_numpy() / _CELL_M).astype("int64") for name in points)
        if not len(i):
            return np.empty(0, "int64")
        counts = np.bincount((i - i.min()) * (j.max() - j.min() + 1) + j - j.min())
        return counts[counts > 0]

    return {
        "neighborhoods": lambda selection: store.count_incidents(selection)["incidents"],
        "weeks": lambda selection: store.count_incidents(selection, ("week_on",))["incidents"],
        "hours of the week": lambda selection: store.count_incidents(selection, ("weekday", "hour"))["incidents"],
        "points in a box": points_in_box,
        "cells": cells,
    }  # fmt: skip


def _pandas(table: pd.DataFrame, box: list[float]) -> dict[str, Question]:
    def chosen(selection: Selection) -> pd.DataFrame:
        days = table["occurred_on"]
        rows = (days >= pd.Timestamp(selection.period.start)) & (
            days < pd.Timestamp(selection.period.end)
        )
        if selection.offenses:
            rows &= table["category"].isin(selection.offenses)
        if selection.neighborhoods:
            rows &= table["neighborhood_id"].isin(selection.neighborhoods)
        return table[rows]

    def size_by(*names: str) -> Question:
        return lambda selection: (
            chosen(selection).groupby([*names], observed=True, dropna=False).size()
        )

    def points_in_box(selection: Selection) -> Any:
        rows = chosen(selection)
        inside = rows["x_m"].between(box[0], box[2]) & rows["y_m"].between(box[1], box[3])
        return rows.loc[inside, "x_m"], rows.loc[inside, "y_m"]

    def cells(selection: Selection) -> Any:
        rows = chosen(selection)
        return rows.groupby([rows["x_m"] // _CELL_M, rows["y_m"] // _CELL_M]).size()

    by = (("neighborhood_id",), ("week_on",), ("weekday", "hour"))
    return dict(enumerate([*(size_by(*names) for names in by), points_in_box, cells]))  # type: ignore[arg-type]


def _table(data_dir: Path) -> pd.DataFrame:
    snapshot = current_snapshot(data_dir)
    assert snapshot is not None
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        table = connection.execute(_QUERY).df()
    return table.astype({"category": "category", "neighborhood_id": "category"})


def _selections(store: Store, count: int, seed: int) -> list[Selection]:
    """Draw periods from a week to three years, none to two categories, and none, half of the time, to three neighborhoods."""
    rng = np.random.default_rng(seed)
    names = store.read_neighborhoods()["neighborhood_id"].to_numpy()
    last = YEARS * 365
    found = []
    for _ in range(count):
        days = int(rng.choice([days for days in _DAYS if days < last]))
        end = AS_OF - timedelta(days=int(rng.integers(0, last - days)))
        offenses = rng.choice([*CATEGORIES], int(rng.integers(0, 3)), replace=False)
        places = rng.choice(names, int(rng.integers(1, 4)) * int(rng.integers(0, 2)), replace=False)
        found.append(
            Selection(Period(end - timedelta(days=days), end), tuple(offenses), tuple(places))
        )
    return found


def _digest(answer: Any) -> Any:
    """Reduce an answer to what any order of it has in common."""
    if isinstance(answer, tuple):
        return tuple(_digest(each) for each in answer)
    values = np.sort(np.asarray(answer, dtype="float64"))
    return len(values), values.tobytes()


if __name__ == "__main__":
    main()
