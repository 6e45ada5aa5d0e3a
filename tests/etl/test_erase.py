"""An incident that a court has sealed is gone from every file, also where the command was killed on its way."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analytics.errors import FeedError, StoreError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import current_snapshot, open_snapshot
from dashboard.context import Context
from etl import erase as erasing
from etl.commands.run import FEEDS
from etl.erase import clean, erase
from etl.erased import read_erased
from etl.feeds.definition import load_feeds
from etl.publish import service
from etl.publish.names import run_of
from geodata.layers import Layers
from tests import town
from tests.etl.sealed import (
    ADDRESS,
    NUMBER,
    OF_SEALED,
    OTHERS,
    SEALED,
    WRITERS,
    Office,
    row,
    traces,
)


@pytest.mark.parametrize("kind", WRITERS)
def test_no_file_holds_an_erased_incident(tmp_path: Path, town_layers: Layers, kind: str) -> None:
    # Whose process that reads files is its own, and unpacks below the data folder.
    office = Office(tmp_path, town_layers)
    feed = office.feed()
    office.run(feed, [*OTHERS[:20], *OF_SEALED, *OTHERS[20:]], kind)
    office.run(feed, [*OTHERS[:20], row(NUMBER, 6, 9, ADDRESS), *OTHERS[20:]], kind)
    before = office.incidents()
    assert traces(office.data_dir)
    report = office.erase(feed)
    assert report.copied_rows == 4
    assert traces(office.data_dir) == []
    assert office.incidents() == before
    assert {path.suffix for path in (office.data_dir / "raw" / "a").iterdir()} == {".redacted"}


def test_files_that_are_dropped_are_named_and_not_touched(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED], "zip")
    report = office.erase(feed)
    assert report.traces == (office.source / "a.zip",)


def test_replay_reads_the_other_rows_under_their_own_numbers(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS[:20], *OF_SEALED, *OTHERS[20:]], "xlsx")
    said = "incident_id, source_file, source_row, version_hash"
    where = f"SELECT {said} FROM incidents WHERE incident_id <> '{NUMBER}' ORDER BY ALL"
    before = office.rows(where)
    office.erase(feed)
    replayed = office.run(feed, replay=True)
    assert office.rows(where) == before
    assert replayed.summary["received"] == len(OTHERS)
    assert traces(office.data_dir) == []


def test_reader_that_follows_the_pointer_turns_to_a_new_file(office: Office) -> None:
    feed = office.feed()
    former = office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    path = current_snapshot(office.data_dir)
    assert path is not None
    assert path != former.snapshot
    assert run_of(path.name) == former.summary["run_id"]


def test_open_dashboard_forgets_an_erased_incident_with_its_next_question(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    context = Context(office.data_dir, audience="police", clock=lambda: office.now)

    def numbers() -> set[str]:
        return set(context.reader().incidents(Selection(town.WHOLE))["incident_id"])

    assert NUMBER in numbers()
    office.erase(feed)
    assert numbers() == {number for number, *_ in OTHERS}
    context.close()


def test_snapshot_from_a_backup_is_cleaned_before_it_is_in_service(
    office: Office, tmp_path: Path
) -> None:
    feed = office.feed()
    first = office.run(feed, [*OTHERS, *OF_SEALED])
    office.run(feed, [*OTHERS, row("26-000099", 9), *OF_SEALED])
    backup = shutil.copy(first.snapshot, tmp_path / "backup")
    office.erase(feed)
    there = sorted(path.name for path in service.snapshots(office.data_dir))
    (first.snapshot.parent / there[0]).unlink()
    shutil.copy(backup, first.snapshot)
    clean(office.data_dir)
    service.roll_back(office.data_dir, first.summary["run_id"])
    assert sorted(path.name for path in service.snapshots(office.data_dir)) == there
    assert traces(office.data_dir) == []
    assert len(office.incidents()) == len(OTHERS)
    assert office.run(feed, replay=True).summary["received"] == len(OTHERS)


def test_second_incident_is_erased_from_what_the_first_has_left(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    office.erase(feed, number="26-000001")
    assert traces(office.data_dir, (*SEALED, "26-000001")) == []
    assert len(office.incidents()) == len(OTHERS) - 1
    assert office.run(feed, replay=True).summary["received"] == len(OTHERS) - 1


STEPS = (
    *(("write_erased", 1), ("write_erased", 2), ("redact", 2), ("rebuild", 2), ("move_on", 1)),
    *(("_remove_old", 1), ("write_erased", 4)),
)


@pytest.mark.parametrize(("step", "nth"), STEPS)
def test_erasure_that_was_killed_is_finished_by_the_same_command(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    office.run(feed, [*OTHERS, row("26-000099", 9), *OF_SEALED])
    before = office.incidents()
    home = service if step == "move_on" else erasing
    real, calls = getattr(home, step), 0

    class KilledError(BaseException): ...

    def killed(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise KilledError
        return real(*arguments, **options)

    monkeypatch.setattr(home, step, killed)
    with suppress(KilledError):
        office.erase(feed)
    monkeypatch.undo()
    assert office.incidents() == before
    if not read_erased(office.data_dir).is_finished:
        with pytest.raises(StoreError, match="erasure was interrupted"):
            office.run(feed)
    office.erase(feed)
    assert office.incidents() == before
    assert traces(office.data_dir) == []
    assert office.run(feed, replay=True).summary["accepted"] == len(before)


def test_number_that_nothing_has_is_refused_and_not_listed(office: Office) -> None:
    feed = office.feed()
    office.run(feed, OTHERS)
    with pytest.raises(StoreError, match="no snapshot holds incident '26-777123'"):
        office.erase(feed)
    assert read_erased(office.data_dir).erasures == ()


def test_copies_of_a_feed_without_its_definition_stop_the_erasure(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    with pytest.raises(FeedError, match="copies of feed a, which cannot be read without"):
        office.erase()
    assert read_erased(office.data_dir).erasures == ()


def test_copy_that_cannot_be_read_is_named_where_it_holds_the_number(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    folder = office.data_dir / "raw" / "a"
    (folder / "harmless.csv").write_text("nothing,of,it\n", encoding="utf-8")
    (folder / "stray.csv").write_text(f"{NUMBER},in,another,form\n", encoding="utf-8")
    with pytest.raises(FeedError, match=r"stray\.csv: may hold the incident"):
        office.erase(feed)
    (folder / "stray.csv").unlink()
    office.erase(feed)
    assert traces(office.data_dir) == []


@pytest.mark.parametrize("feed", ["burglary", "narcotics"])
def test_no_file_of_the_demo_holds_an_erased_incident(
    feed: str, demo_data_dir: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(demo_data_dir, data_dir, ignore=shutil.ignore_patterns("incoming"))
    store = open_snapshot(data_dir, audience="police")
    whole = Selection(Period(date(2000, 1, 1), date(2100, 1, 1)))
    incidents = store.read_incidents(whole)
    store.close()
    number = incidents[incidents["feed"] == feed]["incident_id"].iloc[100]
    definitions = load_feeds(sorted(FEEDS.glob("*.toml")))
    erase(
        number, feeds=definitions, data_dir=data_dir, now=datetime(2026, 1, 1, tzinfo=UTC),
        progress=lambda step, done, total: None,
    )  # fmt: skip
    assert traces(data_dir, (number,)) == []
    store = open_snapshot(data_dir, audience="police")
    left = store.read_incidents(whole)
    store.close()
    assert left.equals(incidents[incidents["incident_id"] != number].reset_index(drop=True))


@pytest.mark.parametrize("only", [None, "a"])
def test_file_that_two_feeds_received_is_replaced_for_each_of_them(
    office: Office, only: str | None
) -> None:
    feeds = [office.feed("a"), office.feed("b")]
    for feed in feeds:
        office.run(feed, [*OTHERS, *OF_SEALED])
    before = office.incidents()
    office.erase(*feeds, feed=only)
    if only is None:
        assert traces(office.data_dir) == []
    for feed in feeds:
        listed = office.rows(f"SELECT sha256 FROM raw_files WHERE feed = '{feed.feed}'")
        assert [(path.stem,) for path in (office.data_dir / "raw" / feed.feed).iterdir()] == listed
        office.run(feed, replay=True)
    assert office.incidents() == before
    left = office.rows(f"SELECT DISTINCT feed FROM incidents WHERE incident_id = '{NUMBER}'")
    assert left == ([] if only is None else [("b",)])
