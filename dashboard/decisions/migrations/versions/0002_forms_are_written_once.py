"""What opened a record keeps the token of its form, so that no form is written twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("change") as table:
        table.add_column(sa.Column("token", sa.String(length=80), nullable=True))
        table.create_unique_constraint(op.f("uq_change_token"), ["token"])
