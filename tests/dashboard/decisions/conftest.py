"""Databases for the records: a file of SQLite, and a PostgreSQL server that the tests start."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from dashboard.decisions import Records

PROGRAMS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(folder / name) for folder in PROGRAMS if (folder / name).exists()), None
    )
    if found is None:
        pytest.skip("PostgreSQL is absent; on Debian: apt install postgresql")
    return found


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; its package brings a user for it."""
    return "postgres" if sys.platform != "win32" and os.geteuid() == 0 else None


@contextmanager
def _server() -> Iterator[str]:
    initdb, postgres = _program("initdb"), _program("postgres")
    user = _server_user()
    # Not in the tests' own folder, which another user may not enter.
    with tempfile.TemporaryDirectory(prefix="records-") as folder:
        if user:
            shutil.chown(folder, user)
        data = str(Path(folder, "data"))
        made = [initdb, "-D", data, "-U", "tests", "--auth=trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, user=user, cwd="/", check=True, capture_output=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
        command = [postgres, "-D", data, "-p", str(port), *options]
        with subprocess.Popen(command, user=user, cwd="/", stderr=subprocess.PIPE) as server:
            try:
                assert server.stderr is not None
                for line in server.stderr:
                    if b"ready to accept connections" in line:
                        break
                yield f"postgresql://tests@127.0.0.1:{port}"
            finally:
                server.terminate()
                server.communicate()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Give the address of a running server, without a database name."""
    with _server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, of each kind."""
    return new_database(request, request.param, tmp_path)


def new_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """Make an empty database."""
    name = f"records_{uuid4().hex}"
    if kind == "sqlite":
        return f"sqlite:///{(folder / name).as_posix()}.sqlite"
    address = request.getfixturevalue("postgresql")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{address}/{name}"


@pytest.fixture
def records(database_url: str) -> Iterator[Records]:
    """Give empty records, in each kind of database."""
    found = Records(database_url)
    yield found
    found.close()
