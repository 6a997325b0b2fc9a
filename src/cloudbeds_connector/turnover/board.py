"""Decides in what order people see tasks."""

from __future__ import annotations

from datetime import UTC, datetime

from ..pms.tasks import LIVE_STATES, TurnoverTask
from . import flags
from .identity import natural

_NEVER = datetime.max.replace(tzinfo=UTC)


def board_key(task: TurnoverTask) -> tuple[object, ...]:
    """A sort key: live tasks first, by priority, waiting guests, due time, VIPs, promised time, room number."""
    waits = bool({flags.GUEST_WAITING, flags.RUSH} & set(task.flags))
    return (
        task.state not in LIVE_STATES,
        task.priority,
        not waits,
        task.due_by,
        flags.VIP not in task.flags,
        task.urgent_at or _NEVER,
        natural(task.room_number),
        task.id,
    )
