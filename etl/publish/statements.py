"""Which SQL writes the tables of a snapshot?

The views before_… show the snapshot in service, now_… the draft; `part` is some days' worth of new rows.
"""

# New rows, kept ones and those whose standing another row has changed, a stretch of days at a time: sorting everything at once
# would cost more time and memory, and sorted days let a reader skip the others.
NEW = """
SELECT part.* EXCLUDE (seq, is_cancellation), coalesce(statuses.status, 'counted') AS status, $run_id AS run_id,
       coalesce(seen_before.first_seen_at, $now) AS first_seen_at, $now AS recorded_at
FROM part ANTI JOIN dropped USING (seq) LEFT JOIN statuses USING (seq) LEFT JOIN seen_before USING (seq)
"""
KEPT = "SELECT * FROM {stored} ANTI JOIN superseded USING (row_id) WHERE {days}"
RESTATED = """
SELECT before_incidents.* REPLACE (restated.status AS status, $run_id AS run_id, $now AS recorded_at)
FROM before_incidents JOIN restated USING (row_id) WHERE {days}
"""
INCIDENTS = (
    "INSERT INTO draft.incidents BY NAME SELECT * FROM ({rows}) {order}"
)

UNPLACE = """
UPDATE draft.incidents SET unlocated_reason = 'default_point', neighborhood_id = NULL, also_neighborhood_id = NULL,
       located_by = NULL, block_id = NULL, x_m = NULL, y_m = NULL
WHERE feed = $feed AND lon = $lon AND lat = $lat AND located_by IS DISTINCT FROM 'address'
"""
CARRIED = "INSERT INTO draft.{table} BY NAME SELECT * FROM {source}{table} WHERE feed NOT IN (SELECT unnest($gone))"
PAST_VERSIONS = """
INSERT INTO draft.past_versions BY NAME
SELECT before_incidents.*, $now AS superseded_at, superseded.superseded_by FROM before_incidents JOIN superseded USING (row_id)
"""
REPLACED = """
INSERT INTO draft.replaced
SELECT row_id FROM before_own.replaced
UNION SELECT row_id FROM superseded SEMI JOIN {base}.incidents USING (row_id)
"""

# The same steps as in analytics.audiences.
STEP = "(DATE '2000-01-03' + 28 * CAST(floor(date_diff('day', DATE '2000-01-03', i.occurred_on) / 28) AS INTEGER))"
# Police.uk publishes a point only where it stands for 8 addresses or more, or none.
PUBLIC_INCIDENTS = f"""
INSERT INTO draft.public_incidents
SELECT i.category, i.offense, {STEP} AS occurred_on, i.neighborhood_id, blocks.block_id, blocks.lon, blocks.lat,
       midpoints.x_m, midpoints.y_m
FROM now_incidents AS i
LEFT JOIN draft.blocks ON blocks.block_id = i.block_id AND (blocks.addresses >= 8 OR blocks.addresses = 0)
LEFT JOIN midpoints ON midpoints.block_id = blocks.block_id
WHERE i.status = 'counted' AND i.category IN (SELECT unnest($victim_reported)) {{only}}
ORDER BY ALL
"""
ONLY_REPLACED = f"""
AND EXISTS (FROM draft.replaced_public AS r WHERE r.category = i.category AND r.occurred_on = {STEP}
            AND r.neighborhood_id IS NOT DISTINCT FROM i.neighborhood_id)
"""
REPLACED_PUBLIC = f"""
INSERT INTO draft.replaced_public
SELECT * FROM before_own.replaced_public
UNION SELECT i.category, {STEP}, i.neighborhood_id FROM (
    SELECT category, occurred_on, neighborhood_id FROM draft.incidents WHERE run_id = $run_id
    UNION ALL
    SELECT category, occurred_on, neighborhood_id FROM before_incidents SEMI JOIN superseded USING (row_id)
) AS i WHERE i.category IN (SELECT unnest($victim_reported))
"""
PUBLIC_QUARTERS = """
INSERT INTO draft.public_quarters
SELECT category, CAST(date_trunc('quarter', occurred_on) AS DATE), neighborhood_id,
       CASE WHEN count(*) > 10 THEN count(*) END
FROM now_incidents
WHERE status = 'counted' AND neighborhood_id IS NOT NULL AND category IN (SELECT unnest($sensitive))
GROUP BY ALL ORDER BY ALL
"""

CHANGED_OUTLINES = """
SELECT (SELECT count(*) FROM draft.neighborhoods AS now FULL JOIN before_neighborhoods AS before USING (neighborhood_id)
        WHERE now.geometry IS DISTINCT FROM before.geometry)
     + (SELECT count(*) FROM draft.blocks AS now FULL JOIN before_blocks AS before USING (block_id)
        WHERE now.geometry IS DISTINCT FROM before.geometry)
"""
RAW_FILES = """
INSERT INTO draft.raw_files BY NAME
SELECT new.*, coalesce(old.run_id, $run_id) AS run_id, $run_id AS last_run_id
FROM incoming AS new LEFT JOIN before_raw_files AS old USING (feed, sha256, source_file)
"""
RAW_FILES_BEFORE = """
INSERT INTO draft.raw_files BY NAME
SELECT * FROM before_raw_files ANTI JOIN draft.raw_files USING (feed, sha256, source_file)
"""
