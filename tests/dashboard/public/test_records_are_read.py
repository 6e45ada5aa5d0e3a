"""Are the records left as they are by the public's server, whatever state they are in, with a sentence for each state?"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from analytics.errors import NoRecordsError, RecordsOutOfReachError
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.decisions import Meeting, Records, open_record
from tests.dashboard.decisions.conftest import new_database, postgresql
from tests.dashboard.public.conftest import context_of
from tests.dashboard.public.crawled import Answer, answer, post, show_body
from tests.dashboard.public.planted import NOW, Town

__all__ = ["postgresql"]
OF_RECORDS = ("/problems", "/present", "/neighborhood")


@pytest.fixture
def own(planted: Town, tmp_path: Path) -> Iterator[tuple[Path, Context]]:
    """Give a copy of the town's records, and the public's context of it."""
    path = tmp_path / "records.sqlite"
    shutil.copy(planted.data_dir / "records.sqlite", path)
    context = context_of(replace(planted, database_url=f"sqlite:///{path.as_posix()}"))
    yield path, context
    context.close()


def asked(context: Context) -> list[Answer]:
    app = create_app(context)
    client = app.server.test_client()
    drawn = [post(client, show_body(app, page, "?neighborhood=northwest")) for page in OF_RECORDS]
    return [*drawn, post(client, show_body(app, "/problems", "")), answer(client, "/handout.pdf")]


def test_what_is_read_is_left_as_it_was(own: tuple[Path, Context]) -> None:
    path, context = own
    before = path.read_bytes()
    assert "Burglary in Northwest" in asked(context)[0].text
    assert path.read_bytes() == before


def test_where_nothing_was_written_down_no_file_is_made_and_the_page_says_so(
    own: tuple[Path, Context],
) -> None:
    path, context = own
    path.unlink()
    said = asked(context)
    assert all(each.status == 200 for each in said)
    assert "Nothing is written down for the whole city yet." in said[3].text
    assert "Nothing is written down for Northwest yet." in said[0].text
    assert "cannot be read" not in "".join(each.text for each in said)
    assert not path.exists()


def test_what_is_written_down_later_is_told_without_a_restart(own: tuple[Path, Context]) -> None:
    path, context = own
    kept = path.rename(path.with_suffix(".kept"))
    assert "Nothing is written down" in asked(context)[0].text
    kept.rename(path)
    assert "Burglary in Northwest" in asked(context)[0].text


@pytest.mark.parametrize("version", ["0000", "9999"])
def test_records_of_another_version_are_neither_read_nor_changed(
    own: tuple[Path, Context], version: str, caplog: pytest.LogCaptureFixture
) -> None:
    path, context = own
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.close()
    before = path.read_bytes()
    said = asked(context)
    assert all(each.status == 200 for each in said)
    assert all("cannot be read right now" in each.text for each in said[:4])
    assert "are out of reach" not in said[0].text
    assert path.read_bytes() == before
    told = [each.getMessage() for each in caplog.records if "of version" in each.getMessage()]
    assert len(told) == 1
    assert f"of version {version}" in told[0]


def test_a_file_that_is_no_database_leaves_a_sentence(own: tuple[Path, Context]) -> None:
    path, context = own
    path.write_text("no database", encoding="utf-8")
    said = asked(context)
    assert all(each.status == 200 for each in said)
    assert "cannot be read right now" in said[0].text


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_database_itself_refuses_to_write(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path
) -> None:
    url = new_database(request, kind, tmp_path)
    with pytest.raises(NoRecordsError):
        Records(url, is_read_only=True)
    written = Records(url)
    records = Records(url, is_read_only=True)
    held = {"kind": "summit", "held_on": NOW.date(), "venue": "Hall"}
    with pytest.raises(RecordsOutOfReachError), records.write() as session:
        open_record(session, Meeting, who="PSO 12", at=NOW, **held)
    with pytest.raises(RecordsOutOfReachError), records.read() as session:
        session.execute(text("DELETE FROM alembic_version"))
    with written.write() as session:
        open_record(session, Meeting, who="PSO 12", at=NOW, **held)
    with records.read() as session:
        assert session.get_one(Meeting, 1).venue == "Hall"
    records.close()
    written.close()
