"""How is a feed definition read from its TOML file?

A definition that is wrong in one letter would silently lose a column, so every unknown key is an error that names the file and
the keys that exist.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.classify import SYSTEMS
from analytics.errors import FeedError
from analytics.offenses import OFFENSES
from etl.feeds.feed import (
    BRINGS,
    FORMATS,
    ROLES,
    TRANSPORTS,
    Cancellation,
    Feed,
    FoundBy,
    Guards,
    Identity,
    Source,
)
from etl.feeds.types import check_types

_NEEDED = {
    "feed": "the file's name without its ending",
    "title": "say whose export it is",
    "place": 'say which city it is about, such as place = "Springfield, California"',
    "time_zone": 'say which clock its times are by, such as time_zone = "America/Los_Angeles"',
    "columns": "say under [columns] what is read from which column",
    "offense": "say under [offense] in which system its codes are written",
}


def load_feed(path: Path) -> Feed:
    """Read one feed definition.

    Raises FeedError naming the file and the key: not TOML, a missing or unknown key, an unknown time zone, code system,
    format or offense, a role that the identity or cancellation uses but no column brings.
    """
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FeedError(f"{path}: no such feed definition") from error
    except OSError as error:
        raise FeedError(f"{path}: cannot be read as a feed definition: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FeedError(f"{path}: not a TOML file: {error}") from error
    try:
        check_types(text)
        return _feed(text)
    except FeedError as error:
        raise FeedError(f"{path}: {error}") from error


def _feed(text: dict[str, Any]) -> Feed:
    _check_keys(
        text,
        {"feed", "title", "place", "time_zone", "is_simulated", "cadence_days", "settling_days", "covers_from",
         "source", "columns", "time", "coordinates", "offense", "found_by", "identity", "cancellation", "guards"},
        "the top level",
    )  # fmt: skip
    if missing := [f"{key} is missing: {said}" for key, said in _NEEDED.items() if key not in text]:
        raise FeedError("; ".join(missing))
    try:
        ZoneInfo(text["time_zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FeedError(
            f"time_zone {text['time_zone']!r} is not an IANA name such as America/Los_Angeles"
        ) from error
    columns, other, optional = _columns(dict(text["columns"]))
    offense = text["offense"]
    _check_keys(offense, {"system", "map", "map_from", "more", "separator", "count"}, "[offense]")
    time = text.get("time", {})
    _check_keys(time, {"formats"}, "[time]")
    coordinates = text.get("coordinates", {})
    _check_keys(coordinates, {"crs", "decimal", "tolerance_m"}, "[coordinates]")
    feed = Feed(
        feed=text["feed"],
        title=text["title"],
        place=text["place"],
        time_zone=text["time_zone"],
        columns=columns,
        other_columns=other,
        optional=optional,
        source=_part(Source, text.get("source", {}), "[source]"),
        time_formats=_names(time.get("formats", ())),
        crs=coordinates.get("crs", "EPSG:4326"),
        decimal=coordinates.get("decimal", "."),
        code_system=offense.get("system", ""),
        offense_map=dict(offense.get("map", {})),
        map_from=offense.get("map_from", "offense_code"),
        found_by=_part(FoundBy, text["found_by"], "[found_by]") if "found_by" in text else None,
        identity=_part(Identity, text.get("identity", {}), "[identity]"),
        cancellation=_part(Cancellation, text["cancellation"], "[cancellation]")
        if "cancellation" in text
        else None,
        more_offenses=_names(offense.get("more", ())),
        separator=offense.get("separator"),
        count_column=offense.get("count"),
        tolerance_m=float(coordinates.get("tolerance_m", 0)),
        guards=_guards(text.get("guards", {})),
        is_simulated=text.get("is_simulated", False),
        cadence_days=text.get("cadence_days", 1),
        settling_days=text.get("settling_days", 14),
        covers_from=text.get("covers_from"),
    )
    _check_meaning(feed)
    return feed


def _check_keys(table: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise FeedError(
            f"unknown key {', '.join(unknown)} in {where}; known are {', '.join(sorted(known))}"
        )


def _part(kind: type, table: Mapping[str, Any], where: str) -> Any:
    _check_keys(table, {part.name for part in fields(kind)}, where)
    lists = {part.name for part in fields(kind) if "tuple" in str(part.type)}
    values = {name: _names(value) if name in lists else value for name, value in table.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise FeedError(f"{where}: {error}") from error


def _guards(table: Mapping[str, Any]) -> Guards:
    _check_keys(table, {part.name for part in fields(Guards)}, "[guards]")
    values: dict[str, Any] = dict(table)
    for name in {"default_points", "true_hotspots"} & set(values):
        values[name] = tuple((float(lat), float(lon)) for lat, lon in values[name])
    return Guards(**values)


def _columns(
    table: dict[str, Any],
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...] | None, tuple[str, ...]]:
    other, optional = table.pop("other", None), tuple(table.pop("optional", ()))
    _check_keys(table, set(ROLES), "[columns] (beside other and optional)")
    if strange := sorted(set(optional) - set(table)):
        raise FeedError(f"columns.optional names {', '.join(strange)}, which has no column")
    columns: dict[str, tuple[str, ...]] = {}
    for role, value in table.items():
        if isinstance(value, Mapping):
            _check_keys(value, {"date", "time"}, f"columns.{role}")
            columns[role] = _names(value.get("date", ()))
            columns[f"{role}.time"] = _names(value.get("time", ()))
        else:
            columns[role] = _names(value)
    return columns, None if other is None else tuple(other), optional


def _names(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _check_meaning(feed: Feed) -> None:
    for role in ("offense_code", "occurred_from"):
        if role not in feed.columns:
            raise FeedError(f"columns.{role} is missing: name the column it is read from")
    if feed.code_system not in SYSTEMS:
        raise FeedError(
            f"offense.system is {feed.code_system!r}: name the code system, one of {', '.join(SYSTEMS)}"
        )
    unknown = sorted(set(feed.offense_map.values()) - set(OFFENSES))
    if unknown:
        raise FeedError(
            f"offense.map leads to {', '.join(unknown)}, which is no offense: use {', '.join(OFFENSES)}"
        )
    if feed.map_from not in ("offense_code", "offense_text") or feed.map_from not in feed.columns:
        raise FeedError(
            "offense.map_from is offense_code or offense_text, and that role needs a column"
        )
    _check_source(feed)
    if feed.identity.keep not in ("first", "last"):
        raise FeedError(f"identity.keep is {feed.identity.keep!r}: use first or last")
    missing = sorted((set(feed.identity.key) & set(ROLES)) - set(feed.columns))
    if missing:
        raise FeedError(f"identity.key names {', '.join(missing)}, which has no column")
    pairs = ({"lon", "lat"}, {"x", "y"}, {"point"})
    given = {"lon", "lat", "x", "y", "point"} & set(feed.columns)
    if given and given not in pairs:
        raise FeedError("coordinates come as lon and lat, as x and y, or as point; not mixed")


def _check_source(feed: Feed) -> None:
    source = feed.source
    for key, value, known in (
        ("transport", source.transport, TRANSPORTS),
        ("format", source.format, (None, *FORMATS)),
        ("brings", source.brings, BRINGS),
        ("api", source.api, ("soda2", "soda3")),
    ):
        if value not in known:
            names = ", ".join(name for name in known if name)
            raise FeedError(f"source.{key} {value!r} is not one of {names}")
    if source.transport != "files" and not source.url:
        raise FeedError(f"source.url is missing: a feed by {source.transport} needs its address")
    if source.transport == "socrata" and not source.dataset:
        raise FeedError("source.dataset is missing: the four-by-four id of the dataset")
    if source.brings == "changes" and "updated" not in feed.columns:
        raise FeedError(
            "columns.updated is missing: with source.brings = changes it tells which version is newer"
        )
    if source.transport == "socrata" and not feed.identity.key:
        raise FeedError(
            "identity.key is missing: a service leaves out empty columns, so that a row cannot be known by all that it says"
        )
    if source.brings != "everything" and not feed.identity.key:
        raise FeedError(
            "identity.key is missing: without it nobody can tell a changed row from a new one"
        )
    if (source.brings == "window") != (source.window_days is not None):
        raise FeedError("source.window_days goes with source.brings = window, and is needed there")


def load_feeds(paths: list[Path]) -> list[Feed]:
    """Read feed definitions; FeedError where two have the same id or speak of different places or time zones."""
    feeds = [load_feed(path) for path in paths]
    ids = [feed.feed for feed in feeds]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise FeedError(f"two definitions have the id {', '.join(sorted(twice))}: rename one")
    if len({(feed.place, feed.time_zone) for feed in feeds}) > 1:
        places = ", ".join(sorted({f"{feed.place} ({feed.time_zone})" for feed in feeds}))
        raise FeedError(f"one run is about one place, these feeds name {places}")
    return feeds
