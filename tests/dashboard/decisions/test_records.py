"""The records are whole after a kill, and the same in both kinds of database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from analytics.errors import RecordError
from dashboard.decisions import (
    Change,
    EditConflictError,
    Meeting,
    Records,
    change_record,
    open_record,
)
from dashboard.decisions.__main__ import main
from dashboard.decisions.backup import read_backup, write_backup
from dashboard.decisions.tables import Base
from dashboard.decisions.upgrade import VERSION, version_of
from tests.dashboard.decisions.conftest import new_database

AT = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
# Writes until it is killed; each meeting's venue and notes are always the same number.
WRITER = """
import sys
from datetime import UTC, date, datetime
from dashboard.decisions import Meeting, Records, change_record, open_record
records = Records(sys.argv[1])
at = datetime(2026, 3, 2, tzinfo=UTC)
with records.write() as session:
    held = open_record(session, Meeting, who="a", at=at, kind="summit", held_on=date(2026, 3, 2), venue="0", notes="0")
print("ready", flush=True)
for version in range(1, 10**6):
    with records.write() as session:
        change_record(session, Meeting, held.id, version=version, who="a", at=at, venue=str(version), notes=str(version))
"""


def _summit(records: Records, venue: str = "Hall") -> Meeting:
    with records.write() as session:
        return open_record(
            session,
            Meeting,
            who="PSO 12",
            at=AT,
            kind="summit",
            held_on=date(2026, 3, 2),
            venue=venue,
        )


def test_migrations_make_the_tables_of_this_version(records: Records) -> None:
    with records.read() as session:
        found = MigrationContext.configure(session.connection())
        assert compare_metadata(found, Base.metadata) == []
        assert found.get_current_revision() == VERSION == version_of(session.connection())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_in_the_middle_of_a_save_it_is_the_old_record_or_the_new_one(
    database_url: str,
) -> None:
    for round_ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            _wait_for_changes(database_url, 3 + round_)
            writer.send_signal(signal.SIGKILL)
        records = Records(database_url)
        with records.read() as session:
            for held in session.query(Meeting):
                changes = (
                    session.query(Change).filter_by(record_id=held.id).order_by(Change.version)
                )
                assert held.venue == held.notes == str(held.version - 1)
                assert [change.version for change in changes] == [*range(1, held.version + 1)]
        records.close()


def _wait_for_changes(url: str, count: int) -> None:
    records = Records(url)
    least = 0
    while least < count:
        with records.read() as session:
            newest = session.query(Meeting).order_by(Meeting.id.desc()).first()
            least = newest.version if newest else 0
    records.close()


def test_of_many_who_write_at_once_one_is_first_and_the_others_are_told(records: Records) -> None:
    held = _summit(records)
    start = Barrier(6)
    told: list[str] = []

    def write(name: str) -> None:
        start.wait()
        try:
            with records.write() as session:
                change_record(session, Meeting, held.id, version=1, who=name, at=AT, venue=name)
        except EditConflictError as error:
            told.append(error.change.who)

    threads = [Thread(target=write, args=(f"officer {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.read() as session:
        found = session.get_one(Meeting, held.id)
    assert found.version == 2
    assert told == [found.venue] * 5


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_backup_brings_every_row_into_the_other_kind_of_database(
    source: str, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    old, new = (Records(new_database(request, kind, tmp_path)) for kind in (source, target))
    held = _summit(old, "Café “Ñandú”")
    with old.write() as session:
        change_record(session, Meeting, held.id, version=1, who="NSC 3", at=AT, notes="a\nb")
    assert write_backup(old, tmp_path / "first") == 3
    assert read_backup(new, tmp_path / "first") == 3
    write_backup(new, tmp_path / "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert _summit(new).id == held.id + 1
    with pytest.raises(RecordError, match="restore into an empty one"):
        read_backup(new, tmp_path / "first")
    with pytest.raises(RecordError, match="name a new file"):
        write_backup(old, tmp_path / "first")
    old.close()
    new.close()


def test_a_damaged_backup_brings_nothing(records: Records, tmp_path: Path) -> None:
    source = Records(f"sqlite:///{(tmp_path / 'source.sqlite').as_posix()}")
    _summit(source)
    write_backup(source, tmp_path / "whole")
    source.close()
    lines = (tmp_path / "whole").read_text(encoding="utf-8").splitlines(keepends=True)
    for name, text, said in [
        ("short", "".join(lines[:-1]), "cut off after 1 rows"),
        ("torn", "".join(lines)[:-20], "damaged after 1 rows"),
        ("other", json.dumps({"format": "photos"}), "no backup of these records"),
        ("headless", json.dumps({"format": "decisions 1"}), "damaged after 0 rows"),
        ("unknown", lines[0] + '["photo", {"id": 1}]\n', "damaged after 0 rows"),
        ("bare", lines[0] + "7\n", "damaged after 0 rows"),
        ("short of a column", lines[0] + '["meeting", {"id": 1}]\n', "damaged after 0 rows"),
        (
            "of another day",
            lines[0] + '["meeting", {"id": 1, "held_on": 7}]\n',
            "damaged after 0 rows",
        ),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(RecordError, match=said):
            read_backup(records, tmp_path / name)
        with records.read() as session:
            assert session.query(Meeting).count() == 0


def test_backup_and_restore_are_a_command_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRIME_DATA_DIR", str(tmp_path / "data"))
    records = Records(f"sqlite:///{(tmp_path / 'data' / 'decisions.sqlite').as_posix()}")
    _summit(records)
    records.close()
    file = str(tmp_path / "records.backup")
    assert main(["backup", file]) == 0
    assert main(["restore", file]) == 2
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{(tmp_path / 'new.sqlite').as_posix()}")
    assert main(["restore", file]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [f"2 rows written to {file}", f"2 rows read from {file}"]
    assert "holds 2 rows" in said.err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/records", "use sqlite or postgresql"),
        ("sqlite://", "names no file"),
        ("records", "cannot be read as an address"),
        ("postgresql://nobody:secret@127.0.0.1:1/records", "out of reach"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str, said: str) -> None:
    with pytest.raises(RecordError, match=said) as told:
        Records(url)
    assert "secret" not in str(told.value)


def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    url = f"sqlite:///{(tmp_path / 'taken' / 'records' / 'decisions.sqlite').as_posix()}"
    with pytest.raises(RecordError, match=r"cannot be made .*set CRIME_DATABASE_URL"):
        Records(url)
