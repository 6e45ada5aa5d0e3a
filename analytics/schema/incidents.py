"""What is known of each incident: now, before, and of the rows that could not be accepted?

Rows repeat what they say of offenses, of places and of their file: each such thing is kept once, in `charges`, `locations` and
`receipts`, and a row has their numbers. Readers see all of it joined, as `incidents` and `past_versions`.
"""

from __future__ import annotations

from analytics.offenses import CATEGORIES, OFFENSES
from analytics.schema.table import Column, Table, one_of

UNLOCATED = {
    "no_coordinates": "the row has no coordinates",
    "zero_coordinates": "the coordinates are 0, 0",
    "impossible_coordinates": "the coordinates cannot be a place on earth in the feed's CRS",
    "default_point": "the point is where the agency puts what it cannot place",
    "outside_city": "the point lies outside the city",
    "between_neighborhoods": "the point lies in the city, but in no neighborhood",
}
_CONTENT_HASH = Column("BIGINT", "number made of the other columns: the same in every snapshot")

# How feeds commonly write the start, as `strftime` has it: the day, then the clock. A text that is written so is not kept itself.
STYLES = (
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.000",
)

CHARGES = Table(
    grain="one way in which a feed writes an offense, and what it is read as",
    key=("charge_id",),
    columns={
        "charge_id": Column("INTEGER", "number in this snapshot and those based on it"),
        "content_hash": _CONTENT_HASH,
        "feed": Column("VARCHAR", "feed that the row came from", is_repetitive=True),
        "offense_code": Column("VARCHAR", "code as received", is_repetitive=True),
        "offense_text": Column(
            "VARCHAR", "description as received", is_nullable=True, is_repetitive=True
        ),
        "code_system": Column(
            "VARCHAR", "what the code is written in: ca_statute, nibrs, ucr, …", is_repetitive=True
        ),
        "offense": Column("VARCHAR", "kind of offense", allowed=one_of(OFFENSES)),
        "category": Column("VARCHAR", "category of the offense", allowed=one_of(CATEGORIES)),
        "is_attempt": Column("BOOLEAN", "attempted, not completed"),
        "found_by": Column(
            "VARCHAR",
            "who brought it to notice",
            allowed=one_of(("officer", "reported", "unknown")),
        ),
    },
)


LOCATIONS = Table(
    grain="one place as rows tell it, and where that is",
    key=("location_id",),
    columns={
        "location_id": Column("INTEGER", "number in this snapshot and those based on it"),
        "content_hash": _CONTENT_HASH,
        "address": Column(
            "VARCHAR", "address or block as received", is_nullable=True, is_repetitive=True
        ),
        "lon": Column("DOUBLE", "degrees, EPSG:4326", is_nullable=True),
        "lat": Column("DOUBLE", "degrees, EPSG:4326", is_nullable=True),
        "x_m": Column("DOUBLE", "metres east in the place's analysis CRS", is_nullable=True),
        "y_m": Column("DOUBLE", "metres north in the place's analysis CRS", is_nullable=True),
        "neighborhood_id": Column(
            "VARCHAR", "neighborhood that holds the point", is_nullable=True, is_repetitive=True
        ),
        "also_neighborhood_id": Column(
            "VARCHAR",
            "second neighborhood, for a point on a shared edge",
            is_nullable=True,
            is_repetitive=True,
        ),
        "located_by": Column(
            "VARCHAR",
            "what gave the neighborhood",
            is_nullable=True,
            allowed=one_of(("address", "polygon", "nearest_edge")),
        ),
        "unlocated_reason": Column(
            "VARCHAR", "why there is no neighborhood", is_nullable=True, allowed=one_of(UNLOCATED)
        ),
        "block_id": Column(
            "VARCHAR", "block that holds the point", is_nullable=True, is_repetitive=True
        ),
    },
)


RECEIPTS = Table(
    grain="one file in one run, for rows first seen at one moment and written in one style",
    key=("receipt_id",),
    columns={
        "receipt_id": Column("INTEGER", "number in this snapshot and those based on it"),
        "source_file": Column("VARCHAR", "file or address the row came from"),
        "run_id": Column("VARCHAR", "run that brought this version of the row"),
        "first_seen_at": Column("TIMESTAMP", "start of the run that first brought the row, UTC"),
        "recorded_at": Column(
            "TIMESTAMP", "start, or approval, of the run that brought this version, UTC"
        ),
        "style": Column(
            "TINYINT", "place in STYLES of how starts without a text are written", is_nullable=True
        ),
    },
)


INCIDENT_ROWS = Table(
    grain="one offense of one incident",
    key=("row_id",),
    columns={
        "row_id": Column(
            "BIGINT", "stable number of the row: hash of feed and key", compression="uncompressed"
        ),
        "incident_id": Column(
            "VARCHAR",
            "the source's number, or one made of the row's content",
            compression="uncompressed",
        ),
        "offense_number": Column(
            "SMALLINT",
            "0 for the first offense of a source row, 1 for the next, …",
            compression="rle",
        ),
        "charge_id": Column("INTEGER", "number in `charges`"),
        "location_id": Column("INTEGER", "number in `locations`"),
        "receipt_id": Column("INTEGER", "number in `receipts`"),
        "occurred_from_local": Column("TIMESTAMP", "start of the window, local wall clock"),
        "occurred_to_local": Column("TIMESTAMP", "end, local wall clock", is_nullable=True),
        "occurred_from_offset": Column(
            "INTEGER", "seconds by which that clock was ahead of UTC at the start"
        ),
        "occurred_to_offset": Column("INTEGER", "the same at the end", is_nullable=True),
        "occurred_fold": Column(
            "TINYINT",
            "1 in the second of two hours of one name in autumn, else 0",
            compression="rle",
        ),
        "occurred_on": Column(
            "DATE", "local day of the start: the day that counts use", compression="rle"
        ),
        "occurred_text": Column(
            "VARCHAR",
            "the source's own text of the start; null where the receipt's style writes it",
            is_nullable=True,
        ),
        "reported_at": Column("TIMESTAMP", "when it was reported, UTC", is_nullable=True),
        "updated_at": Column("TIMESTAMP", "when the source last changed it, UTC", is_nullable=True),
        "status": Column(
            "VARCHAR",
            "whether the row cancels or is canceled by another row; null where it is counted",
            is_nullable=True,
            allowed=one_of(("canceled", "cancellation")),
        ),
        "source_row": Column("BIGINT", "data row in its file, the first being 1"),
        "version_hash": Column(
            "BIGINT",
            "number made of what the row says: changes with it",
            compression="uncompressed",
        ),
        "match_hash": Column(
            "BIGINT",
            "what the row shares with the one that cancels it",
            is_nullable=True,
            compression="uncompressed",
        ),
    },
)
_SUPERSEDED = {
    "superseded_at": Column("TIMESTAMP", "start of the run that found it changed or gone, UTC"),
    "superseded_by": Column(
        "VARCHAR",
        "whether the source corrected the row, withdrew it, it was canceled by another, or its point turned out no place",
        allowed=one_of(("correction", "withdrawal", "cancellation", "default_point")),
    ),
}

PAST_ROWS = Table(
    grain="one earlier version of one row of `incident_rows`",
    columns={**INCIDENT_ROWS.columns, **_SUPERSEDED},
)

# What readers see of a row: its own columns, some of them made of those that are stored, and those of what it has numbers of.
_MADE = {
    "occurred_from_offset": {
        "occurred_from_at": Column("TIMESTAMP", "start of the window, UTC"),
    },
    "occurred_to_offset": {
        "occurred_to_at": Column("TIMESTAMP", "end of the window, UTC", is_nullable=True),
    },
    "occurred_text": {
        "occurred_text": Column("VARCHAR", "the source's own text of the start"),
    },
    "status": {
        "status": Column(
            "VARCHAR",
            "whether the row is counted, or cancels or is canceled by another row",
            allowed=one_of(("counted", "canceled", "cancellation")),
        ),
    },
} | {key: {} for key in (*CHARGES.key, *LOCATIONS.key, *RECEIPTS.key)}
_OWN = {
    name: column
    for stored, spec in INCIDENT_ROWS.columns.items()
    for name, column in _MADE.get(stored, {stored: spec}).items()
}
_NAMED = {
    name: column
    for table in (CHARGES, LOCATIONS, RECEIPTS)
    for name, column in table.columns.items()
    if name not in (*table.key, "content_hash", "style")
}
INCIDENTS = Table(INCIDENT_ROWS.grain, {**_OWN, **_NAMED}, INCIDENT_ROWS.key)
PAST_VERSIONS = Table(
    "one earlier version of one row of `incidents`", {**_OWN, **_SUPERSEDED, **_NAMED}
)


TALLIES = Table(
    grain="the rows of one feed, day, category and standing: what counts of all rows are made of",
    columns={
        **{
            name: INCIDENTS.columns[name]
            for name in ("feed", "occurred_on", "category", "status", "unlocated_reason")
        },
        "rows": Column("BIGINT", "rows of `incidents`"),
    },
)

REPLACED = Table(
    grain="one row of the base that no longer holds",
    key=("row_id",),
    columns={"row_id": Column("BIGINT", "number of the row in the base")},
)


REPLACED_SET_ASIDE = Table(
    grain="one feed whose rows set aside in the base no longer hold",
    columns={"feed": Column("VARCHAR", "id of the feed")},
)

SET_ASIDE = Table(
    grain="one received row that was not accepted",
    columns={
        "feed": Column("VARCHAR", "id of the feed"),
        "source_file": Column("VARCHAR", "file the row came from"),
        "source_row": Column("BIGINT", "data row in that file"),
        "kind": Column("VARCHAR", "why", allowed=one_of(("quarantined", "duplicate"))),
        "reason": Column("VARCHAR", "the reason in words"),
        "category": Column("VARCHAR", "category, where the code could be read", is_nullable=True),
        "content": Column("VARCHAR", "a quarantined row as received, JSON", is_nullable=True),
        "run_id": Column("VARCHAR", "run that set it aside"),
    },
)
