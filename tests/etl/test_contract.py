"""The rules of a row read alike in Arrow, which asks all rows at once, and in pandera, which names the broken ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandera.errors
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.contract import EARLIEST, broken_rules, is_kept, row_contract

AS_OF = date(2025, 12, 1)
GOOD = ("2025-11-05", datetime(2025, 11, 5), timedelta(0), True)  # noqa: DTZ001
LATEST = datetime(2025, 12, 1, 23, 59, 59, 999_999)  # noqa: DTZ001
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)

rows = st.lists(
    st.tuples(
        st.sampled_from(["", "2025-11-05", " "]),
        st.none()
        | st.sampled_from([EARLIEST - MOMENT, EARLIEST, LATEST, LATEST + MOMENT])
        | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),  # noqa: DTZ001
        st.none()
        | st.sampled_from([-DAY, timedelta(0), DAY, DAY + MOMENT])
        | st.timedeltas(timedelta(days=-3_000_000), timedelta(days=3_000_000)),
        st.booleans() | st.none(),
    ),
    max_size=6,
)


def _table(rows: list[tuple[object, ...]]) -> pa.Table:
    started, local, late, has_offense = zip(*rows, strict=True) if rows else [()] * 4
    return pa.table(
        {
            "started": pa.array(started, pa.string()),
            "local": pa.array(local, pa.timestamp("us")),
            "late": pa.array(late, pa.duration("us")),
            "has_offense": pa.array(has_offense, pa.bool_()),
        }
    )


def _holds_for_pandera(table: pa.Table) -> bool:
    try:
        row_contract(AS_OF).validate(table.to_pandas(), lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@given(rows)
@example([])
@example([(" ", LATEST, None, None)])
def test_arrow_and_pandera_agree_on_every_row(drawn: list[tuple[object, ...]]) -> None:
    table = _table(drawn)
    assert is_kept(table, AS_OF) == _holds_for_pandera(table)
    alone = [not is_kept(table.slice(place, 1), AS_OF) for place in range(len(table))]
    broken = broken_rules(table, AS_OF)
    assert [*broken.index] == [place for place, is_broken in enumerate(alone) if is_broken]
    assert broken.notna().all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({0: "", 1: None, 3: False}, "start time is empty"),
        ({1: None}, "start time cannot be read: 2025-11-05"),
        ({1: EARLIEST - MOMENT, 2: 2 * DAY}, "start time lies before 1900: 2025-11-05"),
        ({1: LATEST + MOMENT, 3: False}, "start time lies after 2025-12-01: 2025-11-05"),
        ({2: DAY + MOMENT, 3: False}, "start time lies after the report: 2025-11-05"),
        ({3: False}, "offense code is empty"),
    ],
)
def test_first_broken_rule_is_the_reason(change: dict[int, object], reason: str) -> None:
    row = tuple(change.get(place, value) for place, value in enumerate(GOOD))
    broken = broken_rules(_table([GOOD, row, GOOD]), AS_OF)
    assert broken.to_dict() == {1: reason}


def test_row_on_every_bound_is_counted() -> None:
    bounds = [(EARLIEST, None), (LATEST, DAY)]
    table = _table([("x", local, late, True) for local, late in bounds])
    assert broken_rules(table, AS_OF).empty
