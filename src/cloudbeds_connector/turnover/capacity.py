"""Decides when the people who are there will be done, and which rooms will then be ready too late (T136).

A simple projection for the morning's meeting: everybody takes the next task of the board. Priorities stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from ..pms.hotel_time import require_aware
from ..pms.tasks import Alert, TaskState, TurnoverTask
from .board import board_key
from .house import House
from .schedule import ONE_MINUTE

CAPACITY_SHORT = "capacity_short"


def projected_finish(board: Sequence[TurnoverTask], attendants: int, now: datetime) -> dict[str, datetime]:
    """When each task of the board ends, by task id: the k-th at about now + ceil(k / attendants) x its minutes.

    `board` is in the order of work (see `board_key`); what is on hold is left out. `now` is aware; `ValueError` if it
    is not, or without attendants.
    """
    now = require_aware(now, "now")
    if attendants < 1:
        raise ValueError("attendants must be at least 1; leave the projection out if nobody is there")
    waiting = [task for task in board if task.state in (TaskState.OPEN, TaskState.IN_PROGRESS)]
    return {
        task.id: now + math.ceil(place / attendants) * task.clean_minutes * ONE_MINUTE
        for place, task in enumerate(waiting, start=1)
    }


def late_by_projection(house: House, tasks: Sequence[TurnoverTask]) -> frozenset[str]:
    """The ids of the tasks that end after their rooms are needed; none where the host does not say who is there."""
    attendants = house.view.attendants
    if not attendants:
        return frozenset()
    finish = projected_finish(sorted(tasks, key=board_key), attendants, house.now)
    needed = {task.id: task.needed_by for task in tasks if task.needed_by is not None}
    return frozenset(task_id for task_id, end in finish.items() if task_id in needed and end > needed[task_id])


def capacity_alert(house: House, late: frozenset[str]) -> Alert | None:
    """One for each business date."""
    if not late:
        return None
    return Alert(
        name=CAPACITY_SHORT,
        message=f"With {house.view.attendants} people, {len(late)} rooms will be ready too late; get help, or tell the "
        "desk which guests will wait.",
        business_date=house.today,
        row="T136",
    )
