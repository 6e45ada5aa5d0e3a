"""What does each received row say: what, when, where; and which rows say nothing that can be counted?

Nothing is dropped: a row becomes an incident row or is set aside with its reason. A row is set aside only for what makes it
uncountable: no day or no offense. Bad coordinates do not; the incident happened, and `etl.locate` says why it is not on the map.
In UTC, a clock time that happens twice (autumn) is the first, and one that never happens (spring) the end of the missing hour;
the local time and the source's own text stay as written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.util import hash_array

from analytics.classify import classify
from analytics.errors import FeedError
from etl.coordinates import read_coordinates
from etl.feeds.chunk import Chunk
from etl.feeds.feed import Feed
from etl.feeds.sniff import find_column, normal
from etl.times import read_times

Mapping = dict[str, tuple[str, ...]]
_EARLIEST = pd.Timestamp("1900-01-01")


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

    `unread` tells of each time but the start how many texts there were, how many could not be read, and one of those.
    """

    rows: pd.DataFrame
    set_aside: pd.DataFrame
    unread: dict[str, Unread]


def match_columns(columns: list[str], feed: Feed, source_file: str) -> Mapping:
    """Give the column, or the columns to join, that each role is read from in one file.

    Raises FeedError naming the missing role with the names it may have, or the column nobody has described.
    """
    mapping: Mapping = {}
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
        known = {normal(name) for name in feed.other_columns}
        known |= {normal(part) for parts in mapping.values() for part in parts}
        known |= {normal(p) for names in feed.columns.values() for n in names for p in n.split("+")}
        known |= {normal(block.column) for block in (feed.found_by, feed.cancellation) if block}
        known |= {normal("geometry.x"), normal("geometry.y")}
        unknown = [column for column in columns if normal(column) not in known]
        if unknown:
            raise FeedError(
                f"{source_file}: column {', '.join(unknown)} is new; map it in [columns] of the definition, "
                "or list it under other"
            )
    return mapping


def clean(chunk: Chunk, feed: Feed, mapping: Mapping, *, as_of: date, analysis_crs: str) -> Cleaned:
    """Read the incident rows of a chunk.

    A start before 1900, after `as_of`, or more than a day after the report is a fault and sets the row aside.
    Columns of `rows`: those of schema.INCIDENTS up to y_m, and for publishing content_hash, key_hash, match_hash (numbers),
    is_cancellation, version_at. len(rows) + len(set_aside) equals the rows of the chunk, malformed ones included.
    """
    table = _frame(chunk)
    text = {role: _joined(table, parts) for role, parts in mapping.items()}
    blank = pd.Series("", index=table.index, dtype="str")
    code, words = text["offense_code"], text.get("offense_text", blank)
    decided = words if feed.map_from == "offense_text" else code
    other = words if decided is code else code
    offense = classify(
        pa.array(decided), pa.array(other), feed.code_system, feed.offense_map
    ).to_pandas()
    offense.index = table.index
    times = {
        role: read_times(text[role], text.get(f"{role}.time"), feed.time_formats, feed.time_zone)
        for role in feed.time_columns
        if role in text
    }
    start = times["occurred_from"]
    reported_at = times["reported"]["at"] if "reported" in times else _no_time(table.index)
    started_text = (text["occurred_from"] + " " + text.get("occurred_from.time", blank)).str.strip()
    reasons = _reasons(started_text, start, reported_at, code + words, as_of)
    content_hash = _hash([table[column] for column in table.columns], feed.feed)

    rows = pd.DataFrame(index=table.index)
    rows["feed"] = feed.feed
    number = text.get("incident_id", blank)
    made = pd.Series(pc.cast(pa.array(content_hash.to_numpy()), pa.string()), index=table.index)
    rows["incident_id"] = number.where(number != "", "row " + made.astype("str"))
    rows["offense_code"], rows["offense_text"] = code, words.where(words != "", None)
    rows["code_system"] = feed.code_system
    rows[["offense", "category", "is_attempt"]] = offense
    rows["found_by"] = _found_by(table, feed)
    rows["occurred_from_at"], rows["occurred_from_local"] = start["at"], start["local"]
    end = times.get("occurred_to")
    for name in ("at", "local"):
        rows[f"occurred_to_{name}"] = (
            _no_time(table.index)
            if end is None
            else end[name].where(end["local"] >= start["local"])
        )
    rows["occurred_on"] = start["local"].dt.normalize()
    rows["occurred_text"] = started_text
    rows["reported_at"] = reported_at
    rows["updated_at"] = times["updated"]["at"] if "updated" in times else _no_time(table.index)
    address = text.get("address", blank)
    rows["address"] = address.where(address != "", None)
    crs = feed.crs if chunk.crs is None else _agreed_crs(feed, chunk)
    rows[["lon", "lat", "x_m", "y_m", "unlocated_reason"]] = read_coordinates(
        text, crs=crs, analysis_crs=analysis_crs, decimal=feed.decimal
    )
    rows["source_file"], rows["source_row"] = chunk.source_file, table.index
    rows["content_hash"] = content_hash
    rows["key_hash"] = _key_hash(text, feed, content_hash)
    rows["match_hash"], rows["is_cancellation"] = _cancellation(table, text, feed, content_hash)
    rows["version_at"] = rows["updated_at"].fillna(rows["reported_at"])
    is_good = reasons == ""
    set_aside = _set_aside(chunk, table, feed, reasons[~is_good], code + words, offense)
    unread = {
        role: _unread(text[role], times[role]["at"]) for role in times if role != "occurred_from"
    }
    return Cleaned(rows[is_good], set_aside, unread)


def _frame(chunk: Chunk) -> pd.DataFrame:
    table = chunk.table.to_pandas()
    table.index = pd.Index(chunk.rows)
    return table


def _unread(text: pd.Series, at: pd.Series) -> Unread:
    lost = text[(text != "") & at.isna()]
    return Unread(int((text != "").sum()), len(lost), "" if lost.empty else str(lost.iloc[0]))


def _joined(table: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series:
    """Give the text of a role, trimmed, its inner runs of spaces kept."""
    text = table[parts[0]].str.strip()
    for part in parts[1:]:
        text = (text + " " + table[part].str.strip()).str.strip()
    return text


def _no_time(index: pd.Index) -> pd.Series:
    return pd.Series(pd.NaT, index=index, dtype="datetime64[us]")


def _reasons(
    started: pd.Series, start: pd.DataFrame, reported_at: pd.Series, code: pd.Series, as_of: date
) -> pd.Series:
    """Give each row's reason to be set aside, or ""."""
    end = pd.Timestamp(as_of + timedelta(days=1))
    late = (start["at"] - reported_at) > pd.Timedelta(days=1)
    choices = [
        (started == "", pd.Series("start time is empty", index=started.index, dtype="str")),
        (start["local"].isna(), "start time cannot be read: " + started),
        (start["local"] < _EARLIEST, "start time lies before 1900: " + started),
        (start["local"] >= end, f"start time lies after {as_of}: " + started),
        (late, "start time lies after the report: " + started),
        (code == "", pd.Series("offense code is empty", index=started.index, dtype="str")),
    ]
    reasons = pd.Series("", index=started.index, dtype="str")
    for applies, reason in reversed(choices):
        reasons = reasons.mask(applies.fillna(False).astype(bool), reason)
    return reasons


def _hash(columns: list[pd.Series], salt: str) -> pd.Series:
    """Give one number a row from its texts: stable across runs, machines and versions of the data."""
    arrays = [pa.array(column.astype("str"), type=pa.large_string()) for column in columns]
    first = pa.array([salt] * len(columns[0]), type=pa.large_string())
    separator = pa.scalar("\x1f", type=pa.large_string())
    joined = pc.binary_join_element_wise(first, *arrays, separator)
    numbers = hash_array(joined.to_numpy(zero_copy_only=False), categorize=False)
    return pd.Series(numbers.view("int64"), index=columns[0].index)


def _key_hash(text: dict[str, pd.Series], feed: Feed, content_hash: pd.Series) -> pd.Series:
    """Give the number of the row's key; a row whose key has an empty part is known by its content alone."""
    if not feed.identity.key or not set(feed.identity.key) <= set(text):
        return content_hash
    parts = [text[role] for role in feed.identity.key]
    is_whole = np.logical_and.reduce([part != "" for part in parts])
    return _hash(parts, feed.feed).where(is_whole, content_hash)


def _cancellation(
    table: pd.DataFrame, text: dict[str, pd.Series], feed: Feed, content_hash: pd.Series
) -> tuple[pd.Series, pd.Series]:
    rule = feed.cancellation
    if rule is None:
        return content_hash, pd.Series(False, index=table.index)
    blank = pd.Series("", index=table.index, dtype="str")
    parts = [
        text[name]
        if name in text
        else blank
        if name in feed.columns
        else _column(table, name).str.strip()
        for name in rule.match
    ]
    return _hash(parts, feed.feed), _column(table, rule.column).str.strip() == rule.value


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    column = find_column(list(table.columns), name)
    if column is None:
        raise FeedError(f"column {name} is missing; it has {', '.join(table.columns)}")
    return table[column]


def _found_by(table: pd.DataFrame, feed: Feed) -> pd.Series:
    if feed.found_by is None:
        return pd.Series("unknown", index=table.index, dtype="str")
    words = _column(table, feed.found_by.column).str.strip().str.upper()
    answer = pd.Series("unknown", index=table.index, dtype="str")
    for name, values in (("officer", feed.found_by.officer), ("reported", feed.found_by.reported)):
        answer = answer.mask(words.isin([value.upper() for value in values]), name)
    return answer


def _agreed_crs(feed: Feed, chunk: Chunk) -> str:
    if chunk.crs is not None and chunk.crs != feed.crs:
        raise FeedError(
            f"{chunk.source_file}: says its coordinates are {chunk.crs}, the definition says {feed.crs}; correct one"
        )
    return feed.crs


def _set_aside(
    chunk: Chunk,
    table: pd.DataFrame,
    feed: Feed,
    reasons: pd.Series,
    code: pd.Series,
    offense: pd.DataFrame,
) -> pd.DataFrame:
    unread = table.loc[reasons.index]
    contents = [json.dumps(row, ensure_ascii=False) for row in unread.to_dict("records")]
    category = offense.loc[reasons.index, "category"].where(code.loc[reasons.index] != "", None)
    numbers = [number for number, _, _ in chunk.malformed]
    return pd.DataFrame(
        {
            "feed": feed.feed,
            "source_file": chunk.source_file,
            "source_row": [*reasons.index, *numbers],
            "kind": "quarantined",
            "reason": [*reasons, *(reason for _, _, reason in chunk.malformed)],
            "category": pd.array([*category, *([None] * len(numbers))], dtype="str"),
            "content": [*contents, *(json.dumps(text) for _, text, _ in chunk.malformed)],
        }
    )
