"""Files are read as they come: encodings, delimiters, line ends, headers, workbooks, JSON; every row with its line."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from analytics.errors import FeedError
from etl.feeds.chunk import Chunk
from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.feeds.files import find_files, read_file

DEFINITION = """
feed = "f"
title = "F"
place = "Town"
time_zone = "America/Los_Angeles"
[source]
{source}
[columns]
incident_id = "Case No"
offense_code = "Charge"
occurred_from = "Occurred From"
[offense]
system = "ca_statute"
"""
HEADER = ["Case No", "Charge", "Occurred From"]
ROWS = [["1", "0211", "2025-01-01"], ["2", "café", "2025-01-02"]]


def _feed(folder: Path, source: str = "") -> Feed:
    path = folder / "f.toml"
    path.write_text(DEFINITION.format(source=source), encoding="utf-8")
    return load_feed(path)


def _read(feed: Feed, path: Path) -> list[Chunk]:
    return list(read_file(feed, path, path.name))


def _values(chunks: list[Chunk]) -> list[list[str]]:
    return [[*row.values()] for chunk in chunks for row in chunk.table.to_pylist()]


def _lines(rows: list[list[str]], delimiter: str, end: str) -> str:
    return "".join(delimiter.join(row) + end for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_file_is_read_in_any_dialect(
    tmp_path: Path, delimiter: str, end: str, encoding: str
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(_lines([HEADER, *ROWS], delimiter, end).encode(encoding))
    chunks = _read(_feed(tmp_path), path)
    assert _values(chunks) == ROWS
    assert chunks[0].table.column_names == HEADER
    assert [*chunks[0].rows] == [1, 2]


def test_utf8_mark_before_cp1252_bytes_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"\xef\xbb\xbf" + _lines([HEADER, *ROWS], ",", "\r\n").encode("cp1252"))
    chunks = _read(_feed(tmp_path), path)
    assert _values(chunks) == ROWS
    assert chunks[0].notes == ("read as cp1252", "a UTF-8 mark, but the bytes are not UTF-8")


def test_leading_zero_of_a_code_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(_lines([HEADER, *ROWS], ",", "\n"), encoding="utf-8")
    assert _read(_feed(tmp_path), path)[0].table["Charge"].to_pylist() == ["0211", "café"]


def test_header_below_a_title_is_found_and_spelled_freely(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "Report of 2025,,\n,,\nCASE-NO,charge,Occurred_From\n1,211,x\n", encoding="utf-8"
    )
    assert _values(_read(_feed(tmp_path), path)) == [["1", "211", "x"]]


def test_file_without_header_uses_the_columns_of_the_definition(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(_lines(ROWS, ",", "\r"), encoding="utf-8")
    feed = _feed(tmp_path, 'columns_without_header = ["Case No", "Charge", "Occurred From"]')
    chunks = _read(feed, path)
    assert _values(chunks) == ROWS
    assert "no header row" in chunks[0].notes


def test_file_without_known_columns_is_refused_with_what_was_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FeedError, match=r"f\.csv: no row names the columns.*Case No"):
        _read(_feed(tmp_path), path)


def test_line_with_too_many_fields_is_handed_on_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "Case No,Charge,Occurred From\n1,211,x\n2,211\n3,211,x,y\n4,211,x\n", encoding="utf-8"
    )
    chunks = _read(_feed(tmp_path), path)
    malformed = [row for chunk in chunks for row in chunk.malformed]
    assert [(number, text) for number, text, _ in malformed] == [(2, "2,211"), (3, "3,211,x,y")]
    assert [row for chunk in chunks for row in chunk.rows] == [1, 4]


def test_quoted_field_may_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        'Case No,Charge,Occurred From\n1,"211, PC\nROBBERY",x\n2,459,y\n', encoding="utf-8"
    )
    chunks = _read(_feed(tmp_path), path)
    assert _values(chunks) == [["1", "211, PC\nROBBERY", "x"], ["2", "459", "y"]]


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"PK\x03\x04\x00\x00\x00"])
def test_empty_and_binary_files_are_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(FeedError, match=r"f\.csv"):
        _read(_feed(tmp_path), path)


def test_header_alone_is_a_file_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Case No,Charge,Occurred From\n", encoding="utf-8")
    chunks = _read(_feed(tmp_path), path)
    assert sum(len(chunk.table) for chunk in chunks) == 0
    assert chunks[0].table.column_names == HEADER


def test_workbook_is_read_below_merged_cells_with_line_ends_in_names(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("About").write(0, 0, "nothing here")
        sheet = book.add_worksheet("Export")
        sheet.merge_range(0, 0, 0, 2, "Burglary report")
        sheet.write_row(2, 0, ["Case\r\nNo", "Charge", "Occurred From"])
        sheet.write_row(3, 0, [7, "0459"])
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(3, 2, datetime.fromisoformat("2025-03-01 13:30"), stamp)
    chunks = _read(_feed(tmp_path), path)
    assert _values(chunks) == [["7", "0459", "2025-03-01 13:30:00"]]
    assert chunks[0].notes == ("sheet Export, header in row 3",)


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
    feed = _feed(tmp_path)
    first, second = _read(feed, tmp_path / "a.json"), _read(feed, tmp_path / "b.geojson")
    assert _values(first) == [["1", "", "6.5", "2.25"], ["2", "211", "", ""]]
    assert first[0].crs == "EPSG:2230"
    assert _values(second) == [["3", "1.5", "2"]]


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
        _read(_feed(tmp_path), tmp_path / "a.json")


def test_files_are_found_in_folders_whatever_the_case_of_their_ending(tmp_path: Path) -> None:
    for name in ("2008/April2008.csv", "2015/May2015.CSV", "2015/readme.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    feed = _feed(tmp_path, 'path = "*.csv"')
    assert [path.name for path in find_files(feed, tmp_path / "in")] == [
        "April2008.csv",
        "May2015.CSV",
    ]


def test_folder_without_the_feeds_files_is_an_error_with_the_pattern(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"no file like robbery\*\.csv"):
        find_files(_feed(tmp_path, 'path = "robbery*.csv"'), tmp_path)


@pytest.mark.parametrize("quotes", [1, 2])
def test_missing_quote_stops_the_run_instead_of_swallowing_rows(
    tmp_path: Path, quotes: int
) -> None:
    rows = [f"{number},211,2025-01-01" for number in range(1, 101)]
    for place in (40, 90)[:quotes]:
        rows[place] = rows[place].replace("211", '"211')
    path = tmp_path / "f.csv"
    path.write_text("\n".join([",".join(HEADER), *rows]) + "\n", encoding="utf-8")
    with pytest.raises(FeedError, match=r"data row 41 runs over .* a quote is missing"):
        _read(_feed(tmp_path), path)
    plain = _read(_feed(tmp_path, "quoting = false"), path)
    assert sum(len(chunk.table) for chunk in plain) == 100


def test_two_sheets_with_the_columns_are_never_read_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Jan", "Feb"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, [name, "459", "2025-01-01"])
    with pytest.raises(FeedError, match="sheets Jan, Feb all have the columns"):
        _read(_feed(tmp_path), path)
    assert _values(_read(_feed(tmp_path, 'sheet = "*"'), path)) == [
        ["Jan", "459", "2025-01-01"], ["Feb", "459", "2025-01-01"],
    ]  # fmt: skip
    assert _values(_read(_feed(tmp_path, 'sheet = "Feb"'), path))[0][0] == "Feb"


def test_list_of_records_is_read_as_a_portal_gives_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"Case No": "1", "Charge": "211"}, {"Case No": "2"}]', encoding="utf-8")
    assert _values(_read(_feed(tmp_path), path)) == [["1", "211"], ["2", ""]]


def test_very_long_field_and_decomposed_letters_are_read(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"Case No,Charge,Occurred From\n1,{'x' * 900_000},y\n", encoding="utf-8")
    assert len(_values(_read(_feed(tmp_path), path))[0][1]) == 900_000


def test_archive_and_utf16_without_mark_are_told_from_text(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"\x1f\x8b\x08\x00abc")
    with pytest.raises(FeedError, match="unpack it first"):
        _read(_feed(tmp_path), path)
    path.write_bytes(_lines([HEADER, *ROWS], ",", "\n").encode("utf-16-le"))
    with pytest.raises(FeedError, match=r"source\.encoding"):
        _read(_feed(tmp_path), path)
    assert _values(_read(_feed(tmp_path, 'encoding = "utf-16-le"'), path)) == ROWS


def test_pattern_with_a_folder_is_compared_with_the_path(tmp_path: Path) -> None:
    for name in ("2023/a.csv", "2024/a.csv"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    found = find_files(_feed(tmp_path, 'path = "2024/*.csv"'), tmp_path / "in")
    assert [path.parent.name for path in found] == ["2024"]
