"""Which neighborhoods may the public see by themselves, and what becomes of the counts of the others?

A neighborhood of 1 to 7 addresses in all is told neither by name, by blocks nor by quarter: its count is that of a few homes. Its
incidents stay in the city's total, as lying in no neighborhood, only where all such neighborhoods together have 8 addresses or
more; else the total less the other neighborhoods would be that count again, and they are left out of the total as well. Hiding
the next smallest neighborhood instead would keep the total whole, at the price of a place of hundreds of homes. Where nobody
counted addresses, as in a city without blocks, no neighborhood is taken to be small.
"""

from __future__ import annotations

import duckdb

from analytics.store.small_blocks import LEAST_ADDRESSES

_FIND = f"""
SELECT neighborhood_id, homes FROM (
    SELECT neighborhood_id, sum(coalesce(addresses, 1)) AS homes, (SELECT count(addresses) FROM blocks) AS counted
    FROM blocks WHERE neighborhood_id IS NOT NULL GROUP BY neighborhood_id
)
WHERE homes > 0 AND homes < {LEAST_ADDRESSES} AND counted > 0
"""
_WITHOUT = "CREATE VIEW {view} AS SELECT * FROM {own} ANTI JOIN small_neighborhoods USING (neighborhood_id)"
_NOWHERE = ", ".join(
    f"CASE WHEN is_small IS NULL THEN {name} END AS {name}"
    for name in ("neighborhood_id", "block_id", "lon", "lat", "x_m", "y_m")
)
_COUNTS = f"""
CREATE VIEW public_counts AS
SELECT category, offense, occurred_on, {_NOWHERE}, CAST(sum(incidents) AS BIGINT) AS incidents
FROM whole_counts LEFT JOIN (SELECT neighborhood_id, true AS is_small FROM small_neighborhoods) USING (neighborhood_id)
GROUP BY ALL
"""


def hide_small_neighborhoods(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the views of an attached snapshot hold the neighborhoods alone that the public may see, and counts by these."""
    small = connection.execute(_FIND).fetchall()
    if not small:
        return
    connection.execute("CREATE TABLE small_neighborhoods (neighborhood_id VARCHAR, homes BIGINT)")
    connection.executemany("INSERT INTO small_neighborhoods VALUES (?, ?)", small)
    for view in ("neighborhoods", "blocks", "public_quarters", "public_counts"):
        connection.execute(f"ALTER VIEW {view} RENAME TO whole_{view.removeprefix('public_')}")
    kept = ["neighborhoods", "blocks", "public_quarters"]
    if sum(homes for _, homes in small) < LEAST_ADDRESSES:
        kept.append("public_counts")
    else:
        connection.execute(_COUNTS)
    for view in kept:
        connection.execute(_WITHOUT.format(view=view, own=f"whole_{view.removeprefix('public_')}"))
