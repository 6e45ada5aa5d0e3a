"""Chunks cross in shared memory as they were, and whoever keeps one for long does not keep the others waiting."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from etl.feeds import slots
from etl.feeds.sandbox import Sandbox
from etl.feeds.slots import COUNT, Filler, Slots, copied
from etl.spool import Spool
from tests.etl.feeds.feed_files import HEADER, ROWS, lines, make_feed, values

DAY = pa.array([20_000] * 3, pa.int32()).cast(pa.date32())
TABLE = pa.table({"row_id": pa.array([1, 2, 3]), "said": ["a", "é", ""], "occurred_on": DAY})


@pytest.fixture
def memory(tmp_path: Path) -> Slots:
    return Slots(tmp_path)


@pytest.fixture
def filler(memory: Slots) -> Filler:
    filler = Filler(memory.path)
    for slot in memory.freed():
        filler.free.put(slot)
    return filler


def _crossed(memory: Slots, filler: Filler, table: pa.Table = TABLE) -> pa.Table:
    filled = filler.put(table)
    assert filled is not None
    return memory.take(*filled)


def test_slot_is_free_again_when_nothing_of_its_table_is_left(
    memory: Slots, filler: Filler
) -> None:
    table = _crossed(memory, filler)
    assert table.equals(TABLE)
    column = table["said"].slice(1)
    del table
    gc.collect()
    assert memory.freed() == []
    assert column.to_pylist() == ["é", ""]
    del column
    gc.collect()
    assert memory.freed() == [0]


def test_chunk_larger_than_a_slot_goes_through_the_pipe_and_takes_none(
    filler: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = filler.free.qsize()
    monkeypatch.setattr(slots, "BYTES", 70_000)
    assert filler.put(pa.table({"text": ["x" * 10_000]})) is None
    assert filler.free.qsize() == free


def test_chunk_goes_through_the_pipe_where_all_slots_are_held(
    memory: Slots, filler: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_PATIENCE_SECONDS", 0.01)
    held = [_crossed(memory, filler) for _ in range(COUNT)]
    assert filler.put(TABLE) is None
    assert all(table.equals(TABLE) for table in held)


def test_largest_table_that_is_let_in_fits(filler: Filler) -> None:
    room = slots.BYTES - (64 << 10)
    table = pa.table({"text": pa.array([b"x" * (room - 1_000)], pa.large_binary())})
    assert filler.put(table) is not None


def test_rows_that_wait_in_a_spool_hold_no_slot(
    memory: Slots, filler: Filler, tmp_path: Path
) -> None:
    spool = Spool(tmp_path)
    for _ in range(COUNT + 1):
        spool.add(_crossed(memory, filler))
        gc.collect()
        (slot,) = memory.freed()
        filler.free.put(slot)
    spool.flush()
    found = spool.between((None, None), np.zeros(spool.rows, dtype=bool))
    assert found is not None
    assert found["said"].to_pylist() == TABLE["said"].to_pylist() * (COUNT + 1)


@pytest.mark.parametrize("table", [TABLE, TABLE.slice(1, 1), TABLE.slice(0, 0)])
def test_copy_says_the_same(table: pa.Table) -> None:
    assert copied(table).equals(table)


def test_systems_without_nameless_memory_use_a_file_for_each_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    path = tmp_path / "good.csv"
    path.write_text(lines([HEADER, *ROWS], ",", "\n"), encoding="utf-8")
    feed = make_feed(tmp_path)
    with Sandbox(tmp_path) as sandbox:
        first = sandbox.read(feed, path, path.name)
        kept = next(first)
        # Its process is ended, and another fills its own memory.
        first.close()
        other = tmp_path / "other.csv"
        other.write_text(lines([HEADER, ["8", "8", "8"]], ",", "\n"), encoding="utf-8")
        (chunk,) = sandbox.read(feed, other, other.name)
        assert values([kept]) == ROWS
        assert values([chunk]) == [["8", "8", "8"]]
    assert [each for each in tmp_path.iterdir() if each.is_dir()] == []
