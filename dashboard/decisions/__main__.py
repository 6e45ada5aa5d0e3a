"""Keep the records safe: python -m dashboard.decisions backup FILE | restore FILE [--data-dir D].

A backup may be made while the dashboard runs. It is restored into an empty database, of the same kind or the other one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url

from analytics.errors import CrimeStatsError, RecordError
from analytics.settings import Settings
from dashboard.decisions.backup import read_backup, write_backup
from dashboard.decisions.records import Records, default_url


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 2 where it cannot be done."""
    try:
        settings = Settings.from_env()
    except CrimeStatsError as error:
        return _refuse(str(error))
    parser = argparse.ArgumentParser(prog="python -m dashboard.decisions", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    for name, words in (("backup", "write all records into a new file"), ("restore", "read them")):
        sub = acts.add_parser(name, help=words)
        sub.add_argument("file", type=Path)
        sub.add_argument(
            "--data-dir",
            type=Path,
            default=settings.data_dir,
            help="data folder that the dashboard serves (default: %(default)s); CRIME_DATABASE_URL goes before it",
        )
    given = parser.parse_args(arguments)
    try:
        url = settings.database_url or default_url(given.data_dir)
        if given.act == "backup":
            _check_is_there(url)
        records = Records(url)
        try:
            act = write_backup if given.act == "backup" else read_backup
            count = act(records, given.file)
        finally:
            records.close()
    except CrimeStatsError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.filename or given.file}: {error.strerror or error}")
    print(f"{count} rows {'written to' if given.act == 'backup' else 'read from'} {given.file}")
    return 0


def _check_is_there(url: str) -> None:
    """Refuse the records of a folder that has none: opening them would make them, and back up nothing."""
    if not url.startswith("sqlite:"):
        return
    file = make_url(url).database
    if file and not Path(file).is_file():
        raise RecordError(
            f"there are no records at {file}: name the folder that is served with --data-dir"
        )


def _refuse(message: str) -> int:
    print(f"Not done: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
