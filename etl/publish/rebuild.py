"""What is left of a snapshot without erased incidents?

DuckDB leaves the bytes of deleted rows in its file, so what stays is written into a new one. Rows that stay are the same, in
their order; what residents see is made anew from them, by the statements of every run. Findings lose their examples, which are
texts of single rows. What a run counted when it was published stays as it was; how many rows a feed has now is counted again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.offenses import CATEGORIES, FOCUS, VICTIM_REPORTED
from analytics.schema import TABLES
from analytics.store import attach_snapshot, make_views, quoted
from etl.erased import ERASED, Erased
from etl.publish import statements
from etl.publish.service import describe

_ROWS = ("incident_rows", "past_rows")
_MEMBER_TABLES = ("charges", "locations", "receipts")
_AS_THEY_ARE = ("neighborhoods", "blocks", "shapes", "place", "replaced_set_aside")
_NUMBERS = """
SELECT feed, incident_id FROM {source}.incident_rows JOIN before_charges USING (charge_id)
UNION SELECT feed, incident_id FROM {source}.past_rows JOIN before_charges USING (charge_id)
"""
_GONE = (
    "CREATE VIEW gone AS SELECT charge_id, incident_id FROM erased JOIN before_charges USING (feed)"
)
_KEPT = """
INSERT INTO draft.{table} BY NAME
SELECT * FROM before_own.{table} ANTI JOIN gone USING (charge_id, incident_id)
"""
# What only erased rows had numbers of goes with them, and what the base has lost that way, but other rows have, is kept here.
_MEMBERS = """
INSERT INTO draft.{table} SELECT * FROM before_{table}
WHERE {key} IN (SELECT {key} FROM draft.incident_rows UNION SELECT {key} FROM draft.past_rows) AND {key} NOT IN ({elsewhere})
"""
_NOWHERE = "SELECT NULL WHERE false"
_COPY = "INSERT INTO draft.{table} BY NAME SELECT * FROM before_own.{table}"
_REPLACED = "INSERT INTO draft.replaced SELECT * FROM before_own.replaced SEMI JOIN now_base.incident_rows USING (row_id)"
_CONTENTS = "SELECT rowid, feed, content FROM before_own.set_aside WHERE content IS NOT NULL"
_SET_ASIDE = f"""
INSERT INTO draft.set_aside BY NAME
SELECT * REPLACE (
    CASE WHEN rowid IN (SELECT unnest($gone)) THEN NULL ELSE content END AS content,
    CASE WHEN rowid IN (SELECT unnest($gone)) THEN '{ERASED}' ELSE reason END AS reason
) FROM before_own.set_aside
"""
_RAW_FILES = """
INSERT INTO draft.raw_files BY NAME
SELECT old.* REPLACE (
    coalesce(copies.sha256, old.sha256) AS sha256, coalesce(copies.bytes, old.bytes) AS bytes,
    CASE WHEN copies.sha256 IS NULL THEN old.notes ELSE concat_ws('; ', old.notes, 'redacted') END AS notes
) FROM before_own.raw_files AS old LEFT JOIN copies ON copies.old = old.feed || '/' || old.sha256
"""
_MIDPOINTS = """
CREATE TABLE midpoints AS SELECT DISTINCT block_id, x_m, y_m FROM before_public_counts WHERE block_id IS NOT NULL
"""
_FEEDS = """
INSERT INTO draft.feeds BY NAME
SELECT old.* REPLACE (coalesce(now.known, 0) AS known, coalesce(now.counted, 0) AS counted, coalesce(now.located, 0) AS located)
FROM before_own.feeds AS old LEFT JOIN (
    SELECT feed, count(*) AS known, count(*) FILTER (status = 'counted') AS counted, count(neighborhood_id) AS located
    FROM now_incidents GROUP BY feed
) AS now USING (feed)
"""
_FEED_RUNS = """
INSERT INTO draft.feed_runs BY NAME
SELECT old.* REPLACE (coalesce(now.known, old.known) AS known, coalesce(now.counted, old.counted) AS counted,
                      coalesce(now.located, old.located) AS located)
FROM before_own.feed_runs AS old LEFT JOIN draft.feeds AS now USING (feed, run_id)
"""
_UNRECOGNIZED = """
SELECT DISTINCT offense_code || coalesce(' ' || offense_text, '') FROM before_incidents SEMI JOIN erased USING (feed, incident_id)
"""
_EXAMPLE = re.compile(r""", such as (?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_BATCH = 100_000


def count_rows(snapshot: Path, erased: Erased) -> int:
    """Count what a snapshot's own file holds of erased incidents: rows, earlier versions, and rows set aside with content."""
    with duckdb.connect() as connection:
        attach_snapshot(connection, snapshot, prefix="before_")
        _register_erased(connection, erased, "before_own")
        query = "SELECT count(*) FROM before_own.{} SEMI JOIN gone USING (charge_id, incident_id)"
        rows = [connection.sql(query.format(table)).fetchall()[0][0] for table in _ROWS]
        return sum(rows) + len(_contents_erased(connection, erased))


def rebuild(
    snapshot: Path, draft: Path, erased: Erased, successor: Callable[[str], str], folder: Path
) -> None:
    """Write what is left of a snapshot to `draft`; its base, where it has one, was rebuilt into `folder` before.

    Raises StoreError where the snapshot cannot be read, or there is no space for another.
    """
    with duckdb.connect(config={"temp_directory": str(draft.parent / "spill")}) as connection:
        base = attach_snapshot(connection, snapshot, prefix="before_")
        connection.execute(f"ATTACH '{quoted(draft)}' AS draft")
        for name, table in TABLES.items():
            connection.execute(table.ddl(f"draft.{name}"))
        if base is not None:
            connection.execute(
                f"ATTACH '{quoted(folder / successor(base.name))}' AS now_base (READ_ONLY)"
            )
        make_views(connection, own="draft", base="now_base" if base else None, prefix="now_")
        _register_erased(connection, erased, "before_own", *(["before_base"] if base else []))
        _write(connection, erased, has_base=base is not None)
        _write_run(connection, describe(snapshot), successor)
        connection.execute("DETACH draft")


def listed_copies(snapshot: Path) -> list[tuple[str, str, str]]:
    """List feed, checksum and name of the files that a snapshot says were received."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{quoted(snapshot)}' AS own (READ_ONLY)")
        return connection.sql("SELECT feed, sha256, source_file FROM own.raw_files").fetchall()


def _register_erased(connection: duckdb.DuckDBPyConnection, erased: Erased, *sources: str) -> None:
    """Make the table of erased incidents that attached databases hold."""
    connection.execute("CREATE TABLE erased (feed VARCHAR, incident_id VARCHAR)")
    query = " UNION ".join(_NUMBERS.format(source=source) for source in sources)
    found: list[tuple[str, str]] = []
    for batch in connection.sql(query).to_arrow_reader(_BATCH):
        feeds, ids = (column.to_pylist() for column in batch.columns)
        for feed in set(feeds):
            of_feed = [number for name, number in zip(feeds, ids, strict=True) if name == feed]
            is_gone = erased.holds(feed, of_feed)
            found += [(feed, number) for number, gone in zip(of_feed, is_gone, strict=True) if gone]
    if found:
        connection.executemany("INSERT INTO erased VALUES ($1, $2)", found)
    connection.execute(_GONE)


def _contents_erased(connection: duckdb.DuckDBPyConnection, erased: Erased) -> list[int]:
    rows = connection.execute(_CONTENTS).fetchall()
    return [row for row, feed, content in rows if erased.is_in(feed, json.loads(content))]


def _write(connection: duckdb.DuckDBPyConnection, erased: Erased, *, has_base: bool) -> None:
    run = connection.execute
    for table in _AS_THEY_ARE:
        run(_COPY.format(table=table))
    for table in _ROWS:
        run(_KEPT.format(table=table))
    for table in _MEMBER_TABLES:
        key = TABLES[table].key[0]
        elsewhere = f"SELECT {key} FROM now_base.{table}" if has_base else _NOWHERE
        run(_MEMBERS.format(table=table, key=key, elsewhere=elsewhere))
    if has_base:
        run(_REPLACED)
    run(_SET_ASIDE, {"gone": _contents_erased(connection, erased)})
    copies = [
        {"old": old, "sha256": new.sha256, "bytes": new.bytes} for old, new in erased.copies.items()
    ]
    connection.register("copies", pa.Table.from_pylist(copies, schema=_COPIES))
    run(_RAW_FILES)
    run(_MIDPOINTS)
    rows = statements.CHANGED_ROWS.format(base="now_base") if has_base else statements.ALL_ROWS
    run(statements.PUBLIC_COUNTS.format(rows=rows), {"victim_reported": [*VICTIM_REPORTED]})
    run(statements.TALLIES.format(rows="now_incidents"))
    sensitive = [name for name in FOCUS if not CATEGORIES[name].is_victim_reported]
    run(statements.PUBLIC_QUARTERS, {"sensitive": sensitive})
    run(_FEEDS)
    run(_FEED_RUNS)


_COPIES = pa.schema([("old", pa.string()), ("sha256", pa.string()), ("bytes", pa.int64())])


def _write_run(
    connection: duckdb.DuckDBPyConnection, line: dict[str, Any], successor: Callable[[str], str]
) -> None:
    """Write the run and its findings, which name the files that are there now, and no text of a row."""
    texts = [text for (text,) in connection.execute(_UNRECOGNIZED).fetchall()]

    def plain(message: str) -> str:
        message = _EXAMPLE.sub("", message)
        for text in texts:
            message = message.replace(repr(text), f"'{ERASED}'")
        return message

    findings = connection.execute("SELECT * FROM before_own.findings").df()
    findings["message"] = findings["message"].map(plain)
    _insert(connection, "findings", findings)
    summary = json.loads(line["summary"])
    for finding in summary.get("findings", ()):
        finding["message"] = plain(finding["message"])
    names = {name: line[name] and successor(line[name]) for name in ("base", "previous")}
    _insert(connection, "run", pd.DataFrame([{**line, **names, "summary": json.dumps(summary)}]))


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    if len(rows):
        connection.register("incoming", pa.Table.from_pandas(rows, preserve_index=False))
        connection.execute(f"INSERT INTO draft.{table} BY NAME SELECT * FROM incoming")
        connection.unregister("incoming")
