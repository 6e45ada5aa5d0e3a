"""What becomes of a row depends on what was delivered, not on how: order, copies and cuts change nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics.schema import TABLES
from etl.feeds.feed import Feed
from etl.publish.draft import Draft
from etl.publish.settle import KEYS, VERDICTS, settle
from tests.etl.history import define

NOW = datetime(2025, 12, 1, tzinfo=UTC)
Digest = list[tuple[int, int, str]]
# What stands in the columns of a stored row that settling does not ask for.
EMPTY = {
    **dict.fromkeys(("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "BOOLEAN"), 0),
    "VARCHAR": "",
    "DATE": NOW.date(),
    "TIMESTAMP": NOW.replace(tzinfo=None),
}


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Draft]:
    """Give a draft that no snapshot came before."""
    with Draft(tmp_path, "20251201T000000Z", NOW) as new:
        yield new


def _keys(some: random.Random) -> list[dict[str, object]]:
    """Give rows of which many are versions, copies or cancellations of one another, often of one time."""
    return [
        {
            "row_id": some.randint(0, 60), "version_hash": some.randint(0, 9),
            "version_at": some.choice([None, NOW.replace(tzinfo=None) + timedelta(days=some.randint(0, 2))]),
            "match_hash": some.choice([None, *range(12)]), "is_cancellation": some.random() < 0.3,
        }
        for _ in range(200)
    ]  # fmt: skip


def _consistent(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Let rows that say the same be the same."""
    said: dict[object, dict[str, object]] = {}
    return [said.setdefault((row["row_id"], row["version_hash"]), row) for row in rows]


def _settled(draft: Draft, feed: Feed, rows: list[dict[str, object]]) -> Digest:
    run = draft.connection.execute
    for table in (
        "dropped",
        "statuses",
        "seen_before",
        "superseded",
        "restated",
        "superseded_rows",
    ):
        run(f"DROP TABLE {table}")
    run(VERDICTS)
    run(KEYS)
    run("CREATE OR REPLACE TABLE run_charges AS SELECT 1 AS charge_id, 'burglary' AS category")
    run("CREATE OR REPLACE TABLE run_receipts AS SELECT 1 AS receipt_id, 'a.csv' AS source_file")
    incoming = pd.DataFrame(rows).assign(file_number=0, charge_id=1, receipt_id=1)
    incoming = incoming.assign(seq=range(len(rows)), source_row=range(len(rows)))
    draft.connection.register("incoming", incoming)
    run("INSERT INTO keys BY NAME SELECT * FROM incoming")
    counts = settle(draft.connection, feed, target="draft", run_id="r", window_from=None)
    assert counts.accepted + counts.duplicates == len(rows)
    return run(
        "SELECT row_id, version_hash, coalesce(status, 'counted') FROM keys ANTI JOIN dropped USING (seq) "
        "LEFT JOIN statuses USING (seq) ORDER BY ALL"
    ).fetchall()


@pytest.mark.parametrize("brings", ["whole", "changes", "window"])
def test_delivery_shuffled_and_doubled_a_hundred_times_settles_alike(
    draft: Draft, tmp_path: Path, brings: str
) -> None:
    feed = define(brings, tmp_path)
    rows = _consistent(_keys(random.Random(1)))
    digest = _settled(draft, feed, rows)
    assert {status for *_, status in digest} == {"counted", "canceled", "cancellation"}
    for seed in range(100):
        some = random.Random(seed)
        again = rows + some.sample(rows, some.randint(0, len(rows)))
        some.shuffle(again)
        assert _settled(draft, feed, again) == digest


def _store(draft: Draft, feed: Feed, rows: list[dict[str, object]], digest: Digest) -> None:
    """Let the rows that were left be those of the snapshot in service."""
    stored = pd.DataFrame(digest, columns=["row_id", "version_hash", "status"]).merge(
        pd.DataFrame(rows)[["row_id", "version_hash", "version_at", "match_hash"]].drop_duplicates()
    )
    stored = stored.rename(columns={"version_at": "updated_at"}).replace(
        {"status": {"counted": None}}
    )
    tables = {
        "incident_rows": stored.assign(charge_id=1, location_id=1, receipt_id=1),
        "charges": pd.DataFrame({"charge_id": [1], "feed": feed.feed}),
        "locations": pd.DataFrame({"location_id": [1]}),
        "receipts": pd.DataFrame({"receipt_id": [1]}),
    }
    for table, known in tables.items():
        empty = {
            name: EMPTY[spec.type]
            for name, spec in TABLES[table].columns.items()
            if not spec.is_nullable and name not in known
        }
        draft.connection.register("known", known.assign(**empty))
        draft.connection.execute(f"INSERT INTO before_own.{table} BY NAME SELECT * FROM known")
    draft.connection.unregister("known")


@pytest.mark.parametrize("brings", ["whole", "changes", "window"])
def test_delivery_replayed_a_hundred_times_over_what_is_known_changes_no_row(
    draft: Draft, tmp_path: Path, brings: str
) -> None:
    feed = define(brings, tmp_path)
    rows = _consistent(_keys(random.Random(2)))
    digest = _settled(draft, feed, rows)
    _store(draft, feed, rows, digest)
    for seed in range(100):
        some = random.Random(seed)
        again = rows + some.sample(rows, some.randint(0, len(rows)))
        some.shuffle(again)
        assert _settled(draft, feed, again) == [], "no row is written anew"
        for table in ("superseded", "restated"):
            assert draft.connection.execute(f"FROM {table}").fetchall() == []
