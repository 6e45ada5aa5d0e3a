"""How do settled rows become a snapshot that readers can trust?

A snapshot is one immutable DuckDB file. A run writes a draft beside the others, carries over the feeds it did not read from the
snapshot in service, and when every check has passed swaps a pointer file: readers see the old snapshot or the new one, never a
part. An interrupted run leaves a draft that the next run removes.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow as pa

from analytics.errors import StoreError
from analytics.offenses import CATEGORIES, FOCUS, VICTIM_REPORTED
from analytics.schema import INCIDENTS, TABLES, VERSION, Table, conform
from analytics.store import POINTER, SNAPSHOTS, current_snapshot
from etl import extent, statements
from etl.checks import FeedFacts, Finding, feed_line
from etl.feeds.feed import Feed
from geodata.layers import Layers

# What a row is before it is settled: without its number, its status and its run.
_STAGED = Table(
    INCIDENTS.grain,
    {k: v for k, v in INCIDENTS.columns.items() if k not in ("row_id", "status", "run_id")},
)
_ROWS_AN_INSERT = 100_000
_PER_FEED = ("feeds", "raw_files", "set_aside", "findings")


class Draft:
    """A snapshot in the making.

    Use as a context manager: a draft that is left without `publish` is removed.
    """

    def __init__(self, data_dir: Path, run_id: str) -> None:
        self.data_dir, self.run_id = data_dir, run_id
        self.folder = data_dir / SNAPSHOTS
        self.folder.mkdir(parents=True, exist_ok=True)
        for stale in self.folder.glob(".draft-*"):
            stale.unlink()
        self.path = self.folder / f".draft-{run_id}.duckdb"
        self.work = self.folder / f".draft-{run_id}.work"
        self.target = self.folder / f"{run_id}.duckdb"
        if self.target.exists():
            raise StoreError(f"{self.target} exists already: a run id is used once")
        try:
            self.connection = duckdb.connect(str(self.path))
        except (duckdb.Error, OSError) as error:
            raise StoreError(f"{self.path}: cannot be written: {error}") from error
        self.connection.execute("SET preserve_insertion_order = true")
        self.connection.execute(f"ATTACH '{_quoted(self.work)}' AS work")
        for name, table in TABLES.items():
            self.connection.execute(table.ddl(name))
        self.connection.execute(INCIDENTS.ddl("work.settled"))
        columns = [f"{name} {spec.type}" for name, spec in _STAGED.columns.items()]
        columns += [f"{name} {kind}" for name, kind in statements.STAGED_EXTRA.items()]
        self.connection.execute(f"CREATE TABLE work.staged ({', '.join(columns)})")
        self._seq = 0
        self._pending: list[pa.Table] = []

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        for left in self.folder.glob(f".draft-{self.run_id}*"):
            left.unlink()

    def stage(self, rows: pd.DataFrame, set_aside: pd.DataFrame) -> None:
        """Take in located rows and those set aside. Raises ContractError for rows that break schema.INCIDENTS."""
        conform(rows[list(_STAGED.columns)], _STAGED)
        numbered = rows.assign(seq=range(self._seq, self._seq + len(rows)))
        self._seq += len(rows)
        self._pending.append(pa.Table.from_pandas(numbered, preserve_index=False))
        if sum(table.num_rows for table in self._pending) >= _ROWS_AN_INSERT:
            self._flush()
        self._insert("set_aside", set_aside)

    def _flush(self) -> None:
        """Insert what is pending; monthly files are small, and an insert costs the same for few rows as for many."""
        if self._pending:
            self._insert(
                "work.staged", pa.concat_tables(self._pending, promote_options="permissive")
            )
            self._pending.clear()

    def settle(self, feed: Feed, raw_files: pd.DataFrame) -> FeedFacts:
        """Tell copies, versions and cancellations apart, and give the facts of the feed."""
        self._flush()
        order = statements.KEEP_FIRST if feed.identity.keep == "first" else statements.KEEP_LAST
        name = {"feed": feed.feed}
        self.connection.execute(statements.VERDICTS.format(order=order), name)
        self.connection.execute(statements.DUPLICATES)
        self.connection.execute(statements.ACCEPTED, {"run_id": self.run_id})
        unmatched = self._rows(statements.UNMATCHED)[0][0]
        self.connection.execute("DROP TABLE verdict")
        self._insert("raw_files", raw_files)
        accepted, counted, located = self._rows(statements.COUNTS, name)[0]
        set_aside = self._rows(statements.SET_ASIDE_COUNTS, name)
        return FeedFacts(
            feed=feed.feed,
            received=int(raw_files["rows"].sum()),
            accepted=accepted,
            quarantined=sum(rows for kind, _, rows, _ in set_aside if kind == "quarantined"),
            duplicates=sum(rows for kind, _, rows, _ in set_aside if kind == "duplicate"),
            counted=counted,
            located=located,
            unlocated=dict(self._rows(statements.UNLOCATED, name)),
            received_by_category=dict(self._rows(statements.RECEIVED_BY_CATEGORY, name)),
            accepted_by_category=dict(self._rows(statements.ACCEPTED_BY_CATEGORY, name)),
            unmatched_cancellations=unmatched,
            unrecognized=self._rows(statements.UNRECOGNIZED, name),
            top_points=self._rows(statements.TOP_POINTS, name),
            reasons={reason: rows for kind, reason, rows, _ in set_aside if kind == "quarantined"},
            examples={reason: text for kind, reason, _, text in set_aside if kind == "quarantined"},
        )

    def known_until(self, feeds: list[Feed], *, as_of: date) -> date | None:
        """Give the local day of the last report or update in any of a run's feeds: they were exported together.

        A rare offense says little of the day of its export; the busier feeds beside it do.
        """
        names = {"feeds": [feed.feed for feed in feeds]}
        known_at = self._rows(statements.KNOWN_UNTIL, names)[0][0]
        if known_at is None:
            return None
        local = known_at.replace(tzinfo=UTC).astimezone(ZoneInfo(feeds[0].time_zone))
        return min(local.date(), as_of)

    def add_feed(self, feed: Feed, facts: FeedFacts, *, known_until: date | None) -> None:
        """Write the feed's line: counts, covered days, and until when it is settled."""
        name = {"feed": feed.feed}
        daily = self.connection.execute(statements.DAILY, name).df().set_index("day")["incidents"]
        measured = extent.settling_days(
            self.connection.execute(statements.DELAYS, name).df()["days"]
        )
        days = feed.settling_days if measured is None else measured
        covered = (
            None
            if daily.empty
            else extent.find_extent(
                daily, known_until=known_until, settling=days, covers_from=feed.covers_from
            )
        )
        if covered is not None:
            day = {**name, "day": covered.first_on}
            facts.before_first_day = self._rows(statements.BEFORE, day)[0][0]
        line = feed_line(feed, facts, covered, days=days, is_measured=measured is not None)
        self._insert("feeds", pd.DataFrame([{**line, "run_id": self.run_id}]))

    def add_findings(self, findings: list[Finding]) -> None:
        """Write what the checks found."""
        if findings:
            self._insert("findings", pd.DataFrame([asdict(finding) for finding in findings]))

    def carry_over(self, feeds_read: list[str], place: str) -> list[str]:
        """Copy the rows of all other feeds from the snapshot in service, and name those feeds.

        Call after `add_layers`. Raises StoreError where that snapshot is about another place, or where rows to carry over
        were located in other neighborhoods than this run's.
        """
        previous = current_snapshot(self.data_dir)
        if previous is None:
            return []
        self.connection.execute(f"ATTACH '{_quoted(previous)}' AS previous (READ_ONLY)")
        read = {"read": feeds_read}
        kept = "feed NOT IN (SELECT unnest($read))"
        there = self._rows("SELECT name FROM previous.place")[0][0]
        if there != place:
            raise StoreError(
                f"{self.data_dir} holds {there}, these feeds are about {place}: give another --data-dir"
            )
        names = [
            name
            for (name,) in self._rows(
                f"SELECT feed FROM previous.feeds WHERE {kept} ORDER BY feed", read
            )
        ]
        if names and self._rows(statements.CHANGED_OUTLINES)[0][0]:
            raise StoreError(
                "the outlines of the neighborhoods have changed since the snapshot in service was made: "
                f"run {', '.join(names)} together with the other feeds, so that all are located alike"
            )
        tables = {"work.settled": "incidents"} | {table: table for table in _PER_FEED}
        for table, carried in tables.items():
            self.connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM previous.{carried} WHERE {kept}", read
            )
        self.connection.execute("DETACH previous")
        return names

    def add_layers(self, layers: Layers, place: str, time_zone: str) -> None:
        """Write the place and its polygons, so that the snapshot can be read without anything else."""
        self._insert("place", pd.DataFrame([{
            "schema_version": VERSION, "name": place, "time_zone": time_zone,
            "analysis_crs": layers.analysis_crs, "is_schematic": layers.is_schematic,
            "layer_source": layers.source,
        }]))  # fmt: skip
        self._insert("neighborhoods", _with_wkb(layers.neighborhoods, ["neighborhood_id", "name"]))
        midpoints = pd.DataFrame({"block_id": [], "x_m": [], "y_m": []})
        if layers.blocks is not None:
            columns = ["block_id", "name", "neighborhood_id", "lon", "lat", "addresses"]
            self._insert("blocks", _with_wkb(layers.blocks, columns))
            points = gpd.points_from_xy(layers.blocks["lon"], layers.blocks["lat"], crs="EPSG:4326")
            points = points.to_crs(layers.analysis_crs)
            midpoints = pd.DataFrame(
                {"block_id": layers.blocks["block_id"].to_numpy(), "x_m": points.x, "y_m": points.y}
            )
        self.connection.register("midpoints", midpoints)
        shapes = {"city": layers.city, "built_up": layers.built_up, "streets": layers.streets}
        for layer, shape in shapes.items():
            if shape is not None:
                columns = [name for name in ("name", "kind") if name in shape.columns]
                table = _with_wkb(shape, columns).assign(layer=layer)
                self._insert("shapes", table.reindex(columns=["layer", "name", "kind", "geometry"]))

    def publish(
        self, *, started_at: datetime, published_at: datetime, summary: dict[str, Any]
    ) -> Path:
        """Write the public tables and the run, then put the snapshot in service; give its path."""
        run = self.connection.execute
        run(statements.SORT)
        sensitive = [name for name in FOCUS if not CATEGORIES[name].is_victim_reported]
        run(statements.PUBLIC_INCIDENTS, {"victim_reported": [*VICTIM_REPORTED]})
        run(statements.PUBLIC_QUARTERS, {"sensitive": sensitive})
        self._insert("run", pd.DataFrame([{
            "run_id": self.run_id, "started_at": _naive_utc(started_at),
            "published_at": _naive_utc(published_at), "summary": json.dumps(summary),
        }]))  # fmt: skip
        run("DETACH work")
        run("CHECKPOINT")
        self.connection.close()
        _sync(self.path)
        os.replace(self.path, self.target)
        _point_to(self.data_dir, self.target, self.run_id)
        return self.target

    def _insert(self, table: str, rows: pd.DataFrame | pa.Table) -> None:
        if len(rows) == 0:
            return
        if isinstance(rows, pd.DataFrame):
            rows = conform(rows, TABLES[table]) if table in TABLES else rows
            rows = pa.Table.from_pandas(rows, preserve_index=False)
        self.connection.register("incoming", rows)
        self.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def _rows(self, query: str, values: dict[str, Any] | None = None) -> list[Any]:
        return self.connection.execute(query, values).fetchall()


def _with_wkb(layer: gpd.GeoDataFrame, columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(layer[columns]).reset_index(drop=True)
    table["geometry"] = layer.geometry.to_wkb().to_numpy()
    return table


def _naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    # Windows only syncs a file that is open for writing, and has no directories to sync.
    with open(path, "r+b") as file:
        os.fsync(file.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _point_to(data_dir: Path, snapshot: Path, run_id: str) -> None:
    pointer = data_dir / POINTER
    draft = pointer.with_name(f".{pointer.name}-{run_id}")
    draft.write_text(
        json.dumps({"snapshot": f"{SNAPSHOTS}/{snapshot.name}", "run_id": run_id}) + "\n",
        encoding="utf-8",
    )
    _sync(draft)
    os.replace(draft, pointer)
    _sync(pointer)
