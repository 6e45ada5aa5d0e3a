"""Snapshots of changes read like whole ones through every generation: rebased, rolled back, erased from and approved."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreError
from analytics.store import attach_snapshot
from etl import checks, pipeline
from etl.erase import erase
from etl.publish import draft, service
from geodata.layers import Layers
from tests.etl.history import BRINGS, Source, define, shaped, write_files
from tests.etl.readings import assert_same, read_all, read_as_known

FEEDS = (*BRINGS,)
# Rows that a join would lose or double, numbers that two things share, and what has two numbers.
FAULTS = """
SELECT (SELECT count(*) FROM incident_rows) - (SELECT count(*) FROM incidents),
       (SELECT count(*) FROM past_rows) - (SELECT count(*) FROM past_versions),
       (SELECT count(*) - count(DISTINCT row_id) FROM incident_rows),
       (SELECT count(*) - count(DISTINCT charge_id) FROM charges), (SELECT count(*) - count(DISTINCT content_hash) FROM charges),
       (SELECT count(*) - count(DISTINCT location_id) FROM locations),
       (SELECT count(*) - count(DISTINCT content_hash) FROM locations),
       (SELECT count(*) - count(DISTINCT receipt_id) FROM receipts),
       (SELECT count(*) FROM incidents WHERE first_seen_at > recorded_at)
"""


class Town:
    """Two data folders that get the same deliveries: in one every snapshot is whole, in the other most hold changes."""

    def __init__(self, folder: Path, layers: Layers, seed: int) -> None:
        self.folder, self.layers, self.some = folder, layers, random.Random(seed)
        self.feeds = {name: define(name, folder) for name in FEEDS}
        self.sources = {name: Source(name, 30) for name in FEEDS}
        self.now = datetime(2025, 12, 1, 8, tzinfo=UTC)
        self.folders = {folder / "whole": 0.0, folder / "changes": 100.0}
        self.moments: list[datetime] = []
        for name in FEEDS:
            write_files(name, [[*self.sources[name].rows.values()]], folder / "in")

    def each(self, work: Callable[[Path], object], *, is_rebase: bool = False) -> None:
        self.now += timedelta(hours=31)
        for data_dir, share in self.folders.items():
            draft.CHANGES_UP_TO_SHARE = 0.0 if is_rebase else share
            work(data_dir)

    def run(self, *names: str, is_rebase: bool = False, replay: bool = False) -> None:
        def one_run(data_dir: Path) -> None:
            pipeline.run(
                [self.feeds[name] for name in names], source=self.folder / "in", layers=self.layers, data_dir=data_dir,
                clock=lambda: self.now, progress=lambda *_: None, replay=replay,
            )  # fmt: skip

        self.each(one_run, is_rebase=is_rebase)
        self.moments.append(self.now)

    def deliver(self, *, is_rebase: bool = False) -> None:
        names = self.some.sample(FEEDS, self.some.randint(1, 3))
        for name in names:
            source = self.sources[name]
            for _ in range(self.some.randint(0, 6)):
                what = self.some.choice(["add", "correct", "cancel", "withdraw", "restore"])
                getattr(source, what)(self.some.randint(0, 999), self.some.randint(0, 999))
            rows = shaped(source.delivery(self.some), self.some, files=self.some.randint(1, 3))
            write_files(name, rows, self.folder / "in")
        self.run(*names, is_rebase=is_rebase)

    def rebase(self) -> None:
        self.deliver(is_rebase=True)

    def replay(self) -> None:
        known = read_as_known(self.folder / "whole")["feeds"]["feed"]
        self.run(self.some.choice([*known]), replay=True)

    def approve(self) -> None:
        limits = checks.ROW_LIMITS
        checks.ROW_LIMITS = frozenset(range(10_000))
        try:
            self.deliver()
        finally:
            checks.ROW_LIMITS = limits

        def let_in(data_dir: Path) -> None:
            held = service.read_held(data_dir)
            if held is not None:
                service.approve(data_dir, held.run_id, self.now)

        self.each(let_in)
        self.moments[-1] = self.now

    def roll_back(self) -> None:
        def go_back(data_dir: Path) -> None:
            # Nothing came before the first one.
            with suppress(StoreError):
                service.roll_back(data_dir)

        self.each(go_back)

    def erase(self) -> None:
        source = self.sources[self.some.choice(FEEDS)]
        numbers = [row.number for row in source.rows.values() if row.number]
        number = self.some.choice(numbers)

        def forget(data_dir: Path) -> None:
            try:
                erase(
                    number, feeds=[*self.feeds.values()], data_dir=data_dir, now=self.now, progress=lambda *_: None,
                )  # fmt: skip
            except StoreError as error:
                if "no snapshot holds incident" not in str(error):
                    raise

        self.each(forget)

    def check(self) -> None:
        for data_dir in self.folders:
            for snapshot in service.snapshots(data_dir):
                with duckdb.connect() as connection:
                    attach_snapshot(connection, snapshot)
                    (faults,) = connection.execute(FAULTS).fetchall()
                    assert not any(faults), (snapshot, faults)
        whole, changes = self.folders
        assert_same(read_all(changes), read_all(whole))
        moment = self.some.choice(self.moments)
        try:
            then = read_as_known(whole, moment)
        except StoreError:
            return
        assert_same(read_as_known(changes, moment), then)


STEPS = ("deliver", "deliver", "deliver", "rebase", "replay", "roll_back", "erase", "approve")


@pytest.fixture
def _small(shared_reader: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write changes of few rows too."""
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", 0.0)


@pytest.mark.usefixtures("_small")
def test_every_generation_reads_like_a_whole_snapshot(tmp_path: Path, town_layers: Layers) -> None:
    place = Town(tmp_path, town_layers, seed=1)
    # The third feed comes later.
    place.run(*place.some.sample(FEEDS, 2))
    place.check()
    for step in place.some.sample(STEPS, len(STEPS)):
        getattr(place, step)()
        place.check()
