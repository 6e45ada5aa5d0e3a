"""An app of the demo whose records are its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash

from dashboard.context import EXTENSION
from dashboard.decisions import Records
from tests.dashboard.conftest import writing_desk


@pytest.fixture(scope="module")
def desk(demo_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    """Give an app that the police write with."""
    with writing_desk(demo_data_dir, tmp_path_factory.mktemp("records")) as app:
        yield app


@pytest.fixture
def records(desk: Dash) -> Records:
    """Give the records that the app writes."""
    return desk.server.extensions[EXTENSION].records()
