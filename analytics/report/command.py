"""What does the command line do once it knows what is asked for? Check the data, then write the report.

It is loaded while the dashboard's records are read: what draws a report takes as long to load.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.coverage import Coverage, day_words
from analytics.errors import CrimeStatsError, ReportHeldError, SelectionError
from analytics.periods import Period, recent_period
from analytics.report.all_places import write_all_places
from analytics.report.checks import cleared, explained, preflight
from analytics.report.dashboard_command import Asking, let_go
from analytics.report.kinds import KINDS, Asked, write_report
from analytics.report.problem.asked import asked_problem
from analytics.report.progress import tell_file
from analytics.report.worked_on import WorkedOn, read_given, read_problems
from analytics.selection import Selection
from analytics.store import Store, open_snapshot

FAILED, STOPPED, NOT_ACKNOWLEDGED = 2, 3, 4


def carry_out(chosen: argparse.Namespace, asking: Asking | None, now: datetime) -> int:
    """Write what was asked for, and give 0; or say what is wrong, and give what `main` does.

    `asking` is who was asked for the open problems.
    """
    kind = KINDS[chosen.kind]
    try:
        store = open_snapshot(chosen.data_dir, audience=chosen.audience)
        if chosen.known_at:
            store = store.as_of(chosen.known_at)
        problem = asked_problem(chosen) if "problem" in kind.takes else None
        selection = problem.selection if problem else _selection(store, chosen, kind.days)
        checks, flags = _checked(
            store, _judged(store, selection, is_problem=bool(problem)), chosen, now
        )
        worked_on = _problems_of(chosen, asking)
        asked = Asked(selection, chosen.paper, checks, flags, problem, worked_on)
        if chosen.all:
            tell = tell_file(chosen.progress)
            print(write_all_places(chosen.kind, store, asked, chosen.out, tell=tell))
        else:
            print(write_report(chosen.kind, store, asked, chosen.out))
    except ReportHeldError as error:
        print(error, file=sys.stderr)
        if not error.needs_name:
            return STOPPED
        print('Acknowledge them with --acknowledge "Your name".', file=sys.stderr)
        return NOT_ACKNOWLEDGED
    except (CrimeStatsError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED
    finally:
        if asking is not None:
            let_go(asking)
    return 0


def _problems_of(
    chosen: argparse.Namespace, asking: Asking | None
) -> Callable[[], tuple[WorkedOn, ...] | str | None]:
    """Give what gives the open problems that a brief for the police lists; a file of them is read at once, and once."""
    if KINDS[chosen.kind].has_problems and chosen.audience == "police" and chosen.problems:
        given = read_given(chosen.problems)
        return lambda: given
    return lambda: read_problems(asking)


def _judged(store: Store, selection: Selection, *, is_problem: bool) -> Selection:
    """Give what the checks judge: the selection itself.

    Residents are told of some problems by quarter alone, which no check reads: theirs are judged by all that is told by day.
    """
    if store.audience == "police" or not is_problem:
        return selection
    end = min(selection.period.end, store.coverage().settled_until)
    return selection.of().during(Period(selection.period.start, end))


def _checked(
    store: Store, selection: Selection, chosen: argparse.Namespace, at: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the lines that the checks have printed on every page, and what is behind each flag. Raises ReportHeldError."""
    now = at.astimezone(ZoneInfo(store.coverage().time_zone)).date()
    today = chosen.known_at or chosen.today or now
    checks = preflight(store, selection, today=today)
    first, *others = cleared(checks, chosen.acknowledge)
    if chosen.known_at:
        first = f"As known at the end of {day_words(today)}. {first}"
    elif today != now:
        first = f"{first} Feeds were judged as if today were {day_words(today)}."
    return (first, *others), explained(checks)


def _selection(store: Store, chosen: argparse.Namespace, days: int) -> Selection:
    return Selection(
        _period(store.coverage(), chosen.start, chosen.last, days),
        tuple(chosen.offenses),
        tuple(_neighborhood_id(store, text) for text in chosen.neighborhood),
        blocks=tuple(chosen.block),
    )


def _period(coverage: Coverage, start: date | None, last: date | None, days: int) -> Period:
    """Give the days asked for, as far as there are data; the last settled ones of all feeds are the default.

    They are so whatever the offenses, so that each report is of the same days.
    """
    whole = coverage.whole
    end = min(last + timedelta(days=1), whole.end) if last else coverage.settled_until
    if start is None:
        return recent_period(end, days)
    if start >= end:
        raise SelectionError(f"--from {start} is not before {end}: choose an earlier day")
    if whole.start >= end:
        raise SelectionError(f"no data before {end}: choose days in {whole.label()}")
    return Period(max(start, whole.start), end)


def _neighborhood_id(store: Store, text: str) -> str:
    """Read an id or a name, in any case."""
    for place in store.read_neighborhoods().itertuples():
        if text.casefold() in {place.neighborhood_id.casefold(), place.name.casefold()}:
            return str(place.neighborhood_id)
    return text
