"""Which distances and days hold more pairs of incidents than chance, where the test was run for the selection?

The test is run when a reader asks for it; until then the table says so instead of numbers. Ratios are of the past: they say of no
house that it will be next.
"""

from __future__ import annotations

import pandas as pd

from analytics.near_repeats import NearRepeats
from dashboard.context import Reader
from dashboard.jobs import Job, current_jobs
from dashboard.jobs.near_repeat_file import read_near_repeats
from dashboard.urlstate import View

COLUMNS = (
    "Apart",
    "Days apart",
    "Pairs",
    "Pairs by chance",
    "Times as many pairs",
    "Chance of as many",
    "More than chance",
)
NOT_RUN = "The test was not run for this selection yet; it is started on the Hotspots page."


def near_repeat_job(reader: Reader, view: View) -> Job | None:
    """Give the job that tests the selection of a view, if a reader asked for it."""
    return current_jobs().find("near_repeats", reader, view)


def near_repeats_found(job: Job | None) -> NearRepeats | None:
    """Read what the test found, or give None where there is no result yet."""
    path = current_jobs().result(job.job_id) if job else None
    return read_near_repeats(path) if path else None


def near_repeat_table(reader: Reader, view: View) -> pd.DataFrame:
    """List the bands of distance and days for a view; a row that says so where the test was not run."""
    found = near_repeats_found(near_repeat_job(reader, view))
    if found is None:
        return pd.DataFrame([[NOT_RUN, *[""] * (len(COLUMNS) - 1)]], columns=[*COLUMNS])
    return band_table(found)


def band_table(found: NearRepeats) -> pd.DataFrame:
    """List the bands in words, each with its pairs beside those of shuffled dates."""
    rows = [
        (
            _distance(band["distance_from_m"], band["distance_to_m"], found.is_of_blocks),
            f"{band['days_from']:.0f} to {band['days_to'] - 1:.0f}",
            int(band["observed"]),
            float(band["expected"]),
            None if pd.isna(band["ratio"]) else float(band["ratio"]),
            float(band["p_adjusted"]),
            "yes" if band["is_more"] else "can't tell",
        )
        for _, band in found.pairs.iterrows()
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS])


def _distance(near: float, far: float, is_of_blocks: bool) -> str:
    if far <= 1:
        return "same hundred-block" if is_of_blocks else "same place"
    return f"{near:,.0f} to {far - 1:,.0f} m"
