"""How do we compare, on this machine, in one run? Everything that is measured beside a peer, as one table.

`python -m benchmarks` must have the machine to itself; `--quick` takes less than a minute and shows that the benchmarks work, not
how fast anything is.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import (
    density,
    full_load,
    hot_cells,
    increment,
    join,
    knox,
    memory,
    pages,
    questions,
    readers,
    reports,
    trend_tests,
)
from benchmarks.fresh import middle
from benchmarks.options import CHANGES, ROWS, parser_for, work_folder
from benchmarks.table import Line, show


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Rows of the export and of its changes, points and polygons of the join, incidents and cells of a city, incidents that may
    repeat nearby, selections asked for, links that each page is changed to, readers at once, the pages of each and the longest
    look at one, whether the sheets of all neighborhoods are written, rounds of all, and at which shares of the export memory is,
    beside the whole.
    """

    rows: int
    changes: int
    rounds: int
    points: int
    polygons: int
    corners: int
    shares: tuple[float, ...]
    incidents: int
    cells: int
    pairs_of: int
    permutations: int
    selections: int
    links: int
    readers: int
    pages: int
    has_sheets: bool = True
    look_seconds: float = readers.LONGEST_LOOK_SECONDS


WHOLE = Size(
    rows=ROWS, changes=CHANGES, rounds=2, points=join.POINTS, polygons=join.POLYGONS, corners=join.CORNERS, shares=memory.SHARES,
    incidents=density.INCIDENTS, cells=density.CELLS, pairs_of=knox.INCIDENTS, permutations=knox.PERMUTATIONS,
    selections=questions.SELECTIONS, links=pages.SELECTIONS, readers=readers.READERS, pages=readers.PAGES,
)  # fmt: skip
# Enough rows for a snapshot of changes to be worth its second file, as it is with millions.
QUICK = Size(
    rows=250_000, changes=2_500, rounds=1, points=50_000, polygons=50, corners=100, shares=(0.5,),
    incidents=20_000, cells=2_000, pairs_of=600, permutations=99, selections=10,
    links=1, readers=2, pages=1, has_sheets=False, look_seconds=0,
)  # fmt: skip


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
    """Measure everything; the full load's last round is what the increments come on top of, and what is asked."""
    lines = join.measure(size.points, size.polygons, size.corners, size.rounds)
    load = full_load.measure(work, size.rows, size.changes, size.rounds)
    next_day = increment.measure(work, size.rows, size.changes, size.rounds, load.data_dir)
    cells = (size.cells, trend_tests.PERIODS, min(trend_tests.SAMPLE, size.cells))
    return [
        *lines,
        *full_load.lines_of(load),
        *increment.lines_of(next_day, load.ours, load.plain),
        *memory.lines_of(
            [
                *memory.measure(work, size.rows, size.changes, size.shares),
                memory.Peak(
                    size.rows, *(middle(each, "peak_mb") for each in (load.ours, load.plain))
                ),
            ]
        ),
        *questions.measure(load.data_dir, size.selections),
        *pages.measure(load.data_dir, size.links),
        *readers.measure(load.data_dir, size.readers, size.pages, look_seconds=size.look_seconds),
        *reports.measure(work, rounds=size.rounds, has_sheets=size.has_sheets),
        *density.measure(size.incidents, size.cells, density.SAMPLE, size.rounds),
        *hot_cells.measure(size.incidents, size.cells, size.rounds),
        *trend_tests.measure(*cells, size.rounds),
        *knox.measure(size.pairs_of, size.permutations, knox.SAMPLE, size.rounds),
    ]


if __name__ == "__main__":
    sys.exit(main())
