"""What is written and mailed of a schedule, and what of a report that its checks hold?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import stamina

from analytics.report.__main__ import main
from analytics.report.delivery.deliver import FAILED, HELD, deliver
from analytics.report.delivery.due import Rhythm
from analytics.report.delivery.schedule import MailServer, Schedule, Wanted
from analytics.store import Store
from tests.analytics.report.brief.test_brief import pages_of
from tests.analytics.report.checks import steady_town
from tests.analytics.report.delivery.mail_server import Mailbox, free_port, serve
from tests.town import SETTLED_UNTIL

MONDAY = datetime(2025, 12, 29, 18, tzinfo=UTC)
TO = ("ann@example.org", "ben@example.org")


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=1, cap=True):
        yield


def scheduled(folder: Path, **wanted: object) -> Schedule:
    server = MailServer("127.0.0.1", "reports@example.org", free_port(), security="none")
    first = {
        "rhythm": Rhythm(weekday=0),
        "audience": "police",
        "offenses": ("burglary",),
        "recipients": TO,
    }
    report = Wanted("weekly", "brief", **(first | wanted))  # type: ignore[arg-type]
    return Schedule(folder, (report,), server)


def test_a_report_that_is_due_is_written_and_mailed_once(
    town_data_dir: Path, town_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schedule = scheduled(tmp_path / "reports", neighborhoods=("Northwest",), subject="Our week")
    assert schedule.mail is not None
    box = Mailbox()
    with serve(box, schedule.mail.port):
        for hours in (0, 24, 6 * 24):
            now = MONDAY + timedelta(hours=hours)
            assert deliver(schedule, town_data_dir, now=now, tell=print) == 0
    assert box.reached == sorted(TO)
    (message,) = box.messages
    assert message["Subject"] == "SIMULATED: Our week (2025-12-29)"
    assert message["Message-ID"] == "<weekly.2025-12-29@example.org>"
    assert not any(address in str(message.items()) for address in TO)
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    last = (SETTLED_UNTIL - timedelta(days=1)).day
    for words in (
        "SIMULATED: no incident in this report happened.",
        "Burglary in Northwest: 4 in the last 28 days, 4 in the 28 days before.",
        f"settled until {last} Dec 2025",
        f"run {town_store.run_id}",
        "Checks 1 to 9 passed.",
    ):
        assert words in text.replace("\r\n", "\n"), words
    written = (tmp_path / "reports" / "weekly_2025-12-29.pdf").read_bytes()
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("weekly_2025-12-29.pdf", written)
    assert capsys.readouterr().out.count("\n") == 2


def test_the_next_one_is_due_by_the_citys_clock(town_data_dir: Path, tmp_path: Path) -> None:
    """It is Monday in Palm Springs eight hours later than in London."""
    schedule = scheduled(tmp_path, recipients=())
    for hour, names in ((7, ["2025-12-29"]), (8, ["2025-12-29", "2026-01-05"])):
        now = datetime(2026, 1, 5, hour, 30, tzinfo=UTC)
        assert deliver(schedule, town_data_dir, now=now, tell=print) == 0
        found = sorted(path.stem.removeprefix("weekly_") for path in tmp_path.glob("*.pdf"))
        assert found == names


def test_a_clock_that_was_put_back_brings_no_earlier_report(
    town_data_dir: Path, tmp_path: Path
) -> None:
    schedule = scheduled(tmp_path, recipients=())
    for weeks in (0, -2):
        now = MONDAY + timedelta(weeks=weeks)
        assert deliver(schedule, town_data_dir, now=now, tell=print) == 0
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["weekly_2025-12-29.pdf"]


def test_a_held_report_is_mailed_to_nobody_and_tried_again(
    steady_data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = datetime.combine(steady_town.TODAY + timedelta(7), MONDAY.timetz())
    box, other = Mailbox(), {"acknowledged_by": "Capt. Doe", "acknowledged_checks": (4, 8)}
    schedule = scheduled(tmp_path, **other)
    assert schedule.mail is not None
    with serve(box, schedule.mail.port):
        for _ in range(2):
            assert deliver(schedule, steady_data_dir, now=late, tell=print) == HELD
            said = capsys.readouterr().out
            assert "weekly@2026-01-05: held by its checks, mailed to nobody." in said
            assert "Check 1, feed stale (flag)" in said
        assert (list(tmp_path.glob("*.pdf")), box.arrived) == ([], [])
    read = scheduled(tmp_path, acknowledged_by="Capt. Doe", acknowledged_checks=(1,))
    assert read.mail is not None
    with serve(box, read.mail.port):
        assert deliver(read, steady_data_dir, now=late, tell=print) == 0
    assert box.reached == sorted(TO)
    body = box.messages[0].get_body()
    assert body is not None
    text = body.get_content()
    assert "Checks flagged: 1 feed stale; 8 of 9 passed." in text
    assert "1 feed stale: No news of Tiny Town" in text
    assert "Acknowledged by Capt. Doe." in pages_of(next(tmp_path.glob("*.pdf")).read_bytes())[0]


def test_one_report_that_cannot_be_written_stops_no_other(
    town_data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (good,) = scheduled(tmp_path, recipients=()).reports
    (bad,) = scheduled(tmp_path, recipients=(), neighborhoods=("atlantis",)).reports
    schedule = Schedule(tmp_path, (bad, Wanted("b", "brief", good.rhythm, offenses=("burglary",))))
    assert deliver(schedule, town_data_dir, now=MONDAY, tell=print) == FAILED
    assert "weekly@2025-12-29: not written: no neighborhood atlantis" in capsys.readouterr().out
    assert [path.name for path in tmp_path.glob("*.pdf")] == [f"b_{date(2025, 12, 29)}.pdf"]


def test_the_command_takes_the_schedule_alone(
    town_data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schedule.toml"
    report = 'name = "weekly"\nkind = "brief"\nweekday = "monday"\noffenses = ["burglary"]'
    file.write_text(f'folder = "reports"\n[[report]]\n{report}\n', encoding="utf-8")
    assert main([str(file), "--data-dir", str(town_data_dir)]) == 0
    assert "written to" in capsys.readouterr().out
    assert main(["schedule", str(file), "--data-dir", str(town_data_dir)]) == 0
    assert capsys.readouterr().out == ""
    assert (
        main([str(file), "--data-dir", str(tmp_path / "none"), "--again", "weekly@2020-01-06"]) == 2
    )
    assert "no mail weekly@2020-01-06 is in doubt" in capsys.readouterr().err
    (tmp_path / "reports" / "journal.sqlite").write_bytes(b"no database, this" * 100)
    assert main([str(file), "--data-dir", str(town_data_dir)]) == 2
    assert "journal.sqlite: cannot be used: file is not a database" in capsys.readouterr().err
