"""Draw, check and fetch the layers from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analytics.errors import CrimeStatsError
from geodata.schematic import HERE, write_layers


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code says how it went."""
    parser = argparse.ArgumentParser(prog="python -m geodata", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    draw = commands.add_parser("draw", help="draw the schematic layers anew from schematic.toml")
    draw.add_argument("--to", type=Path, default=HERE, metavar="DIR", help="default: geodata/")

    options = parser.parse_args(arguments)
    try:
        if options.command == "draw":
            for path in write_layers(options.to):
                print(path)
            return 0
    except CrimeStatsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
