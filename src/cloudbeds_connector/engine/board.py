"""The boards of a property: its turnover tasks, its rooms, and how its syncs, queues and failures stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..pms.model import Condition
from ..pms.parts import Part
from ..pms.tasks import LIVE_STATES, TurnoverTask
from ..stores import records as r
from ..stores.port import Transaction
from ..turnover import board_key
from ..turnover.identity import natural
from .access.degraded import DegradedPart, degraded_parts
from .looks.runs import INTERRUPTED, interrupted_runs
from .observe.read_lag import load_lag
from .reporting.queues import QueueStatus, inbox_status, outbox_status
from .reporting.stored import NO_CONNECTION
from .runtime import Runtime
from .sync import SyncKind

#: How many of a property's newest syncs its status shows.
RUNS_SHOWN = 20
#: How many reasons and ids of rows that were set aside are shown of each kind.
REASONS_SHOWN = 3
#: How long a row of the store itself is shown after it was last met.
STORED_SHOWN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomStatus:
    """A room as the store knows it. `room_id` is the hotel system's, `room_number` the host's where it is mapped.

    `occupied` and `blocked` are None where nothing is known. `map_state` says how the room is mapped to a room of the
    host (``confirmed``, ``suggested``, ...; ``unmapped``). `task_id` and `task_due_by` (UTC) are those of its open
    turnover task.
    """

    room_id: str
    room_number: str
    room_type: str
    condition: Condition
    occupied: bool | None
    blocked: bool | None
    map_state: str
    task_id: str | None
    task_due_by: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncStatus:
    """How one kind of sync stands: its last success (UTC, and in seconds ago), and when it is due again.

    `failures` is how often it failed since, `failing_since` the first of them, `error` the last one's kind and action.
    """

    kind: str
    last_success_at: datetime | None
    last_success_age: float | None
    due_at: datetime | None
    failures: int
    failing_since: datetime | None
    error: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAsideStatus:
    """Rows of one kind that could not be read: how many, when the newest was seen first (UTC), and newest reasons."""

    kind: str
    count: int
    newest_at: datetime
    reasons: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyStatus:
    """How a property stands at `as_of` (UTC): syncs, webhooks and deliveries that wait, what was given up, what fails.

    `baseline_at` (UTC) is when the first full sync was applied, None before. `runs` are the newest syncs. `set_aside`
    are rows of the hotel system that could not be read, by kind. `failures` is the work that fails now, in any process.
    `connection_status` is ``active``, ``paused`` or ``disconnected``; `degraded` are parts that the account refuses.
    `read_lag_seconds` is how late reads show what webhooks announce, None until enough webhooks have shown it.
    """

    property_id: str
    as_of: datetime
    baseline_at: datetime | None
    syncs: tuple[SyncStatus, ...]
    inbox: QueueStatus
    outbox: QueueStatus
    set_aside: tuple[SetAsideStatus, ...]
    failures: tuple[r.WorkFailure, ...]
    runs: tuple[r.SyncRun, ...]
    connection_status: str = "active"
    degraded: tuple[DegradedPart, ...] = ()
    read_lag_seconds: float | None = None

    @property
    def inbox_pending(self) -> int:
        """How many webhooks are waiting."""
        return self.inbox.pending

    @property
    def outbox_pending(self) -> int:
        """How many deliveries are waiting."""
        return self.outbox.pending

    @property
    def dead(self) -> int:
        """How many webhooks and deliveries were given up."""
        return self.inbox.dead + self.outbox.dead


def tasks(runtime: Runtime, connection: r.Connection, *, ended: bool = False) -> tuple[TurnoverTask, ...]:
    """See `Integration.tasks`."""
    with runtime.store.transaction() as tx:
        return _tasks(tx, connection, ended=ended)


def _tasks(tx: Transaction, connection: r.Connection, *, ended: bool = False) -> tuple[TurnoverTask, ...]:
    where: dict[str, Any] = {"connection_id": connection.id}
    if not ended:
        where["state"] = tuple(LIVE_STATES)
    return tuple(sorted(tx.select(r.TURNOVER_TASKS, where=where), key=board_key))


def rooms(runtime: Runtime, connection: r.Connection) -> tuple[RoomStatus, ...]:
    """See `Integration.rooms`."""
    own = {"connection_id": connection.id}
    with runtime.store.transaction() as tx:
        found = tx.select(r.PMS_ROOMS, where={**own, "gone_at": None})
        known = () if Part.ROOM_STATES in connection.degraded else tx.select(r.ROOM_STATES, where=own)
        states = {row.room_id: row for row in known}
        pairs = {row.room_id: row for row in tx.select(r.ROOM_MAP, where=own)}
        hosts = {row.id: row for row in tx.select(r.PROPERTY_ROOMS, where=own)}
        open_tasks = {task.unit_id: task for task in _tasks(tx, connection)}
    board = []
    for room in found:
        state, pair, task = states.get(room.id), pairs.get(room.id), open_tasks.get(room.id)
        host = hosts.get(pair.host_room_id or "") if pair else None
        board.append(
            RoomStatus(
                room_id=room.id,
                room_number=host.room_number if host else room.name,
                room_type=room.room_type_name,
                condition=state.condition if state else Condition.UNKNOWN,
                occupied=state.occupied if state else None,
                blocked=state.blocked if state else None,
                map_state=pair.state if pair else "unmapped",
                task_id=task.id if task else None,
                task_due_by=task.due_by if task else None,
            )
        )
    return tuple(sorted(board, key=lambda row: natural(row.room_number)))


def status(runtime: Runtime, connection: r.Connection) -> PropertyStatus:
    """See `Integration.status`."""
    now = runtime.clock.now()
    with runtime.store.transaction() as tx:
        inbox = inbox_status(tx, connection.id, now)
        lag = load_lag(tx, connection.id)
        return PropertyStatus(
            property_id=connection.property_id,
            as_of=now,
            baseline_at=connection.baseline_at,
            syncs=tuple(_sync_status(tx, connection.id, kind, now) for kind in SyncKind),
            inbox=inbox,
            outbox=outbox_status(tx, connection.id, now),
            set_aside=_set_aside(tx, connection.id, now),
            failures=_failures(tx, connection.id, inbox),
            connection_status=connection.status,
            degraded=degraded_parts(connection),
            read_lag_seconds=lag.longest.total_seconds() if lag.is_learned else None,
            runs=_runs(tx, runtime, connection.id, now),
        )


def _runs(tx: Transaction, runtime: Runtime, connection_id: str, now: datetime) -> tuple[r.SyncRun, ...]:
    """The newest runs; one whose worker was killed is shown as interrupted, whether or not it was closed."""
    ended = {run.id: run for run in interrupted_runs(tx, runtime, connection_id, now)}
    where = {"connection_id": connection_id}
    newest = tx.select(r.SYNC_RUNS, where=where, order=("-started_at",), limit=RUNS_SHOWN)
    return tuple(ended.get(run.id, run) for run in newest)


def _sync_status(tx: Transaction, connection_id: str, kind: SyncKind, now: datetime) -> SyncStatus:
    own = {"connection_id": connection_id, "kind": kind.value}
    good = tx.select(r.SYNC_RUNS, where={**own, "status": "done"}, order=("-started_at",), limit=1)
    at = good[0].finished_at if good else None
    since = {"started_at": good[0].started_at} if good else None
    ends = ("failed", INTERRUPTED)
    failed = tx.select(r.SYNC_RUNS, where={**own, "status": ends}, at_least=since, order=("started_at",))
    cursor = tx.get(r.SYNC_CURSORS, connection_id, kind.value)
    return SyncStatus(
        kind=kind.value,
        last_success_at=at,
        last_success_age=None if at is None else round((now - at).total_seconds(), 3),
        due_at=cursor.due_at if cursor else None,
        failures=len(failed),
        failing_since=failed[0].started_at if failed else None,
        error=failed[-1].error if failed else "",
    )


def _set_aside(tx: Transaction, connection_id: str, now: datetime) -> tuple[SetAsideStatus, ...]:
    by_kind: dict[str, list[r.SetAsideRow]] = defaultdict(list)
    for row in tx.select(r.SET_ASIDE, where={"connection_id": connection_id}, order=("-first_seen_at",)):
        if row.kind.startswith("stored ") and row.last_seen_at < now - STORED_SHOWN:
            continue  # the store notes its own rows while they are so, and nothing notices that they are not
        by_kind[row.kind].append(row)
    return tuple(
        SetAsideStatus(
            kind=kind,
            count=len(rows),
            newest_at=rows[0].first_seen_at,
            reasons=tuple(dict.fromkeys(row.reason for row in rows))[:REASONS_SHOWN],
            ids=tuple(row.id for row in rows[:REASONS_SHOWN]),
        )
        for kind, rows in sorted(by_kind.items())
    )


def _failures(tx: Transaction, connection_id: str, inbox: QueueStatus) -> tuple[r.WorkFailure, ...]:
    """The property's failures, and those of no property. A webhook's ended with the last webhook that waited."""
    rows = tx.select(r.FAILURES, where={"connection_id": (connection_id, NO_CONNECTION)}, order=("since",))
    return tuple(row for row in rows if row.work != "webhooks" or inbox.pending)
