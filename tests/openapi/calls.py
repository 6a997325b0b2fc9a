"""Calls of every method of the simulated hotel's API that it answers, with the state of the hotel that they need.

Each is asked of several houses. What a method is asked for is a list of parameter sets, in which the hotel's own ids
are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

from cloudbeds_connector.testing import Profile, SimulatedHotel, Stay

Params = dict[str, Any]
TODAY = date(2026, 11, 23)
FAR = {"startDate": "2026-12-28", "endDate": "2026-12-30"}
_WEBHOOK = {"object": "reservation", "action": "created", "endpointUrl": "https://app.example/hook"}
_EVENT = {"objectType": "reservation", "system": "gov", "status": "open", "result": "success"}


def houses() -> dict[str, Callable[[], SimulatedHotel]]:
    """Houses of every kind, as documented."""
    documented = Profile.DOCUMENTED
    return {
        "small": lambda: _lived_in(SimulatedHotel.small(profile=documented)),
        "hostel": lambda: _lived_in(SimulatedHotel.hostel(profile=documented)),
        "suites": lambda: _lived_in(SimulatedHotel.suites(profile=documented)),
        "city": lambda: SimulatedHotel.city(rooms=12, profile=documented),
        "empty": lambda: SimulatedHotel(profile=documented),
    }


def _lived_in(hotel: SimulatedHotel) -> SimulatedHotel:
    """A house in which a bit of everything happened: cancelled, deleted, split, noted, blocked, forgotten guests."""
    kind, room = hotel.room_types()[0], hotel.rooms()[-1]
    later = TODAY + timedelta(days=30)
    booked = [hotel.book(Stay(kind.id, later, later + timedelta(days=2))) for _ in range(4)]
    hotel.cancel(booked[0])
    hotel.delete(booked[1])
    hotel.no_show(booked[2])
    hotel.set_eta(booked[3], time(16, 30))
    hotel.add_note(booked[3], "Quiet room")
    hotel.set_custom_field(booked[3], "Late check-out", "13:00")
    hotel.book(Stay(kind.id, later, later + timedelta(days=1)), Stay(kind.id, later, later + timedelta(days=3)))
    hotel.book(Stay(kind.id, TODAY, TODAY), guest_name="Zoë Berg")
    hotel.anonymize_guest(hotel.reservation(booked[3]).guest_id)
    if hotel.departures():
        hotel.check_out(hotel.departures()[0].id)
    hotel.block([room.id], TODAY, TODAY + timedelta(days=1), reason="Leak")
    unlinked = next((each for each in hotel.rooms() if not hotel.virtual(each)), room)
    hotel.set_flags(unlinked.id, do_not_disturb=True, comments="Sleeping")
    hotel.assign_housekeeper([unlinked.id], hotel.housekeepers()[0].id)
    hotel.log_integration_event(object_type="reservation", system="gov", status="open", result="warning")
    hotel.clock.advance(60)
    return hotel


def reads(hotel: SimulatedHotel) -> dict[str, list[Params]]:
    """What the methods that change nothing are asked, by their names."""
    return _of_the_hotel(hotel) | _of_reservations(hotel) | _of_guests(hotel) | _of_housekeeping(hotel)


def _of_the_hotel(hotel: SimulatedHotel) -> dict[str, list[Params]]:
    room = next((room.id for room in hotel.rooms()), "30001")
    kind = next((kind.id for kind in hotel.room_types()), "601917")
    return {
        "oauth/metadata": [{}],
        "userinfo": [{}, {"role_details": "true"}],
        "getHotels": [{}, {"propertyName": "no such"}],
        "getHotelDetails": [{}],
        "getDashboard": [{}, {"date": "2026-11-24"}],
        "getCustomFields": [{}, {"shortcode": "no_such"}],
        "getUsers": [{}, {"property_ids": hotel.property_id}],
        "getRoomTypes": [
            {},
            {"roomTypeIDs": kind, "sort": "sorting_position:desc"},
            {**FAR, "adults": 2, "children": 0},
        ],
        "getAvailableRoomTypes": [
            {**FAR, "rooms": 1, "adults": 1, "children": 0},
            {**FAR, "rooms": 1, "adults": 2, "children": 0, "detailedRates": "true", "sort": "room_price"},
            {**FAR, "rooms": 99, "adults": 2, "children": 0},
        ],
        "getRooms": [{}, FAR, {"includeRoomRelations": 1, "pageSize": 50}, {"roomTypeID": kind}],
        "getRoomsUnassigned": [{}],
        "getRoomBlocks": [{}, {"startDate": "2026-11-20", "endDate": "2026-12-20"}, {"roomID": room}],
        "getAppState": [{}],
        "getAppSettings": [{}],
        "getWebhooks": [{}],
        "integration/v1/events": [{}, {"sort": "createdAt:desc", "limit": 1}, {"filters": "status:in:open,completed"}],
    }


def _of_reservations(hotel: SimulatedHotel) -> dict[str, list[Params]]:
    room = next((room.id for room in hotel.rooms()), "30001")
    known = [reservation for reservation in hotel.reservations() if not reservation.deleted]
    of_each = [{"reservationID": reservation.id} for reservation in known]
    guests = {"includeGuestsDetails": "true", "includeCustomFields": "true"}
    leaving = {"checkOutFrom": "2026-11-23", "checkOutTo": "2026-11-25", "datesQueryMode": "rooms"}
    return {
        "getReservations": [
            {},
            {**guests, "includeAllRooms": "true"},
            {"status": "confirmed", "roomID": room},
            leaving,
            {"modifiedFrom": "2026-11-23 00:00:00", "sortByRecent": "true"},
        ],
        "getReservation": of_each,
        "getReservationsWithRateDetails": [{}, guests, {"includeDeleted": "true"}, {"excludeStatuses": "canceled"}],
        "getReservationAssignments": [{}, {"date": "2026-12-23"}],
        "getReservationRoomDetails": [{"subReservationID": s.id} for r in known for s in r.segments],
        "getReservationNotes": of_each,
    }


def _of_guests(hotel: SimulatedHotel) -> dict[str, list[Params]]:
    known = [reservation for reservation in hotel.reservations() if not reservation.deleted]
    period = {"resultsFrom": "2026-01-01 00:00:00", "resultsTo": "2027-06-01 00:00:00"}
    return {
        "getGuest": [
            *({"reservationID": reservation.id} for reservation in known),
            *({"guestID": r.guest_id, "includeGuestRequirements": "true"} for r in known),
        ],
        "getGuestList": [{}, {"includeGuestInfo": "true", **period}, {"status": "confirmed,checked_in"}],
        "getGuestsModified": [{}, {"inHouse": "true"}, period],
        "getGuestsByStatus": [
            {"status": status, "pageSize": 100, **when}
            for status in ("canceled", "checked_out", "in_house", "not_checked_in")
            for when in ({}, period)
        ],
    }


def _of_housekeeping(hotel: SimulatedHotel) -> dict[str, list[Params]]:
    return {
        "getHousekeepingStatus": [{}, {"roomCondition": "dirty"}, {"housekeeperIDs": "0"}, {"roomOccupied": "true"}],
        "getHousekeepers": [{}],
        "housekeeping/v1/inspections/{propertyId}": [
            {},
            {"limit": 2, "offset": 1},
            {"filters": "roomCondition:dirty;roomOccupied:equals:true"},
        ],
    }


def writes(hotel: SimulatedHotel) -> Iterator[tuple[str, str, Params]]:
    """Writes that the hotel carries out one after the other: verb, method, and what is sent."""
    kind = next(kind for kind in hotel.room_types() if not kind.virtual)
    room = hotel.room(hotel.add_room("901", kind.id))
    reservation_id = hotel.book(Stay(kind.id, TODAY, TODAY + timedelta(days=1)), guest_name="Ada Berg")
    yield "POST", "postWebhook", _WEBHOOK
    header = {"authHeaderName": "Authorization", "authHeaderValue": "Bearer s3cret"}
    yield "POST", "postWebhook", {**_WEBHOOK, "action": "deleted", **header}
    yield "DELETE", "deleteWebhook", {"subscriptionID": next(iter(hotel.webhooks.subscriptions))}
    yield "POST", "postReservationNote", {"reservationID": reservation_id, "reservationNote": "Cot, please"}
    note = {"reservationID": reservation_id, "reservationNoteID": hotel.reservation(reservation_id).notes[0].id}
    yield "PUT", "putReservationNote", {**note, "reservationNote": "Two cots, please"}
    yield "DELETE", "deleteReservationNote", note
    yield "POST", "postRoomAssign", {"reservationID": reservation_id, "newRoomID": room.id}
    yield "POST", "postRoomCheckIn", {"reservationID": reservation_id}
    yield "POST", "postRoomCheckOut", {"reservationID": reservation_id}
    yield "POST", "postHousekeepingStatus", {"roomID": room.id}
    yield "POST", "postHousekeepingStatus", {"roomID": room.id, "roomCondition": "inspected", "roomComments": "Fine"}
    assignment = {"roomIDs": room.id, "housekeeperID": hotel.housekeepers()[1].id}
    yield "POST", "postHousekeepingAssignment", assignment
    block = {"roomBlockType": "out_of_service", "roomBlockReason": "Paint", "rooms[0][roomID]": room.id, **FAR}
    yield "POST", "postRoomBlock", block
    block_id = {"roomBlockID": hotel.blocks()[-1].id}
    yield "PUT", "putRoomBlock", {**block_id, "endDate": "2026-12-31"}
    yield "POST", "deleteRoomBlock", block_id
    error = {"timestamp": "2026-11-23 06:00:00", "eventType": "sync", "entityType": "reservation"}
    yield "POST", "postAppError", {**error, "entityID": reservation_id}
    yield "POST", "integration/v1/events", _EVENT
    yield "POST", "integration/v1/events", {**_EVENT, "retryUrl": "https://app.example/retry"}
    event_id = hotel.integration_events()[-1].id
    yield "PATCH", f"integration/v1/events/{event_id}", {"status": "completed"}
    yield "POST", f"integration/v1/events/{event_id}/retry", {}
    yield "POST", "postAppState", {"app_state": "pending"}
