"""How does a row that names several offenses become a row an offense?

A row here is one offense of one incident, so a cell with two offenses is two rows and a count of three is three. Counted as
incidents they are still one: whoever counts rows counts offenses. A count that is no whole number from 1 to 99 would be a
guess, so such a row is set aside with its reason. The description belongs to the first offense: one that is read from a
further column goes without, unless the description has as many parts as the cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.feeds.feed import Feed
from etl.feeds.sniff import normal
from etl.roles import Mapping, column_of, text_of

_FROM_1_TO_99 = r"^0*[1-9]\d?(?:\.0+)?$"
_WHOLE = r"0*[1-9]\d*(?:\.0+)?"
_NUMBERING = r"^(?:\(\d{1,2}\)|\d{1,2}[).])\s+"


@dataclass(frozen=True)
class Expanded:
    """`rows` are the source's row numbers, repeated; `offense_number` counts from 0 within each of them.

    `set_aside` holds the row number and the reason of rows that are in neither.
    """

    table: pa.Table
    rows: np.ndarray
    offense_number: np.ndarray
    set_aside: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class _Offenses:
    """Codes and descriptions with the position of the row that each is of, in the order of the rows."""

    position: np.ndarray
    code: pa.Array
    text: pa.Array


def expand(table: pa.Table, rows: np.ndarray, feed: Feed, mapping: Mapping) -> Expanded:
    """Give a row to each offense that the feed's further columns, separator and count column name.

    The columns of offense_code and offense_text hold the one offense of their row, the others are repeated. A row without any
    offense stays one row. A feed that uses none of the three gets its own table back. A row that cancels another
    (the feed's cancellation) counts once, whatever its count column says.
    Raises FeedError for a column that the file does not have.
    """
    if not (feed.more_offenses or feed.separator or feed.count_column):
        return Expanded(table, rows, np.zeros(len(rows), np.int16))
    position = np.arange(len(rows))
    offenses = None
    if feed.more_offenses or feed.separator:
        offenses = _offenses(table, feed, mapping)
        position = offenses.position
    times, set_aside = _times(table, rows, feed)
    repeated = np.repeat(np.arange(len(position)), times[position])
    source = position[repeated]
    expanded = table.take(pa.array(source))
    if offenses is not None:
        chosen = pa.array(repeated)
        expanded = _replace(expanded, mapping["offense_code"], offenses.code.take(chosen))
        if _has_own_text(mapping):
            expanded = _replace(expanded, mapping["offense_text"], offenses.text.take(chosen))
    first = np.searchsorted(source, source, side="left")
    number = (np.arange(len(source)) - first).astype(np.int16)
    return Expanded(expanded, rows[source], number, set_aside)


def _has_own_text(mapping: Mapping) -> bool:
    text = set(mapping.get("offense_text", ()))
    return bool(text) and not text & set(mapping["offense_code"])


def _offenses(table: pa.Table, feed: Feed, mapping: Mapping) -> _Offenses:
    code = text_of(table, mapping["offense_code"])
    text = text_of(table, mapping["offense_text"]) if _has_own_text(mapping) else _blank(len(code))
    position, code_part = _parts(code, feed.separator)
    text_part = _parallel(position, text, feed.separator)
    positions, codes, texts = [position], [code_part], [text_part]
    for name in feed.more_offenses:
        position, code_part = _parts(column_of(table, name), feed.separator)
        positions.append(position)
        codes.append(code_part)
        texts.append(_blank(len(code_part)))
    is_first_named = np.isin(np.arange(len(code)), positions[0])
    is_named = np.isin(np.arange(len(code)), np.concatenate(positions))
    has_text = pc.not_equal(text, "").to_numpy(zero_copy_only=False)
    without_code = np.flatnonzero(~is_named | (~is_first_named & has_text))
    position = np.concatenate([without_code, *positions])
    order = np.argsort(position, kind="stable")
    chosen = pa.array(order)
    return _Offenses(
        position[order],
        pa.concat_arrays([_blank(len(without_code)), *codes]).take(chosen),
        pa.concat_arrays([text.take(pa.array(without_code)), *texts]).take(chosen),
    )


def _parts(cells: pa.Array, separator: str | None) -> tuple[np.ndarray, pa.Array]:
    """Give the offenses in the cells, without empty ones and numbering, and the position of the cell of each."""
    position, parts = np.arange(len(cells)), cells
    if separator:
        lists = pc.split_pattern(cells, separator)
        position = pc.list_parent_indices(lists).to_numpy()
        trimmed = pc.utf8_trim_whitespace(pc.list_flatten(lists))
        parts = pc.replace_substring_regex(trimmed, _NUMBERING, "")
    is_given = pc.not_equal(parts, "")
    return position[is_given.to_numpy(zero_copy_only=False)], parts.filter(is_given)


def _parallel(position: np.ndarray, text: pa.Array, separator: str | None) -> pa.Array:
    """Give the description of each offense: its own part where there are as many, else all of it."""
    whole = text.take(pa.array(position))
    text_position, part = _parts(text, separator)
    size = len(text)
    is_parallel = np.bincount(position, minlength=size) == np.bincount(
        text_position, minlength=size
    )
    own = part.filter(pa.array(is_parallel[text_position]))
    return pc.replace_with_mask(whole, pa.array(is_parallel[position]), own)


def _times(
    table: pa.Table, rows: np.ndarray, feed: Feed
) -> tuple[np.ndarray, tuple[tuple[int, str], ...]]:
    """Give how often each row counts, 0 for one that is set aside, and why those are."""
    if feed.count_column is None:
        return np.ones(len(rows), np.int64), ()
    text = column_of(table, feed.count_column)
    if feed.cancellation and normal(feed.cancellation.column) == normal(feed.count_column):
        text = pc.if_else(pc.equal(text, feed.cancellation.value), "1", text)
    is_counted = pc.match_substring_regex(text, _FROM_1_TO_99)
    digits = pc.replace_substring_regex(text, r"^0+|\.0+$", "")
    times = pc.cast(pc.if_else(is_counted, digits, "0"), pa.int64()).to_numpy()
    reasons = []
    for position in np.flatnonzero(times == 0):
        written = text[int(position)].as_py()
        if not written:
            reason = "count of offenses is empty"
        elif re.fullmatch(_WHOLE, written):
            reason = f"count of offenses is above 99: {written}"
        else:
            reason = f"count of offenses is no whole number above zero: {written}"
        reasons.append((int(rows[position]), reason))
    return times, tuple(reasons)


def _blank(count: int) -> pa.Array:
    return pa.repeat(pa.scalar("", pa.string()), count)


def _replace(table: pa.Table, columns: tuple[str, ...], values: pa.Array) -> pa.Table:
    """Put the values into the first of the columns that a role is joined from, and nothing into the others."""
    for place, column in enumerate(columns):
        new = _blank(len(values)) if place else values
        table = table.set_column(table.schema.get_field_index(column), column, new)
    return table
