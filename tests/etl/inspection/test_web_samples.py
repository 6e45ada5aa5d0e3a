"""Inspections of web addresses: what is said of a service's rows, and what where there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import stamina

from etl.__main__ import main
from etl.inspection import Inspection, inspect
from tests.etl.inspection.town_services import CODES, LAYER, ROWS, dataset, layer, lon_lat
from tests.loopback import Question, Reply, serve

Answer = Callable[[Question], Reply]


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


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


def test_clock_that_cannot_be_read_beside_milliseconds_is_named() -> None:
    held = layer(
        Occurred=lambda number: number % 31 * 24 * 3600 * 1000 + 1_740_787_200_000,
        Occurrence_Hour=lambda number: number % 24,
    )
    found = found_at(held.answer, LAYER)
    assert found.findings["columns.occurred_from"].value == "Occurred"
    assert "cannot be read together with its day" in found.other["Occurrence_Hour"]
    held.fields["Occurred"] = "DateOnly"
    for number, row in held.rows.items():
        row["attributes"]["Occurred"] = f"2025-03-{number % 31 + 1:02}"
    value = found_at(held.answer, LAYER).findings["columns.occurred_from"].value
    assert value == {"date": "Occurred", "time": "Occurrence_Hour"}


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
