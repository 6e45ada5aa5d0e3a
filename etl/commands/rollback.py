"""How is an earlier snapshot put back in service?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from analytics.settings import Settings
from etl.commands import Clock
from etl.console import show_dropped
from etl.erase import clean
from etl.publish import service
from etl.publish.names import run_of

HELP = "put an earlier snapshot back in service; what was erased since stays erased"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the run."""
    parser.add_argument(
        "run", metavar="RUN", nargs="?", help="id of its run (default: the one before)"
    )


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Roll back."""
    clean(parsed.data_dir)
    held = service.read_held(parsed.data_dir)
    snapshot = service.roll_back(parsed.data_dir, parsed.run)
    print(f"run {run_of(snapshot.name)} is in service again")
    if held:
        show_dropped(held.run_id)
    return 0
