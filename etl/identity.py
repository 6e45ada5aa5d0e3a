"""Which received rows are one row: versions of it, copies, and the row that cancels it?

A row is known by the key that its feed's definition names. A row whose key has an empty part is known by all that it says, and
so is every row of a feed without a key: then a corrected row is a new one, and two incidents that read alike are one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.expand import Expanded
from etl.feeds.feed import Feed
from etl.keys import combine, hash_numbers, hash_texts
from etl.roles import column_of

# What a row says of its incident, beside its charge and its location. Where it stands in a file, and what its run made of it, is
# not part of that.
_SAID = (
    *("incident_id", "offense_number", "occurred_from_at", "occurred_to_at", "occurred_from_local", "occurred_text"),
    *("reported_at", "updated_at", "is_cancellation"),
)  # fmt: skip
_CHARGE = (
    "feed",
    "offense_code",
    "offense_text",
    "code_system",
    "offense",
    "category",
    "is_attempt",
    "found_by",
)
# Projected coordinates change in the last digit with the projecting library.
_LOCATION = (
    *("address", "lon", "lat", "neighborhood_id", "also_neighborhood_id", "located_by", "unlocated_reason", "block_id"),
)  # fmt: skip
_DEGREES = 1e7


def row_ids(
    text: dict[str, pa.Array], table: pa.Table, expanded: Expanded, feed: Feed
) -> tuple[pa.Array, pa.Array]:
    """Give the number of each row, and the number of its incident: the source's, or one made of the row."""
    numbers = _key_numbers(text, table, feed)
    is_whole = np.zeros(table.num_rows, dtype=bool) if numbers is None else numbers[1]
    ids = np.zeros(table.num_rows, dtype="int64") if numbers is None else numbers[0]
    if not is_whole.all():
        places = pa.array(np.flatnonzero(~is_whole))
        rest = table.take(places)
        ids[~is_whole] = combine([hash_texts(column) for column in rest.columns], feed.feed)
    if expanded.offense_number.any():
        ids = _numbered(ids, expanded.rows)
    own = text.get("incident_id")
    is_named = None if own is None else pc.not_equal(own, "")
    if is_named is not None and pc.all(is_named).as_py() is not False:
        return pa.array(ids), own
    made = pc.binary_join_element_wise("row", pa.array(ids).cast(pa.string()), " ")
    return pa.array(ids), made if own is None else pc.if_else(is_named, own, made)


def _key_numbers(
    text: dict[str, pa.Array], table: pa.Table, feed: Feed
) -> tuple[np.ndarray, np.ndarray] | None:
    key = feed.identity.key
    if not key or not set(key) & set(feed.columns) <= set(text):
        return None
    parts = [text[name] if name in text else column_of(table, name) for name in key]
    is_whole = np.logical_and.reduce(
        [pc.not_equal(part, "").to_numpy(zero_copy_only=False) for part in parts]
    )
    return combine([hash_texts(part) for part in parts], feed.feed), is_whole


def _numbered(ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Tell apart the offenses of one source row that share a number."""
    again = pd.DataFrame({"row": rows, "id": ids}).groupby(["row", "id"]).cumcount().to_numpy()
    return np.where(again == 0, ids, combine([ids.view("uint64"), again.astype("uint64")]))


def match_hashes(
    text: dict[str, pa.Array], table: pa.Table, feed: Feed
) -> tuple[pa.Array, pa.Array]:
    """Give what a row shares with the one that cancels it, null in a feed without cancellations, and whether it cancels."""
    rule = feed.cancellation
    if rule is None:
        return pa.nulls(table.num_rows, pa.int64()), pa.repeat(False, table.num_rows)
    blank = pa.repeat("", table.num_rows)
    parts = [
        text[name] if name in text else blank if name in feed.columns else column_of(table, name)
        for name in rule.match
    ]
    shared = combine([hash_texts(part) for part in parts], feed.feed)
    return pa.array(shared), pc.equal(column_of(table, rule.column), rule.value)


def hash_charges(charges: pa.Table) -> np.ndarray:
    """Give a number for what each charge says, uint64."""
    return _content_hashes(charges, _CHARGE)


def hash_locations(locations: pa.Table) -> np.ndarray:
    """Give a number for where each location is, uint64."""
    return _content_hashes(locations, _LOCATION)


def version_hashes(
    rows: pa.Table, charges: np.ndarray, locations: np.ndarray, feed: Feed
) -> pa.Array:
    """Give a number for what each row says, its charge and its location included: it changes where anything of that does.

    What is in the key of the feed is the same in all versions of a row.
    """
    said = tuple(name for name in _SAID if name not in feed.identity.key)
    return pa.array(combine([*_hashes(rows, said), charges, locations]))


def _content_hashes(table: pa.Table, names: tuple[str, ...]) -> np.ndarray:
    return combine(_hashes(table, names)).view(np.uint64)


def _hashes(table: pa.Table, names: tuple[str, ...]) -> list[np.ndarray]:
    hashes = []
    for name in names:
        column = table[name]
        if pa.types.is_floating(column.type):
            column = pc.round(pc.multiply(column, _DEGREES)).cast(pa.int64())
        is_text = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
        hashes.append(hash_texts(column) if is_text else hash_numbers(column))
    return hashes
