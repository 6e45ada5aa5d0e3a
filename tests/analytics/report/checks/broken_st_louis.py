"""What would a year of St. Louis look like had they been cut or doubled on the way? The published files, broken on purpose."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from analytics.periods import Period, recent_period
from analytics.selection import Selection
from etl.__main__ import main as etl_main
from tests.analytics.report.checks.steady_town import day_of

PUBLISHED = Path("../shared/data/st-louis")
YEAR = "2019"
TODAY = date(2019, 12, 31)
ASKED = Selection(recent_period(date(2019, 11, 17), days=28))
Row = dict[str, str]
# Takes the name of a file and its rows.
Fault = Callable[[str, list[Row]], list[Row]]


def whole(name: str, rows: list[Row]) -> list[Row]:
    return rows


def without_last_months(name: str, rows: list[Row]) -> list[Row]:
    """Leave out the files of October, November and December 2019."""
    return [] if name in ("october2019.csv", "november2019.csv", "december2019.csv") else rows


def without_burglaries(name: str, rows: list[Row]) -> list[Row]:
    """Leave the burglaries out of the same files: UCR offense 05, and older ones are reported in these too."""
    is_late = not without_last_months(name, rows)
    return [
        row for row in rows if not is_late or not row["Crime"].strip().zfill(6).startswith("05")
    ]


def without_a_week(name: str, rows: list[Row]) -> list[Row]:
    """Leave out what happened from 7 to 13 October 2019, in whichever file."""
    gone = Period(date(2019, 10, 7), date(2019, 10, 14))
    return [row for row in rows if day_of(row["DateOccur"]) not in gone]


def with_a_month_twice(name: str, rows: list[Row]) -> list[Row]:
    """Let all rows of the file of September 2019 come twice, under other case numbers."""
    # The first column is the case number; one file has a mark of its encoding before that name.
    again = [row | {case: f"99-{row[case]}"} for row in rows for case in list(row)[:1]]
    return [*rows, *again] if name == "september2019.csv" else rows


def publish(data_dir: Path, fault: Fault) -> Path:
    """Run the ETL on the files as they arrive, and give the data folder."""
    incoming = data_dir / "incoming"
    incoming.mkdir(parents=True)
    for path in sorted((PUBLISHED / "monthly" / YEAR).glob("*.csv")):
        with open(path, encoding="latin-1", newline="") as file:
            reader = csv.DictReader(file)
            names, rows = reader.fieldnames or (), fault(path.name, list(reader))
        if rows:
            with open(incoming / path.name, "w", encoding="latin-1", newline="") as file:
                writer = csv.DictWriter(file, names)
                writer.writeheader()
                writer.writerows(rows)
    example = Path("etl/feeds/examples/st_louis.toml").read_text(encoding="utf-8")
    definition = data_dir / "st_louis.toml"
    definition.write_text(example.replace("2008-01-01", f"{YEAR}-01-01"), encoding="utf-8")
    where = ["--data-dir", str(data_dir), "--neighborhoods", str(PUBLISHED / "neighborhoods")]
    assert etl_main(["run", str(definition), "--input", str(incoming), *where]) == 0
    return data_dir
