"""Does the memory of a full load grow with the file, or only with the pieces it is read in?

The same export cut after its first rows, at sizes up to the whole; of whole processes, the sandbox of the reader among them. The
plain way beside it holds the whole file. One round: a peak hardly depends on what else the machine does.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.fresh import Taken, run_fresh
from benchmarks.full_load import AT, NEIGHBORHOODS
from benchmarks.options import CHANGES, parser_for, work_folder
from benchmarks.records import FEED, first_rows, write_records
from benchmarks.table import Line, show

# Of the whole export.
SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)

Peaks = list[tuple[int, Taken, Taken]]
"""Of each size: its rows, what we took, and what the plain way took."""


def main() -> None:
    """Load an export at five sizes and print one table."""
    asked = parser_for("memory", __doc__).parse_args()
    with work_folder(asked.work) as work:
        show("Memory, one round", lines_of(measure(work, asked.rows, CHANGES, SHARES)))


def measure(work: Path, rows: int, changes: int, shares: tuple[float, ...]) -> Peaks:
    """Load the first rows of an export, at growing sizes."""
    records, _ = write_records(work, rows, changes)
    data_dir, target = work / "data-memory", work / "plain-memory.parquet"
    peaks = []
    for share in shares:
        count = round(share * rows)
        part = records if count == rows else first_rows(records, count)
        ours = run_fresh("load", FEED, part, data_dir, AT)
        peaks.append((count, ours, run_fresh("plain", part, NEIGHBORHOODS, target)))
        shutil.rmtree(data_dir)
    return peaks


def lines_of(peaks: Peaks) -> list[Line]:
    """Say how the peak grew from the smallest file to the largest, and each peak."""
    (few, least, plain_least), (many, most, plain_most) = peaks[0], peaks[-1]
    growth, plain_growth = (
        largest.peak_mb / smallest.peak_mb
        for smallest, largest in ((least, most), (plain_least, plain_most))
    )
    return [
        *(
            Line(f"memory: {rows:,} rows", "MB", ours.peak_mb, plain.peak_mb)
            for rows, ours, plain in peaks
        ),
        Line(
            f"memory: times as much for {many / few:.0f} times the rows", "", growth, plain_growth
        ),
    ]


if __name__ == "__main__":
    main()
