"""Test a link's selection for near repeats: python -m dashboard.jobs.near_repeats --search "?offense=burglary" --out found.json

It stands with the dashboard because its selection is a link's, which only the dashboard can read. A place where thousands share
an address has more pairs than memory: that is said instead.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from scipy.spatial import cKDTree

from analytics.errors import CrimeStatsError, SelectionError
from analytics.near_repeats import DISTANCES_M, PERMUTATIONS, find_near_repeats
from analytics.repeats import one_row_each
from analytics.report.progress import tell_file
from analytics.store import open_snapshot
from dashboard.context import Reader
from dashboard.jobs.near_repeat_file import near_repeat_selection, write_near_repeats

PAGE = "/hotspots"
SEED = 1
MOST_PAIRS = 20_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the test; give 0, or 2 after saying why it cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.jobs.near_repeats")
    parser.add_argument("--search", default="", help="query of a link, such as ?offense=burglary")
    parser.add_argument("--out", type=Path, required=True, help="file to write, JSON")
    parser.add_argument("--progress", type=Path, metavar="FILE", help="file that tells how far")
    parser.add_argument("--data-dir", type=Path, help="folder with the snapshot, or a snapshot")
    chosen = parser.parse_args(arguments)
    tell = tell_file(chosen.progress)
    try:
        reader = Reader(open_snapshot(chosen.data_dir, audience="police"))
        selection = near_repeat_selection(reader, reader.view(PAGE, chosen.search))
        tell(0, PERMUTATIONS, "Reading incidents")
        incidents = reader.store.read_incidents(selection)
        _check_pairs(incidents)
        found = find_near_repeats(
            incidents, seed=SEED, told=lambda done, total: tell(done, total, "Shuffled calendars")
        )
        write_near_repeats(found, chosen.out)
    except (CrimeStatsError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _check_pairs(incidents: pd.DataFrame) -> None:
    """Refuse what would take more memory than a server has."""
    points = one_row_each(incidents)[["x_m", "y_m"]].dropna().to_numpy()
    if not len(points):
        return
    tree = cKDTree(points)
    pairs = (int(tree.count_neighbors(tree, DISTANCES_M[-1], p=1)) - len(points)) // 2
    if pairs > MOST_PAIRS:
        raise SelectionError(
            f"{len(points):,} incidents make {pairs:,} pairs within {DISTANCES_M[-1] - 1:,.0f} m, too many"
            " to shuffle: choose fewer days, one offense or a few neighborhoods"
        )


if __name__ == "__main__":
    sys.exit(main())
