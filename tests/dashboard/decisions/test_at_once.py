"""What two write at once is written once, and a database that refuses or does not answer is said to do so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest

from analytics.errors import NoRecordsError, RecordError, RecordsOutOfReachError
from dashboard.context import Context
from dashboard.decisions import (
    Change,
    Meeting,
    Records,
    open_record,
)
from dashboard.decisions import records as records_module
from dashboard.meeting_acts import open_meeting
from tests.dashboard.conftest import on_the_day
from tests.dashboard.decisions.conftest import new_database

AT = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)


def _summit(records: Records, venue: str = "Hall") -> Meeting:
    with records.write() as session:
        return open_record(
            session, Meeting, who="PSO 12", at=AT, kind="summit", held_on=date(2026, 3, 2), venue=venue
        )  # fmt: skip


def test_who_writes_to_a_meeting_keeps_others_from_it_until_it_is_done(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = new_database(request, "postgresql", tmp_path)
    records = Records(url)
    held = _summit(records)
    asked = f"SELECT id FROM meeting WHERE id = {held.id} FOR UPDATE NOWAIT"
    with psycopg.connect(url) as other, records.write() as session:
        open_meeting(session, held.id)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(asked.encode())
    records.close()


def test_what_a_database_does_not_take_is_said_and_not_thrown(records: Records) -> None:
    _summit(records)
    with pytest.raises(RecordError, match="do not take this"), records.write() as session:
        session.add(Change(id=1, at=AT, who="a", record="meeting", record_id=1, version=1, act="a"))
    for text in ("Hall\0", "Hall\x1b[2J", "Hall \ud800"):
        with pytest.raises(RecordError, match="signs that cannot be seen"):
            _summit(records, text)


def test_a_host_that_does_not_answer_is_given_up_within_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, Any]] = []

    def note(*_: Any, connect_args: dict[str, Any], **__: Any) -> None:
        asked.append(connect_args)
        raise RecordError("no network in tests")

    monkeypatch.setattr(records_module, "create_engine", note)
    for url in ("postgresql://host/records", "postgresql://host/records?connect_timeout=60"):
        with pytest.raises(RecordError, match="no network"):
            Records(url)
    assert asked[0]["connect_timeout"] == 5
    assert "connect_timeout" not in asked[1], "an address that says more is taken at its word"


@pytest.fixture
def town_context(town_data_dir: Path) -> Iterator[Context]:
    made = Context(town_data_dir, audience="police", clock=on_the_day, database_url="postgresql://host/records")  # fmt: skip
    yield made
    made.close()


def test_records_that_are_slow_to_reach_keep_nobody_from_the_incidents(
    town_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def reach_slowly(_: str, **__: object) -> None:
        other = Thread(target=town_context.reader, daemon=True)
        other.start()
        other.join(30)
        seen.append(not other.is_alive())
        raise RecordsOutOfReachError("out of reach")

    monkeypatch.setattr("dashboard.decisions.opened.Records", reach_slowly)
    with pytest.raises(RecordError):
        town_context.records()
    assert seen == [True]


@pytest.mark.parametrize("kind", [RecordsOutOfReachError, NoRecordsError])
def test_a_host_that_took_long_to_fail_is_left_alone_for_as_long_and_the_reason_kept(
    town_context: Context, monkeypatch: pytest.MonkeyPatch, kind: type[RecordError]
) -> None:
    clock, tries = [100.0], list[float]()

    def reach(_: str, **__: object) -> None:
        tries.append(clock[0])
        clock[0] += 5
        raise kind("out of reach")

    monkeypatch.setattr("dashboard.decisions.opened.Records", reach)
    monkeypatch.setattr("dashboard.decisions.opened.monotonic", lambda: clock[0])
    for now in (100.0, 106.0, 109.9, 110.0):
        clock[0] = now
        with pytest.raises(RecordError) as told:
            town_context.records()
        assert type(told.value) is kind
    assert tries == [100.0, 110.0]
