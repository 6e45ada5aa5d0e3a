"""An app of the demo whose records are its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.context import EXTENSION, Context
from dashboard.decisions import Records
from tests.dashboard.conftest import on_the_day


@pytest.fixture(scope="module")
def desk(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    """Give an app that the police write with."""
    url = f"sqlite:///{(tmp_path_factory.mktemp('records') / 'records.sqlite').as_posix()}"
    context = Context(demo_data_dir, audience="police", clock=on_the_day, database_url=url)
    app = create_app(context)
    with app.server.app_context():
        yield app
    context.close()


@pytest.fixture
def records(desk: Dash) -> Records:
    """Give the records that the app writes."""
    return desk.server.extensions[EXTENSION].records()
