"""Decides what happens when a guest is in a room whose turnover is not done (T13, T65, T66, T126, T127, T131, T133).

The task is kept: cancelling would lose it exactly when the room is dirty and sold.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...pms.facts import Cause
from ...pms.model import Condition, Segment
from ...pms.tasks import Alert, TaskKind, TaskState, TurnoverTask
from .. import flags
from ..identity import dirty_origin, segment_of
from ..tasks.holds import not_started
from ..tasks.unit_work import Draft, UnitWork, answered
from .observations import left_for_later
from .presence import extends
from .vacates import NEXT_GUEST_IN

_LIGHT = frozenset({TaskKind.CHECK, TaskKind.REFRESH})


def apply_guest_in_room(work: UnitWork) -> None:
    """Mark, cancel or make a task on account of who is in the room."""
    guests = work.guests
    draft = work.live
    if not guests:
        if draft is not None:
            _nobody_waits(draft)
        return
    if draft is None and (dirty_since := _dirty_before(work, guests[0])) is not None:
        draft = work.create(
            origin=dirty_origin(work.index.day_of(dirty_since)),
            kind=work.departure_kind,
            cause=Cause.VACANT_DIRTY,
            row="T127",
            reason="The guest was checked in to a room that a look had just seen dirty.",
        )
    if draft is not None and flags.CHECK_OUT_REVERTED not in draft.task.flags:
        _occupied(work, draft, guests)
    if work.live is None:
        _inspections_overtaken(work, guests)


def cancel_released_light_work(work: UnitWork) -> None:
    """T65, for light work that goes on from a hold while a guest is in the room."""
    draft = work.live
    if (
        draft is not None
        and work.guests
        and _is_of_no_use(draft.task)
        and flags.CHECK_OUT_REVERTED not in draft.task.flags
    ):
        _end_light_work(draft)


def _is_of_no_use(task: TurnoverTask) -> bool:
    return task.kind in _LIGHT and task.state is TaskState.OPEN


def _end_light_work(draft: Draft) -> None:
    cancelled = replace(draft.task, state=TaskState.CANCELLED)
    draft.become(cancelled, row="T65", reason=f"next_guest_in: a {draft.task.kind.value} is of no use any more.")


def _occupied(work: UnitWork, draft: Draft, guests: tuple[Segment, ...]) -> None:
    task = draft.task
    if not_started(task) and _extended(work, task, guests):
        cancelled = replace(task, state=TaskState.CANCELLED, held_from=None)
        draft.become(cancelled, row="T13", reason="same_guest_extension: the same guest stays on in the room.")
        return
    if _is_of_no_use(task):
        _end_light_work(draft)
        return
    if flags.SKIP in task.flags:
        return  # housekeeping found the room empty (T20)
    if flags.OCCUPIED_ASK_DESK in task.flags:
        return
    row = "T66" if task.state is TaskState.IN_PROGRESS else "T65"
    reason = "A guest was checked in before the room was ready; ask the desk before going in."
    if flags.ROOM_SWAP in task.flags:
        row, reason = "T131", "Two guests in house swapped rooms; ask the desk before going in."
        _alert_swap(work)
    else:
        work.alert(
            "checked_in_to_uncleaned_room",
            f"A guest was checked in to {work.label}, which is not ready; keep the guest waiting or give another room.",
            row=row,
            segment_id=guests[0].id,
        )
    waiting = flags.with_flags(task.flags, add=[flags.GUEST_WAITING, flags.OCCUPIED_ASK_DESK])
    draft.become(replace(task, flags=waiting, occupant_id=guests[0].id), row=row, reason=reason)


def _nobody_waits(draft: Draft) -> None:
    """T133, also where the guest's departure was excused: whoever waited is gone, and so is the haste."""
    task = draft.task
    if flags.OCCUPIED_ASK_DESK not in task.flags:
        return  # a guest who waits in the lobby was flagged by people
    over = (flags.GUEST_WAITING, flags.OCCUPIED_ASK_DESK, flags.ROOM_SWAP)
    reason = draft.reason if draft.row == "T133" else "The guest who waited for the room is not in it any more."
    freed = replace(task, flags=flags.with_flags(task.flags, drop=over), occupant_id=None)
    draft.become(freed, row="T133", reason=reason)


def _extended(work: UnitWork, task: TurnoverTask, guests: tuple[Segment, ...]) -> bool:
    """T13: everybody in the room stays on, and continues each stay that the task answers for."""
    left_at, now = task.vacated_at, work.index.now
    if left_at is None or not task.carries:
        return False
    left = [segment_of(ref) for ref in task.carries]
    return all(extends(work, gone, guest, left_at=left_at, noticed_at=now) for gone in left for guest in guests)


def _dirty_before(work: UnitWork, guest: Segment) -> datetime | None:
    """T127: since when looks before the check-in showed the room dirty, without any task of it; otherwise None.

    Seen dirty only with or after the check-in is the hotel system's own habit (T25), and a room that was given on
    before anybody saw its guest leave is not entered unasked (T124).
    """
    unit, index = work.unit, work.index
    dirty_since, occupied_since = unit.condition_since, unit.occupancy_since
    if unit.condition is not Condition.DIRTY or unit.occupied is not True:
        return None
    if not work.gets_turnovers or work.waits_for_mapping:
        return None
    if dirty_since is None or occupied_since is None or answered(work, since=dirty_since):
        return None
    known = index.view.entered_at.get(guest.id)
    if known is None and guest.start_date < index.today:
        return None  # not seen to come in today: a guest of an earlier day is back (T56)
    entered = min(known or occupied_since, occupied_since)
    seen_before = dirty_since < entered and not left_for_later(index, since=dirty_since)
    just_now = index.day_of(entered) == index.today
    return dirty_since if seen_before and just_now and not _given_on_unseen(work) else None


def _given_on_unseen(work: UnitWork) -> bool:
    known = {*work.index.view.open_alerts, *(alert.key for alert in work.alerts)}
    return any(key.startswith(f"{NEXT_GUEST_IN}:{work.unit.id}:") for key in known)


def _inspections_overtaken(work: UnitWork, guests: tuple[Segment, ...]) -> None:
    """T126: the next guest is in before the inspection."""
    here = {guest.id for guest in guests}
    for draft in work.drafts:
        if draft.task.state is not TaskState.INSPECT_PENDING:
            continue
        if here & {segment_of(ref) for ref in draft.task.carries}:
            continue  # the guest who left is back (T58)
        closed = replace(draft.task, state=TaskState.DONE)
        reason = "occupied_before_inspection: the next guest is in; nobody inspects now."
        draft.become(closed, row="T126", reason=reason)
        work.alert(
            "occupied_before_inspection",
            f"The next guest was checked in to {work.label} before it was inspected.",
            row="T126",
            segment_id=guests[0].id,
        )


def _alert_swap(work: UnitWork) -> None:
    partners = {work.unit.id}
    for guest in work.guests:
        partners |= work.index.left.get(guest.id, frozenset())
    # one alert for both rooms: the same key, whichever room is decided first
    first = min(partners)
    message = "Two guests in house swapped rooms; both rooms need a turnover while they are occupied."
    work.alerts.append(
        Alert(name="room_swap", message=message, business_date=work.index.today, unit_id=first, row="T131")
    )
