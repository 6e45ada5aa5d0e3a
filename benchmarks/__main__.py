"""How do we compare, on this machine, in one run? Everything that is measured beside a peer, as one table.

`python -m benchmarks` takes about a quarter of an hour and must have the machine to itself; `--quick` takes less than a minute
and shows that the benchmarks work, not how fast anything is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import full_load, increment, join, memory
from benchmarks.options import CHANGES, parser_for, work_folder
from benchmarks.table import Line, show

# Enough rows for a snapshot of changes to be worth its second file, as it is with millions.
_QUICK_ROWS, _QUICK_CHANGES = 250_000, 2_500


def main(arguments: list[str] | None = None) -> int:
    """Measure everything and print one table; give 1 where something falls short, unless quick."""
    parser = parser_for("__main__", __doc__)
    parser.prog = "python -m benchmarks"
    parser.add_argument("--quick", action="store_true", help="a small version of everything")
    asked = parser.parse_args(arguments)
    with work_folder(asked.work) as work:
        lines = measure(work, asked.rows, asked.rounds, is_quick=asked.quick)
    show("A small version" if asked.quick else f"{asked.rounds} rounds, medians", lines)
    return 0 if asked.quick else int(not all(line.is_met for line in lines))


def measure(work: Path, rows: int, rounds: int, *, is_quick: bool) -> list[Line]:
    """Measure everything, with few rows, points and rounds where it is to be quick."""
    if is_quick:
        rows, changes, rounds = _QUICK_ROWS, _QUICK_CHANGES, 1
        lines, shares = join.measure(50_000, 50, 100, rounds), (0.5, 1.0)
    else:
        changes = CHANGES
        lines = join.measure(join.POINTS, join.POLYGONS, join.CORNERS, rounds)
        shares = memory.SHARES
    load = full_load.measure(work, rows, changes, rounds)
    next_day = increment.measure(work, rows, changes, rounds, load.data_dir)
    return [
        *lines,
        *full_load.lines_of(load),
        *increment.lines_of(next_day, load.ours),
        *memory.lines_of(memory.measure(work, rows, changes, shares)),
    ]


if __name__ == "__main__":
    sys.exit(main())
