"""How long does a report take, from the command to the file, beside what a user would write with pandas and matplotlib?

Both start cold, in a process of their own, and read the same snapshot of the demo. The plain way draws as many pages, counts the
same incidents and judges none of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from analytics.store import current_snapshot
from benchmarks.decided import OPEN_PROBLEMS, decide
from benchmarks.fresh import middle, run_fresh
from benchmarks.options import parser_for, work_folder
from benchmarks.table import Line, show
from dashboard.context import Context

ROUNDS = 3
SEED = 7
MOST_BRIEF_SECONDS, MOST_SHEETS_SECONDS = 3.0, 40.0
_ADDRESS = "CRIME_DATABASE_URL"
_ROOT = Path(__file__).parents[1]


def main() -> None:
    """Make the demo once, write the reports, and print one table."""
    parser = parser_for("reports", __doc__)
    parser.add_argument("--data-dir", type=Path, help="report of this data folder instead")
    asked = parser.parse_args()
    with work_folder(asked.work) as work:
        lines = measure(work, asked.data_dir, asked.rounds)
    show(f"Reports, medians of {asked.rounds} rounds", lines)


def measure(
    work: Path, data_dir: Path | None = None, rounds: int = ROUNDS, *, has_sheets: bool = True
) -> list[Line]:
    """Write the command brief, and the sheets of all neighborhoods where they are asked for."""
    data_dir = data_dir or _demo(work)
    brief = ("brief", "--out", work / "brief.pdf", "--data-dir", data_dir)
    records = _write_problems(work, data_dir)
    briefs, told, plain = [], [], []
    for _ in range(rounds):
        briefs.append(_seconds(*brief))
        told.append(_seconds(*brief, records=records))
        plain.append(run_fresh("plain_report", data_dir, work / "plain.pdf"))
    lines = [
        Line("reports: command brief, cold", "s", median(briefs), None, MOST_BRIEF_SECONDS),
        Line(
            f"reports: command brief with {OPEN_PROBLEMS} open problems, cold",
            "s",
            median(told),
            None,
            MOST_BRIEF_SECONDS,
        ),
        Line(
            "reports: command brief beside the plain way",
            "s",
            median(briefs),
            middle(plain, "seconds"),
        ),
    ]
    if has_sheets:
        sheets = _seconds(
            "neighborhood", "--all", "--out", work / "all.zip", "--data-dir", data_dir
        )
        lines.append(
            Line(
                "reports: sheets of all neighborhoods, cold", "s", sheets, None, MOST_SHEETS_SECONDS
            )
        )
    return lines


def _demo(work: Path) -> Path:
    data_dir = work / "demo"
    if current_snapshot(data_dir) is None:
        _run("etl", "demo", "--data-dir", data_dir)
    return data_dir


def _write_problems(work: Path, data_dir: Path) -> str:
    """Write down what a city may have decided, beside the snapshot's own records, and give the address of that."""
    file = work / "decided.sqlite"
    file.unlink(missing_ok=True)
    url = f"sqlite:///{file.as_posix()}"
    context = Context(
        data_dir, audience="police", clock=lambda: datetime.now(UTC), database_url=url
    )
    decide(context, OPEN_PROBLEMS, SEED)
    context.close()
    return url


def _seconds(*words: object, records: str | None = None) -> float:
    started = perf_counter()
    _run("analytics.report", *words, "--audience", "police", records=records)
    return perf_counter() - started


def _run(module: str, *words: object, records: str | None = None) -> None:
    command = [sys.executable, "-m", module, *map(str, words)]
    # Without an address the records are those beside the snapshot: the demo has none.
    given = {name: value for name, value in os.environ.items() if name != _ADDRESS}
    given |= {} if records is None else {_ADDRESS: records}
    subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.DEVNULL, env=given)


if __name__ == "__main__":
    main()
