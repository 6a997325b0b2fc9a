"""Reasons of tasks, decisions and alerts as a row, a code and a sentence. Frozen, as 0001 is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the codes, empty in rows that are there already, and give alerts the names of decisions and tasks."""
    prefix = context.config.attributes["prefix"]
    for table, names in (("turnover_tasks", ("code", "due_reason")), ("decisions", ("code",))):
        for name in names:
            op.add_column(f"{prefix}{table}", sa.Column(name, TEXT, nullable=False, server_default=""))
    op.alter_column(f"{prefix}alerts", "name", new_column_name="code")
    op.alter_column(f"{prefix}alerts", "message", new_column_name="reason")
