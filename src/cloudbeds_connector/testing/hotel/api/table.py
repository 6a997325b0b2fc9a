"""Decides which methods there are: verb, scope, parameters, page size, and who answers. The one list of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import (
    blocks,
    hotels,
    housekeeping,
    rate_details,
    reservations,
    rooms,
    stay_writes,
    subscriptions,
    users,
)
from .call import Answer, Call

_PAGED = "pageNumber pageSize"
_UNLIMITED = 10_000


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the API. `scope` is None where the description asks for none."""

    verb: str
    name: str
    scope: str | None
    parameters: frozenset[str]
    handler: Callable[[Call], Answer]
    page_size: int
    max_page_size: int


def _method(
    verb: str,
    name: str,
    scope: str | None,
    parameters: str,
    handler: Callable[[Call], Answer],
    page_size: int = 100,
    max_page_size: int = _UNLIMITED,
) -> Method:
    known = frozenset(f"propertyID propertyIDs {parameters}".split())
    return Method(verb, name, scope, known, handler, page_size, max_page_size)


_RESERVATION_FILTERS = (
    "resultsFrom resultsTo modifiedFrom modifiedTo sortByRecent includeGuestsDetails includeGuestRequirements "
    f"includeCustomFields guestID {_PAGED}"
)

_METHODS = (
    _method("GET", "getHotels", "read:hotel", f"propertyName propertyCity {_PAGED}", hotels.get_hotels, 20),
    _method("GET", "getHotelDetails", "read:hotel", "", hotels.get_hotel_details),
    _method(
        "GET",
        "getRoomTypes",
        "read:room",
        "roomTypeIDs startDate endDate adults children detailedRates roomTypeName propertyCity propertyName maxGuests "
        f"sort {_PAGED}",
        rooms.get_room_types,
        20,
    ),
    _method(
        "GET",
        "getRooms",
        "read:room",
        f"roomTypeID roomTypeNameShort startDate endDate includeRoomRelations sort {_PAGED}",
        rooms.get_rooms,
        20,
    ),
    _method(
        "GET",
        "getRoomBlocks",
        "read:roomblock",
        f"roomBlockID roomTypeID roomID startDate endDate {_PAGED}",
        blocks.get_room_blocks,
        20,
    ),
    _method(
        "GET",
        "getReservations",
        "read:reservation",
        "status checkInFrom checkInTo checkOutFrom checkOutTo datesQueryMode roomID roomName roomTypeID "
        "includeAllRooms sourceId sourceReservationId ratePlanId firstName lastName allotmentBlockCode groupCode "
        f"{_RESERVATION_FILTERS}",
        reservations.get_reservations,
        max_page_size=100,
    ),
    _method(
        "GET",
        "getReservation",
        "read:reservation",
        "reservationID includeGuestRequirements",
        reservations.get_reservation,
    ),
    _method("GET", "getReservationNotes", "read:reservation", "reservationID", reservations.get_reservation_notes),
    _method(
        "GET",
        "getReservationsWithRateDetails",
        "read:reservation",
        "reservationID reservationCheckOutFrom reservationCheckOutTo includeDeleted excludeStatuses "
        f"{_RESERVATION_FILTERS}",
        rate_details.get_reservations_with_rate_details,
        max_page_size=100,
    ),
    _method(
        "GET",
        "getHousekeepingStatus",
        "read:housekeeping",
        f"roomTypeIDs housekeeperIDs roomCondition roomOccupied roomIDs {_PAGED}",
        housekeeping.get_housekeeping_status,
        max_page_size=5000,
    ),
    _method(
        "POST",
        "postHousekeepingStatus",
        "write:housekeeping",
        "roomID roomCondition doNotDisturb roomComments refusedService vacantPickup",
        housekeeping.post_housekeeping_status,
    ),
    _method(
        "POST",
        "postRoomCheckIn",
        "write:room",
        "reservationID subReservationID roomID",
        stay_writes.post_room_check_in,
    ),
    _method(
        "POST",
        "postRoomCheckOut",
        "write:room",
        "reservationID subReservationID roomID",
        stay_writes.post_room_check_out,
    ),
    _method(
        "POST",
        "postRoomAssign",
        "write:room",
        "reservationID subReservationID reservationRoomID newRoomID roomTypeID oldRoomID overrideRates adjustPrice",
        stay_writes.post_room_assign,
    ),
    _method("GET", "getUsers", "read:user", "property_ids", users.get_users),
    _method(
        "POST",
        "postWebhook",
        None,
        "object action endpointUrl authHeaderName authHeaderValue",
        subscriptions.post_webhook,
    ),
    _method("GET", "getWebhooks", None, "", subscriptions.get_webhooks),
    _method("DELETE", "deleteWebhook", None, "subscriptionID", subscriptions.delete_webhook),
)

METHODS: dict[tuple[str, str], Method] = {(method.verb, method.name): method for method in _METHODS}

#: Not in the description; only where `Wart.DELETE_WEBHOOK_KEEPS_LISTING` is on.
POST_DELETE_WEBHOOK = _method(
    "POST", "deleteWebhook", None, "subscriptionID endpointUrl object action", subscriptions.post_delete_webhook
)
