"""Decides how a decision is said in plain English, with the hotel's own times. No guest is named, ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..pms.model import Property
from ..pms.tasks import TurnoverTask
from . import flags
from .policy import TurnoverPolicy


def local_time(hotel: Property, instant: datetime) -> str:
    """An instant on the hotel's clock, ``14:45 on 2026-11-23``: sentences are kept, and "tomorrow" would go stale."""
    return _clock(instant, hotel.zone)


# a hotel's tasks are due at the same few times
@lru_cache(maxsize=4096)
def _clock(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local:%H:%M} on {local.date().isoformat()}"


@dataclass(frozen=True, slots=True)
class Due:
    """What the sentence about a due time rests on. `held`: the task is on hold, whatever else is said."""

    due_by: datetime
    needed_by: datetime | None
    at_risk: bool
    next_arrival_date: date | None
    flags: tuple[str, ...]
    held: bool

    @classmethod
    def of(cls, task: TurnoverTask) -> Due:
        """As the task has it."""
        return cls(held=task.held_from is not None, **{name: getattr(task, name) for name in DUE_FIELDS})


#: The fields of a task that `Due` takes as they are.
DUE_FIELDS = ("due_by", "needed_by", "at_risk", "next_arrival_date", "flags")


def due_sentence(due: Due, *, hotel: Property, policy: TurnoverPolicy) -> str:
    """Why the task is due when it is."""
    clock = local_time(hotel, due.due_by)
    if flags.OUT_OF_ORDER in due.flags and due.held:
        return "Its time is set when the room is free again."
    if {flags.GUEST_WAITING, flags.RUSH} & set(due.flags):
        return f"Due {clock}, as soon as it can be done: a guest waits for the room."
    if due.needed_by is None:
        return f"Due {clock}, the hotel's target for the day: nobody is known to arrive."
    needed = local_time(hotel, due.needed_by)
    wanted = due.needed_by.astimezone(hotel.zone).date()
    if due.next_arrival_date is None or wanted < due.next_arrival_date:
        return f"Due {clock}: guests of this room type who have no room yet need one by {needed}."
    if due.at_risk:
        return f"Due {clock}: the room is needed by {needed}, which is at risk."
    if due.due_by < due.needed_by - policy.buffer:
        return f"Due {clock}, the hotel's target for the day; the room is needed by {needed}."
    return f"Due {clock}: the room is needed by {needed}."


def changes(before: TurnoverTask, after: TurnoverTask) -> tuple[str, str]:
    """The row and the sentence for a change that no rule explained: what else there is to do with the room changed."""
    for changed, row, sentence in _changes(before, after):
        if changed:
            return row, sentence
    return "T47", "The facts that the schedule rests on changed."


def _changes(before: TurnoverTask, after: TurnoverTask) -> tuple[tuple[bool, str, str], ...]:
    new_flags = set(after.flags) - set(before.flags)
    lost_flags = set(before.flags) - set(after.flags)
    same_guest = before.next_segment_id == after.next_segment_id
    return (
        (flags.UNMAPPED in lost_flags, "T116", "The room is mapped to a room of yours now."),
        (before.host_room_id != after.host_room_id, "T116", "The room is mapped to another room of yours now."),
        (before.room_number != after.room_number, "T117", "The room has another name now."),
        (not same_guest and before.next_segment_id is None, "T50", "Somebody is booked on the room now."),
        (
            not same_guest and after.next_segment_id is None,
            "T48",
            "The next guest does not come to this room any more.",
        ),
        (not same_guest, "T51", "Another guest comes to this room next."),
        (before.next_arrival_date != after.next_arrival_date, "T53", "The next guest arrives on another day."),
        (before.next_arrival_eta != after.next_arrival_eta, "T52", "The next guest arrives at another time."),
        (flags.DETACHED in new_flags, "T63", "The booking was deleted; the room is as it is."),
        (flags.EARLY_CHECK_IN in new_flags | lost_flags, "T35", "An early check-in was granted or taken back."),
        (flags.VIP in new_flags | lost_flags, "T39", "The next guest's standing changed."),
        (flags.OVERDUE in new_flags, "T137", "The task passed its due time, which does not move by itself."),
        (flags.CARRIED_OVER in new_flags, "T137", "The task was carried over to another hotel day."),
        (flags.LONG_STAY in new_flags, "T142", "So long a stay takes more work."),
        (before.clean_minutes != after.clean_minutes, "T43", "The work is planned to take another time."),
        # people set the flag, so what was known before has it already
        (flags.RUSH in after.flags and before.due_by != after.due_by, "T36", "The room is wanted at once."),
        (
            before.priority != after.priority and before.basis == after.basis,
            "T137",
            "Time went by, so it is more urgent.",
        ),
        (before.needed_by != after.needed_by, "T40", "The room is needed at another time."),
        (before.at_risk != after.at_risk or before.breached != after.breached, "T37", "Time is running out."),
        (before.basis[:10] != after.basis[:10], "T47", "The hotel's day changed."),
    )
