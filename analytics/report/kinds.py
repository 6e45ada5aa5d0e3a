"""Which reports are there, and what is each asked for?

A report is made of a snapshot, a selection and nothing else: the dashboard's button, the command line and a schedule write the
same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import RecordError
from analytics.report.brief import brief_sheet
from analytics.report.problem import ProblemTold, problem_sheet
from analytics.report.sheet import Paper, Sheet, typeset
from analytics.selection import Selection
from analytics.store import Store


@dataclass(frozen=True)
class Asked:
    """Places, offenses and days of a report, and its paper; `checks` are the lines that the preflight has printed on it.

    `problem` is what the sheet of a problem tells.
    """

    selection: Selection
    paper: Paper = "letter"
    checks: tuple[str, ...] = ()
    problem: ProblemTold | None = None


@dataclass(frozen=True)
class Kind:
    """A report: what it is called, and how its sheet is made. `make` raises SelectionError for what it cannot tell of."""

    label: str
    make: Callable[[Store, Asked], Sheet]


def _brief(store: Store, asked: Asked) -> Sheet:
    return brief_sheet(store, asked.selection, paper=asked.paper, checks=asked.checks)


def _problem(store: Store, asked: Asked) -> Sheet:
    if asked.problem is None:
        raise RecordError("the sheet of a problem takes what was told of it")
    return problem_sheet(store, asked.problem, paper=asked.paper, checks=asked.checks)


KINDS: dict[str, Kind] = {
    "brief": Kind("Command brief", _brief),
    "problem": Kind("Problem sheet", _problem),
}


def report_bytes(kind: str, store: Store, asked: Asked) -> bytes:
    """Give a report as the bytes of a PDF. Raises SelectionError."""
    return typeset(KINDS[kind].make(store, asked))


def write_report(kind: str, store: Store, asked: Asked, out: Path) -> Path:
    """Write a report as a PDF, and give its path; the folder is made where it is missing. Raises SelectionError."""
    content = report_bytes(kind, store, asked)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    return out
