"""What careless desks do: forgotten check-outs, second check-ins, dragged past stays, new types for occupied rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import FrontDeskError, Ledger, SimulatedHotel
from cloudbeds_connector.testing.hotel import Condition, HotelSegment, RoomStatus


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(quirks=())


def pair(hotel: SimulatedHotel) -> tuple[HotelSegment, HotelSegment]:
    """A guest who leaves today, and the one who arrives in the same room."""
    [leaving] = hotel.departures()
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id == leaving.room_id]
    return leaving, arriving


def test_a_guest_is_checked_in_beside_one_whose_check_out_was_forgotten(
    hotel: SimulatedHotel, open_api: Callable[..., Any]
) -> None:
    hotel.observe(ledger := Ledger())
    forgotten, arriving = pair(hotel)
    room_id = str(forgotten.room_id)
    with pytest.raises(FrontDeskError, match=f"occupied by {forgotten.id}"):
        hotel.check_in(arriving.id)

    hotel.clock.advance(60)
    hotel.check_in_beside(arriving.id)
    assert hotel.room(room_id).occupants == (arriving.id, forgotten.id)
    api = open_api(hotel)
    rows = api.get("getReservationsWithRateDetails").data
    inside = [room["subReservationID"] for row in rows for room in row["rooms"] if room["roomStatus"] == "in_house"]
    assert {forgotten.id, arriving.id} <= set(inside)

    hotel.clock.advance(60)
    hotel.check_out(forgotten.id)
    room = hotel.room(room_id)
    assert (room.occupants, room.condition) == ((arriving.id,), Condition.DIRTY)
    [vacate] = ledger.vacates()
    assert (vacate.segment, vacate.roommates) == (forgotten.id, (arriving.id,))
    hotel.check_out(arriving.id)
    assert not hotel.room(room_id).occupied
    assert [(vacate.segment, vacate.roommates) for vacate in ledger.vacates()][1:] == [(arriving.id, ())]


def test_a_check_in_beside_nobody_is_refused(hotel: SimulatedHotel) -> None:
    leaving, arriving = pair(hotel)
    hotel.check_out(leaving.id)
    with pytest.raises(FrontDeskError, match="Use check_in"):
        hotel.check_in_beside(arriving.id)


def test_guests_who_share_a_room_swap_with_nobody(hotel: SimulatedHotel) -> None:
    leaving, arriving = pair(hotel)
    other = next(guest for guest in hotel.in_house() if guest.id != leaving.id)
    hotel.check_in_beside(arriving.id)
    with pytest.raises(FrontDeskError, match="shares a room"):
        hotel.swap(leaving.id, other.id)
    assert hotel.room(str(leaving.room_id)).occupants == (arriving.id, leaving.id)


def test_a_forgotten_check_out_is_overdue_the_day_after(hotel: SimulatedHotel) -> None:
    [leaving] = hotel.departures()
    assert hotel.overdue() == ()
    hotel.clock.advance(timedelta(days=1))
    assert leaving.id in {segment.id for segment in hotel.overdue()}


def test_a_later_observer_is_told_of_both_guests_in_a_room(hotel: SimulatedHotel) -> None:
    leaving, arriving = pair(hotel)
    hotel.check_in_beside(arriving.id)
    hotel.observe(ledger := Ledger())
    assert [stay.segment for stay in ledger.occupancies(leaving.room_id)] == [leaving.id, arriving.id]


def test_a_past_stay_is_dragged_and_nobody_moves(
    hotel: SimulatedHotel, open_api: Callable[..., Any], receiver: Any, subscribe: Any
) -> None:
    hotel.observe(ledger := Ledger())
    [leaving] = hotel.departures()
    with pytest.raises(FrontDeskError, match="in_house"):
        hotel.drag_past_stay(leaving.id, end=hotel.today())
    hotel.check_out(leaving.id)
    free = next(room for room in hotel.rooms() if not room.occupied and room.id != leaving.room_id)
    subscribe(open_api(hotel), receiver, "reservation/accommodation_changed", "reservation/dates_changed")
    before, vacates = hotel.rooms(), ledger.vacates()

    tomorrow = hotel.today() + timedelta(days=1)
    hotel.drag_past_stay(leaving.id, room_id=free.id, end=tomorrow)

    dragged = hotel.segment(leaving.id)
    assert (dragged.room_id, dragged.end, dragged.status) == (free.id, tomorrow, RoomStatus.CHECKED_OUT)
    assert (hotel.rooms(), ledger.vacates()) == (before, vacates)
    hotel.clock.advance(10)
    assert sorted(receiver.events) == ["reservation/accommodation_changed", "reservation/dates_changed"]
    with pytest.raises(FrontDeskError, match="before it starts"):
        hotel.drag_past_stay(leaving.id, end=leaving.start - timedelta(days=1))


def test_an_occupied_room_gets_another_type_and_its_guest_stays(
    hotel: SimulatedHotel, open_api: Callable[..., Any]
) -> None:
    guest = hotel.in_house()[0]
    old = hotel.room(str(guest.room_id))
    other_type = next(kind for kind in hotel.room_types() if kind.id != old.room_type_id)
    hotel.observe(ledger := Ledger())
    api = open_api(hotel)
    hotel.set_flags(old.id, comments="Cot")

    new = hotel.room(hotel.retype_room(old.id, other_type.id))

    assert (new.name, new.occupants, new.condition, new.comments) == (old.name, (guest.id,), old.condition, "Cot")
    [row] = api.get("getReservationsWithRateDetails", reservationID=guest.reservation_id).data
    assert [(room["roomID"], room["roomTypeID"]) for room in row["rooms"]] == [(new.id, other_type.id)]
    listed = {room["roomID"] for room in api.get("getHousekeepingStatus").data}
    assert (new.id in listed, old.id in listed) == (True, False)
    assert ledger.vacates() == ()
    hotel.check_out(guest.id)
    assert [(vacate.unit, vacate.segment) for vacate in ledger.vacates()] == [(new.id, guest.id)]
    assert ledger.vacates()[0].in_unit_shown_at is not None


def test_no_read_shows_a_retyped_room_under_both_ids_or_neither() -> None:
    hotel = SimulatedHotel.small(seed=3)
    hotel.faults.read_lag_seconds, hotel.faults.lag_spread = 60, 1.0
    old = hotel.rooms()[0]
    other_type = next(kind for kind in hotel.room_types() if kind.id != old.room_type_id)
    new_id = hotel.retype_room(old.id, other_type.id)
    seen = []
    for _ in range(70):
        seen.append([room.id for room in hotel.seen_rooms() if room.name == old.name])
        hotel.clock.advance(1)
    assert seen[0] == [old.id]
    assert seen[-1] == [new_id]
    assert all(len(ids) == 1 for ids in seen)
