"""Which SQL settles the received rows of a feed and writes the tables of a snapshot?

Rows are staged and settled in a working file, `work`, that is thrown away; the snapshot is written once, sorted.
Windows run over narrow columns and join back by `seq`, the order of reception: a window over whole rows of millions of incidents
would not fit in memory.
"""

STAGED_EXTRA = {
    "seq": "BIGINT NOT NULL",
    "content_hash": "BIGINT NOT NULL",
    "key_hash": "BIGINT NOT NULL",
    "match_hash": "BIGINT NOT NULL",
    "is_cancellation": "BOOLEAN NOT NULL",
    "version_at": "TIMESTAMP",
}

# A row is a copy (identical to an earlier one), an other version (same key, not the one to keep), or kept.
VERDICTS = """
CREATE TEMP TABLE verdict AS
WITH copies AS (
    SELECT seq, key_hash, match_hash, is_cancellation, version_at,
           row_number() OVER same AS copy, first_value(seq) OVER same AS twin
    FROM work.staged WHERE feed = $feed WINDOW same AS (PARTITION BY content_hash ORDER BY seq)
), versions AS (
    SELECT *, row_number() OVER of_key AS version, first_value(seq) OVER of_key AS kept
    FROM copies WHERE copy = 1
    WINDOW of_key AS (PARTITION BY key_hash ORDER BY {order})
), single AS (
    SELECT seq, match_hash, is_cancellation,
           row_number() OVER (PARTITION BY match_hash, is_cancellation ORDER BY seq) AS place
    FROM versions WHERE version = 1
), canceled AS (
    SELECT plain.seq AS seq, cancel.seq AS by_seq
    FROM single AS plain JOIN single AS cancel USING (match_hash, place)
    WHERE NOT plain.is_cancellation AND cancel.is_cancellation
)
SELECT copies.seq AS seq,
       CASE WHEN copies.copy > 1 THEN 'copy' WHEN versions.version > 1 THEN 'version'
            WHEN copies.is_cancellation THEN 'cancellation'
            WHEN canceled.seq IS NOT NULL THEN 'canceled' ELSE 'counted' END AS status,
       CASE WHEN copies.copy > 1 THEN copies.twin WHEN versions.version > 1 THEN versions.kept END AS other_seq,
       copies.is_cancellation AND copies.copy = 1 AND copies.seq NOT IN (SELECT by_seq FROM canceled)
           AS is_unmatched
FROM copies LEFT JOIN versions USING (seq) LEFT JOIN canceled USING (seq)
"""
KEEP_LAST = "version_at DESC NULLS LAST, seq DESC"
KEEP_FIRST = "version_at ASC NULLS LAST, seq ASC"

DUPLICATES = """
INSERT INTO set_aside
SELECT staged.feed, staged.source_file, staged.source_row, 'duplicate',
       CASE verdict.status WHEN 'copy' THEN 'identical to row ' ELSE 'another version is counted, row ' END
           || kept.source_row || ' of ' || kept.source_file,
       staged.category, NULL
FROM verdict JOIN work.staged USING (seq) JOIN work.staged AS kept ON kept.seq = verdict.other_seq
WHERE verdict.status IN ('copy', 'version')
ORDER BY staged.seq
"""

ACCEPTED = """
INSERT INTO work.settled BY NAME
SELECT staged.* EXCLUDE (seq, content_hash, key_hash, match_hash, is_cancellation, version_at),
       staged.key_hash AS row_id, verdict.status AS status, $run_id AS run_id
FROM work.staged JOIN verdict USING (seq)
WHERE verdict.status NOT IN ('copy', 'version')
"""

UNMATCHED = "SELECT count(*) FROM verdict WHERE is_unmatched"

# Incidents sorted by day let a reader skip whole row groups outside the period.
SORT = "INSERT INTO incidents BY NAME SELECT * FROM work.settled ORDER BY occurred_on, row_id"

# Police.uk publishes a point only where it stands for 8 addresses or more, or none.
PUBLIC_INCIDENTS = """
INSERT INTO public_incidents
SELECT incidents.category, incidents.offense,
       DATE '2000-01-03' + 28 * CAST(floor(date_diff('day', DATE '2000-01-03', occurred_on) / 28) AS INTEGER),
       incidents.neighborhood_id, blocks.block_id, blocks.lon, blocks.lat, midpoints.x_m, midpoints.y_m
FROM incidents
LEFT JOIN blocks ON blocks.block_id = incidents.block_id AND (blocks.addresses >= 8 OR blocks.addresses = 0)
LEFT JOIN midpoints ON midpoints.block_id = blocks.block_id
WHERE status = 'counted' AND category IN (SELECT unnest($victim_reported))
ORDER BY ALL
"""

PUBLIC_QUARTERS = """
INSERT INTO public_quarters
SELECT category, CAST(date_trunc('quarter', occurred_on) AS DATE), neighborhood_id,
       CASE WHEN count(*) > 10 THEN count(*) END
FROM incidents
WHERE status = 'counted' AND neighborhood_id IS NOT NULL AND category IN (SELECT unnest($sensitive))
GROUP BY ALL ORDER BY ALL
"""

CHANGED_OUTLINES = """
SELECT count(*) FROM neighborhoods AS now FULL JOIN previous.neighborhoods AS before USING (neighborhood_id)
WHERE now.geometry IS DISTINCT FROM before.geometry
"""

COUNTS = """
SELECT count(*) AS accepted, count(*) FILTER (status = 'counted') AS counted, count(neighborhood_id) AS located
FROM work.settled WHERE feed = $feed
"""
UNLOCATED = """
SELECT unlocated_reason, count(*) FROM work.settled WHERE feed = $feed AND unlocated_reason IS NOT NULL
GROUP BY 1 ORDER BY 2 DESC, 1
"""
ACCEPTED_BY_CATEGORY = """
SELECT category, count(*) FROM work.settled WHERE feed = $feed GROUP BY 1 ORDER BY 1
"""
RECEIVED_BY_CATEGORY = """
SELECT coalesce(category, 'unreadable'), count(*) FROM (
    SELECT category FROM work.settled WHERE feed = $feed
    UNION ALL SELECT category FROM set_aside WHERE feed = $feed
) GROUP BY 1 ORDER BY 1
"""
SET_ASIDE_COUNTS = """
SELECT kind, split_part(reason, ':', 1), count(*), trim(substr(min(reason), length(split_part(min(reason), ':', 1)) + 2))
FROM set_aside WHERE feed = $feed GROUP BY 1, 2 ORDER BY 3 DESC, 2
"""
UNRECOGNIZED = """
SELECT coalesce(nullif(offense_code || coalesce(' ' || offense_text, ''), ''), '(empty)'), count(*)
FROM work.settled WHERE feed = $feed AND offense = 'unrecognized' GROUP BY 1 ORDER BY 2 DESC, 1
"""
TOP_POINTS = """
SELECT lon, lat, count(*) FROM work.settled WHERE feed = $feed AND lon IS NOT NULL
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 5
"""
DAILY = """
SELECT occurred_on AS day, count(*) AS incidents FROM work.settled WHERE feed = $feed AND status = 'counted'
GROUP BY 1 ORDER BY 1
"""
DELAYS = """
SELECT date_diff('second', occurred_from_at, reported_at) / 86400.0 AS days FROM work.settled
WHERE feed = $feed AND status = 'counted'
  AND reported_at > (SELECT max(reported_at) FROM work.settled WHERE feed = $feed) - INTERVAL 365 DAY
"""
KNOWN_UNTIL = """
SELECT greatest(max(reported_at), max(updated_at)) FROM work.settled
WHERE feed IN (SELECT unnest($feeds))
"""
BEFORE = "SELECT count(*) FROM work.settled WHERE feed = $feed AND occurred_on < $day"
