"""Tables of sealed credentials, and of the rate of each credential. Frozen, as 0001 is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the two tables."""
    prefix = context.config.attributes["prefix"]
    op.create_table(
        f"{prefix}credentials",
        sa.Column("connection_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("sealed", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("version", INTEGER, nullable=False, autoincrement=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("lease_holder", TEXT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("connection_id"),
    )
    op.create_index(f"ix_{prefix}credentials_key_id", f"{prefix}credentials", ["key_id"])
    op.create_table(
        f"{prefix}rate_slots",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("next_slot", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
