"""Keep the records safe, or tell of them: python -m dashboard.decisions backup FILE | restore FILE | problem NUMBER | problems.

A backup may be made while the dashboard runs. It is restored into an empty database, of the same kind or the other one. What is
told of a problem is the JSON that its sheet is made of, for residents unless asked otherwise: what is printed travels. The list
of open problems is for the police: a command brief holds it.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from analytics.errors import CrimeStatsError, RecordError
from analytics.report.worked_on import write_listed
from analytics.settings import Settings
from dashboard.context import Context
from dashboard.decisions.backup import read_backup, write_backup
from dashboard.decisions.records import Records, default_url
from dashboard.paper.worked_on import list_worked_on


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 2 where it cannot be done."""
    try:
        settings = Settings.from_env()
    except CrimeStatsError as error:
        return _refuse(str(error))
    parser = argparse.ArgumentParser(prog="python -m dashboard.decisions", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    files = (("backup", "write all records into a new file"), ("restore", "read them"))
    subs = {name: acts.add_parser(name, help=words) for name, words in files}
    for sub in subs.values():
        sub.add_argument("file", type=Path)
    told = acts.add_parser("problem", help="print what the sheet of a problem tells, as JSON")
    told.add_argument("number", type=int)
    told.add_argument("--audience", choices=("public", "police"), default="public")
    listed = acts.add_parser("problems", help="print the open problems, as JSON")
    listed.set_defaults(audience="police")
    for sub in (*subs.values(), told, listed):
        sub.add_argument(
            "--data-dir",
            type=Path,
            default=settings.data_dir,
            help="data folder that the dashboard serves (default: %(default)s); CRIME_DATABASE_URL goes before it",
        )
    given = parser.parse_args(arguments)
    try:
        if given.act in ("problem", "problems"):
            return _tell(given, settings.database_url)
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
        return _refuse(f"{error.filename or given.data_dir}: {error.strerror or error}")
    print(f"{count} rows {'written to' if given.act == 'backup' else 'read from'} {given.file}")
    return 0


def _tell(given: argparse.Namespace, database_url: str | None) -> int:
    """Print what the sheet of a problem tells, or the list of the open ones.

    Nothing is written: no records are made, and none brought up to date.
    """
    # What cannot be read is said once.
    logging.getLogger("dashboard").addHandler(logging.NullHandler())
    # A snapshot lies in its data folder, beside the records.
    folder = given.data_dir.resolve().parents[1] if given.data_dir.is_file() else given.data_dir
    context = Context(
        given.data_dir,
        audience=given.audience,
        clock=_now,
        database_url=database_url or default_url(folder),
        is_read_only=True,
    )
    try:
        if given.act == "problems":
            text = write_listed(list_worked_on(context))
        else:
            # What draws a sheet takes a second to load, and the list above is waited for.
            from analytics.report.problem import write_told
            from dashboard.paper.command import told_to

            text = write_told(told_to(context, given.number))
    finally:
        context.close()
    # As bytes: a pipe of Windows would write it in the signs of its language.
    sys.stdout.buffer.write(f"{text}\n".encode())
    return 0


def _now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


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
