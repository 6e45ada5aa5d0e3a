"""How much of a full load's time does a day's increment take?

Some thousand rows, a tenth of them corrections of rows of any age, are brought to a snapshot of millions, as a feed that brings
changes. Both times are around `etl.pipeline.run` alone; the whole processes, with the start of Python, are told beside. Every
round begins from the same snapshot. The result is checked against the keys in the two files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd

from analytics.store import attach_snapshot, current_snapshot
from benchmarks.fresh import Taken, middle, run_fresh
from benchmarks.full_load import AT
from benchmarks.options import CHANGES, parser_for, work_folder
from benchmarks.records import FEED, write_records
from benchmarks.table import Line, show

_NEXT_DAY = "2026-02-01T23:30:00+00:00"
_KEY = ["Case Number", "Offense Code"]


@dataclass(frozen=True)
class Increment:
    """What the rounds took, and by how many rows the outcome is not what the files say."""

    taken: list[Taken]
    differences: int


def main() -> None:
    """Load everything once, then the changes, and print one table."""
    parser = parser_for("increment", __doc__)
    parser.add_argument("--changes", type=int, default=CHANGES)
    asked = parser.parse_args()
    with work_folder(asked.work) as work:
        records, _ = write_records(work, asked.rows, asked.changes)
        data_dir = work / f"data-{asked.rows}"
        shutil.rmtree(data_dir, ignore_errors=True)
        full = [run_fresh("load", FEED, records, data_dir, AT)]
        increment = measure(work, asked.rows, asked.changes, asked.rounds, data_dir)
    show(f"Increment, {asked.rounds} rounds, medians", lines_of(increment, full))
    for name, seconds in increment.taken[-1].said["stages"].items():
        print(f"{seconds:8.2f} s  {name}")


def measure(work: Path, rows: int, changes: int, rounds: int, data_dir: Path) -> Increment:
    """Bring the changes to copies of a data folder that holds the export."""
    records, later = write_records(work, rows, changes)
    feed, copy = work / "changes.toml", data_dir.with_name(f"{data_dir.name}-next-day")
    text = FEED.read_text(encoding="utf-8")
    feed.write_text(text.replace("[source]", '[source]\nbrings = "changes"'), encoding="utf-8")
    taken = []
    for _ in range(rounds):
        shutil.rmtree(copy, ignore_errors=True)
        # Snapshots and kept files are never written to again, so that links to them are as good as copies.
        shutil.copytree(data_dir, copy, copy_function=os.link)
        taken.append(run_fresh("load", feed, later, copy, _NEXT_DAY))
    return Increment(taken, _differences(records, later, data_dir, copy))


def lines_of(
    increment: Increment, full: Sequence[Taken], plain: Sequence[Taken] = ()
) -> list[Line]:
    """Say what an increment took beside the full load, and beside the plain way, which has to load everything again."""
    ours, peer = (
        median(taken.said["seconds"] for taken in each) for each in (increment.taken, full)
    )
    taken = middle(increment.taken, "seconds")
    again = (
        [Line("increment beside all again, the plain way", "s", taken, middle(plain, "seconds"))]
        if plain
        else []
    )
    return [
        *again,
        Line("increment beside full load: the run", "s", ours, peer, 0.03),
        Line("increment beside full load: whole process", "s",
             taken, middle(full, "seconds")),
        Line("increment beside full load: CPU time", "s",
             middle(increment.taken, "cpu_seconds"), middle(full, "cpu_seconds")),
        Line("increment beside full load: memory", "MB",
             middle(increment.taken, "peak_mb"), middle(full, "peak_mb")),
        Line("increment: rows not as the files say", "rows", increment.differences, None, 0),
    ]  # fmt: skip


def _differences(records: Path, later: Path, data_dir: Path, copy: Path) -> int:
    """Count how far the rows known before, known after and corrected are from what the keys and times in the files say."""
    base, changes = (_last_updates(path) for path in (records, later))
    both = pd.concat([base, changes], axis=1, join="inner", keys=["base", "changes"])
    expected = (
        *(len(base), 0),
        *(len(base) + len(changes) - len(both), int((both["changes"] > both["base"]).sum())),
    )
    found = (*_known_and_past(data_dir), *_known_and_past(copy))
    return sum(abs(one - other) for one, other in zip(expected, found, strict=True))


def _last_updates(path: Path) -> pd.Series:
    """Give when each key of a file was updated last."""
    rows = pd.read_csv(path, usecols=[*_KEY, "Updated"])
    rows["Updated"] = pd.to_datetime(rows["Updated"], format="%m/%d/%Y %H:%M")
    return rows.groupby(_KEY)["Updated"].max()


def _known_and_past(data_dir: Path) -> tuple[int, int]:
    snapshot = current_snapshot(data_dir)
    assert snapshot is not None
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        tables = ("incidents", "past_versions")
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchall() for name in tables]
    return tuple(found for ((found,),) in counts)


if __name__ == "__main__":
    main()
