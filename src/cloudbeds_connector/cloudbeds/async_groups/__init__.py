# Written by tools/async_groups.py from ../groups/__init__.py: change that file, then run the tool.
"""The methods of `CloudbedsClient`, grouped as people think of them. Each group is imported on first use."""

from __future__ import annotations

#: What the clients call each group, and where it is: module and class.
GROUPS: dict[str, tuple[str, str]] = {
    "app": ("app", "App"),
    "guests": ("guests", "Guests"),
    "hotels": ("hotels", "Hotels"),
    "housekeeping": ("housekeeping", "Housekeeping"),
    "integration_events": ("integration_events", "IntegrationEvents"),
    "reservation_notes": ("reservation_notes", "ReservationNotes"),
    "reservations": ("reservations", "Reservations"),
    "room_blocks": ("room_blocks", "RoomBlocks"),
    "room_types": ("room_types", "RoomTypes"),
    "rooms": ("rooms", "Rooms"),
    "users": ("users", "Users"),
    "webhooks": ("webhooks", "Webhooks"),
}
