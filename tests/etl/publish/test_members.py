"""What many rows share has one number: that of the snapshot in service, else the next, in order of appearance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from etl.publish.members import Members
from etl.publish.receipts import Receipts

NOW = datetime(2025, 12, 1)  # noqa: DTZ001
hashes = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, -1, -(2**63), 2**63 - 1])


def _members(content: Sequence[int]) -> pa.Table:
    return pa.table({"content_hash": pa.array(content, pa.int64())})


@given(
    st.lists(hashes, unique=True, max_size=6),
    st.integers(0, 5),
    st.lists(st.lists(hashes, max_size=8), max_size=5),
)
@example([2**63 - 1], 0, [[2**63 - 1, 0]])
@example([], 0, [[0]])
def test_number_stands_for_one_content_and_is_never_given_twice(
    stored: list[int], gap: int, parts: list[list[int]]
) -> None:
    numbers = {content: gap + number for number, content in enumerate(stored, start=1)}
    known = _members(stored).append_column("id", pa.array([*numbers.values()], pa.int32()))
    members = Members("id", known)
    following = max(numbers.values(), default=0) + 1
    for part in parts:
        for content in part:
            if content not in numbers:
                numbers[content] = following
                following += 1
        given_numbers = members.number(_members(part))
        assert given_numbers.tolist() == [numbers[content] for content in part]
        assert given_numbers.dtype == np.int32
    new = members.take_new()
    told = {} if new is None else dict(zip(*(new[name].to_pylist() for name in ("content_hash", "id")), strict=True))  # fmt: skip
    assert told == {content: numbers[content] for content in numbers if content not in stored}
    assert members.take_new() is None


def test_receipt_stands_for_a_file_a_style_and_the_moment_its_rows_were_first_seen() -> None:
    receipts = Receipts("run", NOW, 7)
    before = NOW - timedelta(days=1)
    ways = [
        ("a.csv", 0, None), ("b.csv", 0, None), ("a.csv", 0, before), ("a.csv", 0, NOW), ("b.csv", 0, before),
        ("a.csv", None, NOW),
    ]  # fmt: skip
    assert [receipts.number(*way) for way in ways] == [7, 8, 9, 7, 10, 11]
    assert receipts.take_new()["style"].to_pylist() == [0, 0, 0, 0, None]
    assert receipts.number("c.csv", None) == 12
    assert receipts.take_new()["source_file"].to_pylist() == ["c.csv"]
    assert receipts.take_new().num_rows == 0
    seen = receipts.table()["first_seen_at"].to_pylist()
    assert seen == [NOW, NOW, before, before, NOW, NOW]
