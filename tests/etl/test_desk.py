"""A worker that holds all parts of a file leaves the memory free in which the next chunk comes."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from etl.erased import read_erased
from geodata.layers import Layers
from tests import town

pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[cluster]'")
from etl.cluster import _Desk


def test_parts_of_a_file_hold_no_slot(tmp_path: Path, town_layers: Layers) -> None:
    feed = town.write_feed(tmp_path)
    path = tmp_path / "town.csv"
    # Without the last row, which is set aside: what is left of a chunk is a copy.
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    desk = _Desk(town_layers, tmp_path, date(2025, 12, 28), read_erased(tmp_path))
    desk.setup(SimpleNamespace(local_directory=str(tmp_path), address="here"))
    held = desk.read(feed, path, path.name)
    gc.collect()
    sandbox = desk.idle.get_nowait()
    assert len(held) == len(sandbox._slots.freed()) == 1
    desk.teardown(None)
