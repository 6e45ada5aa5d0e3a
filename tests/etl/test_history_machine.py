"""Any course of deliveries, corrections, withdrawals, cancellations, replays and roll-backs leaves the history that it should.

A few courses are tried in every test run, the same each time; `pytest --hypothesis-profile=long` tries a hundred new and longer
ones, which takes half an hour.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from etl import pipeline
from etl.feeds.sandbox import Sandbox
from etl.locate import Locator
from etl.publish import draft, service
from geodata.layers import Layers
from tests.etl.history import BRINGS, Model, Row, Source, define, shaped, write_files
from tests.etl.readings import EVERYTHING, assert_same, read_all, read_as_known

FEEDS = tuple(BRINGS)
CHANGES = ("add", "correct", "cancel", "withdraw", "restore")
some_feeds = st.sets(st.sampled_from(FEEDS), min_size=1).map(sorted)
numbers = st.integers(0, 999)
events = st.lists(
    st.tuples(st.sampled_from(FEEDS), st.sampled_from(CHANGES), numbers, numbers), max_size=8
)


class InterruptionError(Exception):
    """Ends a run as a person does who presses Ctrl-C."""


class History(RuleBasedStateMachine):
    """Three feeds of one town, published again and again: one brings everything, one changes, one a window of four weeks."""

    layers: Layers
    scratch: Path
    # Shares of a snapshot up to which only its changes are written: one folder for each, which must read alike.
    changes_up_to: tuple[float, ...] = (0.0,)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.scratch))
        self.feeds = {name: define(name, self.folder) for name in FEEDS}
        self.sources = {name: Source(name, 30) for name in FEEDS}
        self.now = datetime(2025, 12, 1, 8, tzinfo=UTC)
        self.model = Model()
        self.seen: dict[datetime, dict[str, Any]] = {}
        self.before: list[tuple[Model, dict[datetime, Any], dict[str, list[list[Row]]]]] = []
        self.last: dict[str, list[list[Row]]] = {}
        self.delivered: dict[str, list[list[Row]]] = {}
        self.looks = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def _folders(self) -> Iterator[Path]:
        for share in self.changes_up_to:
            draft.CHANGES_UP_TO_SHARE = share
            yield self.folder / f"data-{share}"

    def _run(
        self,
        feeds: list[str],
        progress: Callable[..., None] = lambda *_: None,
        *,
        replay: bool = False,
    ) -> None:
        """Run the feeds on the files that lie there, and hold what came out against the model."""
        self.now += timedelta(hours=31)
        after = self.model.copy()
        brings = {name: "whole" if replay else name for name in feeds}
        counts = {
            name: after.deliver(
                name,
                self.last[name],
                self.now.replace(tzinfo=None),
                brings=brings[name],
                is_replay=False,
            )
            for name in feeds
            if not replay
        }
        for data_dir in self._folders():
            result = pipeline.run(
                [self.feeds[name] for name in feeds], source=self.folder / "in", layers=self.layers, data_dir=data_dir,
                clock=lambda: self.now, progress=progress, replay=replay,
            )  # fmt: skip
            assert not result.held
            for name in feeds:
                said = result.summary["feeds"][name]
                assert (
                    said["received"] == said["accepted"] + said["quarantined"] + said["duplicates"]
                )
                assert replay or {key: said[key] for key in counts[name]} == counts[name]
        self.before.append((self.model, dict(self.seen), self.delivered))
        self.model, self.delivered = after, dict(self.last)
        self.seen[self.now] = read_as_known(next(self._folders()))

    def _deliver(
        self, feeds: list[str], seed: int, files: int, happened: list[tuple[str, str, int, int]]
    ) -> None:
        some = random.Random(seed)
        for feed, what, *how in happened:
            getattr(self.sources[feed], what)(*how)
        for name in feeds:
            self.last[name] = shaped(self.sources[name].delivery(some), some, files=files)
            write_files(name, self.last[name], self.folder / "in")

    @initialize()
    def begin(self) -> None:
        for name in FEEDS:
            self.last[name] = [[*self.sources[name].rows.values()]]
            write_files(name, self.last[name], self.folder / "in")
        self._run([*FEEDS])

    @rule(feeds=some_feeds, seed=numbers, files=st.integers(1, 3), happened=events)
    def deliver(
        self, feeds: list[str], seed: int, files: int, happened: list[tuple[str, str, int, int]]
    ) -> None:
        self._deliver(feeds, seed, files, happened)
        self._run(feeds)

    @rule(feeds=some_feeds, seed=numbers, files=st.integers(1, 3))
    def deliver_the_same_in_another_order(self, feeds: list[str], seed: int, files: int) -> None:
        before = self.model.current
        for name in feeds:
            rows = [row for rows in self.last[name] for row in rows]
            self.last[name] = shaped(rows, random.Random(seed), files=files)
            write_files(name, self.last[name], self.folder / "in")
        self._run(feeds)
        assert self.model.current == before

    @rule(feeds=some_feeds)
    def replay(self, feeds: list[str]) -> None:
        self._run(feeds, replay=True)

    @precondition(lambda self: len(self.before) > 1)
    @rule()
    def roll_back(self) -> None:
        self.model, self.seen, self.delivered = self.before.pop()
        self.last = dict(self.delivered)
        for data_dir in self._folders():
            service.roll_back(data_dir)

    @rule(feeds=some_feeds, seed=numbers, happened=events, at=st.integers(0, 4))
    def interrupt(
        self, feeds: list[str], seed: int, happened: list[tuple[str, str, int, int]], at: int
    ) -> None:
        steps = iter(range(at))

        def progress(*_: object) -> None:
            if next(steps, None) is None:
                raise InterruptionError

        self._deliver(feeds, seed, 1, happened)
        with pytest.raises(InterruptionError):
            self._run(feeds, progress)
        self.last = dict(self.delivered)
        for data_dir in self._folders():
            assert not [*(data_dir / "snapshots").glob(".*")]

    @invariant()
    def tables_hold_what_the_model_knows(self) -> None:
        for data_dir in self._folders():
            if current_snapshot(data_dir) is None:
                return
            with duckdb.connect() as connection:
                attach_snapshot(connection, current_snapshot(data_dir))
                ask = connection.execute
                rows = ask(f"SELECT {STORED}, recorded_at FROM incidents").fetchall()
                past = ask(
                    f"SELECT {STORED}, recorded_at, superseded_at, superseded_by FROM past_versions"
                ).fetchall()
                files = ask("SELECT feed, sha256, source_file FROM raw_files").fetchall()
            known = [
                (*_stored(feed, key, version), version.recorded_at)
                for feed, versions in self.model.current.items()
                for key, version in versions.items()
            ]
            gone = [
                (*_stored(feed, key, version), version.recorded_at, until, why)
                for feed, key, version, until, why in self.model.past
            ]
            assert Counter(rows) == Counter(known)
            assert Counter(past) == Counter(gone)
            assert len(files) == len(set(files))

    @invariant()
    def every_past_day_reads_as_it_did(self) -> None:
        self.looks += 1
        for data_dir in self._folders():
            if not self.seen:
                return
            store = open_snapshot(data_dir, audience="police")
            versions = store.read_versions(EVERYTHING)
            for moment, reading in self.seen.items():
                rows = store.read_incidents(EVERYTHING, known_at=moment)
                pd.testing.assert_frame_equal(rows, reading["rows"])
                at = moment.replace(tzinfo=None)
                is_known = (versions["recorded_at"] <= at) & ~(versions["superseded_at"] <= at)
                known = versions.loc[is_known, [*rows.columns]].reset_index(drop=True)
                pd.testing.assert_frame_equal(known, rows)
            store.close()
            # Opening a store takes longer than reading it: one other moment each time.
            moment = [*self.seen][self.looks % len(self.seen)]
            assert_same(read_as_known(data_dir, moment), self.seen[moment])

    @invariant()
    def counts_add_up_for_police_and_public(self) -> None:
        readings = [
            read_all(data_dir) for data_dir in self._folders() if current_snapshot(data_dir)
        ]
        for reading in readings[1:]:
            assert_same(reading, readings[0])


STORED = """feed, row_id, offense_code, address, occurred_text, updated_at, status, first_seen_at,
    coalesce(unlocated_reason = 'default_point', false)"""


def _stored(feed: str, key: int, version: Any) -> tuple[Any, ...]:
    row, is_lost = version.row, not version.is_placed
    return (
        feed, key, row.charge, row.report, f"{row.day}", row.updated, version.status, version.first_seen_at, is_lost,
    )  # fmt: skip


class HistoryOfChanges(History):
    """The same, published whole in one folder, and as changes of a base in another."""

    changes_up_to = (0.0, 100.0)


@pytest.fixture(scope="module", autouse=True)
def _town(
    town_layers: Layers, reader: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Let all courses share the layers and the process that reads files."""
    History.layers, History.scratch = town_layers, tmp_path_factory.mktemp("courses")
    with pytest.MonkeyPatch.context() as patch:
        locator = Locator.build(town_layers)
        patch.setattr(pipeline, "Sandbox", lambda folder: nullcontext(reader))
        patch.setattr(Locator, "build", lambda layers, cache: locator)
        patch.setattr(draft, "CHANGES_FROM_ROWS", 0)
        patch.setattr(draft, "CHANGES_UP_TO_SHARE", 0.0)
        yield


TestHistory, TestHistoryOfChanges = History.TestCase, HistoryOfChanges.TestCase
if settings.get_current_profile_name() != "long":
    TestHistory.settings = settings(max_examples=3, stateful_step_count=8)
    TestHistoryOfChanges.settings = settings(max_examples=2, stateful_step_count=8)
