"""How do the rows of a run get into its draft? A stretch of days after the other.

Days that stand together let a reader skip the others, and sorting everything at once would cost more time and memory.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain

import duckdb
import pyarrow as pa

from etl.ahead import ahead
from etl.publish.staging import Staging
from etl.spool import cut

ROWS_A_STRETCH = 500_000
_KEPT = "SELECT * FROM {kept}incident_rows ANTI JOIN superseded USING (row_id) WHERE {days}"
_RESTATED = """
SELECT rows.* REPLACE (nullif(restated.status, 'counted') AS status, renewed.new_id AS receipt_id)
FROM before_incident_rows AS rows JOIN restated USING (row_id) JOIN renewed ON renewed.old_id = rows.receipt_id WHERE {days}
"""
_ROWS = (
    "INSERT INTO draft.incident_rows BY NAME SELECT * FROM ({rows}) ORDER BY occurred_on, row_id"
)
_ALONE = "INSERT INTO draft.incident_rows BY NAME SELECT * FROM part"


def write_alone(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Write the rows received, where there are no others; those of a stretch come by day as they are."""
    stretches = cut(staging.days, ROWS_A_STRETCH)
    parts = filter(None, ahead(staging.between, stretches, threads=1))
    first = next(parts, None)
    if first is None:
        return
    batches = chain.from_iterable(part.to_batches() for part in chain([first], parts))
    # In one statement: after each, the last rows wait uncompressed for those of the next. That both threads need not agree on the
    # order of rows within a stretch saves a quarter of the time.
    connection.register("part", pa.RecordBatchReader.from_batches(first.schema, batches))
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(_ALONE)
    connection.execute("SET preserve_insertion_order = true")
    connection.unregister("part")


def write_among(connection: duckdb.DuckDBPyConnection, staging: Staging, kept: str | None) -> None:
    """Write the rows received among those of tables `kept` + … that stay, and those whose standing another row has changed."""
    stored = []
    if kept:
        query = f"SELECT occurred_on, count(*) FROM {kept}incident_rows GROUP BY 1"
        stored = connection.execute(query).fetchall()
    stretches = cut(staging.days + Counter(dict(stored)), ROWS_A_STRETCH)
    parts = ahead(staging.between, stretches, threads=1)
    for (first_on, before), part in zip(stretches, parts, strict=True):
        bounds = [f"occurred_on >= '{first_on}'"] if first_on else []
        bounds += [f"occurred_on < '{before}'"] if before else []
        days = " AND ".join(bounds) or "true"
        queries = [_RESTATED.format(days=days)]
        if part:
            connection.register("part", part)
            queries.append("FROM part")
        if kept:
            queries.append(_KEPT.format(kept=kept, days=days))
        rows = " UNION ALL BY NAME ".join(f"({query})" for query in queries)
        connection.execute(_ROWS.format(rows=rows))
        if part:
            connection.unregister("part")
