"""Which SQL writes the tables of a snapshot?

The views before_… show the snapshot in service, now_… the draft; `part` is some days' worth of new rows.
"""

# New rows, kept ones and those whose standing another row has changed, a stretch of days at a time: sorting everything at once
# would cost more time and memory, and days that stand together let a reader skip the others.
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
INCIDENTS = "INSERT INTO draft.incidents BY NAME SELECT * FROM ({rows}) {order}"

# A row that was on the map before the run was so for its readers: that stays among the past versions.
UNPLACED = """
CREATE OR REPLACE TABLE unplaced AS
SELECT *, $run_id AS this_run, $now AS this_moment, located_by IS NOT DISTINCT FROM 'address' AS by_address
FROM now_incidents WHERE feed = $feed AND lon = $lon AND lat = $lat AND x_m IS NOT NULL
"""
UNPLACE = """
INSERT INTO superseded SELECT row_id, 'default_point' FROM unplaced WHERE run_id <> this_run;
INSERT INTO draft.past_versions BY NAME
SELECT * EXCLUDE (this_run, this_moment, by_address), this_moment AS superseded_at, 'default_point' AS superseded_by
FROM unplaced WHERE run_id <> this_run;
DELETE FROM draft.incidents WHERE row_id IN (SELECT row_id FROM unplaced);
INSERT INTO draft.incidents BY NAME
SELECT * EXCLUDE (this_run, this_moment, by_address) REPLACE (
    CASE WHEN by_address THEN neighborhood_id END AS neighborhood_id, CASE WHEN by_address THEN located_by END AS located_by,
    CASE WHEN NOT by_address THEN 'default_point' END AS unlocated_reason, NULL AS also_neighborhood_id,
    NULL AS block_id, NULL AS x_m, NULL AS y_m,
    this_run AS run_id, this_moment AS recorded_at
) FROM unplaced
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
REPLACED_TOO = """
INSERT INTO draft.replaced
SELECT row_id FROM unplaced SEMI JOIN {base}.incidents USING (row_id) ANTI JOIN draft.replaced USING (row_id)
"""

# The same steps as in analytics.audiences.
STEP = "(DATE '2000-01-03' + 28 * CAST(floor(date_diff('day', DATE '2000-01-03', i.occurred_on) / 28) AS INTEGER))"
# Police.uk publishes a point only where it stands for 8 addresses or more, or none.
PUBLIC_INCIDENTS = f"""
INSERT INTO draft.{{table}}
SELECT i.category, i.offense, {STEP} AS occurred_on, i.neighborhood_id, blocks.block_id, blocks.lon, blocks.lat,
       midpoints.x_m, midpoints.y_m
FROM {{rows}} AS i
LEFT JOIN draft.blocks ON blocks.block_id = i.block_id AND (blocks.addresses >= 8 OR blocks.addresses = 0)
LEFT JOIN midpoints ON midpoints.block_id = blocks.block_id
WHERE i.status = 'counted' AND i.category IN (SELECT unnest($victim_reported))
ORDER BY ALL
"""
REPLACED_ROWS = "(FROM {base}.incidents SEMI JOIN draft.replaced USING (row_id))"
PUBLIC_QUARTERS = """
INSERT INTO draft.public_quarters
SELECT category, CAST(date_trunc('quarter', occurred_on) AS DATE), neighborhood_id,
       CASE WHEN count(*) > 10 THEN count(*) END
FROM now_incidents
WHERE status = 'counted' AND neighborhood_id IS NOT NULL AND category IN (SELECT unnest($sensitive))
GROUP BY ALL ORDER BY ALL
"""

TALLIES = """
INSERT INTO draft.tallies
SELECT feed, occurred_on, category, status, unlocated_reason, count(*) FROM {rows} GROUP BY ALL ORDER BY ALL
"""
TALLIES_OF_CHANGES = """
INSERT INTO draft.tallies
SELECT feed, occurred_on, category, status, unlocated_reason, sum(rows) AS rows FROM (
    SELECT * FROM before_tallies
    UNION ALL SELECT feed, occurred_on, category, status, unlocated_reason, 1 FROM draft.incidents WHERE run_id = $run_id
    UNION ALL SELECT feed, occurred_on, category, status, unlocated_reason, -1 FROM draft.past_versions WHERE superseded_at = $now
) GROUP BY ALL HAVING sum(rows) <> 0 ORDER BY ALL
"""

CHANGED_OUTLINES = """
SELECT (SELECT count(*) FROM draft.neighborhoods AS now FULL JOIN before_neighborhoods AS before USING (neighborhood_id)
        WHERE now.geometry IS DISTINCT FROM before.geometry)
     + (SELECT count(*) FROM draft.blocks AS now FULL JOIN before_blocks AS before USING (block_id)
        WHERE now.geometry IS DISTINCT FROM before.geometry)
"""
REPLACED_SET_ASIDE = """
INSERT INTO draft.replaced_set_aside
SELECT feed FROM before_own.replaced_set_aside ANTI JOIN draft.replaced_set_aside USING (feed)
"""
RAW_FILES = """
INSERT INTO draft.raw_files BY NAME
SELECT new.*, coalesce(old.run_id, $run_id) AS run_id, CASE WHEN $is_replay THEN old.last_run_id ELSE $run_id END AS last_run_id
FROM incoming AS new LEFT JOIN before_raw_files AS old USING (feed, sha256, source_file)
"""
RAW_FILES_BEFORE = """
INSERT INTO draft.raw_files BY NAME
SELECT * FROM before_raw_files ANTI JOIN draft.raw_files USING (feed, sha256, source_file)
"""
