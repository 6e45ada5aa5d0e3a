"""The command line of the ETL: from feeds to a snapshot, and what is to be done around it.

`python -m etl run` reads all feeds of etl/feeds, dropped files from the data folder's `incoming`; `python -m etl COMMAND --help`
says more of each command. Exit codes: 0; 2 for an error that the user can mend; 3 where a run waits for approval;
130 where it was interrupted.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from etl.commands import (
    Command,
    approve,
    demo,
    erase,
    inspect,
    quarantine,
    rollback,
    run,
    simulate,
    status,
)

INTERRUPTED = 130

COMMANDS: dict[str, Command] = {
    "demo": demo, "simulate": simulate, "inspect": inspect, "run": run, "status": status, "approve": approve,
    "rollback": rollback, "quarantine": quarantine, "erase": erase,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code; an error is one line."""
    logging.getLogger("stamina").setLevel(logging.ERROR)  # a retry that helps is no news
    try:
        settings = Settings.from_env()
        parsed = _parser(settings).parse_args(arguments)
        return COMMANDS[parsed.command].execute(parsed, settings, now)
    except (CrimeStatsError, OSError) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "error: interrupted; `python -m etl status` says what is in service, and a next run begins anew",
            file=sys.stderr,
        )
        return INTERRUPTED


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def _parser(settings: Settings) -> ArgumentParser:
    parser = ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.HELP, description=command.HELP)
        sub.add_argument("--data-dir", type=Path, default=settings.data_dir, help="data folder")
        command.add_arguments(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
