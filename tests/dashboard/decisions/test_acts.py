"""What people decide is written whole, with what it was before, and never lost to whoever is faster."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analytics.errors import RecordError
from dashboard.decisions import (
    Concern,
    EditConflictError,
    Meeting,
    Priority,
    Problem,
    Records,
    Response,
    change_record,
    close_record,
    open_record,
    read_changes,
    reopen_record,
)

AT = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
COUNCIL: dict[str, Any] = {
    "kind": "ncpc",
    "held_on": date(2026, 3, 2),
    "neighborhood_id": "north",
    "venue": "Library",
}


def _council(records: Records, **fields: Any) -> Meeting:
    with records.write() as session:
        return open_record(session, Meeting, who="PSO 12", at=AT, **{**COUNCIL, **fields})


def test_a_record_comes_back_as_it_was_written(records: Records) -> None:
    held = _council(records, notes="“Ñandú” & <b>", starts_at="18:30")
    with records.read() as session:
        found = session.get_one(Meeting, held.id)
    assert (found.held_on, found.venue, found.notes) == (
        date(2026, 3, 2),
        "Library",
        "“Ñandú” & <b>",
    )
    assert (found.opened_at, found.opened_by, found.version) == (AT, "PSO 12", 1)
    assert found.is_open


def test_every_change_keeps_who_when_and_what_it_was_before(records: Records) -> None:
    held = _council(records)
    later = AT + timedelta(hours=1)
    with records.write() as session:
        change_record(
            session,
            Meeting,
            held.id,
            version=1,
            who="NSC 3",
            at=later,
            venue="School",
            next_on=date(2026, 6, 1),
        )
    with records.read() as session:
        newest, first = read_changes(session, session.get_one(Meeting, held.id))
    assert (newest.who, newest.at, newest.act, newest.version) == ("NSC 3", later, "changed", 2)
    assert newest.before == {"venue": "Library", "next_on": None}
    assert newest.after == {"venue": "School", "next_on": "2026-06-01"}
    assert (first.who, first.act, first.after["held_on"]) == ("PSO 12", "opened", "2026-03-02")


def test_the_second_of_two_who_write_is_told_and_nothing_is_lost(records: Records) -> None:
    held = _council(records)
    with records.write() as session:
        change_record(session, Meeting, held.id, version=1, who="NSC 3", at=AT, venue="School")
    with (
        pytest.raises(EditConflictError, match="NSC 3 changed this") as told,
        records.write() as session,
    ):
        change_record(session, Meeting, held.id, version=1, who="PSO 12", at=AT, venue="Park")
    assert told.value.change.after == {"venue": "School"}
    with records.read() as session:
        found = session.get_one(Meeting, held.id)
        assert (found.venue, found.version, len(read_changes(session, found))) == ("School", 2, 2)


def test_saving_what_is_there_already_is_no_change(records: Records) -> None:
    held = _council(records)
    with records.write() as session:
        found = change_record(
            session, Meeting, held.id, version=1, who="NSC 3", at=AT, venue="Library"
        )
        assert found.version == 1
        assert len(read_changes(session, found)) == 1


def test_what_is_closed_stays_and_can_be_opened_again(records: Records) -> None:
    held = _council(records)
    with records.write() as session:
        close_record(session, Meeting, held.id, version=1, who="PSO 12", at=AT, outcome="done")
    with pytest.raises(RecordError, match="closed: open it again"), records.write() as session:
        change_record(session, Meeting, held.id, version=2, who="PSO 12", at=AT, venue="Park")
    with records.write() as session:
        found = reopen_record(session, Meeting, held.id, version=2, who="PSO 12", at=AT)
        assert [change.act for change in read_changes(session, found)] == [
            "opened again",
            "closed",
            "opened",
        ]
        assert read_changes(session, found)[0].before["outcome"] == "done"


def test_of_acts_that_belong_together_all_are_written_or_none(records: Records) -> None:
    held = _council(records)

    def raise_two() -> None:
        concern = {"meeting_id": held.id, "category": "burglary", "said_by": "resident"}
        with records.write() as session:
            open_record(session, Concern, who="PSO 12", at=AT, **concern, words="Cars broken into")
            open_record(session, Concern, who="PSO 12", at=AT, **concern, words=" ")

    with pytest.raises(RecordError, match="words is empty"):
        raise_two()
    with records.read() as session:
        assert session.query(Concern).count() == 0


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (Meeting, {"kind": "party", "held_on": date(2026, 1, 1)}, "choose one of ncpc"),
        (Meeting, {"kind": "ncpc", "held_on": date(2026, 1, 1)}, "choose it"),
        (Meeting, {"kind": "ncpc"}, "held on is missing"),
        (Meeting, {**COUNCIL, "next_on": date(2026, 3, 2)}, "later day"),
        (Meeting, {**COUNCIL, "starts_at": "6 pm"}, "write it as 18:30"),
        (Meeting, {**COUNCIL, "area": "circle:1"}, "the drawn area: a circle is"),
        (Meeting, {**COUNCIL, "mood": "good"}, "has no mood"),
        (
            Concern,
            {"meeting_id": 9, "category": "burglary", "words": "x", "said_by": "resident"},
            "no meeting 9",
        ),
        (
            Concern,
            {"meeting_id": True, "category": "burglary", "words": "x", "said_by": "resident"},
            "whole number",
        ),
        (Problem, {"title": "x" * 81, "category": "burglary", "owner": "pso"}, "80 at most"),
        (
            Problem,
            {"title": "x", "category": "burglary", "owner": "pso", "goal_percent": 30},
            "day by which",
        ),
        (Response, {"problem_id": 1, "kind": "hope", "from_on": date(2026, 1, 1)}, "choose one of"),
        (Meeting, {"kind": ["ncpc"], "held_on": date(2026, 1, 1)}, "choose one of ncpc"),
        (Meeting, {**COUNCIL, "starts_at": ["18:30"]}, "write it as 18:30"),
        (Meeting, {**COUNCIL, "starts_at": 1830}, "write it as 18:30"),
        (Meeting, {**COUNCIL, "next_on": AT}, "choose a day"),
    ],
)
def test_what_cannot_be_so_is_refused_with_what_to_write(
    records: Records, kind: Any, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(RecordError, match=message), records.write() as session:
        open_record(session, kind, who="PSO 12", at=AT, **fields)


def test_nobody_writes_without_a_name(records: Records) -> None:
    with pytest.raises(RecordError, match="who writes this is empty"), records.write() as session:
        open_record(session, Meeting, who="", at=AT, **COUNCIL)


def test_the_number_that_a_priority_was_agreed_on_is_frozen(records: Records) -> None:
    held = _council(records)
    with records.write() as session:
        agreed = open_record(
            session,
            Priority,
            who="PSO 12",
            at=AT,
            meeting_id=held.id,
            rank=1,
            category="burglary",
            known_then={"incidents": 6},
        )
    with pytest.raises(RecordError, match="settled"), records.write() as session:
        change_record(
            session,
            Priority,
            agreed.id,
            version=1,
            who="PSO 12",
            at=AT,
            known_then={"incidents": 2},
        )
    with records.write() as session:
        moved = change_record(session, Priority, agreed.id, version=1, who="PSO 12", at=AT, rank=2)
    assert (moved.rank, moved.known_then) == (2, {"incidents": 6})
