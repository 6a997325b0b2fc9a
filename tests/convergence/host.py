"""The host: a copy of the turnover tasks, made of the commands that its sink is sent, each key once."""

from __future__ import annotations

from dataclasses import dataclass, field

from cloudbeds_connector.pms.ports import StayEvent
from cloudbeds_connector.pms.tasks import TaskCommand, TurnoverTask


class HostFailsError(Exception):
    """The host's own code fails."""


@dataclass
class Host:
    """The sinks of a host. Its next `refuses` deliveries fail."""

    tasks: dict[str, TurnoverTask] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    deliveries: int = 0
    refuses: int = 0

    def send(self, item: TaskCommand | StayEvent) -> None:
        """Take one command or event; a repeated key changes nothing."""
        if self.refuses:
            self.refuses -= 1
            raise HostFailsError
        self.deliveries += 1
        if item.key in self.keys:
            return
        self.keys.add(item.key)
        if isinstance(item, TaskCommand):
            known = self.tasks.get(item.task.id)
            if known is None or known.version <= item.task.version:  # a person may have changed it since
                self.tasks[item.task.id] = item.task
