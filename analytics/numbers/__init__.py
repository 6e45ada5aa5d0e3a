"""Which numbers do we publish: what each is, over what, for whom, and how it is rounded?

Pages, files, reports, mails and notebooks write a number by its entry here, so that no two of them round it differently. A number
is a count of rows, or is reckoned from such counts by a measure; `said.py` gives those of a comparison, and
`analytics.report.published` those of a selection. A measure's own sentence is written by the measure, in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analytics.audiences import Audience
from analytics.numbers.counts import COUNTS
from analytics.numbers.data import DATA
from analytics.numbers.measures import MEASURES
from analytics.numbers.number import Number as Number

NUMBERS: Mapping[str, Number] = MappingProxyType(COUNTS | MEASURES | DATA)
_HEADED: Mapping[str, Number] = MappingProxyType(
    {number.heading: number for number in NUMBERS.values() if number.heading}
)


def registry_table(audience: Audience) -> pd.DataFrame:
    """List the numbers that an audience may see: Column (empty for those in no table), Number, Over, Rounded."""
    shown = [number for number in NUMBERS.values() if audience in number.audiences]
    return pd.DataFrame(
        [(each.heading, each.what, each.over, each.rounding.words) for each in shown],
        columns=["Column", "Number", "Over", "Rounded"],
    )


def write(name: str, value: Any) -> str:
    """Write a published number as everybody does."""
    return NUMBERS[name].rounding.write(value)


def number_headed(heading: str) -> Number:
    """Give the number that a column holds. Raises LookupError for a heading that no number has."""
    if heading not in _HEADED:
        raise LookupError(
            f"no published number is headed {heading!r}: add it to analytics/numbers, or make the column text"
        )
    return _HEADED[heading]


def columns_of_numbers(table: pd.DataFrame) -> list[str]:
    """Name the columns that hold numbers; one without any value may be of texts."""
    return [
        str(name)
        for name, column in table.items()
        if is_numeric_dtype(column.dtype)
        and not is_bool_dtype(column.dtype)
        and (name in _HEADED or column.notna().any())
    ]


def in_file(table: pd.DataFrame) -> pd.DataFrame:
    """Round each column of numbers as its heading says. Raises LookupError for a column that is not a published number."""
    return table.assign(
        **{
            name: number_headed(name).rounding.in_file(table[name])
            for name in columns_of_numbers(table)
        }
    )


def column_texts(column: pd.Series, each: str | None = None) -> list[str]:
    """Write a column of numbers as its heading says, or as `each` where no number is headed so; what is missing is empty."""
    heading = str(column.name)
    number = NUMBERS[each] if each and heading not in _HEADED else number_headed(heading)
    written = number.rounding.write
    return ["" if pd.isna(value) else written(value) for value in column.tolist()]
