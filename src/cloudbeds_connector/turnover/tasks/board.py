"""The board: the order in which people see tasks, and a projection of when the people who are there will be done."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ...pms.hotel_time import require_aware
from ...pms.tasks import LIVE_STATES, Alert, TaskState, TurnoverTask
from .. import flags
from ..identity import natural
from ..reasons import ReasonCode
from ..schedule.due_time import ONE_MINUTE
from ..view.index import HotelIndex

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


def projected_finish(board: Sequence[TurnoverTask], attendants: int, now: datetime) -> dict[str, datetime]:
    """When each task of the board ends, by task id: the k-th at about now + ceil(k / attendants) x its minutes (T136).

    A simple projection for the morning's meeting: everybody takes the next task of the board. `board` is in the order
    of work (see `board_key`); tasks on hold are left out. `now` is aware; `ValueError` if it is not, or without
    attendants.
    """
    now = require_aware(now, "now")
    if attendants < 1:
        raise ValueError("attendants must be at least 1; leave the projection out if nobody is there")
    waiting = [task for task in board if task.state in (TaskState.OPEN, TaskState.IN_PROGRESS)]
    return {
        task.id: now + math.ceil(place / attendants) * task.clean_minutes * ONE_MINUTE
        for place, task in enumerate(waiting, start=1)
    }


def late_by_projection(index: HotelIndex, tasks: Sequence[TurnoverTask]) -> frozenset[str]:
    """The ids of the tasks that end after their rooms are needed; none where the host gives no attendants."""
    attendants = index.view.attendants
    if not attendants:
        return frozenset()
    finish = projected_finish(sorted(tasks, key=board_key), attendants, index.now)
    needed = {task.id: task.needed_by for task in tasks if task.needed_by is not None}
    return frozenset(task_id for task_id, end in finish.items() if task_id in needed and end > needed[task_id])


def capacity_alert(index: HotelIndex, late: frozenset[str]) -> Alert | None:
    """T136: too few people, once for each business date."""
    if not late:
        return None
    return index.alert(ReasonCode.CAPACITY_SHORT(attendants=index.view.attendants, late=len(late)))
