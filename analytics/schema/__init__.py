"""Which tables does a snapshot hold, at what grain, with which columns and units?

The row of `incidents` is incident × offense: an incident with two offenses is two rows, so rows are not incidents and
categories may share incidents. Rows whose `status` is not "counted" cancel each other in the source; they are kept so that
every received row can be found again, and are never part of a count. `incidents` holds what is known now; what was known before
stands in `past_versions`. Both are views: the file has a row's own columns, and once each what many rows share. A snapshot may
hold only what has changed since an earlier one, its base: then `replaced` names the rows of the base that no longer hold, and
`analytics.store` puts the two together.
"""

from __future__ import annotations

from analytics.schema.incidents import (
    CHARGES,
    INCIDENT_ROWS,
    INCIDENTS,
    LOCATIONS,
    PAST_ROWS,
    PAST_VERSIONS,
    RECEIPTS,
    REPLACED,
    REPLACED_SET_ASIDE,
    SET_ASIDE,
    STYLES,
    TALLIES,
    UNLOCATED,
)
from analytics.schema.places import BLOCKS, NEIGHBORHOODS, PLACE, SHAPES
from analytics.schema.public import PUBLIC_COUNTS, PUBLIC_INCIDENTS, PUBLIC_QUARTERS
from analytics.schema.runs import FEED_RUNS, FEEDS, FINDINGS, RAW_FILES, RUN
from analytics.schema.table import Column, Table, conform, conform_rows

VERSION = 4

TABLES: dict[str, Table] = {
    "incident_rows": INCIDENT_ROWS,
    "past_rows": PAST_ROWS,
    "charges": CHARGES,
    "locations": LOCATIONS,
    "receipts": RECEIPTS,
    "replaced": REPLACED,
    "tallies": TALLIES,
    "neighborhoods": NEIGHBORHOODS,
    "blocks": BLOCKS,
    "shapes": SHAPES,
    "place": PLACE,
    "feeds": FEEDS,
    "feed_runs": FEED_RUNS,
    "run": RUN,
    "raw_files": RAW_FILES,
    "set_aside": SET_ASIDE,
    "replaced_set_aside": REPLACED_SET_ASIDE,
    "findings": FINDINGS,
    "public_counts": PUBLIC_COUNTS,
    "public_quarters": PUBLIC_QUARTERS,
}

VIEWS: dict[str, Table] = {
    "incidents": INCIDENTS,
    "past_versions": PAST_VERSIONS,
    "public_incidents": PUBLIC_INCIDENTS,
}
"""What readers see: of the rows, joined to what these have numbers of, and of the public's counts, a row an incident."""

__all__ = [
    "CHARGES",
    "INCIDENTS",
    "INCIDENT_ROWS",
    "LOCATIONS",
    "PAST_VERSIONS",
    "RECEIPTS",
    "STYLES",
    "TABLES",
    "UNLOCATED",
    "VERSION",
    "VIEWS",
    "Column",
    "Table",
    "conform",
    "conform_rows",
]
