"""Decides how each look at a property is taken with Cloudbeds' methods: the ports of `pms.ports`, one class each.

Rows of another property are dropped, because Cloudbeds ignores a parameter it does not know, the property's included.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from ..errors import ConfigurationError, PropertyError, UnexpectedAnswerError
from ..pms.model import Condition, Property, Reservation, Room, RoomBlock, RoomState, RoomType
from ..pms.ports import Lane, Page
from . import mapping
from .client import CloudbedsClient
from .models.hotels import Hotel, HotelDetails
from .models.reservations import ReservationWithRates
from .operation import Listing
from .operations.hotels import get_hotel_details, list_hotels
from .operations.housekeeping import list_statuses, set_status
from .operations.reservation_filters import RateDetailsFilter
from .operations.reservations import PAGE_SIZE, list_with_rate_details
from .operations.room_blocks import list_room_blocks
from .operations.room_types import list_room_types
from .operations.rooms import list_rooms
from .settings import CloudbedsSettings
from .stay_mapping import to_reservation

W = TypeVar("W")
N = TypeVar("N")

#: Rows of the change feed come newest first, and few are new: a short page is half the work for both sides.
CHANGES_PAGE_SIZE = 50

log = logging.getLogger(__name__)


def _map_page(page: Page[W], mapped: Callable[[W], Iterable[N]]) -> Page[N]:
    return Page(_mapped(page.items, mapped), page.sent_at)


def _mapped(rows: Iterable[W], mapped: Callable[[W], Iterable[N]]) -> tuple[N, ...]:
    """What `rows` stand for. One that stands for nothing is an unexpected answer: it is not passed over."""
    try:
        return tuple(value for row in rows for value in mapped(row))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        kind = type(error).__name__
    raise UnexpectedAnswerError(
        f"A row of the answer cannot be understood ({kind}).",
        next_action="Report it; Cloudbeds may have changed the method.",
    )


def _is_ours(client: CloudbedsClient, property_id: str | None) -> bool:
    return client.property_id is None or property_id is None or property_id == client.property_id


class CloudbedsDirectory:
    """Properties, room types and rooms. Asked for in the BULK lane: none of it is urgent."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def properties(self) -> Sequence[Property]:
        """Every property of the credential, with one call each for its times. One that has left is passed over."""
        found = []
        for hotel in self._client.rows(list_hotels()):
            details = self._details(hotel)
            if details is not None:
                found.append(mapping.to_property(hotel, details))
        return found

    def _details(self, hotel: Hotel) -> HotelDetails | None:
        try:
            return self._client.execute(get_hotel_details(hotel.property_id))
        except PropertyError:
            if hotel.property_id == self._client.property_id:
                raise
            return None

    def room_types(self) -> Sequence[RoomType]:
        """The property's room types."""
        ours = [each for each in self._client.rows(list_room_types()) if _is_ours(self._client, each.property_id)]
        return _mapped(ours, lambda each: (mapping.to_room_type(each),))

    def rooms(self) -> Page[Room]:
        """Every room of the property, as seen since the first page was asked for."""
        pages = list(self._client.rows(list_rooms(relations=True)).pages())
        rooms = (room for page in pages for room in page.items if _is_ours(self._client, room.property_id))
        return Page(_mapped(rooms, lambda room: (mapping.to_room(room),)), pages[0].sent_at)


class CloudbedsStays:
    """Reservations by ``getReservationsWithRateDetails``: a hundred a call, and no guest details but names."""

    def __init__(self, client: CloudbedsClient, settings: CloudbedsSettings) -> None:
        self._client = client
        self._settings = settings

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[Reservation]]:
        """Look at these, a hundred a call. Others that come along are dropped: they are no reason to show none."""
        wanted = list(dict.fromkeys(reservation_ids))
        for start in range(0, len(wanted), PAGE_SIZE):
            chunk = wanted[start : start + PAGE_SIZE]
            criteria = RateDetailsFilter(reservation_ids=chunk, include_deleted=True)
            listing = replace(list_with_rate_details(criteria, zone=self._client.zone), checks=())
            for page in self._pages(listing, lane, page_size=PAGE_SIZE):
                yield Page(tuple(stay for stay in page.items if stay.id in chunk), page.sent_at)

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        """Those modified since, and others that come along. Cloudbeds leaves some out.

        It is asked in the zone and with the overlap of the settings, because the zone of its parameter is not
        documented. Rows come newest first, and the UTC time of each tells which are new, so a page without a new one
        is the last. Older rows of the pages that were read are passed on: some changes leave the time of a reservation
        alone.
        """
        zone = self._client.zone
        criteria = RateDetailsFilter(
            modified_from=since - self._settings.modified_overlap(zone), include_deleted=True, newest_first=True
        )
        listing = list_with_rate_details(criteria, zone=self._settings.modified_in(zone))
        for page in self._pages(listing, Lane.BULK, page_size=CHANGES_PAGE_SIZE):
            yield page
            if not any(stay.modified_at is None or stay.modified_at >= since for stay in page.items):
                return

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        """Those whose *reservation* ends on a day from `start` to `end`; a room of it may leave earlier.

        So a room that leaves today is certain to be seen only if `end` lies beyond the longest stay.
        """
        criteria = RateDetailsFilter(check_out_from=start, check_out_to=end, include_deleted=True)
        listing = list_with_rate_details(criteria, zone=self._client.zone)
        yield from self._pages(listing, Lane.BULK, page_size=PAGE_SIZE)

    def _pages(
        self, listing: Listing[ReservationWithRates], lane: Lane, *, page_size: int
    ) -> Iterator[Page[Reservation]]:
        for page in self._client.rows(replace(listing, page_size=page_size), lane=lane).pages():
            yield _map_page(page, self._reservation)

    def _reservation(self, row: ReservationWithRates) -> Iterable[Reservation]:
        if not _is_ours(self._client, row.property_id):
            return ()
        stay = to_reservation(row, zone=self._client.zone)
        if stay is None:
            log.warning("reservation %s has no dates, so nothing is known of it", row.reservation_id)
            return ()
        return (stay,)


class CloudbedsRoomStates:
    """Condition and occupancy by ``getHousekeepingStatus``: the whole house in one call."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[RoomState]]:
        """The state of every room, now."""
        for page in self._client.rows(list_statuses(), lane=lane).pages():
            yield _map_page(page, lambda status: (mapping.to_room_state(status),))

    def set_condition(self, room_id: str, condition: Condition) -> RoomState:
        """Set a room's condition. Occupancy is not in the answer. INSPECTED works only where the hotel inspects."""
        if condition is Condition.UNKNOWN:
            raise ConfigurationError(
                "A room cannot be set to an unknown condition.", next_action="Give DIRTY, CLEAN or INSPECTED."
            )
        change = self._client.execute(set_status(room_id, condition=condition.value), lane=Lane.REALTIME)
        return mapping.changed_state(room_id, change)


class CloudbedsBlocks:
    """Blocks by ``getRoomBlocks``."""

    def __init__(self, client: CloudbedsClient, settings: CloudbedsSettings) -> None:
        self._client = client
        self._end_inclusive = settings.block_end_inclusive

    def window(self, start: date, end: date) -> Iterator[Page[RoomBlock]]:
        """Blocks that touch a day from `start` to `end`, one call for each 35 days."""
        for page in self._client.rows(*list_room_blocks(start, end)).pages():
            ours = Page(tuple(row for row in page.items if _is_ours(self._client, row.property_id)), page.sent_at)
            yield _map_page(ours, lambda block: mapping.to_room_blocks(block, end_inclusive=self._end_inclusive))
