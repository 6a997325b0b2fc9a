"""The boards of a property: its turnover tasks, its rooms, and how its syncs and queues stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..pms.model import Condition
from ..pms.parts import Part
from ..pms.tasks import LIVE_STATES, TurnoverTask
from ..stores import records as r
from ..stores.port import Transaction
from ..turnover import board_key
from ..turnover.identity import natural
from .access.degraded import DegradedPart, degraded_parts
from .runtime import Runtime

#: How many of a property's newest syncs its status shows.
RUNS_SHOWN = 20


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
class PropertyStatus:
    """How a property's syncs stand, the newest of `runs` first, and how many webhooks and deliveries are waiting.

    `baseline_at` (UTC) is when the first full sync was applied, None before. `connection_status` is ``active``,
    ``paused`` or ``disconnected``. `degraded` are the parts that the account refuses, with what that costs.
    """

    property_id: str
    baseline_at: datetime | None
    inbox_pending: int
    outbox_pending: int
    runs: tuple[r.SyncRun, ...]
    connection_status: str = "active"
    degraded: tuple[DegradedPart, ...] = ()


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
    own = {"connection_id": connection.id}
    pending = {**own, "status": r.PENDING}
    with runtime.store.transaction() as tx:
        return PropertyStatus(
            property_id=connection.property_id,
            baseline_at=connection.baseline_at,
            inbox_pending=len(tx.select(r.WEBHOOK_EVENTS, where=pending)),
            outbox_pending=len(tx.select(r.OUTBOX, where=pending)),
            connection_status=connection.status,
            degraded=degraded_parts(connection),
            runs=tuple(tx.select(r.SYNC_RUNS, where=own, order=("-started_at",), limit=RUNS_SHOWN)),
        )
