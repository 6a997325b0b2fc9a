"""Guests in a room whose turnover is not done (T13, T65, T66, T126, T127, T131, T133).

The task is kept: cancelling would lose it exactly when the room is dirty and sold.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...pms.facts import Cause
from ...pms.model import Condition, Segment
from ...pms.tasks import TaskKind, TaskState, TurnoverTask
from .. import flags
from ..identity import dirty_origin, segment_of
from ..reasons import ReasonCode
from ..tasks.holds import not_started
from ..tasks.unit_work import Draft, UnitWork
from .observations import left_for_later
from .presence import extends

_LIGHT = frozenset({TaskKind.CHECK, TaskKind.REFRESH})


def apply_guest_in_room(work: UnitWork) -> None:
    """Mark, cancel or make a task because of the guest in the room."""
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
            reason=ReasonCode.DIRTY_BEFORE_CHECK_IN(),
        )
    if draft is not None and flags.CHECK_OUT_REVERTED not in draft.task.flags:
        _occupied(work, draft, guests)
    if work.live is None:
        _inspections_overtaken(work, guests)


def cancel_released_light_work(work: UnitWork) -> None:
    """T65, for light work that is released from a hold while a guest is in the room."""
    draft = work.live
    if draft is not None and work.guests and flags.CHECK_OUT_REVERTED not in draft.task.flags:
        _end_light_work(draft)


def _end_light_work(draft: Draft) -> bool:
    """Cancel open work that is of no use once the next guest is in; whether there was any."""
    light = draft.task.kind in _LIGHT and draft.task.state is TaskState.OPEN
    if light:
        draft.cancel(ReasonCode.NEXT_GUEST_IN(kind=draft.task.kind.value))
    return light


def _occupied(work: UnitWork, draft: Draft, guests: tuple[Segment, ...]) -> None:
    task = draft.task
    if not_started(task) and _extended(work, task, guests):
        draft.cancel(ReasonCode.SAME_GUEST_EXTENSION())
        return
    # a skip was found empty by housekeeping (T20)
    if _end_light_work(draft) or {flags.SKIP, flags.OCCUPIED_ASK_DESK} & set(task.flags):
        return
    if flags.ROOM_SWAP in task.flags:
        reason = ReasonCode.ROOM_SWAP()
        # one alert for both rooms: the same key, whichever room is planned first
        rooms = {work.unit.id}.union(*(work.index.left.get(guest.id, frozenset()) for guest in guests))
        work.alerts.append(work.index.alert(reason, unit_id=min(rooms)))
    else:
        row = "T66" if task.state is TaskState.IN_PROGRESS else "T65"
        reason = ReasonCode.CHECKED_IN_TO_UNCLEANED_ROOM(row=row, room=work.label)
        work.alert(reason, segment_id=guests[0].id)
    waiting = flags.with_flags(task.flags, add=[flags.GUEST_WAITING, flags.OCCUPIED_ASK_DESK])
    draft.change(replace(task, flags=waiting, occupant_id=guests[0].id), reason)


def _nobody_waits(draft: Draft) -> None:
    """T133, also where the guest's departure was excused: the waiting guest has left, so it is no longer urgent."""
    task = draft.task
    if flags.OCCUPIED_ASK_DESK not in task.flags:
        return  # a guest who waits in the lobby was flagged by people
    over = (flags.GUEST_WAITING, flags.OCCUPIED_ASK_DESK, flags.ROOM_SWAP)
    reason = draft.reason if draft.reason and draft.reason.row == "T133" else ReasonCode.WAITING_GUEST_GONE()
    draft.change(replace(task, flags=flags.with_flags(task.flags, drop=over), occupant_id=None), reason)


def _extended(work: UnitWork, task: TurnoverTask, guests: tuple[Segment, ...]) -> bool:
    """T13: everybody in the room stays on, and continues each stay that the task covers."""
    left_at, now = task.vacated_at, work.index.now
    if left_at is None or not task.carries:
        return False
    left = [segment_of(ref) for ref in task.carries]
    return all(extends(work, gone, guest, left_at=left_at, noticed_at=now) for gone in left for guest in guests)


def _dirty_before(work: UnitWork, guest: Segment) -> datetime | None:
    """T127: since when looks before the check-in showed the room dirty, without any task of it; otherwise None.

    Seen dirty only with or after the check-in is the hotel system's own habit (T25), and a room that was given to the
    next guest before a look showed the departure is not entered unasked (T124).
    """
    unit, index = work.unit, work.index
    dirty_since, occupied_since = unit.condition_since, unit.occupancy_since
    if unit.condition is not Condition.DIRTY or unit.occupied is not True:
        return None
    if not work.gets_turnovers or work.waits_for_mapping:
        return None
    if dirty_since is None or occupied_since is None or work.answered(since=dirty_since):
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
    return any(key.startswith(f"{ReasonCode.NEXT_GUEST_ALREADY_IN.code}:{work.unit.id}:") for key in known)


def _inspections_overtaken(work: UnitWork, guests: tuple[Segment, ...]) -> None:
    """T126: the next guest is in before the inspection."""
    here = {guest.id for guest in guests}
    for draft in work.drafts:
        if draft.task.state is not TaskState.INSPECT_PENDING:
            continue
        if here & {segment_of(ref) for ref in draft.task.carries}:
            continue  # the guest who left is back (T58)
        reason = ReasonCode.OCCUPIED_BEFORE_INSPECTION(room=work.label)
        draft.change(replace(draft.task, state=TaskState.DONE), reason)
        work.alert(reason, segment_id=guests[0].id)
