"""Workbooks as people keep them: titles, merged cells, several sheets."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from analytics.errors import FeedError
from etl.feeds import workbook
from tests.etl.feeds.feed_files import HEADER, make_feed, read, values


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
    chunks = read(make_feed(tmp_path), path)
    assert values(chunks) == [["7", "0459", "2025-03-01 13:30:00"]]
    assert chunks[0].notes == ("sheet Export, header in row 3",)


def test_two_sheets_with_the_columns_are_never_read_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Jan", "Feb"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, [name, "459", "2025-01-01"])
    with pytest.raises(FeedError, match="sheets Jan, Feb all have the columns"):
        read(make_feed(tmp_path), path)
    assert values(read(make_feed(tmp_path, 'sheet = "*"'), path)) == [
        ["Jan", "459", "2025-01-01"], ["Feb", "459", "2025-01-01"],
    ]  # fmt: skip
    assert values(read(make_feed(tmp_path, 'sheet = "Feb"'), path))[0][0] == "Feb"


def test_long_sheet_comes_in_chunks_with_its_rows_numbered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "CHUNK_ROWS", 2)
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 1, HEADER)
        # A blank row between them is none.
        for number, row in enumerate((1, 2, 3, 5, 6), start=1):
            sheet.write_row(row, 1, [number, "459", "2025-01-01"])
    chunks = read(make_feed(tmp_path), path)
    assert chunks[0].table.column_names == HEADER
    assert [[*chunk.rows] for chunk in chunks] == [[1, 2], [3, 4], [5]]
    assert [row[0] for row in values(chunks)] == ["1", "2", "3", "4", "5"]


def test_sheet_with_a_header_alone_is_a_file_of_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    (chunk,) = read(make_feed(tmp_path), path)
    assert (chunk.table.column_names, len(chunk.table)) == (HEADER, 0)


def test_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Export").write_row(0, 0, HEADER)
    with pytest.raises(FeedError, match=r"f\.xlsx: .*July"):
        read(make_feed(tmp_path, 'sheet = "July"'), path)
