"""Decides which fields and which words a cassette keeps as they are. Everything that is not named here is replaced.

A list of what is harmless and none of what is private: a field that Cloudbeds adds tomorrow is replaced until somebody
has looked at it. Ids stay, because calls follow from them: they name people only to who has the hotel's data anyway.
"""

from __future__ import annotations

_KEPT = """
    count total limit offset success pageNumber pageSize sort sortBy sortByRecent filters order orderBy

    propertyID propertyIDs organizationID guestID guestIDs newGuestID profileID reservationID subReservationID
    reservationRoomID reservationNoteID roomID roomIDs newRoomID oldRoomID roomTypeID roomTypeIDs roomBlockID
    rateID roomRateID linkedRoomIDs linkedRoomTypeIDs linkedRoomTypeQty housekeeperID housekeeperIDs userID userIDs
    subscriptionID customFieldID errorID eventID objectID objectType linkedEventIds sourceEventIds entityID id

    propertyTimezone timezone currencyCode propertyCurrency propertyCheckInTime propertyCheckOutTime propertyType
    propertyLateCheckOutAllowed propertyLateCheckOutType propertyLateCheckOutValue propertyFullPaymentBeforeCheckin
    propertyPrimaryLanguage fullRevenueSync

    roomName roomTypeName roomTypeNameShort roomTypeIsVirtual isVirtual isPrivate isRoomLocked isSource isMerged
    dormRoomName maxGuests roomCount roomQty capacity roomsAvailable roomsBlocked roomsOccupied percentageOccupied
    adults children adultsIncluded childrenIncluded adultsExtraCharge childrenExtraCharge includeRoomRelations

    status roomStatus guestStatus currentStatus roomCondition roomOccupied roomBlocked roomBlockType frontdeskStatus
    doNotDisturb refusedService vacantPickup inHouse arrivals departures assignedRoom isMainGuest isAnonymized
    isDeleted isActive active isPersonal includeAllRooms includeDeleted includeGuestsDetails includeGuestInfo
    includeGuestRequirements includeCustomFields excludeStatuses excludeSecondaryGuests roleDetails detailedRates

    date dateCreated dateCreatedUTC dateModified dateModifiedUTC dateCancelled dateCancelledUTC dateImported statusDate
    startDate endDate arrivalDate departureDate updatedDate createdAt updatedAt retriedAt timestamp propertyNow
    reservationCheckIn reservationCheckOut reservationCreatedDateTime roomCheckIn roomCheckOut estimatedArrivalTime
    checkInFrom checkInTo checkOutFrom checkOutTo reservationCheckOutFrom reservationCheckOutTo modifiedFrom modifiedTo
    resultsFrom resultsTo datesQueryMode

    balance balanceDetailed subTotal grandTotal additionalItems taxesFees paid suggestedDeposit roomTotal roomRate rate
    minRate maxRate rooms detailedRoomRates

    object action entity event subscriptionType appState applyTo displayed required maxCharacters
"""
#: Fields of answers and parameters of calls, as `known` has them.
KEPT = frozenset(_KEPT.lower().split())
#: Codes that may stay: errors of OAuth 2 and of Cloudbeds' gateway, and types of owners.
_CODES = """
    access_denied invalid_client invalid_grant invalid_request invalid_scope server_error success_false
    temporarily_unavailable unauthorized unauthorized_client unsupported_grant_type
    association client property user
"""
KNOWN_CODES = frozenset(_CODES.split())
#: Fields with a text of Cloudbeds. Only known codes and known refusals stay.
SPOKEN = frozenset({"message", "error", "errordescription", "title", "type", "detail", "field", "code"})


def known(name: str) -> str:
    """A field's name as it is looked up: ``rooms[0][roomID]`` and ``room_id`` are ``roomid``."""
    return name.rstrip("]").rpartition("[")[2].replace("_", "").lower()
