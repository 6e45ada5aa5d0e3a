"""An old delivery that is dropped again changes nothing, says so, and is not taken for a broken one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.errors import ContractError
from analytics.store import attach_snapshot, current_snapshot, open_snapshot
from etl.pipeline import Result, run
from geodata.layers import Layers
from tests.etl.history import POINTS, Row, define, write_files

OLD = [Row(f"{n}", f"R{n}", "459 PC", date(2025, 11, n), POINTS[0]) for n in range(1, 6)]
NEW = [replace(row, charge="211 PC", updated=pd.Timestamp("2025-12-01")) for row in OLD]
UNREADABLE = replace(OLD[0], number="6", day=None)
Publish = Callable[..., Result]


@pytest.fixture
def publish(tmp_path: Path, town_layers: Layers, shared_reader: None) -> Publish:
    """Give a function that publishes rows as changes of a feed, each run a day after the one before."""
    now = datetime(2025, 12, 1, 8, tzinfo=UTC)

    def one_run(rows: list[Row]) -> Result:
        nonlocal now
        now += timedelta(days=1)
        write_files("changes", [rows], tmp_path / "in")
        return run(
            [define("changes", tmp_path)], source=tmp_path / "in", layers=town_layers, data_dir=tmp_path / "data",
            clock=lambda: now, progress=lambda *_: None,
        )  # fmt: skip

    return one_run


def _known(data_dir: Path) -> list[tuple[object, ...]]:
    """Give what is known and was known before, with the run that each row is of."""
    snapshot = current_snapshot(data_dir)
    assert snapshot is not None
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot)
        return connection.execute(
            "SELECT row_id, version_hash, status, run_id, recorded_at FROM incidents UNION ALL "
            "SELECT row_id, version_hash, status, run_id, recorded_at FROM past_versions ORDER BY ALL"
        ).fetchall()


def _codes(data_dir: Path) -> list[str]:
    store = open_snapshot(data_dir, audience="police")
    codes = store.read_findings()["code"].tolist()
    store.close()
    return codes


@pytest.mark.parametrize("more", [[], [UNREADABLE]], ids=["all outdated", "one unreadable"])
def test_delivery_of_rows_corrected_since_is_published_and_changes_nothing(
    publish: Publish, tmp_path: Path, more: list[Row]
) -> None:
    publish(OLD)
    publish(NEW)
    known = _known(tmp_path / "data")
    again = publish(OLD + more)
    assert current_snapshot(tmp_path / "data") == again.snapshot
    figures = [again.summary[name] for name in ("accepted", "quarantined", "duplicates")]
    assert figures == [0, len(more), len(OLD)]
    assert _known(tmp_path / "data") == known
    assert "C16" in _codes(tmp_path / "data")


def test_delivery_of_rows_that_are_known_is_published_and_changes_nothing(
    publish: Publish, tmp_path: Path
) -> None:
    publish(OLD)
    known = _known(tmp_path / "data")
    again = publish([*OLD, *OLD, UNREADABLE])
    assert current_snapshot(tmp_path / "data") == again.snapshot
    figures = [again.summary[name] for name in ("accepted", "quarantined", "duplicates")]
    assert figures == [len(OLD), 1, len(OLD)]
    assert _known(tmp_path / "data") == known


def test_delivery_of_which_nothing_can_be_read_is_stopped(publish: Publish, tmp_path: Path) -> None:
    first = publish(OLD)
    with pytest.raises(ContractError, match="C02 changes: none of 2 rows could be used"):
        publish([UNREADABLE, replace(UNREADABLE, number="7")])
    assert current_snapshot(tmp_path / "data") == first.snapshot
