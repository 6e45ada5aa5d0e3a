"""Which column of a file is each role of a feed read from, and what is written there?"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import FeedError
from etl.feeds.feed import Feed
from etl.feeds.sniff import find_column, normal

Mapping = AnyMapping[str, tuple[str, ...]]


def match_columns(columns: list[str], feed: Feed, source_file: str) -> Mapping:
    """Give the column, or the columns to join, that each role is read from in one file.

    Raises FeedError naming the missing role with the names it may have, or the column nobody has described.
    """
    mapping: dict[str, tuple[str, ...]] = {}
    for role, names in feed.columns.items():
        for name in names:
            parts = tuple(find_column(columns, part) or "" for part in name.split("+"))
            if all(parts):
                mapping[role] = parts
                break
        else:
            if role not in feed.optional:
                raise FeedError(
                    f"{source_file}: column {' or '.join(names)} ({role}) is missing; it has {', '.join(columns)}. "
                    "If it was renamed, add the new name to the definition"
                )
    if feed.other_columns is not None:
        unknown = sorted(
            column for column in columns if normal(column) not in _described(feed, mapping)
        )
        if unknown:
            raise FeedError(
                f"{source_file}: column {', '.join(unknown)} is new; map it in [columns] of the definition, "
                "or list it under other"
            )
    return mapping


def _described(feed: Feed, mapping: Mapping) -> set[str]:
    names = {*(feed.other_columns or ()), "geometry.x", "geometry.y"}
    names |= {part for parts in mapping.values() for part in parts}
    names |= {part for given in feed.columns.values() for name in given for part in name.split("+")}
    names |= set(feed.columns_beside_roles)
    return {normal(name) for name in names}


def text_of(table: pa.Table, columns: tuple[str, ...], *, is_repetitive: bool = False) -> pa.Array:
    """Give the text of a role, trimmed; of several columns joined with a space, inner runs of spaces kept.

    A repetitive one comes as a dictionary; two texts that differ in outer spaces may both stand in it.
    """
    if is_repetitive and len(columns) == 1:
        # Encoded piece by piece: numbers are joined sooner than texts.
        encoded = table[columns[0]].dictionary_encode().unify_dictionaries().combine_chunks()
        return pa.DictionaryArray.from_arrays(encoded.indices, _trimmed(encoded.dictionary))
    if is_repetitive:
        return text_of(table, columns).dictionary_encode()
    trimmed = [_trimmed(table[column].combine_chunks()) for column in columns]
    if len(trimmed) == 1:
        return trimmed[0]
    return _trimmed(pc.binary_join_element_wise(*trimmed, " "))


def _trimmed(text: pa.StringArray) -> pa.StringArray:
    """Trim texts, where any of them begins or ends with a byte that may be of a space: to look costs half of trimming."""
    if not len(text):
        return text
    offsets = np.frombuffer(text.buffers()[1], dtype="int32")[text.offset :][: len(text) + 1]
    starts, ends = offsets[:-1], offsets[1:]
    is_given = starts < ends
    if not is_given.any():
        return text
    letters = np.frombuffer(text.buffers()[2], dtype="uint8")
    outer = letters[starts[is_given]], letters[ends[is_given] - 1]
    # Bytes up to 32 are spaces and controls, those from 128 on are parts of other letters, some of which are spaces.
    if any(((bytes_ - np.uint8(33)) >= 95).any() for bytes_ in outer):
        return pc.utf8_trim_whitespace(text)
    return text


def column_of(table: pa.Table, name: str, *, is_repetitive: bool = False) -> pa.Array:
    """Give the trimmed text of a column that a definition names outside of its roles; FeedError where there is none."""
    column = find_column(table.column_names, name)
    if column is None:
        raise FeedError(
            f"column {name} is missing; the file has {', '.join(table.column_names)}. "
            "If it was renamed, change the definition"
        )
    return text_of(table, (column,), is_repetitive=is_repetitive)
