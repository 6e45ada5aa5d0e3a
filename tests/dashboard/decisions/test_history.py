"""Records are read as they stood at a moment: what was done since is undone, and nothing of it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from dashboard.decisions import (
    Concern,
    Meeting,
    Records,
    change_record,
    close_record,
    first_closed_at,
    open_record,
    read_as_of,
    reopen_record,
)

WHO = "PSO 12"
OPENED = datetime(2025, 3, 3, 18, tzinfo=UTC)


def after(hours: int) -> datetime:
    return OPENED + timedelta(hours=hours)


def write_down(records: Records) -> None:
    """Write a meeting that is changed, closed, opened again and closed, an hour after each other; and what was said."""
    with records.write() as session:
        fields = {"kind": "summit", "held_on": date(2025, 3, 3), "venue": "Library"}
        held = open_record(session, Meeting, who=WHO, at=OPENED, **fields)
        given = {"who": WHO, "at": after(1), "venue": "School", "held_on": date(2025, 3, 4)}
        change_record(session, Meeting, held.id, version=1, **given)
        close_record(session, Meeting, held.id, version=2, who=WHO, at=after(2), outcome="done")
        reopen_record(session, Meeting, held.id, version=3, who=WHO, at=after(3))
        close_record(session, Meeting, held.id, version=4, who=WHO, at=after(4), outcome="mistake")
        said = {"meeting_id": held.id, "category": "burglary", "said_by": "resident"}
        open_record(session, Concern, who=WHO, at=after(2), words="Garages", **said)


def test_a_record_stands_as_it_stood_at_each_moment(records: Records) -> None:
    write_down(records)
    expected = {
        0: ("Library", date(2025, 3, 3), None, None),
        1: ("School", date(2025, 3, 4), None, None),
        2: ("School", date(2025, 3, 4), after(2), "done"),
        3: ("School", date(2025, 3, 4), None, None),
        4: ("School", date(2025, 3, 4), after(4), "mistake"),
    }
    with records.read() as session:
        for hours, stood in expected.items():
            (held,) = read_as_of(session, Meeting, after(hours))
            assert (held.venue, held.held_on, held.closed_at, held.outcome) == stood
            assert held.version == hours + 1
            assert held.is_open == (stood[2] is None)
        assert read_as_of(session, Meeting, OPENED - timedelta(seconds=1)) == []
        (now,) = read_as_of(session, Meeting, None)
        assert now.outcome == "mistake"
        assert first_closed_at(session, now) == after(2)
    with records.write() as session:
        read_as_of(session, Meeting, OPENED)[0].venue = "Nowhere"
    with records.read() as session:
        assert session.query(Meeting).one().venue == "School"


def test_what_was_not_written_down_yet_is_not_there(records: Records) -> None:
    write_down(records)
    with records.read() as session:
        assert [len(read_as_of(session, Concern, after(hours))) for hours in (1, 2)] == [0, 1]
        assert len(read_as_of(session, Concern, after(2), Concern.meeting_id == 1)) == 1
        assert read_as_of(session, Concern, after(2), Concern.meeting_id == 2) == []
