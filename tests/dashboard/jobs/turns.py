"""Ask for a job and look after the line until something is so, as a server does all the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

import pytest

from dashboard.jobs.folder import Folder, Job
from dashboard.jobs.line import Line
from tests.dashboard.conftest import on_the_day

SLOW = ("tests.dashboard.slow_work",)
PATIENCE_TURNS = 6000


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2025, 12, 1, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def ask(folder: Folder, *command: str) -> str:
    said = {"title": "Reports", "about": "Burglary", "file_name": "reports.zip", "shown_at": ""}
    return folder.ask(command or SLOW, on_the_day(), kind="reports", **said)


def job_of(folder: Folder, job_id: str) -> Job:
    job = folder.job(job_id)
    assert job is not None
    return job


def take_turns(line: Line, until: Callable[[], bool]) -> None:
    """Look after the line until something is so."""
    for _ in range(PATIENCE_TURNS):
        line.turn()
        if until():
            return
        Event().wait(0.01)
    pytest.fail("what was waited for did not come")
