"""What does a person at the terminal see of a run: progress, the summary, and what to look at?"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from analytics.offenses import CATEGORIES
from analytics.schema import UNLOCATED
from analytics.settings import data_dir_option
from analytics.store import Store
from etl.accounts import COUNTS
from etl.erase import Report
from etl.operation import feed_ages

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
    for heading in ("received", "accepted", "located"):
        kinds.add_column(heading, justify="right")
    for name, rows in summary["received_by_category"].items():
        label = CATEGORIES[name].label if name in CATEGORIES else "Not readable"
        accepted = summary["accepted_by_category"].get(name, 0)
        located = summary["located_by_category"].get(name, 0)
        share = f"{located / accepted:.1%}" if accepted else ""
        kinds.add_row(label, f"{rows:,}", f"{accepted:,}", share)
    terminal.print(kinds)
    if summary["unlocated"]:
        terminal.print("Without a neighborhood, because …", highlight=False)
        for reason, rows in summary["unlocated"].items():
            terminal.print(f"  {rows:>9,}  {UNLOCATED[reason]}", highlight=False)
    memory = f", at most {summary['peak_mb']:,.0f} MB" if summary.get("peak_mb") else ""
    terminal.print(f"{summary['seconds']:.1f} s{memory}", highlight=False)


def _figures(figures: dict[str, Any]) -> list[str]:
    return [f"{figures[name]:,}" for name in COUNTS]


def show_status(store: Store, now: datetime) -> None:
    """Print how far a snapshot reaches, how old each feed is, and its findings."""
    terminal = Terminal()
    coverage = store.coverage()
    note = " · SIMULATED" if coverage.is_simulated else ""
    terminal.print(f"\n{coverage.place}{note}", style="bold", highlight=False)
    terminal.print(coverage.sentence(), highlight=False)
    table = Table(
        *("feed", "covers from", "as of", "age", "settled until", "settling"),
        title="Feeds",
        title_justify="left",
    )
    ages = {line["feed"]: line for line in feed_ages(store, now)}
    for row in store.read_feeds().to_dict("records"):
        unit = "day" if row["settling_days"] == 1 else "days"
        days = f"{row['settling_days']} {unit}, {_ORIGINS[row['settling_source']]}"
        settled = row["settled_until"] - timedelta(days=1)
        age = ages[row["feed"]]
        told = "never" if age["age_days"] is None else f"{age['age_days']} d"
        shown = [_day(row["first_on"]), _day(row["data_as_of"])]
        dark = f"{told}, DARK" if age["is_dark"] else told
        table.add_row(row["feed"], *shown, dark, _day(settled), days)
    terminal.print(table)
    dark_feeds = [line for line in ages.values() if line["is_dark"]]
    for line in dark_feeds:
        terminal.print(
            f"{line['feed']} is dark: nothing of the last two exports, due every {_days(line['cadence_days'])} (cadence_days of "
            "its definition), has come",
            highlight=False,
        )
    findings = store.read_findings()
    if len(findings):
        terminal.print("Findings", style="italic")
        for row in findings.to_dict("records"):
            terminal.print(
                f"  {row['code']} {row['feed']}: {row['message']}{_rows(row['rows'])}",
                highlight=False,
                markup=False,
            )


def _days(count: int) -> str:
    return "day" if count == 1 else f"{count} days"


def _day(day: Any) -> str:
    return "—" if pd.isna(day) else f"{day.day} {day:%b %Y}"


def show_operation(operation: dict[str, Any], data_dir: Path) -> None:
    """Print what waits for approval, what one can go back to, and how much was erased."""
    terminal = Terminal()
    if operation["held"]:
        show_held(operation["held"]["run_id"], operation["held"]["reasons"], data_dir)
    if operation["earlier"]:
        command = f"python -m etl rollback RUN{data_dir_option(data_dir)}"
        terminal.print(f"Earlier snapshots ({command})", style="italic", soft_wrap=True)
        for line in operation["earlier"]:
            told = f"published {line['published_at']}" if line["published_at"] else "cannot be read"
            terminal.print(f"  {line['run_id']}  {told}", highlight=False)
    if operation["erasures"]:
        unfinished = "" if operation["is_erasure_finished"] else "; the last one is NOT FINISHED: repeat it"  # fmt: skip
        terminal.print(f"Incidents erased: {operation['erasures']:,}{unfinished}", highlight=False)


def show_held(run_id: str, reasons: Iterable[str], data_dir: Path) -> None:
    """Print why a run waits for a person, and what lets it in."""
    terminal = Terminal()
    terminal.print(f"\nRun {run_id} is held and not in service, because", style="bold")
    for reason in reasons:
        terminal.print(f"  {reason}", highlight=False, markup=False)
    command = f"python -m etl approve {run_id}{data_dir_option(data_dir)}"
    terminal.print(
        f"If that is right: {command}; else run again with the whole delivery, which takes its place",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def show_dropped(run_id: str) -> None:
    """Print that a run does not wait any more."""
    Terminal().print(
        f"Run {run_id}, which waited for approval, is dropped: it was made before this",
        highlight=False,
        soft_wrap=True,
    )


def show_quarantine(table: pd.DataFrame) -> None:
    """Print rows set aside by feed and reason."""
    if table.empty:
        Terminal().print("No row is set aside.")
        return
    listing = Table("feed", "reason", title="Set aside", title_justify="left")
    listing.add_column("rows", justify="right")
    listing.add_column("such as")
    for line in table.to_dict("records"):
        texts = (Text(line[name]) for name in ("feed", "reason"))
        listing.add_row(*texts, f"{line['rows']:,}", Text(line["example"]))
    Terminal().print(listing)


def show_erasure(report: Report, *, is_input_known: bool) -> None:
    """Print what was erased, and what a person has to see to; without an input the dropped files were not looked at."""
    terminal = Terminal(soft_wrap=True, highlight=False)
    terminal.print(
        f"Erased: {report.rows:,} rows of {len(report.snapshots)} snapshots, {report.copied_rows:,} of kept copies. No run "
        "will accept the incident again.\nA running dashboard turns to the new files with its next question."
    )
    for path in report.traces:
        terminal.print(f"still holds the number: {path}", markup=False)
    if report.traces:
        terminal.print(
            "Delete these files, or have them exported again. A row that only mentions the number is not erased."
        )
    if not is_input_known:
        terminal.print(
            "Dropped files outside the data folder were not looked at: name them with --input."
        )


def _rows(count: int) -> str:
    return f" ({count:,} rows)" if count else ""
