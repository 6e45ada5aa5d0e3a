"""How do settled rows become a snapshot that readers can trust?

A run writes a draft beside the snapshots: everything anew, or, where a delivery of changes touches few of many rows, what has
changed since a whole snapshot, its base. Every row that is not superseded stays as it is; what a row said before is kept among
the past versions. Readers see nothing of a draft before `etl.publish.service` puts it in service.
"""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.errors import StoreError
from analytics.offenses import CATEGORIES, FOCUS, VICTIM_REPORTED
from analytics.schema import TABLES, conform
from analytics.store import SNAPSHOTS, attach_snapshot, current_snapshot, joined, make_views, quoted
from etl.checks import Finding
from etl.feeds.feed import Feed
from etl.publish import statements
from etl.publish.disk import keep, sync
from etl.publish.facts import Asker
from etl.publish.names import file_name
from etl.publish.place_tables import midpoints_of, place_tables
from etl.publish.rows import write_alone, write_among
from etl.publish.service import DRAFT
from etl.publish.settle import VERDICTS, Settled
from etl.publish.staging import Staging
from etl.publish.unplaced import without_place
from etl.reading import Part
from geodata.layers import Layers

MEMORY_LIMIT = "700MB"
# A snapshot of changes is worth its second file only on many rows, and only while the changes are few.
CHANGES_FROM_ROWS = 200_000
CHANGES_UP_TO_SHARE = 0.05


class Draft:
    """A snapshot in the making; use as a context manager, within `etl.publish.service.alone`, which removes what is left of it.

    Stage and settle one feed after the other, then `write`, ask for facts, add what they say, and `finish`.
    """

    def __init__(self, data_dir: Path, run_id: str, now: datetime, *, erasures: int = 0) -> None:
        self.run_id, self.now = run_id, now.astimezone(UTC).replace(tzinfo=None)
        self.snapshots = data_dir / SNAPSHOTS
        name = file_name(run_id, erasures)
        self.folder = self.snapshots / f"{DRAFT}{name.removesuffix('.duckdb')}"
        self.path = self.folder / name
        self.previous = current_snapshot(data_dir)
        self._feeds: list[Feed] = []
        self.base: str | None = None
        self._has_moved = False
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="draft")
        self._on_disk: Future[None] | None = None
        self.folder.mkdir(parents=True)
        self.connection = duckdb.connect(
            config={"temp_directory": str(self.folder / "spill"), "memory_limit": MEMORY_LIMIT}
        )
        self.connection.execute(
            f"ATTACH '{quoted(self.path)}' AS draft (RECOVERY_MODE no_wal_writes)"
        )
        for name, table in TABLES.items():
            self.connection.execute(table.ddl(f"draft.{name}"))
        self._base_before = self._attach_previous()
        self._staging = Staging(self.connection, self.folder, self.run_id, self.now)
        self.connection.execute(VERDICTS)

    def _attach_previous(self) -> Path | None:
        """Make the views before_…; give the base of the snapshot in service."""
        if self.previous is not None:
            return attach_snapshot(self.connection, self.previous, prefix="before_")
        self.connection.execute("ATTACH ':memory:' AS before_own")
        for name, table in TABLES.items():
            self.connection.execute(table.ddl(f"before_own.{name}"))
        make_views(self.connection, own="before_own", base=None, prefix="before_")
        return None

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self._beside.shutdown()

    def begin(self, feed: Feed) -> None:
        """Begin with the rows of a feed."""
        self._feeds.append(feed)
        self._staging.begin(feed)

    def stage(self, part: Part, source_file: str, file_number: int) -> None:
        """Take in the located rows of a part of a file of the feed, and those set aside.

        `file_number` orders the files, where their order says which version of a row is the later one.
        """
        self._staging.add(part, source_file, file_number)
        self._insert("draft.set_aside", part.set_aside.assign(run_id=self.run_id))

    def settle(
        self, raw_files: pd.DataFrame, *, window_from: date | None, is_replay: bool
    ) -> Settled:
        """Settle the rows of the feed begun last against each other and against those stored."""
        settled = self._staging.settle(window_from=window_from, is_replay=is_replay)
        if len(raw_files):
            self.connection.register("incoming", raw_files)
            values = {"run_id": self.run_id, "is_replay": is_replay}
            self.connection.execute(statements.RAW_FILES, values)
            self.connection.unregister("incoming")
        return settled

    def add_layers(self, layers: Layers, place: str, time_zone: str) -> None:
        """Write the place and its polygons, so that the snapshot can be read without anything else.

        Call it before `write`. Raises StoreError where the snapshot in service is about another place, or was located in other
        outlines and holds rows that this run does not bring again.
        """
        for name, table in place_tables(layers, place, time_zone).items():
            self._insert(f"draft.{name}", table)
        self.connection.register("midpoints", midpoints_of(layers))
        if self.previous is None:
            return
        there = self._rows("SELECT name FROM before_place")[0][0]
        if there != place:
            raise StoreError(
                f"{self.previous.parent.parent} holds {there}, these feeds are about {place}: give another --data-dir"
            )
        whole = {feed.feed for feed in self._feeds if feed.source.brings == "everything"}
        kept = [
            name
            for (name,) in self._rows("SELECT feed FROM before_feeds ORDER BY feed")
            if name not in whole
        ]
        self._has_moved = bool(self._rows(statements.CHANGED_OUTLINES)[0][0])
        if kept and self._has_moved:
            raise StoreError(
                "the outlines of the neighborhoods or blocks have changed since the snapshot in service was made: run "
                f"{', '.join(kept)} as a whole together with the other feeds (python -m etl run --replay), so that all "
                "are located alike"
            )

    def write(self) -> list[str]:
        """Write the rows of the snapshot, and name the feeds whose rows were kept as they were."""
        self._staging.decide()
        self.base, kept = self._base(self._staging.rows)
        make_views(self.connection, own="draft", base=self.base, prefix="now_")
        for view, rows in (("incidents", "incident_rows"), ("past_versions", "past_rows")):
            query = joined(f"draft.{rows}", view, "now_")
            self.connection.execute(f"CREATE VIEW new_{view} AS {query}")
        run = self.connection.execute
        for table in ("charges", "locations", "receipts"):
            if kept and self.previous:
                run(f"INSERT INTO draft.{table} SELECT * FROM {kept}{table}")
        self._renew(
            "SELECT DISTINCT receipt_id FROM before_incident_rows SEMI JOIN restated USING (row_id)"
        )
        if self.previous:
            write_among(self.connection, self._staging, kept)
        else:
            write_alone(self.connection, self._staging)
        # The rows, most of the file, go to disk while the rest is reckoned.
        self._on_disk = self._beside.submit(sync, self.path)
        self._beside.submit(self._staging.remove)
        run(statements.PAST_ROWS, {"now": self.now})
        if kept:
            run(f"INSERT INTO draft.past_rows BY NAME SELECT * FROM {kept}past_rows")
        if self.base:
            run(statements.REPLACED.format(base=self.base))
        read = [feed.feed for feed in self._feeds]
        whole = [feed.feed for feed in self._feeds if feed.source.brings == "everything"]
        if self.base:
            again = pa.table({"feed": pa.array(whole, pa.string())})
            self._insert("draft.replaced_set_aside", again)
            run(statements.REPLACED_SET_ASIDE)
        for table, source, gone in (
            ("set_aside", kept, whole), ("feeds", "before_", read), ("feed_runs", "before_", []),
            ("findings", "before_", [*read, "*"]),
        ):  # fmt: skip
            if source:
                run(statements.CARRIED.format(table=table, source=source), {"gone": gone})
        run(statements.RAW_FILES_BEFORE)
        return [name for (name,) in self._rows("SELECT feed FROM draft.feeds ORDER BY feed")]

    def _base(self, new: int) -> tuple[str | None, str | None]:
        """Decide which attached snapshot still holds, and from where the rows are kept that it does not have."""
        if self.previous is None or self._has_moved or self._rows(statements.CHANGED_BLOCKS)[0][0]:
            return None, "before_"
        base = "before_base" if self._base_before else "before_own"
        there = self._rows(f"SELECT count(*) FROM {base}.incident_rows")[0][0]
        superseded = self._rows("SELECT count(*) FROM superseded")[0][0]
        own = self._rows("SELECT count(*) FROM before_own.incident_rows")[0][0]
        own = own if self._base_before else 0
        few = new + superseded + own <= CHANGES_UP_TO_SHARE * there
        if there < CHANGES_FROM_ROWS or not few:
            return None, "before_"
        return base, "before_own." if self._base_before else None

    def _renew(self, receipts: str) -> None:
        """Number this run's receipts for rows that it changes without having received them, given a query of those they had."""
        before = self.connection.sql(
            f"SELECT receipt_id, source_file, style, first_seen_at FROM ({receipts}) JOIN before_receipts USING (receipt_id)"
        ).fetchall()
        number = self._staging.receipts.number
        new = {
            "old_id": [old for old, *_ in before],
            "new_id": [number(*way) for _, *way in before],
        }
        schema = pa.schema([("old_id", pa.int32()), ("new_id", pa.int32())])
        self.connection.register("renewed", pa.table(new, schema=schema))
        self._write_numbered()

    def _write_numbered(self) -> None:
        """Write the charges, locations and receipts that have got a number since the last time."""
        staging = self._staging
        for name in ("charges", "locations", "receipts"):
            new = getattr(staging, name).take_new()
            if new is not None:
                self._insert(f"draft.{name}", new)

    def unplace(self, feed: Feed, points: list[tuple[float, float]]) -> None:
        """Take the rows of a feed at some points (lon, lat) off the map: these are no places."""
        run = self.connection.execute
        for lon, lat in points:
            there = self.connection.sql(
                "SELECT * FROM now_locations WHERE lon = $lon AND lat = $lat AND x_m IS NOT NULL",
                params={"lon": lon, "lat": lat},
            ).to_arrow_table()
            numbers = self._staging.locations.number(without_place(there))
            moved = {"old_id": there["location_id"], "new_id": pa.array(numbers)}
            self.connection.register("moved", pa.table(moved))
            run(statements.UNPLACED, {"feed": feed.feed, "run_id": self.run_id, "now": self.now})
            self._renew(statements.UNPLACED_RECEIPTS)
            run(statements.UNPLACE)
            if self.base:
                run(statements.REPLACED_TOO.format(base=self.base))

    def write_derived(self) -> None:
        """Write tallies and what residents may see; call it when no row will change any more."""
        run = self.connection.execute
        victim_reported = {"victim_reported": [*VICTIM_REPORTED]}
        rows = statements.ALL_ROWS
        if self.base:
            rows = statements.CHANGED_ROWS.format(base=self.base)
        run(statements.PUBLIC_COUNTS.format(rows=rows), victim_reported)
        if self.base:
            run(statements.TALLIES_OF_CHANGES, {"run_id": self.run_id, "now": self.now})
        else:
            run(statements.TALLIES.format(rows="new_incidents"))
        sensitive = [name for name in FOCUS if not CATEGORIES[name].is_victim_reported]
        run(statements.PUBLIC_QUARTERS, {"sensitive": sensitive})

    def ask(self, feed: Feed) -> Asker:
        """Give who answers questions about one feed of the draft."""
        return Asker(self.connection, feed, self.run_id, is_of_changes=bool(self.base))

    def add_feed(self, line: dict[str, Any]) -> None:
        """Write the feed's line: what schema.FEEDS lists but for the run."""
        row = pd.DataFrame([{**line, "run_id": self.run_id, "recorded_at": self.now}])
        self._insert("draft.feeds", row)
        self._insert("draft.feed_runs", row)

    def add_findings(self, findings: list[Finding]) -> None:
        """Write what the checks found."""
        columns = [*TABLES["findings"].columns]
        self._insert("draft.findings", pd.DataFrame(map(asdict, findings), columns=columns))

    def finish(self, *, published_at: datetime, summary: dict[str, Any]) -> Path:
        """Write the run, close the draft, and give its path beside the other snapshots, on disk for good."""
        base = {None: None, "before_base": self._base_before}.get(self.base, self.previous)
        self._insert("draft.run", pd.DataFrame([{
            "run_id": self.run_id, "started_at": self.now, "published_at": published_at.astimezone(UTC).replace(tzinfo=None),
            "summary": json.dumps(summary), "base": base and base.name, "previous": self.previous and self.previous.name,
        }]))  # fmt: skip
        if self._on_disk:
            self._on_disk.result()
        self.connection.execute("DETACH draft")
        self.connection.close()
        return keep(self.path, self.snapshots / self.path.name)

    def _insert(self, table: str, rows: pd.DataFrame | pa.Table | pa.RecordBatchReader) -> None:
        if isinstance(rows, pd.DataFrame | pa.Table) and len(rows) == 0:
            return
        if isinstance(rows, pd.DataFrame):
            rows = pa.Table.from_pandas(
                conform(rows, TABLES[table.removeprefix("draft.")]), preserve_index=False
            )
        self.connection.register("incoming", rows)
        self.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def _rows(self, query: str, values: dict[str, Any] | None = None) -> list[Any]:
        return self.connection.execute(query, values).fetchall()
