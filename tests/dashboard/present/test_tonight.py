"""What can be decided tonight is what people named at this meeting, or since the last one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.context import Reader
from dashboard.decisions import (
    Concern,
    Meeting,
    Priority,
    Records,
    change_record,
    close_record,
    open_record,
)
from dashboard.present.scope import scope_of
from dashboard.present.since import read_decided
from dashboard.present.slides import Slide
from dashboard.present.tonight import agreed_slide, tonight_slide
from tests.dashboard.present.conftest import AT, PLACE, TODAY

HERE = f"?neighborhood={PLACE}"


def test_only_what_is_named_at_the_meeting_itself_is_to_be_decided(
    demo_reader: Reader, tmp_path: Path
) -> None:
    """Forty votes of a year ago do not stand before three of tonight."""
    records = Records(f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    here = {"who": "the PSO", "at": AT, "neighborhood_id": PLACE}

    def meet(held_on: date, words: str, votes: int) -> tuple[Meeting, Concern]:
        with records.write() as session:
            meeting = open_record(session, Meeting, **here, kind="ncpc", held_on=held_on)
            return meeting, open_record(
                session, Concern, **here, meeting_id=meeting.id, category="burglary", words=words,
                said_by="resident", votes=votes,
            )  # fmt: skip

    def shown(meeting: Meeting | None, today: date) -> tuple[str, list[str]]:
        scope = scope_of(demo_reader, demo_reader.view("/present", HERE), meeting)
        with records.read() as session:
            decided = read_decided(demo_reader, session, scope, today, meeting)
        listing = tonight_slide(demo_reader, scope, decided).listings[0]
        return listing.title, [item.name for item in listing.items]

    meet(date(2024, 11, 7), "Garages", 40)
    last, lights = meet(date(2025, 8, 14), "Dark parking lot", 9)
    tonight, _ = meet(date(2025, 11, 30), "Bikes", 3)
    assert shown(tonight, TODAY) == ("What people named", ["Bikes"])
    assert shown(last, TODAY) == ("What people named", ["Dark parking lot"])
    # A deck without a meeting of its own: what was named since the last one, and not agreed on.
    later = date(2025, 12, 1)
    assert shown(None, later) == ("What people named since 30 Nov 2025", ["Bikes"])
    with records.write() as session:
        closed = {"version": 1, "who": "the PSO", "at": AT, "outcome": "mistake"}
        close_record(session, Meeting, tonight.id, **closed)
    assert shown(None, later) == ("What people named since 14 Aug 2025", ["Dark parking lot"])
    with records.write() as session:
        open_record(
            session, Priority, **here, meeting_id=last.id, concern_id=lights.id, rank=1,
            category="burglary",
        )  # fmt: skip
    assert shown(None, later) == ("What people named", [])
    records.close()


def test_what_was_agreed_tonight_and_when_people_meet_again_has_a_slide(
    demo_reader: Reader, tmp_path: Path
) -> None:
    records = Records(f"sqlite:///{(tmp_path / 'records.sqlite').as_posix()}")
    here = {"who": "the PSO", "at": AT, "neighborhood_id": PLACE}
    with records.write() as session:
        meeting = open_record(session, Meeting, **here, kind="ncpc", held_on=TODAY)
        concern = open_record(
            session, Concern, **here, meeting_id=meeting.id, category="burglary", words="Garages",
            said_by="resident", votes=4,
        )  # fmt: skip

    def agreed() -> Slide | None:
        scope = scope_of(demo_reader, demo_reader.view("/present", HERE), meeting)
        with records.read() as session:
            held = session.get_one(Meeting, meeting.id)
            decided = read_decided(demo_reader, session, scope, TODAY, held)
            return agreed_slide(demo_reader, scope, decided)

    assert agreed() is None
    with records.write() as session:
        for rank, category in ((2, "robbery"), (1, "burglary"), (3, "other")):
            priority = open_record(
                session, Priority, **here, meeting_id=meeting.id, rank=rank, category=category,
                concern_id=concern.id if category == "burglary" else None,
            )  # fmt: skip
        by = {"who": "the PSO", "at": AT}
        close_record(session, Priority, priority.id, version=1, outcome="mistake", **by)
        change_record(session, Meeting, meeting.id, version=1, next_on=date(2026, 1, 15), **by)
    slide = agreed()
    assert slide is not None
    assert slide.title == "We agreed on 2 priorities"
    assert slide.lines == ("We meet again on 15 Jan 2026.",)
    listed = [(item.name, item.sentence) for item in slide.listings[0].items]
    assert listed == [("1. Burglary", "“Garages”"), ("2. Robbery", "")]
    records.close()
