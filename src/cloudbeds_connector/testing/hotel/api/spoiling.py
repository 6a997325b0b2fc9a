"""Spoiling rows of an answer that is encoded already, so that every listing can have spoilt rows.

A row is an object with an id, anywhere in the answer: a reservation, a room of one, a room, a block, a guest. The
outermost object with an id is spoilt, and not those inside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..spoilage import ROOMS, TEXTS, Spoilage, Spoilt
from .call import Shown, ShownStay
from .exchange import Reply

# the first of these that an object has is its id
_ID_FIELDS = (
    "reservationID", "roomBlockID", "subReservationID", "roomID", "roomId", "roomTypeID", "guestID", "userID", "id",
    "propertyID",
)  # fmt: skip
_ROOM_LISTS = ("rooms", "assigned", "unassigned")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TEXT = re.compile(r"(?i)(name|comments|description|reason|notes?|text|city|country|source|origin)$")
_DAYS = {
    Spoilage.NO_SUCH_DAY: "2026-02-30",
    Spoilage.EMPTY_PHP_DAY: "-0001-11-30",
    Spoilage.ZERO_DAY: "0000-00-00",
}
# of the private use area: becomes a byte that is no UTF-8
_MARK = "\ue0ff"
_ROWS: dict[Spoilage, Any] = {Spoilage.NULL_ROW: None, Spoilage.TEXT_ROW: "n/a", Spoilage.LIST_ROW: []}
_IDS = {Spoilage.NULL_ID: None, Spoilage.EMPTY_ID: ""}

#: The spoilage of a row by its id, or None.
Chosen = Callable[[str], Spoilt | None]


def spoil_reply(reply: Reply, chosen: Chosen) -> Reply:
    """The reply with the chosen rows spoilt. It no longer shows what cannot be read in it."""
    spoilt: dict[str, Spoilt] = {}
    body = spoil_body(reply.body, chosen, spoilt)
    shown = [one for one in reply.shown if not _hidden(one, spoilt)]
    return replace(reply, body=body, shown=shown) if spoilt else reply


def spoil_body(body: bytes, chosen: Chosen, spoilt: dict[str, Spoilt] | None = None) -> bytes:
    """A JSON body with the chosen rows spoilt, which are added to `spoilt`."""
    done: dict[str, Spoilt] = {} if spoilt is None else spoilt
    value = json.loads(body)
    rows = {key: _walked(one, chosen, done) for key, one in value.items()}
    return json.dumps(rows).encode().replace(b"\\ue0ff", b"\xff") if done else body


def _walked(value: Any, chosen: Chosen, done: dict[str, Spoilt]) -> Any:
    if isinstance(value, list):
        return [_walked(one, chosen, done) for one in value]
    if not isinstance(value, dict):
        return value
    id_field = next((name for name in _ID_FIELDS if value.get(name)), None)
    spoilage = None if id_field is None else chosen(str(value[id_field]))
    if id_field is None or spoilage is None:
        return {key: _walked(one, chosen, done) for key, one in value.items()}
    spoilt = _spoilt(value, id_field, spoilage)
    if spoilt != value:  # a row without rooms or days has none to spoil
        done[str(value[id_field])] = spoilage
    return spoilt


def _spoilt(row: dict[str, Any], id_field: str, spoilage: Spoilt) -> Any:
    kind = spoilage.kind
    if kind in _ROWS:
        return _ROWS[kind]
    if kind is Spoilage.ONLY_THE_ID:
        return {id_field: row[id_field]}
    if kind is Spoilage.NO_ID:
        return {name: value for name, value in row.items() if name != id_field}
    if kind in _IDS or kind is Spoilage.ID_AS_LIST:
        return row | {id_field: _IDS.get(kind, [row[id_field]])}
    if kind in ROOMS or kind is Spoilage.ROOMS_AS_TEXT:
        return _with_spoilt_rooms(row, kind)
    named = spoilage.fields or _default_fields(row, id_field, kind)
    return {name: _value(name, value, kind, named) for name, value in row.items()}


def _with_spoilt_rooms(row: dict[str, Any], kind: Spoilage) -> dict[str, Any]:
    """The row with its first room spoilt; unchanged if it has no rooms."""
    name = next((name for name in _ROOM_LISTS if row.get(name)), None)
    if name is None:
        return row
    if kind is Spoilage.ROOMS_AS_TEXT:
        return row | {name: "n/a"}
    first, rooms = None if kind is Spoilage.NULL_ROOM else "n/a", row[name]
    if isinstance(rooms, Mapping):
        return row | {name: dict(rooms) | {next(iter(rooms)): first}}
    return row | {name: [first, *rooms[1:]]}


def _default_fields(row: Mapping[str, Any], id_field: str, kind: Spoilage) -> frozenset[str]:
    """The fields to spoil if none are named: those with days or texts, also inside the row, or all but the id."""
    if kind in _DAYS:
        return frozenset(name for name, value in _leaves(row) if isinstance(value, str) and _DAY.match(value))
    if kind in TEXTS:
        return frozenset(name for name, value in _leaves(row) if isinstance(value, str) and _TEXT.search(name))
    return frozenset(row) - {id_field}


def _leaves(value: Mapping[str, Any]) -> Sequence[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, one in value.items():
        inner = one if isinstance(one, list) else [one]
        objects = [each for each in inner if isinstance(each, Mapping)]
        found += [leaf for each in objects for leaf in _leaves(each)] or [(name, one)]
    return found


def _value(name: str, value: Any, kind: Spoilage, named: frozenset[str]) -> Any:
    if name in named:
        return _replaced(value, kind)
    if isinstance(value, Mapping):
        return {inner: _value(inner, one, kind, named) for inner, one in value.items()}
    if isinstance(value, list):
        return [_value("", one, kind, named) if isinstance(one, Mapping) else one for one in value]
    return value


def _replaced(value: Any, kind: Spoilage) -> Any:
    if kind in _DAYS:
        return _DAYS[kind] + str(value or "")[len("2026-11-23") :]
    if kind is Spoilage.HALF_EMOJI:
        return f"{value or ''}\ud83d"
    if kind is Spoilage.BROKEN_BYTE:
        return f"{value or ''}{_MARK}"
    if kind is Spoilage.NULL_VALUES:
        return None
    if isinstance(value, bool) or value is None:
        return {"value": value}
    if isinstance(value, str):
        return [value]
    return "n/a"


def _hidden(shown: Shown, spoilt: Mapping[str, Spoilt]) -> bool:
    """Whether no client can read this from the answer. What is only partly unreadable may still be understood."""
    if not isinstance(shown, ShownStay):
        return _unreadable(spoilt.get(shown.room_id))
    reservation_id = re.sub(r"-\d+$", "", shown.segment_id)
    of_booking, of_room = spoilt.get(reservation_id), spoilt.get(shown.segment_id)
    if of_booking is not None and of_booking.kind in ROOMS:
        return shown.segment_id == reservation_id
    return _unreadable(of_booking) or _unreadable(of_room)


def _unreadable(spoilage: Spoilt | None) -> bool:
    return spoilage is not None and spoilage.kind not in TEXTS and not spoilage.fields
