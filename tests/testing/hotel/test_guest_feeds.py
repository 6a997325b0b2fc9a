"""The methods about guests, which show departures that listings of modified reservations miss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import Profile, Quirk, SimulatedHotel, Stay

TODAY = date(2026, 11, 23)


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(profile=Profile.DOCUMENTED)


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> Any:
    return open_api(hotel)


def modified_since(api: Any, since: str, **params: Any) -> list[str]:
    return [row["guestID"] for row in api.get("getGuestsModified", resultsFrom=since, **params).data]


def test_a_guest_who_leaves_is_modified_though_the_reservation_may_not_say_so(hotel: SimulatedHotel, api: Any) -> None:
    noticed = []
    for guest in hotel.in_house():
        hotel.clock.advance(3600)
        since = f"{hotel.local(hotel.clock.now()):%Y-%m-%d %H:%M:%S}"
        hotel.check_out(guest.id)
        assert modified_since(api, since) == [guest.guest_id]
        hotel.revert_check_out(guest.id)
        assert modified_since(api, since, inHouse="true") == [guest.guest_id]
        hotel.check_out(guest.id)
        assert modified_since(api, since, inHouse="true") == []
        noticed.append(guest.guest_id)
    assert len(noticed) == 3


def test_without_a_period_the_guests_modified_today_are_listed(hotel: SimulatedHotel, api: Any) -> None:
    came_earlier = {segment.guest_id for segment in hotel.in_house()}
    data = {row["guestID"] for row in api.get("getGuestsModified").data}
    assert data
    assert data.isdisjoint(came_earlier)


def test_a_guest_in_two_rooms_is_listed_twice(hotel: SimulatedHotel, api: Any) -> None:
    queen, king = (kind.id for kind in hotel.room_types())
    split = hotel.book_split(Stay(queen, TODAY, date(2026, 11, 25)), Stay(king, date(2026, 11, 25), date(2026, 11, 26)))
    guest_id = hotel.reservation(split).guest_id

    rows = [row for row in api.get("getGuestsModified").data if row["guestID"] == guest_id]
    assert [row["startDate"] for row in rows] == ["2026-11-23 00:00:00", "2026-11-25 00:00:00"]


def test_guests_by_status_have_the_date_of_the_status_and_include_deleted_reservations(
    hotel: SimulatedHotel, api: Any
) -> None:
    [leaving] = hotel.departures()
    gone = hotel.arrivals()[0]
    hotel.clock.advance(3600)
    hotel.check_out(leaving.id)
    hotel.delete(gone.reservation_id)

    [row] = api.get("getGuestsByStatus", status="checked_out").data
    assert (row["guestID"], row["statusDate"]) == (leaving.guest_id, "2026-11-23 07:00:00")
    deleted = [row for row in api.get("getGuestsByStatus", status="not_checked_in").data if row["isDeleted"]]
    assert [row["reservationID"] for row in deleted] == [gone.reservation_id]
    assert api.get("getGuestsByStatus", status="departed").json["success"] is False


def test_the_list_of_guests_is_by_their_ids_and_an_empty_one_may_be_a_list(
    hotel: SimulatedHotel, api: Any, open_api: Callable[..., Any]
) -> None:
    everybody = api.get("getGuestList").data
    assert set(everybody) == {reservation.guest_id for reservation in hotel.reservations()}
    assert "guestDocumentNumber" not in api.get("getGuestList").raw.decode()
    one = hotel.guest(next(iter(everybody)))
    found = api.get("getGuestList", guestLastName=one.last_name, includeGuestInfo="true").data
    assert found[one.id]["guestDocumentNumber"] == one.document_number

    assert api.get("getGuestList", guestLastName="Nobody").data == {}
    odd = open_api(SimulatedHotel.small(quirks={Quirk.MAPS_AS_EMPTY_LISTS}))
    assert odd.get("getGuestList", guestLastName="Nobody").data == []


def test_a_partys_other_guests_can_be_left_out(hotel: SimulatedHotel, api: Any) -> None:
    queen = hotel.room_types()[0].id
    group = hotel.book(*(Stay(queen, TODAY, TODAY + timedelta(days=1)) for _ in range(3)))
    listed = api.get("getGuestList", checkInFrom=TODAY, checkInTo=TODAY).data
    main = api.get("getGuestList", checkInFrom=TODAY, checkInTo=TODAY, excludeSecondaryGuests="true").data

    assert sum(row["reservationID"] == group for row in listed.values()) == 3
    assert sum(row["reservationID"] == group for row in main.values()) == 1


def test_an_anonymized_guest_has_no_name_anywhere(hotel: SimulatedHotel, api: Any) -> None:
    known = hotel.reservations()[0]
    number = hotel.guest(known.guest_id).document_number
    assert number in api.get("getGuest", reservationID=known.id).raw.decode()
    hotel.anonymize_guest(known.guest_id)

    data = api.get("getGuest", guestID=known.guest_id).data
    assert (data["firstName"], data["isAnonymized"]) == ("", True)
    everything = api.get("getGuestList", includeGuestInfo="true").raw + api.get("getGuestsModified").raw
    assert number not in everything.decode()
    assert api.get("getGuest").json["success"] is False
    assert api.get("getGuest", guestID="1").json["success"] is False
