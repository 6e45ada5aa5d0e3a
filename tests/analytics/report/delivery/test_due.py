"""On which day was a report due last, and which schedules cannot be meant?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.errors import SettingsError
from analytics.report.delivery.due import Rhythm, last_due
from analytics.report.delivery.schedule import read_schedule


@pytest.mark.parametrize(
    ("rhythm", "today", "due"),
    [
        (Rhythm(weekday=0), date(2025, 12, 29), date(2025, 12, 29)),
        (Rhythm(weekday=0), date(2026, 1, 4), date(2025, 12, 29)),
        (Rhythm(weekday=6), date(2025, 12, 29), date(2025, 12, 28)),
        (Rhythm(day_of_month=1), date(2026, 1, 1), date(2026, 1, 1)),
        (Rhythm(day_of_month=15), date(2026, 1, 14), date(2025, 12, 15)),
        (Rhythm(day_of_month=31), date(2026, 3, 1), date(2026, 2, 28)),
        (Rhythm(day_of_month=31), date(2028, 2, 29), date(2028, 2, 29)),
        (Rhythm(every_days=14, first_on=date(2026, 1, 5)), date(2026, 1, 18), date(2026, 1, 5)),
        (Rhythm(every_days=14, first_on=date(2026, 1, 5)), date(2026, 1, 19), date(2026, 1, 19)),
        (Rhythm(every_days=14, first_on=date(2026, 1, 5)), date(2026, 1, 4), None),
        (Rhythm(weekday=0, first_on=date(2026, 1, 1)), date(2026, 1, 4), None),
    ],
)
def test_a_report_was_due_last(rhythm: Rhythm, today: date, due: date | None) -> None:
    assert last_due(rhythm, today) == due


MAIL = """
folder = "reports"
[mail]
host = "mail.example.org"
sender = "reports@example.org"
{mail}
[[report]]
name = "weekly"
kind = "brief"
weekday = "monday"
to = ["ann@example.org"]
{report}
"""


def read(folder: Path, *, mail: str = "", report: str = "", password: str | None = None) -> None:
    path = folder / "schedule.toml"
    path.write_text(MAIL.format(mail=mail, report=report), encoding="utf-8")
    read_schedule(path, password=password)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mail": 'password = "x"'}, "mail: unknown password"),
        ({"mail": 'user = "reports"'}, "set CRIME_SMTP_PASSWORD to the password of reports"),
        (
            {"mail": 'security = "none"\nuser = "r"', "password": "x"},
            "must not travel in the clear",
        ),
        ({"mail": "port = 0"}, "port is 0: give a number from 1 to 65535"),
        ({"report": "day_of_month = 1"}, "say when it is due, by one of"),
        ({"report": 'audience = "press"'}, "report weekly: audience is 'press'"),
        ({"report": 'acknowledge = "Capt. Doe"'}, "acknowledge is written {"),
        ({"report": 'subject = "a\\nBcc: b@example.org"'}, "subject has to be a text of one line"),
        (
            {"report": '[[report]]\nname = "weekly"\nkind = "brief"\nweekday = "friday"'},
            "a name of",
        ),
        ({"report": '[[report]]\nname = "../up"'}, "small letters, digits and hyphens"),
        (
            {"report": '[[report]]\nname = "b"\nkind = "brief"\nevery_days = 7\nto = ["x"]'},
            "'x' is no",
        ),
        ({"report": "recipients = []"}, "unknown recipients"),
        ({"report": "= 3"}, "cannot be read as a schedule"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_refused_by_name(
    tmp_path: Path, given: dict[str, str], words: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **given)
    assert words in str(refused.value)
    assert "schedule.toml" in str(refused.value)


def test_the_password_is_printed_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(MAIL.format(mail='user = "reports"', report=""), encoding="utf-8")
    schedule = read_schedule(path, password="s3cret")
    assert schedule.mail is not None
    assert schedule.mail.password == "s3cret"
    assert "s3cret" not in repr(schedule)
