"""What should a history hold? Deliveries of three feeds, and a plain model of what becomes of their rows.

The model says in lists and dictionaries what `etl.publish` does in SQL: which version of a row counts, which rows cancel each
other, what was withdrawn, and when each of that was recorded.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa

from etl.feeds.definition import load_feed
from etl.feeds.feed import Feed
from etl.keys import combine, hash_texts

DEFINITION = """
feed = "{feed}"
title = "F"
place = "Tiny Town"
time_zone = "America/Los_Angeles"
[source]
path = "{feed}-*.csv"
{brings}
[columns]
incident_id = "No"
address = "Report"
offense_code = "Charge"
occurred_from = "Occurred"
updated = "Updated"
lon = "X"
lat = "Y"
other = []
[offense]
system = "ca_statute"
{offense}
[identity]
key = ["incident_id"]
[cancellation]
column = "Count"
value = "-1"
match = ["address", "occurred_from"]
[guards]
rows_gone = 1.0
month_down = 1.0
"""
BRINGS = {
    "whole": 'brings = "everything"',
    "changes": 'brings = "changes"',
    "window": 'brings = "window"\nwindow_days = 28',
}
WINDOW_DAYS = 28
COLUMNS = ("No", "Report", "Charge", "Occurred", "Updated", "X", "Y", "Count")
CHARGES = ("459 PC", "211 PC", "11377 HS")
# A midpoint of a block, an edge, no point, outside the city, and the middle of the northwest, where a crowd means no place.
MIDDLE = ("-116.545", "33.835")
POINTS = (
    ("-116.5475", "33.8325"), ("-116.54", "33.8375"), ("", ""), ("-116.4", "33.83"), ("-116.5375", "33.8225"), MIDDLE,
)  # fmt: skip
CROWD = 20
LAST_ON = date(2025, 11, 28)


@dataclass(frozen=True)
class Row:
    """One row as delivered; without a day it cannot be counted."""

    number: str
    report: str
    charge: str
    day: date | None
    point: tuple[str, str]
    updated: datetime | None = None
    count: int = 1

    @property
    def cells(self) -> list[str]:
        """Give what stands in the file."""
        day = "" if self.day is None else f"{self.day}"
        updated = "" if self.updated is None else f"{self.updated:%Y-%m-%dT%H:%M:%SZ}"
        return [self.number, self.report, self.charge, day, updated, *self.point, str(self.count)]

    def row_id(self, feed: str) -> int:
        """Give the number that the row is known by."""
        parts = [self.number] if self.number else self.cells
        return int(combine([hash_texts(pa.array([part])) for part in parts], feed)[0])


@dataclass(frozen=True)
class Version:
    """What was known of a row from a moment on."""

    row: Row
    status: str
    is_placed: bool
    first_seen_at: datetime
    recorded_at: datetime


@dataclass
class Model:
    """What is known of each feed now, and what was known before: feed, number, version, when it ended and why."""

    current: dict[str, dict[int, Version]] = field(default_factory=lambda: defaultdict(dict))
    past: list[tuple[str, int, Version, datetime, str]] = field(default_factory=list)

    def copy(self) -> Model:
        """Give a model that can be changed without this one."""
        current = {feed: dict(rows) for feed, rows in self.current.items()}
        return Model(defaultdict(dict, current), list(self.past))

    def deliver(
        self, feed: str, files: list[list[Row]], now: datetime, *, brings: str, is_replay: bool
    ) -> dict[str, int]:
        """Take in one delivery; give how many rows were received, accepted, quarantined and duplicates."""
        known = self.current[feed]
        received = [row for rows in files for row in rows]
        good = [row for row in received if row.day]
        latest = {row.row_id(feed): row for row in sorted(good, key=_age)}
        withdrawn = {key for _, key, _, _, why in self.past if why == "withdrawal"} - {*known}
        accepted = {
            key: row
            for key, row in latest.items()
            if not (brings == "changes" and key in known and _age(known[key].row) > _age(row))
            and not (is_replay and key in withdrawn)
        }
        window_from = max((row.day for row in good), default=date.max)
        window_from -= timedelta(days=WINDOW_DAYS - 1)
        kept = {
            key: version.row
            for key, version in known.items()
            if brings == "changes" or (brings == "window" and version.row.day < window_from)
        }
        self._know(feed, kept | accepted, now)
        return {
            "received": len(received), "accepted": len(accepted), "quarantined": len(received) - len(good),
            "duplicates": len(good) - len(accepted),
        }  # fmt: skip

    def _know(self, feed: str, rows: dict[int, Row], now: datetime) -> None:
        before, after = self.current[feed], {}
        statuses = _statuses(rows)
        is_crowd = sum(row.point == MIDDLE for row in rows.values()) > CROWD
        for key, row in rows.items():
            old = before.get(key)
            is_same = old is not None and (old.row, old.status) == (row, statuses[key])
            is_placed = not (is_crowd and row.point == MIDDLE)
            if is_same and old.is_placed <= is_placed:
                after[key] = old
                continue
            first = [
                version.first_seen_at
                for name, number, version, *_ in self.past
                if (name, number) == (feed, key)
            ]
            seen = old.first_seen_at if old else min(first, default=now)
            after[key] = Version(row, statuses[key], is_placed, seen, now)
        for key, old in before.items():
            if after.get(key) != old:
                self.past.append((feed, key, old, now, _why(old, after.get(key))))
        self.current[feed] = after


def _age(row: Row) -> datetime:
    return row.updated or pd.Timestamp.min


def _statuses(rows: dict[int, Row]) -> dict[int, str]:
    """Pair the rows of one report and day with those that cancel them, in order of their numbers."""
    groups: dict[tuple[str, date | None], tuple[list[int], list[int]]] = defaultdict(
        lambda: ([], [])
    )
    for key in sorted(rows):
        groups[rows[key].report, rows[key].day][rows[key].count < 0].append(key)
    statuses = {}
    for counted, canceling in groups.values():
        statuses |= dict.fromkeys(counted, "counted") | dict.fromkeys(canceling, "cancellation")
        statuses |= dict.fromkeys(counted[: len(canceling)], "canceled")
    return statuses


def _why(old: Version, new: Version | None) -> str:
    if new is None:
        return "withdrawal"
    if new.row != old.row:
        return "correction"
    return "cancellation" if new.status != old.status else "default_point"


class Source:
    """The records of one agency: they are added, corrected, withdrawn and canceled, and delivered one way or another."""

    def __init__(self, feed: str, rows: int) -> None:
        self.feed = feed
        self.rows: dict[str, Row] = {}
        self.withdrawn: dict[str, Row] = {}
        self.said: list[Row] = []
        self._made, self._touched = 0, pd.Timestamp("2025-11-29")
        for number in range(rows):
            self.add(number, 0 if number < 22 else 1)

    def add(self, what: int, which: int = 0) -> None:
        """Add a record; every seventh has no number of its own, every eleventh no day."""
        self._made += 1
        name = f"{self._made}"
        day = None if self._made % 11 == 0 else LAST_ON - timedelta(days=what * 7 % 60)
        point = MIDDLE if which % 6 == 0 else POINTS[what % len(POINTS)]
        number = "" if self._made % 7 == 0 else name
        self._say(name, Row(number, f"R{what % 9}", CHARGES[what % 3], day, point))

    def correct(self, what: int, which: int) -> None:
        """Change what a record says; one without a number becomes another row."""
        name = self._name(which)
        row = self.rows[name]
        changes = (
            {"charge": CHARGES[which % 3]}, {"day": LAST_ON - timedelta(days=what % 60)}, {"point": POINTS[which % 6]},
            {"report": f"R{which % 9}"},
        )  # fmt: skip
        self._say(name, replace(row, **changes[what % 4], updated=self._tick()))

    def cancel(self, what: int, which: int) -> None:
        """Add a record that cancels another, or turn a record itself into its cancellation."""
        name = self._name(which)
        row = self.rows[name]
        if what % 4 == 0:
            self._say(name, replace(row, count=-row.count, updated=self._tick()))
            return
        self._made += 1
        number = f"{self._made}" if what % 4 < 3 else ""
        self._say(f"{self._made}", replace(row, number=number, count=-1, updated=self._tick()))

    def withdraw(self, what: int, which: int) -> None:
        """Take back a record, but for the last few."""
        if len(self.rows) > 5:
            name = self._name(which)
            self.withdrawn[name] = self.rows.pop(name)

    def restore(self, what: int, which: int) -> None:
        """Bring back a record that was taken back."""
        if self.withdrawn:
            name = [*self.withdrawn][which % len(self.withdrawn)]
            self.rows[name] = self.withdrawn.pop(name)

    def delivery(self, some: random.Random) -> list[Row]:
        """Give the rows of the next delivery, as the feed brings them."""
        rows = [*self.rows.values()]
        if self.feed == "changes":
            return some.sample(self.said, min(len(self.said), some.randint(0, 12))) + self.said[-6:]
        if self.feed == "window":
            days = [row.day for row in rows if row.day]
            return [
                row for row in rows if row.day and row.day > max(days) - timedelta(days=WINDOW_DAYS)
            ]
        return rows

    def _name(self, which: int) -> str:
        return [*self.rows][which % len(self.rows)]

    def _say(self, name: str, row: Row) -> None:
        self.rows[name] = row
        self.said.append(row)

    def _tick(self) -> datetime:
        self._touched += timedelta(minutes=1)
        return self._touched


def shaped(rows: list[Row], some: random.Random, *, files: int) -> list[list[Row]]:
    """Shuffle rows, double some, and cut them into files."""
    rows = rows + some.sample(rows, some.randint(0, len(rows) // 2))
    some.shuffle(rows)
    return [rows[number::files] for number in range(files)]


def define(feed: str, folder: Path, *, offense: str = "") -> Feed:
    """Write and load the definition of a feed, with more to say of its offenses."""
    path = folder / f"{feed}.toml"
    path.write_text(
        DEFINITION.format(feed=feed, brings=BRINGS[feed], offense=offense), encoding="utf-8"
    )
    return load_feed(path)


def write_files(feed: str, files: Iterable[list[Row]], folder: Path) -> None:
    """Put the files of a delivery in place of those of the one before."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"{feed}-*.csv"):
        old.unlink()
    for number, rows in enumerate(files):
        with open(folder / f"{feed}-{number}.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *(row.cells for row in rows)])
