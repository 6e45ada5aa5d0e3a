"""Which rows say enough to be counted: a day that can be, and an offense?

A row that breaks a rule is set aside with the reason, and everything else about it is let be: bad coordinates make no
incident unhappen.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pandera.pandas as pa

EARLIEST = pd.Timestamp("1900-01-01")
_A_DAY = pd.Timedelta(days=1)
_EMPTY, _UNREADABLE = "start time is empty", "start time cannot be read"
_ANCIENT, _FUTURE = "start time lies before 1900", "start time lies after {as_of}"
_LATE, _NO_OFFENSE = "start time lies after the report", "offense code is empty"
# Of several broken rules the first is the reason.
_RULES = (_EMPTY, _UNREADABLE, _ANCIENT, _FUTURE, _LATE, _NO_OFFENSE)
_WITHOUT_EXAMPLE = (_EMPTY, _NO_OFFENSE)


def row_contract(as_of: date) -> pa.DataFrameSchema:
    """Give the contract of rows received up to a day: started (text), local, late (times), has_offense (a code or words)."""
    end = pd.Timestamp(as_of + timedelta(days=1))
    return pa.DataFrameSchema(
        {
            "started": pa.Column(checks=pa.Check.ne("", error=_EMPTY)),
            "local": pa.Column(
                checks=[pa.Check.ge(EARLIEST, error=_ANCIENT), pa.Check.lt(end, error=_FUTURE)]
            ),
            "late": pa.Column(nullable=True, checks=pa.Check.le(_A_DAY, error=_LATE)),
            "has_offense": pa.Column(checks=pa.Check.eq(True, error=_NO_OFFENSE)),
        }
    )


def broken_rules(rows: pd.DataFrame, as_of: date) -> pd.Series:
    """Give the reason of each row that cannot be counted, in order of the rows.

    `rows` is indexed by position and has started (text), local, late (how long after the report it began) and has_offense.
    """
    try:
        row_contract(as_of).validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return pd.Series(dtype="str")
    rule = cases["check"].replace("not_nullable", _UNREADABLE).map(_RULES.index)
    first = rule.groupby(cases["index"].astype("int64")).min().sort_index()
    reasons = first.map(lambda place: _RULES[place].format(as_of=as_of))
    with_example = ~first.isin([_RULES.index(name) for name in _WITHOUT_EXAMPLE])
    return reasons.mask(with_example, reasons + ": " + rows["started"].loc[reasons.index])
