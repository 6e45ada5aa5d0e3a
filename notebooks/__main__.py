"""What do the notebooks say of a snapshot? `python -m notebooks` runs them all, and writes pages that work without a network."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nbclient.exceptions import CellExecutionError

from analytics import open_snapshot
from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from notebooks import rendering


def main(words: list[str] | None = None) -> int:
    """Run the notebooks and write their pages; 2 where there is no snapshot, or a cell failed."""
    parser = argparse.ArgumentParser(prog="python -m notebooks", description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="data folder (default: that of the settings)")
    parser.add_argument("--out", type=Path, default=Path("build/docs"), help="folder of the pages")
    parser.add_argument("only", nargs="*", help="notebooks, by the beginning of their names")
    asked = parser.parse_args(words)
    try:
        data_dir = asked.data_dir or Settings.from_env().data_dir
        store = open_snapshot(data_dir, audience="police")
        coverage = store.coverage()
        store.close()
        ran = {}
        for path in rendering.notebooks():
            if not asked.only or path.stem.startswith(tuple(asked.only)):
                print(f"{path.stem} …", flush=True)
                ran[path.stem] = rendering.run(path, data_dir)
    except (CrimeStatsError, CellExecutionError) as error:
        print(error, file=sys.stderr)
        return 2
    simulated = " · SIMULATED" if coverage.is_simulated else ""
    index = rendering.write_pages(
        ran, asked.out, data_words=f"{coverage.place}{simulated} · {coverage.sentence()}"
    )
    print(
        f"{index}: python -m http.server --directory {asked.out} shows it at http://127.0.0.1:8000"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
