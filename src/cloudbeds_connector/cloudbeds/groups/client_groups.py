"""The groups of calls that every client has. Each is imported on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Generic, cast

from .group import C, Values

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from .app import App
    from .guests import Guests
    from .hotels import Hotels
    from .housekeeping import Housekeeping
    from .integration_events import IntegrationEvents
    from .reservation_notes import ReservationNotes
    from .reservations import Reservations
    from .room_blocks import RoomBlocks
    from .room_types import RoomTypes
    from .rooms import Rooms
    from .users import Users
    from .webhooks import Webhooks


class ClientGroups(Generic[C]):
    """The groups of calls of a client, as its attributes. `C` is the type of the client."""

    @property
    def _groups_client(self) -> C:
        """The client that makes the calls: this object, because the clients extend this class."""
        return cast("C", self)

    @cached_property
    def hotels(self) -> Hotels[C]:
        """Properties: names, zones, check-in and check-out times."""
        from .hotels import Hotels

        return Hotels(self._groups_client)

    @cached_property
    def rooms(self) -> Rooms[C]:
        """Rooms, and checking them in and out."""
        from .rooms import Rooms

        return Rooms(self._groups_client)

    @cached_property
    def room_types(self) -> RoomTypes[C]:
        """Room types, and which of them can be sold."""
        from .room_types import RoomTypes

        return RoomTypes(self._groups_client)

    @cached_property
    def room_blocks(self) -> RoomBlocks[C]:
        """Blocks: rooms that cannot be sold."""
        from .room_blocks import RoomBlocks

        return RoomBlocks(self._groups_client)

    @cached_property
    def reservations(self) -> Reservations[C]:
        """Reservations."""
        from .reservations import Reservations

        return Reservations(self._groups_client)

    @cached_property
    def reservation_notes(self) -> ReservationNotes[C]:
        """Notes of reservations."""
        from .reservation_notes import ReservationNotes

        return ReservationNotes(self._groups_client)

    @cached_property
    def guests(self) -> Guests[C]:
        """Guests. Use only where a person needs it."""
        from .guests import Guests

        return Guests(self._groups_client)

    @cached_property
    def housekeeping(self) -> Housekeeping[C]:
        """The condition of rooms, and who cleans them."""
        from .housekeeping import Housekeeping

        return Housekeeping(self._groups_client)

    @cached_property
    def webhooks(self) -> Webhooks[C]:
        """Webhook subscriptions."""
        from .webhooks import Webhooks

        return Webhooks(self._groups_client)

    @cached_property
    def app(self) -> App[C]:
        """The connection itself: state, settings, errors, region."""
        from .app import App

        return App(self._groups_client)

    @cached_property
    def users(self) -> Users[C]:
        """The users of the property."""
        from .users import Users

        return Users(self._groups_client)

    @cached_property
    def integration_events(self) -> IntegrationEvents[C]:
        """The log of this integration that the hotel sees in Cloudbeds (version 2)."""
        from .integration_events import IntegrationEvents

        return IntegrationEvents(self._groups_client)


class Operations(ClientGroups[Values]):
    """The calls of both clients as values: each method returns its `Operation`, or a tuple of its `Listing` values.

    For a client of your own, or to look at a call before it is made with `client.send`. `property_id` and `zone` are as
    in a client; without a zone, an instant as a filter is refused. `webhooks.unsubscribe` is several calls, so it is
    not here.
    """

    def __init__(self, property_id: str | None = None, *, zone: ZoneInfo | None = None) -> None:
        self._values = Values(property_id, zone)

    @property
    def _groups_client(self) -> Values:
        return self._values
