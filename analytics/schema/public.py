"""What may residents see of incidents?"""

from __future__ import annotations

from analytics.schema.table import Column, Table

_SEEN = {
    "category": Column("VARCHAR", "category"),
    "offense": Column("VARCHAR", "kind of offense"),
    "occurred_on": Column("DATE", "first day of the 28 days it fell in"),
    "neighborhood_id": Column("VARCHAR", "neighborhood", is_nullable=True),
    "block_id": Column("VARCHAR", "block, where it has enough addresses", is_nullable=True),
    "lon": Column("DOUBLE", "midpoint of that block", is_nullable=True),
    "lat": Column("DOUBLE", "midpoint of that block", is_nullable=True),
    "x_m": Column("DOUBLE", "the same in the analysis CRS", is_nullable=True),
    "y_m": Column("DOUBLE", "the same in the analysis CRS", is_nullable=True),
}
PUBLIC_INCIDENTS = Table("one victim-reported incident x offense, as residents may see it", _SEEN)
PUBLIC_COUNTS = Table(
    grain="all victim-reported incidents x offenses that residents see alike",
    columns={
        **_SEEN,
        "incidents": Column(
            "BIGINT", "their number; in a snapshot with a base, by how much it differs there"
        ),
    },
)


PUBLIC_QUARTERS = Table(
    grain="one sensitive category in one neighborhood and quarter",
    columns={
        "category": Column("VARCHAR", "narcotics or quality_of_life"),
        "quarter_on": Column("DATE", "first day of the quarter"),
        "neighborhood_id": Column("VARCHAR", "neighborhood"),
        "incidents": Column("BIGINT", "count; empty where it is from 1 to 10", is_nullable=True),
    },
)
