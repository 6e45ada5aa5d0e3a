"""Rows come back by day from however many files they were written to, and those of one number are found in all of them."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import StoreError
from etl import spool
from etl.spool import Spool, cut

FIRST_ON = date(1969, 12, 20)
ids = st.integers(-4, 4) | st.sampled_from([-(2**63), 2**63 - 1, 1 << 62])
parts = st.lists(st.lists(st.tuples(ids, st.integers(0, 30)), max_size=5), max_size=8)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few rows need many files, shares and bits."""
    for name, value in (("ROWS_A_FILE", 3), ("_ROWS_A_SHARE", 2), ("_SIEVE_BITS", 2)):
        monkeypatch.setattr(spool, name, value)


def _rows(drawn: list[tuple[int, int]]) -> pa.Table:
    numbers, days = zip(*drawn, strict=True) if drawn else ((), ())
    on = pa.array([FIRST_ON + timedelta(days=day) for day in days], pa.date32())
    return pa.table({"row_id": pa.array(numbers, pa.int64()), "occurred_on": on})


@given(parts, parts, st.integers(1, 6), st.sets(st.integers(0, 40)))
def test_rows_come_back_once_by_day_without_those_dropped(
    before: list[list[tuple[int, int]]],
    after: list[list[tuple[int, int]]],
    rows_a_stretch: int,
    dropped: set[int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = Spool(Path(folder))
        for part in before:
            rows.add(_rows(part))
        rows.flush()
        first_part, first_seq = rows.parts, rows.rows
        for part in after:
            rows.add(_rows(part))
        rows.flush()
        flat = [row for part in (*before, *after) for row in part]
        assert rows.rows == len(flat)
        assert rows.days == Counter(FIRST_ON + timedelta(days=day) for _, day in flat)

        is_dropped = np.isin(np.arange(len(flat)), [*dropped])
        found: list[tuple[object, ...]] = []
        for start, end in cut(rows.days, rows_a_stretch):
            stretch = rows.between((start, end), is_dropped)
            if stretch is None:
                continue
            assert len(stretch)
            lines = [tuple(line.values()) for line in stretch.to_pylist()]
            assert all(start is None or day >= start for _, day, _ in lines)
            assert all(end is None or day < end for _, day, _ in lines)
            found += lines
        kept = [
            (number, FIRST_ON + timedelta(days=day), seq)
            for seq, (number, day) in enumerate(flat)
            if seq not in dropped
        ]
        assert Counter(found) == Counter(kept)

        again = [
            seq
            for table in rows.repeated(first_part, ["seq", "row_id"])
            for seq in table["seq"].to_pylist()
        ]
        counts = Counter(number for number, _ in flat[first_seq:])
        repeated = [seq for seq in range(first_seq, len(flat)) if counts[flat[seq][0]] > 1]
        assert sorted(again) == repeated


def test_full_disk_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.feather.write_feather", fill)
    rows = Spool(tmp_path)
    with pytest.raises(StoreError, match="No space left on device; free some space and run again"):
        rows.add(_rows([(1, 1)] * 3))
