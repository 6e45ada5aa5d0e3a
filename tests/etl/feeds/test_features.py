"""JSON answers of portals and map servers, whole and otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from analytics.errors import FeedError
from etl.coordinates import read_coordinates
from etl.feeds import features
from tests.etl.feeds.feed_files import make_feed, read, values


def test_esri_and_geojson_features_give_attributes_and_point(tmp_path: Path) -> None:
    esri = {
        "spatialReference": {"wkid": 102646, "latestWkid": 2230},
        "features": [
            {"attributes": {"Case No": 1, "Charge": None}, "geometry": {"x": 6.5, "y": 2.25}},
            {"attributes": {"Case No": 2.0, "Charge": "211"}, "geometry": None},
        ],
    }
    geo = {
        "type": "FeatureCollection",
        "features": [
            {"properties": {"Case No": 3}, "geometry": {"type": "Point", "coordinates": [1.5, 2]}}
        ],
    }
    (tmp_path / "a.json").write_text(json.dumps(esri), encoding="utf-8")
    (tmp_path / "b.geojson").write_text(json.dumps(geo), encoding="utf-8")
    first = read(make_feed(tmp_path, crs="ESRI:102646"), tmp_path / "a.json")
    second = read(make_feed(tmp_path), tmp_path / "b.geojson")
    assert values(first) == [["1", "", "6.5", "2.25"], ["2", "211", "", ""]]
    assert first[0].crs == "ESRI:102646"
    assert values(second) == [["3", "1.5", "2"]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"error": {"code": 400, "message": "Invalid"}}', "server's error"),
        ('{"features": [], "exceededTransferLimit": true}', "fetch all pages"),
        ('{"features": [{"attri', "not complete JSON"),
        ('["a"]', 'a record is "a", not an object'),
        ('{"features": [null]}', "a feature is null, not an object"),
        ('{"features": []}', "an empty answer is no feed"),
        ('{"rows": []}', "no list of features"),
    ],
)
def test_answer_that_is_not_the_whole_layer_is_refused(
    tmp_path: Path, body: str, message: str
) -> None:
    (tmp_path / "a.json").write_text(body, encoding="utf-8")
    with pytest.raises(FeedError, match=message):
        read(make_feed(tmp_path), tmp_path / "a.json")


def test_list_of_records_is_read_as_a_portal_gives_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"Case No": "1", "Charge": "211"}, {"Case No": "2"}]', encoding="utf-8")
    assert values(read(make_feed(tmp_path), path)) == [["1", "211"], ["2", ""]]


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ({"spatialReference": {"wkid": 102646, "latestWkid": 2230}}, "EPSG:2230"),
        ({"spatialReference": {"wkid": 102100}}, "ESRI:102100"),
        ({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2230"}}}, "EPSG:2230"),
        ({"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}, "EPSG:4326"),
        ({}, None),
    ],
)  # fmt: skip
def test_coordinate_system_is_what_the_answer_says(
    tmp_path: Path, crs: dict, said: str | None
) -> None:
    path = tmp_path / "a.json"
    # Written after the features, as some servers do.
    path.write_text(json.dumps({"features": [{"attributes": {"a": 1}}], **crs}), encoding="utf-8")
    assert read(make_feed(tmp_path), path)[0].crs == said


def _page(folder: Path, body: str) -> list[list[str]]:
    path = folder / "page.json"
    path.write_text(body, encoding="utf-8")
    feed = make_feed(folder, 'transport = "arcgis"\nurl = "https://example.org/0"')
    return values(read(feed, path))


def test_pages_of_a_transport_may_be_one_of_many_or_empty_but_no_error(tmp_path: Path) -> None:
    row = '{"attributes": {"Case No": 1}, "geometry": {"x": 1, "y": 2}}'
    flag = '"exceededTransferLimit": true'
    assert _page(tmp_path, f'{{"features": [{row}], {flag}}}') == [["1", "1", "2"]]
    assert _page(tmp_path, '{"features": []}') == []
    assert _page(tmp_path, "[]") == []
    with pytest.raises(FeedError, match="server's error"):
        _page(tmp_path, '{"error": {"code": 500}}')
    with pytest.raises(FeedError, match="not complete JSON"):
        _page(tmp_path, f'{{"features": [{row}')


def test_numbers_keep_the_digits_they_were_written_with(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '[{"a": 0.10, "b": 12345678901234567890, "c": 2.0, "d": true, "e": null, "f": "0110"}]',
        encoding="utf-8",
    )
    assert values(read(make_feed(tmp_path), path)) == [
        ["0.10", "12345678901234567890", "2", "true", "", "0110"]
    ]


LOCATIONS = [
    {"Case No": "1", "location": {"latitude": "33.80", "longitude": "-116.50", "human": "{}"}},
    {"Case No": "2"},
    {"Case No": "3", "location": {"type": "Point", "coordinates": [-116.5, 33.8]}},
]


def test_point_in_a_field_is_text_that_coordinates_are_read_from(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(LOCATIONS), encoding="utf-8")
    (chunk,) = read(make_feed(tmp_path, columns='point = "location"'), path)
    assert chunk.table.column_names == ["Case No", "location"]
    text = {
        "point": chunk.table["location"],
        "offense_code": pa.chunked_array([[""] * 3]),
    }
    points = read_coordinates(text, crs="EPSG:4326", analysis_crs="EPSG:32611")
    assert points["lon"].to_pylist() == [-116.5, None, -116.5]
    assert points["lat"].to_pylist() == [33.8, None, 33.8]


def test_part_of_a_field_is_a_column_where_the_definition_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    rows = [{"type": "Feature", "properties": row, "geometry": None} for row in LOCATIONS]
    path.write_text(json.dumps({"features": rows}), encoding="utf-8")
    feed = make_feed(tmp_path, columns='lat = "location.latitude"\nlon = "location.longitude"')
    (chunk,) = read(feed, path)
    assert chunk.table["location.latitude"].to_pylist() == ["33.80", "", ""]
    assert chunk.table["location.longitude"].to_pylist() == ["-116.50", "", ""]
    assert "location.human" not in chunk.table.column_names


def test_column_that_only_late_rows_have_is_in_every_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_CHUNK_ROWS", 2)
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1}, {"a": 2}, {"a": 3}, {}, {"b": 5}]', encoding="utf-8")
    chunks = read(make_feed(tmp_path), path)
    assert [chunk.table.column_names for chunk in chunks] == [["a", "b"]] * 3
    assert [[*chunk.rows] for chunk in chunks] == [[1, 2], [3, 4], [5]]
    assert values(chunks) == [["1", ""], ["2", ""], ["3", ""], ["", ""], ["", "5"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_answer_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('[{"a": "café"}]'.encode(encoding))
    assert values(read(make_feed(tmp_path), path)) == [["café"]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[" * 200_000, "nested more than 100 deep"),
        ("[{}]", "without a single field"),
        ('"down for maintenance"', 'a document is "down for maintenance"'),
        ("<html>Sign in</html>", "not complete JSON"),
        ('[{"a": 1}] [', "not complete JSON"),
        ('{"features": [{"properties": [1]}]}', "attributes is \\[1\\], not an object"),
        ('{"features": [], "spatialReference": {"wkid": 7}}', "coordinate system 'EPSG:7'"),
    ],
)
def test_json_that_is_no_table_is_refused_by_name(tmp_path: Path, body: str, message: str) -> None:
    (tmp_path / "a.json").write_text(body, encoding="utf-8")
    with pytest.raises(FeedError, match=rf"a\.json: .*{message}"):
        read(make_feed(tmp_path), tmp_path / "a.json")
