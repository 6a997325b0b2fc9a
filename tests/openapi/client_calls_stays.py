"""Calls of the client about stays and guests; see `client_calls`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

Call = Callable[[Any], Any]

START, END = date(2026, 11, 23), date(2026, 11, 30)
FROM, TO = datetime(2026, 11, 23, 8, 30, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
CHANGED = {"changed_from": FROM, "changed_to": TO}
MODIFIED = {"booked_from": FROM, "booked_to": TO, "modified_from": FROM, "modified_to": TO}
ARRIVES, LEAVES = {"check_in_from": START, "check_in_to": END}, {"check_out_from": START, "check_out_to": END}
INCLUDING = {"include_guests": True, "include_guest_requirements": True, "include_custom_fields": True}

CALLS: dict[str, list[Call]] = {
    "guests.by_status": [
        lambda client: client.guests.by_status("in_house"),
        lambda client: client.guests.by_status("canceled", **CHANGED),
    ],
    "guests.get": [
        lambda client: client.guests.get("156476724", include_guest_requirements=True),
        lambda client: client.guests.get(reservation_id="3YM6AW9QV"),
    ],
    "guests.list": [
        lambda client: client.guests.list(),
        lambda client: client.guests.list(
            **CHANGED,
            **ARRIVES,
            **LEAVES,
            first_name="Ana",
            last_name="Li",
            email="ana@example.com",
            phone="555",
            cell_phone="556",
            statuses=["checked_in"],
            sort_by="creation",
            details=True,
            main_guests_only=True,
            include_guest_requirements=True,
        ),
    ],
    "guests.modified": [
        lambda client: client.guests.modified(),
        lambda client: client.guests.modified(
            in_house=True, **CHANGED, **ARRIVES, **LEAVES, include_guest_requirements=True
        ),
    ],
    "reservation_notes.add": [
        lambda client: client.reservation_notes.add("3YM6AW9QV", text="Quiet room"),
        lambda client: client.reservation_notes.add("3YM6AW9QV", text="Quiet room", user_id="9", created_at=FROM),
    ],
    "reservation_notes.change": [
        lambda client: client.reservation_notes.change("3YM6AW9QV", note_id="5", text="Noisy room")
    ],
    "reservation_notes.delete": [lambda client: client.reservation_notes.delete("3YM6AW9QV", note_id="5")],
    "reservation_notes.list": [lambda client: client.reservation_notes.list("3YM6AW9QV")],
    "reservations.assignments": [
        lambda client: client.reservations.assignments(),
        lambda client: client.reservations.assignments(START),
    ],
    "reservations.get": [
        lambda client: client.reservations.get("3YM6AW9QV", include_guest_requirements=True),
    ],
    "reservations.list": [
        lambda client: client.reservations.list(),
        lambda client: client.reservations.list(
            status="checked_in",
            **MODIFIED,
            **ARRIVES,
            **LEAVES,
            **INCLUDING,
            dates_of="rooms",
            room_id="601917-0",
            room_name="101",
            room_type_id="601917",
            guest_id="156476724",
            first_name="Ana",
            last_name="Li",
            source_id="s-1-1",
            source_reservation_id="BDC-1",
            rate_plan_id="3",
            allotment_block_code="A1",
            group_code="G1",
            newest_first=True,
        ),
    ],
    "reservations.with_rate_details": [
        lambda client: client.reservations.with_rate_details(),
        lambda client: client.reservations.with_rate_details(
            reservation_ids=["3YM6AW9QV", "EFZQ06YPN"],
            **MODIFIED,
            **LEAVES,
            **INCLUDING,
            excluded_statuses=["canceled", "no_show"],
            guest_id="156476724",
            include_deleted=True,
            newest_first=True,
        ),
    ],
    "rooms.assign": [
        lambda client: client.rooms.assign("3YM6AW9QV", new_room_id=None, reservation_room_id="9"),
        lambda client: client.rooms.assign(
            "3YM6AW9QV",
            new_room_id="601917-1",
            room_type_id="601917",
            sub_reservation_id="3YM6AW9QV-2",
            old_room_id="601917-0",
            reservation_room_id="9",
            adjust_price=True,
        ),
    ],
    "rooms.check_in": [
        lambda client: client.rooms.check_in("3YM6AW9QV", sub_reservation_id="3YM6AW9QV-2", room_id="601917-0"),
    ],
    "rooms.check_out": [
        lambda client: client.rooms.check_out("3YM6AW9QV"),
        lambda client: client.rooms.check_out("3YM6AW9QV", sub_reservation_id="3YM6AW9QV-2", room_id="601917-0"),
    ],
    "rooms.list": [
        lambda client: client.rooms.list(),
        lambda client: client.rooms.list(
            relations=True, room_type_ids=["601917"], room_type_name_short="DQ", free_from=START, free_to=END
        ),
    ],
    "rooms.stay": [lambda client: client.rooms.stay("3YM6AW9QV-2")],
    "rooms.unassigned": [lambda client: client.rooms.unassigned()],
}
