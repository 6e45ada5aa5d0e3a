"""Are the tables those of this version? Alembic makes them so; to find that they are, it need not be loaded."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

# What the last file in migrations/versions/ is called.
VERSION = "0002"
_TABLE = "alembic_version"
# Any number, the same in all processes: who holds it may change the tables.
_UPGRADING = 5_254_020_061


def version_of(connection: Connection) -> str | None:
    """Give the version of the tables, or None where there are none."""
    if not inspect(connection).has_table(_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection) -> None:
    """Make the tables, or bring them up to date. One process does it at a time; the others wait, and find it done."""
    # It takes a fifth of a second to load, and is needed once.
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        # SQLite lets no other process begin to write meanwhile.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADING})")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
