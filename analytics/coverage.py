"""How far may these numbers be trusted: since when, until when, and how many incidents have a place on the map?

Days after `settled_until` are still filling up and always look like a fall. Being on the map and being in a neighborhood are two
things: in Palm Springs many incidents happen between neighborhoods, in the city but in none of them. A day outside
[first_on, data_as_of] has no data, which is not a zero. A feed that went dark would hold back every page by months, or pass for a
fall: it is left out of what it does not cover, and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.offenses import category_of
from analytics.periods import Period
from analytics.selection import Selection


@dataclass(frozen=True)
class FeedDays:
    """Which days one feed covers, and how often it is due; no totals, so every audience may see it."""

    title: str
    categories: tuple[str, ...]
    first_on: date
    data_as_of: date
    settled_until: date
    cadence_days: int
    is_simulated: bool


def feed_days(table: pd.DataFrame) -> tuple[FeedDays, ...]:
    """Read the days of each feed from a table as schema.FEEDS describes it; feeds without an incident are left out."""
    known = table.dropna(subset=["first_on", "data_as_of", "settled_until"])
    return tuple(
        FeedDays(
            title=row["title"],
            categories=tuple(row["categories"].split(",")),
            first_on=row["first_on"].date(),
            data_as_of=row["data_as_of"].date(),
            settled_until=row["settled_until"].date(),
            cadence_days=int(row["cadence_days"]),
            is_simulated=bool(row["is_simulated"]),
        )
        for row in known.to_dict("records")
    )


def feeds_of(feeds: tuple[FeedDays, ...], offenses: Iterable[str]) -> tuple[FeedDays, ...]:
    """Keep the feeds that bring any of some offenses or categories; all of them where none does."""
    wanted = {category_of(name) for name in offenses}
    return tuple(feed for feed in feeds if wanted.intersection(feed.categories)) or feeds


def dark_feeds(feeds: Iterable[FeedDays], today: date) -> tuple[FeedDays, ...]:
    """Give the feeds that brought nothing for more than twice their cadence, up to a local day.

    A daily feed whose last export ended two days ago is not dark: the next one may come tonight. How long days take to
    settle plays no part: a feed that knows of yesterday is alive, however much of yesterday is still missing.
    """
    return tuple(feed for feed in feeds if (today - feed.data_as_of).days > 2 * feed.cadence_days)


def feeds_left_behind(feeds: Iterable[FeedDays]) -> tuple[FeedDays, ...]:
    """Give the feeds that were dark already on the last day that any of them knows of.

    Unlike `dark_feeds` it needs no clock, so the same snapshot gives the same numbers for ever: where all feeds stopped
    together, none was left behind.
    """
    feeds = tuple(feeds)
    return dark_feeds(feeds, max(feed.data_as_of for feed in feeds)) if feeds else ()


@dataclass(frozen=True)
class Coverage:
    """What every page and PDF says about its data; `feeds` are those of its selection, dark ones too."""

    place: str
    run_id: str
    first_on: date
    data_as_of: date
    settled_until: date
    counted: int
    on_map: int
    located: int
    is_simulated: bool
    is_schematic: bool
    categories: tuple[str, ...]
    time_zone: str
    analysis_crs: str
    feeds: tuple[FeedDays, ...] = ()

    @property
    def on_map_share(self) -> float:
        """Share of the counted rows that have a point in the city, 0 to 1."""
        return self.on_map / self.counted if self.counted else 0.0

    @property
    def located_share(self) -> float:
        """Share of the counted rows that have a neighborhood, 0 to 1."""
        return self.located / self.counted if self.counted else 0.0

    @property
    def whole(self) -> Period:
        """All days with data, settled or not."""
        return Period(self.first_on, self.data_as_of + timedelta(days=1))

    def widest(self) -> Coverage:
        """Give the same over all days of which any feed knows: rows of these may be listed, their counts not compared."""
        return replace(
            self,
            first_on=min((feed.first_on for feed in self.feeds), default=self.first_on),
            data_as_of=max((feed.data_as_of for feed in self.feeds), default=self.data_as_of),
        )

    def ends_left_out(self, selection: Selection) -> dict[str, date]:
        """Give the offenses of a selection that must be in no sum of it, each with the last day that its feed knows of.

        They are those of feeds that were left behind, in a period that goes on after their end. This is the coverage of all
        feeds; no offense means every category.
        """
        ends: dict[str, date] = {}
        for feed in feeds_left_behind(self.feeds):
            if feed.data_as_of < selection.period.last_day:
                for name in selection.offenses or self.categories:
                    if category_of(name) in feed.categories:
                        ends[name] = min(feed.data_as_of, ends.get(name, feed.data_as_of))
        return ends

    def sentence(self, whose: str = "") -> str:
        """Say run, data as of, settled until and share located in one line; `whose` says of what: " in the whole city"."""
        shares = f"{self.on_map_share:.1%} on the map, {self.located_share:.1%} in a neighborhood"
        return (
            f"Data as of {day_words(self.data_as_of)} · settled until {day_words(self.settled_until - timedelta(days=1))}"
            # Of none a share says nothing: 0% would look like broken coordinates.
            f" · located{whose}: {shares if self.counted else 'there are none to locate'}"
            f" · run {self.run_id}"
        )


def day_words(day: date) -> str:
    """Name a day: "3 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"
