"""Two deliveries of one feed, an old and a new one; every row that differs is known by number.

Either may follow the other: each lacks a few rows of the other, far fewer than a check would hold, and states some hundred
otherwise.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

FEED = "kills"
DEFINITION = f"""
feed = "{FEED}"
title = "Rows to be killed over (simulated)"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
is_simulated = true
settling_days = 1
[source]
path = "*.csv"
[columns]
incident_id = "Case"
offense_code = "Charge"
occurred_from = "Occurred"
lon = "X"
lat = "Y"
[offense]
system = "ca_statute"
[identity]
key = ["incident_id"]
[cancellation]
column = "Count"
value = "-1"
match = ["occurred_from", "offense_code"]
"""
HEADER = ("Case", "Charge", "Occurred", "X", "Y", "Count")
SHARED, OWN, CHANGED, CANCELED, FILES = 5_000, 40, 400, 10, 3
ROWS = SHARED + OWN
# Rows of a delivery that a check holds for a person: too many are gone.
SHORT = ROWS - ROWS // 20


def _rows(is_new: bool) -> Iterator[tuple[str, str, str, float, float, int]]:
    first_on = date(2024, 1, 1)
    for number in range(ROWS):
        is_own = is_new and number >= SHARED
        is_cancellation = is_own and number < SHARED + CANCELED
        # The rows that the new delivery cancels have a minute each of their own.
        canceled = number - SHARED if is_cancellation else number
        minute = canceled + 1 if canceled < CANCELED else 0
        day = first_on + timedelta(days=canceled % 700)
        lon, lat = -116.549 + number % 97 * 1e-4, 33.821 + number % 89 * 2e-4
        if is_new and number % (SHARED // CHANGED) == 0:
            lat += 1e-4
        yield (
            f"{'new' if is_own else 'row'}-{number}", "211 PC", f"{day} 12:{minute:02}", lon, lat,
            -1 if is_cancellation else 1,
        )  # fmt: skip


def write_delivery(folder: Path, *, is_new: bool, rows: int = ROWS) -> None:
    """Write one of the two, or the first rows of it, as some files."""
    folder.mkdir(parents=True)
    written = [*_rows(is_new)][:rows]
    for number in range(FILES):
        with open(folder / f"part-{number}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *written[number::FILES]])
