"""Rows of an ArcGIS layer: all of them, in the feed's coordinates, from servers of many ages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import stamina

from analytics.errors import FeedError
from analytics.settings import Settings
from etl.feeds.fetch import Fetched, fetch
from tests.etl.feeds.koop import serve_features
from tests.etl.feeds.sources import EDITED, Service, cases_in
from tests.geodata.arcgis_server import ArcgisLayer

INCIDENTS = 12_345


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service("layer", tmp_path)


def layer_of(service: Service) -> ArcgisLayer:
    assert isinstance(service.held, ArcgisLayer)
    return service.held


def simulated_incidents(count: int) -> dict[str, Any]:
    """Make incidents around Palm Springs, every seventh without a place, with ids that have gaps."""
    rng = np.random.default_rng(20)
    lon, lat = rng.uniform(-116.57, -116.48, count), rng.uniform(33.77, 33.88, count)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(lon[i]), float(lat[i])]} if i % 7 else None,
            "properties": {
                "OBJECTID": 3 * i + 1,
                "case_number": f"26-{i:06}",
                "offense": ("459 PC", "O'Hara “quoted”", "11377(A)HS")[i % 3],
                "occurred": f"{EDITED + timedelta(minutes=i):%Y-%m-%dT%H:%M:%S.000Z}",
            },
        }
        for i in range(count)
    ]  # fmt: skip
    about = {"idField": "OBJECTID", "maxRecordCount": 1000, "name": "incidents"}
    return {"type": "FeatureCollection", "metadata": about, "features": features}


def features_in(fetched: Fetched) -> list[dict[str, Any]]:
    return [
        feature for path in fetched.files for feature in json.loads(path.read_bytes())["features"]
    ]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2230"])
def test_every_incident_put_into_koop_comes_out_of_it(
    service: Service, tmp_path: Path, crs: str
) -> None:
    put_in = simulated_incidents(INCIDENTS)
    (tmp_path / "incidents.geojson").write_text(json.dumps(put_in), encoding="utf-8")
    steps: list[tuple[str, int, int]] = []
    with serve_features(tmp_path) as address:
        feed = replace(service.feed(""), crs=crs)
        url = f"{address}/incidents/FeatureServer/0"
        feed = replace(feed, source=replace(feed.source, url=url))
        fetched = fetch(
            feed,
            tmp_path / "pages",
            settings=Settings(),
            progress=lambda *step: steps.append(step),
        )
    assert fetched.rows == INCIDENTS
    assert f"each of {INCIDENTS} listed object ids came once" in fetched.proof
    assert len(fetched.files) == 13
    assert steps[-1] == ("fetch town", INCIDENTS, INCIDENTS)
    project = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    came = sorted(features_in(fetched), key=lambda feature: feature["attributes"]["OBJECTID"])
    for given, feature in zip(put_in["features"], came, strict=True):
        attributes, known = feature["attributes"], given["properties"]
        occurred = datetime.fromtimestamp(attributes.pop("occurred") / 1000, UTC)
        assert occurred == datetime.fromisoformat(known.pop("occurred"))
        assert attributes == known
        if given["geometry"] is None:
            assert feature["geometry"] is None
        else:
            x, y = project(*given["geometry"]["coordinates"])
            within = 1e-9 if crs == "EPSG:4326" else 0.01  # degrees, feet
            assert feature["geometry"] == pytest.approx({"x": x, "y": y}, abs=within)


def test_coordinates_are_asked_for_in_the_system_of_the_feed(service: Service) -> None:
    service.fetch()
    pages = [
        question.query for question in layer_of(service).questions if "outFields" in question.query
    ]
    assert {page["outSR"] for page in pages} == {"2230"}


def test_answer_in_another_system_is_refused(service: Service) -> None:
    layer_of(service).wkid = 4326
    with pytest.raises(FeedError, match="does not answer in EPSG:2230 as asked"):
        service.fetch()


def test_system_without_a_number_is_refused(service: Service) -> None:
    with service.served() as address, pytest.raises(FeedError, match="needs the number of an EPSG"):
        fetch(
            replace(service.feed(address), crs="+proj=utm +zone=11"),
            service.pages,
            settings=Settings(),
            progress=lambda *step: None,
        )


def test_table_without_places_is_a_feed_too(service: Service) -> None:
    layer_of(service).geometry = None
    assert cases_in(service.fetch()) == service.cases


def test_condition_of_the_definition_holds_whatever_it_says(service: Service) -> None:
    fetched = service.fetch(where="case_number = '26-0001' OR case_number = '26-0002'")
    assert cases_in(fetched) == ["26-0001", "26-0002"]


@pytest.mark.parametrize("editor", [None, "edited"])
def test_changes_are_those_since_the_last_fetch_and_a_day_before(
    service: Service, editor: str | None
) -> None:
    layer = layer_of(service)
    if editor:
        layer.about["editFieldsInfo"] = {"editDateField": editor}
    layer.rows[1]["attributes"]["edited"] -= 25 * 3600 * 1000
    everything = service.fetch(brings="changes")
    assert everything.rows == 25
    assert everything.until == EDITED + timedelta(seconds=25)
    fetched = service.fetch(brings="changes", since=everything.until)
    assert cases_in(fetched) == service.cases[1:]
    for row in layer.rows.values():
        row["attributes"]["edited"] -= 30 * 24 * 3600 * 1000
    nothing = service.fetch(brings="changes", since=everything.until)
    assert (nothing.rows, nothing.files, nothing.until) == (0, (), everything.until)


def test_changes_of_a_layer_without_edit_dates_cannot_be_asked_for(service: Service) -> None:
    layer_of(service).fields["edited"] = "String"
    with pytest.raises(FeedError, match=r"set source\.brings to everything"):
        service.fetch(brings="changes", since=EDITED)


def test_date_of_the_layer_stands_in_for_those_of_its_rows(service: Service) -> None:
    layer = layer_of(service)
    layer.fields["edited"] = "String"
    layer.about["editingInfo"] = {"lastEditDate": int(EDITED.timestamp() * 1000)}
    assert service.fetch().until == EDITED


def test_token_goes_with_every_question_and_into_no_address(service: Service) -> None:
    service.token = "s3cret"
    assert service.fetch().rows == 25
    assert all(question.method == "POST" for question in layer_of(service).questions)
    assert all(question.query["token"] == "s3cret" for question in layer_of(service).questions)


def test_refused_token_names_its_setting_and_not_itself(service: Service) -> None:
    service.token = "s3cret"
    layer_of(service).replies["layer"] = (200, b'{"error":{"code":498,"message":"Invalid token."}}')
    with pytest.raises(FeedError, match=r"498: Invalid token\.; set CRIME_ARCGIS_TOKEN") as refusal:
        service.fetch()
    assert "s3cret" not in str(refusal.value)
