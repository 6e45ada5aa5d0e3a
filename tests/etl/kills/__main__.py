"""Kill many runs, and print the table by stage: `python -m tests.etl.kills --kills 200`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.etl.kills.campaign import STAGES, Campaign, Kill, tabulate


def main() -> int:
    """Kill runs until each stage was hit a fifth of the times; give 1 where a reader saw anything but one of two snapshots."""
    parser = argparse.ArgumentParser(prog="python -m tests.etl.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parsed = parser.parse_args()
    kills: list[Kill] = []
    with TemporaryDirectory() as folder, Campaign(Path(folder), parsed.seed) as campaign:
        for point in range(campaign.points):
            kills += filter(None, [campaign.kill_at(point)])
        for stage in STAGES:
            while sum(kill.stage == stage for kill in kills) < parsed.kills / len(STAGES):
                kills += filter(None, [campaign.kill_in(stage)])
    strange = campaign.strange
    print(tabulate(kills), *strange, f"{len(strange)} reads saw anything else", sep="\n")
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main())
