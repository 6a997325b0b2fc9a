"""Columns of tasks, alerts, room states and stays for the complete turnover rules. Frozen, as 0001 is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; rows that are there already have nothing in them."""
    for name in ("notified_due_by", "arrival_at", "held_until"):
        _add("turnover_tasks", sa.Column(name, INSTANT, nullable=True))
    _add("turnover_tasks", sa.Column("occupant_id", TEXT, nullable=True))
    for name in ("assignee", "parent_unit_id"):
        _add("turnover_tasks", sa.Column(name, TEXT, nullable=False, server_default=""))
    _add("alerts", sa.Column("row", TEXT, nullable=False, server_default=""))
    _add("room_states", sa.Column("pickup_since", INSTANT, nullable=True))
    _add("stay_segments", sa.Column("guests", INTEGER, nullable=True))


def _add(table: str, column: sa.Column[object]) -> None:
    op.add_column(f"{context.config.attributes['prefix']}{table}", column)
