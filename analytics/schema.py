"""Which tables does a snapshot hold, at what grain, with which columns and units?

The row of `incidents` is incident × offense: an incident with two offenses is two rows, so rows are not incidents and
categories may share incidents. Rows whose `status` is not "counted" cancel each other in the source; they are kept so that
every received row can be found again, and are never part of a count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analytics.errors import ContractError
from analytics.offenses import CATEGORIES, OFFENSES

VERSION = 1

UNLOCATED = {
    "no_coordinates": "the row has no coordinates",
    "zero_coordinates": "the coordinates are 0, 0",
    "impossible_coordinates": "the coordinates cannot be a place on earth in the feed's CRS",
    "outside_city": "the point lies outside the city",
    "between_neighborhoods": "the point lies in the city, but in no neighborhood",
}


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, whether it may be empty, which values it may take, and what it means."""

    type: str
    meaning: str
    is_nullable: bool = False
    allowed: frozenset[str] | None = None


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, and which of them name a row."""

    grain: str
    columns: dict[str, Column]
    key: tuple[str, ...] = ()

    def ddl(self, name: str) -> str:
        """Give the CREATE TABLE statement."""
        lines = [
            f"{column} {spec.type}{'' if spec.is_nullable else ' NOT NULL'}"
            for column, spec in self.columns.items()
        ]
        return f"CREATE TABLE {name} ({', '.join(lines)})"


def _allowed(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


INCIDENTS = Table(
    grain="one offense of one incident",
    key=("row_id",),
    columns={
        "row_id": Column("BIGINT", "stable number of the row: hash of feed and key"),
        "feed": Column("VARCHAR", "feed that the row came from"),
        "incident_id": Column("VARCHAR", "the source's number, or one made of the row's content"),
        "offense_code": Column("VARCHAR", "code as received"),
        "offense_text": Column("VARCHAR", "description as received", is_nullable=True),
        "code_system": Column("VARCHAR", "what the code is written in: ca_statute, nibrs, ucr, …"),
        "offense": Column("VARCHAR", "kind of offense", allowed=_allowed(OFFENSES)),
        "category": Column("VARCHAR", "category of the offense", allowed=_allowed(CATEGORIES)),
        "is_attempt": Column("BOOLEAN", "attempted, not completed"),
        "found_by": Column(
            "VARCHAR",
            "who brought it to notice",
            allowed=_allowed(("officer", "reported", "unknown")),
        ),
        "occurred_from_at": Column("TIMESTAMP", "start of the window, UTC"),
        "occurred_to_at": Column("TIMESTAMP", "end of the window, UTC", is_nullable=True),
        "occurred_from_local": Column("TIMESTAMP", "start of the window, local wall clock"),
        "occurred_to_local": Column("TIMESTAMP", "end, local wall clock", is_nullable=True),
        "occurred_on": Column("DATE", "local day of the start: the day that counts use"),
        "occurred_text": Column("VARCHAR", "the source's own text of the start"),
        "reported_at": Column("TIMESTAMP", "when it was reported, UTC", is_nullable=True),
        "updated_at": Column("TIMESTAMP", "when the source last changed it, UTC", is_nullable=True),
        "address": Column("VARCHAR", "address or block as received", is_nullable=True),
        "lon": Column("DOUBLE", "degrees, EPSG:4326", is_nullable=True),
        "lat": Column("DOUBLE", "degrees, EPSG:4326", is_nullable=True),
        "x_m": Column("DOUBLE", "metres east in the place's analysis CRS", is_nullable=True),
        "y_m": Column("DOUBLE", "metres north in the place's analysis CRS", is_nullable=True),
        "neighborhood_id": Column("VARCHAR", "neighborhood that holds the point", is_nullable=True),
        "also_neighborhood_id": Column(
            "VARCHAR", "second neighborhood, for a point on a shared edge", is_nullable=True
        ),
        "unlocated_reason": Column(
            "VARCHAR", "why there is no neighborhood", is_nullable=True, allowed=_allowed(UNLOCATED)
        ),
        "block_id": Column("VARCHAR", "block that holds the point", is_nullable=True),
        "status": Column(
            "VARCHAR",
            "whether the row is counted, or cancels or is canceled by another row",
            allowed=_allowed(("counted", "canceled", "cancellation")),
        ),
        "source_file": Column("VARCHAR", "file or address the row came from"),
        "source_row": Column("BIGINT", "data row in that file, the first being 1"),
        "run_id": Column("VARCHAR", "run that brought the row"),
    },
)

NEIGHBORHOODS = Table(
    grain="one neighborhood",
    key=("neighborhood_id",),
    columns={
        "neighborhood_id": Column("VARCHAR", "stable id"),
        "name": Column("VARCHAR", "name as people say it"),
        "geometry": Column("BLOB", "WKB, EPSG:4326"),
    },
)

BLOCKS = Table(
    grain="one block, a face of the street grid",
    key=("block_id",),
    columns={
        "block_id": Column("VARCHAR", "stable id"),
        "name": Column("VARCHAR", "name as an officer says it"),
        "neighborhood_id": Column("VARCHAR", "neighborhood of the midpoint", is_nullable=True),
        "lon": Column("DOUBLE", "midpoint, degrees"),
        "lat": Column("DOUBLE", "midpoint, degrees"),
        "addresses": Column("INTEGER", "addresses in the block", is_nullable=True),
        "geometry": Column("BLOB", "WKB, EPSG:4326"),
    },
)

SHAPES = Table(
    grain="one shape of the base map",
    columns={
        "layer": Column("VARCHAR", "city, built_up or streets"),
        "name": Column("VARCHAR", "name of the shape", is_nullable=True),
        "kind": Column("VARCHAR", "arterial or local, for streets", is_nullable=True),
        "geometry": Column("BLOB", "WKB, EPSG:4326"),
    },
)

PLACE = Table(
    grain="the place that the snapshot is about: one row",
    columns={
        "schema_version": Column("INTEGER", "version of these tables"),
        "name": Column("VARCHAR", "city and state"),
        "time_zone": Column("VARCHAR", "IANA name"),
        "analysis_crs": Column("VARCHAR", "projected CRS in metres"),
        "is_schematic": Column("BOOLEAN", "outlines are schematic, not official"),
        "layer_source": Column("VARCHAR", "where the polygons come from"),
    },
)

FEEDS = Table(
    grain="one feed, as of the run that last read it; what it received is split without remainder",
    key=("feed",),
    columns={
        "feed": Column("VARCHAR", "id of the feed"),
        "title": Column("VARCHAR", "name of the feed for readers"),
        "run_id": Column("VARCHAR", "run that last read it"),
        "is_simulated": Column("BOOLEAN", "the rows are simulated, not real"),
        "received": Column("BIGINT", "data rows in the files"),
        "accepted": Column("BIGINT", "rows in `incidents`, of any status"),
        "quarantined": Column("BIGINT", "rows set aside, each with its reason"),
        "duplicates": Column("BIGINT", "rows that repeat an accepted row"),
        "counted": Column("BIGINT", "accepted rows that counts use"),
        "located": Column("BIGINT", "accepted rows with a neighborhood"),
        "categories": Column("VARCHAR", "categories it brings, comma separated"),
        "first_on": Column("DATE", "first day the feed covers", is_nullable=True),
        "data_as_of": Column("DATE", "last day the feed knows of", is_nullable=True),
        "settled_until": Column("DATE", "first day that may still grow", is_nullable=True),
        "cadence_days": Column("INTEGER", "days from one export to the next"),
        "settling_days": Column("INTEGER", "days until 95 % of a day's incidents are known"),
        "settling_source": Column("VARCHAR", "measured in the feed, or set in its definition"),
    },
)

RUN = Table(
    grain="the run that published the snapshot: one row",
    columns={
        "run_id": Column("VARCHAR", "id of the run"),
        "started_at": Column("TIMESTAMP", "UTC"),
        "published_at": Column("TIMESTAMP", "UTC"),
        "summary": Column("VARCHAR", "the run's summary, JSON"),
    },
)

RAW_FILES = Table(
    grain="one file as received",
    columns={
        "feed": Column("VARCHAR", "id of the feed"),
        "source_file": Column("VARCHAR", "name as given"),
        "sha256": Column("VARCHAR", "checksum of the bytes, and name of the kept copy"),
        "bytes": Column("BIGINT", "size"),
        "rows": Column("BIGINT", "data rows read from it"),
        "encoding": Column("VARCHAR", "encoding it was read in"),
        "notes": Column("VARCHAR", "what was unusual about it", is_nullable=True),
    },
)

SET_ASIDE = Table(
    grain="one received row that was not accepted",
    columns={
        "feed": Column("VARCHAR", "id of the feed"),
        "source_file": Column("VARCHAR", "file the row came from"),
        "source_row": Column("BIGINT", "data row in that file"),
        "kind": Column("VARCHAR", "why", allowed=_allowed(("quarantined", "duplicate"))),
        "reason": Column("VARCHAR", "the reason in words"),
        "category": Column("VARCHAR", "category, where the code could be read", is_nullable=True),
        "content": Column("VARCHAR", "a quarantined row as received, JSON", is_nullable=True),
    },
)

FINDINGS = Table(
    grain="one thing that a person should know about the run",
    columns={
        "feed": Column("VARCHAR", "id of the feed, or * for all"),
        "code": Column("VARCHAR", "number of the check"),
        "message": Column("VARCHAR", "what was found and what to do"),
        "rows": Column("BIGINT", "rows concerned"),
    },
)

PUBLIC_INCIDENTS = Table(
    grain="one victim-reported incident x offense, as residents may see it",
    columns={
        "category": Column("VARCHAR", "category"),
        "offense": Column("VARCHAR", "kind of offense"),
        "occurred_on": Column("DATE", "first day of the 28 days it fell in"),
        "neighborhood_id": Column("VARCHAR", "neighborhood", is_nullable=True),
        "block_id": Column("VARCHAR", "block, where it has enough addresses", is_nullable=True),
        "lon": Column("DOUBLE", "midpoint of that block", is_nullable=True),
        "lat": Column("DOUBLE", "midpoint of that block", is_nullable=True),
        "x_m": Column("DOUBLE", "the same in the analysis CRS", is_nullable=True),
        "y_m": Column("DOUBLE", "the same in the analysis CRS", is_nullable=True),
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

TABLES: dict[str, Table] = {
    "incidents": INCIDENTS,
    "neighborhoods": NEIGHBORHOODS,
    "blocks": BLOCKS,
    "shapes": SHAPES,
    "place": PLACE,
    "feeds": FEEDS,
    "run": RUN,
    "raw_files": RAW_FILES,
    "set_aside": SET_ASIDE,
    "findings": FINDINGS,
    "public_incidents": PUBLIC_INCIDENTS,
    "public_quarters": PUBLIC_QUARTERS,
}


def conform(table: pd.DataFrame, contract: Table) -> pd.DataFrame:
    """Return the contract's columns of a table, in its order, or say what is wrong with it.

    Raises ContractError naming the column: missing, unexpected, empty where it may not be, or of a value not allowed.
    """
    missing = [name for name in contract.columns if name not in table.columns]
    unexpected = [name for name in table.columns if name not in contract.columns]
    if missing or unexpected:
        raise ContractError(
            f"a table of {contract.grain}: missing {missing or 'nothing'}, unexpected {unexpected or 'nothing'}"
        )
    for name, spec in contract.columns.items():
        values = table[name]
        if not spec.is_nullable and values.isna().any():
            raise ContractError(
                f"{name} is empty in {int(values.isna().sum())} rows; it may not be"
            )
        if spec.allowed is not None:
            strange = set(values.dropna().unique()) - spec.allowed
            if strange:
                raise ContractError(
                    f"{name} holds {sorted(strange)[:5]}; allowed are {sorted(spec.allowed)}"
                )
    return table[list(contract.columns)]
