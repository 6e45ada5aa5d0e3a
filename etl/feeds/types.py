"""Is every value of a feed definition of the kind that its key needs?

A word where a list is needed would be taken for a list of letters, and a number in quotes for no number: both are errors here,
with the key and what it needs.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from analytics.errors import FeedError

_TEXT, _WHOLE, _YES_NO, _DAY = (
    "a text",
    "a whole number",
    "true or false",
    "a day such as 2020-01-31",
)
_TEXTS = "a text or a list of texts"
_SHARE, _NUMBER = "a share from 0 to 1", "a number of 0 or more"
_POINTS = "a list of points [lat, lon]"
_KINDS: dict[str, str] = {
    "feed": _TEXT, "title": _TEXT, "place": _TEXT, "time_zone": _TEXT, "is_simulated": _YES_NO,
    "cadence_days": _WHOLE, "settling_days": _WHOLE, "covers_from": _DAY,
    "source.transport": _TEXT, "source.path": _TEXT, "source.format": _TEXT, "source.delimiter": _TEXT,
    "source.encoding": _TEXT, "source.sheet": _TEXT, "source.quoting": _YES_NO,
    "source.columns_without_header": _TEXTS, "source.url": _TEXT, "source.dataset": _TEXT, "source.api": _TEXT,
    "source.where": _TEXT, "source.brings": _TEXT, "source.window_days": _WHOLE, "offense.more": _TEXTS,
    "offense.separator": _TEXT, "offense.count": _TEXT, "coordinates.tolerance_m": _NUMBER, "guards.rows_gone": _SHARE,
    "guards.month_down": _SHARE, "guards.default_points": _POINTS, "guards.true_hotspots": _POINTS,
    "time.formats": _TEXTS, "coordinates.crs": _TEXT,
    "coordinates.decimal": _TEXT, "offense.system": _TEXT, "offense.map_from": _TEXT, "found_by.column": _TEXT,
    "found_by.officer": _TEXTS, "found_by.reported": _TEXTS, "identity.key": _TEXTS, "identity.keep": _TEXT,
    "cancellation.column": _TEXT, "cancellation.value": _TEXT, "cancellation.match": _TEXTS,
}  # fmt: skip
TABLES = (
    "source",
    "columns",
    "time",
    "coordinates",
    "offense",
    "found_by",
    "identity",
    "cancellation",
    "guards",
)
_ID = re.compile(r"[a-z0-9][a-z0-9_]*")


def check_types(text: Mapping[str, Any]) -> None:
    """Raise FeedError for the first value that is not of the kind its key needs, or that no file could be read with."""
    for name in TABLES:
        if name in text and not isinstance(text[name], Mapping):
            raise FeedError(f"{name} needs to be a table: [{name}]")
    for key, kind in _KINDS.items():
        table, _, name = key.rpartition(".")
        values = text.get(table, {}) if table else text
        if name in values and not _is(values[name], kind):
            raise FeedError(f"{key} is {values[name]!r}: it needs {kind}")
    for role, value in text.get("columns", {}).items():
        names = value.values() if isinstance(value, Mapping) else (value,)
        if not all(_is(name, _TEXTS) for name in names):
            raise FeedError(f"columns.{role} is {value!r}: it needs {_TEXTS}")
    for word, offense in text.get("offense", {}).get("map", {}).items():
        if not isinstance(offense, str):
            raise FeedError(f"offense.map leads {word!r} to {offense!r}: it needs {_TEXT}")
    _check_values(text)


def _is(value: Any, kind: str) -> bool:
    if kind == _TEXTS and isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    if kind in (_TEXT, _TEXTS):
        return isinstance(value, str)
    if kind == _DAY:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind == _POINTS:
        return isinstance(value, list) and all(map(_is_point, value))
    if kind in (_SHARE, _NUMBER):
        return _is_number(value) and 0 <= value <= (1 if kind == _SHARE else float("inf"))
    if kind == _YES_NO:
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_point(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(map(_is_number, value))
        and abs(value[0]) <= 90
        and abs(value[1]) <= 180
    )


def _check_values(text: Mapping[str, Any]) -> None:
    feed = text.get("feed", "")
    if feed and not _ID.fullmatch(feed):
        raise FeedError(
            f"feed is {feed!r}: use small letters, digits and _, since it names a folder"
        )
    source = text.get("source", {})
    if len(source.get("delimiter", ",")) != 1:
        raise FeedError(f"source.delimiter is {source['delimiter']!r}: it needs one character")
    try:
        codecs.lookup(source.get("encoding", "utf-8"))
    except LookupError as error:
        raise FeedError(f"source.encoding: {error}; use one such as cp1252") from error
    if text.get("coordinates", {}).get("decimal", ".") not in (".", ","):
        raise FeedError("coordinates.decimal is . or ,")
    formats = text.get("time", {}).get("formats", [])
    for form in [formats] if isinstance(formats, str) else formats:
        try:
            datetime.strptime("", form)  # noqa: DTZ007
        except ValueError as error:
            if "bad directive" in str(error) or "stray %" in str(error):
                raise FeedError(f"time.formats: {form!r} is no format: {error}") from error
