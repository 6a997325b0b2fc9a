"""The identity of a task: its origin, the number of its vacate, its id and its title."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date

from ..pms.facts import Vacate
from ..pms.tasks import TaskKind, TaskState, TurnoverTask
from .reasons import REOPENED_BY_DEPARTURE


def segment_origin(segment_id: str) -> str:
    """A task's origin where a guest left."""
    return f"segment:{segment_id}"


def block_origin(block_id: str) -> str:
    """A task's origin where a block ended."""
    return f"block:{block_id}"


def dirty_origin(day: date) -> str:
    """A task's origin where a room was found dirty on a business date."""
    return f"dirty:{day.isoformat()}"


def task_id(*, connection_id: str, unit_id: str, origin: str, purpose: TaskKind, vacate_seq: int) -> str:
    """The id of a task: the same for the same cause, so that two workers cannot make two tasks of it."""
    parts = (connection_id, unit_id, origin, purpose.value, str(vacate_seq))
    # the length of each part is hashed too: ids come from outside and may hold any separator
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def title(number: str) -> str:
    """What the task is called. It names the room and no guest."""
    return f"Turnover / Room ready \N{EN DASH} {number}"


def next_seq(tasks: Iterable[TurnoverTask], *, origin: str, known: int = 0) -> int:
    """The number of the next task of this origin; a task that is opened again keeps its own.

    `known` is the highest number that any task ever had, also one that is not among `tasks` any more.
    """
    return 1 + max([known, *(task.vacate_seq for task in tasks if task.origin == origin)])


def carries_segment(task: TurnoverTask, segment_id: str) -> bool:
    """Whether the task covers a vacate of this segment."""
    return any(segment_of(ref) == segment_id for ref in task.carries)


def segment_of(ref: str) -> str:
    """The segment that a vacate's ref names."""
    return ref.rpartition("#")[0]


def may_reopen(task: TurnoverTask, *, vacate: Vacate) -> bool:
    """T59: cancelled only because the guest came back, and now the guest has left again."""
    undone = task.state is TaskState.CANCELLED and task.code in REOPENED_BY_DEPARTURE
    return undone and carries_segment(task, vacate.segment_id)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts room 9 before room 10."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", text) if part)
