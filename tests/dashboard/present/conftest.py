"""What the tests of slides share: a neighborhood that met, agreed on three things, worked on one of them, and meets again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.context import Reader
from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Records,
    Response,
    open_record,
)
from dashboard.present import Slide, deck_of
from dashboard.present.scope import Spot, scope_of
from dashboard.present.since import Decided, read_decided
from dashboard.tables.known import known_now

PLACE = "midtown"
TODAY = date(2025, 11, 30)
LAST, NEXT = date(2025, 8, 14), date(2025, 12, 4)
AT = datetime(2025, 8, 14, 20, tzinfo=UTC)
Made = Callable[..., list[Slide]]


@dataclass
class Written:
    """An open database, and the number of the meeting to come."""

    records: Records
    url: str
    tonight: int


def write_down(records: Records, reader: Reader) -> int:
    """Write down a meeting with three priorities, one of them worked on, and the meeting to come with its concerns."""
    here = {"who": "the PSO", "at": AT, "neighborhood_id": PLACE}
    with records.write() as session:
        last = open_record(
            session, Meeting, **here, kind="ncpc", held_on=LAST, starts_at="18:30", next_on=NEXT
        )
        priorities = [
            open_record(
                session, Priority, **here, meeting_id=last.id, rank=rank, category=category,
                known_then=known_now(reader, Spot(PLACE), category, LAST),
            )
            for rank, category in enumerate(("burglary", "narcotics", "robbery"), start=1)
        ]  # fmt: skip
        problem = open_record(
            session, Problem, **here, title="Break-ins", category="burglary", owner="pso",
            priority_id=priorities[0].id,
        )  # fmt: skip
        by = {"who": "the PSO", "at": AT, "problem_id": problem.id}
        open_record(
            session, Response, **by, kind="walking_patrol", from_on=LAST + timedelta(days=7),
            to_on=LAST + timedelta(days=49), dose=12, dose_unit="hours",
        )  # fmt: skip
        open_record(
            session, Assessment, **by, starts_on=LAST + timedelta(days=7), days=56, ring_m=200
        )
        tonight = open_record(
            session, Meeting, **here, kind="ncpc", held_on=NEXT, starts_at="18:30", venue="Library"
        )
        for words, votes in (("Dark parking lot", 8), ("Break-ins behind the shops", 27)):
            open_record(
                session, Concern, **here, meeting_id=tonight.id, category="burglary", words=words,
                said_by="resident", votes=votes,
            )  # fmt: skip
        return tonight.id


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, demo_reader: Reader) -> Iterator[Written]:
    """Give records with what the neighborhood decided."""
    url = f"sqlite:///{(tmp_path_factory.mktemp('slides') / 'records.sqlite').as_posix()}"
    records = Records(url)
    yield Written(records, url, write_down(records, demo_reader))
    records.close()


@pytest.fixture
def deck(demo_reader: Reader) -> Made:
    """Give a function that makes the deck of a link, with what is written down or without."""

    def make(search: str = "", written: Written | None = None) -> list[Slide]:
        view = demo_reader.view("/present", search)
        scope = scope_of(demo_reader, view)
        if written is None:
            return deck_of(demo_reader, scope, Decided(TODAY))
        with written.records.read() as session:
            decided = read_decided(demo_reader, session, scope, TODAY)
            return deck_of(demo_reader, scope, decided)

    return make


def named(slides: list[Slide], name: str) -> Slide:
    """Give the slide of a name."""
    return next(slide for slide in slides if slide.name == name)


def rows_of(slide: Slide) -> list[tuple[str, int | None, int | None]]:
    """Give label, now and before of each row of counts."""
    return [
        (tally.label, tally.now, tally.before) for group in slide.groups for tally in group.tallies
    ]
