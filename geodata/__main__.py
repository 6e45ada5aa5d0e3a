"""Draw, check and fetch the layers from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from analytics.errors import CrimeStatsError
from geodata.check_report import check_as_data, print_check, write_repaired
from geodata.checks import check_layer
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

    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            return run_check(options)
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


if __name__ == "__main__":
    sys.exit(main())
