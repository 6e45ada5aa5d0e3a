"""What does a person at the terminal see of a run: progress, the summary, and what to look at?"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from analytics.offenses import CATEGORIES
from analytics.schema import UNLOCATED
from analytics.store import Store
from etl.accounts import COUNTS

_ORIGINS = {"history": "by history", "reports": "by reports", "definition": "set"}


class Console:
    """Progress bars on the error stream, so that what a command prints can be piped."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._terminal = Terminal(stderr=True, quiet=quiet)
        self._bars = Bars(
            TextColumn("{task.description:<38}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._terminal,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Console:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def progress(self, step: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)


def peak_mb() -> float | None:
    """Give the most memory this process has held, in MB; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def show_summary(summary: dict[str, Any]) -> None:
    """Print what was received and what became of it; the columns add up to what was received."""
    table = Table(title=f"Run {summary['run_id']}", title_justify="left")
    table.add_column("feed")
    for heading in (
        "received",
        "= accepted",
        "+ quarantined",
        "+ duplicates",
        "counted",
        "located",
    ):
        table.add_column(heading, justify="right")
    for feed, figures in summary["feeds"].items():
        table.add_row(feed, *_figures(figures))
    if len(summary["feeds"]) > 1:
        table.add_section()
        table.add_row("all", *_figures(summary))
    terminal = Terminal()
    terminal.print(table)
    kinds = Table(title="By category", title_justify="left")
    kinds.add_column("category")
    kinds.add_column("received", justify="right")
    kinds.add_column("accepted", justify="right")
    for name, rows in summary["received_by_category"].items():
        label = CATEGORIES[name].label if name in CATEGORIES else "Not readable"
        kinds.add_row(label, f"{rows:,}", f"{summary['accepted_by_category'].get(name, 0):,}")
    terminal.print(kinds)
    if summary["unlocated"]:
        terminal.print("Without a neighborhood, because …", highlight=False)
        for reason, rows in summary["unlocated"].items():
            terminal.print(f"  {rows:>9,}  {UNLOCATED[reason]}", highlight=False)
    memory = f", at most {summary['peak_mb']:,.0f} MB" if summary.get("peak_mb") else ""
    terminal.print(f"{summary['seconds']:.1f} s{memory}", highlight=False)


def _figures(figures: dict[str, Any]) -> list[str]:
    return [f"{figures[name]:,}" for name in COUNTS]


def show_status(store: Store) -> None:
    """Print how far the snapshot in service reaches, and its findings."""
    terminal = Terminal()
    coverage = store.coverage()
    note = " · SIMULATED" if coverage.is_simulated else ""
    terminal.print(f"\n{coverage.place}{note}", style="bold", highlight=False)
    terminal.print(coverage.sentence(), highlight=False)
    table = Table(
        "feed",
        "covers from",
        "as of",
        "settled until",
        "settling",
        title="Feeds",
        title_justify="left",
    )
    for row in store.read_feeds().to_dict("records"):
        unit = "day" if row["settling_days"] == 1 else "days"
        origin = _ORIGINS[row["settling_source"]]
        days = f"{row['settling_days']} {unit}, {origin}"
        shown = (row["first_on"], row["data_as_of"], row["settled_until"] - timedelta(days=1))
        table.add_row(row["feed"], *(f"{day.day} {day:%b %Y}" for day in shown), days)
    terminal.print(table)
    findings = store.read_findings()
    if len(findings):
        terminal.print("Findings", style="italic")
        for row in findings.to_dict("records"):
            terminal.print(
                f"  {row['code']} {row['feed']}: {row['message']}{_rows(row['rows'])}",
                highlight=False,
                markup=False,
            )


def _rows(count: int) -> str:
    return f" ({count:,} rows)" if count else ""
