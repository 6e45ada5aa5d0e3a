"""How do we compare, on this machine, in one run? Everything that is measured beside a peer, as one table.

`python -m benchmarks` takes about a quarter of an hour and must have the machine to itself; `--quick` takes less than a minute
and shows that the benchmarks work, not how fast anything is.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import full_load, increment, join, memory
from benchmarks.options import CHANGES, ROWS, parser_for, work_folder
from benchmarks.table import Line, show


@dataclass(frozen=True)
class Size:
    """How much is measured: rows of the export and of its changes, points and polygons of the join, rounds of both, and at which
    shares of the export memory is."""

    rows: int
    changes: int
    rounds: int
    points: int
    polygons: int
    corners: int
    shares: tuple[float, ...]


WHOLE = Size(ROWS, CHANGES, 2, join.POINTS, join.POLYGONS, join.CORNERS, memory.SHARES)
# Enough rows for a snapshot of changes to be worth its second file, as it is with millions.
QUICK = Size(250_000, 2_500, 1, 50_000, 50, 100, (0.5, 1.0))


def main(arguments: list[str] | None = None) -> int:
    """Measure everything and print one table; give 1 where something falls short of what is needed."""
    parser = parser_for("__main__", __doc__)
    parser.prog = "python -m benchmarks"
    parser.add_argument("--quick", action="store_true", help="a small version of everything")
    asked = parser.parse_args(arguments)
    size = QUICK if asked.quick else replace(WHOLE, rows=asked.rows, rounds=asked.rounds)
    with work_folder(asked.work) as work:
        lines = measure(work, size)
    if asked.quick:
        lines = [line if line.is_exact else replace(line, most=None) for line in lines]
    show(f"Rounds: {size.rounds}, medians", lines)
    return int(not all(line.is_met for line in lines))


def measure(work: Path, size: Size) -> list[Line]:
    """Measure everything; the full load's last round is what the increments come on top of."""
    lines = join.measure(size.points, size.polygons, size.corners, size.rounds)
    load = full_load.measure(work, size.rows, size.changes, size.rounds)
    next_day = increment.measure(work, size.rows, size.changes, size.rounds, load.data_dir)
    return [
        *lines,
        *full_load.lines_of(load),
        *increment.lines_of(next_day, load.ours, load.plain),
        *memory.lines_of(memory.measure(work, size.rows, size.changes, size.shares)),
    ]


if __name__ == "__main__":
    sys.exit(main())
