"""What isolation needs: looks, read lags, rows set aside, failures, refused parts. Frozen, as 0001 is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns, whose defaults are for rows that are there already, and create tables."""
    prefix = context.config.attributes["prefix"]
    _add_looks_of_webhooks(prefix)
    _create_read_lags(prefix)
    _create_set_aside(prefix)
    _add_failures(prefix)
    _add_degraded_parts(prefix)
    op.add_column(f"{prefix}room_blocks", sa.Column("misses", INTEGER, nullable=False, server_default="0"))
    op.add_column(f"{prefix}credentials", sa.Column("server", TEXT, nullable=False, server_default=""))
    _add_pending_vacates(prefix)
    op.add_column(f"{prefix}pms_rooms", sa.Column("replaced_by", TEXT, nullable=True))


def _add_looks_of_webhooks(prefix: str) -> None:
    for name in ("announced_at", "looked_at"):
        op.add_column(f"{prefix}webhook_events", sa.Column(name, INSTANT, nullable=True))
    for name in ("looks", "failures", "refusals"):
        op.add_column(f"{prefix}webhook_events", sa.Column(name, INTEGER, nullable=False, server_default="0"))
    isolated: sa.Column[bool] = sa.Column("isolated", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column(f"{prefix}webhook_events", isolated)


def _add_pending_vacates(prefix: str) -> None:
    events = f"{prefix}stay_events"
    for name in ("left_at", "seen_until"):
        op.add_column(events, sa.Column(name, INSTANT, nullable=True))
    pending: sa.Column[bool] = sa.Column("pending", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column(events, pending)
    op.create_index(f"ix_{events}_connection_id_pending", events, ["connection_id", "pending"])


def _create_read_lags(prefix: str) -> None:
    op.create_table(
        f"{prefix}read_lags",
        sa.Column("connection_id", TEXT, nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("connection_id"),
    )


def _create_set_aside(prefix: str) -> None:
    op.create_table(
        f"{prefix}set_aside",
        sa.Column("connection_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("times", INTEGER, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("connection_id", "kind", "id"),
    )
    op.add_column(f"{prefix}sync_runs", sa.Column("set_aside", INTEGER, nullable=False, server_default="0"))


def _add_failures(prefix: str) -> None:
    op.add_column(f"{prefix}outbox", sa.Column("tries", INTEGER, nullable=False, server_default="0"))
    op.add_column(f"{prefix}outbox", sa.Column("failing_since", INSTANT, nullable=True))
    op.create_table(
        f"{prefix}failures",
        sa.Column("connection_id", TEXT, nullable=False),
        sa.Column("work", TEXT, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("times", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "work"),
    )


def _add_degraded_parts(prefix: str) -> None:
    """The zone that the host set, the parts that are refused, and many ended connections of one property."""
    name = f"{prefix}connections"
    op.add_column(name, sa.Column("host_timezone", TEXT, nullable=False, server_default=""))
    op.add_column(name, sa.Column("degraded", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(name, sa.Column("disconnected_at", INSTANT, nullable=True))
    index = f"uq_{name}_connector_property_id"
    op.drop_index(index, name)
    used = sa.text("status IN ('active', 'paused')")
    op.create_index(index, name, ["connector", "property_id"], unique=True, sqlite_where=used, postgresql_where=used)
