"""Archives of files, as portals and records systems send them, and as somebody would who means harm."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from analytics.errors import FeedError
from etl.feeds import archives
from etl.feeds.files import read_file
from tests.etl.feeds.feed_files import HEADER, ROWS, lines, make_feed, read, values

TEXT = lines([HEADER, *ROWS], ",", "\n")


def _zip(path: Path, **members: str) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_every_file_of_a_zip_file_is_read_and_named(tmp_path: Path) -> None:
    records = json.dumps([dict(zip(HEADER, ROWS[0], strict=True))])
    path = _zip(
        tmp_path / "export.zip",
        **{"2024/robbery.csv": TEXT, "2025\\robbery.JSON": records, "read me.pdf": "%PDF",
           "__MACOSX/2024/._robbery.csv": "\0\0", "2024/.DS_Store": "\0"},
    )  # fmt: skip
    chunks = read(make_feed(tmp_path), path)
    assert values(chunks) == [*ROWS, ROWS[0]]
    assert [chunk.source_file for chunk in chunks] == [
        "export.zip/2024/robbery.csv",
        "export.zip/2025/robbery.JSON",
    ]
    assert [[*chunk.rows] for chunk in chunks] == [[1, 2], [1]]
    assert all("left out: read me.pdf" in chunk.notes for chunk in chunks)


@pytest.mark.parametrize(
    "pattern", ["*.zip/robbery*.csv", "export.ZIP/*/robbery.csv", "robbery*.csv", "2024/*.csv"]
)
def test_pattern_says_which_files_of_a_zip_file_are_the_feed(tmp_path: Path, pattern: str) -> None:
    path = _zip(tmp_path / "export.zip", **{"2024/robbery.csv": TEXT, "burglary.csv": TEXT})
    chunks = read(make_feed(tmp_path, f'path = "{pattern}"'), path)
    assert [chunk.source_file for chunk in chunks] == ["export.zip/2024/robbery.csv"]


@pytest.mark.parametrize("name", ["f.csv.gz", "f.csv", "F.CSV.GZ"])
def test_gzip_is_unpacked_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(TEXT.encode()))
    chunks = read(make_feed(tmp_path), path)
    assert (values(chunks), chunks[0].source_file) == (ROWS, name)


def test_kept_copy_without_its_ending_is_known_by_the_name_it_came_with(tmp_path: Path) -> None:
    path = tmp_path / "0123abcd.gz"
    path.write_bytes(gzip.compress(f"[{json.dumps({'Case No': '1'})}]".encode()))
    (chunk,) = read_file(make_feed(tmp_path), path, "robbery.json.gz", tmp_path)
    assert values([chunk]) == [["1"]]


def test_nothing_unpacked_is_left_behind(tmp_path: Path) -> None:
    path = _zip(tmp_path / "export.zip", **{"a.csv": TEXT, "b.csv": "no such columns"})
    (tmp_path / "work").mkdir()
    with pytest.raises(FeedError, match=r"export\.zip/b\.csv: no row names the columns"):
        list(read_file(make_feed(tmp_path), path, "export.zip", tmp_path / "work"))
    assert [*(tmp_path / "work").iterdir()] == []


def test_name_that_leads_out_of_the_folder_is_only_a_name(tmp_path: Path) -> None:
    path = _zip(tmp_path / "export.zip", **{"../../outside.csv": TEXT})
    (tmp_path / "work").mkdir()
    (chunk,) = read_file(make_feed(tmp_path), path, "export.zip", tmp_path / "work")
    assert chunk.source_file == "export.zip/../../outside.csv"
    assert not list(tmp_path.rglob("outside.csv"))


def _encrypted(path: Path) -> None:
    _zip(path, **{"a.csv": TEXT})
    content = bytearray(path.read_bytes())
    # The flag stands in the local header and in the directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    _zip(path, **{"a.csv": TEXT})
    path.write_bytes(path.read_bytes()[:-30])


def _altered(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
    path.write_bytes(path.read_bytes().replace(b"0211", b"0459"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_encrypted, "a.csv is encrypted: unpack it with its password"),
        (_cut, "not a zip file"),
        (_altered, "Bad CRC-32 for file 'a.csv'"),
        (lambda path: _zip(path, **{"in.zip": "PK"}), "holds the archive in.zip: unpack it"),
        (lambda path: _zip(path, **{"in.tar.gz": "x"}), "holds the archive in.tar.gz: unpack it"),
        (lambda path: _zip(path, **{"a.pdf": "x"}), r"holds no file like \* that ends in"),
        (lambda path: _zip(path), r"holds no file like \*"),
        (lambda path: _zip(path, **{"a.csv": "0" * (5 << 20)}), "would unpack to 5 MB or more"),
    ],
)
def test_archive_that_cannot_be_read_whole_is_refused(
    tmp_path: Path, make, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_SMALL", 1 << 20)
    path = tmp_path / "export.zip"
    make(path)
    with pytest.raises(FeedError, match=rf"^export\.zip: .*{message}"):
        read(make_feed(tmp_path), path)


def test_gzip_that_is_cut_or_grows_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_SMALL", 1 << 20)
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[:-9])
    with pytest.raises(FeedError, match=r"f\.csv\.gz: .*ended before"):
        read(make_feed(tmp_path), path)
    path.write_bytes(gzip.compress(b"0" * (5 << 20)))
    with pytest.raises(FeedError, match=r"f\.csv\.gz: would unpack to"):
        read(make_feed(tmp_path), path)


def test_workbook_is_no_archive_but_its_size_is_checked_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row in range(1, 3000):
            sheet.write_row(row, 0, ["1", "459", "x" * 500])
    assert len(values(read(make_feed(tmp_path), path))) == 2999
    monkeypatch.setattr(archives, "_SMALL", 1 << 10)
    monkeypatch.setattr(archives, "_MOST_SHRUNK", 2)
    with pytest.raises(FeedError, match=r"f\.xlsx: would unpack to"):
        read(make_feed(tmp_path), path)
