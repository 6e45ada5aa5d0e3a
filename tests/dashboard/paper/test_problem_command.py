"""Is a problem told by its command as by its page, and is what cannot be told refused in words?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from analytics.report import dashboard_command, worked_on
from analytics.report.__main__ import main as report
from analytics.report.dashboard_command import Asking
from analytics.report.problem import write_told
from dashboard.context import Context
from dashboard.decisions import Problem, open_record
from dashboard.decisions.__main__ import main as decisions
from dashboard.paper.command import told_to
from dashboard.paper.worked_on import list_worked_on
from tests.dashboard.conftest import on_the_day
from tests.dashboard.paper.conftest import NOTES


def test_the_command_asks_the_dashboard_or_takes_what_it_told(
    demo_data_dir: Path,
    folder: Path,
    numbers: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{(folder / 'records.sqlite').as_posix()}")
    where = ["--data-dir", str(demo_data_dir), "--audience", "police"]
    asked, taken, file = (tmp_path / name for name in ("asked.pdf", "taken.pdf", "told.json"))
    number = str(numbers["full"])
    assert report(["problem", number, *where, "--out", str(asked)]) == 0
    capfdbinary.readouterr()
    assert decisions(["problem", number, *where]) == 0
    file.write_bytes(capfdbinary.readouterr().out)
    assert report(["problem", "--record", str(file), *where, "--out", str(taken)]) == 0
    assert asked.read_bytes() == taken.read_bytes()


def told_wrong(text: str) -> dict[str, str]:
    """Give texts that are no record of a problem, by what is said of them."""
    told = json.loads(text)
    return {
        "this is no JSON": text[:-9],
        "this is no record of a problem": json.dumps({"format": "decisions 1"}),
        "category: no such one as 'theft of time'": json.dumps({**told, "category": "theft of time"}),
        "has not the parts": json.dumps({name: part for name, part in told.items() if name != "title"}),
        "number: '7' is not what belongs there": json.dumps({**told, "number": "7"}),
        "is none of public, police": json.dumps({**told, "audience": "everybody"}),
        "Invalid isoformat": json.dumps({**told, "from_on": "yesterday"}),
        "a circle is lon,lat": json.dumps({**told, "ground": {**told["ground"], "area": "circle:1"}}),
        "was told of run then": json.dumps({**told, "run_id": "then"}),
        "was told to the public": json.dumps({**told, "audience": "public"}),
    }  # fmt: skip


def test_what_cannot_be_told_is_said_in_words_and_writes_nothing(
    context: Context,
    demo_data_dir: Path,
    numbers: dict[str, int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, file = tmp_path / "sheet.pdf", tmp_path / "told.json"
    where = ["--data-dir", str(demo_data_dir), "--audience", "police", "--out", str(out)]
    for said, text in told_wrong(write_told(told_to(context, numbers["full"]))).items():
        file.write_text(text, encoding="utf-8")
        assert report(["problem", "--record", str(file), *where]) == 2, said
        assert said in capsys.readouterr().err
    assert report(["problem", *where]) == 2
    assert "name one problem" in capsys.readouterr().err
    assert not out.exists()


def test_no_such_problem_and_records_out_of_reach_are_told_apart_and_nothing_is_made(
    demo_data_dir: Path,
    folder: Path,
    numbers: dict[str, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = ["--data-dir", str(demo_data_dir), "--audience", "police"]
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{(folder / 'records.sqlite').as_posix()}")
    assert decisions(["problem", "999", *where]) == 2
    assert "there is no problem 999" in capsys.readouterr().err
    none = tmp_path / "none.sqlite"
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{none.as_posix()}")
    assert decisions(["problem", str(numbers["full"]), *where]) == 2
    assert "there are no records at" in capsys.readouterr().err
    assert not none.exists()


def test_a_brief_for_the_police_lists_the_open_problems_as_the_board_does(
    demo_data_dir: Path,
    folder: Path,
    numbers: dict[str, int],
    context: Context,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{(folder / 'records.sqlite').as_posix()}")
    listed = list_worked_on(context)
    assert [each.title for each in listed] == ["Gone", "Bare", "Early", "Night burglaries"]
    night = listed[-1]
    assert (night.step, night.where) == ("Assessment", "Burglary, Midtown")
    assert night.done.startswith("Lighting, 12 lights")
    out = tmp_path / "brief.pdf"
    for audience, is_listed in (("police", True), ("public", False)):
        where = ["--data-dir", str(demo_data_dir), "--audience", audience, "--out", str(out)]
        assert report(["brief", *where]) == 0
        text = " ".join(page.extract_text() for page in PdfReader(out).pages)
        assert ("4 open problems" in text) == is_listed
        assert ("Night burglaries" in text) == is_listed
        assert NOTES not in text


def test_whoever_was_asked_is_let_go_where_no_report_is_made(
    demo_data_dir: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{(folder / 'records.sqlite').as_posix()}")
    started = []

    def ask(*words: str, data_dir: Path | None) -> Asking:
        started.append(dashboard_command.ask(*words, data_dir=data_dir))
        return started[-1]

    monkeypatch.setattr(worked_on, "ask", ask)
    where = ["--data-dir", str(demo_data_dir), "--audience", "police"]
    nowhere = ["--neighborhood", "nowhere", "--out", str(tmp_path / "brief.pdf")]
    assert report(["brief", *where, *nowhere]) == 2
    assert [each.returncode is not None for each in started] == [True]


def test_a_brief_stands_without_its_problems_where_they_cannot_be_read(
    demo_data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{tmp_path.as_posix()}/none/at/all.sqlite")
    out = tmp_path / "brief.pdf"
    where = ["--data-dir", str(demo_data_dir), "--audience", "police", "--out", str(out)]
    assert report(["brief", *where]) == 0
    text = " ".join(page.extract_text() for page in PdfReader(out).pages)
    assert "The problems cannot be read" in text


def test_what_residents_see_by_quarter_alone_has_a_sheet_for_them_too(
    context: Context,
    demo_data_dir: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CRIME_DATABASE_URL", f"sqlite:///{(folder / 'records.sqlite').as_posix()}")
    with context.records().write() as session:
        dealing = open_record(
            session, Problem, who="4711", at=on_the_day(), title="Dealing", category="narcotics",
            owner="pso", neighborhood_id="midtown",
        )  # fmt: skip
    out = tmp_path / "dealing.pdf"
    where = ["--data-dir", str(demo_data_dir), "--out", str(out)]
    assert report(["problem", str(dealing.id), *where]) == 0
    (page,) = PdfReader(out).pages
    assert "Narcotics in Midtown" in page.extract_text()
