"""What a held run brings is dated with the moment of its approval: all of it, or nothing."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from etl.publish.dating import date_from
from tests.etl.publish.drawn import APPROVED_AT, Deliver

NOW = APPROVED_AT.replace(tzinfo=None)


def _recorded(snapshot: Path) -> set[datetime]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        tables = ("receipts", "feeds", "feed_runs")
        query = " UNION ".join(f"SELECT recorded_at FROM {table}" for table in tables)
        return {moment for (moment,) in connection.execute(query).fetchall()}


def test_dating_that_fails_half_way_leaves_no_date(deliver: Deliver) -> None:
    snapshot = deliver(range(10)).snapshot
    before = _recorded(snapshot)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("ALTER TABLE feed_runs RENAME COLUMN recorded_at TO gone")
    with pytest.raises(duckdb.Error, match="recorded_at"):
        date_from(snapshot, NOW)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("ALTER TABLE feed_runs RENAME COLUMN gone TO recorded_at")
    assert _recorded(snapshot) == before


def test_dates_stand_in_the_file_itself_and_can_be_moved_again(deliver: Deliver) -> None:
    snapshot = deliver(range(10)).snapshot
    date_from(snapshot, NOW.replace(hour=1))
    date_from(snapshot, NOW)
    assert [*snapshot.parent.iterdir()] == [snapshot]
    assert _recorded(snapshot) == {NOW}
