"""What cannot be stored or planned costs itself alone: the rest of the hotel goes on, and the next plan repairs it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.pms.tasks import Priority, TaskKind, TaskState, TurnoverTask
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.port import Store, Transaction
from cloudbeds_connector.turnover import plan as rules
from cloudbeds_connector.turnover.tasks.unit_work import UnitWork

from .conftest import TODAY, House

WAYS = pytest.mark.parametrize("way", ["webhook", "sweep"])


def look(house: House, way: str, *reservations: str, failing: str = "") -> None:
    """A look, whose report says what failed."""
    if way == "webhook":
        for each in reservations:
            house.webhook(each)
    house.work(seconds=1 if way == "webhook" else 3600, failing=(failing,) if failing else ())


def open_in(house: House, room: str) -> list[TaskState]:
    return [task.state for task in house.tasks_of(room)]


def failing(house: House) -> list[str]:
    return [row.work for row in house.all(r.FAILURES, connection_id=house.connection.id)]


@WAYS
def test_an_old_version_of_a_task_that_a_host_wrote_back_delays_nothing(two_leave: House, way: str) -> None:
    house = two_leave
    house.leaves("S101")
    look(house, way, "S101")
    (first,) = house.tasks_of("R101")
    house.stay("N1", "R101", StayState.EXPECTED, start=0, end=30)
    for days in (1, 2, 0):  # each change of the next arrival queues one more version of the task
        house.change("N1", start_date=TODAY + timedelta(days=days))
        look(house, way, "N1")
    assert house.tasks_of("R101")[0].version > first.version
    with house.store.transaction() as tx:
        tx.put(r.TURNOVER_TASKS, first)
    house.leaves("S102")
    look(house, way, "S102")
    assert (open_in(house, "R101"), open_in(house, "R102")) == ([TaskState.OPEN], [TaskState.OPEN])
    assert failing(house) == []
    (repaired,) = house.tasks_of("R101")
    newest = max((c.task for c in house.tasks.commands if c.task.id == first.id), key=lambda task: task.version)
    assert repaired == newest  # the host receives the repaired task as its newest version


@WAYS
def test_a_room_whose_task_cannot_be_created_costs_its_own_task_alone_and_gets_it_later(
    two_leave: House, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = two_leave
    house.leaves("S102")
    house.leaves("S101")
    # a host's own live task on the room, of a kind that the rules do not end
    other = _task(house, "R101", kind=TaskKind.STAYOVER, state=TaskState.IN_PROGRESS)
    with house.store.transaction() as tx:
        tx.put(r.TURNOVER_TASKS, other)
    with caplog.at_level(logging.ERROR):
        look(house, way, "S101", "S102", failing="plan of room R101")
        for _ in range(3):
            house.work(seconds=600, failing=("plan of room R101",))
    assert open_in(house, "R102") == [TaskState.OPEN]
    assert [task.id for task in house.tasks_of("R101")] == [other.id]
    assert failing(house) == ["plan of room R101"]
    assert house.all(r.FAILURES)[0].error == "UniqueViolationError"
    assert sum("plan of room R101" in record.message for record in caplog.records) in (
        1,
        2,
        3,
        4,
    )  # at growing intervals
    with house.store.transaction() as tx:
        tx.put(r.TURNOVER_TASKS, replace(other, state=TaskState.DONE))
    house.work(seconds=600)
    assert sorted(open_in(house, "R101")) == [TaskState.DONE, TaskState.OPEN]
    assert failing(house) == []


@WAYS
def test_a_rule_that_raises_for_one_room_costs_that_room_alone(
    two_leave: House, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = two_leave

    def broken(work: UnitWork) -> None:
        if work.unit.id == "R101":
            raise KeyError(house.pms.reservations["S101"].guest_name)

    monkeypatch.setattr(rules, "apply_pickup", broken)
    house.leaves("S101")
    house.leaves("S102")
    look(house, way, "S101", "S102", failing="plan of room R101")
    assert (open_in(house, "R101"), open_in(house, "R102")) == ([], [TaskState.OPEN])
    assert failing(house) == ["plan of room R101"]
    assert "Canary" not in str(house.all(r.FAILURES))
    monkeypatch.undo()
    house.work(seconds=600)
    assert [task.carries for task in house.tasks_of("R101")] == [("S101#1",)]
    assert failing(house) == []


@pytest.mark.parametrize("table", [r.ALERTS, r.DECISIONS, r.OUTBOX], ids=lambda table: str(table.name))
@WAYS
def test_what_cannot_be_stored_of_one_rooms_plan_costs_that_room_alone(
    two_leave: House, way: str, table: Table[Any]
) -> None:
    house = two_leave
    broken = BrokenStore(house.store, table, lambda row: "R101" in str(row) and getattr(row, "kind", "task") == "task")
    house.integration.runtime.store = broken
    if table is r.ALERTS:  # the next guest is in already: an alert instead of a task
        house.stay("N1", "R101", StayState.IN_HOUSE, start=0, end=2)
    house.leaves("S101")
    house.leaves("S102")
    look(house, way, "S101", "S102", *(["N1"] if table is r.ALERTS else []), failing="plan of room R101")
    assert open_in(house, "R102") == [TaskState.OPEN]
    assert failing(house) == ["plan of room R101"]
    assert house.all(r.STAY_SEGMENTS, id="S101")[0].state is StayState.DEPARTED
    broken.works = True
    house.work(seconds=600)
    assert failing(house) == []
    assert {row.ref for row in house.all(r.DECISIONS, unit_id="R101")} >= {"S101#1"}


@WAYS
def test_a_reservation_that_cannot_be_stored_costs_itself_alone(two_leave: House, way: str) -> None:
    house = two_leave
    broken = BrokenStore(house.store, r.STAY_SEGMENTS, lambda row: row.id == "S101")
    house.integration.runtime.store = broken
    house.leaves("S101")
    house.leaves("S102")
    look(house, way, "S101", "S102", failing="reservation S101")
    assert (open_in(house, "R101"), open_in(house, "R102")) == ([], [TaskState.OPEN])
    assert failing(house) == ["reservation S101"]
    broken.works = True
    house.work(seconds=3600)
    assert [task.carries for task in house.tasks_of("R101")] == [("S101#1",)]
    assert failing(house) == []


class BrokenStore:
    """A store that refuses some records of one table."""

    def __init__(self, store: Store, table: Table[Any], refuses: Callable[[Any], bool]) -> None:
        self._store, self.table, self.refuses, self.works = store, table, refuses, False

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[Transaction]:
        with self._store.transaction(lock) as tx:
            yield _BrokenTransaction(tx, self)  # type: ignore[misc]


class _BrokenTransaction:
    def __init__(self, tx: Transaction, store: BrokenStore) -> None:
        self._tx, self._broken = tx, store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    def put(self, table: Table[Any], *records: Any) -> None:
        self._check(table, *records)
        self._tx.put(table, *records)

    def put_new(self, table: Table[Any], record: Any) -> bool:
        self._check(table, record)
        return self._tx.put_new(table, record)

    def _check(self, table: Table[Any], *records: Any) -> None:
        if table is self._broken.table and not self._broken.works and any(map(self._broken.refuses, records)):
            raise ValueError("a value that cannot be stored")


def _task(house: House, room: str, **values: Any) -> TurnoverTask:
    """A task as a host might write it: that of another hotel day, on this room."""
    now = house.clock.now()
    fields = {
        "connection_id": house.connection.id,
        "id": "host-1",
        "unit_id": room,
        "room_number": room,
        "room_type_id": "T1",
        "title": "",
        "origin": "host",
        "purpose": TaskKind.STAYOVER,
        "vacate_seq": 1,
        "cause": "",
        "due_by": now,
        "priority": Priority.LOW,
        "clean_minutes": 10,
        "basis": "",
        "row": "",
        "code": "",
        "reason": "",
        "created_at": now,
        "updated_at": now,
    }
    return TurnoverTask(**{**fields, **values})
