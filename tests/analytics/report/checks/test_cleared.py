"""Which lines does a report carry after its checks, and when is it not written?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from analytics.errors import ReportHeldError
from analytics.report.__main__ import main
from analytics.report.checks import Check, Level, cleared
from tests.analytics.report.brief.test_brief import pages_of
from tests.analytics.report.checks import steady_town

OK = tuple(Check(number, f"check {number}", "ok", "") for number in range(1, 10))


def with_levels(**levels: Level) -> tuple[Check, ...]:
    numbers = {int(name.removeprefix("check")): level for name, level in levels.items()}
    return tuple(
        Check(c.number, c.name, numbers.get(c.number, c.level), f"words of {c.number}") for c in OK
    )


def test_passed_checks_are_one_line_whatever_the_name() -> None:
    assert cleared(OK) == cleared(OK, "Capt. Doe") == ("Checks 1 to 9 passed.",)


def test_a_flag_waits_for_a_name_and_is_printed_with_it() -> None:
    checks = with_levels(check4="flag", check8="flag")
    with pytest.raises(ReportHeldError, match=r"words of 4.*words of 8") as held:
        cleared(checks)
    assert held.value.needs_name
    assert cleared(checks, " Capt.\n Doe\t") == (
        "Checks flagged: 4 check 4, 8 check 8; 7 of 9 passed.",
        "Acknowledged by Capt. Doe.",
    )


def test_a_badge_is_a_name() -> None:
    assert cleared(with_levels(check4="flag"), "4711")[1] == "Acknowledged by 4711."


def test_a_stop_is_a_stop_whoever_acknowledges_it() -> None:
    with pytest.raises(ReportHeldError, match=r"Check 5, check 5 \(stop\): words of 5") as held:
        cleared(with_levels(check5="stop", check8="flag"), "Capt. Doe")
    assert not held.value.needs_name


@pytest.mark.parametrize("name", ["", "  ", "...", "\u200b", "7", "x" * 61])
def test_what_is_no_name_acknowledges_nothing(name: str) -> None:
    with pytest.raises(ReportHeldError):
        cleared(with_levels(check8="flag"), name)


def test_all_flags_at_once_still_fit_into_two_lines() -> None:
    every = with_levels(**{f"check{number}": "flag" for number in range(1, 10)})
    first, second = cleared(every, "x" * 60)
    assert first.endswith("5 check 5 and 4 more; 0 of 9 passed.")
    assert len(second) < 100


def test_the_command_ends_with_what_held_the_report(
    steady_data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.pdf"
    asked = ["brief", "--data-dir", str(steady_data_dir), "--audience", "police"]
    asked += ["--offenses", "burglary", "--out", str(out)]
    week, month = (str(steady_town.TODAY + timedelta(days)) for days in (7, 30))
    assert main([*asked, "--today", month, "--acknowledge", "Capt. Doe"]) == 3
    assert "Check 1, feed stale (stop): No news of Tiny Town" in capsys.readouterr().err
    assert main([*asked, "--today", week]) == 4
    assert '--acknowledge "Your name"' in capsys.readouterr().err
    assert not out.exists()
    assert main([*asked, "--all", "--today", month]) == 3
    assert not out.exists()
    assert main([*asked, "--today", week, "--acknowledge", "Capt. Doe"]) == 0
    for page in pages_of(out.read_bytes()):
        assert "Checks flagged: 1 feed stale; 8 of 9 passed." in page
        assert "Feeds were judged as if today were 5 Jan 2026." in page
        assert "Acknowledged by Capt. Doe." in page


def test_on_a_past_day_the_feeds_were_as_old_as_they_were_then(
    steady_data_dir: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.pdf"
    asked = ["brief", "--data-dir", str(steady_data_dir), "--audience", "police", "--out", str(out)]
    assert main([*asked, "--offenses", "burglary", "--known-at", "2025-12-29"]) == 0
    assert all("Checks 1 to 9 passed." in page for page in pages_of(out.read_bytes()))
