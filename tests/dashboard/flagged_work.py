"""Work that its checks hold back: python -m tests.dashboard.flagged_work [stop] --out FILE [--acknowledge NAME].

It says what the checks of a report say; with a name it writes what it was given and the name.
"""

import argparse
import sys
from pathlib import Path

FLAGS = (
    "No report was written: flags have to be acknowledged with a name. Check 1, feed stale (flag): The last file of burglary is"
    " of 3 Nov 2025. Check 4, unsettled days (flag): 3 of 28 days (the last ones) still fill up."
)
STOP = "No report was written. Check 5, totals that do not reconcile (stop): 7 incidents are in two weeks at once."

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("stop", nargs="?")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--acknowledge")
    chosen = parser.parse_args()
    if chosen.stop:
        print(STOP, file=sys.stderr)
        sys.exit(3)
    if chosen.acknowledge is None:
        print(f'{FLAGS}\nAcknowledge them with --acknowledge "Your name".', file=sys.stderr)
        sys.exit(4)
    chosen.out.write_text(f"%PDF {sys.stdin.read()} read by {chosen.acknowledge}")
