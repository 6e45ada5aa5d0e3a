"""What the tests of the ETL share: a process that reads files, an agency whose incident is to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from etl import erase, pipeline
from etl.feeds.sandbox import Sandbox
from geodata.layers import Layers
from tests.etl.sealed import Office


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give a process that reads files: starting one takes as long as a run."""
    with Sandbox(tmp_path_factory.mktemp("reading")) as sandbox:
        yield sandbox


@pytest.fixture
def shared_reader(reader: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs and erasures read in the one process."""
    for module in (pipeline, erase):
        monkeypatch.setattr(module, "Sandbox", lambda folder: nullcontext(reader))


@pytest.fixture
def office(tmp_path: Path, town_layers: Layers, shared_reader: None) -> Office:
    """Give an agency with a data folder of its own."""
    return Office(tmp_path, town_layers)
