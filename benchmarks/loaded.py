"""Where is the snapshot that questions and pages are asked of? Loaded from drawn records where it is not there yet."""

from __future__ import annotations

import shutil
from pathlib import Path

from analytics.store import current_snapshot
from benchmarks.fresh import run_fresh
from benchmarks.full_load import AT
from benchmarks.options import CHANGES
from benchmarks.records import FEED, write_records


def loaded_data(work: Path, rows: int) -> Path:
    """Give the data folder of a snapshot of so many rows, below a work folder."""
    data_dir = work / f"data-{rows}"
    if current_snapshot(data_dir) is None:
        records, _ = write_records(work, rows, CHANGES)
        shutil.rmtree(data_dir, ignore_errors=True)
        run_fresh("load", FEED, records, data_dir, AT)
    return data_dir
