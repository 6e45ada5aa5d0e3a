"""What does the command line write, and what does it say of what cannot be reported?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analytics.coverage import Coverage
from analytics.periods import recent_period
from analytics.report.__main__ import main
from analytics.report.brief import make_brief
from analytics.report.kinds import Asked, write_report
from analytics.selection import Selection
from analytics.store import Store
from tests.analytics.report.brief.test_brief import LAST_28
from tests.reports import PASSED, command_brief


def test_the_command_line_takes_a_name_and_writes_the_last_settled_days(
    town_data_dir: Path, town_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "report.pdf"
    arguments = [
        "brief",
        "--data-dir",
        str(town_data_dir),
        "--audience",
        "police",
        "--out",
        str(out),
    ]
    assert main([*arguments, "--neighborhood", "Northwest", "--offenses", "burglary"]) == 0
    assert str(out) in capsys.readouterr().out
    selection = Selection(LAST_28, ("burglary",), ("northwest",))
    expected = command_brief(town_store, selection, PASSED)
    assert out.read_bytes() == expected
    assert main([*arguments, "--from", "2025-03-01", "--to", "2025-03-28"]) == 0


def test_one_slow_feed_holds_back_the_last_days_of_every_report(
    town_data_dir: Path,
    town_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on the pages: a report on burglary is of the days that narcotics are settled in, too."""
    read, slow = Store.coverage, date(2025, 12, 8)

    def of_two_feeds(store: Store, selection: Selection | None = None) -> Coverage:
        coverage = read(store, selection)
        if selection is None or "narcotics" in selection.offenses:
            return replace(coverage, settled_until=slow)
        return coverage

    monkeypatch.setattr(Store, "coverage", of_two_feeds)
    out = tmp_path / "report.pdf"
    arguments = [
        "brief",
        "--data-dir",
        str(town_data_dir),
        "--audience",
        "police",
        "--out",
        str(out),
    ]
    assert main([*arguments, "--offenses", "burglary"]) == 0
    recent = Selection(recent_period(slow, 28), ("burglary",))
    assert out.read_bytes() == command_brief(town_store, recent, PASSED)
    assert "in the last 28 days" in make_brief(town_store, recent).sections[0].sentence
    later = make_brief(town_store, Selection(LAST_28, ("burglary",)))
    assert later.now == LAST_28
    assert "from 17 Nov to 14 Dec 2025" in later.sections[0].sentence


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--neighborhood", "atlantis"], "no neighborhood atlantis"),
        (["--offenses", "piracy"], "no such offense: piracy"),
        (["--from", "2025-06-01", "--to", "2025-05-01"], "choose an earlier day"),
        (["--from", "2020-06-01", "--to", "2020-07-01"], "choose days in 1 Jan 2024 to"),
        (["--to", "2020-07-01"], "nothing to compare"),
    ],
)
def test_what_cannot_be_reported_is_said_in_one_line(
    town_data_dir: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    extra: list[str],
    words: str,
) -> None:
    arguments = ["brief", "--data-dir", str(town_data_dir), "--out", str(tmp_path / "x.pdf")]
    assert main([*arguments, *extra]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()


def test_an_empty_data_folder_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", "--data-dir", str(tmp_path), "--out", str(tmp_path / "x.pdf")]) == 2
    assert "no snapshot yet" in capsys.readouterr().err


def test_the_folder_of_the_report_is_made(town_store: Store, tmp_path: Path) -> None:
    asked = Asked(Selection(LAST_28, ("burglary",)))
    path = write_report("brief", town_store, asked, tmp_path / "a" / "b.pdf")
    assert path.read_bytes().startswith(b"%PDF")
