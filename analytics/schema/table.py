"""What is a table: its grain, its columns with units and allowed values, and does some data keep to it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analytics.errors import ContractError


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, whether it may be empty, which values it may take, and what it means."""

    type: str
    meaning: str
    is_nullable: bool = False
    allowed: frozenset[str] | None = None


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
