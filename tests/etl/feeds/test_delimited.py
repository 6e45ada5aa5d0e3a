"""Text files as departments export them, in every dialect and with every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import FeedError
from etl.feeds import delimited
from tests.etl.feeds.feed_files import HEADER, ROWS, lines, make_feed, read, values


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_file_is_read_in_any_dialect(
    tmp_path: Path, delimiter: str, end: str, encoding: str
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(lines([HEADER, *ROWS], delimiter, end).encode(encoding))
    chunks = read(make_feed(tmp_path), path)
    assert values(chunks) == ROWS
    assert chunks[0].table.column_names == HEADER
    assert [*chunks[0].rows] == [1, 2]


def test_utf8_mark_before_cp1252_bytes_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"\xef\xbb\xbf" + lines([HEADER, *ROWS], ",", "\r\n").encode("cp1252"))
    chunks = read(make_feed(tmp_path), path)
    assert values(chunks) == ROWS
    assert chunks[0].notes == ("read as cp1252", "a UTF-8 mark, but the bytes are not UTF-8")


def test_leading_zero_of_a_code_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(lines([HEADER, *ROWS], ",", "\n"), encoding="utf-8")
    assert read(make_feed(tmp_path), path)[0].table["Charge"].to_pylist() == ["0211", "café"]


def test_header_below_a_title_is_found_and_spelled_freely(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "Report of 2025,,\n,,\nCASE-NO,charge,Occurred_From\n1,211,x\n", encoding="utf-8"
    )
    assert values(read(make_feed(tmp_path), path)) == [["1", "211", "x"]]


def test_file_without_header_uses_the_columns_of_the_definition(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(lines(ROWS, ",", "\r"), encoding="utf-8")
    feed = make_feed(tmp_path, 'columns_without_header = ["Case No", "Charge", "Occurred From"]')
    chunks = read(feed, path)
    assert values(chunks) == ROWS
    assert "no header row" in chunks[0].notes


def test_file_without_known_columns_is_refused_with_what_was_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FeedError, match=r"f\.csv: no row names the columns.*Case No"):
        read(make_feed(tmp_path), path)


def test_line_with_too_many_fields_is_handed_on_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "Case No,Charge,Occurred From\n1,211,x\n2,211\n3,211,x,y\n4,211,x\n", encoding="utf-8"
    )
    chunks = read(make_feed(tmp_path), path)
    malformed = [row for chunk in chunks for row in chunk.malformed]
    assert [(number, text) for number, text, _ in malformed] == [(2, "2,211"), (3, "3,211,x,y")]
    assert [row for chunk in chunks for row in chunk.rows] == [1, 4]


def test_quoted_field_may_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        'Case No,Charge,Occurred From\n1,"211, PC\nROBBERY",x\n2,459,y\n', encoding="utf-8"
    )
    chunks = read(make_feed(tmp_path), path)
    assert values(chunks) == [["1", "211, PC\nROBBERY", "x"], ["2", "459", "y"]]


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"PK\x03\x04\x00\x00\x00"])
def test_empty_and_binary_files_are_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(FeedError, match=r"f\.csv"):
        read(make_feed(tmp_path), path)


def test_header_alone_is_a_file_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Case No,Charge,Occurred From\n", encoding="utf-8")
    chunks = read(make_feed(tmp_path), path)
    assert sum(len(chunk.table) for chunk in chunks) == 0
    assert chunks[0].table.column_names == HEADER


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
        read(make_feed(tmp_path), path)
    plain = read(make_feed(tmp_path, "quoting = false"), path)
    assert sum(len(chunk.table) for chunk in plain) == 100


def test_very_long_field_and_decomposed_letters_are_read(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"Case No,Charge,Occurred From\n1,{'x' * 900_000},y\n", encoding="utf-8")
    assert len(values(read(make_feed(tmp_path), path))[0][1]) == 900_000


def test_utf16_without_mark_is_read_once_the_definition_says_so(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(lines([HEADER, *ROWS], ",", "\n").encode("utf-16-le"))
    with pytest.raises(FeedError, match=r"source\.encoding"):
        read(make_feed(tmp_path), path)
    assert values(read(make_feed(tmp_path, 'encoding = "utf-16-le"'), path)) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_mark_before_the_first_row_is_no_part_of_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(lines(ROWS, ",", "\n").encode(encoding))
    feed = make_feed(tmp_path, 'columns_without_header = ["Case No", "Charge", "Occurred From"]')
    assert values(read(feed, path)) == ROWS


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 200)


@pytest.mark.usefixtures("_small_blocks")
def test_rows_keep_their_numbers_over_many_blocks(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    rows = [[str(number), "211", "2025-01-01"] for number in range(1, 1001)]
    broken = [*range(1, 1001, 7), *range(300, 400), 999, 1000]
    for number in broken:
        rows[number - 1] = [str(number), "211"]
    text = lines([["A", "title", ""], HEADER, *rows], ",", "\n").replace("\n5,", "\n\n5,")
    path.write_text(text, encoding="utf-8")
    chunks = read(make_feed(tmp_path), path)
    assert len(chunks) > 5
    numbered = [number for chunk in chunks for number in chunk.rows]
    assert [row[0] for row in values(chunks)] == [str(number) for number in numbered]
    malformed = [(number, text) for chunk in chunks for number, text, _ in chunk.malformed]
    assert malformed == [(number, f"{number},211") for number in sorted({*broken})]
    assert sorted([*numbered, *(number for number, _ in malformed)]) == [*range(1, 1001)]


@pytest.mark.usefixtures("_small_blocks")
def test_row_longer_than_a_block_is_a_missing_quote(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    rows = [f"{number},211,2025-01-01" for number in range(1, 101)]
    path.write_text("\n".join([",".join(HEADER), '0,"211,x', *rows]), encoding="utf-8")
    with pytest.raises(FeedError, match=r"f\.csv: one row is longer than .* a quote is missing"):
        read(make_feed(tmp_path), path)


def test_narrative_over_several_lines_is_no_missing_quote(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        'Case No,Charge,Occurred From\n1,"one, two\nthree, four, five, six",x\n', encoding="utf-8"
    )
    assert values(read(make_feed(tmp_path), path))[0][1] == "one, two\nthree, four, five, six"


def test_bytes_that_contradict_the_stated_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(lines([HEADER, *ROWS], ",", "\n").encode("cp1252"))
    with pytest.raises(FeedError, match=r"f\.csv: cannot be read: .*utf-?8"):
        read(make_feed(tmp_path, 'encoding = "utf-8"'), path)


def test_file_whose_every_line_is_malformed_keeps_them_all(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Case No,Charge,Occurred From\n1,2\n3,4\n", encoding="utf-8")
    (chunk,) = read(make_feed(tmp_path), path)
    assert len(chunk.table) == 0
    assert [number for number, _, _ in chunk.malformed] == [1, 2]
