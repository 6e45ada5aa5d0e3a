"""What is a table: its grain, its columns with units and allowed values, and does some data keep to it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import ContractError

_ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "SMALLINT": pa.int16(), "TINYINT": pa.int8(),
    "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip
# A text of few values takes a fraction of the memory as one.
_FEW_VALUES = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, whether it may be empty, which values it may take, and what it means.

    `is_repetitive` says of a text that many rows share each value, `compression` how DuckDB stores it where its own choice, to
    try them all, costs more time than the space is worth.
    """

    type: str
    meaning: str
    is_nullable: bool = False
    allowed: frozenset[str] | None = None
    is_repetitive: bool = False
    compression: str | None = None

    @property
    def arrow_type(self) -> pa.DataType:
        """The type of the column in Arrow."""
        return _FEW_VALUES if self.is_repetitive or self.allowed else _ARROW[self.type]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, and which of them name a row."""

    grain: str
    columns: dict[str, Column]
    key: tuple[str, ...] = ()

    def ddl(self, name: str) -> str:
        """Give the CREATE TABLE statement."""
        lines = [
            f"{column} {spec.type}{'' if spec.is_nullable else ' NOT NULL'}"
            + (f" USING COMPRESSION {spec.compression}" if spec.compression else "")
            for column, spec in self.columns.items()
        ]
        return f"CREATE TABLE {name} ({', '.join(lines)})"


def one_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


def conform(table: pd.DataFrame, contract: Table) -> pd.DataFrame:
    """Return the contract's columns of a table, in its order, or say what is wrong with it.

    Raises ContractError naming the column: missing, unexpected, empty where it may not be, or of a value not allowed.
    """
    missing = [name for name in contract.columns if name not in table.columns]
    unexpected = [name for name in table.columns if name not in contract.columns]
    if missing or unexpected:
        raise ContractError(
            f"a table of {contract.grain}: missing {missing or 'nothing'}, unexpected {unexpected or 'nothing'}"
        )
    for name, spec in contract.columns.items():
        values = table[name]
        if not spec.is_nullable and values.isna().any():
            raise ContractError(
                f"{name} is empty in {int(values.isna().sum())} rows; it may not be"
            )
        if spec.allowed is not None:
            strange = set(values.dropna().unique()) - spec.allowed
            if strange:
                raise ContractError(
                    f"{name} holds {sorted(strange)[:5]}; allowed are {sorted(spec.allowed)}"
                )
    return table[list(contract.columns)]


def conform_rows(rows: pa.Table, contract: Table) -> pa.Table:
    """Return the contract's columns of an Arrow table, in its order and types, as `conform` does of a pandas one.

    Raises ContractError naming the column: missing, empty where it may not be, or of a value not allowed.
    """
    missing = [name for name in contract.columns if name not in rows.column_names]
    if missing:
        raise ContractError(f"a table of {contract.grain}: missing {', '.join(missing)}")
    columns = {}
    for name, spec in contract.columns.items():
        column = rows[name]
        if column.type != spec.arrow_type:
            is_text = pa.types.is_string(column.type) and spec.arrow_type == _FEW_VALUES
            column = column.dictionary_encode() if is_text else column.cast(spec.arrow_type)
        if not spec.is_nullable and column.null_count:
            raise ContractError(f"{name} is empty in {column.null_count} rows; it may not be")
        if spec.allowed is not None:
            strange = set(pc.unique(column).drop_null().to_pylist()) - spec.allowed
            if strange:
                raise ContractError(
                    f"{name} holds {sorted(strange)[:5]}; allowed are {sorted(spec.allowed)}"
                )
        columns[name] = column
    return pa.table(columns)
