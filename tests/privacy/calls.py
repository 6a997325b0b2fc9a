"""Every call that the clients offer, with canaries wherever a caller may say something."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, get_args, get_type_hints

from cloudbeds_connector.cloudbeds.groups.client_groups import ClientGroups, Operations
from cloudbeds_connector.cloudbeds.groups.room_blocks import CourtesyHold
from cloudbeds_connector.testing import SimulatedHotel

from . import canaries as c

Call = Callable[[Any], Any]
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

#: The value of a parameter of this name, for any method.
SAID: dict[str, Any] = {
    "first_name": c.FIRST,
    "last_name": c.LAST,
    "email": c.EMAIL,
    "phone": c.PHONE,
    "cell_phone": c.PHONE,
    "url": c.HOOK_URL,
    "retry_url": c.HOOK_URL,
    "hold": CourtesyHold(first_name=c.FIRST, last_name=c.LAST, email=c.EMAIL, phone=c.PHONE, hours=2),
    "auth_header": ("X-Relay", c.SECRETS["auth header value"]),
    "room_name": "101",  # not a guest's
    "room_type_name_short": "DQ",
    "condition": "clean",
    "object": "reservation",
    "action": "created",
    "object_type": "reservation",
    "system": "gov",
    "result": "warning",
    "statuses": ("confirmed",),
    "sort": None,
    "order": None,
    "sort_by": None,
    "dates_of": None,
    "excluded_statuses": (),
    "max_guests": None,
    "start": TODAY + timedelta(days=40),
    "end": TODAY + timedelta(days=42),
    "day": TODAY,
    "kind": "courtesy_hold",
    "filters": None,
    "entity_type": "reservation",
}
#: What brings more of a guest along.
TELLING = {"details", "relations", "roles", "detailed_rates", "main_guests_only", "guest_id"}
#: The same for one method.
SAID_OF: dict[tuple[str, str], Any] = {
    ("app.report_error", "event_type"): "sync",
    ("app.set_state", "state"): "enabled",
    ("guests.get", "reservation_id"): None,
    ("guests.by_status", "status"): "in_house",
    ("integration_events.create", "status"): "open",
    ("integration_events.set_status", "status"): "completed",
    ("reservations.list", "status"): "confirmed",
    ("hotels.custom_fields", "custom_field_id"): None,
    ("room_blocks.list", "start"): TODAY,
    ("room_blocks.list", "end"): TODAY + timedelta(days=30),
    ("room_types.list", "name"): "Deluxe Queen",
    ("webhooks.unsubscribe", "subscription_id"): "docanary",
}


def methods() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method of every group, such as ``rooms.list``."""
    for name, value in vars(ClientGroups).items():
        if isinstance(value, cached_property):
            group = type(getattr(Operations(), name))
            for method in vars(group):
                if not method.startswith("_"):
                    yield f"{name}.{method}", getattr(group, method)


def calls(hotel: SimulatedHotel) -> dict[str, Call]:
    """A call of every method: what it needs, and everything that it takes in a second one (``rooms.list, in full``)."""
    ids = ids_of(hotel)
    made: dict[str, Call] = {}
    for name, function in methods():
        for full in (False, True):
            given = dict(_arguments(name, function, ids, full=full))
            made[f"{name}, in full" if full else name] = _call(name, given)
    made["call"] = lambda client: client.call("getGuestList", {"guestLastName": c.SEARCH})
    return made


def _call(name: str, given: dict[str, Any]) -> Call:
    group, method = name.split(".")
    return lambda client: getattr(getattr(client, group), method)(**given)


def _arguments(
    name: str, function: Callable[..., Any], ids: dict[str, str], *, full: bool
) -> Iterator[tuple[str, Any]]:
    for parameter in _parameters(function):
        needed = parameter.default is inspect.Parameter.empty or (name, parameter.name) in SAID_OF
        if full or needed or parameter.name.startswith("include_") or parameter.name in TELLING:
            yield parameter.name, _value(name, parameter, ids)


def _parameters(function: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    """The parameters of a method, and each of its filters as one of them."""
    *parameters, last = list(inspect.signature(function).parameters.values())
    if last.kind is not inspect.Parameter.VAR_KEYWORD:
        yield from [*parameters, last][1:]
        return
    yield from parameters[1:]
    (filters,) = get_args(inspect.signature(function, eval_str=True).parameters[last.name].annotation)
    for key, kind in get_type_hints(filters).items():
        written = kind.__name__ if isinstance(kind, type) else re.sub(r"\w+\.", "", str(kind))
        yield inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=written)


def _value(name: str, parameter: inspect.Parameter, ids: dict[str, str]) -> Any:
    key, kind = parameter.name, str(parameter.annotation)
    if (name, key) in SAID_OF:
        return SAID_OF[name, key]
    if name == "rooms.check_in" and f"arriving_{key}" in ids:
        return ids[f"arriving_{key}"]
    if key in SAID:
        return SAID[key]
    if key in ids:
        return ids[key]
    if key.endswith("_ids"):
        return (ids[key[:-1]],)
    if kind.startswith("Mapping"):
        return {ids["room_id"]: ids["room_type_id"]}
    plain = {"datetime": NOON, "date": TODAY, "bool": True, "int": 2, "Decimal": Decimal(2)}
    return plain.get(kind.split(" | ")[0], c.NOTE if "text" in key or "note" in key or "reason" in key else c.SEARCH)


def ids_of(hotel: SimulatedHotel) -> dict[str, str]:
    """Ids that the hotel knows, by the names of parameters."""
    guest, arriving = hotel.in_house()[0], next(each for each in hotel.arrivals() if each.room_id)
    reservation = hotel.reservation(guest.reservation_id)
    room = hotel.room(str(guest.room_id))
    return {
        "property_id": hotel.property_id,
        "reservation_id": reservation.id,
        "sub_reservation_id": guest.id,
        "reservation_room_id": guest.reservation_room_id,
        "arriving_reservation_id": arriving.reservation_id,
        "arriving_sub_reservation_id": arriving.id,
        "arriving_room_id": hotel.rooms()[4].id,
        "guest_id": guest.guest_id,
        "room_id": room.id,
        "old_room_id": room.id,
        "new_room_id": hotel.rooms()[2].id,
        "room_type_id": room.room_type_id,
        "room_block_id": hotel.blocks()[0].id,
        "housekeeper_id": hotel.housekeepers()[0].id,
        "user_id": hotel.users()[0].id,
        "note_id": reservation.notes[0].id,
        "event_id": hotel.integration_events()[0].id,
        "entity_id": reservation.id,
        "object_id": reservation.id,
        "custom_field_id": hotel.custom_field_id("Wishes"),
    }
