"""Every record that the connector stores, declared once. Stores derive their tables from here.

The records about access to hotel systems are in `access`, and importable from here too. Each record has its
`connection_id`. Instants are aware UTC, days are the hotel's. The only guest data is
`Reservation.guest_name` (dropped with `store_guest_names=False`) and the hotel system's opaque `party_id`.
`observed_at` is when the request that saw a row was sent: a row is never overwritten by an older look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from ..pms.model import BlockKind, Condition, Entity, StayState
from ..pms.tasks import LIVE_STATES, TurnoverTask
from .access import CREDENTIALS as CREDENTIALS
from .access import IDEMPOTENCY_KEYS as IDEMPOTENCY_KEYS
from .access import RATE_SLOTS as RATE_SLOTS
from .access import Credential as Credential
from .access import IdempotencyKey as IdempotencyKey
from .access import RateSlot as RateSlot
from .declare import Table, Unique
from .looks import READ_LAGS as READ_LAGS
from .looks import ReadLag as ReadLag
from .set_aside import SET_ASIDE as SET_ASIDE
from .set_aside import SetAsideRow as SetAsideRow

#: The states of a queue item.
PENDING, DONE, DEAD = "pending", "done", "dead"
#: The `Connection.status` of a property that was disconnected.
DISCONNECTED = "disconnected"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One property of a host, opened through one connector. `settings` are the connector's, `policy` the rules'.

    `status` is ``active``, ``paused`` or ``disconnected`` (since `disconnected_at`); a property may have been connected
    to other hotels before. `webhook_token_hash` finds the connection of a delivery; the previous one stays valid while
    a token is rotated. `baseline_at` is when the first full look was applied. `host_timezone` is the zone that the host
    set, empty if `timezone` is the hotel system's. `degraded` has, for each part that the account refuses
    (`pms.parts.Part`), the scope to grant, since when, and what is read instead.
    """

    id: str
    connector: str
    property_id: str
    pms_property_id: str
    name: str
    timezone: str
    check_in_time: time
    check_out_time: time
    status: str
    created_at: datetime
    webhook_token_hash: str | None = field(default=None, repr=False)
    previous_token_hash: str | None = field(default=None, repr=False)
    night_audit_time: time | None = None
    baseline_at: datetime | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    disconnected_at: datetime | None = None
    host_timezone: str = ""
    degraded: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """An event that the hotel system sends to the host."""

    connection_id: str
    event: str
    subscription_id: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """A booking. `check_in` and `check_out` are hotel days; `room_id` is its only or first room."""

    connection_id: str
    id: str
    status: str
    state: StayState
    check_in: date
    check_out: date
    observed_at: datetime
    guest_name: str | None = field(default=None, repr=False)
    room_id: str | None = None
    party_id: str = ""
    modified_at: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class StaySegment:
    """One party in one unit. `first_seen_at` is the first look that showed it.

    `last_room_id` is the room in which it was last seen in house, `entered_at` the first look that showed it there.
    `misses` counts the looks in a row that showed its booking without it.
    """

    connection_id: str
    id: str
    reservation_id: str
    room_id: str | None
    room_type_id: str
    start_date: date
    end_date: date
    state: StayState
    raw_state: str
    tentative: bool
    party_id: str
    eta: time | None
    early_check_in: time | None
    vip: bool
    observed_at: datetime
    first_seen_at: datetime
    last_room_id: str | None = None
    entered_at: datetime | None = None
    misses: int = 0
    guests: int | None = None


@dataclass(frozen=True, kw_only=True)
class PropertyRoom:
    """A room of the host. Filled from the hotel system's rooms where the host has no table of its own."""

    connection_id: str
    id: str
    property_id: str
    room_number: str
    room_type: str = ""
    source: str = "pms"


@dataclass(frozen=True, kw_only=True)
class PmsRoom:
    """A room of the hotel system. `gone_at` is set when it left the directory; `replaced_by` is then its new id, if it
    has one (T118).
    """

    connection_id: str
    id: str
    name: str
    room_type_id: str
    room_type_name: str
    virtual: bool
    private: bool
    dorm_name: str
    linked_room_ids: tuple[str, ...]
    observed_at: datetime
    gone_at: datetime | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoomMapping:
    """Which host room a hotel system's room is. `state` is ``suggested``, ``confirmed``, ``set_aside``,
    ``needs_review``, ``orphaned`` or ``conflict``; `reason` says why, `fingerprint` what was confirmed.
    """

    connection_id: str
    room_id: str
    host_room_id: str | None
    state: str
    reason: str
    fingerprint: str
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoomState:
    """A room's condition and occupancy, since when each was first seen so, and what they were before.

    `observed_at` is the look that last changed the row; the newest look at all rooms is in `sync_cursors`.
    `condition_since` and `occupancy_since` are the `observed_at` of the first look that showed the present value,
    `pickup_since` that of the first look that showed something left to pick up.
    """

    connection_id: str
    room_id: str
    condition: Condition
    occupied: bool | None
    raw_condition: str
    blocked: bool
    do_not_disturb: bool
    refused_service: bool
    pickup: bool
    observed_at: datetime
    condition_since: datetime
    occupancy_since: datetime
    condition_before: Condition = Condition.UNKNOWN
    pickup_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RoomBlock:
    """One room of one block. `misses` counts the looks in a row that showed its days without it."""

    connection_id: str
    id: str
    room_id: str
    kind: BlockKind
    raw_kind: str
    start_date: date
    end_date: date
    end_inclusive: bool | None
    observed_at: datetime
    misses: int = 0


@dataclass(frozen=True, kw_only=True)
class StayEvent:
    """Something that happened to a stay. `id` is derived, so that noticing it again adds nothing.

    `vacates` names the cause if it left `room_id` vacant, `n` counts the times (segment, room) were left. `left_at` is
    then when, if that is known, `seen_until` the last look that showed otherwise, and `pending` whether no plan has
    decided yet what follows.
    `source` is the reason for the look: ``webhook``, ``change_feed``, ``sweep``, ``baseline``, ``manual``.
    """

    connection_id: str
    id: str
    type: str
    segment_id: str
    reservation_id: str
    room_id: str | None
    to_room_id: str | None
    reported_at: datetime | None
    noticed_at: datetime
    source: str
    vacates: str | None = None
    n: int = 0
    left_at: datetime | None = None
    seen_until: datetime | None = None
    pending: bool = False


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """The columns that `claim` and `settle` use. `sequence` orders; `due_at` is also the end of a lease."""

    connection_id: str
    id: str
    sequence: int
    status: str
    due_at: datetime
    attempts: int = 0
    settled_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WebhookEvent(QueueItem):
    """The inbox: a hint, its names and ids. No body is kept, only its digest.

    `reported_at` is the message's instant, or ours where that is in the future; `announced_at` the message's own, to
    compare with modification times, None where it has none or an implausible one. `looked_at` is when the newest look
    was sent that did not show yet what the message announced, `looks` the number of them. `failures` counts looks in a
    row that failed, `refusals` those that failed permanently and because of this hint; `isolated`: it failed alone,
    while others could be read, so it is looked at alone.
    """

    event: str
    entity: Entity
    reservation_id: str | None
    segment_id: str | None
    room_id: str | None
    reported_at: datetime | None
    received_at: datetime
    body_digest: str
    announced_at: datetime | None = None
    looked_at: datetime | None = None
    looks: int = 0
    failures: int = 0
    refusals: int = 0
    isolated: bool = False


@dataclass(frozen=True, kw_only=True)
class OutboxItem(QueueItem):
    """A task command or a stay event on its way to the host. Items of one `topic` are delivered in order.

    `tries` counts the times its sink failed, `failing_since` is the first of them. `note` says why it waits.
    """

    kind: str
    topic: str
    payload: Mapping[str, Any]
    created_at: datetime
    tries: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided for a vacate or a unit, and why (see `pms.tasks.Decision`)."""

    connection_id: str
    id: str
    unit_id: str
    ref: str
    segment_id: str | None
    action: str
    row: str
    code: str
    reason: str
    task_id: str | None
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class SyncCursor:
    """Where a recurring look stands. `lease_until` and `fence` keep two workers from running it at once."""

    connection_id: str
    name: str
    value: str = ""
    due_at: datetime | None = None
    lease_until: datetime | None = None
    fence: int = 0


@dataclass(frozen=True, kw_only=True)
class SyncRun:
    """One sync: what it looked at, what it found, how it ended. `error` names the kind and the next action.

    `status` is ``running``, ``done``, ``failed``, or ``interrupted`` if its worker was killed. `set_aside` is how
    many rows could not be read.
    """

    connection_id: str
    id: str
    kind: str
    started_at: datetime
    finished_at: datetime | None = None
    status: str = "running"
    reservations: int = 0
    rooms: int = 0
    changes: int = 0
    set_aside: int = 0
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkFailure:
    """Work that fails: since when, how often, and the last error's class and sentence. Deleted when it works again."""

    connection_id: str
    work: str
    error: str
    reason: str
    since: datetime
    last_at: datetime
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something a person should know, once per `id` (see `pms.tasks.Alert.key`)."""

    connection_id: str
    id: str
    row: str
    code: str
    reason: str
    business_date: date
    unit_id: str | None
    segment_id: str | None
    raised_at: datetime


_LIVE = tuple(sorted(state.value for state in LIVE_STATES))

CONNECTIONS = Table(
    "connections",
    Connection,
    ("id",),
    unique=(
        # a property may have been connected to other hotels before
        Unique(("connector", "property_id"), where=("status", ("active", "paused"))),
        Unique(("webhook_token_hash",)),
        Unique(("previous_token_hash",)),
    ),
)
SUBSCRIPTIONS = Table("subscriptions", Subscription, ("connection_id", "event"))
RESERVATIONS = Table("reservations", Reservation, ("connection_id", "id"), index=(("connection_id", "check_out"),))
STAY_SEGMENTS = Table(
    "stay_segments",
    StaySegment,
    ("connection_id", "id"),
    index=(("connection_id", "end_date"), ("connection_id", "state"), ("connection_id", "reservation_id")),
)
PROPERTY_ROOMS = Table("property_rooms", PropertyRoom, ("connection_id", "id"))
PMS_ROOMS = Table("pms_rooms", PmsRoom, ("connection_id", "id"))
ROOM_MAP = Table(
    "room_map",
    RoomMapping,
    ("connection_id", "room_id"),
    unique=(Unique(("connection_id", "host_room_id"), where=("state", ("confirmed",))),),
)
ROOM_STATES = Table("room_states", RoomState, ("connection_id", "room_id"))
ROOM_BLOCKS = Table("room_blocks", RoomBlock, ("connection_id", "id", "room_id"))
STAY_EVENTS = Table(
    "stay_events",
    StayEvent,
    ("connection_id", "id"),
    index=(("connection_id", "segment_id"), ("connection_id", "noticed_at"), ("connection_id", "pending")),
)
WEBHOOK_EVENTS = Table(
    "webhook_events", WebhookEvent, ("connection_id", "id"), index=(("status", "due_at"),), queue=True
)
TURNOVER_TASKS = Table(
    "turnover_tasks",
    TurnoverTask,
    ("connection_id", "id"),
    unique=(Unique(("connection_id", "unit_id"), where=("state", _LIVE)),),
    index=(("connection_id", "state"), ("connection_id", "origin")),
)
DECISIONS = Table(
    "decisions",
    Decision,
    ("connection_id", "id"),
    index=(("connection_id", "unit_id"), ("connection_id", "action")),
)
OUTBOX = Table(
    "outbox",
    OutboxItem,
    ("connection_id", "id"),
    index=(("status", "due_at"), ("connection_id", "sequence")),
    queue=True,
)
SYNC_CURSORS = Table("sync_cursors", SyncCursor, ("connection_id", "name"))
SYNC_RUNS = Table("sync_runs", SyncRun, ("connection_id", "id"), index=(("connection_id", "started_at"),))
FAILURES = Table("failures", WorkFailure, ("connection_id", "work"))
ALERTS = Table("alerts", Alert, ("connection_id", "id"))

#: Every table.
TABLES: tuple[Table[Any], ...] = tuple(each for each in list(globals().values()) if isinstance(each, Table))
