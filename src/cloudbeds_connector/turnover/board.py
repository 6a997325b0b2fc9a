"""Decides in what order people see tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from ..pms.tasks import LIVE_STATES, TurnoverTask
from . import flags
from .identity import natural

_NEVER = datetime.max.replace(tzinfo=UTC)


def board_key(task: TurnoverTask, *, storey: int = 0) -> tuple[object, ...]:
    """A sort key: live tasks first, by priority, waiting guests, due time, VIPs, the next guest's time, room number.

    `storey` comes before the room's number, where the host has one.
    """
    waits = bool({flags.GUEST_WAITING, flags.RUSH} & set(task.flags))
    return (
        task.state not in LIVE_STATES,
        task.priority,
        not waits,
        task.due_by,
        flags.VIP not in task.flags,
        task.arrival_at or _NEVER,
        storey,
        natural(task.room_number),
        task.id,
    )


def grouped_by_dorm(board: Iterable[TurnoverTask]) -> tuple[tuple[TurnoverTask, ...], ...]:
    """The board's tasks with the beds of a dorm together, where its most urgent bed stands (T140)."""
    groups: dict[str, list[TurnoverTask]] = {}
    for task in board:
        groups.setdefault(task.parent_unit_id or task.unit_id, []).append(task)
    return tuple(tuple(group) for group in groups.values())
