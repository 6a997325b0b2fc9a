"""The first tables. Frozen: a later change of a record is a later migration, never a change here."""

from __future__ import annotations

from itertools import chain
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Frozen like the tables: a renamed type must not change what this migration made
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOLEAN, DATE, TIME, JSON = sa.Boolean(), sa.Date(), sa.Time(), sa.JSON()


def prefixed(name: str) -> str:
    """The table's name in this database."""
    return f"{context.config.attributes['prefix']}{name}"


def required(kind: TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that are never null."""
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names]


def optional(kind: TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that may be null."""
    return [sa.Column(name, kind, nullable=True) for name in names]


def table(name: str, *columns: list[sa.Column[Any]], key: tuple[str, ...]) -> None:
    """Create one table."""
    op.create_table(prefixed(name), *chain.from_iterable(columns), sa.PrimaryKeyConstraint(*key))


def index(name: str, *columns: str) -> None:
    """Create an index for a query."""
    op.create_index("_".join(("ix", prefixed(name), *columns)), prefixed(name), list(columns))


def unique(name: str, *columns: str, where: str | None = None) -> None:
    """Create an index that holds an invariant; with `where`, over those rows only."""
    rows = None if where is None else sa.text(where)
    index_name = "_".join(("uq", prefixed(name), *columns))
    op.create_index(index_name, prefixed(name), list(columns), unique=True, sqlite_where=rows, postgresql_where=rows)


def upgrade() -> None:
    """Create every table."""
    _create_connections_and_stays()
    _create_rooms()
    _create_work()
    _create_records()


def _create_connections_and_stays() -> None:
    """Connections, subscriptions and what guests booked."""
    table(
        "connections",
        required(TEXT, "id", "connector", "property_id", "pms_property_id", "name", "timezone", "status"),
        required(TIME, "check_in_time", "check_out_time"),
        required(INSTANT, "created_at"),
        required(JSON, "settings", "policy"),
        optional(TEXT, "webhook_token_hash", "previous_token_hash"),
        optional(TIME, "night_audit_time"),
        optional(INSTANT, "baseline_at"),
        key=("id",),
    )
    unique("connections", "connector", "property_id")
    unique("connections", "webhook_token_hash")
    unique("connections", "previous_token_hash")
    table(
        "subscriptions",
        required(TEXT, "connection_id", "event", "subscription_id"),
        required(INSTANT, "created_at"),
        key=("connection_id", "event"),
    )
    table(
        "reservations",
        required(TEXT, "connection_id", "id", "status", "state", "party_id"),
        required(DATE, "check_in", "check_out"),
        required(INSTANT, "observed_at"),
        required(BOOLEAN, "deleted"),
        optional(TEXT, "guest_name", "room_id"),
        optional(INSTANT, "modified_at"),
        key=("connection_id", "id"),
    )
    index("reservations", "connection_id", "check_out")
    table(
        "stay_segments",
        required(TEXT, "connection_id", "id", "reservation_id", "room_type_id", "state", "raw_state", "party_id"),
        required(DATE, "start_date", "end_date"),
        required(BOOLEAN, "tentative", "vip"),
        required(INSTANT, "observed_at", "first_seen_at"),
        optional(TEXT, "room_id", "last_room_id"),
        optional(TIME, "eta", "early_check_in"),
        optional(INSTANT, "entered_at"),
        required(INTEGER, "misses"),
        key=("connection_id", "id"),
    )
    index("stay_segments", "connection_id", "end_date")
    index("stay_segments", "connection_id", "state")
    index("stay_segments", "connection_id", "reservation_id")


def _create_rooms() -> None:
    """Rooms, their mapping, their state."""
    table(
        "property_rooms",
        required(TEXT, "connection_id", "id", "property_id", "room_number", "room_type", "source"),
        key=("connection_id", "id"),
    )
    table(
        "pms_rooms",
        required(TEXT, "connection_id", "id", "name", "room_type_id", "room_type_name", "dorm_name"),
        required(BOOLEAN, "virtual", "private"),
        required(JSON, "linked_room_ids"),
        required(INSTANT, "observed_at"),
        optional(INSTANT, "gone_at"),
        key=("connection_id", "id"),
    )
    table(
        "room_map",
        required(TEXT, "connection_id", "room_id", "state", "reason", "fingerprint"),
        required(INSTANT, "updated_at"),
        optional(TEXT, "host_room_id"),
        key=("connection_id", "room_id"),
    )
    unique("room_map", "connection_id", "host_room_id", where="state IN ('confirmed')")
    table(
        "room_states",
        required(TEXT, "connection_id", "room_id", "condition", "raw_condition", "condition_before"),
        required(BOOLEAN, "blocked", "do_not_disturb", "refused_service", "pickup"),
        required(INSTANT, "observed_at", "condition_since", "occupancy_since"),
        optional(BOOLEAN, "occupied"),
        key=("connection_id", "room_id"),
    )
    table(
        "room_blocks",
        required(TEXT, "connection_id", "id", "room_id", "kind", "raw_kind"),
        required(DATE, "start_date", "end_date"),
        required(INSTANT, "observed_at"),
        optional(BOOLEAN, "end_inclusive"),
        key=("connection_id", "id", "room_id"),
    )


def _create_work() -> None:
    """What happened, what was decided, what is queued."""
    table(
        "stay_events",
        required(TEXT, "connection_id", "id", "type", "segment_id", "reservation_id", "source"),
        required(INSTANT, "noticed_at"),
        required(INTEGER, "n"),
        optional(TEXT, "room_id", "to_room_id", "vacates"),
        optional(INSTANT, "reported_at"),
        key=("connection_id", "id"),
    )
    index("stay_events", "connection_id", "segment_id")
    index("stay_events", "connection_id", "noticed_at")
    table(
        "webhook_events",
        required(TEXT, "connection_id", "id", "status", "note", "event", "entity", "body_digest"),
        required(INTEGER, "sequence", "attempts"),
        required(INSTANT, "due_at", "received_at"),
        optional(INSTANT, "settled_at", "reported_at"),
        optional(TEXT, "reservation_id", "segment_id", "room_id"),
        key=("connection_id", "id"),
    )
    index("webhook_events", "status", "due_at")
    table(
        "turnover_tasks",
        required(
            TEXT,
            "connection_id",
            "id",
            "unit_id",
            "room_number",
            "room_type_id",
            "title",
            "origin",
            "purpose",
            "kind",
            "cause",
            "state",
            "basis",
            "row",
            "reason",
            "host_room_id",
            "completed_by",
        ),
        required(INTEGER, "vacate_seq", "priority", "clean_minutes", "version"),
        required(INSTANT, "due_by", "created_at", "updated_at"),
        required(JSON, "carries", "flags", "edited"),
        required(BOOLEAN, "at_risk", "breached"),
        optional(INSTANT, "vacated_at", "noticed_at", "needed_by", "urgent_at", "started_at", "completed_at"),
        optional(TEXT, "next_segment_id", "held_from"),
        optional(DATE, "next_arrival_date"),
        optional(TIME, "next_arrival_eta"),
        key=("connection_id", "id"),
    )
    unique("turnover_tasks", "connection_id", "unit_id", where="state IN ('in_progress', 'on_hold', 'open')")
    index("turnover_tasks", "connection_id", "state")
    index("turnover_tasks", "connection_id", "origin")
    table(
        "decisions",
        required(TEXT, "connection_id", "id", "unit_id", "ref", "action", "row", "reason"),
        required(INSTANT, "decided_at"),
        optional(TEXT, "segment_id", "task_id"),
        key=("connection_id", "id"),
    )
    index("decisions", "connection_id", "unit_id")
    index("decisions", "connection_id", "action")
    table(
        "outbox",
        required(TEXT, "connection_id", "id", "status", "note", "kind", "topic"),
        required(INTEGER, "sequence", "attempts"),
        required(INSTANT, "due_at", "created_at"),
        required(JSON, "payload"),
        optional(INSTANT, "settled_at"),
        key=("connection_id", "id"),
    )
    index("outbox", "status", "due_at")
    index("outbox", "connection_id", "sequence")


def _create_records() -> None:
    """What the connector remembers about its own work."""
    table(
        "sync_cursors",
        required(TEXT, "connection_id", "name", "value"),
        required(INTEGER, "fence"),
        optional(INSTANT, "due_at", "lease_until"),
        key=("connection_id", "name"),
    )
    table(
        "sync_runs",
        required(TEXT, "connection_id", "id", "kind", "status", "error"),
        required(INSTANT, "started_at"),
        required(INTEGER, "reservations", "rooms", "changes"),
        optional(INSTANT, "finished_at"),
        key=("connection_id", "id"),
    )
    index("sync_runs", "connection_id", "started_at")
    table(
        "alerts",
        required(TEXT, "connection_id", "id", "name", "message"),
        required(DATE, "business_date"),
        required(INSTANT, "raised_at"),
        optional(TEXT, "unit_id", "segment_id"),
        key=("connection_id", "id"),
    )
    table(
        "idempotency_keys",
        required(TEXT, "key"),
        required(BOOLEAN, "done"),
        required(INSTANT, "lease_until"),
        key=("key",),
    )
