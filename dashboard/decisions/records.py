"""Where are the records kept? In SQLite beside the snapshots, or in the database of CRIME_DATABASE_URL.

A write is one transaction: after a power cut, the record is the old one or the new one. SQLite takes one writer at a time; the
others wait their turn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.orm import Session

from analytics.errors import NoRecordsError, RecordError, RecordsOutOfReachError
from analytics.settings import RECORDS_FILE
from dashboard.decisions.upgrade import VERSION, upgrade, version_of

WAIT_SECONDS = 30
# A host that does not answer is given up: reads of the records wait for it, and so do their pages.
REACH_SECONDS = 5
# How a transaction begins that only reads, or that writes: a writer that began as a reader could be refused half way.
_BEGIN = "sqlite_begin"
# The database is there, and does not take what was asked; anything else of its own is trouble of the database.
_REFUSED = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def default_url(data_dir: Path) -> str:
    """Give the address of the file that is used where no database is set."""
    return f"sqlite:///{(data_dir / RECORDS_FILE).as_posix()}"


class Records:
    """An open database whose tables are those of this version."""

    def __init__(self, url: str, *, is_read_only: bool = False) -> None:
        """Open a database, and make or upgrade its tables. Raises RecordsOutOfReachError where that cannot be done.

        What is only read is left as it is found: no file or table is made, nothing upgraded, and the database itself refuses
        to write. Raises NoRecordsError where nothing is there yet, and RecordsOutOfReachError for tables of another version.
        """
        self._is_read_only = is_read_only
        self._engine = _open(url, is_read_only=is_read_only)
        try:
            if is_read_only:
                self._check_version()
            else:
                self._upgrade()
        except SQLAlchemyError as error:
            self._engine.dispose()
            raise _out_of_reach(self._engine, error) from error

    @property
    def dialect(self) -> str:
        """The kind of database: sqlite or postgresql."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees the records as they are now, all of one moment."""
        with self._session("REPEATABLE READ", "BEGIN") as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose acts are all written at its end, or none of them where one fails."""
        with self._session("READ COMMITTED", "BEGIN IMMEDIATE") as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _session(self, isolation: str, begin: str) -> Iterator[Session]:
        options: dict[str, Any] = {_BEGIN: begin}
        if self.dialect == "postgresql":
            options = {"isolation_level": isolation, "postgresql_readonly": self._is_read_only}
        try:
            # What was read stays readable after the session: pages draw it later.
            with Session(
                self._engine.execution_options(**options), expire_on_commit=False
            ) as session:
                yield session
        except SQLAlchemyError as error:
            raise _out_of_reach(self._engine, error) from error

    def _check_version(self) -> None:
        with self.read() as session:
            found = version_of(session.connection())
        if found == VERSION:
            return
        where = self._engine.url.render_as_string(hide_password=True)
        self._engine.dispose()
        if found is None:
            raise NoRecordsError(f"the records at {where} have no tables yet")
        raise RecordsOutOfReachError(
            f"the records at {where} are of version {found}, these pages read {VERSION}: the dashboard of the police brings"
            " older ones up to date when it is opened"
        )

    def _upgrade(self) -> None:
        with self.read() as session:
            found = version_of(session.connection())
        if found == VERSION:
            return
        with self._engine.begin() as connection:
            upgrade(connection)


def _open(url: str, *, is_read_only: bool) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise RecordsOutOfReachError(
                f"CRIME_DATABASE_URL names {parsed.get_backend_name()}: use sqlite or postgresql"
            )
        if parsed.get_backend_name() == "postgresql":
            # In milliseconds: how long a host that went away may leave a question without an answer.
            given_up = {"connect_timeout": REACH_SECONDS, "tcp_user_timeout": REACH_SECONDS * 1000}
            asked = {name: n for name, n in given_up.items() if name not in parsed.query}
            return create_engine(parsed, pool_pre_ping=True, connect_args=asked)
        if not parsed.database or parsed.database == ":memory:":
            raise RecordsOutOfReachError(
                "CRIME_DATABASE_URL names no file: use sqlite:///folder/decisions.sqlite"
            )
        if is_read_only:
            return _open_file(parsed, Path(parsed.database))
        _make_folder(Path(parsed.database).parent)
        engine = create_engine(parsed, connect_args={"timeout": WAIT_SECONDS})
    except (ArgumentError, NoSuchModuleError) as error:
        raise RecordsOutOfReachError(
            f"CRIME_DATABASE_URL cannot be read as an address: {error}"
        ) from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _open_file(url: URL, path: Path) -> Engine:
    """Open a file of SQLite for reading alone."""
    if not path.is_file():
        raise NoRecordsError(f"there are no records at {path} yet")
    address = f"{path.absolute().as_uri()}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=WAIT_SECONDS, check_same_thread=False, isolation_level=None
        )

    engine = create_engine(url, creator=connect)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordsOutOfReachError(
            f"the folder {folder} for the records cannot be made ({error.strerror}): make it, or set CRIME_DATABASE_URL"
            " to where the dashboard may write"
        ) from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    # Python would begin a transaction where it sees fit; `_begin` does so.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"))


def _out_of_reach(engine: Engine, error: SQLAlchemyError) -> RecordError:
    where = engine.url.render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    is_answer = isinstance(error, _REFUSED) or not isinstance(error, DBAPIError)
    if isinstance(error, StatementError) and is_answer:
        return RecordError(f"the records at {where} do not take this: {reason}")
    return RecordsOutOfReachError(f"the records at {where} are out of reach: {reason}")
