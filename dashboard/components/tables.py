"""How does a table look on a page? Plain rows that a screen reader reads and a mouse copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from analytics.numbers import column_texts, columns_of_numbers

Cell = Any


@dataclass(frozen=True)
class Row:
    """Cells of one row; `kind` is a class such as "total"."""

    cells: Sequence[Cell]
    kind: str = ""


def each_row(table: pd.DataFrame) -> Iterable[Any]:
    """Give the rows of a table with its columns as attributes."""
    return table.itertuples()


def plain_table(
    header: Sequence[str],
    rows: Sequence[Row],
    *,
    caption: str,
    numbers: Sequence[int] = (),
    foot: Sequence[Row] = (),
) -> html.Div:
    """Draw a table; `numbers` are the columns set to the right, and the first cell of each row is its heading."""

    def kind(column: int) -> str:
        return "number" if column in numbers else ""

    def line(row: Row) -> html.Tr:
        first, *others = row.cells
        return html.Tr(
            [
                html.Th(first, scope="row"),
                *(html.Td(cell, className=kind(n)) for n, cell in enumerate(others, start=1)),
            ],
            className=row.kind,
        )

    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(
                    html.Tr(
                        [
                            html.Th(text, scope="col", className=kind(n))
                            for n, text in enumerate(header)
                        ]
                    )
                ),
                html.Tbody([line(row) for row in rows]),
                html.Tfoot([line(row) for row in foot]) if foot else None,
            ],
            className="plain-table",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def frame_table(table: pd.DataFrame, *, caption: str, each: str | None = None) -> html.Div:
    """Draw a long table as it is: numbers to the right and written as the registry has them, empty cells empty.

    `each` names the number of columns that are headed by something else, such as a year. Raises LookupError for a column of
    numbers that the registry does not know. It is one component whatever its length: a component for each cell would hold the
    browser up for seconds.
    """
    written = columns_of_numbers(table)
    numbers = [n for n, name in enumerate(table.columns) if name in written]
    columns = [
        column_texts(column, each) if name in written else _texts(column)
        for name, column in table.items()
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return html.Div(
        dmc.Table(
            data={"caption": caption, "head": list(table.columns), "body": rows},
            className=" ".join(["plain-table", *(f"right-{n + 1}" for n in numbers)]),
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def _texts(column: pd.Series) -> list[str]:
    # Texts are given one by one otherwise, which takes five times as long.
    is_text = isinstance(column.dtype, pd.StringDtype)
    cells = column.to_numpy("object").tolist() if is_text else column.tolist()
    # What is missing does not equal itself.
    return ["" if cell is None or cell is pd.NA or cell != cell else str(cell) for cell in cells]
