"""The command line of the ETL: demo, simulate, run, status.

`python -m etl run` reads all feeds of etl/feeds from the data folder's `incoming`; see `python -m etl run --help`.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console as Terminal

from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from analytics.store import current_snapshot, open_snapshot
from etl.console import Console, peak_mb, show_status, show_summary
from etl.feeds.definition import load_feeds
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from etl.inspection import (
    Inspection,
    definition_text,
    id_of,
    inspect,
    load_extent,
    show_inspection,
)
from etl.pipeline import run
from etl.simulation import simulate
from geodata.layers import (
    Layers,
    layers_folder,
    layers_from_neighborhoods,
    load_city,
    load_layers,
    load_neighborhoods,
)

FEEDS = Path(__file__).parent / "feeds"
DEMO_SEED = 20


def main(arguments: list[str] | None = None) -> int:
    """Run one command; give 0, or 2 for an error that the user can mend."""
    try:
        parsed = _parser(Settings.from_env()).parse_args(arguments)
        parsed.command(parsed)
    except (CrimeStatsError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: object, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        sub.add_argument("--data-dir", type=Path, default=settings.data_dir, help="data folder")
        return sub

    add("demo", _demo, "simulate and publish demo data where there is no snapshot yet")
    simulation = add("simulate", _simulate, "write simulated feeds as a records system would")
    simulation.add_argument(
        "--out", type=Path, help="folder (default: incoming of the data folder)"
    )
    simulation.add_argument("--as-of", type=date.fromisoformat, help="last day (default: today)")
    simulation.add_argument("--seed", type=int, default=DEMO_SEED)
    simulation.add_argument("--rows", type=int, help="grow to so many rows in all")
    running = add("run", _run, "read feeds and publish a snapshot")
    running.add_argument(
        "feeds", nargs="*", type=Path, help="feed definitions (default: all shipped)"
    )
    running.add_argument("--input", type=Path, help="file or folder of the feeds' files")
    running.add_argument(
        "--neighborhoods", type=Path, help="polygons: a file, or a folder of files"
    )
    running.add_argument("--city", type=Path, help="the city's boundary (default: what they cover)")
    running.add_argument("--name-column", help="column of the neighborhoods' names")
    running.add_argument("--as-of", type=date.fromisoformat, help="last day (default: today)")
    running.add_argument("--json", action="store_true", help="print the summary for machines")
    add("status", _status, "show the last run")
    looking = add("inspect", _inspect, "write a feed definition to start from, for an export")
    looking.add_argument("export", metavar="FILE_OR_URL")
    looking.add_argument("--neighborhoods", type=Path, help="polygons, to tell the coordinates by")
    looking.add_argument(
        "--city", type=Path, help="the city's boundary, to tell the coordinates by"
    )
    looking.add_argument("--place", help="name of the city, as on every page")
    looking.add_argument("--time-zone", help="IANA name such as America/Los_Angeles")
    looking.add_argument("--out", type=Path, help="definition to write (default: print it)")
    return parser


def _now() -> datetime:
    return datetime.now(UTC)


def _end_of_day(day: date | None, time_zone: str) -> datetime | None:
    return None if day is None else datetime.combine(day, time.max, ZoneInfo(time_zone))


def _layers(parsed: argparse.Namespace, feeds: list[Feed]) -> tuple[Layers, list[str]]:
    """Give the layers of a run, and what was repaired in them."""
    if parsed.neighborhoods is None:
        layers = load_layers(layers_folder(parsed.data_dir))
        if feeds and feeds[0].place != layers.name:
            raise CrimeStatsError(
                f"the feeds are about {feeds[0].place}, the layers about {layers.name}: give --neighborhoods"
            )
        return layers, []
    neighborhoods = load_neighborhoods(parsed.neighborhoods, parsed.name_column)
    notes = list(neighborhoods.attrs.get("notes", ()))
    layers = layers_from_neighborhoods(
        neighborhoods,
        place_name=feeds[0].place,
        time_zone=feeds[0].time_zone,
        city=None if parsed.city is None else load_city(parsed.city),
    )
    return layers, notes


def _run(parsed: argparse.Namespace) -> None:
    feeds = load_feeds(parsed.feeds or sorted(FEEDS.glob("*.toml")))
    layers, notes = _layers(parsed, feeds)
    console = Console(quiet=parsed.json)
    with console:
        result = run(
            feeds,
            source=parsed.input or parsed.data_dir / "incoming",
            layers=layers,
            layer_notes=notes,
            data_dir=parsed.data_dir,
            clock=_now,
            as_of=_end_of_day(parsed.as_of, feeds[0].time_zone),
            progress=console.progress,
        )
    summary = {**result.summary, "peak_mb": peak_mb(), "snapshot": str(result.snapshot)}
    if parsed.json:
        print(json.dumps(summary))
        return
    show_summary(summary)
    with_findings = open_snapshot(result.snapshot, audience="police")
    show_status(with_findings)
    with_findings.close()


def _simulate(parsed: argparse.Namespace) -> None:
    layers = load_layers(layers_folder(parsed.data_dir))
    day = parsed.as_of or _now().astimezone(ZoneInfo(layers.time_zone)).date()
    folder = parsed.out or parsed.data_dir / "incoming"
    console = Console()
    with console:
        simulate(
            folder,
            as_of=day,
            seed=parsed.seed,
            rows=parsed.rows,
            layers=layers,
            progress=console.progress,
        )
    print(f"wrote simulated feeds up to {day} into {folder}")


def _demo(parsed: argparse.Namespace) -> None:
    if current_snapshot(parsed.data_dir) is not None:
        return
    print("No data yet: simulating demo feeds of Palm Springs. Every number will be SIMULATED.")
    is_simulated_already = any((parsed.data_dir / "incoming").glob("*"))
    parsed = argparse.Namespace(
        **{**vars(parsed), "out": None, "as_of": None, "seed": DEMO_SEED, "rows": None,
           "feeds": [], "input": None, "neighborhoods": None, "city": None, "name_column": None, "json": False}
    )  # fmt: skip
    if not is_simulated_already:
        _simulate(parsed)
    _run(parsed)


def _status(parsed: argparse.Namespace) -> None:
    store = open_snapshot(parsed.data_dir, audience="police")
    summary = store.read_summary()
    show_summary(summary)
    show_status(store)


def _inspect(parsed: argparse.Namespace) -> None:
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


def _ask(inspection: Inspection, key: str) -> None:
    """Ask a person at the terminal what no file says; an empty answer leaves it open."""
    finding = inspection.findings[key]
    while finding.is_open and (answer := input(f"{key}? ({finding.evidence}) ").strip()):
        try:
            inspection.answer(key, answer)
        except CrimeStatsError as error:
            print(error, file=sys.stderr)
        finding = inspection.findings[key]


if __name__ == "__main__":
    sys.exit(main())
