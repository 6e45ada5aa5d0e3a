"""Rows share a number where all their columns say the same, and only there."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import alike
from etl.alike import number_alike

rows = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", None]),
        st.sampled_from(["x", "y", None]),
        st.sampled_from([True, False, None]),
    ),
    max_size=30,
)


@given(rows, st.sampled_from([1 << 62, 8, 1]))
def test_numbers_are_those_of_distinct_rows_in_order(rows: list[tuple[object, ...]], most: int) -> None:  # fmt: skip
    columns = list(zip(*rows, strict=True)) or [()] * 3
    arrays = [
        pa.array(columns[0], pa.string()).dictionary_encode(),
        pa.array(columns[1], pa.string()),
        pa.array(columns[2], pa.bool_()),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_MOST_COMBINATIONS", most)
        numbers, first = number_alike(arrays)
    distinct = [*dict.fromkeys(rows)]
    assert numbers.tolist() == [distinct.index(row) for row in rows]
    assert first.tolist() == [rows.index(row) for row in distinct]
