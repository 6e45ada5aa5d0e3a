"""Write a report from the command line: python -m analytics.report brief --neighborhood warm-sands --out report.pdf; or those of
every neighborhood in one file: --all --out reports.zip; or those that are due: python -m analytics.report schedule.toml

Without days, the last 28 are taken that are settled in all feeds, as the pages take them. The audience is the public unless asked
otherwise: a file travels. With --known-at a report is drawn as it would have been on that day.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from analytics.report.kinds import KINDS, Kind
from analytics.report.worked_on import add_problems_argument, ask_problems


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
    # What is asked is answered while this is loaded.
    from analytics.report.command import carry_out

    return carry_out(chosen, asking, datetime.now(UTC))


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
        parser.add_argument("number", nargs="?", type=int, help="the problem's number")
        parser.add_argument(
            "--record",
            metavar="FILE",
            help="what `python -m dashboard.decisions problem NUMBER` printed, instead of a number; - reads it from here",
        )
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


if __name__ == "__main__":
    sys.exit(main())
