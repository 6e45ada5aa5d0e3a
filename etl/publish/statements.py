"""Which SQL writes the tables of a snapshot?

The views before_… show the snapshot in service, now_… the draft with its base, new_… what is in the draft alone; `part` is some
days' worth of new rows. `renewed` has for a receipt of before the one of this run in its place, `moved` the same of locations.
"""

# A row that was on the map before the run was so for its readers: that stays among the past versions.
UNPLACED = """
CREATE OR REPLACE TABLE unplaced AS
SELECT rows.*, moved.new_id AS new_location_id, receipts.run_id = $run_id AS is_of_run, $now AS this_moment
FROM now_incident_rows AS rows JOIN moved ON moved.old_id = rows.location_id
JOIN now_charges AS charges USING (charge_id) JOIN now_receipts AS receipts USING (receipt_id) WHERE charges.feed = $feed
"""
UNPLACED_RECEIPTS = "SELECT DISTINCT receipt_id FROM unplaced WHERE NOT is_of_run"
UNPLACE = """
INSERT INTO superseded SELECT row_id, 'default_point' FROM unplaced WHERE NOT is_of_run;
INSERT INTO draft.past_rows BY NAME
SELECT * EXCLUDE (new_location_id, is_of_run, this_moment), this_moment AS superseded_at, 'default_point' AS superseded_by
FROM unplaced WHERE NOT is_of_run;
DELETE FROM draft.incident_rows WHERE row_id IN (SELECT row_id FROM unplaced);
INSERT INTO draft.incident_rows BY NAME
SELECT unplaced.* EXCLUDE (new_location_id, is_of_run, this_moment)
    REPLACE (new_location_id AS location_id, coalesce(renewed.new_id, receipt_id) AS receipt_id)
FROM unplaced LEFT JOIN renewed ON renewed.old_id = unplaced.receipt_id AND NOT is_of_run
"""
CARRIED = "INSERT INTO draft.{table} BY NAME SELECT * FROM {source}{table} WHERE feed NOT IN (SELECT unnest($gone))"
PAST_ROWS = (
    "INSERT INTO draft.past_rows BY NAME SELECT *, $now AS superseded_at FROM superseded_rows"
)
REPLACED = """
INSERT INTO draft.replaced
SELECT row_id FROM before_own.replaced
UNION SELECT row_id FROM superseded SEMI JOIN {base}.incident_rows USING (row_id)
"""
REPLACED_TOO = """
INSERT INTO draft.replaced
SELECT row_id FROM unplaced SEMI JOIN {base}.incident_rows USING (row_id) ANTI JOIN draft.replaced USING (row_id)
"""

# The same steps as in analytics.audiences. What residents see alike is counted, and sorted: its order may not tell that of the
# incidents.
# Police.uk publishes a point only where it stands for 8 addresses or more, or none.
PUBLIC_COUNTS = """
INSERT INTO draft.public_counts
WITH kinds AS (
    SELECT charge_id, category, offense, dense_rank() OVER (ORDER BY category, offense) AS kind
    FROM now_charges WHERE category IN (SELECT unnest($victim_reported))
), spots AS (
    SELECT location_id, places.neighborhood_id, blocks.block_id, blocks.lon, blocks.lat, midpoints.x_m, midpoints.y_m,
           dense_rank() OVER (ORDER BY places.neighborhood_id, blocks.block_id) AS spot
    FROM now_locations AS places
    LEFT JOIN draft.blocks ON blocks.block_id = places.block_id AND (blocks.addresses >= 8 OR blocks.addresses = 0)
    LEFT JOIN midpoints ON midpoints.block_id = blocks.block_id
), counted AS (
    SELECT kind, spot, CAST(floor(date_diff('day', DATE '2000-01-03', occurred_on) / 28) AS INTEGER) AS step,
           sum(sign) AS incidents
    FROM {rows} JOIN kinds USING (charge_id) JOIN spots USING (location_id) WHERE status IS NULL GROUP BY ALL
    HAVING sum(sign) <> 0
)
SELECT category, offense, DATE '2000-01-03' + 28 * step AS occurred_on, neighborhood_id, block_id, lon, lat, x_m, y_m, incidents
FROM counted JOIN (SELECT DISTINCT kind, category, offense FROM kinds) USING (kind)
JOIN (SELECT DISTINCT spot, neighborhood_id, block_id, lon, lat, x_m, y_m FROM spots) USING (spot) ORDER BY kind, step, spot
"""
ALL_ROWS = "(SELECT *, 1 AS sign FROM draft.incident_rows)"
CHANGED_ROWS = """(
    SELECT *, 1 AS sign FROM draft.incident_rows
    UNION ALL SELECT *, -1 AS sign FROM {base}.incident_rows SEMI JOIN draft.replaced USING (row_id)
)"""
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
    UNION ALL SELECT feed, occurred_on, category, status, unlocated_reason, 1 FROM new_incidents WHERE run_id = $run_id
    UNION ALL SELECT feed, occurred_on, category, status, unlocated_reason, -1 FROM new_past_versions WHERE superseded_at = $now
) GROUP BY ALL HAVING sum(rows) <> 0 ORDER BY ALL
"""

CHANGED_OUTLINES = """
SELECT (SELECT count(*) FROM draft.neighborhoods AS now FULL JOIN before_neighborhoods AS before USING (neighborhood_id)
        WHERE now.geometry IS DISTINCT FROM before.geometry)
     + (SELECT count(*) FROM draft.blocks AS now FULL JOIN before_blocks AS before USING (block_id)
        WHERE now.geometry IS DISTINCT FROM before.geometry)
"""
# What decides where residents see an incident, beside the outlines.
CHANGED_BLOCKS = """
SELECT count(*) FROM draft.blocks AS now FULL JOIN before_blocks AS before USING (block_id)
WHERE (now.lon, now.lat, now.addresses) IS DISTINCT FROM (before.lon, before.lat, before.addresses)
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
