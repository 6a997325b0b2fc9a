"""Webhooks of Cloudbeds: the events to subscribe to, and the name and ids in a body. Nothing else in it is used.

A body is unverified, comes in any order and more than once, and has no id of its own. Keys differ in case from event to
event (``reservationID``, ``reservationId``), ids come as numbers beyond 32 bits with a ``_str`` twin, and the timestamp
is a number with up to six decimals. So numbers are kept as the text they were written in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from ..errors import WebhookRejectedError
from ..pms.model import Entity, Hint
from ..pms.webhooks import MAX_BODY_BYTES, WebhookRequest, WebhookVerifier, hash_token, new_token

__all__ = [
    "SUBSCRIBED_EVENTS",
    "CloudbedsEvent",
    "WebhookRequest",
    "WebhookVerifier",
    "hash_token",
    "hints",
    "new_token",
    "parse_event",
    "parse_events",
]

#: The events that matter to housekeeping, by the names of Cloudbeds' catalogue. Other libraries subscribe
#: to names that do not exist (``reservation/modified``, ``reservation/checked_out``): Cloudbeds never sends those.
SUBSCRIBED_EVENTS: tuple[str, ...] = (
    "reservation/created",
    "reservation/status_changed",
    "reservation/dates_changed",
    "reservation/accommodation_status_changed",
    "reservation/accommodation_type_changed",
    "reservation/accommodation_changed",
    "reservation/deleted",
    "housekeeping/room_condition_changed",
    "housekeeping/housekeeping_room_occupancy_status_changed",
    "housekeeping/housekeeping_reservation_status_changed",
    "roomblock/created",
    "roomblock/removed",
    "roomblock/details_changed",
    "night_audit/completed",
    "integration/appstate_changed",
)

#: Names that only some sources have, or that need a scope of their own. It does no harm if they are refused.
OPTIONAL_EVENTS: tuple[str, ...] = ("reservation/accommodation_removed", "guest/accommodation_changed")

_ENTITIES = {
    "reservation": Entity.STAY,
    "guest": Entity.GUEST,
    "housekeeping": Entity.ROOM,
    "roomblock": Entity.BLOCK,
    "night_audit": Entity.PROPERTY,
    "integration": Entity.PROPERTY,
}

_MAX_TEXT = 100
#: What stands for a byte that is no UTF-8.
_REPLACED = "\ufffd"
_MAX_EVENTS = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Bounded, so that a hostile exponent cannot make a number of a million digits.
_SECONDS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,12})?")
_SUB_RESERVATION = re.compile(r"(?P<reservation>\w+)-\d{1,4}")


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudbedsEvent:
    """The names and ids of one event. Every id is a string, None where the event has none.

    `timestamp_text` is the timestamp exactly as it was written, which distinguishes two events of one second;
    `reported_at` is its instant (UTC), None if it is not one.
    """

    event: str
    property_id: str | None = None
    reservation_id: str | None = None
    sub_reservation_id: str | None = None
    room_id: str | None = None
    previous_room_id: str | None = None
    guest_id: str | None = None
    room_block_id: str | None = None
    timestamp_text: str = ""
    reported_at: datetime | None = None


def parse_event(body: bytes, content_type: str | None = None) -> CloudbedsEvent:
    """The first event in a body. Raises `WebhookRejectedError` if it has none. Verify the sender before."""
    return parse_events(body, content_type)[0]


def parse_events(body: bytes, content_type: str | None = None) -> tuple[CloudbedsEvent, ...]:
    """The events in a body, at least one. Cloudbeds sends one at a time; a list is read too.

    JSON, or a form (in some of the documentation, never seen live). Verify the sender before. Raises
    `WebhookRejectedError` for anything else.
    """
    if len(body) > MAX_BODY_BYTES:
        raise WebhookRejectedError("The body is too large.", next_action="Do not forward other requests.", status=413)
    rows = _rows(body, content_type)
    events = tuple(_event(row) for row in rows[:_MAX_EVENTS] if isinstance(row, Mapping))
    if not events or len(rows) > _MAX_EVENTS or not all(event.event for event in events):
        del body, rows  # an unverified body must not be in a traceback that shows local variables
        raise _unreadable()
    return events


def hints(event: CloudbedsEvent) -> Sequence[Hint]:
    """The hint of an event: always one.

    Where only a sub-reservation is named, the reservation's id is its beginning (``31415926-2``): a wrong guess costs
    one call.
    """
    kind, _, _ = event.event.partition("/")
    entity = _ENTITIES.get(kind, Entity.OTHER)
    reservation_id = event.reservation_id or _reservation_of(event.sub_reservation_id)
    if entity is Entity.GUEST and reservation_id:
        entity = Entity.STAY
    return (
        Hint(
            event=event.event,
            entity=entity,
            pms_property_id=event.property_id,
            reservation_id=reservation_id,
            segment_id=event.sub_reservation_id,
            room_id=event.room_id,
            reported_at=event.reported_at,
            key_text=event.timestamp_text,
        ),
    )


def _rows(body: bytes, content_type: str | None) -> Sequence[Any]:
    failed = False
    parsed: Any = None
    text: str | None = None
    try:
        # a note in another encoding must not cost the ids beside it; what is replaced is never taken for an id
        text = body.decode("utf-8-sig", errors="replace").strip()
        is_form = (content_type or "").lower().startswith("application/x-www-form-urlencoded")
        if is_form or not text.startswith(("{", "[")):
            return [dict(parse_qsl(text, max_num_fields=100))]
        # numbers stay text: a float would lose digits of a timestamp
        parsed = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):  # bad JSON is a ValueError
        failed = True
    if failed or not isinstance(parsed, dict | list):
        text = None
        del body, parsed
        raise _unreadable()
    return parsed if isinstance(parsed, list) else [parsed]


def _event(row: Mapping[Any, Any]) -> CloudbedsEvent:
    fields: dict[str, str] = {}
    for key, value in row.items():
        text = _text(value)
        if text:
            fields.setdefault(str(key).lower().replace("_", ""), text)

    def first(*names: str) -> str | None:
        # the "_str" twin first: it is exact where the number may have been rounded
        return next((fields[name] for name in (*(f"{name}str" for name in names), *names) if name in fields), None)

    name = fields.get("event") or "/".join(filter(None, (fields.get("object"), fields.get("action"))))
    timestamp = fields.get("timestamp", "")
    return CloudbedsEvent(
        event=name,
        property_id=first("propertyid"),
        reservation_id=first("reservationid"),
        sub_reservation_id=first("subreservationid"),
        room_id=first("roomid"),
        previous_room_id=first("roomidprev", "oldroomid"),
        guest_id=first("guestid"),
        room_block_id=first("roomblockid"),
        timestamp_text=timestamp,
        reported_at=_instant(timestamp),
    )


def _text(value: Any) -> str | None:
    """A short printable text, such as an id, a name or a timestamp; None for anything else."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    is_readable = text.isprintable() and _REPLACED not in text
    return text if 0 < len(text) <= _MAX_TEXT and is_readable and text != "-" else None


def _instant(text: str) -> datetime | None:
    """UNIX seconds as an instant; None for another text, or outside of this century."""
    if not _SECONDS.fullmatch(text):
        return None
    instant = _EPOCH + timedelta(microseconds=int(Decimal(text).scaleb(6)))
    return instant if 2000 <= instant.year < 2100 else None


def _reservation_of(sub_reservation_id: str | None) -> str | None:
    match = _SUB_RESERVATION.fullmatch(sub_reservation_id or "")
    return match["reservation"] if match else sub_reservation_id


def _unreadable() -> WebhookRejectedError:
    return WebhookRejectedError(
        "The body is no event of Cloudbeds.",
        next_action="No action is needed: the next sync finds what has changed.",
        status=404,
    )
