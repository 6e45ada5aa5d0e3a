"""What does the snapshot in service hold for a selection? The read-only door; the only SQL of the read side.

The audience decides which tables exist for a reader: `public` sees public_incidents and public_quarters, never `incidents`. It is
an argument of `open_snapshot`, defaults to `public`, and never comes from a browser. Counts are of rows with status "counted", at
the grain incident × offense; days without rows are absent here, and become zeros or gaps in `analytics.counts`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import pandas as pd

from analytics.audiences import BY, COLUMNS, ON_MAP, TABLES, Audience, check_public
from analytics.coverage import Coverage
from analytics.errors import SelectionError, StoreError
from analytics.offenses import CATEGORIES, category_of
from analytics.periods import Period
from analytics.schema import VERSION
from analytics.selection import Selection
from analytics.settings import Settings

POINTER = "current.json"
SNAPSHOTS = "snapshots"


def current_snapshot(data_dir: Path) -> Path | None:
    """Give the path of the snapshot in service, or None where there is none yet.

    Raises StoreError for a pointer that cannot be read or leads nowhere.
    """
    pointer = data_dir / POINTER
    try:
        named = json.loads(pointer.read_text(encoding="utf-8"))["snapshot"]
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise StoreError(
            f"{pointer}: cannot be read; delete it and run `python -m etl run` with every feed"
        ) from error
    snapshot = data_dir / named
    if not snapshot.is_file():
        raise StoreError(
            f"{pointer}: leads to {named}, which is gone; delete it and run `python -m etl run` with every feed"
        )
    return snapshot


def open_snapshot(source: Path | str | None = None, *, audience: Audience = "public") -> Store:
    """Open the snapshot in service of a data folder, or one snapshot file.

    Without a source, the data folder of the settings is used. Raises StoreError where there is no snapshot, where it is of
    another version, and for an audience that does not exist.
    """
    if audience not in TABLES:
        raise StoreError(f"no audience {audience!r}: choose public or police")
    path = Path(source) if source is not None else Settings.from_env().data_dir
    if not path.is_file():
        found = current_snapshot(path)
        if found is None:
            raise StoreError(
                f"{path}: holds no snapshot yet; run `python -m etl demo` or `python -m etl run`"
            )
        path = found
    return Store(path, audience)


class Store:
    """One snapshot, read for one audience; safe to use from several threads."""

    def __init__(self, path: Path, audience: Audience) -> None:
        self.path, self.audience = path, audience
        try:
            self._connection = duckdb.connect(
                str(path),
                read_only=True,
                config={"enable_external_access": False, "autoinstall_known_extensions": False},
            )
        except duckdb.Error as error:
            raise StoreError(f"{path}: cannot be opened: {error}") from error
        self._lock = threading.Lock()
        try:
            version = self._query("SELECT schema_version FROM place")["schema_version"].iloc[0]
        except (duckdb.Error, IndexError) as error:
            raise StoreError(f"{path}: is not a snapshot: {error}") from error
        if version != VERSION:
            raise StoreError(
                f"{path}: is of version {version}, this program reads {VERSION}; run `python -m etl run`"
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
        return str(self._query("SELECT run_id FROM run")["run_id"].iloc[0])

    def read_summary(self) -> dict[str, Any]:
        """Read the summary of the run that published the snapshot; for the police."""
        self._only_police("summaries of runs")
        return dict(json.loads(self._query("SELECT summary FROM run")["summary"].iloc[0]))

    @cached_property
    def _place(self) -> pd.Series:
        return self._query("SELECT * FROM place").iloc[0]

    @cached_property
    def _feeds(self) -> pd.DataFrame:
        return self._query("SELECT * FROM feeds ORDER BY feed")

    def read_feeds(self) -> pd.DataFrame:
        """Read one row a feed, as schema.FEEDS describes it; for the police."""
        self._only_police("totals of feeds")
        return self._feeds.copy()

    def coverage(self, selection: Selection | None = None) -> Coverage:
        """Say how far the data of a selection reach; of all data without one.

        Of several feeds the one that starts last and ends first decides. Located shares are of the selection's rows in its
        period, and of all rows without a selection.
        """
        feeds = self._feeds
        if selection is not None and selection.offenses:
            wanted = {category_of(name) for name in selection.offenses}
            brings = feeds["categories"].map(lambda text: bool(wanted & set(text.split(","))))
            feeds = feeds[brings] if brings.any() else feeds
        known = feeds.dropna(subset=["first_on", "data_as_of", "settled_until"])
        if known.empty:
            raise StoreError(f"{self.path}: no feed has a single counted incident")
        located = self._located(selection)
        return Coverage(
            place=str(self._place["name"]),
            run_id=self.run_id,
            first_on=known["first_on"].max().date(),
            data_as_of=known["data_as_of"].min().date(),
            settled_until=known["settled_until"].min().date(),
            counted=int(located["counted"]),
            on_map=int(located["on_map"]),
            located=int(located["located"]),
            is_simulated=bool(feeds["is_simulated"].any()),
            is_schematic=bool(self._place["is_schematic"]),
            categories=tuple(name for name in CATEGORIES if name in self._categories()),
            time_zone=str(self._place["time_zone"]),
            analysis_crs=str(self._place["analysis_crs"]),
        )

    def _categories(self) -> set[str]:
        """Give the categories whose incidents this audience can read."""
        brought = {name for text in self._feeds["categories"] for name in text.split(",")}
        if self.audience == "police":
            return brought
        return {name for name in brought if CATEGORIES[name].is_victim_reported}

    def _located(self, selection: Selection | None) -> pd.Series:
        where, values = self._where(selection)
        return self._query(
            f"SELECT count(*) AS counted, count(neighborhood_id) AS located, "
            f"count(*) FILTER ({ON_MAP[self.audience]}) AS on_map FROM {self._table} WHERE {where}",
            values,
        ).iloc[0]

    @property
    def _table(self) -> str:
        return TABLES[self.audience]

    def _where(self, selection: Selection | None) -> tuple[str, dict[str, Any]]:
        conditions = ["status = 'counted'"] if self.audience == "police" else ["true"]
        values: dict[str, Any] = {}
        if selection is not None:
            conditions.append("occurred_on >= $start AND occurred_on < $end")
            values |= {"start": selection.period.start, "end": selection.period.end}
            if selection.offenses:
                conditions.append(
                    "(category IN (SELECT unnest($offenses)) OR offense IN (SELECT unnest($offenses)))"
                )
                values["offenses"] = list(selection.offenses)
            if selection.neighborhoods:
                conditions.append("neighborhood_id IN (SELECT unnest($neighborhoods))")
                values["neighborhoods"] = list(selection.neighborhoods)
        return " AND ".join(conditions), values

    def _check(self, selection: Selection) -> None:
        if self.audience == "public":
            known = self._feeds.dropna(subset=["first_on", "data_as_of"])
            check_public(selection, known["first_on"].max(), known["data_as_of"].min())

    def read_incidents(self, selection: Selection) -> pd.DataFrame:
        """Read the counted rows of a selection, one a row of incident × offense, in order of day.

        The police see row_id, incident_id, times, address and point; the public only what schema.PUBLIC_INCIDENTS lists, the
        day being the first of the 28 days that the incident fell in.
        """
        self._check(selection)
        where, values = self._where(selection)
        order = "ALL" if self.audience == "public" else "occurred_on, row_id"
        columns = COLUMNS[self.audience]
        return self._query(
            f"SELECT {columns} FROM {self._table} WHERE {where} ORDER BY {order}", values
        )

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
        where, values = self._where(selection)
        week = "CAST(date_trunc('week', occurred_on) AS DATE) AS week_on"
        columns = ", ".join(week if name == "week_on" else name for name in by)
        listed = f"{columns}, " if columns else ""
        grouped = " GROUP BY ALL ORDER BY ALL" if columns else ""
        return self._query(
            f"SELECT {listed}count(*) AS incidents FROM {self._table} WHERE {where}{grouped}",
            values,
        )

    def read_quarters(self, period: Period) -> pd.DataFrame:
        """Read the public's counts of sensitive categories: category, quarter_on, neighborhood_id, incidents (empty under 11)."""
        return self._query(
            "SELECT * FROM public_quarters WHERE quarter_on >= $start AND quarter_on < $end ORDER BY ALL",
            {"start": period.start, "end": period.end},
        )

    @cached_property
    def _neighborhoods(self) -> gpd.GeoDataFrame:
        return _shapes(self._query("SELECT * FROM neighborhoods ORDER BY name"))

    def read_neighborhoods(self) -> gpd.GeoDataFrame:
        """Read the neighborhoods, EPSG:4326: neighborhood_id, name, geometry, in order of name."""
        return self._neighborhoods.copy()

    @cached_property
    def _blocks(self) -> gpd.GeoDataFrame | None:
        table = self._query("SELECT * FROM blocks ORDER BY block_id")
        return None if table.empty else _shapes(table)

    def read_blocks(self) -> gpd.GeoDataFrame | None:
        """Read the blocks as schema.BLOCKS describes them, EPSG:4326; None where the place has none."""
        return None if self._blocks is None else self._blocks.copy()

    def read_shapes(self, layer: str) -> gpd.GeoDataFrame:
        """Read a layer of the base map, EPSG:4326: city, built_up or streets, with name and kind; it may be empty."""
        return _shapes(
            self._query(
                "SELECT name, kind, geometry FROM shapes WHERE layer = $layer", {"layer": layer}
            )
        )

    def read_findings(self) -> pd.DataFrame:
        """Read what the checks found: feed, code, message, rows; for the police."""
        self._only_police("findings")
        return self._query("SELECT * FROM findings ORDER BY feed, code, rows DESC")


def _shapes(table: pd.DataFrame) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries.from_wkb(table["geometry"].map(bytes), crs="EPSG:4326")
    return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=geometry, crs="EPSG:4326")
