"""Which snapshot file is in service, and how is it opened together with its base?

A snapshot holds everything, or what has changed since an earlier one, its base. Both are read-only files; a reader sees one
relation a table, made of the two, and nothing else on the disk.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from analytics.errors import StoreError
from analytics.schema import STYLES, TABLES, VERSION, VIEWS

POINTER = "current.json"
HELD = "held.json"
SNAPSHOTS = "snapshots"

# What a snapshot with a base adds to it, and what of the base no longer holds. Every other table is whole in every snapshot.
_BOTH = "SELECT * FROM {base}.{table} UNION ALL SELECT * FROM {own}.{table}"
_WITH_BASE = {
    **dict.fromkeys(("past_rows", "charges", "locations", "receipts"), _BOTH),
    "incident_rows": "SELECT * FROM {base}.incident_rows ANTI JOIN {own}.replaced USING (row_id) "
    "UNION ALL SELECT * FROM {own}.incident_rows",
    "set_aside": "SELECT * FROM {base}.set_aside ANTI JOIN {own}.replaced_set_aside USING (feed) "
    "UNION ALL SELECT * FROM {own}.set_aside",
    "public_counts": "SELECT * EXCLUDE (incidents), CAST(sum(incidents) AS BIGINT) AS incidents FROM "
    "(SELECT * FROM {base}.public_counts UNION ALL SELECT * FROM {own}.public_counts) GROUP BY ALL",
}
_WRITTEN = " ".join(
    f"WHEN {place} THEN strftime(occurred_from_local, '{style}')"
    for place, style in enumerate(STYLES)
)
_COMPUTED = {
    "occurred_from_at": "occurred_from_local - to_seconds(occurred_from_offset) AS occurred_from_at",
    "occurred_to_at": "occurred_to_local - to_seconds(occurred_to_offset) AS occurred_to_at",
    "status": "coalesce(status, 'counted') AS status",
    "occurred_text": f"coalesce(occurred_text, CASE style {_WRITTEN} END) AS occurred_text",
}
_ROWS_OF = {"incidents": "incident_rows", "past_versions": "past_rows"}


def current_snapshot(data_dir: Path) -> Path | None:
    """Give the path of the snapshot in service, or None where there is none yet.

    Raises StoreError for a pointer that cannot be read or leads nowhere.
    """
    pointer = data_dir / POINTER
    try:
        named = json.loads(pointer.read_text(encoding="utf-8"))["snapshot"]
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise StoreError(
            f"{pointer}: cannot be read; delete it and run `python -m etl run` with every feed"
        ) from error
    snapshot = data_dir / named
    if not snapshot.is_file():
        raise StoreError(
            f"{pointer}: leads to {named}, which is gone; delete it and run `python -m etl run` with every feed"
        )
    return snapshot


def attach_snapshot(
    connection: duckdb.DuckDBPyConnection, path: Path, *, prefix: str = ""
) -> Path | None:
    """Attach a snapshot as `prefix` + own, its base, if it has one, as `prefix` + base, and make the views; give the base's path.

    Raises StoreError where a file cannot be opened, is no snapshot, or is of another version.
    """
    own = f"{prefix}own"
    try:
        connection.execute(f"ATTACH '{quoted(path)}' AS {own} (READ_ONLY)")
        version = connection.execute(f"SELECT schema_version FROM {own}.place").fetchall()
        if version and version[0][0] != VERSION:
            raise StoreError(
                f"{path}: is of version {version[0][0]}, this program reads {VERSION}; delete "
                f"{path.parent.parent / POINTER} and run `python -m etl run` with every feed"
            )
        run = connection.execute(f"SELECT base FROM {own}.run").fetchall()
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot be opened as a snapshot: {error}") from error
    if not version or not run:
        raise StoreError(f"{path}: is not a snapshot: it names no place or no run")
    base = None if run[0][0] is None else path.parent / run[0][0]
    if base is not None:
        try:
            connection.execute(f"ATTACH '{quoted(base)}' AS {prefix}base (READ_ONLY)")
        except duckdb.Error as error:
            raise StoreError(f"{path}: its base {base.name} cannot be opened: {error}") from error
    make_views(connection, own=own, base=f"{prefix}base" if base else None, prefix=prefix)
    return base


def make_views(
    connection: duckdb.DuckDBPyConnection, *, own: str, base: str | None, prefix: str = ""
) -> None:
    """Make a view `prefix` + name of each table, of two attached databases: a snapshot's own and its base, if any.

    So are those of schema.VIEWS.
    """
    for table in TABLES:
        query = _WITH_BASE.get(table) if base is not None else None
        body = (query or "SELECT * FROM {own}.{table}").format(own=own, base=base, table=table)
        connection.execute(f"CREATE VIEW {prefix}{table} AS {body}")
    for view, rows in _ROWS_OF.items():
        connection.execute(
            f"CREATE VIEW {prefix}{view} AS {joined(f'{prefix}{rows}', view, prefix)}"
        )
    connection.execute(
        f"CREATE VIEW {prefix}public_incidents AS SELECT {', '.join(VIEWS['public_incidents'].columns)} "
        f"FROM (SELECT *, unnest(range(incidents)) FROM {prefix}public_counts)"
    )


def joined(rows: str, view: str, prefix: str = "") -> str:
    """Write the query of a view, incidents or past_versions, of a table of rows and the views `prefix` + charges and so on."""
    columns = ", ".join(_COMPUTED.get(name, name) for name in VIEWS[view].columns)
    return (
        f"SELECT {columns} FROM {rows} JOIN {prefix}charges USING (charge_id) "
        f"JOIN {prefix}locations USING (location_id) JOIN {prefix}receipts USING (receipt_id)"
    )


def quoted(path: Path) -> str:
    """Write a path for use between quotes in SQL."""
    return str(path).replace("'", "''")
