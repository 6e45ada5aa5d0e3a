"""How does someone who has no data see the dashboard? With simulated feeds, run like real ones; never over a snapshot."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from analytics.settings import Settings
from analytics.store import current_snapshot
from etl.commands import Clock, run, simulate

HELP = "simulate and publish demo data where there is no snapshot yet"


def add_arguments(parser: ArgumentParser) -> None:
    """Add nothing: a demo is the same for everyone."""


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Simulate feeds unless they were, and run them."""
    if current_snapshot(parsed.data_dir) is not None:
        return 0
    print("No data yet: simulating demo feeds of Palm Springs. Every number will be SIMULATED.")
    if not any((parsed.data_dir / "incoming").glob("*")):
        simulate.execute(_as_if_given(simulate.add_arguments, parsed), settings, clock)
    return run.execute(_as_if_given(run.add_arguments, parsed), settings, clock)


def _as_if_given(add_arguments: Callable[[ArgumentParser], None], parsed: Namespace) -> Namespace:
    """Give the arguments of another command, as they are where none is given."""
    parser = ArgumentParser()
    add_arguments(parser)
    return parser.parse_args([], Namespace(data_dir=parsed.data_dir))
