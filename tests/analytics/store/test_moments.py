"""A past day is read as it was known, or, where nothing was kept of it yet, as it had been reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import SelectionError, StoreError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from etl.pipeline import run
from tests import town

DAY = date(2025, 3, 14)
SPRING = Selection(Period(date(2025, 1, 1), date(2025, 6, 1)))


@pytest.fixture(scope="module")
def now(demo_data_dir: Path) -> Iterator[Store]:
    """Give the demo, whose first run came long after the day."""
    store = open_snapshot(demo_data_dir, audience="police")
    yield store
    store.close()


@pytest.fixture(scope="module")
def then(now: Store) -> Iterator[Store]:
    store = now.as_of(DAY)
    yield store
    store.close()


def test_before_the_first_run_a_day_holds_what_had_been_reported(now: Store, then: Store) -> None:
    evening = pd.Timestamp(DAY, tz="America/Los_Angeles").tz_convert("UTC").tz_localize(None)
    reported = now._query("SELECT row_id, reported_at FROM incidents").set_index("row_id")
    rows = now.read_incidents(SPRING)
    at = reported["reported_at"].reindex(rows["row_id"]).to_numpy()
    had = (rows["occurred_on"] < pd.Timestamp(DAY)) & (pd.isna(at) | (at < evening))
    late = (rows["occurred_on"] < pd.Timestamp(DAY)) & ~had
    assert late.any()
    known = rows[had]
    assert then.read_incidents(SPRING)["row_id"].tolist() == known["row_id"].tolist()
    assert then.count_incidents(SPRING, ())["incidents"].sum() == len(known)
    assert then.read_page(SPRING)[1] == len(known)
    assert len(then.read_addresses(SPRING)) == len(known)


def test_its_feeds_reach_as_far_as_they_would_have(now: Store, then: Store) -> None:
    assert then.moment is not None
    assert not then.moment.is_as_known
    feeds = then.read_feeds().set_index("feed")
    for feed, days in now.read_feeds().set_index("feed")["settling_days"].items():
        assert feeds.loc[feed, "data_as_of"] == pd.Timestamp(DAY) - timedelta(days=1)
        assert feeds.loc[feed, "settled_until"] == pd.Timestamp(DAY) - timedelta(days=days)
    assert then.coverage(None).data_as_of == DAY - timedelta(days=1)
    assert then.run_id == now.run_id


def test_of_days_that_runs_saw_it_is_what_was_known(tmp_path: Path) -> None:
    layers = town.write_layers(tmp_path / "geodata")
    feed, first = town.write_feed(tmp_path / "incoming"), datetime(2025, 12, 20, 6, tzinfo=UTC)
    for started in (first, first + timedelta(days=9)):
        run(
            [feed], source=tmp_path / "incoming", layers=layers, data_dir=tmp_path / "data",
            clock=lambda started=started: started, progress=lambda *_: None,
        )  # fmt: skip
    store = open_snapshot(tmp_path / "data", audience="police")
    day = date(2025, 12, 22)
    kept = open_snapshot(tmp_path / "data", audience="police", known_at=day)
    then = store.as_of(day)
    everything = Selection(town.WHOLE)
    assert then.moment == kept.moment
    assert then.moment is not None
    assert then.moment.is_as_known
    assert then.coverage(None) == kept.coverage(None) != store.coverage(None)
    counts = [each.count_incidents(everything, ())["incidents"].sum() for each in (then, store)]
    assert counts[0] < counts[1]
    for each in (store, kept, then):
        each.close()


def test_of_days_before_the_data_there_is_nothing_and_residents_get_none(
    now: Store, demo_data_dir: Path
) -> None:
    with pytest.raises(StoreError, match="nothing was known at 2019-01-31"):
        now.as_of(date(2019, 2, 1))
    public = open_snapshot(demo_data_dir, audience="public")
    with pytest.raises(SelectionError, match="for the police"):
        public.as_of(DAY)
    public.close()
