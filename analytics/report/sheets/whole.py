"""What is the same on the sheets of all places? The counts of the whole city, its layers, and what neighborhoods are like.

It is read once, and the sheets of all neighborhoods take their part of it: read 35 times it would be most of their time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from textwrap import shorten
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from analytics.changes import Change, change_sentence, compare_counts
from analytics.counts import count_weeks, total_incidents
from analytics.coverage import Coverage
from analytics.errors import SelectionError
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period
from analytics.report.alike import alike_days
from analytics.report.sheets.told import Told
from analytics.report.wording import FOUND_BY, footer_words
from analytics.selection import Selection
from analytics.similar import Profiles, make_profiles
from analytics.store import Store
from analytics.trends import (
    LEAST_WEEKS,
    Trend,
    dispersion_of,
    dispersions_by,
    expected_weeks,
    trend_period,
)

LONGEST_NAME = 72
Made = TypeVar("Made")


class Whole:
    """The city as the sheets of its places share it."""

    def __init__(self, store: Store, told: Told) -> None:
        self.store, self.told = store, told
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Give what is made once, for all sheets, under a name."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @property
    def is_public(self) -> bool:
        return self.store.audience == "public"

    @cached_property
    def coverage(self) -> Coverage:
        """That of all offenses told of, with the shares located of their days."""
        return self.store.coverage(Selection(self.told.now, self.told.offenses))

    @cached_property
    def city(self) -> str:
        """The city's name without its state."""
        return self.coverage.place.partition(",")[0]

    @cached_property
    def neighborhoods(self) -> gpd.GeoDataFrame:
        return _named(self.store.read_neighborhoods())

    @cached_property
    def names(self) -> dict[str, str]:
        places = self.neighborhoods
        return dict(zip(places["neighborhood_id"], places["name"], strict=True))

    @cached_property
    def blocks(self) -> gpd.GeoDataFrame | None:
        """All blocks that this audience may see by themselves; None where none are known."""
        blocks = self.store.read_blocks()
        return None if blocks is None else _named(blocks)

    @cached_property
    def streets(self) -> gpd.GeoDataFrame:
        return self.store.read_shapes("streets")

    @cached_property
    def footer(self) -> str:
        return footer_words(Selection(self.told.now, self.told.offenses), self.store.coverage)

    def place_footer(self) -> str:
        """Give the foot of a sheet of one place: its shares are the whole city's."""
        one = next(iter(self.names), "")
        return footer_words(
            Selection(self.told.now, self.told.offenses, (one,)), self.store.coverage
        )

    @cached_property
    def daily(self) -> pd.DataFrame:
        """All days with data, of all offenses told of: neighborhood_id, category, found_by (police), occurred_on, incidents."""
        by = ["neighborhood_id", "category", "occurred_on"] + ["found_by"] * (not self.is_public)
        whole = self.store.count_incidents(
            Selection(self.told.coverage.whole, self.told.offenses), by
        )
        return whole.assign(neighborhood_id=whole["neighborhood_id"].astype("object"))

    def block_rows(self, block: str) -> pd.DataFrame:
        """Give the days of a block, with the columns of `daily` but the neighborhood."""
        told = self.told
        asked = Selection(told.coverage.whole, told.offenses, blocks=(block,))
        by = ["category", "occurred_on"] + ["found_by"] * (not self.is_public)
        return self.store.count_incidents(asked, by)

    @cached_property
    def _by_place(self) -> dict[str, pd.DataFrame]:
        return {str(place): rows for place, rows in self.daily.groupby("neighborhood_id")}

    def rows(
        self,
        place: str | pd.DataFrame | None,
        categories: Sequence[str],
        found_by: str | None = None,
    ) -> pd.DataFrame:
        """Give the days of some categories in a neighborhood, in the city for None, or of rows that are given."""
        if isinstance(place, pd.DataFrame):
            rows = place
        else:
            rows = self.daily if place is None else self._by_place.get(place, self.daily.head(0))
        held = rows["category"].isin(categories)
        if found_by is not None:
            held &= rows["found_by"] == found_by
        return rows[held]

    def reported(self, place: str | None) -> pd.DataFrame:
        """Give the days of what may be one number."""
        return self.rows(place, self.told.reported_categories)

    @cached_property
    def sides(self) -> tuple[str | None, ...]:
        """Who found narcotics anywhere in the city; one side, None, where nobody says."""
        if self.is_public:
            return (None,)
        found = set(self.rows(None, ("narcotics",))["found_by"])
        return (None,) if found <= {"unknown"} else tuple(s for s in FOUND_BY if s in found)

    def weeks(self, rows: pd.DataFrame, period: Period | None = None) -> pd.DataFrame:
        """Count the weeks of some rows, or the public's steps of four."""
        step = self.told.step_weeks
        return count_weeks(rows, coverage=self.told.coverage, period=period, step_weeks=step)

    def dispersion(self, rows: pd.DataFrame) -> float:
        """Say how much more than chance the weeks before the days compared vary.

        Fewer incidents than weeks, as most blocks have, tell nothing of it: 1 is chance alone.
        """
        if total_incidents(rows) < LEAST_WEEKS:
            return 1.0
        step = self.told.step_weeks
        return dispersion_of(self.weeks(rows), before=self.told.before.start, step_weeks=step)

    def change(self, rows: pd.DataFrame) -> Change:
        """Compare some rows in the days now with those before."""
        now, before = (total_incidents(within(rows, days)) for days in self._compared)
        return compare_counts(
            now,
            before,
            days_now=self.told.now.days,
            days_before=self.told.before.days,
            dispersion=self.dispersion(rows),
        )

    @property
    def _compared(self) -> tuple[Period, Period]:
        return self.told.now, self.told.before

    def sentence(self, change: Change, what: str, where: str | None) -> str:
        """Say a change in the words for the sheet's days."""
        return change_sentence(change, what, where, **self.told.words)

    @cached_property
    def dispersions(self) -> dict[str, float]:
        """How much the weeks of each neighborhood vary, of what may be one number."""
        return dispersions_by(
            self.reported(None).drop(columns="category"),
            "neighborhood_id",
            coverage=self.told.coverage,
            before=self.told.before.start,
            step_weeks=self.told.step_weeks,
        )

    @cached_property
    def city_dispersion(self) -> float:
        """How much the weeks of the city vary, of what may be one number."""
        return self.dispersion(self.reported(None))

    def trend(self, rows: pd.DataFrame) -> Trend:
        """Give at least a year of weeks with the range that three years before lead one to expect."""
        told = self.told
        drawn, shown_from = trend_period(told.now, told.coverage, step_weeks=told.step_weeks)
        return expected_weeks(
            self.weeks(rows, drawn), shown_from=shown_from, step_weeks=told.step_weeks
        )

    def block_counts(self, period: Period) -> pd.DataFrame:
        """Count what may be one number on each block: neighborhood_id, block_id, incidents; counted once for each period."""
        asked = Selection(period, self.told.reported)
        by = ("neighborhood_id", "block_id")
        return self.once(f"blocks {period.label()}", lambda: self.store.count_incidents(asked, by))

    @cached_property
    def alike_days(self) -> Period | None:
        return alike_days(self.told.now.end, self.told.coverage)

    @cached_property
    def profiles(self) -> Profiles | None:
        """What tells the neighborhoods apart; None without days for it, and for kinds that may not be compared together."""
        if self.alike_days is None:
            return None
        names = self.told.reported
        # An offense is in its category already.
        concerns = [name for name in names if name in CATEGORIES or category_of(name) not in names]
        kinds = sorted({"category" if name in CATEGORIES else "offense" for name in concerns})
        asked = Selection(self.alike_days, tuple(concerns))
        blocks = self.blocks
        try:
            return make_profiles(
                self.store.count_incidents(asked, ("neighborhood_id", *kinds)),
                self.neighborhoods,
                concerns=concerns,
                days=self.alike_days.days,
                blocks=blocks,
                on_blocks=None
                if blocks is None
                else self.store.count_incidents(asked, ("block_id", *kinds)),
            )
        except SelectionError:
            return None


def _named(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut names that no table has room for: layers hold whole sentences at times."""
    return shapes.assign(name=[_short(name) for name in shapes["name"]])


def _short(name: str) -> str:
    words = shorten(name, LONGEST_NAME, placeholder=" …")
    return words if words.strip(" …") else f"{name[: LONGEST_NAME - 1]}…"


def within(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Keep the rows of some days."""
    day = rows["occurred_on"].to_numpy("datetime64[D]")
    first, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return rows[(day >= first.to_datetime64()) & (day < end.to_datetime64())]
