"""What is in service, how old is it, and what waits for a person?"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from analytics.settings import Settings
from analytics.store import current_snapshot, open_snapshot
from etl.commands import Clock
from etl.console import show_held, show_operation, show_status, show_summary
from etl.operation import operation_of
from etl.publish import service

HELP = (
    "show the last run, the age of each feed, findings, what waits for approval, earlier snapshots"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print it for machines")


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Print the state of a data folder."""
    held = service.read_held(parsed.data_dir)
    if held and current_snapshot(parsed.data_dir) is None:
        _tell_first(held, parsed)
        return 0
    store = open_snapshot(parsed.data_dir, audience="police")
    operation = operation_of(parsed.data_dir, store, clock())
    if parsed.json:
        print(json.dumps(operation))
    else:
        show_summary(store.read_summary())
        show_status(store, clock())
        show_operation(operation, parsed.data_dir)
    store.close()
    return 0


def _tell_first(held: service.Held, parsed: Namespace) -> None:
    """Print that nothing is in service yet, but that the first run waits for a person."""
    if parsed.json:
        waiting = {"run_id": held.run_id, "reasons": list(held.reasons)}
        print(json.dumps({"run_id": None, "held": waiting}))
        return
    print(f"{parsed.data_dir}: holds no snapshot in service yet")
    show_held(held.run_id, held.reasons, parsed.data_dir)
