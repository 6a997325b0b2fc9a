"""Quirks: the oddities of Cloudbeds that the simulated hotel can have. Each is a named switch with its source.

`Profile.OBSERVED` has all that integrators have reported in public, `Profile.DOCUMENTED` only what Cloudbeds' own
pages describe, `Profile.UNKIND` also what nobody has reported. `sure` is False where sources disagree or only one
person reported it: the real service may differ, so a client should work with the quirk on and off.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Quirk(StrEnum):
    """An oddity of the API, of its webhooks, or of the property management system behind them."""

    SUCCESS_FALSE_AS_200 = "success_false_as_200"
    HTML_FOR_UNKNOWN_METHODS = "html_for_unknown_methods"
    UNKNOWN_PARAMETERS_IGNORED = "unknown_parameters_ignored"
    ISO_DATETIMES_REJECTED = "iso_datetimes_rejected"
    LOCAL_FILTERS = "local_filters"
    NUMBERS_AS_STRINGS = "numbers_as_strings"
    GUEST_STATUS_OF_THE_PERIOD = "guest_status_of_the_period"
    CURRENCY_AS_OBJECT = "currency_as_object"
    OAUTH_ERRORS_OF_ITS_OWN = "oauth_errors_of_its_own"
    METADATA_SUCCESS_AS_TEXT = "metadata_success_as_text"
    EMPTY_STRINGS_FOR_MISSING = "empty_strings_for_missing"
    MAPS_AS_EMPTY_LISTS = "maps_as_empty_lists"
    LISTS_AS_MAPS = "lists_as_maps"
    ALPHANUMERIC_RESERVATION_IDS = "alphanumeric_reservation_ids"
    ROOM_IDS_WITH_TYPE_PREFIX = "room_ids_with_type_prefix"
    WRONG_TOTALS = "wrong_totals"
    ROWS_CHANGE_PAGE = "rows_change_page"
    READS_LAG_WRITES = "reads_lag_writes"
    SILENT_MODIFICATIONS = "silent_modifications"
    MODIFIED_BY_ITSELF = "modified_by_itself"
    RATES_IN_ROOM_TYPES = "rates_in_room_types"
    UNDOCUMENTED_DASHBOARD_FIELDS = "undocumented_dashboard_fields"
    UNDOCUMENTED_HOUSEKEEPING_FIELDS = "undocumented_housekeeping_fields"
    VIRTUAL_ROOMS_IN_HOUSEKEEPING = "virtual_rooms_in_housekeeping"
    BLOCK_END_INCLUSIVE = "block_end_inclusive"
    DIRTY_AT_CHECK_IN = "dirty_at_check_in"
    DIRTY_AT_NIGHT = "dirty_at_night"
    NO_WEBHOOK_WHEN_ALREADY_DIRTY = "no_webhook_when_already_dirty"
    WEBHOOK_KEY_CASE_VARIES = "webhook_key_case_varies"
    WEBHOOK_DISORDER = "webhook_disorder"
    WEBHOOK_DUPLICATES = "webhook_duplicates"
    WEBHOOK_SEGMENT_IDS = "webhook_segment_ids"
    NIGHT_AUDIT_BODY_VARIES = "night_audit_body_varies"
    SUBSCRIPTION_URL_KEY = "subscription_url_key"
    SUBSCRIBING_AGAIN_ADDS = "subscribing_again_adds"
    DELETE_WEBHOOK_KEEPS_LISTING = "delete_webhook_keeps_listing"


@dataclass(frozen=True, slots=True)
class QuirkInfo:
    """What a quirk does, its source, whether it is certain, and whether Cloudbeds' own pages describe it.

    `reported` is False if nobody has reported it in public: it may happen, and a client must not fail because of it.
    """

    text: str
    source: str
    sure: bool
    documented: bool = False
    reported: bool = True


_SPEC = "OpenAPI description of v1.3"
_GUIDE = "developers.cloudbeds.com"
_WEBHOOK_GUIDE = "developers.cloudbeds.com/docs/webhooks-1, as transcribed by several integrators"
_HELP = "Cloudbeds help center"
_LIVE = "observed by integrators on the live service"

QUIRKS: dict[Quirk, QuirkInfo] = {
    Quirk.SUCCESS_FALSE_AS_200: QuirkInfo(
        "Business errors, a missing scope among them, are HTTP 200 with success: false. Off: 400, and 403 for a scope.",
        f"{_GUIDE}, common API errors; a missing scope: {_LIVE}, September 2026",
        sure=True,
        documented=True,
    ),
    Quirk.HTML_FOR_UNKNOWN_METHODS: QuirkInfo(
        "An unknown method answers 404 with an HTML page of the marketing site. Off: 404 with JSON.",
        f"{_LIVE}; one published the page",
        sure=True,
    ),
    Quirk.UNKNOWN_PARAMETERS_IGNORED: QuirkInfo(
        "An unknown parameter is ignored and all rows come back, so that a typo seems to work. Off: it is refused.",
        f"{_LIVE}, in a sandbox, September 2026",
        sure=True,
    ),
    Quirk.ISO_DATETIMES_REJECTED: QuirkInfo(
        "Date-times are 'YYYY-MM-DD HH:MM:SS'; ISO 8601 with T or Z is refused. Off: both are accepted.",
        f"{_GUIDE}, technical specifications; the refusal: {_LIVE}",
        sure=True,
    ),
    Quirk.LOCAL_FILTERS: QuirkInfo(
        "modifiedFrom, modifiedTo, resultsFrom and resultsTo are read in the property's zone. Off: as UTC.",
        "not stated anywhere; presumed, since the fields they filter by are local",
        sure=False,
        documented=True,
    ),
    Quirk.GUEST_STATUS_OF_THE_PERIOD: QuirkInfo(
        "getGuestsByStatus with a period returns guests who had the status in it, so that currentStatus may differ. "
        "Off: guests who have the status now.",
        f"{_SPEC}: currentStatus 'does not need to be equal to the status looked for'",
        sure=True,
        documented=True,
    ),
    Quirk.NUMBERS_AS_STRINGS: QuirkInfo(
        "Some numbers arrive as strings and some ids as numbers; money has up to four decimals.",
        f"{_SPEC} (oneOf string or number) and captured answers",
        sure=True,
    ),
    Quirk.CURRENCY_AS_OBJECT: QuirkInfo(
        "getHotels gives propertyCurrency as an object. Off: a list of objects, as described.",
        f"{_LIVE}; {_SPEC} says a list",
        sure=True,
    ),
    Quirk.OAUTH_ERRORS_OF_ITS_OWN: QuirkInfo(
        "An invalid refresh token is answered with 'invalid_request', an invalid code with 401 'server_error'. "
        "Off: 400 'invalid_grant', as in RFC 6749.",
        f"{_GUIDE}, common API errors; {_HELP}, article 360007613213",
        sure=True,
        documented=True,
    ),
    Quirk.METADATA_SUCCESS_AS_TEXT: QuirkInfo(
        "oauth/metadata has success as the text 'true'. Off: a boolean, as everywhere else.",
        f"{_SPEC} has this type; no captured answer is known",
        sure=False,
        documented=True,
    ),
    Quirk.EMPTY_STRINGS_FOR_MISSING: QuirkInfo(
        "Missing text is '', a missing date '' or '-', a missing e-mail 'N/A'. Off: the field is left out.",
        "captured answers, and cases that integrators' code handles",
        sure=True,
    ),
    Quirk.MAPS_AS_EMPTY_LISTS: QuirkInfo(
        "An empty map is an empty list, and balanceDetailed may be a list of one. Off: always an object.",
        f"{_SPEC} for balanceDetailed (oneOf); presumed for others, since PHP encodes empty maps as lists",
        sure=False,
    ),
    Quirk.LISTS_AS_MAPS: QuirkInfo(
        "getReservation's assigned and unassigned may be maps keyed '1', '2', and '' when empty. Off: lists.",
        "cases that two integrators' code handles",
        sure=False,
    ),
    Quirk.ALPHANUMERIC_RESERVATION_IDS: QuirkInfo(
        "Reservation ids are nine letters and digits, as on the new islands. Off: thirteen digits.",
        "captured webhooks of 2024 (new island) and 2025 (old island)",
        sure=True,
    ),
    Quirk.ROOM_IDS_WITH_TYPE_PREFIX: QuirkInfo(
        "A room's id is its type's id and an index: 601917-0. Off: an opaque number.",
        "captured answers, and the official SDK 1.19's text on roomIDs",
        sure=True,
    ),
    Quirk.WRONG_TOTALS: QuirkInfo(
        "count and total are wrong: getRooms counts rooms instead of properties, getHousekeepingStatus reports more "
        "rows than there are.",
        f"captured answers; 119 for 99 rows: {_LIVE}",
        sure=True,
    ),
    Quirk.ROWS_CHANGE_PAGE: QuirkInfo(
        "The list changes between the reads of two pages: the last row of a page comes again on the next, in another "
        "order. No row is skipped.",
        "no order is documented, and lists change while they are read",
        sure=False,
    ),
    Quirk.READS_LAG_WRITES: QuirkInfo(
        "A read may show an object as it was up to 20 s ago. The lag differs by object, and no object goes back.",
        "presumed: no consistency is documented, and a webhook may arrive before a read shows its change",
        sure=False,
    ),
    Quirk.SILENT_MODIFICATIONS: QuirkInfo(
        "Some modifications do not change dateModified, so that modifiedFrom misses them.",
        f"{_SPEC}: 'some reservations modification may not be reflected'",
        sure=True,
        documented=True,
    ),
    Quirk.MODIFIED_BY_ITSELF: QuirkInfo(
        "The night audit moves dateModified of a tenth of all reservations, past ones among them, without a change.",
        "presumed: background jobs of the hotel system save reservations too, and no description excludes it",
        sure=False,
        reported=False,
    ),
    Quirk.RATES_IN_ROOM_TYPES: QuirkInfo(
        "getRoomTypes also has roomRate and roomRateID if dates are sent. Off: no rates.",
        f"{_SPEC}: its text mentions rates, its schema has no field for them; the names are getAvailableRoomTypes'",
        sure=False,
    ),
    Quirk.UNDOCUMENTED_DASHBOARD_FIELDS: QuirkInfo(
        "getDashboard also has property_now and timezone among others, and a share with a decimal. Off: an integer.",
        f"{_LIVE}; the shape is from an integrator's tests of June 2026",
        sure=False,
    ),
    Quirk.UNDOCUMENTED_HOUSEKEEPING_FIELDS: QuirkInfo(
        "getHousekeepingStatus rows also have id, arrivalDate and departureDate, '-' where there is none.",
        f"{_LIVE} on v1.1",
        sure=False,
    ),
    Quirk.VIRTUAL_ROOMS_IN_HOUSEKEEPING: QuirkInfo(
        "getHousekeepingStatus lists virtual rooms too, in the worst condition of their parts. "
        "Off: only rooms that can be cleaned.",
        "open; presumed, since the description excludes none. The content of such a row is invented",
        sure=False,
    ),
    Quirk.BLOCK_END_INCLUSIVE: QuirkInfo(
        "A block's endDate is its last blocked night. Off: the day after it.",
        "open; one integrator's code assumes it",
        sure=False,
        documented=True,
    ),
    Quirk.DIRTY_AT_CHECK_IN: QuirkInfo(
        "A room becomes dirty when its guest checks in. Off: not before the night.",
        f"{_HELP}, article 216540808 (newer); a hotel corrected it by hand in September 2026",
        sure=True,
        documented=True,
    ),
    Quirk.DIRTY_AT_NIGHT: QuirkInfo(
        "Occupied rooms become dirty at night, with the night audit (02:00 unless configured).",
        f"{_HELP}, articles 222174468 and 25695101078427",
        sure=True,
        documented=True,
    ),
    Quirk.NO_WEBHOOK_WHEN_ALREADY_DIRTY: QuirkInfo(
        "The check-out from a room that is already dirty sends no room_condition_changed. Off: it sends one.",
        "open; presumed from the event's name",
        sure=False,
        documented=True,
    ),
    Quirk.WEBHOOK_KEY_CASE_VARIES: QuirkInfo(
        "Some events have reservationID and propertyID, others reservationId and propertyId; a room's old id is "
        "roomIdPrev or old_roomID. Off: always the spelling with ID.",
        f"captured webhooks; {_WEBHOOK_GUIDE}",
        sure=True,
        documented=True,
    ),
    Quirk.WEBHOOK_DISORDER: QuirkInfo(
        "Webhooks arrive 0.2 to 3 s after the change, in any order. Off: after 0.2 s, in order.",
        _WEBHOOK_GUIDE,
        sure=True,
        documented=True,
    ),
    Quirk.WEBHOOK_DUPLICATES: QuirkInfo(
        "A few webhooks arrive twice although the first was acknowledged in time.",
        _WEBHOOK_GUIDE,
        sure=True,
        documented=True,
    ),
    Quirk.WEBHOOK_SEGMENT_IDS: QuirkInfo(
        "A webhook about one room of a booking has the id of that room, such as X-2, as its reservationID. "
        "Off: the id of the reservation.",
        "presumed: the first room's id is that of the reservation, so that the two are easily mistaken for each other",
        sure=False,
        reported=False,
    ),
    Quirk.NIGHT_AUDIT_BODY_VARIES: QuirkInfo(
        "night_audit/completed carries night_audit_date as MM-DD-YYYY, or completedAt. Off: completedAt.",
        "developers.cloudbeds.com, changelog of December 2024, against a later transcription of the webhook guide",
        sure=False,
    ),
    Quirk.SUBSCRIPTION_URL_KEY: QuirkInfo(
        "getWebhooks has the address in subscriptionData.url. Off: subscriptionData.endpoint, as described.",
        f"{_LIVE}, by two of them; {_SPEC} says endpoint",
        sure=True,
    ),
    Quirk.SUBSCRIBING_AGAIN_ADDS: QuirkInfo(
        "Subscribing an address again adds a second subscription, and every webhook arrives twice. "
        "Off: the first one is returned.",
        "integrators list before they subscribe; the webhook guide allows several addresses for an event",
        sure=False,
    ),
    Quirk.DELETE_WEBHOOK_KEEPS_LISTING: QuirkInfo(
        "POST deleteWebhook requires endpointUrl, object and action, answers success, and deletes nothing. "
        "Off: only DELETE exists. DELETE always deletes.",
        f"{_LIVE} (POST); {_SPEC} has DELETE",
        sure=False,
    ),
}


class Profile(Enum):
    """A ready-made set of quirks."""

    OBSERVED = frozenset(quirk for quirk, info in QUIRKS.items() if info.reported)
    DOCUMENTED = frozenset(quirk for quirk, info in QUIRKS.items() if info.documented)
    UNKIND = frozenset(Quirk)
