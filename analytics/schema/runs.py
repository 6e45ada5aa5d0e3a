"""Which run made the snapshot, from which feeds and files, and what did it find?"""

from __future__ import annotations

from analytics.schema.table import Column, Table, one_of

FEEDS = Table(
    grain="one feed, as of the run that last read it; what it received is split without remainder",
    key=("feed",),
    columns={
        "feed": Column("VARCHAR", "id of the feed"),
        "title": Column("VARCHAR", "name of the feed for readers"),
        "run_id": Column("VARCHAR", "run that last read it"),
        "is_simulated": Column("BOOLEAN", "the rows are simulated, not real"),
        "received": Column("BIGINT", "offenses in the rows of the last delivery"),
        "accepted": Column("BIGINT", "of these, in `incidents`, of any status"),
        "quarantined": Column("BIGINT", "of these, set aside, each with its reason"),
        "duplicates": Column("BIGINT", "of these, repeats of an accepted or stored row"),
        "known": Column(
            "BIGINT", "rows of the feed in `incidents`, of this and earlier deliveries"
        ),
        "counted": Column("BIGINT", "known rows that counts use"),
        "located": Column("BIGINT", "known rows with a neighborhood"),
        "categories": Column("VARCHAR", "categories it brings, comma separated"),
        "first_on": Column("DATE", "first day the feed covers", is_nullable=True),
        "data_as_of": Column("DATE", "last day the feed knows of", is_nullable=True),
        "settled_until": Column("DATE", "first day that may still grow", is_nullable=True),
        "cadence_days": Column("INTEGER", "days from one export to the next"),
        "settling_days": Column("INTEGER", "days until 95% of a day's incidents are known"),
        "settling_source": Column(
            "VARCHAR",
            "measured in the history or the reports of the feed, or set in its definition",
        ),
        "recorded_at": Column("TIMESTAMP", "start of that run, or its approval, UTC"),
        "newest_at": Column(
            "TIMESTAMP", "newest report or update in any of its rows, UTC", is_nullable=True
        ),
        "fetched_until": Column(
            "TIMESTAMP", "newest change fetched, UTC: the next fetch starts there", is_nullable=True
        ),
    },
)


FEED_RUNS = Table("one feed in one published run, as its line of `feeds` was then", FEEDS.columns)


RUN = Table(
    grain="the run that published the snapshot: one row",
    columns={
        "run_id": Column("VARCHAR", "id of the run"),
        "started_at": Column("TIMESTAMP", "UTC"),
        "published_at": Column("TIMESTAMP", "UTC"),
        "summary": Column("VARCHAR", "the run's summary, JSON"),
        "base": Column("VARCHAR", "snapshot whose rows still hold, or empty", is_nullable=True),
        "previous": Column("VARCHAR", "snapshot in service before, or empty", is_nullable=True),
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
        "run_id": Column("VARCHAR", "run that received it first"),
        "last_run_id": Column("VARCHAR", "run that received it last"),
        "encoding": Column("VARCHAR", "encoding it was read in"),
        "notes": Column("VARCHAR", "what was unusual about it", is_nullable=True),
    },
)


FINDINGS = Table(
    grain="one thing that a person should know about the run",
    columns={
        "feed": Column("VARCHAR", "id of the feed, or * for all"),
        "code": Column("VARCHAR", "number of the check"),
        "action": Column(
            "VARCHAR",
            "whether the run waited for a person, or the finding is only shown",
            allowed=one_of(("hold", "flag")),
        ),
        "message": Column("VARCHAR", "what was found and what to do"),
        "rows": Column("BIGINT", "rows concerned"),
    },
)
