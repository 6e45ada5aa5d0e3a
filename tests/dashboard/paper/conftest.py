"""What the tests of paper share: records of problems with all that belongs to them, and with nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.context import EXTENSION, Context
from dashboard.decisions import (
    Assessment,
    Concern,
    Meeting,
    Priority,
    Problem,
    Response,
    open_record,
)
from dashboard.tables.known import known_now
from tests.dashboard.conftest import on_the_day, writing_desk

NOTES = "KANARINOTES"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records")


@pytest.fixture(scope="module")
def desk(demo_data_dir: Path, folder: Path) -> Iterator[Dash]:
    with writing_desk(demo_data_dir, folder) as app:
        yield app


@pytest.fixture(scope="module")
def context(desk: Dash) -> Context:
    found: Context = desk.server.extensions[EXTENSION]
    return found


@pytest.fixture(scope="module")
def numbers(context: Context) -> dict[str, int]:
    """Write down a problem with all that belongs to it, and one with nothing."""
    reader, records = context.reader(), context.records()
    settled = reader.reach_of("burglary").settled_until
    starts = settled - timedelta(days=182)
    place = {"neighborhood_id": "midtown"}
    known = known_now(reader, Problem(**place), "burglary", starts)
    with records.write() as session:
        who: dict[str, Any] = {"who": "4711", "at": on_the_day() - timedelta(days=300)}
        meeting = open_record(
            session, Meeting, **who, **place, kind="ncpc", held_on=starts - timedelta(days=30), notes=NOTES
        )  # fmt: skip
        concern = open_record(
            session, Concern, **who, **place, meeting_id=meeting.id, category="burglary", words=NOTES,
            said_by="several_residents", votes=14,
        )  # fmt: skip
        priority = open_record(
            session, Priority, **who, **place, meeting_id=meeting.id, concern_id=concern.id, rank=1,
            category="burglary", known_then=known,
        )  # fmt: skip
        full = open_record(
            session, Problem, **who, **place, title="Night burglaries", category="burglary", owner="pso",
            stage="assessment", priority_id=priority.id, goal_percent=30, goal_by=settled,
        )  # fmt: skip
        open_record(
            session, Response, **who, problem_id=full.id, kind="lighting", from_on=starts, dose=12,
            dose_unit="lights", partner="Public Works",
        )  # fmt: skip
        open_record(
            session, Assessment, **who, problem_id=full.id, starts_on=starts, days=182, ring_m=200,
            power={"sentence": "Can tell a drop of 41% or more."},
        )  # fmt: skip
        early = open_record(
            session, Problem, **who, **place, title="Early", category="robbery", owner="patrol"
        )
        open_record(
            session, Assessment, **who, problem_id=early.id, starts_on=settled - timedelta(days=9), days=91
        )  # fmt: skip
        bare = open_record(
            session, Problem, **who, title="Bare", category="burglary", owner="patrol"
        )
        gone = open_record(
            session, Problem, **who, title="Gone", category="burglary", owner="patrol", block_id="no-more"
        )  # fmt: skip
    return {"full": full.id, "early": early.id, "bare": bare.id, "gone": gone.id}
