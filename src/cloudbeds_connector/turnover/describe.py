"""Decides how a decision is said in plain English, with the hotel's own times. No guest is named, ever."""

from __future__ import annotations

from datetime import datetime

from ..pms.model import Property
from ..pms.tasks import TurnoverTask
from . import flags
from .policy import TurnoverPolicy


def local_time(hotel: Property, instant: datetime) -> str:
    """An instant on the hotel's clock, ``14:45 on 2026-11-23``: sentences are kept, and "tomorrow" would go stale."""
    local = instant.astimezone(hotel.zone)
    return f"{local:%H:%M} on {local.date().isoformat()}"


def due_sentence(task: TurnoverTask, *, hotel: Property, policy: TurnoverPolicy) -> str:
    """Why the task is due when it is."""
    due = local_time(hotel, task.due_by)
    if flags.OUT_OF_ORDER in task.flags and task.held_from is not None:
        return "Its time is set when the room is free again."
    if {flags.GUEST_WAITING, flags.RUSH} & set(task.flags):
        return f"Due {due}, as soon as it can be done: a guest waits for the room."
    if task.needed_by is None:
        return f"Due {due}, the hotel's target for the day: nobody is known to arrive."
    needed = local_time(hotel, task.needed_by)
    wanted = task.needed_by.astimezone(hotel.zone).date()
    if task.next_arrival_date is None or wanted < task.next_arrival_date:
        return f"Due {due}: guests of this room type who have no room yet need one by {needed}."
    if task.at_risk:
        return f"Due {due}: the room is needed by {needed}, which is at risk."
    if task.due_by < task.needed_by - policy.buffer:
        return f"Due {due}, the hotel's target for the day; the room is needed by {needed}."
    return f"Due {due}: the room is needed by {needed}."


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
