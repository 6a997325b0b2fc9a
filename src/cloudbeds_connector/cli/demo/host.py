"""The demo's host: it applies each command and each event once, by its key, as a backend should."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from ... import Attempt, Clock, SinkError, StayEvent, Store, StoreIdempotency, TaskCommand, process_once


class DemoTasks:
    """Takes task commands; `applied` counts them by action."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._once = StoreIdempotency(store, clock)
        self.applied: Counter[str] = Counter()

    def send(self, command: TaskCommand) -> None:
        """Apply one command, once."""

        def work() -> None:
            self.applied[command.action.value] += 1

        # shorter than the outbox's lease: a killed worker's claim has ended when its command is delivered again
        if process_once(self._once, f"task:{command.key}", work, lease=timedelta(minutes=1)) is Attempt.RUNNING:
            raise SinkError("Another worker is applying this command.", next_action="It is delivered again.")


class DemoEvents:
    """Takes stay events; `seen` counts them by type."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self.seen: Counter[str] = Counter()

    def send(self, event: StayEvent) -> None:
        """Take one event, once."""
        if event.key not in self._keys:
            self._keys.add(event.key)
            self.seen[event.type] += 1
