"""Which blocks may the public see by themselves, so that no subtraction gives a hidden one back?

A block of 1 to 7 addresses is hidden: its incidents keep their neighborhood alone. But a neighborhood less its blocks is what
lies on the hidden ones, and where these have fewer than 8 addresses together that is the count of a few homes. There the next
smallest blocks are hidden as well, until the rest stands for 8 addresses or more. It is sound because the public's counts of a
neighborhood are of its blocks and one such rest, and nothing else is published that cuts a rest: neighborhoods do not overlap, a
block lies in one of them, and every kind of offense and 28 days hide the same blocks. Counts themselves are not hidden by their
size here: what victims of burglary and robbery report is shown down to one, as police.uk does. A neighborhood of fewer than 8
addresses is itself too small, and hidden before (`small_neighborhoods`).
"""

from __future__ import annotations

import duckdb

LEAST_ADDRESSES = 8
# A block whose addresses nobody counted is taken to have one.
_SHOWN = f"""
CREATE VIEW shown_blocks AS
SELECT block_id FROM (
    SELECT block_id, homes, min(homes) FILTER (homes > 0) OVER (PARTITION BY neighborhood_id) AS least,
           sum(homes) OVER (
               PARTITION BY neighborhood_id ORDER BY homes, block_id ROWS UNBOUNDED PRECEDING
           ) - homes AS smaller
    FROM (SELECT block_id, neighborhood_id, coalesce(addresses, 1) AS homes FROM all_blocks)
)
WHERE homes = 0 OR (homes >= {LEAST_ADDRESSES} AND (least >= {LEAST_ADDRESSES} OR smaller >= {LEAST_ADDRESSES}))
"""
_COUNTS = """
CREATE VIEW public_counts AS
SELECT category, offense, occurred_on, neighborhood_id,
       CASE WHEN is_shown THEN block_id END AS block_id,
       CASE WHEN is_shown THEN lon END AS lon, CASE WHEN is_shown THEN lat END AS lat,
       CASE WHEN is_shown THEN x_m END AS x_m, CASE WHEN is_shown THEN y_m END AS y_m,
       CAST(sum(incidents) AS BIGINT) AS incidents
FROM published_counts LEFT JOIN (SELECT block_id, true AS is_shown FROM shown_blocks) USING (block_id)
GROUP BY ALL
"""


def hide_small_blocks(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the views of an attached snapshot hold the blocks alone that the public may see, and counts by these."""
    for view, own in (("blocks", "all_blocks"), ("public_counts", "published_counts")):
        connection.execute(f"ALTER VIEW {view} RENAME TO {own}")
    connection.execute(_SHOWN)
    connection.execute(
        "CREATE VIEW blocks AS SELECT all_blocks.* FROM all_blocks SEMI JOIN shown_blocks USING (block_id)"
    )
    connection.execute(_COUNTS)
