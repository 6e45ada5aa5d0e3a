"""How do the tables come to be those of this version? Alembic runs this with the connection that it was given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from dashboard.decisions.tables import Base, Instant


def write_type(kind: str, column: Any, _: AutogenContext) -> str | Literal[False]:
    """Keep migrations free of this version's own types: they must run when those have changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(column, Instant) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=write_type,
)
with context.begin_transaction():
    context.run_migrations()
