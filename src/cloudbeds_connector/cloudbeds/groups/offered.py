"""Decides which groups of calls a client offers. Each is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ..client import CloudbedsClient
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


class Offered:
    """The groups of calls of a client, as its attributes."""

    @property
    def _self(self) -> CloudbedsClient:
        client: CloudbedsClient = cast(Any, self)  # this class is a part of it
        return client

    @cached_property
    def hotels(self) -> Hotels:
        """Properties: names, zones, check-in and check-out times."""
        from .hotels import Hotels

        return Hotels(self._self)

    @cached_property
    def rooms(self) -> Rooms:
        """Rooms, and checking them in and out."""
        from .rooms import Rooms

        return Rooms(self._self)

    @cached_property
    def room_types(self) -> RoomTypes:
        """Room types, and what is free."""
        from .room_types import RoomTypes

        return RoomTypes(self._self)

    @cached_property
    def room_blocks(self) -> RoomBlocks:
        """Blocks: rooms that cannot be sold."""
        from .room_blocks import RoomBlocks

        return RoomBlocks(self._self)

    @cached_property
    def reservations(self) -> Reservations:
        """Reservations."""
        from .reservations import Reservations

        return Reservations(self._self)

    @cached_property
    def reservation_notes(self) -> ReservationNotes:
        """Notes of reservations."""
        from .reservation_notes import ReservationNotes

        return ReservationNotes(self._self)

    @cached_property
    def guests(self) -> Guests:
        """Guests. Ask only where a person needs it."""
        from .guests import Guests

        return Guests(self._self)

    @cached_property
    def housekeeping(self) -> Housekeeping:
        """The condition of rooms, and who cleans them."""
        from .housekeeping import Housekeeping

        return Housekeeping(self._self)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Webhook subscriptions."""
        from .webhooks import Webhooks

        return Webhooks(self._self)

    @cached_property
    def app(self) -> App:
        """The connection itself: state, settings, errors, user, region."""
        from .app import App

        return App(self._self)

    @cached_property
    def users(self) -> Users:
        """The users of the property."""
        from .users import Users

        return Users(self._self)

    @cached_property
    def integration_events(self) -> IntegrationEvents:
        """The log of this integration that the hotel sees in Cloudbeds (version 2)."""
        from .integration_events import IntegrationEvents

        return IntegrationEvents(self._self)
