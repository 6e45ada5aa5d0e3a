"""What is in service, how old is it, and what waits for a person?"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from analytics.settings import Settings
from analytics.store import open_snapshot
from etl.commands import Clock
from etl.console import show_operation, show_status, show_summary
from etl.operation import operation_of

HELP = (
    "show the last run, the age of each feed, findings, what waits for approval, earlier snapshots"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print it for machines")


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Print the state of a data folder."""
    store = open_snapshot(parsed.data_dir, audience="police")
    operation = operation_of(parsed.data_dir, store, clock())
    if parsed.json:
        print(json.dumps(operation))
    else:
        show_summary(store.read_summary())
        show_status(store, clock())
        show_operation(operation)
    store.close()
    return 0
