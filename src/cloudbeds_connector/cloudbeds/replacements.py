"""Other calls for what an account refuses: reservations without rate details, and rooms without the list of rooms.

They cost more calls or show less, so they are made only after a refusal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from ..errors import BadRequestError, MissingScopeError, NotFoundError
from ..pms.model import Reservation, Room
from ..pms.pages import Page, SetAside, one_page, only_ids, up_to_old
from ..pms.parts import Refused
from ..pms.ports import Clock, Lane
from . import mapping
from .client import CloudbedsClient
from .groups.client_groups import Operations
from .groups.reservations import ReservationFilters
from .models.reservations import Reservation as ListedReservation
from .models.reservations import ReservationWithRates
from .models.stays import RoomStay
from .settings import CloudbedsSettings
from .stay_mapping import ANONYMIZED, to_reservation

WITHOUT_RATE_DETAILS = Refused(
    scope="read:reservation",
    instead="Reservations are read by other calls, because getReservationsWithRateDetails is refused: that takes more "
    "calls, arrival times are unknown, and a deleted reservation is not noticed.",
)
ROOMS_OF_HOUSEKEEPING = Refused(
    scope="read:room",
    instead="The list of rooms is taken from the housekeeping status: dorms, suites and virtual rooms that are not "
    "known yet count as plain rooms.",
)
ROOMS_OF_STAYS = Refused(
    scope="read:room",
    instead="The list of rooms is taken from the reservations of these weeks: other rooms are not known, and suites "
    "are not told from plain rooms.",
)
#: The departures in whose reservations rooms are looked for.
_BEFORE, _AFTER = timedelta(days=2), timedelta(days=35)


def is_ours(client: CloudbedsClient, property_id: str | None) -> bool:
    """Whether a row is of the client's property, as far as the row and the client name one."""
    return client.property_id is None or property_id is None or property_id == client.property_id


class ListedStays:
    """Reservations by ``getReservations``, and by ``getReservation`` where ids are given.

    ``getReservations`` has no filter by id, and ``getReservation`` no status of a room. So a reservation is looked up
    for its days, and is then found among the few that have the same ones.
    """

    def __init__(self, client: CloudbedsClient, settings: CloudbedsSettings) -> None:
        self._client = client
        self._settings = settings

    def get(self, reservation_ids: Sequence[str], *, lane: Lane) -> Iterator[Page[Reservation]]:
        """These reservations; deleted ones are not shown."""
        client = self._client.realtime if lane is Lane.REALTIME else self._client
        by_days: dict[tuple[date | None, date | None], set[str]] = defaultdict(set)
        for reservation_id in dict.fromkeys(reservation_ids):
            with suppress(BadRequestError, NotFoundError):  # an unknown id is no error
                found = client.reservations.get(reservation_id)
                by_days[found.start_date, found.end_date].add(reservation_id)
        for (start, end), ids in by_days.items():
            days: ReservationFilters = {"check_in_from": start, "check_in_to": start}
            days |= {"check_out_from": end, "check_out_to": end}
            for page in self._pages(lane, **days):
                yield only_ids(page, ids)

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        """Those modified since; rows come newest first, so a page without a new one is the last."""
        zone = self._client.zone
        written_in = self._settings.modified_in(zone)
        first = since - self._settings.modified_overlap(zone)
        pages = self._pages(Lane.BULK, zone=written_in, modified_from=first, newest_first=True)
        yield from up_to_old(pages, since)

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        """Those that leave on a day from `start` to `end`."""
        yield from self._pages(Lane.BULK, check_out_from=start, check_out_to=end)

    def _pages(
        self, lane: Lane, *, zone: ZoneInfo | None = None, **filters: Unpack[ReservationFilters]
    ) -> Iterator[Page[Reservation]]:
        listings = Operations(zone=zone or self._client.zone).reservations.list(**filters)
        for page in self._client.rows(*listings, lane=lane).pages():
            yield replace(mapping.map_page(page, self._reservation, kind="reservation"), refused=WITHOUT_RATE_DETAILS)

    def _reservation(self, row: ListedReservation) -> Iterable[Reservation]:
        if not is_ours(self._client, row.property_id):
            return ()
        stay = to_reservation(_with_rates(row), zone=self._client.zone)
        name = row.guest_name
        if stay.guest_name is not None or name is None or ANONYMIZED in name.lower():
            return (stay,)
        return (replace(stay, guest_name=name),)


def _with_rates(row: ListedReservation) -> ReservationWithRates:
    """The row as the usual call would show it, as far as both have the same fields."""
    return ReservationWithRates.model_construct(
        reservation_id=row.reservation_id,
        property_id=row.property_id,
        status=row.status,
        guest_id=row.guest_id,
        date_created=row.date_created,
        date_modified=row.date_modified,
        reservation_check_in=row.start_date,
        reservation_check_out=row.end_date,
        rooms=row.rooms,
    )


def rooms_refused() -> MissingScopeError:
    """The refusal of the list of rooms, where the call is not made because it was refused before."""
    error = MissingScopeError(
        "The account may not read the list of rooms.",
        next_action="Grant it: make a key that has it, because scopes of a key are fixed.",
        method="getRooms",
    )
    error.scope = ROOMS_OF_STAYS.scope
    return error


def rooms_of_other_calls(client: CloudbedsClient, clock: Clock, refused: MissingScopeError) -> Page[Room]:
    """The rooms that the housekeeping status names, else those of reservations; raises `refused` if both are refused.

    Rows of another property are dropped.
    """
    with suppress(MissingScopeError):
        return _rooms_of_housekeeping(client)
    with suppress(MissingScopeError):
        return _rooms_of_stays(client, clock)
    raise refused


def _rooms_of_housekeeping(client: CloudbedsClient) -> Page[Room]:
    page = one_page(client.housekeeping.list().pages())
    rooms = [
        Room(
            id=row.room_id,
            name=row.room_name or row.room_id,
            room_type_id=row.room_type_id or mapping.type_in(row.room_id),
            room_type_name=row.room_type_name or "",
        )
        for row in page.items
    ]
    return Page(tuple(rooms), page.sent_at, _aside(page), refused=ROOMS_OF_HOUSEKEEPING)


def _rooms_of_stays(client: CloudbedsClient, clock: Clock) -> Page[Room]:
    today = clock.now().date()
    page = one_page(client.reservations.list(check_out_from=today - _BEFORE, check_out_to=today + _AFTER).pages())
    found: dict[str, Room] = {}
    for row in page.items:
        if is_ours(client, row.property_id):
            found |= {room.id: room for room in map(_room_of_stay, row.rooms) if room is not None}
    return Page(tuple(found.values()), page.sent_at, _aside(page), refused=ROOMS_OF_STAYS)


def _aside(page: Page[Any]) -> tuple[SetAside, ...]:
    """The rows that may have named a room, as rooms without an id: none of the known ones is gone because of them."""
    return tuple(replace(row, kind="room", id="") for row in page.set_aside)


def _room_of_stay(stay: RoomStay) -> Room | None:
    if stay.room_id is None:
        return None
    return Room(
        id=stay.room_id,
        name=stay.room_name or stay.room_id,
        room_type_id=stay.room_type_id or mapping.type_in(stay.room_id),
        room_type_name=stay.room_type_name or "",
        virtual=bool(stay.room_type_is_virtual),
        private=not stay.dorm_room_name,
        dorm_name=stay.dorm_room_name or "",
    )
