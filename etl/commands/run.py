"""How is a run asked for? Which feeds, where their files and the outlines are, and what is said of it afterwards."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.errors import CrimeStatsError, SettingsError
from analytics.settings import Settings
from analytics.store import open_snapshot
from etl.commands import HELD, Clock
from etl.console import Console, peak_mb, show_dropped, show_held, show_status, show_summary
from etl.feeds.definition import load_feeds
from etl.feeds.feed import Feed
from etl.pipeline import Result, run
from etl.reading import Reader, read_here
from geodata.addresses import Addresses
from geodata.layers import (
    Layers,
    layers_folder,
    layers_from_neighborhoods,
    load_city,
    load_layers,
    load_neighborhoods,
)

HELP = "read feeds and publish a snapshot; exit code 3 where it waits for approval"
FEEDS = Path(__file__).parents[1] / "feeds"


def add_arguments(parser: ArgumentParser) -> None:
    """Add what a run can be told."""
    add_layer_arguments(parser)
    parser.add_argument("--input", type=Path, help="file or folder of the feeds' files")
    parser.add_argument(
        "--replay", action="store_true", help="read the kept copies of all that was received anew"
    )


def _add_cluster_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="read with the workers of a Dask scheduler: etl/CLUSTER.md",
    )
    for name, what in (
        ("ca", "the authority"),
        ("cert", "one's own certificate"),
        ("key", "its key"),
    ):
        parser.add_argument(f"--tls-{name}", type=Path, metavar="FILE", help=f"{what}, for tls://…")


def add_layer_arguments(parser: ArgumentParser) -> None:
    """Add what every command that reads feeds can be told."""
    add_definitions(parser)
    parser.add_argument("--neighborhoods", type=Path, help="polygons: a file, or a folder of files")
    parser.add_argument("--city", type=Path, help="the city's boundary (default: what they cover)")
    parser.add_argument("--name-column", help="column of the neighborhoods' names")
    parser.add_argument("--addresses", type=Path, help="CSV: which neighborhood an address is in")
    parser.add_argument("--as-of", type=date.fromisoformat, help="last day (default: today)")
    parser.add_argument("--json", action="store_true", help="print the summary for machines")
    _add_cluster_arguments(parser)


def add_definitions(parser: ArgumentParser) -> None:
    """Add the feed definitions."""
    parser.add_argument(
        "feeds", nargs="*", type=Path, help="feed definitions (default: all shipped)"
    )


def definitions(parsed: Namespace) -> list[Feed]:
    """Load the feed definitions given, or those shipped."""
    return load_feeds(parsed.feeds or sorted(FEEDS.glob("*.toml")))


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Run, and say what became of it."""
    return show(publish(parsed, settings, clock), parsed, clock)


def publish(parsed: Namespace, settings: Settings, clock: Clock) -> Result:
    """Run the feeds of a command."""
    feeds = definitions(parsed)
    layers, notes = _layers(parsed, feeds)
    zone = ZoneInfo(feeds[0].time_zone)
    with _reader(parsed) as reader, Console(quiet=parsed.json) as console:
        return run(
            feeds,
            source=parsed.input or parsed.data_dir / "incoming",
            layers=layers,
            layer_notes=notes,
            data_dir=parsed.data_dir,
            clock=clock,
            as_of=parsed.as_of and datetime.combine(parsed.as_of, time.max, zone),
            progress=console.progress,
            replay=parsed.replay,
            settings=settings,
            reader=reader,
        )


def _reader(parsed: Namespace) -> AbstractContextManager[Reader]:
    """Connect to the machines that read the files; without --scheduler it is this one."""
    if parsed.scheduler is None:
        return nullcontext(read_here)
    try:
        from etl.cluster import connect
    except ModuleNotFoundError as error:
        raise SettingsError(f"--scheduler needs {error.name}: pip install '.[cluster]'") from error
    return connect(parsed.scheduler, tls=(parsed.tls_ca, parsed.tls_cert, parsed.tls_key))


def show(result: Result, parsed: Namespace, clock: Clock) -> int:
    """Print what a run did, for people or machines, and give the exit code."""
    summary = {
        **result.summary, "peak_mb": peak_mb(), "snapshot": str(result.snapshot), "held": list(result.held),
        "dropped": result.dropped,
    }  # fmt: skip
    if parsed.json:
        print(json.dumps(summary))
    else:
        show_summary(summary)
        with_findings = open_snapshot(result.snapshot, audience="police")
        show_status(with_findings, clock())
        with_findings.close()
        if result.held:
            show_held(result.summary["run_id"], result.held, parsed.data_dir)
        if result.dropped:
            show_dropped(result.dropped)
    return HELD if result.held else 0


def _layers(parsed: Namespace, feeds: list[Feed]) -> tuple[Layers, list[str]]:
    """Give the layers of a run, and what is odd about them."""
    notes: list[str] = []
    if parsed.neighborhoods is None:
        layers = load_layers(layers_folder(parsed.data_dir))
        if feeds[0].place != layers.name:
            raise CrimeStatsError(
                f"the feeds are about {feeds[0].place}, the layers about {layers.name}: give --neighborhoods"
            )
    else:
        neighborhoods = load_neighborhoods(parsed.neighborhoods, parsed.name_column)
        notes += neighborhoods.attrs.get("notes", ())
        layers = layers_from_neighborhoods(
            neighborhoods,
            place_name=feeds[0].place,
            time_zone=feeds[0].time_zone,
            city=None if parsed.city is None else load_city(parsed.city),
        )
    if parsed.addresses is not None:
        addresses = Addresses.load(parsed.addresses, layers.neighborhoods)
        layers = replace(layers, addresses=addresses)
        if addresses.ambiguous:
            notes.append(
                f"{parsed.addresses}: has {len(addresses.ambiguous):,} addresses in two neighborhoods, which are located by "
                f"their points instead, such as {min(addresses.ambiguous)!r}"
            )
    return layers, notes
