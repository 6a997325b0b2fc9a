"""The ports of `pms.ports` for one property of Cloudbeds, one class each: which methods read it, and what is dropped.

Rows of another property are dropped, because Cloudbeds ignores a parameter that it does not know, the property's too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Unpack
from zoneinfo import ZoneInfo

from ..errors import MissingScopeError
from ..pms.model import (
    Condition,
    ListedProperty,
    PropertyTimes,
    Reservation,
    Room,
    RoomBlock,
    RoomState,
    RoomType,
    known_condition,
)
from ..pms.pages import Page, id_chunks, one_page, only_ids, up_to_old
from ..pms.ports import Clock, Lane
from ..secrecy import NotPickled
from . import mapping
from .client import CloudbedsClient
from .groups.client_groups import Operations
from .groups.group import Listings
from .groups.reservations import PAGE_SIZE, RateDetailsFilters
from .models.reservations import ReservationWithRates
from .models.rooms import Room as WireRoom
from .models.rooms import RoomBlock as WireBlock
from .operation import Listing
from .replacements import ListedStays, is_ours, rooms_of_other_calls, rooms_refused
from .settings import CloudbedsSettings
from .stay_mapping import to_reservation

#: Rows of the change feed come newest first, and few are new: a short page is half the work for both sides.
CHANGES_PAGE_SIZE = 50


class CloudbedsDirectory(NotPickled):
    """Properties, room types and rooms, in the BULK lane.

    `refused`: the list of rooms was refused before, so other calls are made at once.
    """

    def __init__(self, client: CloudbedsClient, clock: Clock, *, refused: bool = False) -> None:
        self._client = client
        self._clock = clock
        self._refused = refused

    def properties(self) -> Sequence[ListedProperty]:
        """Every property of the credential, by ``getHotels`` alone."""
        return [mapping.to_listed_property(hotel) for hotel in self._client.hotels.list()]

    def times(self, pms_property_id: str) -> PropertyTimes:
        """Check-in and check-out time, by ``getHotelDetails``."""
        return mapping.to_property_times(self._client.hotels.get(pms_property_id))

    def room_types(self) -> Sequence[RoomType]:
        """The property's room types."""
        ours = [each for each in self._client.room_types.list() if is_ours(self._client, each.property_id)]
        return [mapping.to_room_type(each) for each in ours]

    def rooms(self) -> Page[Room]:
        """Every room of the property; `sent_at` is that of the first page. Other calls are made if it is refused."""
        if not self._refused:
            try:
                return self._listed_rooms()
            except MissingScopeError as error:
                refused = error
        else:
            refused = rooms_refused()
        return rooms_of_other_calls(self._client, self._clock, refused)

    def _listed_rooms(self) -> Page[Room]:
        page = one_page(self._client.rooms.list(relations=True).pages())
        return mapping.map_page(page, self._room, kind="room")

    def _room(self, room: WireRoom) -> Iterable[Room]:
        return (mapping.to_room(room),) if is_ours(self._client, room.property_id) else ()


class CloudbedsStays(NotPickled):
    """Reservations by ``getReservationsWithRateDetails``: a hundred a call, and no guest details but names.

    Where that call is refused (`refused`: it was before), others are made (`replacements.ListedStays`).
    """

    def __init__(self, client: CloudbedsClient, settings: CloudbedsSettings, *, refused: bool = False) -> None:
        self._client = client
        self._settings = settings
        self._refused = refused
        self._listed = ListedStays(client, settings)

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[Reservation]]:
        """Read these, a hundred a call. Other reservations that Cloudbeds sends along are dropped without an error."""
        pages = self._get(reservation_ids, lane)
        yield from self._or_listed(pages, lambda: self._listed.get(reservation_ids, lane=lane))

    def _get(self, reservation_ids: Sequence[str], lane: Lane) -> Iterator[Page[Reservation]]:
        for ids in id_chunks(reservation_ids, PAGE_SIZE):
            listings = self._listings(self._client.zone, reservation_ids=ids)
            for page in self._pages([replace(each, checks=()) for each in listings], lane):
                yield only_ids(page, ids)

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        """Those modified since, and others on the same pages. Cloudbeds leaves some out.

        The zone and the overlap are those of the settings, because the zone of ``modifiedFrom`` is not documented. Rows
        come newest first, and the UTC time of each tells which are new, so a page without a new one is the last. Older
        rows of the pages that were read are passed on: some changes leave the time of a reservation alone.
        """
        yield from self._or_listed(self._changed(since), lambda: self._listed.changed(since))

    def _changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        zone = self._client.zone
        listings = self._listings(
            self._settings.modified_in(zone),
            modified_from=since - self._settings.modified_overlap(zone),
            newest_first=True,
        )
        pages = self._pages([replace(each, page_size=CHANGES_PAGE_SIZE) for each in listings], Lane.BULK)
        yield from up_to_old(pages, since)

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        """Those whose *reservation* ends on a day from `start` to `end`; a room of it may leave earlier.

        So a room that leaves today is certain to be seen only if `end` is beyond the longest stay.
        """
        listings = self._listings(self._client.zone, check_out_from=start, check_out_to=end)
        yield from self._or_listed(self._pages(listings, Lane.BULK), lambda: self._listed.window(start, end))

    def _or_listed(
        self, pages: Iterator[Page[Reservation]], listed: Callable[[], Iterator[Page[Reservation]]]
    ) -> Iterator[Page[Reservation]]:
        """The pages, or those of other calls if the first one is refused; its error, if these are refused too."""
        if self._refused:
            yield from listed()
            return
        try:
            first = next(pages, None)
        except MissingScopeError as error:
            refused = error
        else:
            if first is not None:
                yield first
                yield from pages
            return
        try:
            yield from listed()
        except MissingScopeError:
            raise refused from None
        self._refused = True  # the engine opens the session again when it tries what was refused

    def _listings(self, zone: ZoneInfo | None, **filters: Unpack[RateDetailsFilters]) -> Listings[ReservationWithRates]:
        """With deleted reservations. Instants are written in `zone`."""
        filters["include_deleted"] = True
        return Operations(zone=zone).reservations.with_rate_details(**filters)

    def _pages(self, listings: Iterable[Listing[ReservationWithRates]], lane: Lane) -> Iterator[Page[Reservation]]:
        for page in self._client.rows(*listings, lane=lane).pages():
            yield mapping.map_page(page, self._reservation, kind="reservation")

    def _reservation(self, row: ReservationWithRates) -> Iterable[Reservation]:
        ours = is_ours(self._client, row.property_id)
        return (to_reservation(row, zone=self._client.zone),) if ours else ()


class CloudbedsRoomStates(NotPickled):
    """Condition and occupancy by ``getHousekeepingStatus``: the whole house in one call."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[RoomState]]:
        """The current state of every room."""
        client = self._client.realtime if lane is Lane.REALTIME else self._client
        for page in client.housekeeping.list().pages():
            yield mapping.map_page(page, lambda status: (mapping.to_room_state(status),), kind="room_state")

    def set_condition(self, room_id: str, condition: Condition) -> RoomState:
        """Set a room's condition. Occupancy is not in the answer. INSPECTED works only where the hotel inspects."""
        known = known_condition(condition)
        change = self._client.realtime.housekeeping.set_status(room_id, condition=known.value)
        return mapping.changed_state(room_id, change)


class CloudbedsBlocks(NotPickled):
    """Blocks by ``getRoomBlocks``."""

    def __init__(self, client: CloudbedsClient, settings: CloudbedsSettings) -> None:
        self._client = client
        self._end_inclusive = settings.block_end_inclusive

    def window(self, start: date, end: date) -> Iterator[Page[RoomBlock]]:
        """Blocks that touch a day from `start` to `end`, one call for each 35 days."""
        for page in self._client.room_blocks.list(start, end).pages():
            yield mapping.map_page(page, self._blocks, kind="block")

    def _blocks(self, block: WireBlock) -> Iterable[RoomBlock]:
        ours = is_ours(self._client, block.property_id)
        return mapping.to_room_blocks(block, end_inclusive=self._end_inclusive) if ours else ()
