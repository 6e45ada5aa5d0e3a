"""The reports of all neighborhoods are one file: the same bytes for the same data, names that every file system takes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pypdf
import pytest

from analytics.errors import SelectionError
from analytics.periods import Period, recent_period
from analytics.report.__main__ import main
from analytics.report.all_places import _file_name, write_all_places
from analytics.report.kinds import Asked, report_bytes
from analytics.report.progress import read_progress, tell_file
from analytics.report.worked_on import WorkedOn, write_listed
from analytics.selection import Selection
from analytics.store import Store, open_snapshot
from tests.reports import command_brief
from tests.town import SETTLED_UNTIL

TOWN = ("Northeast", "Northwest", "Southeast", "Southwest")
BURGLARIES = Selection(recent_period(SETTLED_UNTIL, 28), ("burglary",))


@pytest.fixture(scope="module")
def store(town_data_dir: Path) -> Iterator[Store]:
    store = open_snapshot(town_data_dir, audience="police")
    yield store
    store.close()


@pytest.fixture(scope="module")
def made(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all_places(
        "brief", store, Asked(BURGLARIES), tmp_path_factory.mktemp("all") / "reports.zip"
    )


def test_the_same_data_and_selection_give_the_same_bytes(
    store: Store, made: Path, tmp_path: Path
) -> None:
    again = write_all_places("brief", store, Asked(BURGLARIES), tmp_path / "again.zip")
    assert again.read_bytes() == made.read_bytes()
    as_of = store.coverage(BURGLARIES).data_as_of
    with ZipFile(made) as file:
        moments = {entry.date_time for entry in file.infolist()}
    assert moments == {(as_of.year, as_of.month, as_of.day, 0, 0, 0)}


def test_each_neighborhood_with_a_burglary_has_the_report_that_is_made_for_it_alone(
    store: Store, made: Path
) -> None:
    """Each Monday brings a burglary in the northwest, and none elsewhere."""
    with ZipFile(made) as file:
        assert file.namelist() == ["README.txt", "00_city.pdf", "01_Northwest.pdf"]
        assert file.read("01_Northwest.pdf") == command_brief(store, BURGLARIES.within("northwest"))
        assert file.read("00_city.pdf") == command_brief(store, BURGLARIES)


def test_the_readme_names_run_days_offenses_counts_and_the_quiet_places(
    store: Store, made: Path
) -> None:
    with ZipFile(made) as file:
        text = file.read("README.txt").decode()
    assert store.run_id in text
    assert BURGLARIES.period.label() in text
    assert "Offenses: Burglary" in text
    assert re.search(r"01_Northwest\.pdf +4  Northwest\r\n", text)
    quiet = re.search(r"No report, because no such incident is known in these days: (.*)\.", text)
    assert quiet is not None
    assert "Southeast" in quiet.group(1)
    assert "Northwest" not in quiet.group(1)


def test_narcotics_are_in_no_count_with_burglaries(store: Store, tmp_path: Path) -> None:
    both = write_all_places(
        "brief", store, Asked(BURGLARIES.of("burglary", "narcotics")), tmp_path / "both.zip"
    )
    with ZipFile(both) as file:
        assert re.search(r"00_city\.pdf +4  ", file.read("README.txt").decode())


def test_nothing_is_left_where_there_is_nothing_to_compare(store: Store, tmp_path: Path) -> None:
    start = store.coverage().first_on
    unsettled = Selection(Period(start, start.replace(day=start.day + 1)), ("burglary",))
    with pytest.raises(SelectionError):
        write_all_places("brief", store, Asked(unsettled), tmp_path / "none.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["CON", "a/b\\c:d", "Peñón", "…", "x" * 300, "../up", "Peñon"])
def test_a_file_is_named_so_that_every_file_system_takes_it(name: str) -> None:
    assert re.fullmatch(r"07_[A-Za-z0-9_]{1,60}\.pdf", _file_name(7, name))


def test_the_command_tells_how_many_reports_are_made(town_data_dir: Path, tmp_path: Path) -> None:
    out, progress = tmp_path / "reports.zip", tmp_path / "progress.json"
    words = ["brief", "--all", "--out", str(out), "--progress", str(progress)]
    words += ["--offenses", "burglary", "--audience", "police", "--data-dir", str(town_data_dir)]
    assert main(words) == 0
    told = read_progress(progress)
    assert told is not None
    assert (told.done, told.total) == (2, 2)
    with ZipFile(out) as file:
        assert len(file.namelist()) == told.total + 1


def test_every_neighborhood_and_one_of_them_cannot_be_asked_for_together(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["brief", "--all", "--neighborhood", "x", "--out", str(tmp_path / "r.zip")])
    assert stopped.value.code == 2


def test_what_is_told_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    assert read_progress(path) is None
    tell_file(path)(3, 12, "Warm Sands")
    told = read_progress(path)
    assert told is not None
    assert (told.done, told.total, told.making) == (3, 12, "Warm Sands")
    path.write_text('{"done": 4, "tot')
    assert read_progress(path) is None


def test_every_neighborhood_has_the_sheet_that_is_made_for_it_alone(
    store: Store, tmp_path: Path
) -> None:
    """Quiet ones too: a council meets there as well."""
    asked = Asked(Selection(BURGLARIES.period), paper="a4")
    out = write_all_places("neighborhood", store, asked, tmp_path / "sheets.zip")
    with ZipFile(out) as file:
        names = [f"0{n}_{name}.pdf" for n, name in enumerate(TOWN, start=1)]
        assert file.namelist() == ["README.txt", *names]
        for name, path in zip(TOWN[1:3], names[1:3], strict=True):
            alone = replace(asked, selection=asked.selection.within(name.lower()))
            assert file.read(path) == report_bytes("neighborhood", store, alone)
        assert "The whole city includes" not in file.read("README.txt").decode()


def test_a_report_that_is_not_by_neighborhood_has_none_for_each(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(SelectionError, match="none for each neighborhood"):
        write_all_places("summit", store, Asked(BURGLARIES), tmp_path / "none.zip")


def test_a_list_of_problems_that_is_piped_in_stands_in_each_brief(
    town_data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = write_listed([WorkedOn("Open doors", "Burglary, Northwest", "Analysis", "Ann", "", "")])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(told.encode())))
    out = tmp_path / "reports.zip"
    asked = ["--all", "--audience", "police", "--offenses", "burglary", "--problems", "-"]
    where = ["--data-dir", str(town_data_dir), "--out", str(out), "--today", "2025-12-29"]
    assert main(["brief", *asked, *where, "--acknowledge", "Capt. Doe"]) == 0
    with ZipFile(out) as file:
        reports = [name for name in file.namelist() if name.endswith(".pdf")]
        for name in reports:
            pages = pypdf.PdfReader(io.BytesIO(file.read(name))).pages
            assert "Open doors" in " ".join(page.extract_text() for page in pages), name
    assert len(reports) == 2
