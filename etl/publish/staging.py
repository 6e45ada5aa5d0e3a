"""What has a run received so far: which rows wait, and what is decided about them?

Rows wait in a spool until all are known. Keys are worked on for rows that another row can be about: those of a feed that is known
or has cancellations, and else only rows whose number came more than once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.schema import INCIDENT_ROWS
from etl.feeds.feed import Feed
from etl.publish.members import Members
from etl.publish.receipts import Receipts
from etl.publish.settle import KEYS, Settled, settle
from etl.reading import Part
from etl.spool import Spool, Stretch

_SPOOLED = [name for name in INCIDENT_ROWS.columns if name != "status"]
_STATUSES = ("canceled", "cancellation")
_OF_NUMBER = pa.array([*_STATUSES, None])
_KEY_COLUMNS = (
    "seq",
    "row_id",
    "version_hash",
    "match_hash",
    "source_row",
    "charge_id",
    "receipt_id",
)
_VERSION_TIMES = ("updated_at", "reported_at")
_CHARGES = "CREATE OR REPLACE VIEW run_charges AS SELECT charge_id, category FROM before_charges"
_STAGED_CHARGES = f"{_CHARGES} UNION ALL SELECT charge_id, category FROM staged_charges"
_SEEN_BEFORE = "SELECT seq, receipt_id, first_seen_at FROM seen_before JOIN keys USING (seq)"


class Staging:
    """The rows of a run before they are written.

    The views before_… of `connection` show the snapshot in service.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, run_id: str, now: datetime
    ) -> None:
        self._connection, self._run_id = connection, run_id
        self._spool = Spool(folder)
        self.charges, self.locations = (
            Members(
                f"{name}_id", self._arrow(f"SELECT {name}_id, content_hash FROM before_{name}s")
            )
            for name in ("charge", "location")
        )
        last = self._arrow("SELECT coalesce(max(receipt_id), 0) AS last FROM before_receipts")
        self.receipts = Receipts(run_id, now, last["last"][0].as_py() + 1)
        self._known = set(self._arrow("SELECT feed FROM before_feeds")["feed"].to_pylist())
        self._seen_before: list[tuple[np.ndarray, np.ndarray]] = []

    @property
    def days(self) -> Counter[date]:
        """The rows of each day, those included that are dropped."""
        return self._spool.days

    @property
    def rows(self) -> int:
        """The number of rows, without those that are dropped."""
        dropped = self._connection.execute("SELECT count(*) FROM dropped").fetchall()[0][0]
        return self._spool.rows - int(dropped)

    def begin(self, feed: Feed) -> None:
        """Begin with the rows of a feed."""
        self._connection.execute(KEYS)
        self._feed, self._part, self._first_row = feed, self._spool.parts, self._spool.rows
        self._files: dict[int, tuple[str, int | None, int]] = {}
        self._has_keys = feed.cancellation is not None or feed.feed in self._known

    def add(self, part: Part, source_file: str, file_number: int) -> None:
        """Take in the rows of a part.

        `file_number` orders the files, where their order says which version of a row is the later one.
        """
        receipt = self.receipts.number(source_file, part.style)
        self._files[receipt] = source_file, part.style, file_number
        numbers = {
            "charge_id": self.charges.number(part.charges)[part.rows["charge_id"].to_numpy()],
            "location_id": self.locations.number(part.locations)[
                part.rows["location_id"].to_numpy()
            ],
            "receipt_id": np.full(len(part.rows), receipt, "int32"),
        }
        rows = pa.table(
            [pa.array(numbers[name]) if name in numbers else part.rows[name] for name in _SPOOLED],
            names=_SPOOLED,
        )
        rows = self._spool.add(rows)
        if self._has_keys:
            self._add_keys(rows, part.rows["is_cancellation"])

    def _add_keys(self, rows: pa.Table, is_cancellation: pa.ChunkedArray) -> None:
        order = np.zeros(max(self._files) + 1, dtype="int32")
        for receipt, (*_, number) in self._files.items():
            order[receipt] = number
        file_number = pa.array(order[rows["receipt_id"].to_numpy()])
        keys = rows.select(_KEY_COLUMNS).append_column("file_number", file_number)
        keys = keys.append_column(
            "version_at", pc.coalesce(*(rows[name] for name in _VERSION_TIMES))
        )
        self._connection.register(
            "incoming", keys.append_column("is_cancellation", is_cancellation)
        )
        self._connection.execute("INSERT INTO keys BY NAME SELECT * FROM incoming")
        self._connection.unregister("incoming")

    def settle(self, *, window_from: date | None, is_replay: bool) -> Settled:
        """Settle the rows of the feed begun last against each other and against those stored."""
        self._spool.flush()
        if not self._has_keys:
            for rows in self._spool.repeated(self._part, [*_KEY_COLUMNS, *_VERSION_TIMES]):
                self._add_keys(rows, pa.chunked_array([pa.repeat(False, len(rows))]))
        staged = self.charges.new()
        if staged:
            self._connection.register(
                "staged_charges", pa.concat_tables(staged).unify_dictionaries()
            )
        self._connection.execute(_STAGED_CHARGES if staged else _CHARGES)
        self._connection.register("run_receipts", self.receipts.table())
        settled = settle(
            self._connection,
            self._feed,
            target="draft",
            run_id=self._run_id,
            window_from=window_from,
            is_replay=is_replay,
        )
        self._note_seen_before()
        keys = self._connection.execute("SELECT count(*) FROM keys").fetchall()[0][0]
        alone = self._spool.rows - self._first_row - int(keys)
        return replace(settled, accepted=settled.accepted + alone, new=settled.new + alone)

    def _note_seen_before(self) -> None:
        """Give rows that were first seen in an earlier run a receipt that says so."""
        seen = self._arrow(_SEEN_BEFORE)
        if len(seen):
            ways = zip(
                *(seen[name].to_pylist() for name in ("receipt_id", "first_seen_at")), strict=True
            )
            number = self.receipts.number
            receipts = [number(*self._files[receipt][:2], at) for receipt, at in ways]
            self._seen_before.append((seen["seq"].to_numpy(), np.array(receipts, "int32")))

    def decide(self) -> None:
        """Look up what was decided about rows, once all feeds are settled; call it before `between`."""
        self._dropped = np.zeros(self._spool.rows, dtype=bool)
        self._dropped[self._arrow("SELECT seq FROM dropped")["seq"].to_numpy()] = True
        statuses = self._arrow("SELECT seq, status FROM statuses")
        self._status = None
        if len(statuses):
            self._status = np.full(self._spool.rows, len(_STATUSES), dtype="int8")
            numbers = pc.index_in(statuses["status"], pa.array(_STATUSES))
            self._status[statuses["seq"].to_numpy()] = numbers.to_numpy()
        self._receipt = None
        if self._seen_before:
            self._receipt = np.zeros(self._spool.rows, dtype="int32")
            for seq, receipts in self._seen_before:
                self._receipt[seq] = receipts

    def between(self, stretch: Stretch) -> pa.Table | None:
        """Give the rows of a stretch of days as schema.INCIDENT_ROWS describes them, without those dropped; None for none."""
        rows = self._spool.between(stretch, self._dropped)
        if rows is None:
            return None
        seq = rows["seq"].to_numpy()
        if self._receipt is not None:
            known = self._receipt[seq]
            receipts = pa.array(np.where(known > 0, known, rows["receipt_id"].to_numpy()))
            rows = rows.set_column(
                rows.schema.get_field_index("receipt_id"), "receipt_id", receipts
            )
        status = pa.nulls(len(rows), pa.string())
        if self._status is not None:
            status = _OF_NUMBER.take(pa.array(self._status[seq]))
        return rows.append_column("status", status).select([*INCIDENT_ROWS.columns])

    def remove(self) -> None:
        """Give the space on disk back, once all rows were asked for."""
        self._spool.remove()

    def _arrow(self, query: str) -> pa.Table:
        return self._connection.sql(query).to_arrow_table()
