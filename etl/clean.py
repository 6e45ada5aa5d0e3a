"""What does each received row say: what, when, where; and which rows say nothing that can be counted?

Nothing is dropped: a row becomes an incident row or is set aside with its reason. A row is set aside only for what makes it
uncountable: no day or no offense. Bad coordinates do not; the incident happened, and `etl.locate` says why it is not on the map.
In UTC, a bare clock time that happens twice (autumn) is the first, and one that never happens (spring) counts from the offset
before the change; the local time and the source's own text stay as written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.classify import classify
from etl.contract import broken_rules
from etl.expand import Expanded, expand
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.identity import match_hashes, row_ids
from etl.places import ROLES as PLACE_ROLES
from etl.roles import Mapping, column_of, text_of
from etl.times import read_times

# Roles whose text many rows share: each distinct one is worked on once.
_REPETITIVE = ("offense_code", "offense_text", "address", *PLACE_ROLES)


@dataclass(frozen=True)
class Unread:
    """How many texts of a role there were, how many of them could not be read, and an example."""

    given: int = 0
    lost: int = 0
    example: str = ""

    def __add__(self, other: Unread) -> Unread:
        return Unread(
            self.given + other.given, self.lost + other.lost, self.example or other.example
        )


@dataclass(frozen=True)
class Cleaned:
    """`rows` are incident rows, not yet located; `set_aside` those that could not be counted (schema.SET_ASIDE).

    `place_text` has what the rows say of their place, by role.
    `received` counts the offenses in the chunk, at least one a row. `unread` tells of each time but the start how many texts
    there were, how many could not be read, and one of those.
    """

    rows: pa.Table
    place_text: dict[str, pa.Array]
    set_aside: pd.DataFrame
    received: int
    unread: dict[str, Unread]


def clean(chunk: Chunk, feed: Feed, mapping: Mapping, *, as_of: date) -> Cleaned:
    """Read the incident rows of a chunk.

    Columns of `rows`: those of schema.INCIDENTS that do not come from locating or from the run, and is_cancellation.
    received == len(rows) + len(set_aside). A start before 1900, after `as_of`, or more than a day after the report is a fault.
    """
    expanded = expand(chunk.table, chunk.rows, feed, mapping)
    table, count = expanded.table, len(expanded.rows)
    text = {
        role: text_of(table, parts, is_repetitive=role in _REPETITIVE)
        for role, parts in mapping.items()
    }
    times = {
        role: read_times(text[role], text.get(f"{role}.time"), feed.time_formats, feed.time_zone)
        for role in feed.time_columns
        if role in text
    }
    start = times["occurred_from"]
    started = text["occurred_from"]
    if "occurred_from.time" in text:
        started = pc.utf8_trim_whitespace(
            pc.binary_join_element_wise(started, text["occurred_from.time"], " ")
        )
    reported_at = _at(times, "reported", count)
    occurred_on = start["local"].cast(pa.date32(), safe=False).combine_chunks()
    offense = _classified(text, feed, occurred_on)
    code = text["offense_code"]
    words = text.get("offense_text", _same("", count))
    row_id, number = row_ids(text, table, expanded, feed)
    match_hash, is_cancellation = match_hashes(text, table, feed)
    updated_at = _at(times, "updated", count)
    ends = _ends(times, start["local"])
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "row_id": row_id,
        "feed": _same(feed.feed, count),
        "incident_id": number,
        "offense_number": pa.array(expanded.offense_number),
        "offense_code": code,
        "offense_text": _null_if_empty(words),
        "code_system": _same(feed.code_system, count),
        "offense": offense["offense"],
        "category": offense["category"],
        "is_attempt": offense["is_attempt"],
        "found_by": _found_by(table, feed),
        "occurred_from_at": start["at"],
        "occurred_to_at": ends[0],
        "occurred_from_local": start["local"],
        "occurred_to_local": ends[1],
        "occurred_fold": start["fold"],
        "occurred_on": occurred_on,
        "occurred_text": started,
        "reported_at": reported_at,
        "updated_at": updated_at,
        "address": _null_if_empty(text.get("address", _same("", count))),
        "source_row": pa.array(expanded.rows),
        "match_hash": match_hash,
        "is_cancellation": is_cancellation,
    }
    facts = {
        "started": started,
        "local": start["local"],
        "late": pc.subtract(start["at"], reported_at),
        "has_offense": pc.or_(_is_given(code), _is_given(words)),
    }
    reasons = broken_rules(pa.table(facts), as_of)
    rows = pa.table(columns)
    place_text = {role: text[role] for role in PLACE_ROLES if role in text}
    if len(reasons):
        is_good = np.ones(count, dtype=bool)
        is_good[reasons.index] = False
        good = pa.array(is_good)
        rows = rows.filter(good)
        place_text = {role: texts.filter(good) for role, texts in place_text.items()}
    set_aside = _set_aside(
        chunk, expanded, feed, reasons, facts["has_offense"], offense["category"]
    )
    unread = {
        role: _unread(text[role], times[role]["at"]) for role in times if role != "occurred_from"
    }
    received = count + len(expanded.set_aside) + len(chunk.malformed)
    return Cleaned(rows, place_text, set_aside, received, unread)


def _same(value: str, count: int) -> pa.Array:
    """Repeat a text as a dictionary of one."""
    return pa.DictionaryArray.from_arrays(np.zeros(count, dtype="int32"), [value])


def _null_if_empty(text: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(text.type):
        indices = pc.if_else(_is_given(text), text.indices, None)
        return pa.DictionaryArray.from_arrays(indices, text.dictionary)
    return pc.if_else(_is_given(text), text, None)


def _is_given(text: pa.Array) -> pa.Array:
    """Tell which texts are not empty, of a dictionary by its few."""
    if not pa.types.is_dictionary(text.type):
        return pc.not_equal(text, "")
    return pc.not_equal(text.dictionary, "").take(text.indices)


def _at(times: dict[str, pa.Table], role: str, count: int) -> pa.Array | pa.ChunkedArray:
    return times[role]["at"] if role in times else pa.nulls(count, pa.timestamp("us"))


def _ends(times: dict[str, pa.Table], start: pa.ChunkedArray) -> list[pa.ChunkedArray]:
    """Give the ends of the windows, in UTC and local; an end before its start is none."""
    if "occurred_to" not in times:
        return [pa.chunked_array([pa.nulls(len(start), pa.timestamp("us"))])] * 2
    end = times["occurred_to"]
    is_after = pc.greater_equal(end["local"], start)
    return [pc.if_else(is_after, end[name], None) for name in ("at", "local")]


def _classified(text: dict[str, pa.Array], feed: Feed, occurred_on: pa.Array) -> pa.Table:
    code, words = text["offense_code"], text.get("offense_text")
    if feed.map_from == "offense_text" and words is not None:
        code, words = words, code
    return classify(code, words, feed.code_system, feed.offense_map, occurred_on)


def _found_by(table: pa.Table, feed: Feed) -> pa.Array:
    if feed.found_by is None:
        return _same("unknown", table.num_rows)
    text = column_of(table, feed.found_by.column, is_repetitive=True)
    words = pc.utf8_upper(text.dictionary)
    is_officer, is_reported = (
        pc.is_in(words, pa.array([value.upper() for value in values], pa.string()))
        for values in (feed.found_by.officer, feed.found_by.reported)
    )
    of_word = pc.if_else(is_reported, 1, pc.if_else(is_officer, 0, 2))
    return pa.DictionaryArray.from_arrays(
        of_word.cast(pa.int32()).take(text.indices), ["officer", "reported", "unknown"]
    )


def _unread(text: pa.Array, at: pa.ChunkedArray) -> Unread:
    is_given = pc.not_equal(text, "")
    given = pc.sum(is_given).as_py() or 0
    if given == len(at) - at.null_count:
        return Unread(given)
    lost = text.filter(pc.and_(is_given, pc.is_null(at).combine_chunks()))
    return Unread(given, len(lost), lost[0].as_py() if len(lost) else "")


def _set_aside(
    chunk: Chunk,
    expanded: Expanded,
    feed: Feed,
    reasons: pd.Series,
    has_offense: pa.Array,
    category: pa.ChunkedArray,
) -> pd.DataFrame:
    """List the rows that cannot be counted, those that name no number of offenses, and lines that are no rows."""
    broken = pa.array(reasons.index.to_numpy(dtype="int64"))
    words = category.take(broken).cast(pa.string())
    known = pc.if_else(has_offense.take(broken), words, None)
    contents = _contents(expanded.table, broken)
    uncounted = np.searchsorted(chunk.rows, [row for row, _ in expanded.set_aside])
    contents += _contents(chunk.table, pa.array(uncounted))
    lines = [*expanded.set_aside]
    lines += [(row, reason) for row, _, reason in chunk.malformed]
    contents += [
        None if text is None else json.dumps(text, ensure_ascii=False)
        for _, text, _ in chunk.malformed
    ]
    return pd.DataFrame(
        {
            "feed": feed.feed,
            "source_file": chunk.source_file,
            "source_row": [*expanded.rows[reasons.index], *(row for row, _ in lines)],
            "kind": "quarantined",
            "reason": pd.array([*reasons, *(reason for _, reason in lines)], dtype="str"),
            "category": pd.array([*known.to_pylist(), *([None] * len(lines))], dtype="str"),
            "content": pd.array(contents, dtype="str"),
        }
    )


def _contents(table: pa.Table, places: pa.Array) -> list[str | None]:
    # To take nothing from a table in pieces would still join all of them.
    rows = table.take(places).to_pylist() if len(places) else []
    return [json.dumps(row, ensure_ascii=False) for row in rows]
