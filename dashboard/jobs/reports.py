"""With which words is each report made? As anybody writes them: `python -m analytics.report brief …`.

A brief, and a sheet of a neighborhood, are of the link's days; a sheet of a block and the Summit report are of as many days as
they always are, up to the last of the link's. The sheet of a problem is told of here, as its page tells of it at the moment, and
is given along: what is written down later makes another sheet.
"""

from __future__ import annotations

from collections.abc import Callable

from analytics.coverage import day_words
from analytics.errors import RecordError, SelectionError
from analytics.report.kinds import KINDS as REPORTS
from analytics.report.problem import write_told
from analytics.report.sheet import Paper
from analytics.report.worked_on import write_listed
from analytics.selection import Selection
from dashboard.context import Reader
from dashboard.jobs.asked import Asked, where_from
from dashboard.paper.problem import problem_told
from dashboard.paper.worked_on import list_worked_on_here
from dashboard.tables.places import report_selection, whole_places
from dashboard.tables.problems import read_case
from dashboard.urlstate import View, period_text
from dashboard.wording import offenses_words, place_title, where_words

WHOLE_PLACES = "The report tells of whole neighborhoods and all hours: area, hours and blocks of the link are not in it."


def brief(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the command brief of what is shown."""
    selection = whole_places(report_selection(reader, view))
    period = selection.period
    about = f"{offenses_words(selection.offenses)}, {_where(reader, selection)}, {period.label()}"
    if selection != report_selection(reader, view):
        about = f"{about}. {WHOLE_PLACES}"
    place = selection.neighborhoods if len(selection.neighborhoods) == 1 else ()
    listed = _listed()
    return _report(
        reader,
        "brief",
        about,
        "_".join(["brief", *place, period_text(period)]),
        paper,
        *(("--neighborhood", *selection.neighborhoods) if selection.neighborhoods else ()),
        *("--from", str(period.start), "--to", str(period.last_day)),
        *("--offenses", *selection.offenses),
        *(("--problems", "-") if listed is not None else ()),
        given=listed or "",
    )


def _listed() -> str | None:
    """Write down what is worked on now; None where that cannot be read: the command says why."""
    try:
        return write_listed(list_worked_on_here())
    except RecordError:
        return None


def neighborhood_sheet(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the sheet of the one neighborhood that is chosen. Raises SelectionError where there is none."""
    places, period = view.selection.neighborhoods, view.selection.period
    if len(places) != 1:
        raise SelectionError("a neighborhood sheet is of one neighborhood: choose one")
    return _report(
        reader,
        "neighborhood",
        f"{reader.names[places[0]]}, {period.label()}",
        f"neighborhood_{places[0]}_{period_text(period)}",
        paper,
        *("--neighborhood", *places),
        *("--from", str(period.start), "--to", str(period.last_day)),
        *_offenses(view),
    )


def block_sheet(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the sheet of the one block that is chosen. Raises SelectionError where there is none."""
    blocks, period = view.selection.blocks, view.selection.period
    if len(blocks) != 1:
        raise SelectionError("a block sheet is of one block: choose one")
    return _report(
        reader,
        "block",
        f"{reader.block_names[blocks[0]]}, up to {day_words(period.last_day)}",
        f"block_{blocks[0]}_{period.last_day}",
        paper,
        *("--block", *blocks),
        *("--to", str(period.last_day)),
        *_offenses(view),
    )


def summit_report(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the report of the Community Summit: half a year, all neighborhoods."""
    period = view.selection.period
    return _report(
        reader,
        "summit",
        f"All neighborhoods, the half year to {day_words(period.last_day)}",
        f"summit_{period.last_day}",
        paper,
        *("--to", str(period.last_day)),
        *_offenses(view),
    )


def problem_sheet(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the sheet of the problem that the link names. Raises SelectionError for none, RecordError for records out of reach."""
    case = read_case(view.key("problem"))
    if case is None:
        raise SelectionError("the link names no problem that there is")
    return _report(
        reader,
        "problem",
        case.problem.title,
        f"problem_{case.problem.id}",
        paper,
        *("--record", "-"),
        given=write_told(problem_told(reader, case)),
    )


def every_sheet(reader: Reader, view: View, paper: Paper) -> Asked:
    """Want the sheet of every neighborhood: of the link only offenses and days count."""
    selection = whole_places(report_selection(reader, view))
    period = selection.period
    return Asked(
        "Reports of every neighborhood",
        f"{offenses_words(selection.offenses)}, {period.label()}",
        f"reports_{period_text(period)}.zip",
        (
            "analytics.report",
            "neighborhood",
            "--all",
            *("--audience", "police"),
            *("--paper", paper),
            *("--from", str(period.start), "--to", str(period.last_day)),
            *("--offenses", *selection.offenses),
            *where_from(reader),
        ),
    )


MADE: dict[str, Callable[[Reader, View, Paper], Asked]] = {
    "brief": brief,
    "neighborhood": neighborhood_sheet,
    "block": block_sheet,
    "summit": summit_report,
    "problem": problem_sheet,
    "reports": every_sheet,
}


def _report(
    reader: Reader, kind: str, about: str, name: str, paper: Paper, *words: str, given: str = ""
) -> Asked:
    return Asked(
        REPORTS[kind].label,
        about,
        f"{name}.pdf",
        (
            *("analytics.report", kind),
            *("--audience", "police"),
            *("--paper", paper),
            *words,
            *where_from(reader),
        ),
        given=given,
        tells_progress=False,
    )


def _offenses(view: View) -> tuple[str, ...]:
    # Without any, a sheet tells of all that its readers may see.
    return ("--offenses", *view.asked.offenses) if view.asked.offenses else ()


def _where(reader: Reader, selection: Selection) -> str:
    words = where_words(selection, reader.names, reader.block_names)
    return words or place_title(reader.coverage.place)
