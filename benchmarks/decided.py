"""What could a city have decided? Random meetings, concerns, priorities and problems over the places of a snapshot.

Every meeting and every problem is another one, so that each page of them is seen for the first time; half of the meetings are
ahead. Only some problems are open, as many as a city works on, and of priorities those of the last meeting of each place: boards
and slides show the open ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from analytics.drawn_area import DrawnArea
from analytics.offenses import CATEGORIES
from dashboard.context import Context, Reader
from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Response,
    close_record,
    open_record,
)
from dashboard.decisions.words import MEETING_KINDS, OWNERS, RESPONSE_KINDS, SAID_BY, STAGES

OPEN_PROBLEMS = 24
CONCERNS, PRIORITIES = 6, 3
SHARE_OF_CITY, SHARE_DRAWN, SHARE_OF_BLOCKS, SHARE_PLANNED = 0.05, 0.2, 0.2, 0.75
WHO = "Benchmark"


@dataclass(frozen=True)
class Decided:
    """The numbers of the records that there are pages for."""

    ahead: tuple[int, ...]
    past: tuple[int, ...]
    problems: tuple[int, ...]


def decide(context: Context, count: int, seed: int) -> Decided:
    """Write so many meetings to come, as many past ones and as many problems to the records of an app."""
    rng = np.random.default_rng(seed)
    reader, now = context.reader(), context.clock()
    with context.records().write() as session:
        meetings = [_meet(session, reader, rng, now, is_ahead=n % 2 == 0) for n in range(2 * count)]
        held: dict[Any, list[tuple[Meeting, list[Priority]]]] = defaultdict(list)
        for meeting in sorted(meetings, key=lambda each: each.held_on):
            if meeting.held_on <= now.date():
                agreed = _agree(session, reader, rng, meeting)
                place = (meeting.neighborhood_id, meeting.block_id, meeting.area)
                held[place].append((meeting, agreed))
        open_ones: list[int] = []
        for each in held.values():
            _close_all_but_last(session, each)
            open_ones += [priority.id for priority in each[-1][1]]
        problems = [_work_on(session, reader, rng, now, open_ones, n) for n in range(count)]
    numbers = [meeting.id for meeting in meetings]
    return Decided(tuple(numbers[::2]), tuple(numbers[1::2]), tuple(problems))


def _close_all_but_last(session: Session, held: Sequence[tuple[Meeting, list[Priority]]]) -> None:
    """Close what a place agreed on a day before it met again."""
    for (_, agreed), (following, _) in pairwise(held):
        at = datetime.combine(following.held_on - timedelta(days=1), time(12), UTC)
        for priority in agreed:
            close_record(
                session, Priority, priority.id, version=priority.version, who=WHO, at=at, outcome="done"
            )  # fmt: skip


def _place(reader: Reader, rng: np.random.Generator) -> dict[str, str]:
    """Draw a neighborhood, a block of one, or a circle on the map."""
    if rng.random() < SHARE_DRAWN:
        west, south, east, north = reader.neighborhoods.to_crs("EPSG:4326").total_bounds
        middle = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        return {"area": DrawnArea("circle", (*middle, float(rng.uniform(150, 600)))).text}
    if reader.block_names and rng.random() < SHARE_OF_BLOCKS:
        return {"block_id": str(rng.choice([*reader.block_names]))}
    return {"neighborhood_id": str(rng.choice([*reader.names]))}


def _meet(
    session: Session, reader: Reader, rng: np.random.Generator, now: datetime, *, is_ahead: bool
) -> Meeting:
    kind = str(rng.choice([*MEETING_KINDS]))
    level = MEETING_KINDS[kind].level
    place: dict[str, str] = {}
    if level == "neighborhood":
        place = {"neighborhood_id": str(rng.choice([*reader.names]))}
    elif level == "block":
        place = {"neighborhood_id": str(rng.choice([*reader.names]))} | _place(reader, rng)
    days = int(rng.integers(1, 60)) if is_ahead else -int(rng.integers(1, 700))
    at = now + timedelta(days=min(days, 0) - 30)
    return open_record(
        session, Meeting, who=WHO, at=at, kind=kind, held_on=now.date() + timedelta(days=days), **place
    )  # fmt: skip


def _agree(
    session: Session, reader: Reader, rng: np.random.Generator, meeting: Meeting
) -> list[Priority]:
    """Write what was said at a meeting, and what it agreed comes first."""
    at = meeting.opened_at + timedelta(days=30)
    ground = {
        name: value
        for name in ("neighborhood_id", "block_id", "area")
        if (value := getattr(meeting, name)) is not None
    }
    priorities = []
    categories = rng.choice([*reader.coverage.categories], CONCERNS)
    for rank, category in enumerate(categories, start=1):
        concern = open_record(
            session,
            Concern,
            who=WHO,
            at=at,
            meeting_id=meeting.id,
            category=str(category),
            words=f"Concern {rank} about {CATEGORIES[str(category)].label.lower()}",
            said_by=str(rng.choice([*SAID_BY])),
            votes=int(rng.integers(0, 20)),
            **ground,
        )
        if rank <= PRIORITIES:
            known = _known(reader, rng, meeting, str(category))
            priority = open_record(
                session,
                Priority,
                who=WHO,
                at=at,
                meeting_id=meeting.id,
                concern_id=concern.id,
                category=str(category),
                rank=rank,
                known_then=known,
                **ground,
            )
            priorities.append(priority)
    return priorities


def _known(
    reader: Reader, rng: np.random.Generator, meeting: Meeting, category: str
) -> dict[str, Any]:
    """Write down what could have been known: reckoning it would make ready what the pages are to be timed on."""
    now, before = (int(number) for number in rng.integers(0, 60, 2))
    label = CATEGORIES[category].label
    sentence = f"{label}: {now} in the last 28 days, {before} in the 28 days before."
    return {
        "run": reader.store.run_id,
        "from_on": (meeting.held_on - timedelta(days=28)).isoformat(),
        "until_on": meeting.held_on.isoformat(),
        "parts": [{"label": label, "now": now, "before": before, "sentence": sentence}],
    }


def _work_on(
    session: Session,
    reader: Reader,
    rng: np.random.Generator,
    now: datetime,
    priorities: list[int],
    number: int,
) -> int:
    """Open a problem, most with what is done about it and how that will be judged; the first ones stay open."""
    begun = now - timedelta(days=int(rng.integers(60, 700)))
    is_agreed = bool(priorities) and rng.random() < 0.5
    problem = open_record(
        session,
        Problem,
        who=WHO,
        at=begun,
        title=f"Problem {number + 1}",
        category=str(rng.choice([*reader.coverage.categories])),
        owner=str(rng.choice([*OWNERS])),
        stage=str(rng.choice([*STAGES])),
        goal_percent=int(rng.integers(10, 50)),
        goal_by=(now + timedelta(days=int(rng.integers(10, 300)))).date(),
        **({"priority_id": int(rng.choice(priorities))} if is_agreed else {}),
        **({} if rng.random() < SHARE_OF_CITY else _place(reader, rng)),
    )
    starts_on = begun.date() + timedelta(days=int(rng.integers(1, 60)))
    if rng.random() < SHARE_PLANNED:
        open_record(
            session,
            Response,
            who=WHO,
            at=begun,
            problem_id=problem.id,
            kind=str(rng.choice([*RESPONSE_KINDS])),
            from_on=starts_on,
            dose=int(rng.integers(1, 40)),
            dose_unit="hours",
        )
        near = [str(name) for name in rng.choice([*reader.names], 3, replace=False)]
        open_record(
            session,
            Assessment,
            who=WHO,
            at=begun,
            problem_id=problem.id,
            starts_on=starts_on,
            days=int(rng.choice([91, 182, 364])),
            ring_m=int(rng.choice([0, 100, 200])),
            control=near if rng.random() < 0.5 else [],
        )
    if number >= OPEN_PROBLEMS:
        close_record(
            session, Problem, problem.id, version=problem.version, who=WHO, at=now, outcome="better"
        )
    return problem.id
