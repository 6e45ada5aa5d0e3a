"""Draw, check and fetch the layers from the command line."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from geodata.check_report import check_as_data, print_check, write_repaired
from geodata.checks import check_layer
from geodata.fetch import Sources, fetch_layers
from geodata.schematic import HERE, write_layers


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code says how it went."""
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    draw = commands.add_parser("draw", help="draw the schematic layers anew from schematic.toml")
    draw.add_argument("--to", type=Path, default=HERE, metavar="DIR", help="default: geodata/")

    check = commands.add_parser("check", help="say what is wrong with a layer of outlines")
    check.add_argument("file", type=Path, help="a file of any format GDAL reads, or a folder")
    check.add_argument("--city", type=Path, metavar="FILE", help="outlines must lie inside this")
    check.add_argument("--name-column", metavar="COLUMN", help="column that holds the names")
    check.add_argument("--out", type=Path, metavar="FILE", help="write the repaired GeoJSON here")
    check.add_argument("--json", action="store_true", help="print everything found as JSON")

    fetch = commands.add_parser("fetch", help="replace the outlines by the official ones")
    fetch.add_argument("--to", type=Path, metavar="DIR", help="default: geodata in the data folder")
    fetch.add_argument("--neighborhoods-url", metavar="URL", help="ArcGIS layer of neighborhoods")
    fetch.add_argument("--city-url", metavar="URL", help="ArcGIS layer of the city boundary")

    options = parser.parse_args(arguments)
    logging.getLogger("stamina").setLevel(logging.ERROR)  # a retry that helps is no news
    try:
        if options.command == "check":
            return run_check(options)
        if options.command == "fetch":
            return run_fetch(options)
        if options.command == "draw":
            for path in write_layers(options.to):
                print(path)
            return 0
    except CrimeStatsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Check a layer: 0 when nothing is left to decide, 1 when something is."""
    check = check_layer(options.file, city=options.city, name_column=options.name_column)
    if options.json:
        print(json.dumps(check_as_data(check), indent=2))
    else:
        print_check(check, Console())
    if options.out is not None:
        write_repaired(check, options.out)
        print(f"repaired layer written to {options.out}", file=sys.stderr)
    return 0 if check.is_clean else 1


def run_fetch(options: argparse.Namespace) -> int:
    """Fetch the official layers and say what is in use now."""
    known = Sources.read()
    sources = Sources(
        known.publisher,
        options.neighborhoods_url or known.neighborhoods,
        options.city_url or known.city,
    )
    folder = options.to or Settings.from_env().data_dir / "geodata"
    console = Console()
    with console.status("Fetching the official layers"):
        layers, check = fetch_layers(folder, sources, fetched_on=datetime.now(UTC).date())
    print_check(check, console)
    console.print(
        f"{len(layers.neighborhoods)} official neighborhoods are in use in {folder}. Streets, "
        "blocks and the built-up area have no official source here: they stay schematic. Run the "
        "ETL again, so that incidents are located in the new outlines.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
