"""What the tests of jobs share: a folder of jobs, a line that a test looks after, and an app that asks for jobs in the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import Context
from dashboard.jobs import Jobs, answers
from dashboard.jobs.folder import Folder
from dashboard.jobs.line import Line
from tests.dashboard.conftest import on_the_day
from tests.dashboard.jobs.turns import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "jobs", b"secret")


@pytest.fixture
def line(folder: Folder, clock: Clock) -> Iterator[Line]:
    line = Line(folder, clock)
    yield line
    line.close()


@pytest.fixture
def app(demo_context: Context, folder: Folder) -> Dash:
    """Give an app that asks for jobs in a folder that nobody looks after."""
    made = create_app(demo_context)
    answers.use(made, Jobs(on_the_day, folder))
    return made
