"""What can be done at the command line? A module a command: its arguments, and what it does with them.

Each has `add_arguments` and `execute`, which gives the exit code: 0, or HELD where a run waits for a person. The time comes from
`etl.__main__`.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from analytics.settings import Settings

HELD = 3

Clock = Callable[[], datetime]


class Command(Protocol):
    """One command."""

    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def execute(self, parsed: Namespace, settings: Settings, clock: Clock) -> int: ...
