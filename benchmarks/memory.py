"""Does the memory of a full load grow with the file, or only with the pieces it is read in?

The same export cut after its first rows, at sizes up to the whole; of whole processes, the sandbox of the reader among them. The
plain way beside it holds the whole file. One round: a peak hardly depends on what else the machine does.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fresh import run_fresh
from benchmarks.full_load import AT, NEIGHBORHOODS
from benchmarks.options import CHANGES, parser_for, work_folder
from benchmarks.records import FEED, first_rows, write_records
from benchmarks.table import Line, show

# Of the whole export, beside the whole. The least is a million rows, with which all that may wait at once does.
SHARES = (1 / 8, 1 / 4, 1 / 2)


@dataclass(frozen=True)
class Peak:
    """The most memory held on a file of so many rows, by us and by the plain way."""

    rows: int
    ours_mb: float
    plain_mb: float


def main() -> None:
    """Load an export at four sizes and print one table."""
    asked = parser_for("memory", __doc__).parse_args()
    with work_folder(asked.work) as work:
        show("Memory, one round", lines_of(measure(work, asked.rows, CHANGES, (*SHARES, 1))))


def measure(work: Path, rows: int, changes: int, shares: tuple[float, ...]) -> list[Peak]:
    """Load the first rows of an export, at growing sizes."""
    records, _ = write_records(work, rows, changes)
    data_dir, target = work / "data-memory", work / "plain-memory.parquet"
    peaks = []
    for share in shares:
        count = round(share * rows)
        part = records if count == rows else first_rows(records, count)
        ours = run_fresh("load", FEED, part, data_dir, AT)
        plain = run_fresh("plain", part, NEIGHBORHOODS, target)
        peaks.append(Peak(count, ours.peak_mb, plain.peak_mb))
        shutil.rmtree(data_dir)
    return peaks


def lines_of(peaks: list[Peak]) -> list[Line]:
    """Say what the peak is at each size, and how many times as much at the last as at the first."""
    few, many = peaks[0], peaks[-1]
    what = f"memory: growth with {many.rows / few.rows:.0f} times the rows"
    return [
        *(Line(f"memory: {peak.rows:,} rows", "MB", peak.ours_mb, peak.plain_mb) for peak in peaks),
        Line(f"{what}, ours", "times", many.ours_mb / few.ours_mb, None, 1.25),
        Line(f"{what}, the plain way", "times", many.plain_mb / few.plain_mb),
    ]


if __name__ == "__main__":
    main()
