"""What a report said on a past day can be read again, whatever was corrected, withdrawn or canceled since."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.report import make_brief
from analytics.selection import Selection
from analytics.store import Store, attach_snapshot, current_snapshot, open_snapshot
from etl import pipeline
from etl.feeds.sandbox import Sandbox
from etl.pipeline import Result
from etl.publish import draft
from geodata.layers import Layers
from tests import town
from tests.etl.history import MIDDLE, POINTS, Row, define, shaped, write_files

EVERYTHING = Selection(town.WHOLE)
DAY = date(2025, 11, 5)
BURGLARY = Row("1", "R1", "459 PC", DAY, POINTS[0])
FIRST_RUN = datetime(2025, 12, 2, 8, tzinfo=UTC)
Publish = Callable[..., Result]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give a process that reads files: starting one takes as long as a run."""
    with Sandbox(tmp_path_factory.mktemp("reading")) as reader:
        yield reader


@pytest.fixture
def publish(
    tmp_path: Path, town_layers: Layers, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Publish:
    """Give a function that publishes files of rows as one feed, each run a day after the one before."""
    monkeypatch.setattr(pipeline, "Sandbox", lambda folder: nullcontext(sandbox))
    day = 0

    def one_run(*files: list[Row], feed: str = "changes", is_replay: bool = False) -> Result:
        nonlocal day
        now = FIRST_RUN + timedelta(days=day)
        day += 1
        write_files(feed, files, tmp_path / "in")
        return pipeline.run(
            [define(feed, tmp_path)], source=tmp_path / "in", layers=town_layers, data_dir=tmp_path / "data",
            clock=lambda: now, progress=lambda *_: None, replay=is_replay,
        )  # fmt: skip

    return one_run


@pytest.fixture(params=["whole", "changes"])
def publication(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let snapshots be written whole, or as changes of a base."""
    monkeypatch.setattr(draft, "CHANGES_FROM_ROWS", 0)
    monkeypatch.setattr(draft, "CHANGES_UP_TO_SHARE", 100.0 if request.param == "changes" else 0.0)
    return str(request.param)


def _stored(data_dir: Path, columns: str, table: str = "incidents") -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        snapshot = current_snapshot(data_dir)
        assert snapshot is not None
        attach_snapshot(connection, snapshot)
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def test_point_that_turns_out_no_place_was_on_the_map_before(
    publish: Publish, publication: str, tmp_path: Path
) -> None:
    rows = [replace(BURGLARY, number=f"{number}", point=MIDDLE) for number in range(25)]
    publish(rows[:15])
    publish(rows[15:])
    store = open_snapshot(tmp_path / "data", audience="police")
    assert store.read_incidents(EVERYTHING)["x_m"].notna().sum() == 0
    then = store.read_incidents(EVERYTHING, known_at=FIRST_RUN)
    store.close()
    assert then["neighborhood_id"].tolist() == ["northwest"] * 15
    assert then["x_m"].notna().all()
    residents = open_snapshot(tmp_path / "data")
    assert residents.read_incidents(EVERYTHING)["neighborhood_id"].tolist() == [None] * 25
    residents.close()
