"""Files made to harm, read in a process of their own: refused with a reason, and the next file is read."""

from __future__ import annotations

import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from analytics.errors import FeedError
from etl.feeds import slots
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.feeds.sandbox import Sandbox
from tests.etl.feeds.feed_files import HEADER, ROWS, lines, make_feed, read, values

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("work")) as sandbox:
        yield sandbox


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(lines([HEADER, *ROWS], ",", "\n"), encoding="utf-8")
    return path


def _long_file(folder: Path) -> Path:
    """Write more than a pipe holds, so that whoever sends its rows has to wait."""
    path = folder / "long.csv"
    path.write_text(",".join(HEADER) + "\n" + "1,211,2025-01-01\n" * 600_000, encoding="utf-8")
    return path


def _is_read(sandbox: Sandbox, feed: Feed, path: Path) -> bool:
    return values(list(sandbox.read(feed, path, path.name))) == ROWS


def test_file_has_a_gigabyte_and_a_minute_and_a_second_for_each_megabyte() -> None:
    limits = {name: each.default for name, each in signature(Sandbox).parameters.items()}
    del limits["work"]
    assert limits == {"memory_bytes": 1 << 30, "seconds": 60.0, "seconds_per_mb": 1.0}


def test_chunks_cross_unchanged(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "f.csv"
    text = lines([HEADER, *ROWS, ["3", "é"], ["row", "", ""]], ";", "\r\n")
    path.write_bytes(text.encode("cp1252"))
    feed = make_feed(tmp_path)
    (here,), (there,) = read(feed, path), list(sandbox.read(feed, path, "f.csv"))
    assert there.table.equals(here.table)
    assert [*there.rows] == [*here.rows] == [1, 2, 4]
    assert there.malformed == here.malformed == [(3, "3;é", "has 2 fields, 3 are expected")]
    rest = ("source_file", "encoding", "notes", "crs")
    assert [getattr(there, name) for name in rest] == [getattr(here, name) for name in rest]
    assert isinstance(there, Chunk)


def test_refusal_crosses_with_its_words_and_the_same_process_reads_on(
    tmp_path: Path, sandbox: Sandbox, good: Path
) -> None:
    feed = make_feed(tmp_path)
    process = sandbox.process_id
    (tmp_path / "f.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FeedError, match=r"^f\.csv: no row names the columns"):
        list(sandbox.read(feed, tmp_path / "f.csv", "f.csv"))
    assert all(_is_read(sandbox, feed, good) for _ in range(20))
    assert sandbox.process_id == process


def test_reading_given_up_half_way_does_not_reach_into_the_next_file(
    tmp_path: Path, sandbox: Sandbox, good: Path
) -> None:
    feed = make_feed(tmp_path)
    path = _long_file(tmp_path)
    chunks = sandbox.read(feed, path, "long.csv")
    assert len(next(chunks).table) < 600_000
    chunks.close()
    assert _is_read(sandbox, feed, good)


def test_reading_given_up_may_outlive_the_sandbox(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        chunks = sandbox.read(make_feed(tmp_path), _long_file(tmp_path), "long.csv")
        next(chunks)
    chunks.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_file_that_is_gone_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    with pytest.raises(FeedError, match=r"^f\.csv: cannot be read: No such file"):
        list(sandbox.read(make_feed(tmp_path), tmp_path / "f.csv", "f.csv"))


@on_linux
def test_value_in_the_last_cell_of_a_sheet_is_refused_and_the_next_file_read(
    tmp_path: Path, sandbox: Sandbox, good: Path
) -> None:
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write("XFD1048576", "x")
    feed = make_feed(tmp_path)
    with pytest.raises(FeedError, match=r"^corner\.xlsx: ended the process .* 1024 MB \(memory"):
        list(sandbox.read(feed, path, "corner.xlsx"))
    assert _is_read(sandbox, feed, good)


def _sheet_replaced(path: Path, sheet_xml: str) -> Path:
    """Write a workbook with the XML of its sheet replaced."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, sheet_xml if name.endswith("sheet1.xml") else content)
    return path


LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12)
)


def test_workbook_of_entities_that_name_each_other_is_read_or_refused(
    tmp_path: Path, sandbox: Sandbox, good: Path
) -> None:
    feed = make_feed(tmp_path)
    cell = '<row r="1"><c r="A1" t="str"><v>&a11;</v></c></row>'
    xml = f"{LAUGHS}]><worksheet><sheetData>{cell}</sheetData></worksheet>"
    path = _sheet_replaced(tmp_path / "laughs.xlsx", xml)
    with pytest.raises(FeedError, match=r"^laughs\.xlsx: "):
        list(sandbox.read(feed, path, "laughs.xlsx"))
    assert _is_read(sandbox, feed, good)


def test_workbook_that_inflates_two_hundred_times_is_read_or_refused(
    tmp_path: Path, sandbox: Sandbox, good: Path
) -> None:
    feed = make_feed(tmp_path)
    row = '<row><c t="str"><v>x</v></c><c t="str"><v>211</v></c><c t="str"><v>y</v></c></row>'
    head = "".join(f'<c t="str"><v>{name}</v></c>' for name in HEADER)
    xml = f"<worksheet><sheetData><row>{head}</row>{row * 400_000}</sheetData></worksheet>"
    path = _sheet_replaced(tmp_path / "large.xlsx", xml)
    assert path.stat().st_size < 450_000
    chunks = sandbox.read(feed, path, "large.xlsx")
    assert sum(len(chunk.table) for chunk in chunks) == 400_000
    assert _is_read(sandbox, feed, good)


@on_linux
def test_file_that_needs_more_memory_than_there_is_is_refused(tmp_path: Path, good: Path) -> None:
    feed = make_feed(tmp_path)
    path = tmp_path / "large.json"
    path.write_text('[{"Case No": [' + '{"a":0},' * 1_500_000 + "0]}]", encoding="utf-8")
    with Sandbox(tmp_path, memory_bytes=450 << 20) as small:
        with pytest.raises(FeedError, match=r"^large\.json: ended .* 450 MB \(out of memory"):
            list(small.read(feed, path, "large.json"))
        assert _is_read(small, feed, good)


def test_file_that_takes_too_long_is_refused(tmp_path: Path, good: Path) -> None:
    feed = make_feed(tmp_path)
    with (
        Sandbox(tmp_path, seconds=0.0, seconds_per_mb=0.0) as hasty,
        pytest.raises(FeedError, match=r"^good\.csv: could not be read in the time"),
    ):
        list(hasty.read(feed, good, "good.csv"))


def test_nothing_is_left_below_the_work_folder(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    with ZipFile(tmp_path / "f.zip", "w") as archive:
        # One file of more chunks than fit into the slots: the reader cannot be done with it when the first is here.
        rows = "1,211,2025-01-01\n" * (2 * slots.COUNT * 400_000)
        archive.writestr("long.csv", ",".join(HEADER) + "\n" + rows)
    with Sandbox(work) as sandbox:
        chunks = sandbox.read(make_feed(tmp_path), tmp_path / "f.zip", "f.zip")
        next(chunks)
        assert [*work.rglob("*.csv")]
        chunks.close()
        assert not [*work.rglob("*.csv")]
    assert [*work.iterdir()] == []


PARENT = """
import pickle, sys
from pathlib import Path
from etl.feeds import slots
from etl.feeds.sandbox import Sandbox

feed = pickle.loads(bytes.fromhex(sys.argv[1]))
with Sandbox(Path(sys.argv[2])) as sandbox:
    chunks = sandbox.read(feed, Path(sys.argv[3]), "long.csv")
    next(chunks)
    print(sandbox.process_id, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    path, work = _long_file(tmp_path), tmp_path / "work"
    work.mkdir()
    feed = pickle.dumps(make_feed(tmp_path)).hex()
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, feed, str(work), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    # The child removes its folder as the last thing it does; a child left alone would never.
    assert child != parent.pid
    for _ in range(1000):
        if not any(work.iterdir()):
            return
        select.select([], [], [], 0.01)
    pytest.fail(f"process {child} has outlived its parent")
