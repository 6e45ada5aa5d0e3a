"""A backup is of the records that are served, whole, and for its owner alone."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.decisions import Meeting, Records, open_record
from dashboard.decisions.__main__ import main
from dashboard.decisions.backup import read_backup, write_backup

AT = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)


def _summit(records: Records, venue: str = "Hall") -> Meeting:
    with records.write() as session:
        return open_record(
            session, Meeting, who="PSO 12", at=AT, kind="summit", held_on=date(2026, 3, 2), venue=venue
        )  # fmt: skip


def test_a_backup_is_of_the_folder_that_is_served_and_makes_no_records_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    served = tmp_path / "served"
    records = Records(f"sqlite:///{(served / 'decisions.sqlite').as_posix()}")
    _summit(records)
    records.close()
    assert main(["backup", "records.backup"]) == 2
    assert "name the folder that is served with --data-dir" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["served"]
    assert main(["backup", "records.backup", "--data-dir", "served"]) == 0
    assert capsys.readouterr().out == "2 rows written to records.backup\n"
    assert main(["restore", "records.backup", "--data-dir", "other"]) == 0
    assert (tmp_path / "other" / "decisions.sqlite").is_file()


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRIME_DATA_DIR", str(tmp_path))
    records = Records(f"sqlite:///{(tmp_path / 'decisions.sqlite').as_posix()}")
    _summit(records)
    assert main(["backup", str(tmp_path / "nowhere" / "records.backup")]) == 2
    assert "No such file or directory" in capsys.readouterr().err
    (tmp_path / "backups").mkdir()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", fail)
        assert main(["backup", str(tmp_path / "backups" / "records.backup")]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert not any((tmp_path / "backups").iterdir())
    records.close()


def test_a_backup_of_an_earlier_version_is_read(records: Records, tmp_path: Path) -> None:
    source = Records(f"sqlite:///{(tmp_path / 'source.sqlite').as_posix()}")
    _summit(source)
    write_backup(source, tmp_path / "new")
    source.close()
    # Changes had no token then.
    earlier = (tmp_path / "new").read_text(encoding="utf-8").replace(', "token": null', "")
    (tmp_path / "earlier").write_text(earlier, encoding="utf-8")
    assert "token" not in earlier
    assert read_backup(records, tmp_path / "earlier") == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes")
def test_a_backup_is_read_by_its_owner_alone(records: Records, tmp_path: Path) -> None:
    write_backup(records, tmp_path / "records.backup")
    assert (tmp_path / "records.backup").stat().st_mode & 0o777 == 0o600
