"""A text that a style writes for its time is read back to the letter, and any other is kept."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.schema import STYLES
from etl.styles import find_style, without_written

TIMES = st.datetimes(datetime(1850, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001
PLACES = st.integers(0, len(STYLES) - 1)


def _columns(texts: list[str], times: list[datetime]) -> tuple[pa.StringArray, pa.TimestampArray]:
    return pa.array(texts, pa.string()), pa.array(times, pa.timestamp("us"))


def _read_back(kept: pa.Array, times: pa.Array, style: int) -> list[str]:
    """Read texts as the views of a snapshot do."""
    given = pa.table({"text": kept, "time": times})
    query = f"SELECT coalesce(text, strftime(time, '{STYLES[style]}')) AS text FROM given"
    with duckdb.connect() as connection:
        connection.register("given", given)
        return connection.sql(query).to_arrow_table()["text"].to_pylist()


@given(PLACES, st.lists(st.tuples(TIMES, st.booleans()), min_size=1, max_size=30))
def test_every_text_is_read_back_as_it_was_written(
    place: int, rows: list[tuple[datetime, bool]]
) -> None:
    odd = STYLES[place - 1]
    texts = [time.strftime(STYLES[place] if is_usual else odd) for time, is_usual in rows]
    columns = _columns(texts, [time for time, _ in rows])
    kept = without_written(*columns, place)
    assert _read_back(kept, columns[1], place) == texts
    usual = [not text for text in kept.to_pylist()]
    assert usual == [is_usual and 1900 <= time.year < 2119 for time, is_usual in rows]


@pytest.mark.parametrize(
    "text", ["11/05/2025 12:0", "11/05/2025 12:01", "11/05/2025T12:00", "11/5/2025 12:00", "11/05/2025 12:00 "]
)  # fmt: skip
def test_text_that_differs_by_a_letter_is_kept(text: str) -> None:
    noon = datetime(2025, 11, 5, 12)  # noqa: DTZ001
    columns = _columns(["11/05/2025 12:00", text], [noon, noon])
    assert without_written(*columns, 0).to_pylist() == [None, text]


def test_part_of_a_column_is_read_from_its_own_first_row() -> None:
    noon = datetime(2025, 11, 5, 12)  # noqa: DTZ001
    texts, times = _columns(["2025", "11/05/2025 12:00", "2025-11-05"], [noon] * 3)
    assert find_style(texts, times) is None
    assert find_style(texts.slice(1), times.slice(1)) == 0
    assert without_written(texts.slice(1), times.slice(1), 0).to_pylist() == [None, "2025-11-05"]
    assert find_style(texts.slice(3), times.slice(3)) is None
