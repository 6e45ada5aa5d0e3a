"""Is the time of a meeting read as people here write it?"""

from __future__ import annotations

import pytest

from analytics.errors import RecordError
from dashboard.forms.fields import read_fields


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("6:30 pm", "18:30"),
        ("6:30PM", "18:30"),
        ("6 p.m.", "18:00"),
        ("12:15 am", "00:15"),
        ("12 pm", "12:00"),
        ("10:05 a.m.", "10:05"),
        ("18:30", "18:30"),
        (" ", None),
        # For the rules to refuse.
        ("18:30 pm", "18:30 pm"),
        ("half past six", "half past six"),
    ],
)
def test_hours_of_the_morning_and_the_evening_are_told_apart(typed: str, read: str | None) -> None:
    assert read_fields("meeting", {"starts_at": typed}) == {"starts_at": read}


def test_an_hour_that_is_in_the_morning_and_in_the_evening_is_asked_about() -> None:
    with pytest.raises(RecordError, match="Time: 6:30 is in the morning or in the evening"):
        read_fields("meeting", {"starts_at": "6:30"})
