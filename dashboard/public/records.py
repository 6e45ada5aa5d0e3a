"""Which columns of the records may the public see? Those named here; a new column, table or word is private until it is named.

What people wrote is not among them: no notes, titles, words or partners, nor who owns, opened, said or changed anything. A shape
drawn on the map is read to find its neighborhood, and goes no further. What was entered by mistake is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from analytics.drawn_area import DrawnArea
from analytics.errors import NoRecordsError, SelectionError
from analytics.offenses import CATEGORIES
from dashboard.context import Reader, current
from dashboard.decisions.tables import Concern, Meeting, Priority, Problem, Record, Response
from dashboard.decisions.words import DOSE_UNITS, MEETING_KINDS, OUTCOMES, RESPONSE_KINDS, STAGES

_GROUND = ("neighborhood_id", "block_id", "area")
COLUMNS: dict[type[Record], tuple[str, ...]] = {
    Meeting: ("id", "kind", "held_on", "outcome", *_GROUND),
    Concern: ("id", "meeting_id", "category", "votes", "outcome", *_GROUND),
    Priority: ("id", "meeting_id", "rank", "category", "closed_at", "outcome", *_GROUND),
    Problem: (
        *("id", "category", "stage", "opened_at", "closed_at", "outcome", "priority_id"),
        *_GROUND,
    ),
    Response: ("id", "problem_id", "kind", "from_on", "to_on", "dose", "dose_unit", "outcome"),
}
# What is watched in secret is not told while it goes on, nor is it told afterwards.
TOLD_RESPONSES = tuple(name for name in RESPONSE_KINDS if name != "surveillance")
MISTAKE = "mistake"


@dataclass(frozen=True)
class Place:
    """A neighborhood, or the city where there is none; closer than that no record is told."""

    neighborhood_id: str | None
    name: str


@dataclass(frozen=True)
class Done:
    """What is done about a problem: the kind and the amount in words, and its days."""

    words: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class Told:
    """A problem as it is told: what, where, how far, since when, what became of it, what was done."""

    number: int
    category: str
    place: Place
    stage: str
    opened_on: date
    closed_on: date | None
    outcome: str | None
    priority_id: int | None
    done: tuple[Done, ...]


@dataclass(frozen=True)
class Agreed:
    """A priority: what, where, its rank, the kind and day of the meeting that agreed on it."""

    number: int
    category: str
    place: Place
    rank: int
    meeting: str
    agreed_on: date
    closed_on: date | None
    outcome: str | None


@dataclass(frozen=True)
class Named:
    """What people named at a meeting: a kind of offense, where, and how many votes it had."""

    category: str
    place: Place
    votes: int
    held_on: date


@dataclass(frozen=True)
class PublicRecords:
    """All that the public is told of the records on a day."""

    problems: tuple[Told, ...]
    priorities: tuple[Agreed, ...]
    concerns: tuple[Named, ...]


def read_public(reader: Reader, today: date) -> PublicRecords:
    """Read what the public is told on a day: nothing where none was written down. Raises RecordError for records out of reach."""
    try:
        with current().records().read() as session:
            rows = {kind: _rows(session, kind) for kind in COLUMNS}
    except NoRecordsError:
        return PublicRecords((), (), ())
    # What is prepared for a meeting is not told before people have met.
    held = {
        each.id: each
        for each in rows[Meeting]
        if each.kind in MEETING_KINDS and each.held_on <= today
    }
    problems = [each for each in rows[Problem] if _is_known(each) and each.stage in STAGES]
    priorities = [each for each in rows[Priority] if _is_known(each) and each.meeting_id in held]
    concerns = [each for each in rows[Concern] if _is_known(each) and each.meeting_id in held]
    return PublicRecords(
        tuple(_told(reader, each, rows[Response], today) for each in problems),
        tuple(_agreed(reader, each, held[each.meeting_id]) for each in priorities),
        tuple(
            Named(each.category, _place(reader, each), each.votes, held[each.meeting_id].held_on)
            for each in concerns
        ),
    )


def _rows(session: Session, kind: type[Record]) -> list[Row[Any]]:
    """Read the named columns of a table, and no others."""
    columns = [getattr(kind, name) for name in COLUMNS[kind]]
    rows = session.execute(select(*columns).order_by(kind.id)).all()
    return [row for row in rows if row.outcome != MISTAKE]


def _is_known(row: Row[Any]) -> bool:
    return row.category in CATEGORIES


def _told(reader: Reader, row: Row[Any], responses: list[Row[Any]], today: date) -> Told:
    return Told(
        row.id,
        row.category,
        _place(reader, row),
        row.stage,
        _day(reader, row.opened_at),
        _day(reader, row.closed_at) if row.closed_at else None,
        OUTCOMES.get(row.outcome),
        row.priority_id,
        tuple(
            Done(_done_words(each), each.from_on, each.to_on)
            for each in sorted(responses, key=lambda each: (each.from_on, each.id))
            # What is planned is not told before it begins.
            if each.problem_id == row.id and each.kind in TOLD_RESPONSES and each.from_on <= today
        ),
    )


def _agreed(reader: Reader, row: Row[Any], meeting: Row[Any]) -> Agreed:
    return Agreed(
        row.id,
        row.category,
        _place(reader, row),
        row.rank,
        MEETING_KINDS[meeting.kind].label,
        meeting.held_on,
        _day(reader, row.closed_at) if row.closed_at else None,
        OUTCOMES.get(row.outcome),
    )


def _done_words(row: Row[Any]) -> str:
    said = RESPONSE_KINDS[row.kind]
    if row.dose and row.dose_unit in DOSE_UNITS:
        said += f", {row.dose:,} {DOSE_UNITS[row.dose_unit]}"
    return said


def _day(reader: Reader, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(reader.coverage.time_zone)).date()


def _place(reader: Reader, row: Row[Any]) -> Place:
    """Name the neighborhood that a record lies in; a place between neighborhoods, or one that is gone, is the city."""
    found = row.neighborhood_id or _around(reader, row.block_id, row.area)
    name = reader.names.get(found) if found else None
    if name is None:
        return Place(None, reader.coverage.place.partition(",")[0])
    return Place(found, name)


def _around(reader: Reader, block_id: str | None, area: str | None) -> str | None:
    if area:
        try:
            middle = DrawnArea.read(area).outline().representative_point()
        except SelectionError:
            return None
        places = reader.neighborhoods
        held = places[shapely.contains(places.geometry.to_numpy(), middle)]
        return str(held["neighborhood_id"].iloc[0]) if len(held) else None
    blocks = reader.blocks
    if block_id is None or blocks is None:
        return None
    own = blocks.loc[blocks["block_id"] == block_id, "neighborhood_id"].dropna()
    return str(own.iloc[0]) if len(own) else None
