"""The fields and the codes that a cassette keeps as they are. All others are replaced.

This is a list of harmless fields, not of private ones: a field that Cloudbeds adds later is replaced until it is added
here. Ids stay, because later calls use them; they identify a guest only to those who have the hotel's data.
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
#: Fields of answers and parameters of calls, in the form of `known`.
KEPT = frozenset(_KEPT.lower().split())
#: Codes that may stay: errors of OAuth 2 and of Cloudbeds' gateway, and types of owners.
_CODES = """
    access_denied invalid_client invalid_grant invalid_request invalid_scope server_error success_false
    temporarily_unavailable unauthorized unauthorized_client unsupported_grant_type
    association client property user
"""
KNOWN_CODES = frozenset(_CODES.split())
#: Fields with a message of Cloudbeds. Only known codes and known refusals stay.
MESSAGES = frozenset({"message", "error", "errordescription", "title", "type", "detail", "field", "code"})


def known(name: str) -> str:
    """A field's name for look-ups: ``rooms[0][roomID]`` and ``room_id`` become ``roomid``."""
    return name.rstrip("]").rpartition("[")[2].replace("_", "").lower()
