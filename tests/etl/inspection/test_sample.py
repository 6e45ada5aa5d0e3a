"""The rows looked at: found below titles, in sheets, and without a header."""

from pathlib import Path

import pytest
import xlsxwriter

from analytics.errors import FeedError
from etl.inspection import inspect
from etl.inspection.sample import sample_file

ROW = "25-000001,211 PC,03/25/2025 14:05,100 OAK ST"


def test_titles_above_the_header_are_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        f"Report Date,11/01/2025\n\nCase No,Charge,Occurred,Address\n{ROW}\n", encoding="utf-8"
    )
    sample = sample_file(path)
    assert list(sample.table.columns) == ["Case No", "Charge", "Occurred", "Address"]
    assert len(sample.table) == 1


def test_unknown_names_above_rows_with_numbers_are_a_header(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"Fall;Delikt;Tatzeit;Ort\n{ROW.replace(',', ';')}\n", encoding="utf-8")
    sample = sample_file(path)
    assert sample.has_header
    assert sample.table["Delikt"].tolist() == ["211 PC"]


def test_rows_alone_are_a_file_without_header(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{ROW}\n{ROW.replace('001', '002')}\n", encoding="utf-8")
    sample = sample_file(path)
    assert not sample.has_header
    assert sample.table["column 1"].tolist() == ["25-000001", "25-000002"]


def test_row_with_an_empty_cell_is_not_the_header_of_a_file_without_one(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{ROW},x\n{ROW.replace('001', '002')},\n{ROW},y\n", encoding="utf-8")
    sample = sample_file(path)
    assert not sample.has_header
    assert sample.table["column 5"].tolist() == ["x", "", "y"]


def test_names_with_digits_that_mean_something_are_a_header(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    header = "Case Number,Incident Type_1,Incident Type_2,Zebra 1"
    path.write_text(f"{header}\n25-1,Burglary,,x\n25-2,Robbery,Trespass,y\n", encoding="utf-8")
    sample = sample_file(path)
    assert sample.has_header
    assert sample.table["Incident Type_1"].tolist() == ["Burglary", "Robbery"]


def test_sheets_laid_out_alike_are_read_and_a_summary_is_not(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("2024", "2025"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Case No", "Charge", "Occurred", "Address"])
            sheet.write_row(1, 0, ROW.split(","))
        book.add_worksheet("Summary").write_row(0, 0, ["Beat", "Total"])
    sample = sample_file(path)
    assert (len(sample.table), sample.parts) == (2, 2)
    assert list(sample.table.columns) == ["Case No", "Charge", "Occurred", "Address"]


def test_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Case No,Charge,Occurred,Address\n", encoding="utf-8")
    with pytest.raises(FeedError, match="holds no rows"):
        inspect(str(path))


def test_table_of_something_else_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "addresses.csv"
    rows = "".join(f"{400000 + n}.5,{n % 40 + 100000},OAK\n" for n in range(60))
    path.write_text(f"OBJECTID,XCOORD,STREET\n{rows}", encoding="utf-8")
    found = inspect(str(path))
    assert found.findings["columns.offense_code"].value is None
    assert "No column says when and none says what: are these incidents?" in found.remarks


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("export", ROW, "nothing says what kind of file it is; give it its ending"),
        ("notes.md", ROW, "nothing says what kind of file it is; give it its ending"),
        ("letter.txt", "Dear all\nplease find\n", "is no table: its first line is 'Dear all'"),
    ],
)
def test_file_that_is_no_table_says_what_to_do(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match=said):
        sample_file(path)


def test_workbook_without_a_known_name_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Summary").write_row(0, 0, ["Total", "Zebra"])
    with pytest.raises(FeedError, match="save the sheet or layer as CSV"):
        sample_file(path)
