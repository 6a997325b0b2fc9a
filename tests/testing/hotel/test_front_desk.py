"""Actions of the front desk: what they change in rooms and stays, and what an observer gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import Fault, FrontDeskError, ManualClock, Profile, Quirk, SimulatedHotel, Stay
from cloudbeds_connector.testing.hotel import Condition, ReservationStatus, RoomStatus, SilentObserver

Observed = list[tuple[Any, ...]]


class Notes(SilentObserver):
    """An observer that keeps every event."""

    def __init__(self) -> None:
        self.observed: Observed = []

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        self.observed.append(("occupied", unit_id, segment_id, how))

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        self.observed.append(("vacated", unit_id, segment_id, cause))

    def on_condition(self, unit_id: str, condition: str, at: datetime, by: str) -> None:
        self.observed.append((str(condition), unit_id, by))

    def on_block(self, unit_id: str, change: str, at: datetime) -> None:
        self.observed.append(("block", unit_id, change))

    def on_stay_shown(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        self.observed.append(("stay", segment_id, state, room_id))

    def on_room_shown(self, unit_id: str, condition: str, occupied: bool, at: datetime) -> None:
        self.observed.append(("room", unit_id, str(condition), occupied))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def hotel(notes: Notes) -> SimulatedHotel:
    hotel = SimulatedHotel.small(observer=notes)
    notes.observed.clear()
    return hotel


def numbered(hotel: SimulatedHotel) -> dict[str, str]:
    return {room.name: room.id for room in hotel.rooms()}


def test_a_day_of_one_room_from_check_out_to_the_next_guest(hotel: SimulatedHotel, notes: Notes) -> None:
    room = numbered(hotel)["101"]
    [leaving] = hotel.departures()
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id == room]

    hotel.set_condition(room, "clean")
    hotel.check_out(leaving.id)
    hotel.set_condition(room, "clean")
    hotel.set_condition(room, "inspected")
    hotel.check_in(arriving.id)

    assert notes.observed == [
        ("clean", room, "housekeeper"),
        ("vacated", room, leaving.id, "check_out"),
        ("dirty", room, "desk"),
        ("clean", room, "housekeeper"),
        ("inspected", room, "housekeeper"),
        ("occupied", room, arriving.id, "check_in"),
        ("dirty", room, "desk"),
    ]
    assert hotel.reservation(leaving.reservation_id).status is ReservationStatus.CHECKED_OUT
    assert hotel.reservation(arriving.reservation_id).status is ReservationStatus.CHECKED_IN


def test_a_room_move_leaves_a_dirty_room_behind(hotel: SimulatedHotel, notes: Notes) -> None:
    rooms = numbered(hotel)
    [guest] = [segment for segment in hotel.in_house() if segment.room_id == rooms["102"]]
    hotel.set_condition(rooms["102"], "clean")
    notes.observed.clear()

    hotel.assign(guest.id, rooms["202"])

    assert notes.observed == [
        ("vacated", rooms["102"], guest.id, "room_move"),
        ("dirty", rooms["102"], "desk"),
        ("occupied", rooms["202"], guest.id, "move"),
    ]
    moved = hotel.segment(guest.id)
    assert (moved.room_id, moved.room_type_id) == (rooms["202"], hotel.room(rooms["202"]).room_type_id)


def test_an_assignment_before_arrival_changes_no_room(hotel: SimulatedHotel, notes: Notes) -> None:
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id is None]
    hotel.assign(arriving.id, numbered(hotel)["203"])
    hotel.assign(arriving.id, None)
    assert notes.observed == []


def test_mistakes_can_be_undone(hotel: SimulatedHotel, notes: Notes) -> None:
    room = numbered(hotel)["101"]
    [leaving] = hotel.departures()

    hotel.check_out(leaving.id)
    hotel.revert_check_out(leaving.id)
    assert hotel.segment(leaving.id).status is RoomStatus.IN_HOUSE
    hotel.revert_check_in(leaving.id)

    assert [event for event in notes.observed if event[0] in {"occupied", "vacated"}] == [
        ("vacated", room, leaving.id, "check_out"),
        ("occupied", room, leaving.id, "check_out_reverted"),
        ("vacated", room, leaving.id, "check_in_reverted"),
    ]
    assert hotel.reservation(leaving.reservation_id).status is ReservationStatus.CONFIRMED


def test_a_reservation_is_checked_out_only_with_its_last_room(hotel: SimulatedHotel) -> None:
    rooms, today = numbered(hotel), hotel.today()
    kind = hotel.room(rooms["103"]).room_type_id
    reservation_id = hotel.book(*(Stay(kind, today, today + timedelta(days=1), rooms[n]) for n in ("103", "104")))
    first, second = hotel.segments(reservation_id)
    statuses = []
    for act, segment_id in (
        (hotel.check_in, first),
        (hotel.check_in, second),
        (hotel.check_out, first),
        (hotel.check_out, second),
    ):
        act(segment_id)
        statuses.append(hotel.reservation(reservation_id).status)
    assert statuses == ["checked_in", "checked_in", "checked_in", "checked_out"]


def test_the_front_desk_refuses_what_cannot_be(hotel: SimulatedHotel) -> None:
    rooms = numbered(hotel)
    [leaving] = hotel.departures()
    arriving, unassigned = sorted(hotel.arrivals(), key=lambda segment: segment.room_id is None)
    later = next(r for r in hotel.reservations() if r.start > hotel.today())

    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: hotel.check_in(arriving.id), "occupied"),
        (lambda: hotel.check_in(unassigned.id), "has no room"),
        (lambda: hotel.check_in(later.id), "arrives on"),
        (lambda: hotel.check_out(arriving.id), "not in_house"),
        (lambda: hotel.check_in(leaving.id), "not not_checked_in"),
        (lambda: hotel.cancel(leaving.reservation_id), "checked_in"),
        (lambda: hotel.assign(leaving.id, rooms["102"]), "occupied"),
        (lambda: hotel.check_in("NOSUCH"), "There is no"),
        (lambda: hotel.remove_room(rooms["101"]), "occupied"),
    ]
    for wrong, reason in refused:
        with pytest.raises(FrontDeskError, match=reason):
            wrong()


def test_cancelled_reservations_and_no_shows_can_come_back(hotel: SimulatedHotel) -> None:
    [one, other] = [segment.reservation_id for segment in hotel.arrivals()]
    hotel.cancel(one)
    hotel.no_show(other)
    assert hotel.arrivals() == ()
    assert hotel.segment(one).status is RoomStatus.CANCELLED
    assert hotel.segment(other).status is RoomStatus.NOT_CHECKED_IN

    hotel.reinstate(one)
    hotel.reinstate(other)
    assert {segment.reservation_id for segment in hotel.arrivals()} == {one, other}


def test_the_night_audit_moves_the_business_date_and_makes_occupied_rooms_dirty() -> None:
    notes = Notes()
    hotel = SimulatedHotel.small(observer=notes, clock=ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC)))
    room = numbered(hotel)["102"]
    hotel.set_condition(room, "clean")
    assert hotel.today() == date(2026, 11, 23)
    hotel.clock.advance(timedelta(hours=1))  # 00:30 in New York: another calendar day, the same business date
    assert hotel.today() == date(2026, 11, 23)
    notes.observed.clear()

    hotel.clock.advance(timedelta(hours=2))

    assert hotel.today() == date(2026, 11, 24)
    assert notes.observed == [("dirty", room, "audit")]
    assert hotel.room(numbered(hotel)["202"]).condition is Condition.INSPECTED


def test_without_its_night_audit_a_hotel_keeps_its_business_date() -> None:
    hotel = SimulatedHotel(auto_night_audit=False)
    today = hotel.today()
    hotel.clock.advance(timedelta(days=2))
    assert hotel.today() == today
    hotel.run_night_audit()
    assert hotel.today() == today + timedelta(days=2)


def test_a_room_of_another_type_has_another_id_and_its_stays_follow(hotel: SimulatedHotel) -> None:
    room = numbered(hotel)["101"]
    king = hotel.room(numbered(hotel)["201"]).room_type_id
    [leaving] = hotel.departures()
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id == room]
    hotel.check_out(leaving.id)

    new = hotel.retype_room(room, king)

    assert new.startswith(king)
    assert hotel.segment(arriving.id).room_id == new
    assert room not in {known.id for known in hotel.rooms()}


def test_a_later_observer_first_gets_the_current_state(hotel: SimulatedHotel) -> None:
    late = Notes()
    hotel.observe(late)
    assert len([event for event in late.observed if event[0] == "occupied"]) == 3
    assert {event[-1] for event in late.observed} == {"initial"}


def test_an_observer_gets_only_answers_that_were_delivered(
    hotel: SimulatedHotel, notes: Notes, open_api: Callable[..., Any]
) -> None:
    api = open_api(hotel)
    [leaving] = hotel.departures()
    for fault in (Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.EMPTY):
        hotel.faults.fail_next(fault)
        try:
            api.get("getReservationsWithRateDetails")
        except OSError:
            assert fault is Fault.LOST_ANSWER
    api.get("getReservation", reservationID=leaving.reservation_id)  # carries no roomStatus
    assert notes.observed == []

    api.get("getReservationsWithRateDetails", reservationID=leaving.reservation_id)
    api.get("getHousekeepingStatus", roomIDs=leaving.room_id)
    assert notes.observed == [
        ("stay", leaving.id, "in_house", leaving.room_id),
        ("room", leaving.room_id, "dirty", True),
    ]


def test_the_same_seed_and_the_same_calls_make_the_same_bytes(open_api: Callable[..., Any]) -> None:
    def play(seed: int) -> list[bytes]:
        hotel = SimulatedHotel.city(rooms=12, seed=seed, profile=Profile.OBSERVED)
        api = open_api(hotel)
        hotel.check_out(hotel.departures()[0].id)
        hotel.clock.advance(3)
        return [api.get(method).raw for method in ("getReservationsWithRateDetails", "getHousekeepingStatus")]

    assert play(7) == play(7)
    assert play(7) != play(8)


def test_every_quirk_off_makes_a_hotel_that_reads_its_own_writes(open_api: Callable[..., Any]) -> None:
    hotel = SimulatedHotel.small(quirks=set(Quirk) - {Quirk.READS_LAG_WRITES})
    api = open_api(hotel)
    room = hotel.rooms()[2].id
    for condition in ("dirty", "clean", "inspected"):
        hotel.set_condition(room, condition)
        assert api.get("getHousekeepingStatus", roomIDs=room).data[0]["roomCondition"] == condition
