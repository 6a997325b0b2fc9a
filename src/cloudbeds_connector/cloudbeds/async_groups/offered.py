# Written by tools/async_groups.py from ../groups/offered.py: change that file, then run the tool.
"""Decides which groups of calls a client offers. Each is imported when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ..async_client import AsyncCloudbedsClient
    from .app import AsyncApp
    from .guests import AsyncGuests
    from .hotels import AsyncHotels
    from .housekeeping import AsyncHousekeeping
    from .integration_events import AsyncIntegrationEvents
    from .reservation_notes import AsyncReservationNotes
    from .reservations import AsyncReservations
    from .room_blocks import AsyncRoomBlocks
    from .room_types import AsyncRoomTypes
    from .rooms import AsyncRooms
    from .users import AsyncUsers
    from .webhooks import AsyncWebhooks


class AsyncOffered:
    """The groups of calls of a client, as its attributes."""

    @property
    def _self(self) -> AsyncCloudbedsClient:
        client: AsyncCloudbedsClient = cast(Any, self)  # this class is a part of it
        return client

    @cached_property
    def hotels(self) -> AsyncHotels:
        """Properties: names, zones, check-in and check-out times."""
        from .hotels import AsyncHotels

        return AsyncHotels(self._self)

    @cached_property
    def rooms(self) -> AsyncRooms:
        """Rooms, and checking them in and out."""
        from .rooms import AsyncRooms

        return AsyncRooms(self._self)

    @cached_property
    def room_types(self) -> AsyncRoomTypes:
        """Room types, and what is free."""
        from .room_types import AsyncRoomTypes

        return AsyncRoomTypes(self._self)

    @cached_property
    def room_blocks(self) -> AsyncRoomBlocks:
        """Blocks: rooms that cannot be sold."""
        from .room_blocks import AsyncRoomBlocks

        return AsyncRoomBlocks(self._self)

    @cached_property
    def reservations(self) -> AsyncReservations:
        """Reservations."""
        from .reservations import AsyncReservations

        return AsyncReservations(self._self)

    @cached_property
    def reservation_notes(self) -> AsyncReservationNotes:
        """Notes of reservations."""
        from .reservation_notes import AsyncReservationNotes

        return AsyncReservationNotes(self._self)

    @cached_property
    def guests(self) -> AsyncGuests:
        """Guests. Ask only where a person needs it."""
        from .guests import AsyncGuests

        return AsyncGuests(self._self)

    @cached_property
    def housekeeping(self) -> AsyncHousekeeping:
        """The condition of rooms, and who cleans them."""
        from .housekeeping import AsyncHousekeeping

        return AsyncHousekeeping(self._self)

    @cached_property
    def webhooks(self) -> AsyncWebhooks:
        """Webhook subscriptions."""
        from .webhooks import AsyncWebhooks

        return AsyncWebhooks(self._self)

    @cached_property
    def app(self) -> AsyncApp:
        """The connection itself: state, settings, errors, user, region."""
        from .app import AsyncApp

        return AsyncApp(self._self)

    @cached_property
    def users(self) -> AsyncUsers:
        """The users of the property."""
        from .users import AsyncUsers

        return AsyncUsers(self._self)

    @cached_property
    def integration_events(self) -> AsyncIntegrationEvents:
        """The log of this integration that the hotel sees in Cloudbeds (version 2)."""
        from .integration_events import AsyncIntegrationEvents

        return AsyncIntegrationEvents(self._self)
