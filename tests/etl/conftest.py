"""What the tests of the ETL share: an agency whose incident is to be erased (tests/etl/sealed.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.layers import Layers
from tests.etl.sealed import Office


@pytest.fixture
def office(tmp_path: Path, town_layers: Layers) -> Office:
    """Give an agency with a data folder of its own."""
    return Office(tmp_path, town_layers)
