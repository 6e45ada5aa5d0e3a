"""What becomes of each delivered row, and of each row known before?

Rows with one number are versions of one row: the latest counts, whatever the order in which they came, so that a delivery that is
replayed, shuffled or doubled changes nothing. What a whole delivery no longer holds was withdrawn; a delivery of changes says
nothing about what it does not hold. Windows run over narrow columns and only over rows that repeat: a window over whole rows of
millions of incidents would not fit in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from etl.feeds.feed import Feed

# One line a delivered row that was not set aside, but for rows that no other row can be about; made anew for each feed.
KEYS = """
CREATE OR REPLACE TABLE keys (
    seq BIGINT, row_id BIGINT, version_hash BIGINT, version_at TIMESTAMP, match_hash BIGINT, is_cancellation BOOLEAN,
    file_number INTEGER, source_row BIGINT, charge_id INTEGER, receipt_id INTEGER
)
"""
# What all feeds of the run together do to the stored rows; filled feed by feed.
VERDICTS = """
CREATE TABLE dropped (seq BIGINT);
CREATE TABLE statuses (seq BIGINT, status VARCHAR);
CREATE TABLE seen_before (seq BIGINT, first_seen_at TIMESTAMP);
CREATE TABLE superseded (row_id BIGINT, superseded_by VARCHAR);
CREATE TABLE restated (row_id BIGINT, status VARCHAR);
CREATE TABLE superseded_rows AS SELECT *, '' AS superseded_by FROM before_incident_rows WHERE false;
"""

_LAST = "version_at DESC NULLS LAST, file_number DESC, is_cancellation DESC, version_hash DESC, seq"
_FIRST = "version_at ASC NULLS LAST, file_number ASC, is_cancellation ASC, version_hash ASC, seq"

_REPEATS = """
CREATE OR REPLACE TABLE repeats AS
SELECT seq, kept_seq, version_hash = kept_hash AS is_copy FROM (
    SELECT seq, version_hash, row_number() OVER of_row AS place, first_value(seq) OVER of_row AS kept_seq,
           first_value(version_hash) OVER of_row AS kept_hash
    FROM keys SEMI JOIN (SELECT row_id FROM keys GROUP BY row_id HAVING count(*) > 1) USING (row_id)
    WINDOW of_row AS (PARTITION BY row_id ORDER BY {order})
) WHERE place > 1
"""
_CHOSEN = "CREATE OR REPLACE VIEW chosen AS SELECT * FROM keys ANTI JOIN repeats USING (seq) ANTI JOIN outdated USING (seq)"
# With all columns: what is superseded becomes a past version, and a second look at millions of rows would take as long.
_TOUCHED_ROWS = (
    "CREATE OR REPLACE TABLE touched AS SELECT * FROM before_incident_rows WHERE {touched}"
)
_STORED = """
CREATE OR REPLACE TABLE stored AS
SELECT row_id, version_hash, coalesce(updated_at, reported_at) AS version_at, match_hash, coalesce(status, 'counted') AS status,
       first_seen_at, occurred_on
FROM {rows} JOIN before_charges USING (charge_id) JOIN before_receipts USING (receipt_id) WHERE feed = $feed
"""
# Which stored rows does a delivery speak of? With them come all that they may cancel or be canceled by, before and after.
_TOUCHED = {
    "everything": "true",
    "changes": "row_id IN (SELECT row_id FROM keys)",
    "window": "(row_id IN (SELECT row_id FROM keys) OR occurred_on >= $window_from)",
}
_MATCHED = """
({touched} OR match_hash IN (SELECT match_hash FROM keys UNION ALL SELECT match_hash FROM before_incident_rows WHERE {touched}))
"""
# Which of those that it does not hold did it withdraw?
_WITHDRAWN = {"everything": "true", "changes": "false", "window": "occurred_on >= $window_from"}
# A delivery of changes may bring what was corrected since, and a replay what was withdrawn since.
_OUTDATED = """
CREATE OR REPLACE TABLE outdated AS
SELECT keys.seq FROM keys ANTI JOIN repeats USING (seq) JOIN stored USING (row_id)
WHERE {is_changes} AND keys.version_hash <> stored.version_hash
  AND (coalesce(stored.version_at, {no_time}), stored.status = 'cancellation', stored.version_hash)
      {goes_before} (coalesce(keys.version_at, {no_time}), keys.is_cancellation, keys.version_hash)
UNION ALL
SELECT keys.seq FROM keys ANTI JOIN repeats USING (seq) ANTI JOIN stored USING (row_id)
SEMI JOIN (FROM before_past_rows WHERE superseded_by = 'withdrawal') USING (row_id)
WHERE {is_replay}
"""
_GONE = "CREATE OR REPLACE TABLE gone AS SELECT row_id FROM stored ANTI JOIN chosen USING (row_id) WHERE {withdrawn}"
_STATUS = """
CREATE OR REPLACE TABLE status AS
WITH universe AS (
    SELECT row_id, match_hash, is_cancellation FROM chosen
    UNION ALL
    SELECT row_id, match_hash, status = 'cancellation' FROM stored ANTI JOIN chosen USING (row_id) ANTI JOIN gone USING (row_id)
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY match_hash, is_cancellation ORDER BY row_id) AS place
    FROM universe WHERE match_hash IS NOT NULL
)
SELECT row_id, CASE WHEN is_cancellation THEN 'cancellation' ELSE 'canceled' END AS status, pair IS NULL AS is_unmatched
FROM placed LEFT JOIN (
    SELECT match_hash, place, NOT is_cancellation AS is_cancellation, row_id AS pair FROM placed
) USING (match_hash, place, is_cancellation)
WHERE is_cancellation OR pair IS NOT NULL
"""
_APPLY = """
INSERT INTO dropped
SELECT seq FROM repeats
UNION ALL SELECT seq FROM outdated
UNION ALL SELECT chosen.seq FROM chosen JOIN stored USING (row_id, version_hash) LEFT JOIN status USING (row_id)
WHERE stored.status = coalesce(status.status, 'counted');

INSERT INTO statuses
SELECT chosen.seq, status.status FROM chosen JOIN status USING (row_id) ANTI JOIN dropped USING (seq);

INSERT INTO seen_before
SELECT chosen.seq, stored.first_seen_at FROM chosen JOIN stored USING (row_id) ANTI JOIN dropped USING (seq)
UNION ALL
SELECT chosen.seq, min(first_seen_at) FROM chosen ANTI JOIN stored USING (row_id) JOIN before_past_rows AS past USING (row_id)
JOIN before_receipts AS receipts ON receipts.receipt_id = past.receipt_id GROUP BY ALL;

INSERT INTO superseded
SELECT stored.row_id, CASE WHEN stored.version_hash = chosen.version_hash THEN 'cancellation' ELSE 'correction' END
FROM chosen JOIN stored USING (row_id) ANTI JOIN dropped USING (seq);

INSERT INTO restated
SELECT stored.row_id, coalesce(status.status, 'counted')
FROM stored ANTI JOIN chosen USING (row_id) ANTI JOIN gone USING (row_id) LEFT JOIN status USING (row_id)
WHERE stored.status <> coalesce(status.status, 'counted');

INSERT INTO superseded
SELECT row_id, 'cancellation' FROM restated SEMI JOIN stored USING (row_id)
UNION ALL SELECT row_id, 'withdrawal' FROM gone;
"""
_SUPERSEDED_ROWS = """
INSERT INTO superseded_rows BY NAME
SELECT rows.*, superseded_by FROM {rows} AS rows JOIN superseded USING (row_id) SEMI JOIN stored USING (row_id)
"""
_DUPLICATES = """
INSERT INTO {target}.set_aside BY NAME
SELECT $feed AS feed, files.source_file, keys.source_row, 'duplicate' AS kind, NULL AS content, $run_id AS run_id, category,
       CASE WHEN repeats.is_copy THEN 'identical to row ' ELSE 'another version is counted, row ' END
           || kept.source_row || ' of ' || kept_files.source_file AS reason
FROM repeats JOIN keys USING (seq) JOIN run_receipts AS files USING (receipt_id) JOIN run_charges USING (charge_id)
JOIN keys AS kept ON kept.seq = repeats.kept_seq JOIN run_receipts AS kept_files ON kept_files.receipt_id = kept.receipt_id
UNION ALL BY NAME
SELECT $feed AS feed, source_file, source_row, 'duplicate' AS kind, NULL AS content, $run_id AS run_id, category,
       'corrected or withdrawn since' AS reason
FROM outdated JOIN keys USING (seq) JOIN run_receipts USING (receipt_id) JOIN run_charges USING (charge_id)
ORDER BY source_file, source_row
"""
_COUNTS = """
SELECT (SELECT count(*) FROM chosen), (SELECT count(*) FROM repeats) + (SELECT count(*) FROM outdated),
       (SELECT count(*) FROM status WHERE is_unmatched AND status = 'cancellation'),
       (SELECT count(*) FROM gone),
       (SELECT count(*) FROM chosen ANTI JOIN stored USING (row_id))
"""


@dataclass(frozen=True)
class Settled:
    """Rows of one feed: accepted and duplicates among those delivered, cancellations without a partner, known rows withdrawn,
    and delivered rows that were not known."""

    accepted: int
    duplicates: int
    unmatched_cancellations: int
    withdrawn: int
    new: int


def settle(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    *,
    target: str,
    run_id: str,
    window_from: date | None,
    is_replay: bool = False,
) -> Settled:
    """Settle the rows in `keys` against those stored; duplicates are listed in the set_aside of `target`.

    Views run_charges (charge_id, category) and run_receipts (receipt_id, source_file) say what the numbers in `keys` stand for.
    `window_from` is the first day that a delivery of a window covers.
    """
    run = connection.execute
    brings = feed.source.brings
    values = {"feed": feed.feed}
    window = {"window_from": window_from} if brings == "window" else {}
    is_first = feed.identity.keep == "first"
    order = (
        {"no_time": "'infinity'", "goes_before": "<"}
        if is_first
        else {"no_time": "'-infinity'", "goes_before": ">"}
    )
    run(_REPEATS.format(order=_FIRST if is_first else _LAST))
    touched = _TOUCHED[brings]
    if feed.cancellation and brings != "everything":
        touched = _MATCHED.format(touched=touched)
    rows = "before_incident_rows"
    if brings != "everything":
        run(_TOUCHED_ROWS.format(touched=touched), window)
        rows = "touched"
    run(_STORED.format(rows=rows), values)
    run(_OUTDATED.format(is_changes=brings == "changes", is_replay=is_replay, **order))
    run(_CHOSEN)
    run(_GONE.format(withdrawn=_WITHDRAWN[brings]), window)
    run(_STATUS)
    run(_APPLY)
    run(_SUPERSEDED_ROWS.format(rows=rows))
    run(_DUPLICATES.format(target=target), values | {"run_id": run_id})
    (counts,) = run(_COUNTS).fetchall()
    return Settled(*counts)
