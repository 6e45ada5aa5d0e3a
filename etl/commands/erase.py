"""How is an incident erased that a court has sealed, and what is left to do by hand?"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from analytics.errors import StoreError
from analytics.settings import Settings
from etl.commands import Clock
from etl.commands.run import add_definitions, definitions
from etl.console import Console, show_erasure
from etl.erase import erase

HELP = "erase an incident from all snapshots and kept copies, for good"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the incident."""
    add_definitions(parser)
    parser.add_argument("--incident", required=True, help="its number, exactly as the feed has it")
    parser.add_argument("--feed", help="id of the feed that has it (default: any)")
    parser.add_argument("--reason", help="kept in the list of erasures: never a name or a number")
    parser.add_argument("--input", type=Path, help="where files are dropped, to warn of those that hold it")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print what was done for machines")


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Erase an incident, and name what still holds its number.

    Raises StoreError where another program holds an old file open.
    """
    with Console(quiet=parsed.json) as console:
        report = erase(
            parsed.incident,
            feeds=definitions(parsed),
            data_dir=parsed.data_dir,
            now=clock(),
            progress=console.progress,
            feed=parsed.feed,
            reason=parsed.reason,
            source=parsed.input,
        )
    if parsed.json:
        print(json.dumps(asdict(report), default=str))
    else:
        show_erasure(report, is_input_known=parsed.input is not None)
    if report.still_open:
        names = ", ".join(path.name for path in report.still_open)
        raise StoreError(f"{names}: open in another program, close it and repeat the same command")
    return 0
