"""From the address that somebody pasted to a snapshot: the definition written of a service is run against the same service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from analytics.errors import FeedError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot
from etl.__main__ import main
from etl.feeds.definition import load_feed
from tests.etl.feeds.koop import serve_features
from tests.etl.inspection.town_services import CODES, LAYER, ROWS, dataset, layer, lon_lat, start
from tests.loopback import Question, Reply, serve

CITY = ["--neighborhoods", "geodata/neighborhoods.geojson", "--city", "geodata/city.geojson"]


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def published(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[dict[str, Any], Path]:
    """Inspect an address, answer its questions as a person would, and run the definition; gives the summary of the run."""
    path = tmp_path / "town.toml"
    arguments = ["inspect", address, *CITY, "--place", "Springfield", "--out", str(path)]
    assert main(arguments) == 0
    with pytest.raises(FeedError, match="time_zone is missing"):
        load_feed(path)
    written = path.read_text(encoding="utf-8")
    assert '# time_zone = "America/Los_Angeles"' in written
    path.write_text(written.replace("# time_zone", "time_zone"), encoding="utf-8")
    capsys.readouterr()
    assert main(["run", str(path), *CITY, "--data-dir", str(tmp_path / "data"), "--json"]) == 0
    return json.loads(capsys.readouterr().out), path


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/d/abcd-1234", "soda2"),
        ("/Public-Safety/Crimes/abcd-1234/about_data", "soda2"),
        ("/api/v3/views/abcd-1234/query.json", "soda3"),
    ],
)
def test_dataset_is_a_snapshot_once_its_time_zone_is_answered(
    path: str, api: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(dataset().answer) as address:
        summary, definition = published(address + path, tmp_path, capsys)
        feed = load_feed(definition)
        assert (feed.source.url, feed.source.api) == (address, api)
    assert (feed.source.transport, feed.source.dataset) == ("socrata", "abcd-1234")
    assert feed.title == "Crimes/Incidents"
    assert feed.columns["updated"] == (":updated_at",)
    assert feed.identity.key == ("incident_id", "offense_code")
    assert summary["received"] == summary["accepted"] == summary["counted"] == ROWS
    assert set(summary["unlocated"]) <= {"between_neighborhoods"}
    assert summary["received_by_category"]["burglary"] > 0


@pytest.mark.parametrize("shape", ["point", "location"])
def test_dataset_with_its_points_in_one_column_is_a_snapshot_too(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = dataset()
    plain = [name for name in held.columns if name not in ("longitude", "latitude")]
    held.about["columns"] = [{"fieldName": name} for name in (*plain, "location_1")]

    def answer(question: Question) -> Reply:
        document = json.loads(held.answer(question).body)
        for row in document if isinstance(document, list) else ():
            if "longitude" in row:
                lon, lat = row.pop("longitude"), row.pop("latitude")
                point = {"type": "Point", "coordinates": [float(lon), float(lat)]}
                parts = {"latitude": lat, "longitude": lon, "human_address": "{}"}
                row["location_1"] = point if shape == "point" else parts
        return Reply.of(document)

    with serve(answer) as address:
        summary, definition = published(f"{address}/d/abcd-1234", tmp_path, capsys)
    assert load_feed(definition).columns["point"] == ("location_1",)
    assert summary["counted"] == ROWS
    assert set(summary["unlocated"]) <= {"between_neighborhoods"}


def test_layer_is_a_snapshot_once_its_time_zone_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(layer().answer) as address:
        pasted = f"{address}{LAYER}/query?where=1%3D1&outFields=*&f=html&token=s3cret"
        summary, definition = published(pasted, tmp_path, capsys)
        feed = load_feed(definition)
        assert feed.source.url == address + LAYER
    assert "s3cret" not in definition.read_text(encoding="utf-8")
    assert (feed.title, feed.feed) == ("Crime Incidents", "town")
    assert (feed.crs, feed.time_formats) == ("EPSG:2230", ("epoch_ms",))
    assert summary["received"] == summary["accepted"] == summary["counted"] == ROWS
    assert set(summary["unlocated"]) <= {"between_neighborhoods"}


def test_layer_of_a_server_that_we_did_not_write_is_a_snapshot_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(lon_lat(number))},
            "properties": {
                "OBJECTID": number,
                "case_number": f"25-{number:06}",
                "charge": CODES[number % len(CODES)],
                "occurred": f"{start(number):%Y-%m-%dT%H:%M:%S.000Z}",
            },
        }
        for number in range(1, ROWS + 1)
    ]
    about = {"idField": "OBJECTID", "maxRecordCount": 40, "name": "incidents"}
    collection = {"type": "FeatureCollection", "metadata": about, "features": features}
    (tmp_path / "incidents.geojson").write_text(json.dumps(collection), encoding="utf-8")
    with serve_features(tmp_path) as address:
        summary, _ = published(f"{address}/incidents/FeatureServer/0", tmp_path, capsys)
    assert summary["received"] == summary["accepted"] == summary["counted"] == ROWS
    assert set(summary["unlocated"]) <= {"between_neighborhoods"}


def test_days_kept_as_midnight_of_utc_stay_those_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = datetime(2025, 3, 1, tzinfo=UTC)
    days = layer(
        Occurred=lambda number: int((first + timedelta(days=number % 31)).timestamp() * 1000)
    )
    with serve(days.answer) as address:
        summary, definition = published(address + LAYER, tmp_path, capsys)
    assert load_feed(definition).time_formats == ("epoch_ms_local",)
    assert summary["counted"] == ROWS
    store = open_snapshot(Path(summary["snapshot"]), audience="police")
    rows = store.read_incidents(Selection(Period(date(2025, 1, 1), date(2026, 1, 1))))
    store.close()
    assert {day.date() for day in rows["occurred_on"]} == {
        date(2025, 3, day) for day in range(1, 32)
    }
