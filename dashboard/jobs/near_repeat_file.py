"""Which incidents is the near-repeat test run on, and what did it find? Kept as JSON, from the job that ran it to the pages.

A year at most: over several years any growth of a quarter looks like near repeats. Offenses that follow where officers look are
never tested together with those that victims report.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pandas as pd

from analytics.near_repeats import NearRepeats
from analytics.periods import Period
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.tables.places import mapped_selection
from dashboard.urlstate import View

MOST_DAYS = 364


def near_repeat_selection(reader: Reader, view: View) -> Selection:
    """Give the incidents of a view that are tested: those of one map, in the last 52 weeks of its days."""
    selection = mapped_selection(reader, view)
    period = selection.period
    start = max(period.start, period.end - timedelta(days=MOST_DAYS))
    return selection.during(Period(start, period.end))


def write_near_repeats(found: NearRepeats, path: Path) -> None:
    """Write what the test found; NaN and infinity as JSON has them, not at all."""
    pairs = found.pairs.astype("object").where(found.pairs.notna(), None)
    said = asdict(found) | {"pairs": pairs.to_dict("records")}
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(said, default=lambda number: number.item()), encoding="utf-8")
    part.replace(path)


def read_near_repeats(path: Path) -> NearRepeats | None:
    """Read what the test found, or None where the file is gone or is no such file."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return NearRepeats(**said | {"pairs": pd.DataFrame(said["pairs"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
