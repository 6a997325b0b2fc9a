"""Swaps, groups, split stays, extensions, and corrections afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import FrontDeskError, Ledger, ManualClock, Profile, Quirk, SimulatedHotel, Stay
from cloudbeds_connector.testing.hotel import HotelSegment, ReservationStatus, RoomStatus

QUIET = Profile.OBSERVED.value - {Quirk.WEBHOOK_DUPLICATES, Quirk.WEBHOOK_DISORDER, Quirk.READS_LAG_WRITES}


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def hotel(ledger: Ledger) -> SimulatedHotel:
    hotel = SimulatedHotel.small(quirks=QUIET)
    hotel.observe(ledger)
    return hotel


@pytest.fixture
def rooms(hotel: SimulatedHotel) -> dict[str, str]:
    return {room.name: room.id for room in hotel.rooms()}


@pytest.fixture
def guests(hotel: SimulatedHotel) -> dict[str, HotelSegment]:
    return {hotel.room(guest.room_id or "").name: guest for guest in hotel.in_house()}


def left(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(vacate.unit, vacate.segment, vacate.cause) for vacate in ledger.vacates()]


def test_t131_two_guests_swap_rooms_in_one_change(
    hotel: SimulatedHotel, ledger: Ledger, rooms: dict[str, str], guests: dict[str, HotelSegment]
) -> None:
    one, other = guests["102"].id, guests["201"].id
    hotel.swap(one, other)
    assert left(ledger) == [(rooms["102"], one, "room_move"), (rooms["201"], other, "room_move")]
    assert hotel.room(rooms["102"]).occupied_by == other
    assert hotel.room(rooms["201"]).occupied_by == one
    assert hotel.segment(one).room_type_id == hotel.room(rooms["201"]).room_type_id
    assert {vacate.roommates for vacate in ledger.vacates()} == {()}, "nobody was ever two in a room"


def test_t10_a_guest_in_house_may_be_unassigned_and_t07_check_out_without_a_room(
    hotel: SimulatedHotel, ledger: Ledger, rooms: dict[str, str], guests: dict[str, HotelSegment]
) -> None:
    guest = guests["102"].id
    hotel.assign(guest, None)
    hotel.assign(guest, rooms["102"])
    hotel.assign(guest, None)
    hotel.check_out(guest)
    assert left(ledger) == [(rooms["102"], guest, "room_move")] * 2
    assert hotel.reservation(guest).status is ReservationStatus.CHECKED_OUT


def test_t11_a_split_stay_moves_on_by_a_check_out_and_a_check_in(
    hotel: SimulatedHotel, ledger: Ledger, rooms: dict[str, str]
) -> None:
    today, night = hotel.today(), timedelta(days=1)
    queen, king = (kind.id for kind in hotel.room_types())
    stays = Stay(queen, today - night, today, rooms["103"]), Stay(king, today, today + night, rooms["202"])
    with pytest.raises(FrontDeskError, match="no gap"):
        hotel.book_split(stays[0], Stay(king, today + night, today + 2 * night, rooms["202"]))
    first, second = hotel.segments(hotel.book_split(*stays))
    assert hotel.segment(first).guest_id == hotel.segment(second).guest_id
    hotel.check_in(first)

    assert hotel.move_on(first) == second
    assert left(ledger) == [(rooms["103"], first, "check_out")]
    assert hotel.room(rooms["202"]).occupied_by == second
    assert hotel.reservation(first).status is ReservationStatus.CHECKED_IN
    with pytest.raises(FrontDeskError, match="no part of a split stay"):
        hotel.move_on(second)


def test_t13_an_extension_may_be_a_new_booking_of_the_same_guest(
    hotel: SimulatedHotel, ledger: Ledger, rooms: dict[str, str], guests: dict[str, HotelSegment]
) -> None:
    guest = guests["101"]
    with pytest.raises(FrontDeskError, match="neither in a room"):
        hotel.book_extension(hotel.arrivals()[0].id, end=guest.end)
    again = hotel.book_extension(guest.id, end=guest.end + timedelta(days=2))
    assert hotel.segment(again).guest_id == guest.guest_id
    assert (hotel.segment(again).room_id, hotel.segment(again).start) == (rooms["101"], guest.end)
    hotel.check_out(guest.id)
    hotel.check_in(again)
    assert ledger.party(guest.id) == ledger.party(again) == guest.guest_id


def test_t128_an_upgrade_at_the_desk_is_one_action_and_touches_only_the_new_room(
    hotel: SimulatedHotel, ledger: Ledger, rooms: dict[str, str]
) -> None:
    arriving = next(guest for guest in hotel.arrivals() if guest.room_id == rooms["101"])
    with pytest.raises(FrontDeskError, match="occupied"):
        hotel.check_in(arriving.id, room_id=rooms["201"])
    assert hotel.segment(arriving.id) == arriving, "a refused upgrade changes nothing"
    hotel.check_in(arriving.id, room_id=rooms["203"])
    assert ledger.vacates() == ()
    assert hotel.room(rooms["203"]).occupied_by == arriving.id
    assert hotel.segment(arriving.id).room_type_id == hotel.room(rooms["203"]).room_type_id


def test_t136_a_group_is_checked_out_in_one_change_or_not_at_all(
    hotel: SimulatedHotel, ledger: Ledger, guests: dict[str, HotelSegment]
) -> None:
    with pytest.raises(FrontDeskError, match="not in_house"):
        hotel.check_out_together(*(guest.id for guest in guests.values()), hotel.arrivals()[0].id)
    assert ledger.vacates() == ()
    hotel.check_out_together(*(guest.id for guest in guests.values()))
    assert len(ledger.vacates()) == 3
    assert {vacate.at for vacate in ledger.vacates()} == {hotel.clock.now()}


def test_t61_t62_a_past_stay_is_corrected_to_cancelled_or_no_show(
    hotel: SimulatedHotel, ledger: Ledger, rooms: dict[str, str], guests: dict[str, HotelSegment]
) -> None:
    gone, asleep = guests["101"], guests["102"]
    for wrong in (hotel.cancel_after_check_out, hotel.no_show_after_check_in):
        with pytest.raises(FrontDeskError, match="confirmed"):
            wrong(hotel.arrivals()[0].reservation_id)
    with pytest.raises(FrontDeskError, match="is in house"):
        hotel.cancel_after_check_out(gone.reservation_id)

    hotel.check_out(gone.id)
    hotel.cancel_after_check_out(gone.reservation_id)
    hotel.no_show_after_check_in(asleep.reservation_id)

    assert left(ledger) == [(rooms["101"], gone.id, "check_out"), (rooms["102"], asleep.id, "no_show")]
    assert hotel.segment(gone.id).status is RoomStatus.CANCELLED
    assert hotel.reservation(asleep.id).status is ReservationStatus.NO_SHOW
    hotel.reinstate(asleep.reservation_id)
    assert hotel.segment(asleep.id).status is RoomStatus.NOT_CHECKED_IN


def test_t129_two_guests_may_be_expected_in_one_room(hotel: SimulatedHotel, rooms: dict[str, str]) -> None:
    first = next(guest for guest in hotel.arrivals() if guest.room_id == rooms["101"])
    second = hotel.segment(hotel.book(Stay(first.room_type_id, first.start, first.end, first.room_id)))
    assert {first, second} <= set(hotel.arrivals())


def test_t135_a_skipped_night_audit_keeps_the_business_date_for_a_night() -> None:
    hotel = SimulatedHotel(clock=ManualClock(datetime(2026, 11, 23, 20, tzinfo=UTC)))
    today, night = hotel.today(), timedelta(days=1)
    hotel.skip_night_audit()
    hotel.clock.advance(night)
    assert hotel.today() == today
    hotel.clock.advance(night)
    assert hotel.today() == today + 2 * night


def test_t85_t89_a_block_is_placed_on_a_guest_extended_and_cannot_end_before_it_starts(
    hotel: SimulatedHotel, rooms: dict[str, str], guests: dict[str, HotelSegment]
) -> None:
    today, night = hotel.today(), timedelta(days=1)
    block = hotel.block([rooms["101"]], today, today)
    hotel.check_out(guests["101"].id)
    hotel.change_block(block, end=today + night)
    assert hotel.blocked(rooms["101"], today + night, hotel.blocks())
    with pytest.raises(FrontDeskError, match="before it starts"):
        hotel.change_block(block, end=today - night)


def test_t19_t35_t39_what_cloudbeds_has_no_field_for_is_a_custom_field_or_a_note(
    hotel: SimulatedHotel, guests: dict[str, HotelSegment], open_api: Callable[..., Any], subscribe: Any, receiver: Any
) -> None:
    api, reservation_id = open_api(hotel), guests["101"].reservation_id
    subscribe(api, receiver, "reservation/custom_fields_changed", "reservation/notes_changed")
    hotel.agree_late_check_out(reservation_id, time(14))
    hotel.agree_late_check_out(reservation_id, time(14, 30))
    hotel.set_custom_field(reservation_id, "VIP", "yes")
    hotel.add_note(reservation_id, "Late check-out until 14:30")
    hotel.clock.advance(1)

    [row] = api.get("getReservationsWithRateDetails", reservationID=reservation_id, includeCustomFields=1).data
    custom_fields = {field["customFieldName"]: field["customFieldValue"] for field in row["customFields"]}
    assert custom_fields == {"Late check-out": "14:30", "VIP": "yes"}
    assert api.get("getReservation", reservationID=reservation_id).data["customFields"] == row["customFields"]
    assert row["customFields"][0]["shortcode"] == "late_check-out"
    [note] = api.get("getReservationNotes", reservationID=reservation_id).data
    assert (note["reservationNote"], note["userName"]) == ("Late check-out until 14:30", hotel.users()[0].name)
    created, updated, *_ = receiver.bodies("reservation/custom_fields_changed")
    assert [field["new_value"] for field in created["createdCustomFields"]] == ["14:00"]
    [change] = updated["updatedCustomFields"]
    assert (change["old_value"], change["new_value"]) == ("14:00", "14:30")
    assert receiver.bodies("reservation/notes_changed")[0]["notes"] == "Late check-out until 14:30"


def test_t68_a_guest_whose_data_was_removed_has_no_name_anywhere(
    hotel: SimulatedHotel, guests: dict[str, HotelSegment], open_api: Callable[..., Any]
) -> None:
    api, guest = open_api(hotel), hotel.guest(guests["101"].guest_id)
    ask = {"reservationID": guests["101"].reservation_id, "includeGuestsDetails": 1}
    assert guest.last_name in api.get("getReservationsWithRateDetails", **ask).raw.decode()
    hotel.anonymize_guest(guest.id)
    for method in ("getReservationsWithRateDetails", "getReservation"):
        text = api.get(method, **ask).raw.decode()
        assert guest.last_name not in text
        assert guest.document_number not in text
        assert '"isAnonymized": true' in text


def test_users_are_staff_listed_by_their_property(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> None:
    api = open_api(hotel)
    listed = api.get("getUsers", property_ids=hotel.property_id).data[hotel.property_id]
    assert [row["userID"] for row in listed] == [user.id for user in hotel.users()]
    assert {row["active"] for row in listed} == {"yes", "no"}
    assert api.get("getUsers", property_ids="1").json["success"] is False
    hotel.faults.missing_scopes.add("read:user")
    assert "Scope required" in api.get("getUsers").json["message"]


def test_every_new_action_sends_what_its_steps_send(
    hotel: SimulatedHotel,
    rooms: dict[str, str],
    guests: dict[str, HotelSegment],
    open_api: Callable[..., Any],
    subscribe: Any,
    receiver: Any,
) -> None:
    occupancy = "reservation/accommodation_status_changed"
    status, moved = "reservation/status_changed", "reservation/accommodation_changed"
    subscribe(open_api(hotel), receiver, occupancy, status, moved, "guest/created", "reservation/created")

    def sent(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
        receiver.got.clear()
        act(*args, **kwargs)
        hotel.clock.advance(1)
        return sorted(receiver.events)

    assert sent(hotel.swap, guests["102"].id, guests["201"].id) == [moved] * 2 + [occupancy] * 4
    arriving = next(guest for guest in hotel.arrivals() if guest.room_id == rooms["101"])
    assert sent(hotel.check_in, arriving.id, room_id=rooms["203"]) == [moved, occupancy, status]
    assert sent(hotel.book_extension, arriving.id, end=arriving.end + timedelta(days=1)) == ["reservation/created"]
    assert sent(hotel.check_out_together, guests["101"].id, guests["102"].id) == [occupancy] * 2 + [status] * 2
    assert sent(hotel.cancel_after_check_out, guests["101"].reservation_id) == [status]
    assert receiver.bodies(status)[0]["status"] == "canceled"
    assert sent(hotel.no_show_after_check_in, guests["201"].reservation_id) == [occupancy, status]
    assert receiver.bodies(status)[0]["status"] == "no_show"
