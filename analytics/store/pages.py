"""Which rows stand on one page of a list, in which order, and how many are there in all?

A list of a million rows is sent a page at a time. Ties are broken by the number of the row, so that pages repeat and lose none
as long as the snapshot stays the same; the next one may move a row to another page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from analytics.errors import SelectionError
from analytics.selection import Selection
from analytics.store.moments import Moment
from analytics.store.relations import conditions_of, counted_rows, within_area

Query = Callable[..., pd.DataFrame]
Order = Sequence[tuple[str, Literal["asc", "desc"]]]

# As many as a spreadsheet shows without trouble.
MOST_ROWS = 100_000
# Each column of a page, and the table that it stands in.
_TABLE_OF = {
    "row_id": "rows",
    "incident_id": "rows",
    "offense": "charges",
    "category": "charges",
    "found_by": "charges",
    "is_attempt": "charges",
    "occurred_on": "rows",
    "occurred_from_local": "rows",
    "occurred_to_local": "rows",
    "address": "locations",
    "neighborhood_id": "locations",
    "block_id": "locations",
    "source_file": "receipts",
    "source_row": "rows",
    "lon": "locations",
    "lat": "locations",
}
PAGE_COLUMNS = tuple(_TABLE_OF)
_ROW_COLUMNS = [name for name, table in _TABLE_OF.items() if table == "rows"]
_KEYS = {"charges": "charge_id", "locations": "location_id", "receipts": "receipt_id"}
_STORED = [*_ROW_COLUMNS, *_KEYS.values()]
# Days are in the order of these columns too.
_BY_DAY = ("occurred_on", "occurred_from_local")
_DIRECTIONS = {"asc": "ASC", "desc": "DESC"}
_NEWEST_FIRST: Order = (("occurred_from_local", "desc"),)
# Nothing in it stands for something else, as % and _ would after LIKE.
_SEARCHED = """(starts_with(lower(incident_id), lower($search)) OR location_id IN
(SELECT location_id FROM locations WHERE contains(lower(address), lower($search))))"""
# One text is read faster than a list of as many values; an empty one is no number, and holds nothing.
_IN_AREA = "location_id IN (SELECT TRY_CAST(unnest(string_split($inside, ',')) AS INTEGER))"


def read_page(
    query: Query,
    selection: Selection,
    crs: str,
    moment: Moment | None,
    *,
    search: str,
    order_by: Order,
    start: int,
    count: int | None,
) -> tuple[pd.DataFrame, int]:
    """Read some of a selection's rows and how many there are; see `Store.read_page`."""
    for name, direction in order_by:
        if name not in _TABLE_OF or direction not in _DIRECTIONS:
            known = ", ".join(PAGE_COLUMNS)
            raise SelectionError(
                f"cannot sort by {name} {direction}: choose from {known}, asc or desc"
            )
    if start < 0 or (count is not None and not 1 <= count <= MOST_ROWS):
        raise SelectionError(f"a page starts at row 0 or later and has 1 to {MOST_ROWS:,} rows")
    matching, values = _matching(query, selection, crs, moment, search)
    sorting = _sorting(order_by or _NEWEST_FIRST)
    parts = query(
        f"SELECT {sorting.part} AS part, count(*) AS rows FROM {matching} {sorting.part_join} GROUP BY part",
        values,
    ).sort_values("part", ascending=not sorting.is_falling)
    total = int(parts["rows"].sum())
    if count is None and total > MOST_ROWS:
        raise SelectionError(
            f"{total:,} rows match, and at most {MOST_ROWS:,} are given at once: choose fewer days, offenses or places"
        )
    end = min(total, start + (total if count is None else count))
    upto = parts["rows"].cumsum()
    held = (upto > start) & (upto - parts["rows"] < end)
    needed = parts.loc[held, "part"].to_list()
    ids = query(
        f"SELECT row_id, occurred_on FROM {matching} {sorting.joins} WHERE {sorting.part} BETWEEN $low AND $high "
        f"ORDER BY {sorting.keys} LIMIT $most OFFSET $skipped",
        {
            **values,
            "low": min(needed, default=None),
            "high": max(needed, default=None),
            "most": max(0, end - start),
            "skipped": start - int(parts.loc[upto <= start, "rows"].sum()) if needed else 0,
        },
    )
    return _rows(query, moment, ids), total


def read_row(query: Query, moment: Moment | None, row_id: int) -> pd.DataFrame:
    """Read one counted row by its number; see `Store.read_row`."""
    rows, values = counted_rows(["row_id", "occurred_on"], moment)
    ids = query(f"SELECT * FROM {rows} WHERE row_id = $row", {**values, "row": row_id})
    return _rows(query, moment, ids)


def _matching(
    query: Query, selection: Selection, crs: str, moment: Moment | None, search: str
) -> tuple[str, dict[str, Any]]:
    """Give the rows that match, in SQL, with the numbers of what they share, and the values of the parameters."""
    rows, values = counted_rows(_STORED, moment)
    where, wanted = conditions_of(selection, crs)
    values |= wanted
    conditions = where["rows"]
    for table in ("charges", "locations"):
        if where[table]:
            key = _KEYS[table]
            chosen = f"SELECT {key} FROM {table} WHERE {' AND '.join(where[table])}"
            conditions.append(f"{key} IN ({chosen})")
    if selection.area is not None:
        points = within_area(query("SELECT location_id, x_m, y_m FROM locations"), selection, crs)
        conditions.append(_IN_AREA)
        values["inside"] = ",".join(map(str, points["location_id"].to_list()))
    if search.strip():
        conditions.append(_SEARCHED)
        # Half of a character that takes two is no text that a database could compare.
        values["search"] = search.strip().encode("utf-8", "replace").decode("utf-8")
    return f"(SELECT * FROM {rows} WHERE {' AND '.join(conditions)}) AS matching", values


@dataclass(frozen=True)
class _Sorting:
    """An order in SQL: its keys and the joins that they need, and what parts the rows in the order of the first key.

    Of the parts only those that a page needs are sorted, so that one in the middle of a million costs little more than the first.
    """

    keys: str
    joins: str
    part: str
    part_join: str
    is_falling: bool


def _sorting(order_by: Order) -> _Sorting:
    joins, keys = [], []
    for place, (name, direction) in enumerate(order_by):
        order, table = f"{name} {_DIRECTIONS[direction]} NULLS LAST", _TABLE_OF[name]
        if table == "rows":
            keys.append(order)
            continue
        # What many rows share is put in order once, and the rows by its number: texts take several times as long.
        key = _KEYS[table]
        joins.append(
            f"JOIN (SELECT {key}, dense_rank() OVER (ORDER BY {order}) AS key_{place} FROM {table}) USING ({key})"
        )
        keys.append(f"key_{place}")
    first, direction = order_by[0]
    is_joined = _TABLE_OF[first] != "rows"
    alone = "occurred_on" if first in _BY_DAY else "0"
    return _Sorting(
        keys=", ".join([*keys, "row_id"]),
        joins=" ".join(joins),
        part="key_0" if is_joined else alone,
        part_join=joins[0] if is_joined else "",
        is_falling=not is_joined and direction == "desc",
    )


def _rows(query: Query, moment: Moment | None, ids: pd.DataFrame) -> pd.DataFrame:
    rows, values = counted_rows(_STORED, moment)
    joins = " ".join(f"JOIN {table} USING ({key})" for table, key in _KEYS.items())
    # The days spare most of the rows a look at their number.
    days = [
        None if pd.isna(day) else day
        for day in (ids["occurred_on"].min(), ids["occurred_on"].max())
    ]
    found = query(
        f"SELECT {', '.join(PAGE_COLUMNS)} FROM {rows} AS rows {joins} "
        "WHERE occurred_on BETWEEN $first AND $last AND row_id IN (SELECT unnest($ids))",
        {**values, "first": days[0], "last": days[1], "ids": ids["row_id"].to_list()},
    )
    return found.set_index("row_id").loc[ids["row_id"]].reset_index()[list(PAGE_COLUMNS)]
