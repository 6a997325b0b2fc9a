"""Decides who is told of a plan: each person once, however many of their tasks it changed (T136)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..pms.tasks import TaskCommand
from .model import Notification


def notifications(commands: Iterable[TaskCommand]) -> tuple[Notification, ...]:
    """One message for each assignee; ``""`` for whoever hands out the tasks that nobody has yet."""
    told: dict[str, list[str]] = defaultdict(list)
    for command in commands:
        if command.notify:
            told[command.task.assignee].append(command.task.id)
    return tuple(Notification(assignee=name, task_ids=tuple(sorted(told[name]))) for name in sorted(told))
