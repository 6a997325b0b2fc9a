"""The table of the API's methods: verb, scope, parameters, page size, and handler."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..quirks import Quirk
from .account import access, apps, hotels, overview, subscriptions, users
from .call import Answer, Call
from .exchange import Request
from .guests import lists as guests
from .rooms import availability, blocks, housekeepers, housekeeping, rooms
from .stays import assignments, notes, rate_details, reservations
from .stays import writes as stay_writes
from .v2 import inspections, integration_events

_PAGED = "pageNumber pageSize"
_UNLIMITED = 10_000
_V2_PAGED = "limit offset filters"


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the API. `scope` is None where none is needed. With a `quirk`, it exists only under that quirk.

    The name of a method of v2 (`is_v2`) is a path, with the names of its variables in braces.
    """

    verb: str
    name: str
    scope: str | None
    parameters: frozenset[str]
    handler: Callable[[Call], Answer]
    page_size: int
    max_page_size: int
    quirk: Quirk | None = None
    is_v2: bool = False


def _method(
    verb: str,
    name: str,
    scope: str | None,
    parameters: str,
    handler: Callable[[Call], Answer],
    page_size: int = 100,
    max_page_size: int = _UNLIMITED,
    *,
    quirk: Quirk | None = None,
) -> Method:
    known = frozenset(f"propertyID propertyIDs {parameters}".split())
    return Method(verb, name, scope, known, handler, page_size, max_page_size, quirk)


def _v2(verb: str, name: str, scope: str | None, parameters: str, handler: Callable[[Call], Answer]) -> Method:
    return Method(verb, name, scope, frozenset(parameters.split()), handler, 100, 500, is_v2=True)


_HOTEL_METHODS = (
    _method("GET", "oauth/metadata", None, "", access.get_metadata),
    _method("GET", "userinfo", None, "property_id organization_id role_details", access.get_userinfo),
    _method("GET", "getHotels", "read:hotel", f"propertyName propertyCity {_PAGED}", hotels.get_hotels, 20),
    _method("GET", "getHotelDetails", "read:hotel", "", hotels.get_hotel_details),
    _method("GET", "getDashboard", "read:dashboard", "date", overview.get_dashboard),
    _method("GET", "getCustomFields", "read:customFields", "customFieldID shortcode", overview.get_custom_fields),
    _method("GET", "getUsers", "read:user", "property_ids", users.get_users),
)

_ROOM_METHODS = (
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
        "getAvailableRoomTypes",
        "read:room",
        "startDate endDate rooms adults children promoCode detailedRates includeSharedRooms sort order minRate maxRate "
        f"{_PAGED}",
        availability.get_available_room_types,
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
    # an alias of getRooms: the description refers there for its parameters
    _method("GET", "getRoomsUnassigned", "read:room", f"startDate endDate {_PAGED}", rooms.get_rooms_unassigned, 20),
    _method(
        "GET",
        "getRoomBlocks",
        "read:roomblock",
        f"roomBlockID roomTypeID roomID startDate endDate {_PAGED}",
        blocks.get_room_blocks,
        20,
    ),
    _method(
        "POST",
        "postRoomBlock",
        "write:roomblock",
        "roomBlockType roomBlockReason startDate endDate rooms firstName lastName lengthOfHoldInHours email phone",
        blocks.post_room_block,
    ),
    _method(
        "PUT",
        "putRoomBlock",
        "write:roomblock",
        "roomBlockID roomBlockReason startDate endDate rooms firstName lastName lengthOfHoldInHours email phone",
        blocks.put_room_block,
    ),
    _method("POST", "deleteRoomBlock", "delete:roomblock", "roomBlockID", blocks.delete_room_block),
)

# the official SDK 1.19 has eventCode where the description has groupCode
_RESERVATION_FILTERS = (
    "resultsFrom resultsTo modifiedFrom modifiedTo sortByRecent includeGuestsDetails includeGuestRequirements "
    f"includeCustomFields guestID {_PAGED}"
)
_EVENT_CODE = "eventCode"  # of the official SDK 1.19, in the place of groupCode
_OF_A_ROOM = "reservationID subReservationID roomID"

_RESERVATION_METHODS = (
    _method(
        "GET",
        "getReservations",
        "read:reservation",
        "status checkInFrom checkInTo checkOutFrom checkOutTo datesQueryMode roomID roomName roomTypeID "
        "includeAllRooms sourceId sourceReservationId ratePlanId firstName lastName allotmentBlockCode groupCode "
        f"{_EVENT_CODE} {_RESERVATION_FILTERS}",
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
        "getReservationAssignments",
        "read:reservation",
        "date",
        assignments.get_reservation_assignments,
    ),
    _method(
        "GET",
        "getReservationRoomDetails",
        "read:room",
        "subReservationID",
        assignments.get_reservation_room_details,
    ),
    _method("POST", "postRoomCheckIn", "write:room", _OF_A_ROOM, stay_writes.post_room_check_in),
    _method("POST", "postRoomCheckOut", "write:room", _OF_A_ROOM, stay_writes.post_room_check_out),
    _method(
        "POST",
        "postRoomAssign",
        "write:room",
        "reservationID subReservationID reservationRoomID newRoomID roomTypeID oldRoomID overrideRates adjustPrice",
        stay_writes.post_room_assign,
    ),
    _method("GET", "getReservationNotes", "read:reservation", "reservationID", notes.get_reservation_notes),
    _method(
        "POST",
        "postReservationNote",
        "write:reservation",
        "reservationID reservationNote userID dateCreated",
        notes.post_reservation_note,
    ),
    _method(
        "PUT",
        "putReservationNote",
        "write:reservation",
        "reservationID reservationNoteID reservationNote",
        notes.put_reservation_note,
    ),
    _method(
        "DELETE",
        "deleteReservationNote",
        "write:reservation",
        "reservationID reservationNoteID",
        notes.delete_reservation_note,
    ),
)

_GUEST_DATES = "resultsFrom resultsTo checkInFrom checkInTo checkOutFrom checkOutTo includeGuestRequirements"

_GUEST_METHODS = (
    _method("GET", "getGuest", "read:guest", "reservationID guestID includeGuestRequirements", guests.get_guest),
    _method(
        "GET",
        "getGuestList",
        "read:guest",
        "guestFirstName guestLastName guestEmail guestPhone guestCellPhone status sortBy includeGuestInfo "
        f"excludeSecondaryGuests {_GUEST_DATES} {_PAGED}",
        guests.get_guest_list,
        max_page_size=100,
    ),
    _method(
        "GET",
        "getGuestsModified",
        "read:guest",
        f"inHouse {_GUEST_DATES} {_PAGED}",
        guests.get_guests_modified,
        max_page_size=100,
    ),
    _method(
        "GET",
        "getGuestsByStatus",
        "read:guest",
        f"status resultsFrom resultsTo {_PAGED}",
        guests.get_guests_by_status,
        20,
        100,
    ),
)

_HOUSEKEEPING_METHODS = (
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
    _method("GET", "getHousekeepers", "read:housekeeping", _PAGED, housekeepers.get_housekeepers, max_page_size=1000),
    _method(
        "POST",
        "postHousekeepingAssignment",
        "write:housekeeping",
        "roomIDs housekeeperID",
        housekeepers.post_housekeeping_assignment,
    ),
)

_APP_METHODS = (
    _method("GET", "getAppState", None, "", apps.get_app_state),
    _method("POST", "postAppState", None, "app_state", apps.post_app_state),
    _method("GET", "getAppSettings", None, "", apps.get_app_settings),
    _method(
        "POST",
        "postAppError",
        "write:appError",
        "timestamp eventType statusCode description errorMessage entityType entityID userID",
        apps.post_app_error,
    ),
    _method(
        "POST",
        "postWebhook",
        None,
        "object action endpointUrl authHeaderName authHeaderValue",
        subscriptions.post_webhook,
    ),
    _method("GET", "getWebhooks", None, "", subscriptions.get_webhooks),
    _method("DELETE", "deleteWebhook", None, "subscriptionID", subscriptions.delete_webhook),
    _method(
        "POST",
        "deleteWebhook",
        None,
        "subscriptionID endpointUrl object action",
        subscriptions.post_delete_webhook,
        quirk=Quirk.DELETE_WEBHOOK_KEEPS_LISTING,
    ),
)

_V2_METHODS = (
    _v2(
        "GET",
        "housekeeping/v1/inspections/{propertyId}",
        "read:housekeeping",
        _V2_PAGED,
        inspections.get_inspections,
    ),
    _v2("GET", "integration/v1/events", None, f"sort {_V2_PAGED}", integration_events.get_events),
    _v2("POST", "integration/v1/events", "write:appError", "", integration_events.post_event),
    _v2("PATCH", "integration/v1/events/{id}", "write:appError", "", integration_events.patch_event),
    _v2("POST", "integration/v1/events/{id}/retry", None, "", integration_events.retry_event),
)

METHODS: dict[tuple[str, str], Method] = {
    (method.verb, method.name): method
    for methods in (
        _HOTEL_METHODS,
        _ROOM_METHODS,
        _RESERVATION_METHODS,
        _GUEST_METHODS,
        _HOUSEKEEPING_METHODS,
        _APP_METHODS,
        _V2_METHODS,
    )
    for method in methods
}

_PATTERNS = {method.name: re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", method.name)) for method in _V2_METHODS}


def find(request: Request) -> Method | None:
    """The method of a request, or None if there is none."""
    if not request.is_v2:
        method = METHODS.get((request.verb, request.method))
        return None if method is None or method.is_v2 else method
    for method in _V2_METHODS:
        if method.verb == request.verb and _PATTERNS[method.name].fullmatch(request.method):
            return method
    return None


def path_values(method: Method, request: Request) -> dict[str, str]:
    """The variables in the path of a request to v2, by name."""
    match = _PATTERNS[method.name].fullmatch(request.method)
    return {} if match is None else match.groupdict()
