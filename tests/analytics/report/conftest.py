"""The steady town, published once, and its residents' view of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.store import Store, open_snapshot
from tests.analytics.report.checks import steady_town


@pytest.fixture(scope="session")
def steady_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder of the steady town; only to be read."""
    return steady_town.publish(tmp_path_factory.mktemp("steady_town"))


@pytest.fixture(scope="session")
def steady_store(steady_data_dir: Path) -> Iterator[Store]:
    """Give the steady town as the police read it."""
    store = open_snapshot(steady_data_dir, audience="police")
    yield store
    store.close()
