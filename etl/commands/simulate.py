"""How are simulated feeds asked for: up to which day, how many rows, and into which folder?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.settings import Settings
from etl.commands import Clock
from etl.console import Console
from etl.simulation import simulate
from geodata.layers import layers_folder, load_layers

HELP = "write simulated feeds as a records system would"
SEED = 20


def add_arguments(parser: ArgumentParser) -> None:
    """Add what a simulation can be told."""
    parser.add_argument("--out", type=Path, help="folder (default: incoming of the data folder)")
    parser.add_argument("--as-of", type=date.fromisoformat, help="last day (default: today)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"default: {SEED}")
    parser.add_argument("--rows", type=int, help="grow to so many rows in all")


def execute(parsed: Namespace, settings: Settings, clock: Clock) -> int:
    """Simulate feeds, and say where they are."""
    layers = load_layers(layers_folder(parsed.data_dir))
    day = parsed.as_of or clock().astimezone(ZoneInfo(layers.time_zone)).date()
    folder = parsed.out or parsed.data_dir / "incoming"
    with Console() as console:
        simulate(
            folder,
            as_of=day,
            seed=parsed.seed,
            rows=parsed.rows,
            layers=layers,
            progress=console.progress,
        )
    print(f"wrote simulated feeds up to {day} into {folder}")
    return 0
