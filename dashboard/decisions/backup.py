"""How are the records carried elsewhere, and back?

A backup is a text of one record a line, all of one moment, that any database of this version takes back: so records can move from
SQLite to PostgreSQL, too. It holds what only the police read; keep it like the records themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from analytics.errors import RecordError
from dashboard.decisions.records import Records
from dashboard.decisions.tables import Base, read_plain

FORMAT = "decisions 1"


def write_backup(records: Records, file: Path) -> int:
    """Write all records into a new file, and give how many. Raises RecordError where the file is there already."""
    if file.exists():
        raise RecordError(f"{file} is there already: name a new file, so that no backup is lost")
    count = 0
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        # Its owner alone can read it, whatever the machine gives others of new files.
        own = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(own, "w", encoding="utf-8", newline="\n") as out,
            records.read() as session,
        ):
            out.write(json.dumps({"format": FORMAT, "rows": dict(_sizes(session))}) + "\n")
            for table in Base.metadata.sorted_tables:
                for row in session.execute(select(table).order_by(table.c.id)).mappings():
                    out.write(
                        json.dumps([table.name, _plain(dict(row))], ensure_ascii=False) + "\n"
                    )
                    count += 1
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def read_backup(records: Records, file: Path) -> int:
    """Write the records of a backup into an empty database, and give how many; all or none.

    Raises RecordError where the database holds records, and for a file that is no backup or is cut off.
    """
    with records.write() as session:
        held = sum(count for _, count in _sizes(session))
        if held:
            raise RecordError(
                f"this database holds {held} rows: restore into an empty one, and set CRIME_DATABASE_URL to it"
            )
        count = 0
        for name, row in _rows_of(file):
            try:
                table = Base.metadata.tables[name]
                session.execute(insert(table), read_plain(table, row))
            except OperationalError:
                raise
            except (LookupError, TypeError, ValueError, AttributeError, SQLAlchemyError) as error:
                raise _damaged(file, count) from error
            count += 1
        if records.dialect == "postgresql":
            _count_on(session)
    return count


def _rows_of(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    count = 0
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(next(lines, "null"))
            if not isinstance(head, dict) or head.get("format") != FORMAT:
                raise RecordError(f"{file} is no backup of these records")
            whole = sum(head["rows"].values())
            for line in lines:
                name, row = json.loads(line)
                yield name, row
                count += 1
    except OSError as error:
        raise RecordError(f"{file} cannot be read: {error.strerror}") from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(file, count) from error
    if count != whole:
        raise RecordError(f"{file} is cut off after {count} rows: use another backup")


def _damaged(file: Path, count: int) -> RecordError:
    return RecordError(f"{file} is damaged after {count} rows: use another backup")


def _sizes(session: Session) -> Iterator[tuple[str, int]]:
    for table in Base.metadata.sorted_tables:
        yield table.name, session.scalar(select(func.count()).select_from(table)) or 0


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
    }


def _count_on(session: Session) -> None:
    """Let the next new record get a number that none has yet."""
    for table in Base.metadata.sorted_tables:
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"
                f" coalesce(max(id), 0) + 1, false) FROM {table.name}"
            )
        )
