# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""The contracts of `TaskSink` and `EventSink`: a repeated delivery, in one thread or in several, counts once.

Subclass one, give it a `sink` fixture, and define the methods that return what the host holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from ...errors import SinkError
from ...pms.facts import FactType
from ...pms.ports import EventSink, StayEvent, TaskSink
from ...pms.tasks import Action, TaskCommand, TaskState
from ...stores.records import TURNOVER_TASKS
from .examples import NOON, example


def command(task_id: str, version: int, *, action: Action = Action.UPDATE) -> TaskCommand:
    """One change of a task."""
    task = replace(example(TURNOVER_TASKS, 1), id=task_id, version=version, state=TaskState.OPEN)
    reason = "The day guest left."
    return TaskCommand(action=action, task=task, row="T16", code="day_use", reason=reason, changed=("due_by",))


def departure(key: str) -> StayEvent:
    """An event of a stay."""
    return StayEvent(
        key=key,
        property_id="my-hotel",
        type=FactType.CHECK_OUT.value,
        reservation_id="3YM6AW9QV",
        segment_id=key,
        room_id="601917-0",
        to_room_id=None,
        host_room_id="101",
        reported_at=None,
        noticed_at=NOON + timedelta(seconds=len(key)),
    )


def until_taken(sink: TaskSink | EventSink, delivery: TaskCommand | StayEvent) -> None:
    """Deliver as the outbox does: retry after a `SinkError`."""
    for _ in range(1000):
        try:
            sink.send(delivery)  # type: ignore[arg-type]
            return
        except SinkError:
            continue
    raise AssertionError("the sink refused a delivery a thousand times")


class TaskSinkContract:
    """Everything a task sink must do."""

    @pytest.fixture
    def sink(self) -> TaskSink:
        """A sink of a host without tasks."""
        raise NotImplementedError("Override the `sink` fixture.")

    def held(self, sink: TaskSink) -> Mapping[str, int]:
        """The tasks that the host holds now: the version of each, by `task.id`."""
        raise NotImplementedError("Override held().")

    def applied(self, sink: TaskSink) -> int:
        """How many changes the host has made so far."""
        raise NotImplementedError("Override applied().")

    def test_a_repeated_command_changes_nothing(self, sink: TaskSink) -> None:
        created = command("a", 1, action=Action.CREATE)
        for _ in range(3):
            until_taken(sink, created)
        until_taken(sink, command("b", 1, action=Action.CREATE))
        assert (self.held(sink), self.applied(sink)) == ({"a": 1, "b": 1}, 2)

    def test_a_repeated_old_command_undoes_nothing(self, sink: TaskSink) -> None:
        first, second = command("a", 1, action=Action.CREATE), command("a", 2)
        for each in (first, second, first, second):
            until_taken(sink, each)
        assert (self.held(sink), self.applied(sink)) == ({"a": 2}, 2)

    def test_a_command_in_several_threads_counts_once(self, sink: TaskSink) -> None:
        created = command("a", 1, action=Action.CREATE)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: until_taken(sink, created), range(12)))
        assert (self.held(sink), self.applied(sink)) == ({"a": 1}, 1)


class EventSinkContract:
    """Everything an event sink must do."""

    @pytest.fixture
    def sink(self) -> EventSink:
        """A sink of a host without events."""
        raise NotImplementedError("Override the `sink` fixture.")

    def keys(self, sink: EventSink) -> Sequence[str]:
        """The keys of the events that the host has recorded, each as often as it was recorded."""
        raise NotImplementedError("Override keys().")

    def test_a_repeated_event_counts_once(self, sink: EventSink) -> None:
        for key in ("s1", "s2", "s1", "s1"):
            until_taken(sink, departure(key))
        assert list(self.keys(sink)) == ["s1", "s2"]

    def test_an_event_in_several_threads_counts_once(self, sink: EventSink) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: until_taken(sink, departure("s1")), range(12)))
        assert list(self.keys(sink)) == ["s1"]
