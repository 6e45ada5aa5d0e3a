"""Inspections of web addresses: a service's own rows, from the address that somebody pasted to a snapshot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina
from pyproj import Transformer

from analytics.errors import FeedError
from analytics.periods import Period
from analytics.selection import Selection
from analytics.store import open_snapshot
from etl.__main__ import main
from etl.feeds.definition import load_feed
from etl.inspection import Inspection, inspect
from tests.etl.feeds.koop import serve_features
from tests.etl.feeds.socrata_server import SocrataDataset
from tests.geodata.arcgis_server import ArcgisLayer
from tests.loopback import Question, Reply, serve

Answer = Callable[[Question], Reply]
CITY = ["--neighborhoods", "geodata/neighborhoods.geojson", "--city", "geodata/city.geojson"]
START = datetime(2025, 1, 1, 8, 7, tzinfo=UTC)  # seven minutes past midnight in Palm Springs
CODES = ("459 PC BURGLARY RESIDENCE", "211 PC ROBBERY", "11377(A) HS POSSESSION", "594(A) PC")
ROWS = 90
LAYER = "/town/FeatureServer/0"


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def lon_lat(number: int) -> tuple[float, float]:
    return round(-116.55 + 0.0007 * (number % 31), 6), round(33.80 + 0.0006 * (number % 53), 6)


def start(number: int) -> datetime:
    return START + timedelta(hours=5 * number)


def dataset() -> SocrataDataset:
    """Make a dataset as Socrata has it: clock times without a zone, every third incident with two offenses."""
    rows = {}
    for number in range(ROWS):
        lon, lat = lon_lat(number)
        rows[f"row-{number:04}"] = {
            ":id": f"row-{number:04}",
            ":created_at": "2025-12-01T00:00:00.000Z",
            ":updated_at": f"2025-12-01T00:{number % 60:02}:00.000Z",
            "case_number": f"25-{number - (number % 3 == 1):06}",
            "offense": CODES[number % len(CODES)],
            "occurred": f"{start(number) - timedelta(hours=8):%Y-%m-%dT%H:%M:%S}.000",
            "longitude": lon,
            "latitude": lat,
        }
    held = SocrataDataset(rows)
    held.about = {"name": "Crimes/Incidents"}
    return held


def layer(**attributes: Callable[[int], Any]) -> ArcgisLayer:
    """Make a layer kept in feet, with times in milliseconds since 1970."""
    feet = Transformer.from_crs("EPSG:4326", "EPSG:2230", always_xy=True)
    columns: dict[str, Callable[[int], Any]] = {
        "Case_Number": lambda number: f"25-{number:06}",
        "Charge": lambda number: CODES[number % len(CODES)],
        "Occurred": lambda number: int(start(number).timestamp() * 1000),
    }
    columns |= attributes
    rows: dict[int, Any] = {}
    for number in range(1, ROWS + 1):
        x, y = feet.transform(*lon_lat(number))
        given = {name: value(number) for name, value in columns.items()}
        rows[number] = {"attributes": {"OBJECTID": number} | given, "geometry": {"x": x, "y": y}}
    kinds = {name: "Date" if name == "Occurred" else "String" for name in columns}
    held = ArcgisLayer(rows, {"OBJECTID": "OID"} | kinds, "esriGeometryPoint")
    held.transfer_limit = 40
    held.about = {
        "name": "Crime Incidents",
        "extent": {"spatialReference": {"wkid": 102646, "latestWkid": 2230}},
        "dateFieldsTimeReference": {"timeZone": "UTC"},
    }
    return held


def found_at(answer: Answer, path: str) -> Inspection:
    with serve(answer) as address:
        return inspect(address + path)


def refusal(answer: Answer, path: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run the command on an address that gives nothing; gives what it says, which is one line."""
    with serve(answer) as address:
        assert main(["inspect", address + path]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    return said


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


def test_what_a_service_says_of_itself_stands_beside_what_its_rows_say() -> None:
    found = found_at(layer().answer, LAYER).findings
    assert "Date, says the service" in found["columns.occurred_from"].evidence
    assert "dates are kept in UTC" in found["time_zone"].evidence
    held = dataset()
    kinds = {name: "calendar_date" if name == "occurred" else "text" for name in held.columns}
    columns = [
        {"fieldName": name, "dataTypeName": kind, "id": place}
        for place, (name, kind) in enumerate(kinds.items())
    ]
    key = [*kinds].index("case_number")
    held.about = {"name": "Crimes", "columns": columns, "rowIdentifierColumnId": key}
    said = found_at(held.answer, "/d/abcd-1234")
    assert "calendar_date, says the service" in said.findings["columns.occurred_from"].evidence
    assert "The publisher tells rows apart by case_number" in said.remarks


def test_number_that_no_two_of_a_few_rows_share_is_not_said_to_be_a_key_of_all() -> None:
    held = dataset()
    held.rows = {
        f"row-{number:05}": {":id": f"row-{number:05}", "case_number": f"25-{number:06}",
                             "offense": CODES[number % 4], "occurred": "2025-01-13T10:00:00.000"}
        for number in range(5_100)
    }  # fmt: skip
    found = found_at(held.answer, "/d/abcd-1234")
    assert (found.rows, found.is_whole) == (5_000, False)
    assert "5,000 of 5,100 rows of the service were looked at" in found.remarks
    assert found.findings["identity.key"].value == ["incident_id", "offense_code"]
    assert "says little of the others" in found.findings["identity.key"].evidence
    assert "cadence_days" not in found.findings
    assert found.other["latitude"] == "empty in the rows looked at"


def test_dataset_without_numbers_of_its_own_has_those_of_the_service() -> None:
    held = dataset()
    for row in held.rows.values():
        del row["case_number"]
    held.columns = tuple(name for name in held.columns if name != "case_number")
    found = found_at(held.answer, "/d/abcd-1234").findings
    assert found["columns.incident_id"].value == ":id"
    assert found["identity.key"].value == ["incident_id"]


def test_condition_of_an_address_stays_a_condition_of_the_feed() -> None:
    where = "Charge%20LIKE%20%27211%25%27"
    found = found_at(layer().answer, f"{LAYER}/query?where={where}&outFields=*")
    assert found.findings["source.where"].value == "Charge LIKE '211%'"
    assert found.rows == sum(CODES[number % 4].startswith("211") for number in range(1, ROWS + 1))
    found = found_at(dataset().answer, "/resource/abcd-1234.json?$where=offense='594(A) PC'")
    assert found.rows == sum(CODES[number % 4] == "594(A) PC" for number in range(ROWS))


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


def test_dates_at_midnight_of_a_zone_speak_for_it() -> None:
    midnight = datetime(2025, 1, 1, 8, tzinfo=UTC)
    held = layer(
        Occurred=lambda number: int((midnight + timedelta(days=number % 60)).timestamp() * 1000)
    )
    evidence = found_at(held.answer, LAYER).findings["time_zone"].evidence
    assert "all midnight in America/Los_Angeles" in evidence


def test_layer_without_points_in_its_geometry_is_read_by_its_columns() -> None:
    held = layer(
        Longitude=lambda number: lon_lat(number)[0], Latitude=lambda number: lon_lat(number)[1]
    )
    with_points = found_at(held.answer, LAYER).findings
    assert with_points["columns.x"].value == "geometry.x"
    for row in held.rows.values():
        row["geometry"] = None
    found = found_at(held.answer, LAYER).findings
    assert found["columns.lon"].value == "Longitude"
    assert found["coordinates.crs"].value == "EPSG:4326"


@pytest.mark.parametrize("path", ["/d/zzzz-9999", "/town/FeatureServer/0", "/export.csv"])
def test_address_with_nothing_at_it_says_so(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    for reply in (
        Reply(b"<html>Not Found</html>", 404),
        Reply.of({"code": "dataset.missing", "error": True, "message": "Not found"}, 404),
    ):
        said = refusal(lambda _, reply=reply: reply, path, capsys)
        assert "check" in said


@pytest.mark.parametrize("path", ["/d/abcd-1234", LAYER, "/export.csv", "/export.xlsx", "/data"])
def test_page_for_people_is_called_one(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = Reply(b"\n<!DOCTYPE html><html><body>Sign in</body></html>")
    assert "web page, not data" in refusal(lambda _: page, path, capsys)


def test_error_with_status_200_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    held = layer()
    held.replies["layer"] = (200, b'{"error":{"code":400,"message":"Invalid URL","details":[]}}')
    assert "400: Invalid URL; check address" in refusal(held.answer, LAYER, capsys)
    held.replies["layer"] = (200, b'{"error":{"code":499,"message":"Token Required"}}')
    assert "499: Token Required; set CRIME_ARCGIS_TOKEN" in refusal(held.answer, LAYER, capsys)


def test_token_of_the_settings_is_sent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = dataset()
    held.needs_token = True
    path = "/api/v3/views/abcd-1234/query.json"
    assert "set CRIME_SOCRATA_APP_TOKEN" in refusal(held.answer, path, capsys)
    monkeypatch.setenv("CRIME_SOCRATA_APP_TOKEN", "t0ken")
    with serve(held.answer) as address:
        assert main(["inspect", address + path]) == 0


def test_chart_of_a_dataset_is_no_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    held = dataset()
    held.about = {"columns": []}
    assert "address of the dataset behind it" in refusal(held.answer, "/d/abcd-1234", capsys)


def test_service_without_rows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for held, path in ((dataset(), "/d/abcd-1234"), (layer(), LAYER)):
        held.rows.clear()
        assert "holds no rows" in refusal(held.answer, path, capsys)


def test_file_of_the_web_says_how_a_run_reads_it() -> None:
    body = b"Case No,Charge,Occurred,Address\n25-1,211 PC,03/25/2025 14:05,100 OAK ST\n"
    named = {"Content-Disposition": 'attachment; filename="../crime.csv"'}
    found = found_at(lambda _: Reply(body, headers=named), "/export?id=5")
    assert (found.name, found.findings["source.path"].value) == ("crime.csv", "crime*.csv")
    assert any("a run reads files from a folder" in remark.lower() for remark in found.remarks)
    typed = {"Content-Type": "text/csv; charset=utf-8"}
    assert found_at(lambda _: Reply(body, headers=typed), "/export").name == "export.csv"
