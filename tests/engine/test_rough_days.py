"""Days with failures: nothing is lost, and one hotel's failure delays no other hotel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cloudbeds_connector.engine import Worker
from cloudbeds_connector.engine.outbox import deliver, queue_deliveries
from cloudbeds_connector.engine.schedule import due_work, make_due, work_done
from cloudbeds_connector.engine.sync import SyncKind, sync
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.tasks import TaskState
from cloudbeds_connector.stores import records as r

from .conftest import House


@pytest.fixture
def leaving(house: House) -> House:
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.stay("N1", "R101", StayState.EXPECTED, start=0, end=3)
    return house.open()


def test_a_connection_that_a_caller_has_held_for_long_makes_no_second_baseline(leaving: House) -> None:
    held = replace(leaving.connection, baseline_at=None)
    leaving.leaves("S1")
    sync(leaving.integration.runtime, held, SyncKind.FULL)
    assert [task.carries for task in leaving.tasks_of("R101")] == [("S1#1",)]
    assert [event.source for event in leaving.all(r.STAY_EVENTS, type="checkout")] == ["sweep"]


def test_a_booking_shown_without_its_rooms_changes_nothing(leaving: House) -> None:
    booking = leaving.pms.reservations["S1"]
    leaving.pms.put(replace(booking, segments=(), segments_shown=False))
    for _ in range(4):
        leaving.work(seconds=3600)
    assert [s.state for s in leaving.all(r.STAY_SEGMENTS, id="S1")] == [StayState.IN_HOUSE]
    assert leaving.tasks_of("R101") == []
    leaving.pms.put(replace(booking, segments=(), segments_shown=False, deleted=True))
    leaving.work(seconds=3600)
    assert [s.state for s in leaving.all(r.STAY_SEGMENTS, id="S1")] == [StayState.CANCELLED]


def test_T64_a_room_with_a_guest_that_leaves_a_booking_is_believed_after_three_looks(leaving: House) -> None:
    booking = leaving.pms.reservations["S1"]
    other = replace(booking.segments[0], id="S1-2", room_id="R102", state=StayState.EXPECTED)
    leaving.pms.put(replace(booking, segments=(other,)))
    states = []
    for _ in range(3):
        leaving.work(seconds=3600)
        states.append(leaving.all(r.STAY_SEGMENTS, id="S1")[0].state)
    assert states == [StayState.IN_HOUSE, StayState.IN_HOUSE, StayState.CANCELLED]


def test_a_defect_in_one_look_is_reported_without_its_values_and_deliveries_go_on(leaving: House) -> None:
    leaving.leaves("S1")
    leaving.work(seconds=600)
    leaving.tasks.commands.clear()
    leaving.stay("N1", "R101", StayState.EXPECTED, start=1, end=3)
    leaving.work(seconds=600)
    leaving.pms.fail_with = ValueError("Canary Guest has an odd birthday")
    leaving.clock.advance(3600)
    report = Worker(leaving.integration).run_once()
    assert ["ValueError" in error for error in report.errors] == [True]
    assert "Canary" not in repr(report) + repr(leaving.all(r.SYNC_RUNS))
    assert {run.status for run in leaving.all(r.SYNC_RUNS)} == {"done", "failed"}
    assert leaving.tasks.commands


def test_one_hint_that_the_hotel_refuses_holds_up_no_other_and_dies_alone(leaving: House) -> None:
    leaving.work()
    leaving.leaves("S1")
    leaving.pms.changed_ids.clear()
    leaving.pms.refused_ids = {"BAD"}
    for reservation in ("X1", "BAD", "X2", "S1", "X3"):
        leaving.webhook(reservation)
    leaving.work_with_errors()
    assert len(leaving.tasks_of("R101")) == 1
    for _ in range(40):
        leaving.clock.advance(400)
        leaving.work_with_errors()
    by_status = {hint.reservation_id: hint.status for hint in leaving.all(r.WEBHOOK_EVENTS)}
    assert by_status == {"X1": r.DONE, "BAD": r.DEAD, "X2": r.DONE, "S1": r.DONE, "X3": r.DONE}


def test_deliveries_of_one_topic_never_overtake_each_other(leaving: House) -> None:
    now, connection_id = leaving.clock.now(), leaving.connection.id
    order: list[str] = []

    class Picky:
        refused = "b"

        def send(self, event: object) -> None:
            key = event.key  # type: ignore[attr-defined]
            if key == self.refused:
                raise RuntimeError
            order.append(key)

    sink = Picky()
    leaving.integration.runtime.events = sink
    template = {"property_id": "p", "type": "checkin", "reservation_id": "R", "segment_id": "S", "room_id": None}
    template |= {"to_room_id": None, "host_room_id": "", "reported_at": None, "noticed_at": now.isoformat()}
    with leaving.store.transaction() as tx:
        queue_deliveries(tx, connection_id, "event", [(k, "S", {**template, "key": k}) for k in "abc"], now)
        first = next(item for item in tx.select(r.OUTBOX) if item.id == "event:a")
        tx.put(r.OUTBOX, replace(first, due_at=now + timedelta(minutes=2)))
    for _ in range(3):
        deliver(leaving.integration.runtime)
        leaving.clock.advance(60)
    assert order == ["a"]
    sink.refused = ""
    for _ in range(6):
        leaving.clock.advance(300)
        deliver(leaving.integration.runtime)
    assert order == ["a", "b", "c"]


def test_sync_now_during_a_sync_is_another_sync(leaving: House) -> None:
    leaving.work()
    leaving.clock.advance(3600)
    work = due_work(leaving.integration.runtime, leaving.connection)
    assert work is not None
    make_due(leaving.integration.runtime, leaving.connection.id, SyncKind.RECONCILE, leaving.clock.now())
    work_done(leaving.integration.runtime, leaving.connection, work)
    leaving.clock.advance(1)
    again = due_work(leaving.integration.runtime, leaving.connection)
    assert again is not None
    assert again.name == SyncKind.RECONCILE
    work_done(leaving.integration.runtime, leaving.connection, again)
    assert due_work(leaving.integration.runtime, leaving.connection) is None


def test_a_sync_that_was_killed_is_taken_up_when_its_lease_ends(leaving: House) -> None:
    leaving.work()

    class Killed(BaseException):
        pass

    leaving.leaves("S1")
    leaving.clock.advance(3600)
    leaving.pms.fail_with = Killed()
    with pytest.raises(Killed):
        sync(leaving.integration.runtime, leaving.connection, SyncKind.RECONCILE)
    leaving.pms.fail_with = None
    connection_id = leaving.connection.id
    with leaving.store.transaction() as tx:  # a killed process does not give its lease back
        cursor = tx.get(r.SYNC_CURSORS, connection_id, SyncKind.RECONCILE)
        assert cursor is not None
        tx.put(r.SYNC_CURSORS, replace(cursor, lease_until=leaving.clock.now() + timedelta(minutes=10)))
    leaving.pms.changed_ids.clear()
    leaving.work()
    assert leaving.tasks_of("R101") == []
    leaving.work(seconds=601)
    assert len(leaving.tasks_of("R101")) == 1


def test_a_clock_that_once_ran_ahead_freezes_nothing(leaving: House) -> None:
    leaving.work()
    ahead = leaving.clock.now() + timedelta(days=3)
    with leaving.store.transaction() as tx:
        for table in (r.STAY_SEGMENTS, r.RESERVATIONS, r.ROOM_STATES):
            tx.put(table, *(replace(row, observed_at=ahead) for row in tx.select(table)))  # type: ignore[attr-defined, type-var]
        for cursor in tx.select(r.SYNC_CURSORS):
            far = {"due_at": ahead, "lease_until": ahead}
            value = ahead.isoformat() if cursor.name == "room_states" else cursor.value
            tx.put(r.SYNC_CURSORS, replace(cursor, value=value, **far))
    leaving.leaves("S1")
    leaving.work(seconds=60)
    assert [task.state for task in leaving.tasks_of("R101")] == [TaskState.OPEN]


def test_a_stay_that_moves_out_of_the_window_is_still_followed(leaving: House) -> None:
    leaving.change("N1", start_date=leaving.pms.reservations["N1"].check_in + timedelta(days=500))
    booking = leaving.pms.reservations["N1"]
    later = booking.segments[0].start_date
    leaving.pms.put(replace(booking, check_in=later, check_out=later + timedelta(days=2)))
    leaving.pms.changed_ids.clear()
    leaving.work(seconds=3600)
    assert [s.start_date for s in leaving.all(r.STAY_SEGMENTS, id="N1")] == [later]


def test_a_dispatcher_that_fails_loses_nothing_and_refuses_nothing(leaving: House) -> None:
    def broken(connection_id: str) -> None:
        raise OSError("no broker")

    leaving.integration.dispatch = broken
    assert leaving.webhook("S1").receipt == "accepted"
    assert len(leaving.all(r.WEBHOOK_EVENTS)) == 1


def test_an_empty_hotel_has_its_baseline_too(house: House) -> None:
    house.pms.room_list.clear()
    house.pms.states.clear()
    assert house.open().connection.baseline_at is not None


def test_a_guest_who_leaves_the_room_again_days_later_makes_a_task_of_its_own(leaving: House) -> None:
    leaving.change("S1", end_date=leaving.pms.reservations["S1"].check_out + timedelta(days=10))
    leaving.work(seconds=600)
    for room in ("R102", "R101"):  # out of 101 and back
        leaving.change("S1", room_id=room)
        leaving.pms.set_room("R101", Condition.DIRTY, occupied=room == "R101")
        leaving.pms.set_room("R102", Condition.DIRTY, occupied=room == "R102")
        leaving.work(seconds=600)
        leaving.pms.set_room("R101", Condition.INSPECTED)
        leaving.work(seconds=600)
    first = {task.id for task in leaving.tasks_of("R101")}
    leaving.work(seconds=5 * 86400)
    leaving.leaves("S1")
    leaving.work(seconds=600)
    again = [task for task in leaving.tasks_of("R101") if task.id not in first]
    assert [task.state for task in again] == [TaskState.OPEN]
    assert again[0].id in {command.task.id for command in leaving.tasks.commands}


def test_a_stay_called_off_in_house_and_later_shown_departed_left_once(leaving: House) -> None:
    leaving.change("S1", state=StayState.CANCELLED)
    leaving.pms.set_room("R101", Condition.DIRTY, occupied=False)
    leaving.work(seconds=600)
    leaving.change("S1", state=StayState.DEPARTED)
    leaving.work(seconds=600)
    assert len(leaving.tasks_of("R101")) == 1


def test_a_move_and_a_departure_between_two_looks_after_a_check_out_leave_no_room_out(leaving: House) -> None:
    leaving.leaves("S1")
    leaving.work(seconds=600)
    leaving.change("S1", room_id="R103")
    leaving.pms.set_room("R103", Condition.DIRTY, occupied=False)
    leaving.work(seconds=600)
    assert [task.carries for task in leaving.tasks_of("R103")] == [("S1#1",)]


def test_what_was_shown_before_a_sync_failed_is_not_forgotten(leaving: House) -> None:
    leaving.work()
    leaving.leaves("S1")
    states, leaving.pms.states = leaving.pms.states, None  # type: ignore[assignment]
    leaving.clock.advance(3600)
    assert Worker(leaving.integration).run_once().errors
    assert [task.carries for task in leaving.tasks_of("R101")] == [("S1#1",)]
    leaving.pms.states = states
    leaving.work(seconds=3600)
    assert len(leaving.tasks_of("R101")) == 1
