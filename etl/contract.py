"""Which rows say enough to be counted: a day that can be, and an offense?

A row that breaks a rule is set aside with the reason, and everything else about it is let be: bad coordinates make no
incident unhappen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pandera.pandas as pandera

EARLIEST = datetime(1900, 1, 1)  # noqa: DTZ001
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Rule:
    """What a column has to be, by the name that pandera has for it; without a check it may not be null.

    Nulls break no other rule. `tells` says whether the reason is followed by the text of the start.
    """

    column: str
    check: str | None
    bound: Any
    reason: str
    tells: bool = True


# By the names of pandera's checks.
_HOLDS: dict[str, Callable[..., pa.ChunkedArray]] = {
    "eq": pc.equal,
    "ne": pc.not_equal,
    "ge": pc.greater_equal,
    "lt": pc.less,
    "le": pc.less_equal,
}


def _rules(as_of: date) -> tuple[_Rule, ...]:
    """List the rules of rows received up to a day; of several that are broken the first is the reason."""
    end = datetime.combine(as_of + _A_DAY, time.min)
    return (
        _Rule("started", "ne", "", "start time is empty", tells=False),
        _Rule("local", None, None, "start time cannot be read"),
        _Rule("local", "ge", EARLIEST, "start time lies before 1900"),
        _Rule("local", "lt", end, f"start time lies after {as_of}"),
        _Rule("late", "le", _A_DAY, "start time lies after the report"),
        _Rule("has_offense", "eq", True, "offense code is empty", tells=False),
    )


def row_contract(as_of: date) -> pandera.DataFrameSchema:
    """Give the contract of rows received up to a day: started (text), local, late (times), has_offense (a code or words)."""
    # It takes a fifth of a second to load, and of most exports no row is broken.
    import pandera.pandas as pandera

    rules = _rules(as_of)
    return pandera.DataFrameSchema(
        {
            column: pandera.Column(
                nullable=not any(rule.column == column and not rule.check for rule in rules),
                checks=[
                    getattr(pandera.Check, rule.check)(rule.bound, error=rule.reason)
                    for rule in rules
                    if rule.column == column and rule.check
                ],
            )
            for column in dict.fromkeys(rule.column for rule in rules)
        }
    )


def is_kept(rows: pa.Table, as_of: date) -> bool:
    """Tell whether no row breaks the contract."""
    return all(_is_kept(rows[rule.column], rule) for rule in _rules(as_of))


def _is_kept(column: pa.ChunkedArray, rule: _Rule) -> bool:
    if rule.check is None:
        return column.null_count == 0
    return pc.all(_HOLDS[rule.check](column, rule.bound)).as_py() is not False


def broken_rules(rows: pa.Table, as_of: date) -> pd.Series:
    """Give the reason of each row that cannot be counted, by its position, in order of the rows.

    `rows` has started (text), local, late (how long after the report it began) and has_offense.
    """
    if is_kept(rows, as_of):
        return pd.Series(dtype="str")
    contract = row_contract(as_of)
    import pandera.errors

    table = rows.to_pandas()
    try:
        contract.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        raise AssertionError("the contract and its rules disagree")
    rules = _rules(as_of)
    reasons = [rule.reason for rule in rules]
    unreadable = next(rule.reason for rule in rules if rule.check is None)
    rule = cases["check"].replace("not_nullable", unreadable).map(reasons.index)
    first = rule.groupby(cases["index"].astype("int64")).min().sort_index()
    broken = first.map(lambda place: reasons[place])
    with_example = first.map(lambda place: rules[place].tells)
    return broken.mask(with_example, broken + ": " + table["started"].loc[broken.index])
