"""Write a report from the command line: python -m analytics.report brief --neighborhood warm-sands --out report.pdf; or those of
every neighborhood in one file: --all --out reports.zip; or those that are due: python -m analytics.report schedule.toml

Without days, the last 28 are taken that are settled in all feeds, as the pages take them. The audience is the public unless asked
otherwise: a file travels. With --known-at a report is drawn as it would have been on that day.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.coverage import Coverage, day_words
from analytics.errors import CrimeStatsError, ReportHeldError, SelectionError
from analytics.periods import Period, recent_period
from analytics.report.all_places import write_all_places
from analytics.report.checks import cleared, explained, preflight
from analytics.report.kinds import KINDS, Asked, Kind, write_report
from analytics.report.problem.asked import add_arguments, asked_problem
from analytics.report.progress import tell_file
from analytics.report.worked_on import (
    add_problems_argument,
    ask_problems,
    read_given,
    read_problems,
)
from analytics.selection import Selection
from analytics.store import Store, open_snapshot

FAILED, STOPPED, NOT_ACKNOWLEDGED = 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one report, or a ZIP of all; give 0. After saying what is wrong give 3 where a check stops the report, 4 where flags
    wait for a name, else 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["schedule"] or (given and given[0].endswith(".toml")):
        # Mail is of no use to a single report, and takes time to load.
        from analytics.report.delivery.command import deliver_scheduled

        return deliver_scheduled(given[given[0] == "schedule" :], datetime.now(UTC))
    parser = argparse.ArgumentParser(
        prog="python -m analytics.report",
        description="Write a report as a PDF.",
        epilog="`schedule FILE` writes and mails the reports that are due: schedule --help",
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="REPORT")
    for name, kind in KINDS.items():
        _arguments(kinds.add_parser(name, help=kind.label), kind)
    chosen = parser.parse_args(given)
    kind = KINDS[chosen.kind]
    if "problem" in kind.takes and chosen.known_at:
        parser.error("a problem is told as it stands: leave out --known-at")
    if chosen.all and chosen.neighborhood:
        parser.error("--all takes every neighborhood: leave out --neighborhood")
    if "neighborhood" in kind.takes and not (chosen.all or chosen.neighborhood):
        parser.error(f"{chosen.kind}: say which one with --neighborhood ID, or take --all")
    asking = None
    has_problems = kind.has_problems and chosen.audience == "police"
    if has_problems and not (chosen.problems or chosen.all or chosen.known_at):
        asking = ask_problems(chosen.data_dir)
    try:
        store = open_snapshot(chosen.data_dir, audience=chosen.audience)
        if chosen.known_at:
            store = store.as_of(chosen.known_at)
        problem = asked_problem(chosen) if "problem" in kind.takes else None
        selection = problem.selection if problem else _selection(store, chosen, kind.days)
        checks, flags = _checked(store, _judged(store, selection, is_problem=bool(problem)), chosen)
        is_given = has_problems and chosen.problems
        worked_on = read_given(chosen.problems) if is_given else read_problems(asking)
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
    return 0


def _judged(store: Store, selection: Selection, *, is_problem: bool) -> Selection:
    """Give what the checks judge: the selection itself.

    Residents are told of some problems by quarter alone, which no check reads: theirs are judged by all that is told by day.
    """
    if store.audience == "police" or not is_problem:
        return selection
    end = min(selection.period.end, store.coverage().settled_until)
    return selection.of().during(Period(selection.period.start, end))


def _checked(
    store: Store, selection: Selection, chosen: argparse.Namespace
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the lines that the checks have printed on every page, and what is behind each flag. Raises ReportHeldError."""
    now = datetime.now(ZoneInfo(store.coverage().time_zone)).date()
    today = chosen.known_at or chosen.today or now
    checks = preflight(store, selection, today=today)
    first, *others = cleared(checks, chosen.acknowledge)
    if chosen.known_at:
        first = f"As known at the end of {day_words(today)}. {first}"
    elif today != now:
        first = f"{first} Feeds were judged as if today were {day_words(today)}."
    return (first, *others), explained(checks)


def _arguments(parser: argparse.ArgumentParser, kind: Kind) -> None:
    """Add what a report can be told."""
    parser.add_argument("--out", type=Path, required=True, help="file to write, such as report.pdf")
    parser.set_defaults(all=False, neighborhood=[], block=[])
    if kind.by_place is not None:
        parser.add_argument(
            "--all", action="store_true", help="a ZIP with one of each neighborhood"
        )
        parser.add_argument(
            "--progress",
            type=Path,
            metavar="FILE",
            help="file that tells how many of them are made",
        )
    if "neighborhoods" in kind.takes:
        parser.add_argument(
            "--neighborhood", nargs="+", metavar="ID", help="ids or names; default: the city"
        )
    if "neighborhood" in kind.takes:
        parser.add_argument("--neighborhood", nargs=1, metavar="ID", help="id or name of one")
    if "problem" in kind.takes:
        add_arguments(parser)
    if kind.has_problems:
        add_problems_argument(parser)
    if "block" in kind.takes:
        parser.add_argument("--block", nargs=1, required=True, metavar="ID", help="id of one block")
    parser.add_argument(
        "--offenses",
        nargs="+",
        default=[],
        metavar="ID",
        help="such as burglary; default: for a brief the focus categories, else all that its readers may see",
    )
    parser.add_argument(
        "--from", dest="start", type=date.fromisoformat, metavar="DAY", help="first day, 2026-01-31"
    )
    parser.add_argument(
        "--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day, 2026-02-27"
    )
    parser.add_argument("--paper", choices=("letter", "a4"), default="letter")
    parser.add_argument("--audience", choices=("public", "police"), default="public")
    parser.add_argument(
        "--known-at",
        type=date.fromisoformat,
        metavar="DAY",
        help="as it was known at the end of that day",
    )
    parser.add_argument(
        "--acknowledge",
        metavar="NAME",
        help="who has read the flags of the checks; it is printed beside them",
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="DAY",
        help="judge by this day how old the feeds are; the report says so. Default: today",
    )
    parser.add_argument(
        "--data-dir", type=Path, help="folder with the snapshot; default: CRIME_DATA_DIR or data"
    )


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


if __name__ == "__main__":
    sys.exit(main())
