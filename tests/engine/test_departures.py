"""A guest leaves: one task, by whichever source the connector learns of it, and however often."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cloudbeds_connector.errors import AuthenticationError, ServerError
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.tasks import TaskState
from cloudbeds_connector.stores import records as r

from .conftest import House


@pytest.fixture
def guest_in_101(house: House) -> House:
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.stay("N1", "R101", StayState.EXPECTED, start=0, end=3)
    return house.open()


def test_a_webhook_makes_one_task_and_the_host_gets_it(guest_in_101: House) -> None:
    house = guest_in_101
    house.leaves("S1")
    house.webhook("S1")
    house.work()
    [task] = house.tasks_of("R101")
    assert (task.state, task.carries, task.row) == (TaskState.OPEN, ("S1#1",), "T01")
    assert task.title == "Turnover / Room ready – 101"
    assert [c.task.id for c in house.tasks.commands] == [task.id]
    assert [(e.type, e.room_id) for e in house.events.events] == [("checkout", "R101")]


@pytest.mark.parametrize("way", ["change feed", "sweep"])
def test_a_lost_webhook_only_delays_the_task(guest_in_101: House, way: str) -> None:
    house = guest_in_101
    house.work()
    house.leaves("S1")
    if way == "sweep":
        house.pms.changed_ids.clear()  # a change that the hotel system's timestamp does not show
    house.work(seconds=600)
    if way == "sweep":
        assert not house.tasks_of("R101")
        house.work(seconds=3600)
    [task] = house.tasks_of("R101")
    assert task.carries == ("S1#1",)


def test_T06_T108_repeated_and_reordered_messages_make_no_second_task(guest_in_101: House) -> None:
    house = guest_in_101
    house.leaves("S1")
    body = json.dumps({"event": "stay/changed", "reservation": "S1", "key": "1"}).encode()
    assert house.deliver(body).receipt == "accepted"
    assert house.deliver(body).receipt == "duplicate"
    house.webhook("S1")
    house.webhook("S1", event="stay/unknown_event")
    house.work()
    house.webhook("S1")
    house.work(seconds=40)
    house.work(seconds=3600)
    assert len(house.tasks_of("R101")) == 1
    assert len(house.all(r.STAY_EVENTS, type="checkout")) == 1
    assert len(house.tasks.commands) == len({c.key for c in house.tasks.commands})


def test_a_second_event_of_the_same_second_with_another_body_is_a_second_hint(guest_in_101: House) -> None:
    first = {"event": "stay/changed", "reservation": "S1", "key": "1795226591.4"}
    assert guest_in_101.deliver(json.dumps(first).encode()).receipt == "accepted"
    assert guest_in_101.deliver(json.dumps({**first, "room": "R101"}).encode()).receipt == "accepted"


def test_T111_a_hint_is_looked_at_again_when_reads_have_caught_up(guest_in_101: House) -> None:
    house = guest_in_101
    house.webhook("S1")
    house.work()  # the hotel's reads do not show it yet
    assert [h.status for h in house.all(r.WEBHOOK_EVENTS)] == [r.PENDING]
    house.leaves("S1")
    house.pms.changed_ids.clear()
    house.work(seconds=31)
    assert len(house.tasks_of("R101")) == 1
    assert [h.status for h in house.all(r.WEBHOOK_EVENTS)] == [r.DONE]


def test_T112_a_departure_found_late_keeps_the_time_the_message_named(guest_in_101: House) -> None:
    house = guest_in_101
    house.clock.advance(60)
    left_at = house.clock.now()
    house.leaves("S1")
    house.clock.advance(5 * 60)
    house.webhook("S1", reported_at=left_at.isoformat())
    house.work()
    [task] = house.tasks_of("R101")
    assert task.vacated_at == left_at
    assert task.noticed_at == house.clock.now()


def test_T114_guests_who_left_before_the_first_look_are_no_news(house: House) -> None:
    house.stay("S0", "R102", StayState.DEPARTED)
    house.stay("S9", "R103", StayState.DEPARTED)
    house.pms.set_room("R102", Condition.DIRTY, occupied=False)
    house.open()
    [task] = house.tasks_of("R102")
    assert task.cause == "vacant_dirty"
    assert house.tasks_of("R103") == []
    assert house.all(r.STAY_EVENTS) == []
    assert {d.row for d in house.all(r.DECISIONS, segment_id="S9")} == {"T114"}


def test_T120_silence_is_not_absence(guest_in_101: House) -> None:
    house = guest_in_101
    house.leaves("S1")
    house.work(seconds=600)
    before = house.tasks_of("R101")
    kept = dict(house.pms.reservations), dict(house.pms.states), dict(house.pms.room_list)
    for failure in (
        ServerError("Down.", next_action="Wait."),
        AuthenticationError("Revoked.", next_action="Reconnect."),
        None,
    ):
        house.pms.fail_with = failure
        if failure is None:
            house.pms.reservations, house.pms.states, house.pms.room_list = {}, {}, {}
        house.clock.advance(26 * 3600)
        house.work_with_errors()
        assert [(t.id, t.state) for t in house.tasks_of("R101")] == [(t.id, t.state) for t in before]
        assert len(house.all(r.STAY_SEGMENTS)) == 2
    house.pms.reservations, house.pms.states, house.pms.room_list = kept


def test_an_older_look_never_overwrites_a_newer_one(guest_in_101: House) -> None:
    from cloudbeds_connector.engine.observe.look import Look, Seen, Source
    from cloudbeds_connector.engine.planning.apply import apply_look

    house = guest_in_101
    stale = Seen(house.pms.reservations["S1"], house.clock.now())
    house.leaves("S1")
    house.work(seconds=600)
    apply_look(house.integration.runtime, house.connection.id, Look(source=Source.SWEEP, reservations=(stale,)))
    [segment] = house.all(r.STAY_SEGMENTS, id="S1")
    assert segment.state is StayState.DEPARTED
    assert [t.state for t in house.tasks_of("R101")] == [TaskState.OPEN]


def test_T56_T59_a_reverted_check_out_cancels_and_a_second_one_reopens(guest_in_101: House) -> None:
    house = guest_in_101
    house.leaves("S1")
    house.work(seconds=600)
    house.change("S1", state=StayState.IN_HOUSE)
    house.pms.set_room("R101", Condition.DIRTY, occupied=True)
    house.work(seconds=600)
    assert [t.state for t in house.tasks_of("R101")] == [TaskState.CANCELLED]
    house.leaves("S1")
    house.work(seconds=600)
    [task] = house.tasks_of("R101")
    assert (task.state, task.carries) == (TaskState.OPEN, ("S1#1", "S1#2"))
    assert [c.action.value for c in house.tasks.commands if c.action.value != "update"] == [
        "create",
        "cancel",
        "reopen",
    ]


def test_a_deleted_booking_is_a_cancellation_and_a_dropped_room_too(guest_in_101: House) -> None:
    from dataclasses import replace

    house = guest_in_101
    house.pms.put(replace(house.pms.reservations["N1"], deleted=True))
    house.work(seconds=600)
    assert [e.segment_id for e in house.all(r.STAY_EVENTS, type="cancellation")] == ["N1"]
    [segment] = house.all(r.STAY_SEGMENTS, id="N1")
    assert segment.state is StayState.CANCELLED


def test_T21_a_room_still_called_dirty_long_after_its_work_gets_no_second_task(house: House) -> None:
    house.open()
    house.pms.set_room("R101", Condition.DIRTY, occupied=False)
    house.work(seconds=3600)
    house.work(seconds=3600)
    (task,) = house.tasks_of("R101")
    assert (task.row, task.state) == ("T21", TaskState.OPEN)
    with house.store.transaction() as tx:
        now = house.clock.now()
        tx.put(
            r.TURNOVER_TASKS,
            replace(task, state=TaskState.DONE, completed_at=now, completed_by="staff", updated_at=now, version=2),
        )
    for _ in range(6):
        house.work(seconds=86400)
    assert [(task.row, task.state) for task in house.tasks_of("R101")] == [("T21", TaskState.DONE)]
