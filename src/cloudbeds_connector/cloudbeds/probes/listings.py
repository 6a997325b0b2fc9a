"""Decides whether totals can be believed, and of which day the front desk's status is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from ...pms.probing import Finding
from ..operations.housekeeping import list_statuses
from ..operations.reservation_filters import RateDetailsFilter
from ..operations.reservations import list_with_rate_details
from ..operations.rooms import list_rooms
from .subject import Subject, still_open, sure

#: A page that is smaller than a hotel, so that the rows of a page and all rows are told apart.
_FEW = 2
#: The night audit can be set to any half hour until then (Cloudbeds' changelog, December 2024).
_LATEST_AUDIT = time(6, 30)


def totals(subject: Subject) -> Sequence[Finding]:
    """Read every row, and compare."""
    client = subject.client
    rooms = len(list(client.rows(list_rooms())))
    if rooms <= _FEW:
        return [still_open("totals", f"The property has {rooms} rooms: too few to tell by.")]
    few = {"pageNumber": "1", "pageSize": str(_FEW)}
    of_rooms = client.call("getRooms", few, scope="propertyIDs").get("total")
    statuses = len(list(client.rows(list_statuses())))
    of_statuses = client.call("getHousekeepingStatus", few).get("total")
    said = (
        f"getRooms gives total {of_rooms} for {rooms} rooms of one property; "
        f"getHousekeepingStatus gives total {of_statuses} for {statuses} rows."
    )
    right = str(of_rooms) in ("1", str(rooms)) and str(of_statuses) == str(statuses)
    return [sure("totals", "yes" if right else "no", said)]


def frontdesk_day(subject: Subject) -> Sequence[Finding]:
    """Look at rooms whose guests leave on the calendar's day: before the night audit they may count as staying."""
    key, client = "frontdesk_day", subject.client
    local = subject.clock.now().astimezone(client.zone)
    if client.zone is None or not time(0) <= local.time() < _LATEST_AUDIT:
        return [still_open(key, "Ask between midnight and the night audit, in the property's time (02:00 by default).")]
    leaving = _leaving(subject, local.date())
    if not leaving:
        return [still_open(key, "Nobody who has stayed for more than a night leaves today.")]
    status = {row.room_id: (row.frontdesk_status or "").lower() for row in client.rows(list_statuses())}
    said = [status[room_id] for room_id in leaving if room_id in status]
    if said and all(word == "stayover" for word in said):
        return [sure(key, "the business day", f"{len(said)} rooms that are left today by the calendar are stayovers.")]
    return [
        still_open(key, "It follows the calendar, or the night audit is over already: ask again sooner after midnight.")
    ]


def _leaving(subject: Subject, today: date) -> list[str]:
    """Rooms whose guests are in house, leave today, and were there the night before last."""
    criteria = RateDetailsFilter(check_out_from=today, check_out_to=today)
    rows = subject.client.rows(list_with_rate_details(criteria, zone=subject.client.zone))
    return [
        room.room_id
        for row in rows
        for room in row.rooms
        if room.room_id is not None
        and (room.room_status or "").lower() == "in_house"
        and (room.room_check_out or room.end_date) == today
        and (room.room_check_in or room.start_date or today) < today - timedelta(days=1)
    ]
