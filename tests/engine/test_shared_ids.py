"""Ids that a hotel system shows twice: no row overwrites another, and no look reports the same thing again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.model import BlockKind, Condition, Reservation, RoomBlock, Segment, StayState
from cloudbeds_connector.pms.pages import Page
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import fakes

from .conftest import TODAY, House

LOOKS = pytest.mark.parametrize("look", ["webhook", "changes", "reconcile", "full"])


def book(house: House, booking: str, rows: list[tuple[str, str]], state: StayState = StayState.IN_HOUSE) -> None:
    """Put a booking with these rows (id, room)."""
    segments = tuple(
        Segment(
            id=id_,
            reservation_id=booking,
            room_id=room,
            room_type_id="T1",
            start_date=TODAY.replace(day=TODAY.day - 2),
            end_date=TODAY,
            state=state,
        )
        for id_, room in rows
    )
    first = segments[0]
    house.pms.put(
        Reservation(id=booking, state=state, segments=segments, check_in=first.start_date, check_out=first.end_date)
    )


def look_at(house: House, look: str, *bookings: str) -> None:
    house.clock.advance(60)
    if look == "webhook":
        for booking in bookings:
            house.webhook(booking)
    else:
        house.integration.sync("my-hotel", kind=look)
    house.work(seconds=1)


def stays(house: House) -> set[tuple[str, str | None, str]]:
    return {(row.reservation_id, row.room_id, row.state) for row in house.all(r.STAY_SEGMENTS)}


def vacates(house: House) -> list[tuple[str, str | None]]:
    return sorted((row.reservation_id, row.room_id) for row in house.all(r.STAY_EVENTS) if row.vacates)


@LOOKS
@pytest.mark.parametrize("first_look", ["one by one", "together"])
def test_two_bookings_with_one_room_row_id_are_two_stays(each_house: House, look: str, first_look: str) -> None:
    house = each_house
    for room in ("R101", "R102"):
        house.pms.set_room(room, Condition.CLEAN, occupied=True)
    book(house, "A", [("X-1", "R101")])
    if first_look == "together":
        book(house, "B", [("X-1", "R102")])
        house.open()
    else:
        house.open()
        book(house, "B", [("X-1", "R102")])
        look_at(house, look, "B")
    events = len(house.all(r.STAY_EVENTS))
    for _ in range(3):
        look_at(house, look, "A", "B")
    assert stays(house) == {("A", "R101", "in_house"), ("B", "R102", "in_house")}
    assert len(house.all(r.STAY_EVENTS)) == events

    for booking, room in (("A", "R101"), ("B", "R102")):
        book(house, booking, [("X-1", room)], StayState.DEPARTED)
        house.pms.set_room(room, Condition.DIRTY, occupied=False)
    for _ in range(3):
        look_at(house, look, "A", "B")
    assert vacates(house) == [("A", "R101"), ("B", "R102")]
    assert sorted(task.unit_id for task in house.all(r.TURNOVER_TASKS)) == ["R101", "R102"]


@LOOKS
@pytest.mark.parametrize("seen_in_both", [True, False])
def test_a_room_row_that_moved_to_another_booking_for_good_is_one_departure(
    each_house: House, look: str, seen_in_both: bool
) -> None:
    house = each_house
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.pms.set_room("R102", Condition.CLEAN, occupied=True)
    book(house, "A", [("A", "R102"), ("A-2", "R101")])
    house.open()
    book(house, "B", [("A-2", "R101")])
    if seen_in_both:
        look_at(house, look, "A", "B")
    book(house, "A", [("A", "R102")])
    for _ in range(5):
        look_at(house, look, "A", "B")
    assert house.all(r.TURNOVER_TASKS) == []
    live = {stay for stay in stays(house) if stay[2] == "in_house"}
    assert live == {("A", "R102", "in_house"), ("B", "R101", "in_house")}
    known = len(house.all(r.STAY_EVENTS))
    look_at(house, look, "A", "B")
    assert len(house.all(r.STAY_EVENTS)) == known

    book(house, "B", [("A-2", "R101")], StayState.DEPARTED)
    house.pms.set_room("R101", Condition.DIRTY, occupied=False)
    for _ in range(3):
        look_at(house, look, "A", "B")
    (task,) = house.all(r.TURNOVER_TASKS)
    assert task.unit_id == "R101"


@LOOKS
def test_two_rooms_of_a_booking_with_one_id_are_two_stays_in_whatever_order(each_house: House, look: str) -> None:
    house = each_house.open()
    rows = [("X", "R101"), ("X", "R102")]
    book(house, "X", rows)
    look_at(house, look, "X")
    assert stays(house) == {("X", "R101", "in_house"), ("X", "R102", "in_house")}
    events = len(house.all(r.STAY_EVENTS))
    for _ in range(2):
        rows.reverse()
        book(house, "X", rows)
        look_at(house, look, "X")
    assert len(house.all(r.STAY_EVENTS)) == events
    assert vacates(house) == []


def test_a_webhook_about_a_room_row_that_moved_is_settled_by_the_booking_that_it_names(each_house: House) -> None:
    house = each_house
    book(house, "A", [("A", "R102"), ("A-2", "R101")])
    house.open()
    book(house, "A", [("A", "R102")])
    book(house, "B", [("A-2", "R101")])
    look_at(house, "webhook", "A", "B")
    house.webhook("A-2")
    house.work(seconds=1)
    assert {hint.status for hint in house.all(r.WEBHOOK_EVENTS)} <= {r.DONE, r.PENDING}
    assert ("B", "R101", "in_house") in stays(house)


@pytest.mark.parametrize("look", ["webhook", "reconcile"])
def test_a_room_and_a_block_that_a_listing_shows_twice_change_nothing_again(
    each_house: House, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = each_house.open()
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.pms.block_list["B1"] = RoomBlock(
        id="B1", room_id="R103", kind=BlockKind.OUT_OF_ORDER, raw_kind="", start_date=TODAY, end_date=TODAY
    )
    real_states, real_blocks = fakes._FakeRoomStates.snapshot, fakes._FakeBlocks.window

    def twice(states: object, **lane: object) -> object:
        for page in real_states(states, **lane):  # type: ignore[arg-type]
            other = tuple(replace(row, condition=Condition.INSPECTED) for row in page.items)
            yield Page((*other, *page.items), page.sent_at)

    def blocks_twice(blocks: object, *window: object) -> object:
        for page in real_blocks(blocks, *window):  # type: ignore[arg-type]
            other = tuple(replace(row, raw_kind="other") for row in page.items)
            yield Page((*other, *page.items), page.sent_at)

    monkeypatch.setattr(fakes._FakeRoomStates, "snapshot", twice)
    monkeypatch.setattr(fakes._FakeBlocks, "window", blocks_twice)
    look_at(house, "reconcile")
    before = {row.room_id: row for row in house.all(r.ROOM_STATES)}
    for _ in range(2):
        look_at(house, look, "S1")
    assert {row.room_id: row for row in house.all(r.ROOM_STATES)} == before
    assert {row.condition for row in before.values()} == {Condition.CLEAN}
    runs = sorted(house.all(r.SYNC_RUNS, kind="reconcile"), key=lambda run: run.started_at)
    assert {run.changes for run in runs[1:]} <= {0}
