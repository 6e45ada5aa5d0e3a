"""How does a person let a run into service that a check has held?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from analytics.settings import Settings
from etl.commands import Clock
from etl.erase import clean
from etl.publish import service

HELP = "put a run in service that waits for approval"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the run."""
    parser.add_argument("run", metavar="RUN", help="id of the run, as `status` names it")


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Approve a run; what it brings counts as known from now on."""
    clean(parsed.data_dir)
    service.approve(parsed.data_dir, parsed.run, clock())
    print(f"run {parsed.run} is in service")
    return 0
