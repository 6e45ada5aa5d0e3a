"""Which snapshot do the pages read, and what of it was read already?

A new snapshot is picked up at the next question, without a restart: two figures of one page may therefore come from two
runs for a moment, which is why each page names its run. Tables handed out are shared between requests: never change one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import flask
import geopandas as gpd
import pandas as pd

from analytics.audiences import Audience
from analytics.counts import count_weeks
from analytics.coverage import Coverage
from analytics.errors import StoreError
from analytics.hotspots import Grid, find_hotspots, make_grid, radius_for
from analytics.hotspots.history import HISTORY_CELL_M
from analytics.offenses import category_of
from analytics.selection import Selection
from analytics.store import Store, current_snapshot, open_snapshot
from analytics.trends import dispersions_by
from dashboard.decisions import OpenedOnce, Records, default_url
from dashboard.once import Once
from dashboard.urlstate import DEFAULTS, Defaults, View, from_search

NO_NEIGHBORHOOD = "(none)"
EXTENSION = "crime_dashboard"
FALLBACK = DEFAULTS["/"]
RECHECK_SECONDS = 120
# So many past days are kept, each with all its rows.
MOST_PAST = 2
Made = TypeVar("Made")


class Reader:
    """One snapshot, read once per question.

    A page's figures ask at the same moment: each count, table and map of a selection is made once and shared.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._small, self._large, self._past = Once(1024), Once(48), Once(MOST_PAST)

    def once(self, name: str, *given: Hashable, make: Callable[[], Made]) -> Made:
        """Give what was made under a name for these values, making it where it is not there; a table, not rows of incidents."""
        return self._small.get((name, *given), make)

    def as_of(self, day: date) -> Reader:
        """Give a reader of what was known at the end of a past day; this one where nothing was."""
        return self._past.get(day, lambda: self._as_of(day))

    def _as_of(self, day: date) -> Reader:
        try:
            return Reader(self.store.as_of(day))
        except StoreError:
            return self

    def count(self, selection: Selection, by: Sequence[str] = ("neighborhood_id",)) -> pd.DataFrame:
        """Count a selection as `Store.count_incidents` does."""
        by = tuple(by)
        return self.once(
            "count", selection, by, make=lambda: self.store.count_incidents(selection, by)
        )

    def incidents(self, selection: Selection) -> pd.DataFrame:
        """Read the rows of a selection; dear, and only a few selections are kept."""
        return self._large.get(
            ("incidents", selection), lambda: self.store.read_incidents(selection)
        )

    def spots(self, selection: Selection) -> pd.DataFrame:
        """Read where the incidents of a selection are, as `Store.read_spots` does."""
        return self._large.get(("spots", selection), lambda: self.store.read_spots(selection))

    def weeks(self, selection: Selection) -> pd.DataFrame:
        """Count the weeks of all days with data, as `count_weeks` does, for places and offenses of a selection."""
        coverage = self.coverage_of(selection)
        counts = self.count(selection.during(coverage.whole), ("week_on",))
        return self.once("weeks", selection, make=lambda: count_weeks(counts, coverage=coverage))

    def windows(self, selection: Selection) -> pd.DataFrame:
        """Count a selection by time window as `Store.count_windows` does; only a few selections are kept."""
        return self._large.get(("windows", selection), lambda: self.store.count_windows(selection))

    def coverage_of(self, selection: Selection) -> Coverage:
        """Say how far the data of a selection reach."""
        return self.once("coverage", selection, make=lambda: self.store.coverage(selection))

    def dispersions(self, offenses: tuple[str, ...], before: date) -> dict[str, float]:
        """Give by neighborhood how much more than chance the weeks before a day vary; NO_NEIGHBORHOOD for none."""
        return self.once(
            "dispersions", offenses, before, make=lambda: self._dispersions(offenses, before)
        )

    def hotspots(self, selection: Selection) -> pd.DataFrame:
        """Give the cells of the grid for a selection, as `find_hotspots` does."""
        return self._large.get(("hotspots", selection), lambda: self._hotspots(selection))

    @cached_property
    def coverage(self) -> Coverage:
        return self.store.coverage(None)

    @cached_property
    def offenses_held(self) -> frozenset[str]:
        """Ids of the categories that the feeds bring, and of the offenses that occur in the data."""
        counts = self.count(Selection(self.coverage.whole), ("offense",))
        return frozenset((*self.coverage.categories, *counts["offense"]))

    @cached_property
    def neighborhoods(self) -> gpd.GeoDataFrame:
        return self.store.read_neighborhoods()

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the neighborhoods by id, in the order of their names."""
        table = self.neighborhoods.sort_values("name")
        return dict(zip(table["neighborhood_id"], table["name"], strict=True))

    @cached_property
    def blocks(self) -> gpd.GeoDataFrame | None:
        return self.store.read_blocks()

    @cached_property
    def block_names(self) -> dict[str, str]:
        """Names of the blocks by id; none where the place has no blocks."""
        blocks = self.blocks
        if blocks is None:
            return {}
        return dict(zip(blocks["block_id"], blocks["name"], strict=True))

    @cached_property
    def grid(self) -> Grid:
        """The cells that can hold an incident: the built-up area, or the neighborhoods where none is known."""
        return make_grid(self._ground, crs=self.coverage.analysis_crs)

    @cached_property
    def coarse_grid(self) -> Grid:
        """The same ground in the larger cells that a history takes."""
        return make_grid(self._ground, crs=self.coverage.analysis_crs, cell_m=HISTORY_CELL_M)

    @cached_property
    def _ground(self) -> gpd.GeoDataFrame:
        built_up = self.store.read_shapes("built_up")
        return self.neighborhoods if built_up.empty else built_up

    def view(self, page: object, search: object) -> View:
        """Read what a link asks for on a page; both come from the browser and may be anything.

        Offenses whose feed went dark before the days asked for are left out of the selection. Where that leaves nothing,
        the days are those of the dark feeds: the last ones that they know of.
        """
        defaults = DEFAULTS.get(page, FALLBACK) if isinstance(page, str) else FALLBACK
        coverage = self.coverage.widest() if defaults.lists_rows else self.coverage
        view = self._read_link(search, defaults, coverage)
        ends = self.coverage.ends_left_out(view.selection)
        if not ends:
            return view
        asked = view.selection.offenses or self.coverage.categories
        kept = [name for name in asked if name not in ends]
        if not kept:
            return self._read_link(search, defaults, self.coverage_of(view.selection))
        return replace(view, selection=view.selection.of(*kept), left_out=tuple(ends))

    def reach_of(self, category: str) -> Coverage:
        """Say how far the data of one category reach, dark or not."""
        return self.coverage_of(Selection(self.coverage.whole, (category,)))

    def _read_link(self, search: object, defaults: Defaults, coverage: Coverage) -> View:
        return from_search(
            search,
            coverage=coverage,
            offenses_held=self.offenses_held,
            neighborhood_ids=self.names,
            block_ids=self.block_names,
            defaults=defaults,
        )

    def _dispersions(self, offenses: tuple[str, ...], before: date) -> dict[str, float]:
        everywhere = Selection(self.coverage.whole, offenses)
        counts = self.count(everywhere, ("neighborhood_id", "week_on"))
        counts = counts.assign(neighborhood_id=counts["neighborhood_id"].fillna(NO_NEIGHBORHOOD))
        coverage = self.coverage_of(everywhere)
        return dispersions_by(counts, "neighborhood_id", coverage=coverage, before=before)

    def _hotspots(self, selection: Selection) -> pd.DataFrame:
        categories = tuple({category_of(name) for name in selection.offenses})
        return find_hotspots(
            self.spots(selection),
            self.grid,
            radius_m=radius_for(categories),
            period_days=selection.period.days,
        )


class Context:
    """What the running dashboard knows: where its data are, who is looking, and what time it is.

    The public's opens the records for reading alone, and so does one that is told to.
    An open page asks again every `recheck_seconds` whether a feed went dark.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        audience: Audience,
        clock: Callable[[], datetime],
        recheck_seconds: float = RECHECK_SECONDS,
        tile_url: str | None = None,
        database_url: str | None = None,
        is_read_only: bool = False,
    ) -> None:
        self.data_dir = data_dir
        self.audience: Audience = audience
        self.clock = clock
        self.recheck_seconds = recheck_seconds
        self.tile_url = tile_url
        self._records = OpenedOnce(
            database_url or default_url(data_dir), is_read_only=is_read_only or audience == "public"
        )
        self._lock = Lock()
        self._reader: Reader | None = None

    def reader(self) -> Reader:
        """Give a reader of the newest snapshot. Raises StoreError where there is none."""
        with self._lock:
            path = current_snapshot(self.data_dir)
            if self._reader is None or self._reader.store.path != path:
                # Not closed: another request may still read the former snapshot.
                self._reader = Reader(open_snapshot(path or self.data_dir, audience=self.audience))
            return self._reader

    def records(self) -> Records:
        """Give the records of what people decided, opened once. Raises RecordError where they are out of reach."""
        return self._records.get()

    def today(self, reader: Reader) -> date:
        """Give the day it is where the data are from."""
        return self.clock().astimezone(ZoneInfo(reader.coverage.time_zone)).date()

    def close(self) -> None:
        """Let go of snapshot and records, when the server stops."""
        with self._lock:
            if self._reader is not None:
                self._reader.store.close()
                self._reader = None
        self._records.close()

    def make_ready(self) -> None:
        """Read what every page needs before the first reader asks; to be called where the process only serves.

        What is there by then, the app itself above all, is not looked through by the garbage collector any more: its full rounds
        took a tenth of a second each, at every eighth page or so.
        """
        reader, _ = self.reader_or_reason()
        if reader is not None:
            reader.count(Selection(reader.coverage.whole), ())
        gc.collect()
        gc.freeze()

    def reader_or_reason(self) -> tuple[Reader | None, str]:
        """Give a reader, or the reason why there is none."""
        try:
            return self.reader(), ""
        except StoreError as error:
            return None, str(error)


def current() -> Context:
    """Give the context of the app that answers this request."""
    return cast(Context, flask.current_app.extensions[EXTENSION])
