"""An incident that a court has sealed is gone from every file, and does not come back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from analytics.errors import FeedError, StoreError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from etl import erase as erasing
from etl.commands.run import FEEDS
from etl.erase import Report, clean, erase
from etl.erased import read_erased
from etl.feeds.definition import load_feed, load_feeds
from etl.feeds.feed import Feed
from etl.pipeline import Result, run
from etl.publish import draft, service
from geodata.layers import Layers
from tests import town

NUMBER, ADDRESS, WORDS = "26-777123", "1313 Peña Court", "13/13/2025 with Núria"
SEALED = (NUMBER, ADDRESS, WORDS)
DEFINITION = """
feed = "{feed}"
title = "F"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
settling_days = 1
[source]
path = "{feed}.*"
[columns]
incident_id = "Case"
offense_code = "Charge"
offense_text = "Words"
occurred_from = "Occurred"
updated = "Updated"
address = "Address"
lon = "X"
lat = "Y"
[offense]
system = "ca_statute"
[identity]
key = ["incident_id", "offense_code"]
"""
HEADER = ("Case", "Charge", "Words", "Occurred", "Updated", "Address", "X", "Y")
PLACE = ("-116.5475", "33.8325")
Row = tuple[str, ...]


def row(number: str, day: int, updated: int = 1, address: str = "1 Main St", code: str = "459 PC") -> Row:  # fmt: skip
    return (number, code, "", f"2025-11-{day:02}", f"2025-12-{updated:02}", address, *PLACE)


OTHERS = [row(f"26-{n:06}", n % 28 + 1) for n in range(1, 41)]
OF_SEALED = [
    row(NUMBER, 5, 2, ADDRESS),
    (NUMBER, "999 XX", WORDS, "2025-11-05", "2025-12-02", ADDRESS, *PLACE),
    (NUMBER, "211 PC", "", WORDS, "2025-12-02", ADDRESS, *PLACE),
]


def write_csv(path: Path, rows: list[Row], encoding: str = "utf-8") -> None:
    lines = [",".join(cells) for cells in (HEADER, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding=encoding, newline="")


def write_workbook(path: Path, rows: list[Row]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Export")
        for place, cells in enumerate((HEADER, *rows)):
            sheet.write_row(place, 0, cells)


def write_zip(path: Path, rows: list[Row]) -> None:
    plain = path.with_suffix(".csv")
    write_csv(plain, rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "inner.csv")
    plain.unlink()


WRITERS: dict[str, Callable[[Path, list[Row]], None]] = {
    "csv": write_csv,
    "utf16": lambda path, rows: write_csv(path.with_suffix(".csv"), rows, "utf-16"),
    "cp1252": lambda path, rows: write_csv(path.with_suffix(".csv"), rows, "cp1252"),
    "xlsx": write_workbook,
    "zip": write_zip,
}


class Office:
    """A data folder, an input folder and a clock."""

    def __init__(self, folder: Path, layers: Layers) -> None:
        self.layers, self.source, self.data_dir = layers, folder / "in", folder / "data"
        self.source.mkdir()
        self.now = datetime(2025, 12, 20, tzinfo=UTC)

    def feed(self, name: str = "a", **source: object) -> Feed:
        path = self.source.parent / f"{name}.toml"
        path.write_text(DEFINITION.format(feed=name), encoding="utf-8")
        feed = load_feed(path)
        return replace(feed, source=replace(feed.source, **source))  # type: ignore[arg-type]

    def run(self, feed: Feed, rows: list[Row] | None = None, kind: str = "csv", **options: bool) -> Result:  # fmt: skip
        self.now += timedelta(days=1)
        if rows is not None:
            WRITERS[kind](self.source / f"{feed.feed}.{kind}", rows)
        return run(
            [feed], source=self.source, layers=self.layers, data_dir=self.data_dir, clock=lambda: self.now,
            progress=lambda step, done, total: None, **options,
        )  # fmt: skip

    def erase(self, *feeds: Feed, number: str = NUMBER, feed: str | None = None) -> Report:
        self.now += timedelta(hours=1)
        return erase(
            number, feeds=feeds, data_dir=self.data_dir, now=self.now, progress=lambda step, done, total: None,
            feed=feed, source=self.source,
        )  # fmt: skip

    def incidents(self, **options: datetime) -> list[tuple[object, ...]]:
        store = open_snapshot(self.data_dir, audience="police")
        rows = store.read_incidents(Selection(town.WHOLE), **options)
        store.close()
        return sorted(map(tuple, rows[rows["incident_id"] != NUMBER].astype(str).to_numpy()))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        path = current_snapshot(self.data_dir)
        assert path is not None
        with duckdb.connect() as connection:
            attach_snapshot(connection, path)
            return connection.execute(query).fetchall()


@pytest.fixture
def office(tmp_path: Path, town_layers: Layers) -> Office:
    return Office(tmp_path, town_layers)


def contents(path: Path) -> Iterator[bytes]:
    """Give the bytes of a file, and those of what is packed in it."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def traces(folder: Path, texts: tuple[str, ...] = SEALED) -> list[tuple[str, str]]:
    """Scan every file below a folder, and the strings of every snapshot, for texts in any encoding in use."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "cp1252")
    needles = {text.encode(encoding): text for text in texts for encoding in encodings}
    found = [
        (path.name, text)
        for path in folder.rglob("*") if path.is_file()
        for content in contents(path)
        for needle, text in needles.items() if needle in content
    ]  # fmt: skip
    for path in folder.rglob("*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            for (table,) in connection.execute("SHOW TABLES").fetchall():
                said = repr(connection.execute(f"SELECT * FROM {table}").fetchall())
                found += [(f"{path.name}: {table}", text) for text in texts if text in said]
    return found


@pytest.mark.parametrize("kind", WRITERS)
def test_no_file_holds_an_erased_incident(office: Office, kind: str) -> None:
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


def test_erased_incident_that_is_delivered_again_is_counted_and_not_kept(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    again = office.run(feed)
    figures = again.summary["feeds"]["a"]
    assert figures["received"] == len(OTHERS) + 3
    assert figures["quarantined"] == figures["reasons"]["erased"] == 3
    assert traces(office.data_dir) == []
    assert office.rows("SELECT count(*), count(content) FROM set_aside WHERE reason = 'erased'") == [(3, 0)]  # fmt: skip
    assert {notes for (notes,) in office.rows("SELECT notes FROM raw_files")} == {"redacted"}


def test_replay_reads_the_other_rows_under_their_own_numbers(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS[:20], *OF_SEALED, *OTHERS[20:]], "xlsx")
    where = "SELECT incident_id, source_file, source_row, version_hash FROM incidents WHERE incident_id <> '26-777123' ORDER BY ALL"
    before = office.rows(where)
    office.erase(feed)
    replayed = office.run(feed, replay=True)
    assert office.rows(where) == before
    assert replayed.summary["received"] == len(OTHERS)
    assert traces(office.data_dir) == []


def test_line_that_is_no_row_is_erased_by_the_number_in_it(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, (NUMBER, "459 PC", ADDRESS), OF_SEALED[0], ("broken", "line")])
    assert office.rows("SELECT count(*) FROM set_aside WHERE content IS NOT NULL") == [(2,)]
    office.erase(feed)
    assert traces(office.data_dir) == []
    assert office.rows("SELECT reason, content FROM set_aside ORDER BY ALL") == [
        ("erased", None),
        ("has 2 fields, 8 are expected", '"broken,line"'),
    ]


def test_what_was_known_of_other_incidents_stays_known(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    first = office.now
    office.run(feed, [*(row(r[0], 15, 5) for r in OTHERS[:1]), *OTHERS[1:], *OF_SEALED])
    now, then = office.incidents(), office.incidents(known_at=first)
    assert now != then
    office.erase(feed)
    assert office.incidents() == now
    assert office.incidents(known_at=first) == then


def test_counts_and_what_residents_see_lose_the_incident_alone(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, OF_SEALED[0]])
    public = "SELECT * FROM public_incidents ORDER BY ALL"
    with_it = office.rows(public)
    office.erase(feed)
    without = office.rows(public)
    office.run(feed, OTHERS)
    assert len(with_it) - 1 == len(without)
    assert without == office.rows(public)
    assert office.rows("SELECT known, counted FROM feeds") == [(40, 40)]


def test_incident_is_gone_from_a_snapshot_of_changes_and_from_its_base(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", 1.0)
    feed = office.feed(brings="changes")
    office.run(feed, [*OTHERS, OF_SEALED[0]])
    first = office.now
    changed = row(OTHERS[0][0], 15, 5)
    result = office.run(feed, [row(NUMBER, 6, 9, ADDRESS), changed])
    assert service.describe(result.snapshot)["base"] is not None
    before = office.incidents(), office.incidents(known_at=first)
    public = office.rows("SELECT count(*) FROM public_incidents")[0][0]
    office.erase(feed)
    assert traces(office.data_dir) == []
    assert (office.incidents(), office.incidents(known_at=first)) == before
    assert office.rows("SELECT count(*) FROM public_incidents") == [(public - 1,)]
    assert office.rows("SELECT count(*), count(DISTINCT row_id) FROM incidents") == [(40, 40)]
    office.run(feed, [row(OTHERS[1][0], 16, 7), OF_SEALED[0]])
    assert traces(office.data_dir) == []
    assert office.rows("SELECT count(*) FROM incidents") == [(40,)]


def test_held_snapshot_is_cleaned_and_can_still_be_approved(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    held = office.run(feed, [*OTHERS[:20], *OF_SEALED])
    assert held.held
    office.erase(feed)
    assert traces(office.data_dir) == []
    service.approve(office.data_dir, held.summary["run_id"], office.now)
    assert office.rows("SELECT count(*) FROM incidents") == [(20,)]


def test_reader_that_follows_the_pointer_turns_to_a_new_file(office: Office) -> None:
    feed = office.feed()
    former = office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    path = current_snapshot(office.data_dir)
    assert path is not None
    assert path != former.snapshot
    assert service.run_of(path.name) == former.summary["run_id"]


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


def test_incident_of_another_feed_with_the_same_number_stays(office: Office) -> None:
    a, b = office.feed("a"), office.feed("b")
    office.run(a, [*OTHERS, OF_SEALED[0]])
    office.run(b, [*OTHERS, row(NUMBER, 7)])
    office.erase(a, b, feed="a")
    assert office.rows(f"SELECT feed FROM incidents WHERE incident_id = '{NUMBER}'") == [("b",)]
    assert traces(office.data_dir, (ADDRESS,)) == []


def test_list_of_erased_incidents_hashes_them_with_a_salt_of_its_own(office: Office) -> None:
    feed = office.feed()
    office.run(feed, [*OTHERS, *OF_SEALED])
    office.erase(feed)
    erased = read_erased(office.data_dir)
    assert [erasure.key for erasure in erased.erasures] == [erased.key(NUMBER)]
    assert read_erased(office.source).key(NUMBER) != erased.key(NUMBER)


STEPS = ("write_erased", "redact", "rebuild", "move_on", "_remove_old")


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("step", STEPS)
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
    try:
        office.erase(feed)
    except KilledError:
        pass
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


@pytest.mark.parametrize("feed", ["burglary", "narcotics", "quality_of_life", "robbery"])
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
