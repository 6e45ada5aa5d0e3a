"""What does the snapshot in service hold for a selection? The read-only door; the only SQL of the read side.

The audience decides which tables exist for a reader: `public` sees public_incidents and public_quarters, never `incidents`. It is
an argument of `open_snapshot`, defaults to `public`, and never comes from a browser. Counts are of rows with status "counted", at
the grain incident × offense; days without rows are absent here, and become zeros or gaps in `analytics.counts`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analytics.audiences import BY, TABLES, Audience, check_public
from analytics.coverage import Coverage, FeedDays, feed_days, feeds_left_behind, feeds_of
from analytics.errors import SelectionError, StoreError
from analytics.offenses import CATEGORIES
from analytics.periods import Period
from analytics.selection import Selection
from analytics.settings import Settings, data_dir_option
from analytics.store.columns import Columns
from analytics.store.files import attach_snapshot, current_snapshot
from analytics.store.loading import load_columns
from analytics.store.moments import Moment, feeds_then, moment_at, moment_of_day
from analytics.store.pages import Order, read_page, read_row
from analytics.store.positions import Positions
from analytics.store.relations import incidents_query, versions_query, within_area
from analytics.store.small_blocks import hide_small_blocks
from analytics.store.small_neighborhoods import hide_small_neighborhoods


def open_snapshot(
    source: Path | str | None = None,
    *,
    audience: Audience = "public",
    known_at: date | datetime | None = None,
) -> Store:
    """Open the snapshot in service of a data folder, or one snapshot file; with `known_at`, as it was known then.

    Without a source, the data folder of the settings is used. `known_at` is a moment, or a day, of which the end by the local
    clock is meant. Raises StoreError where there is no snapshot, where it is of another version, where nothing was known then,
    and for an audience that does not exist; SelectionError for the public, whose tables have no history.
    """
    if audience not in TABLES:
        raise StoreError(f"no audience {audience!r}: choose public or police")
    path = Path(source) if source is not None else Settings.from_env().data_dir
    if not path.is_file():
        found = current_snapshot(path)
        if found is None:
            raise StoreError(
                f"{path}: holds no snapshot yet; run `python -m etl demo{data_dir_option(path)}`, or `run` with feeds of your own"
            )
        path = found
    return Store(path, audience, known_at)


class Store(Positions):
    """One snapshot, read for one audience; safe to use from several threads."""

    def __init__(
        self, path: Path, audience: Audience, known_at: date | datetime | Moment | None = None
    ) -> None:
        self.path, self.audience = path, audience
        self._connection = duckdb.connect(config={"autoinstall_known_extensions": False})
        self._lock, self._loading = threading.Lock(), threading.Lock()
        self._loaded: Columns | None = None
        attach_snapshot(self._connection, path)
        if audience == "public":
            hide_small_neighborhoods(self._connection)
            hide_small_blocks(self._connection)
        self._connection.execute("SET enable_external_access = false")
        self.moment = None if known_at is None else self._instant(known_at)
        if self.moment is not None and not self._days_of_feeds:
            raise StoreError(
                f"{path}: nothing was known at {self.moment}; its first run was {self.recorded_since} UTC"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _query(self, sql: str, values: dict[str, Any] | None = None) -> pd.DataFrame:
        with self._lock:
            cursor = self._connection.cursor()
        return cursor.execute(sql, values).df()

    def _only_police(self, what: str) -> None:
        # Totals let hidden counts be found by subtraction, and findings name points and values.
        if self.audience != "police":
            raise SelectionError(f"{what} are for the police audience")

    @cached_property
    def run_id(self) -> str:
        """Id of the run that published what this reader sees."""
        return str(self._feeds["run_id"].max())

    def as_of(self, day: date) -> Store:
        """Open the same snapshot as of a past day, even one before the first run (`moments`); for the police."""
        since = self.recorded_since
        return Store(self.path, self.audience, moment_of_day(day, self._time_zone, since))

    def _instant(self, known_at: date | datetime | Moment) -> Moment:
        self._only_police("what was known on a day")
        return known_at if isinstance(known_at, Moment) else moment_at(known_at, self._time_zone)

    @property
    def _time_zone(self) -> str:
        return str(self._place["time_zone"])

    @cached_property
    def recorded_since(self) -> pd.Timestamp:
        """The start of the first run, UTC: of what was known before nothing is kept."""
        return pd.Timestamp(self._query("SELECT min(recorded_at) AS t FROM feed_runs")["t"].iloc[0])

    def read_summary(self) -> dict[str, Any]:
        """Read the summary of the run that published the snapshot; for the police."""
        self._only_police("summaries of runs")
        return dict(json.loads(self._query("SELECT summary FROM run")["summary"].iloc[0]))

    @cached_property
    def _feeds(self) -> pd.DataFrame:
        if self.moment is None:
            return self._query("SELECT * FROM feeds ORDER BY feed")
        return feeds_then(self._query, self.moment)

    def read_feeds(self) -> pd.DataFrame:
        """Read one row a feed, as schema.FEEDS describes it; for the police."""
        self._only_police("totals of feeds")
        return self._feeds.copy()

    def coverage(self, selection: Selection | None = None) -> Coverage:
        """Say how far the data of a selection reach; of all data without one.

        Of several feeds the one that starts last and ends first decides; without a selection, of those that none of the others
        left behind (`coverage.feeds_left_behind`). Located shares are of the selection's rows in its period, and of all rows
        without a selection.
        """
        feeds = feeds_of(self._days_of_feeds, selection.offenses if selection else ())
        if not feeds:
            raise StoreError(f"{self.path}: no feed has a single counted incident")
        behind = () if selection else feeds_left_behind(feeds)
        deciding = [feed for feed in feeds if feed not in behind]
        counted, located, on_map = self._columns.located(selection)
        return Coverage(
            place=str(self._place["name"]),
            run_id=self.run_id,
            first_on=max(feed.first_on for feed in deciding),
            data_as_of=min(feed.data_as_of for feed in deciding),
            settled_until=min(feed.settled_until for feed in deciding),
            counted=counted,
            on_map=on_map,
            located=located,
            is_simulated=any(feed.is_simulated for feed in feeds),
            is_schematic=bool(self._place["is_schematic"]),
            categories=self._categories,
            time_zone=self._time_zone,
            analysis_crs=self._crs,
            feeds=feeds,
        )

    @cached_property
    def _days_of_feeds(self) -> tuple[FeedDays, ...]:
        return feed_days(self._feeds)

    @cached_property
    def _categories(self) -> tuple[str, ...]:
        """The categories whose incidents this audience can read."""
        brought = {name for text in self._feeds["categories"] for name in text.split(",")}
        is_police = self.audience == "police"
        return tuple(
            name
            for name, category in CATEGORIES.items()
            if name in brought and (is_police or category.is_victim_reported)
        )

    @property
    def _columns(self) -> Columns:
        # Read with the first question, and by one thread only.
        with self._loading:
            if self._loaded is None:
                self._loaded = load_columns(self._query, self.audience, self.moment)
            return self._loaded

    def _check(self, selection: Selection) -> None:
        if self.audience == "public":
            known = self._feeds.dropna(subset=["first_on", "data_as_of"])
            check_public(selection, known["first_on"].max(), known["data_as_of"].min())

    def read_incidents(
        self, selection: Selection, *, known_at: date | datetime | None = None
    ) -> pd.DataFrame:
        """Read the counted rows of a selection, one a row of incident × offense, in order of day.

        With `known_at`, as they were known at a moment, or at the end of a local day: rows since corrected or withdrawn come
        back as they were. The police see row_id, incident_id, times, address and point; the public only what
        schema.PUBLIC_INCIDENTS lists, the day being the first of the 28 days that the incident fell in.
        """
        self._check(selection)
        moment = self.moment if known_at is None else self._instant(known_at)
        rows = self._query(*incidents_query(selection, self.audience, self._crs, moment))
        return within_area(rows, selection, self._crs)

    def read_versions(self, selection: Selection) -> pd.DataFrame:
        """Read every version of the counted rows of a selection, those since corrected or withdrawn too; for the police.

        Columns: those of `read_incidents`, recorded_at (UTC), superseded_at (UTC; missing where the version still holds).
        """
        self._only_police("versions of rows")
        rows = self._query(*versions_query(selection, self._crs))
        return within_area(rows, selection, self._crs)

    def count_incidents(
        self, selection: Selection, by: Sequence[str] = ("neighborhood_id",)
    ) -> pd.DataFrame:
        """Count the rows of a selection by some columns; week_on is the Monday of the week.

        Result columns: those of `by`, incidents. Combinations without incidents are absent, a missing neighborhood is empty.
        Raises SelectionError for a column that this audience cannot count by.
        """
        strange = [name for name in by if name not in BY[self.audience]]
        if strange:
            allowed = ", ".join(sorted(BY[self.audience]))
            raise SelectionError(f"cannot count by {', '.join(strange)}: choose from {allowed}")
        self._check(selection)
        return self._columns.count(selection, by)

    def count_windows(self, selection: Selection) -> pd.DataFrame:
        """Count the rows of a selection by their time window in the week, by category and by who found them; for the police.

        It is what `rhythms.measure_rhythm` takes. Columns: category, found_by, occurred_from_local, occurred_to_local (both as if
        in the week from 3 January 2000; the end is missing where there is none, and a week after the start at most), incidents.
        """
        self._only_police("times of day")
        return self._columns.count_windows(selection)

    def read_page(
        self,
        selection: Selection,
        *,
        search: str = "",
        order_by: Order = (),
        start: int = 0,
        count: int | None = 100,
    ) -> tuple[pd.DataFrame, int]:
        """Read one page of the rows of a selection, and how many rows match in all; for the police.

        `search` keeps the rows whose case number begins with it and those whose address holds it, in any case of letters.
        Without an order the newest come first; a missing value comes last in either direction. `count` None gives all that
        match. Columns: `pages.PAGE_COLUMNS`. Raises SelectionError for an order by something else, and where more than
        `pages.MOST_ROWS` rows are asked for at once.
        """
        self._only_police("rows of incidents")
        return read_page(
            self._query, selection, self._crs, self.moment,
            search=search, order_by=order_by, start=start, count=count,
        )  # fmt: skip

    def read_row(self, row_id: int) -> pd.DataFrame:
        """Read the counted row of a number, as `read_page` gives it; empty where none has it; for the police."""
        self._only_police("rows of incidents")
        return read_row(self._query, self.moment, row_id)

    def read_quarters(self, period: Period) -> pd.DataFrame:
        """Read the public's counts of sensitive categories: category, quarter_on, neighborhood_id, incidents (empty under 11)."""
        asked = "SELECT * FROM public_quarters WHERE quarter_on >= $start AND quarter_on < $end ORDER BY ALL"
        return self._query(asked, {"start": period.start, "end": period.end})

    def read_raw_files(self, feed: str) -> pd.DataFrame:
        """Read what was received of a feed, as schema.RAW_FILES describes it, in order of the last reception; for the police."""
        self._only_police("received files")
        asked = "SELECT * FROM raw_files WHERE feed = $feed ORDER BY last_run_id, source_file"
        return self._query(asked, {"feed": feed})

    def read_findings(self) -> pd.DataFrame:
        """Read what the checks found: feed, code, message, rows; for the police."""
        self._only_police("findings")
        return self._query("SELECT * FROM findings ORDER BY feed, code, rows DESC")
