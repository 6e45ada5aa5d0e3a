"""Which reports are there, and what is each asked for?

A report is made of a snapshot, a selection and nothing else: the dashboard's button, the command line and a schedule write the
same bytes. What draws a report is loaded when one is made: a command that asks for it need not wait for it, nor for the others'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.errors import RecordError

if TYPE_CHECKING:
    from analytics.report.problem import ProblemTold
    from analytics.report.sheet import Paper, Sheet
    from analytics.report.worked_on import WorkedOn
    from analytics.selection import Selection
    from analytics.store import Store


@dataclass(frozen=True)
class Asked:
    """Places, offenses and days of a report, and its paper; `checks` are the lines that the preflight has printed on it.

    `flags` say what is behind each flag of these. `problem` is what the sheet of a problem tells. `worked_on` gives the open
    problems that a brief lists, None where nobody asked for them, or why they cannot be read; it is called last.
    """

    selection: Selection
    paper: Paper = "letter"
    checks: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    problem: ProblemTold | None = None
    worked_on: Callable[[], tuple[WorkedOn, ...] | str | None] = lambda: None


@dataclass(frozen=True)
class Kind:
    """A report: what it is called, and how its sheet is made. `make` raises SelectionError for what it cannot tell of.

    `takes` are the arguments of the command line that it knows beside its days, paper and readers; `days` are those of the
    period that it tells of unless asked otherwise. `by_place` makes once what all neighborhoods share, and gives what makes the
    sheet of one: then all of them can be had in one file; `has_city` where it holds the whole city's too, under "", and leaves
    out neighborhoods without an incident. `has_problems` where it lists, for the police, what is worked on.
    """

    label: str
    make: Callable[[Store, Asked], Sheet]
    takes: tuple[str, ...] = ("offenses",)
    days: int = 28
    by_place: Callable[[Store, Asked], Callable[[str], Sheet]] | None = None
    has_city: bool = False
    has_problems: bool = False


def _brief(store: Store, asked: Asked) -> Sheet:
    from analytics.report.brief import brief_sheet

    return brief_sheet(
        store,
        asked.selection,
        paper=asked.paper,
        checks=asked.checks,
        flags=asked.flags,
        worked_on=asked.worked_on,
    )


def _briefs(store: Store, asked: Asked) -> Callable[[str], Sheet]:
    whole = asked.selection.everywhere()
    return lambda place: _brief(
        store, replace(asked, selection=whole.within(place) if place else whole)
    )


def _neighborhood(store: Store, asked: Asked) -> Sheet:
    from analytics.report.neighborhood import neighborhood_sheet

    return neighborhood_sheet(store, asked.selection, paper=asked.paper, checks=asked.checks)


def _neighborhoods(store: Store, asked: Asked) -> Callable[[str], Sheet]:
    from analytics.report.neighborhood import neighborhood_sheets

    return neighborhood_sheets(store, asked.selection, paper=asked.paper, checks=asked.checks)


def _block(store: Store, asked: Asked) -> Sheet:
    from analytics.report.block import block_sheet

    return block_sheet(store, asked.selection, paper=asked.paper, checks=asked.checks)


def _summit(store: Store, asked: Asked) -> Sheet:
    from analytics.report.summit import summit_sheet

    return summit_sheet(store, asked.selection, paper=asked.paper, checks=asked.checks)


def _problem(store: Store, asked: Asked) -> Sheet:
    from analytics.report.problem import problem_sheet

    if asked.problem is None:
        raise RecordError("the sheet of a problem takes what was told of it")
    return problem_sheet(store, asked.problem, paper=asked.paper, checks=asked.checks)


KINDS: dict[str, Kind] = {
    "brief": Kind(
        "Command brief",
        _brief,
        ("neighborhoods", "offenses"),
        by_place=_briefs,
        has_city=True,
        has_problems=True,
    ),
    "neighborhood": Kind(
        "Neighborhood sheet", _neighborhood, ("neighborhood", "offenses"), by_place=_neighborhoods
    ),
    "block": Kind("Block sheet", _block, ("block", "offenses"), days=364),
    "summit": Kind("Summit report", _summit, days=182),
    "problem": Kind("Problem sheet", _problem, ("problem",)),
}


def report_bytes(kind: str, store: Store, asked: Asked) -> bytes:
    """Give a report as the bytes of a PDF. Raises SelectionError."""
    from analytics.report.sheet import typeset

    return typeset(KINDS[kind].make(store, asked))


def write_report(kind: str, store: Store, asked: Asked, out: Path) -> Path:
    """Write a report as a PDF, and give its path; the folder is made where it is missing. Raises SelectionError."""
    content = report_bytes(kind, store, asked)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    return out
