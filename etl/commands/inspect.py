"""How does a feed definition begin? With what can be told from an export; the rest is asked at the terminal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console as Terminal

from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from etl.commands import Clock
from etl.feeds.sandbox import Sandbox
from etl.inspection import (
    Inspection,
    definition_text,
    id_of,
    inspect,
    load_extent,
    show_inspection,
)

HELP = "write a feed definition to start from, for an export"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the export, and what no file says."""
    parser.add_argument("export", metavar="FILE_OR_URL")
    parser.add_argument("--neighborhoods", type=Path, help="polygons, to tell the coordinates by")
    parser.add_argument("--city", type=Path, help="the city's boundary, to tell the coordinates by")
    parser.add_argument("--place", help="name of the city, as on every page")
    parser.add_argument("--time-zone", help="IANA name such as America/Los_Angeles")
    parser.add_argument("--out", type=Path, help="definition to write (default: print it)")


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Inspect an export, and write or print the definition."""
    if parsed.out is not None and parsed.out.exists():
        raise CrimeStatsError(f"{parsed.out}: is there already; give --out another name")
    extent = load_extent(parsed.neighborhoods, parsed.city)
    with TemporaryDirectory() as work, Sandbox(Path(work)) as sandbox:
        inspection = inspect(
            parsed.export,
            extent=extent,
            feed=None if parsed.out is None else id_of(parsed.out.name),
            place=parsed.place,
            time_zone=parsed.time_zone,
            read=sandbox.read,
            settings=settings,
        )
    if sys.stdin.isatty():
        for key in ("place", "time_zone"):
            _ask(inspection, key)
    show_inspection(inspection, Terminal(stderr=parsed.out is None))
    text = definition_text(inspection)
    if parsed.out is None:
        print(text, end="")
    else:
        parsed.out.write_text(text, encoding="utf-8")
    return 0


def _ask(inspection: Inspection, key: str) -> None:
    """Ask a person at the terminal what no file says; an empty answer leaves it open."""
    finding = inspection.findings[key]
    while finding.is_open and (answer := input(f"{key}? ({finding.evidence}) ").strip()):
        try:
            inspection.answer(key, answer)
        except CrimeStatsError as error:
            print(error, file=sys.stderr)
        finding = inspection.findings[key]
