"""Keep the records safe: python -m dashboard.decisions backup FILE | restore FILE.

A backup may be made while the dashboard runs. It is restored into an empty database, of the same kind or the other one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from analytics.errors import CrimeStatsError
from analytics.settings import Settings
from dashboard.decisions.backup import read_backup, write_backup
from dashboard.decisions.records import Records, default_url


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 2 where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.decisions", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    for name, words in (("backup", "write all records into a new file"), ("restore", "read them")):
        acts.add_parser(name, help=words).add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    try:
        settings = Settings.from_env()
        records = Records(settings.database_url or default_url(settings.data_dir))
        try:
            act = write_backup if given.act == "backup" else read_backup
            count = act(records, given.file)
        finally:
            records.close()
    except CrimeStatsError as error:
        print(f"Not done: {error}", file=sys.stderr)
        return 2
    print(f"{count} rows {'written to' if given.act == 'backup' else 'read from'} {given.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
