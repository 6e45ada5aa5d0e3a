"""What is on a slide? One statement, and what it rests on: sentences, counts, a list, or a picture.

Everything is plain data, so that the page and the handout say the same. A picture never stands alone: its `alt` says it in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Tally:
    """A row of counts: now, before, and what may be said. `now` is None without data, `before` where nothing is compared."""

    label: str
    now: int | None
    before: int | None
    words: str
    sign: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of counts that may stand together; those that follow where officers look say so in `title`."""

    title: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class Number:
    """A large number with what it counts, such as the one that was agreed on."""

    number: str
    words: str
    is_main: bool = False


@dataclass(frozen=True)
class Item:
    """An entry of a list: its name, a short remark beside it, and a sentence below."""

    name: str
    remark: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Listing:
    """A list with a heading, and a sentence where it is empty."""

    title: str
    items: tuple[Item, ...]
    empty: str = ""


@dataclass(frozen=True)
class Mark:
    """Days that a chart marks: a response, from a day through another, still going on where `to_on` is None."""

    from_on: date
    to_on: date | None
    label: str


@dataclass(frozen=True)
class Bars:
    """Counts by equal stretches of days, from zero; None where the data do not reach. `agreed_on` marks the meeting.

    `numbers` stand beside it: the one that was agreed on, and the one now.
    """

    title: str
    starts: tuple[date, ...]
    counts: tuple[int | None, ...]
    days: int
    alt: str
    marks: tuple[Mark, ...] = ()
    agreed_on: date | None = None
    numbers: tuple[Number, ...] = ()

    @property
    def top(self) -> int:
        """Where the scale ends: a little above the highest bar, and never below four."""
        return max(4, *(count or 0 for count in self.counts))


@dataclass(frozen=True)
class Symbol:
    """A circle whose area stands for a count; `rank` is its number in the list beside the map."""

    x: float
    y: float
    count: int
    name: str
    rank: int | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Places:
    """A map: rings of corners as parts of the width, y down from the top, and circles on it.

    `shape` is width over height. `own` are the outlines of the place that all is about.
    """

    shape: float
    outlines: tuple[tuple[tuple[float, float], ...], ...]
    own: tuple[tuple[tuple[float, float], ...], ...]
    streets: tuple[tuple[tuple[float, float], ...], ...]
    symbols: tuple[Symbol, ...]
    alt: str

    @property
    def largest(self) -> int:
        return max((symbol.count for symbol in self.symbols), default=0)


@dataclass(frozen=True)
class Hours:
    """Incidents by hour of the day and by weekday, Monday first, as far as their times are known.

    `peak_hours` and `peak_days` are those that stand out from an even spread; none where that cannot be told.
    """

    by_hour: tuple[float, ...]
    by_day: tuple[float, ...]
    alt: str
    peak_hours: tuple[int, ...] = ()
    peak_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Slide:
    """One slide; `name` says what it is for, `kicker` stands above the statement, `note` names days and limits below."""

    name: str
    title: str
    kicker: str = ""
    lines: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    heads: tuple[str, str] = ("", "")
    numbers: tuple[Number, ...] = ()
    listings: tuple[Listing, ...] = ()
    pictures: tuple[Bars | Places | Hours, ...] = ()
    note: str = ""
