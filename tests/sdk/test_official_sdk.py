"""Cloudbeds' own Python SDK works with the hotel as it is documented, and fails where a named oddity says so.

The SDK is generated from the official description, and strict. So where it fails with the hotel as observed, a client
that believes the description fails with Cloudbeds; every such place is listed here, with the oddities behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from cloudbeds_connector.testing import QUIRKS, Profile, Quirk, SimulatedHotel
from cloudbeds_connector.testing.hotel.api.table import METHODS

from .operations import OPERATIONS, Front

# one process imports the SDK, which takes it more than a second
#: Each of these alone makes the SDK fail, and without them it works with every other oddity that there is.
BREAKS: dict[str, set[Quirk]] = {
    "get_hotels": {Quirk.CURRENCY_AS_OBJECT},
    "get_dashboard": {Quirk.NUMBERS_AS_STRINGS, Quirk.UNDOCUMENTED_DASHBOARD_FIELDS},
    "get_custom_fields": {Quirk.NUMBERS_AS_STRINGS},
    "get_room_types": {Quirk.NUMBERS_AS_STRINGS},
    "get_available_room_types": {Quirk.NUMBERS_AS_STRINGS},
    "get_rooms": {Quirk.NUMBERS_AS_STRINGS},
    "get_rooms_unassigned": {Quirk.NUMBERS_AS_STRINGS},
    "get_reservations": {Quirk.NUMBERS_AS_STRINGS},
    "get_reservations_modified": {Quirk.NUMBERS_AS_STRINGS, Quirk.ISO_DATETIMES_REJECTED},
    "get_reservation": {Quirk.NUMBERS_AS_STRINGS, Quirk.LISTS_AS_MAPS},
    "get_reservations_with_rate_details": {Quirk.NUMBERS_AS_STRINGS, Quirk.MAPS_AS_EMPTY_LISTS},
    "get_reservation_assignments": {Quirk.NUMBERS_AS_STRINGS},
    "get_reservation_room_details": {Quirk.NUMBERS_AS_STRINGS},
    "post_reservation_note_of_an_earlier_hour": {Quirk.ISO_DATETIMES_REJECTED},
    "get_guest_list": {Quirk.EMPTY_STRINGS_FOR_MISSING},
    "get_guest_list_of_nobody": {Quirk.MAPS_AS_EMPTY_LISTS},
    "get_guests_modified": {Quirk.EMPTY_STRINGS_FOR_MISSING},
    "get_guests_by_status": {Quirk.EMPTY_STRINGS_FOR_MISSING},
    "get_guests_by_status_unassigned": {Quirk.EMPTY_STRINGS_FOR_MISSING},
    "webhooks": {Quirk.NUMBERS_AS_STRINGS, Quirk.SUBSCRIPTION_URL_KEY},
}
OBSERVED = Profile.OBSERVED.value


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    """The SDK, imported only where it is used."""
    import cloudbeds_pms_v1_3

    return cloudbeds_pms_v1_3


@contextmanager
def front_of(sdk: ModuleType, hotel: SimulatedHotel) -> Iterator[Front]:
    """The SDK in front of a served hotel."""
    with hotel.serve() as served:
        client = sdk.ApiClient(sdk.Configuration(host=served.base_url.rstrip("/"), retries=0))
        # the SDK sends no key of its own accord where the description asks for none, as for oauth/metadata
        client.set_default_header("x-api-key", "cbat_simulated")
        try:
            yield Front(sdk, client, hotel)
        finally:
            client.rest_client.pool_manager.clear()


def asked(sdk: ModuleType, name: str, quirks: set[Quirk] | frozenset[Quirk]) -> Exception | None:
    """What became of an operation with a hotel that has these oddities: None if it went well."""
    with front_of(sdk, SimulatedHotel.small(quirks=quirks)) as front:
        try:
            OPERATIONS[name](front)
        except (ValueError, TypeError, AttributeError, AssertionError, sdk.ApiException) as failure:
            return failure
        return None


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_sdk_works_with_the_hotel_as_documented(sdk: ModuleType, name: str) -> None:
    with front_of(sdk, SimulatedHotel.small(profile=Profile.DOCUMENTED)) as front:
        OPERATIONS[name](front)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_sdk_fails_with_the_hotel_as_observed_only_where_an_oddity_says_so(sdk: ModuleType, name: str) -> None:
    breaking = BREAKS.get(name, set())

    assert (asked(sdk, name, OBSERVED) is not None) is bool(breaking)
    assert asked(sdk, name, OBSERVED - breaking) is None
    assert [quirk for quirk in breaking if asked(sdk, name, {quirk}) is None] == []


def test_the_sdk_calls_every_method_that_the_hotel_answers(sdk: ModuleType) -> None:
    answered: set[str] = set()
    for ask in OPERATIONS.values():
        with front_of(sdk, SimulatedHotel.small(profile=Profile.DOCUMENTED)) as front:
            ask(front)
            answered |= set(front.hotel.stats.by_method)
    known = {name for (_, name), method in METHODS.items() if method.quirk is None and not method.is_v2}
    # see below for the one that the SDK cannot call
    assert known - answered == {"postRoomBlock"}


def test_every_oddity_that_the_sdk_fails_at_has_a_source() -> None:
    assert set(BREAKS) <= set(OPERATIONS)
    assert all(QUIRKS[quirk].source for breaking in BREAKS.values() for quirk in breaking)


def test_the_sdk_cannot_block_a_room_since_it_writes_lists_of_objects_as_python_does(sdk: ModuleType) -> None:
    """It sends ``rooms={'roomID': '30005'}``, which no form has; integrators send ``rooms[0][roomID]``."""
    with front_of(sdk, SimulatedHotel.small(profile=Profile.DOCUMENTED)) as front:
        rooms: list[Any] = [sdk.PostRoomBlockRequestRoomsInner(roomID=front.hotel.rooms()[4].id)]
        day = date(2026, 11, 24)
        refused = front.room.post_room_block_post(
            room_block_type="out_of_service", room_block_reason="Leak", start_date=day, end_date=day, rooms=rooms
        )
        assert (refused.success, refused.message) == (False, "Parameter rooms is required")
