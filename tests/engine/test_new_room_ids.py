"""T118: a room whose type was changed has another id, and is the same room: guest, work and mapping go along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.tasks import LIVE_STATES, TaskState
from cloudbeds_connector.stores import records as r

from .conftest import House

WAYS = pytest.mark.parametrize("way", ["webhook", "sweep"])


def retype(house: House, old: str, new: str) -> None:
    """The hotel system gives the room another id, for all that it shows."""
    room, state = house.pms.room_list.pop(old), house.pms.states.pop(old)
    house.pms.room_list[new] = replace(room, id=new, room_type_id="T2")
    house.pms.states[new] = replace(state, room_id=new)
    for booking in list(house.pms.reservations.values()):
        segments = tuple(replace(s, room_id=new) if s.room_id == old else s for s in booking.segments)
        house.pms.reservations[booking.id] = replace(booking, segments=segments)


def look(house: House, way: str, reservation: str) -> None:
    if way == "webhook":
        house.webhook(reservation)
        house.work(seconds=1)
    else:
        house.work(seconds=3600)


@pytest.fixture
def occupied(each_house: House) -> House:
    house = each_house
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.stay("N1", "R101", StayState.EXPECTED, start=1, end=3)
    house.open()
    house.work()
    return house


@WAYS
def test_T118_a_guest_in_a_room_that_gets_another_id_has_not_moved(occupied: House, way: str) -> None:
    house = occupied
    retype(house, "R101", "Q7")
    look(house, way, "S1")
    assert house.all(r.STAY_EVENTS) == []
    assert house.all(r.TURNOVER_TASKS) == []
    rooms = {row.room_id: (row.state, row.host_room_id) for row in house.all(r.ROOM_MAP)}
    assert rooms["Q7"] == ("needs_review", "R101")
    assert rooms["R101"] == ("orphaned", None)
    house.leaves("S1")
    look(house, way, "S1")
    (task,) = house.all(r.TURNOVER_TASKS)
    assert (task.unit_id, task.carries, task.host_room_id, task.room_number) == ("Q7", ("S1#1",), "R101", "101")


@WAYS
def test_T118_the_open_turnover_of_a_room_that_gets_another_id_goes_along(occupied: House, way: str) -> None:
    house = occupied
    house.leaves("S1")
    look(house, way, "S1")
    retype(house, "R101", "Q7")
    look(house, way, "S1")
    house.work(seconds=3600)
    live = [task for task in house.all(r.TURNOVER_TASKS) if task.state in LIVE_STATES]
    assert [(task.unit_id, task.carries) for task in live] == [("Q7", ("S1#1",))]
    assert live[0].next_segment_id == "N1"
    assert "room_reissued" in {alert.code for alert in house.all(r.ALERTS)}
    assert [row.room_id for row in house.all(r.STAY_SEGMENTS)] == ["Q7", "Q7"]
    assert house.tasks.commands[-1].task.unit_id == "Q7"


@WAYS
def test_T118_work_begun_under_one_id_and_a_departure_under_the_other_are_one_task(occupied: House, way: str) -> None:
    house = occupied
    house.leaves("S1")
    look(house, way, "S1")
    (task,) = house.all(r.TURNOVER_TASKS)
    with house.store.transaction() as tx:
        tx.put(r.TURNOVER_TASKS, replace(task, state=TaskState.IN_PROGRESS, started_at=house.clock.now()))
    retype(house, "R101", "Q7")
    house.change("S1", state=StayState.IN_HOUSE)
    look(house, way, "S1")
    house.leaves("S1")
    look(house, way, "S1")
    live = [task for task in house.all(r.TURNOVER_TASKS) if task.state in LIVE_STATES]
    assert [(each.id, each.unit_id, each.carries) for each in live] == [(task.id, "Q7", ("S1#1", "S1#2"))]


def test_T118_an_id_that_is_changed_and_changed_back_is_followed(occupied: House) -> None:
    house = occupied
    for old, new in (("R101", "Q7"), ("Q7", "R101"), ("R101", "Q8")):
        retype(house, old, new)
        house.work(seconds=3600)
    house.leaves("S1")
    house.work(seconds=3600)
    (task,) = house.all(r.TURNOVER_TASKS)
    assert (task.unit_id, task.host_room_id) == ("Q8", "R101")
    assert [event.type for event in house.all(r.STAY_EVENTS)] == ["checkout"]


def test_a_room_that_the_hotel_system_never_lists_is_asked_for_once_in_a_while(occupied: House) -> None:
    house = occupied
    house.stay("S2", "R999", StayState.IN_HOUSE)
    requests = len(house.pms.requests)
    for _ in range(20):
        house.webhook("S2")
        house.work(seconds=30)
    assert house.pms.requests[requests:].count("rooms") <= 2


@pytest.mark.parametrize("rooms", [["R\n9"], ["R8", "R9"]], ids=["a room id of two lines", "two rooms by turns"])
@WAYS
def test_rooms_that_stay_unknown_are_read_once_in_ten_minutes_whatever_their_ids(
    each_house: House, way: str, rooms: list[str]
) -> None:
    house = each_house.open()
    house.work()  # so that every kind of sync has its time, which can be put off
    house.put_syncs_off()
    for room in rooms:
        house.stay(f"S{room}", room, StayState.IN_HOUSE)
    house.pms.requests.clear()
    for turn in range(6):  # each look shows one of them only
        shown = f"S{rooms[turn % len(rooms)]}"
        if way == "webhook":
            with house.store.transaction() as tx:  # else the next look is about the earlier ones too
                done = [replace(hint, status=r.DONE) for hint in tx.select(r.WEBHOOK_EVENTS)]
                tx.put(r.WEBHOOK_EVENTS, *done)
            house.webhook(shown)
            house.work(seconds=60)
        else:
            house.clock.advance(60)
            house.pms.changed_ids.clear()
            house.pms.put(house.pms.reservations[shown])
            house.integration.sync("my-hotel", kind="changes")
    assert house.pms.requests.count("rooms") == len(rooms)
