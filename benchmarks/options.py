"""Which options do all loads that are timed have, and where do their files go?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROWS = 8_000_000
CHANGES = 10_000


def parser_for(module: str, description: str | None) -> argparse.ArgumentParser:
    """Make a parser with --rows, --rounds and --work."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{module}", description=description)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"default: {ROWS:,}")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--work", type=Path, help="keep files here, and use those that are (default: nothing kept)"
    )
    return parser


@contextmanager
def work_folder(asked: Path | None) -> Iterator[Path]:
    """Give the folder asked for, or one that is gone afterwards."""
    if asked is not None:
        asked.mkdir(parents=True, exist_ok=True)
        yield asked.resolve()
        return
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        yield Path(folder)
