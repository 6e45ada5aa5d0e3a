"""Does the ETL find in the simulated feeds exactly what was put there?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

import etl.feeds
import geodata
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot
from etl.feeds.definition import load_feeds
from etl.pipeline import run
from etl.simulation import Truth, simulate
from geodata.layers import load_layers

AS_OF = date(2025, 11, 20)
EVENING = datetime(2025, 11, 21, 7, 30, tzinfo=UTC)  # still the 20th in Palm Springs
FEEDS = ("robbery", "burglary", "narcotics", "quality_of_life")
REASONS = {
    "start_missing": "start time is empty",
    "start_unreadable": "start time cannot be read",
    "start_in_future": "start time lies after 2025-11-20",
    "offense_empty": "offense code is empty",
}


@dataclass(frozen=True)
class Reading:
    """What was put into the feeds, and what the ETL read."""

    truth: Truth
    summary: dict[str, Any]
    incidents: pd.DataFrame


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    data_dir = tmp_path_factory.mktemp("demo")
    layers = load_layers(Path(geodata.__file__).parent)
    truth = simulate(data_dir / "incoming", as_of=AS_OF, seed=20, layers=layers)
    folder = Path(etl.feeds.__file__).parent
    result = run(
        load_feeds([folder / f"{feed}.toml" for feed in FEEDS]),
        source=data_dir / "incoming",
        layers=layers,
        data_dir=data_dir,
        clock=lambda: EVENING,
        progress=lambda step, done, total: None,
    )
    store = open_snapshot(result.snapshot, audience="police")
    incidents = store.read_incidents(Selection(Period(date(2000, 1, 1), date(2100, 1, 1))))
    store.close()
    return Reading(truth, result.summary, incidents)


def test_all_rows_add_up_to_the_truth(reading: Reading) -> None:
    truth, summary = reading.truth, reading.summary
    assert summary["received"] == truth.rows
    assert summary["accepted"] == truth.accepted
    assert summary["quarantined"] == truth.quarantined
    assert summary["duplicates"] == truth.duplicates


@pytest.mark.parametrize("feed", FEEDS)
def test_each_feed_reconciles_with_the_truth(reading: Reading, feed: str) -> None:
    truth, figures = reading.truth.feeds[feed], reading.summary["feeds"][feed]
    assert figures["received"] == truth.rows
    assert figures["accepted"] == truth.accepted == figures["counted"]
    assert figures["quarantined"] == sum(truth.quarantined.values())
    assert figures["duplicates"] == sum(truth.duplicates.values())
    assert figures["accepted_by_category"] == truth.accepted_by_category
    assert figures["located"] == truth.located
    assert figures["unlocated"] == truth.unlocated


@pytest.mark.parametrize("feed", FEEDS)
def test_each_bad_row_is_set_aside_for_its_own_reason(reading: Reading, feed: str) -> None:
    truth = dict(reading.truth.feeds[feed].quarantined)
    found = dict(reading.summary["feeds"][feed]["reasons"])
    broken = sum(found.pop(reason) for reason in list(found) if " fields, " in reason)
    assert broken == truth.pop("wrong_field_count", 0)
    assert found == {REASONS[reason]: rows for reason, rows in truth.items()}


@pytest.mark.parametrize("feed", FEEDS)
def test_every_offense_is_read_as_what_it_was(reading: Reading, feed: str) -> None:
    truth = reading.truth.feeds[feed].accepted_by_offense
    own = reading.incidents[reading.incidents["feed"] == feed]
    assert own["offense"].value_counts().to_dict() == truth
    assert own["incident_id"].nunique() == reading.truth.feeds[feed].incidents


def test_hotspots_hold_the_incidents_that_were_put_there(reading: Reading) -> None:
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:26911", always_xy=True)
    incidents = reading.incidents
    day = pd.to_datetime(incidents["occurred_on"])
    for hotspot in reading.truth.hotspots:
        x_m, y_m = to_metres.transform(hotspot.lon, hotspot.lat)
        distance = np.hypot(incidents["x_m"] - x_m, incidents["y_m"] - y_m)
        lasts = (day >= pd.Timestamp(hotspot.from_on)) & (day < pd.Timestamp(hotspot.until_on))
        is_in = (distance <= hotspot.radius_m) & lasts & (incidents["offense"] == hotspot.offense)
        assert is_in.sum() == hotspot.rows, hotspot.name


def test_rows_at_the_geocoders_default_point_can_be_found(reading: Reading) -> None:
    lon, lat = reading.truth.default_point
    is_there = (abs(reading.incidents["lon"] - lon) < 1e-6) & (
        abs(reading.incidents["lat"] - lat) < 1e-6
    )
    expected = sum(feed.at_default_point for feed in reading.truth.feeds.values())
    assert is_there.sum() == expected
