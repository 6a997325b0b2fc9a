"""Sentences about due times, with the hotel's own times, and the reasons of changes that no rule made."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..pms.model import Property
from ..pms.tasks import TurnoverTask
from . import flags
from .policy import TurnoverPolicy
from .reasons import Reason, ReasonCode


def local_time(hotel: Property, instant: datetime) -> str:
    """An instant on the hotel's clock, ``14:45 on 2026-11-23``: sentences are stored, so "tomorrow" would get old."""
    return _clock(instant, hotel.zone)


# a hotel's tasks are due at the same few times
@lru_cache(maxsize=4096)
def _clock(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%H:%M} on {local.date().isoformat()}"


def due_sentence(task: TurnoverTask, *, hotel: Property, policy: TurnoverPolicy) -> str:
    """Why the task is due when it is."""
    due = f"Due {local_time(hotel, task.due_by)}"
    if "due_by" in task.edited:
        return f"{due}: a person set the time."
    if flags.OUT_OF_ORDER in task.flags and task.held_from is not None:
        return "The due time is set when the room is free again."
    if {flags.GUEST_WAITING, flags.RUSH} & set(task.flags):
        return f"{due}, as soon as it can be done: a guest waits for the room."
    if task.needed_by is None:
        return f"{due}, the hotel's target for the day: nobody is known to arrive."
    needed = local_time(hotel, task.needed_by)
    needed_on = task.needed_by.astimezone(hotel.zone).date()
    if task.next_arrival_date is None or needed_on < task.next_arrival_date:
        return f"{due}: guests of this room type who have no room yet need one by {needed}."
    if task.at_risk:
        return f"{due}: the room is needed by {needed}, which is at risk."
    if task.due_by < task.needed_by - policy.buffer:
        return f"{due}, the hotel's target for the day; the room is needed by {needed}."
    return f"{due}: the room is needed by {needed}."


def reason_of_change(before: TurnoverTask, after: TurnoverTask) -> Reason:
    """The reason of a change that no rule made: something else about the room or its next guest changed."""
    new_flags = set(after.flags) - set(before.flags)
    changed_flags = set(after.flags) ^ set(before.flags)
    changed = {name for name in _COMPARED if getattr(before, name) != getattr(after, name)}
    guest = "next_segment_id" in changed
    found = (
        (ReasonCode.ROOM_MAPPED, flags.UNMAPPED in changed_flags - new_flags),
        (ReasonCode.HOST_ROOM_CHANGED, "host_room_id" in changed),
        (ReasonCode.ROOM_RENAMED, "room_number" in changed),
        (ReasonCode.NEXT_GUEST_BOOKED, guest and before.next_segment_id is None),
        (ReasonCode.NEXT_GUEST_GONE, guest and after.next_segment_id is None),
        (ReasonCode.NEXT_GUEST_CHANGED, guest),
        (ReasonCode.ARRIVAL_DAY_CHANGED, "next_arrival_date" in changed),
        (ReasonCode.ARRIVAL_TIME_CHANGED, "next_arrival_eta" in changed),
        (ReasonCode.BOOKING_DELETED, flags.DETACHED in new_flags),
        (ReasonCode.EARLY_CHECK_IN, flags.EARLY_CHECK_IN in changed_flags),
        (ReasonCode.VIP_CHANGED, flags.VIP in changed_flags),
        (ReasonCode.PAST_DUE, flags.OVERDUE in new_flags),
        (ReasonCode.CARRIED_OVER, flags.CARRIED_OVER in new_flags),
        (ReasonCode.LONG_STAY, flags.LONG_STAY in new_flags),
        (ReasonCode.MINUTES_CHANGED, "clean_minutes" in changed),
        # people set the flag, so the task before the change has it already
        (ReasonCode.RUSH, flags.RUSH in after.flags and "due_by" in changed),
        (ReasonCode.MORE_URGENT, "priority" in changed and "basis" not in changed),
        (ReasonCode.NEEDED_BY_CHANGED, "needed_by" in changed),
        (ReasonCode.AT_RISK, bool(changed & {"at_risk", "breached"})),
        (ReasonCode.DAY_CHANGED, _basis_day(before) != _basis_day(after)),
    )
    return next((code for code, applies in found if applies), ReasonCode.SCHEDULE_FACTS_CHANGED)()


_COMPARED = (
    *("host_room_id", "room_number", "next_segment_id", "next_arrival_date", "next_arrival_eta", "clean_minutes"),
    *("due_by", "priority", "basis", "needed_by", "at_risk", "breached"),
)


def _basis_day(task: TurnoverTask) -> str:
    return task.basis.partition("/")[0]
