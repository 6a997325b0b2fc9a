"""The catalogue of webhooks, and how their bodies are spelled.

The catalogue is that of the webhook guide (developers.cloudbeds.com/docs/webhooks-1). From captured deliveries: an
envelope of `version`, `event` and `timestamp` (UNIX seconds as a JSON number, up to six decimals), the property's id
as a number and as `_str`, no delivery id and no signature. Names such as ``reservation/modified`` do not exist.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_ACTIONS: dict[tuple[str, str | None], tuple[str, ...]] = {
    ("reservation", "read:reservation"): (
        "created",
        "status_changed",
        "dates_changed",
        "accommodation_status_changed",
        "accommodation_type_changed",
        "accommodation_changed",
        "accommodation_removed",
        "deleted",
        "notes_changed",
        "custom_fields_changed",
        "invoice_requested",
        "invoice_void_requested",
    ),
    ("guest", "read:guest"): ("created", "details_changed", "assigned", "removed", "accommodation_changed"),
    ("housekeeping", "read:housekeeping"): (
        "room_condition_changed",
        "housekeeping_room_occupancy_status_changed",
        "housekeeping_reservation_status_changed",
    ),
    ("roomblock", "read:roomblock"): ("created", "removed", "details_changed"),
    ("integration", None): ("appstate_changed",),
    ("integration", "read:appPropertySettings"): ("appsettings_changed",),
    ("night_audit", "read:nightAudit"): ("completed",),
    ("api_queue_task", "read:rate"): ("rate_status_changed",),
}

#: Every event that can be subscribed to, with the scope it needs (None: no scope).
CATALOGUE: dict[str, str | None] = {
    f"{entity}/{action}": scope for (entity, scope), actions in _ACTIONS.items() for action in actions
}

# Keys are spelled with ID here. These events spell all of them with Id; the events below mix both.
_CAMEL = frozenset(
    name
    for name in CATALOGUE
    if name.startswith(("reservation/", "guest/")) and name not in {"reservation/created", "reservation/status_changed"}
)
_MIXED = {
    "guest/assigned": frozenset({"roomID"}),
    "guest/removed": frozenset({"roomID"}),
    "housekeeping/room_condition_changed": frozenset({"propertyID", "propertyID_str"}),
    "housekeeping/housekeeping_room_occupancy_status_changed": frozenset({"propertyID", "propertyID_str"}),
    "housekeeping/housekeeping_reservation_status_changed": frozenset({"propertyID", "propertyID_str"}),
}


def event_body(
    event: str,
    fields: Mapping[str, Any],
    *,
    property_id: str,
    timestamp: float,
    case_varies: bool,
    old_room_key: bool,
) -> bytes:
    """The JSON body of one event. `fields` are spelled with ID; `old_room_key` writes roomIDPrev as old_roomID."""
    body: dict[str, Any] = {"propertyID": int(property_id), "propertyID_str": property_id, **fields}
    if case_varies:
        body = {_spelled(event, key, old_room_key=old_room_key): value for key, value in body.items()}
    body |= {"version": "1.0", "event": event, "timestamp": timestamp}
    return json.dumps(body).encode()


def _spelled(event: str, key: str, *, old_room_key: bool) -> str:
    if key == "roomIDPrev" and old_room_key:
        return "old_roomID"
    if key in _MIXED.get(event, ()) or (event not in _CAMEL and event not in _MIXED):
        return key
    return key.replace("ID", "Id")


def night_audit_fields(local: datetime, *, as_date: bool) -> dict[str, str]:
    """The time of a night_audit/completed, in the property's zone: a day (as in 2024), or a date-time (newer)."""
    if as_date:
        return {"night_audit_date": f"{local:%m-%d-%Y}"}
    return {"completedAt": f"{local:%Y-%m-%d %H:%M:%S}"}
