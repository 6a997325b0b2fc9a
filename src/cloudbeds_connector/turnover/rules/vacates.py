"""Departures from a unit: each undecided vacate gets one decision, by the first rule that applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ...pms.facts import Cause, Vacate
from ...pms.model import Condition
from ...pms.tasks import Action, TurnoverTask
from .. import flags
from ..identity import may_reopen, segment_origin
from ..reasons import Reason, ReasonCode
from ..schedule.due_time import schedule_turnover
from ..sentences import local_time
from ..tasks.holds import opened_again, release
from ..tasks.unit_work import UnitWork, stronger
from .cancelled_bookings import never_used
from .departures import Turnover, turnover_for
from .observations import cleaned_in_time
from .presence import back_on, extends, is_same_guest, is_sharer, others_in, swapped_with
from .room_ids import only_new_id

EXCUSED, ATTACHED, NOOP, HELD = "excused", "attached", "noop", "held"

#: What a rule makes of a vacate that no task covers: the action of the decision and its reason, or None.
Excuse = tuple[str, Reason]


def decide_vacate(work: UnitWork, vacate: Vacate) -> None:
    """Decide one vacate of the unit."""
    for rule in _RULES:
        decided = rule(work, vacate)
        if decided is True:
            return
        if decided:
            work.decide(vacate, *decided)
            return
    _create(work, vacate)


def _already_covered(work: UnitWork, vacate: Vacate) -> bool:
    """T108, T115: reported again."""
    for draft in work.drafts:
        if vacate.ref in draft.task.carries:
            work.decide(vacate, NOOP, ReasonCode.ALREADY_COVERED(), draft=draft)
            return True
    return False


def _another_id(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T118: the room has another id, and nobody left it."""
    return (NOOP, ReasonCode.SAME_ROOM_NEW_ID()) if only_new_id(work, vacate) else None


def _virtual(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T96, T97: the rooms that a virtual room is made of were left, and are decided one by one."""
    if not work.unit.virtual:
        return None
    if work.index.components(work.unit):
        return NOOP, ReasonCode.VIRTUAL_ROOM(room=work.label)
    reason = ReasonCode.VIRTUAL_WITHOUT_COMPONENTS(room=work.label)
    work.alert(reason, segment_id=vacate.segment_id)
    return NOOP, reason


def _not_a_unit(work: UnitWork, _: Vacate) -> Excuse | None:
    """T30: posting rooms and parking lots are not cleaned, nor is a hotel, or a room type, that wants no turnovers."""
    if work.gets_turnovers:
        return None
    code = ReasonCode.TURNOVERS_OFF if work.unit.turnover else ReasonCode.NOT_CLEANED
    return NOOP, code(room=work.label)


def _never_used(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T61, before any task was made of the departure."""
    unused = never_used(work, work.index.segments.get(vacate.segment_id))
    return (EXCUSED, ReasonCode.CANCELLED_AFTER_CHECK_OUT()) if unused else None


def _back_again(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T56 and T134, before any task was made of the departure."""
    if not back_on(work, vacate.segment_id):
        return None
    match vacate.cause:
        case Cause.ROOM_MOVE:
            return EXCUSED, ReasonCode.RETURNED()
        case Cause.CHECK_IN_REVERTED:
            return EXCUSED, ReasonCode.CHECKED_IN_AGAIN()
        case _:
            return EXCUSED, ReasonCode.CHECK_OUT_REVERTED()


def _sharer_stays(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T95: the turnover is due when the last sharer leaves."""
    shared = any(is_sharer(work, vacate, other) for other in others_in(work, vacate))
    return (EXCUSED, ReasonCode.ROOM_SHARED()) if shared else None


def _same_guest_stays(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T13: an extension that is stored as a new stay."""
    stays = any(
        extends(work, vacate.segment_id, other, left_at=vacate.at, noticed_at=vacate.noticed_at)
        for other in others_in(work, vacate)
    )
    return (EXCUSED, ReasonCode.SAME_GUEST_EXTENSION()) if stays else None


def _attach_to_live(work: UnitWork, vacate: Vacate) -> bool:
    """T17, T110, T125, T133: the unit's live task covers this departure too."""
    draft = work.live
    if draft is None:
        return False
    task, due = draft.task, turnover_for(work, vacate)
    if flags.CHECK_OUT_REVERTED in task.flags:
        reason = ReasonCode.LEFT_WHILE_ON_HOLD()
    elif flags.GUEST_WAITING in task.flags:
        reason = ReasonCode.WAITING_GUEST_LEFT()
    elif task.origin.startswith("dirty:"):
        reason = ReasonCode.EXPLAINS_DIRTY_ROOM()
    else:
        reason = ReasonCode.LEFT_BEFORE_TURNOVER()
    task = release(task, flags.CHECK_OUT_REVERTED)
    if not work.guests:
        task = replace(task, flags=flags.with_flags(task.flags, drop=[flags.SKIP]))
    if draft.before is None:
        draft.task = _covering(task, vacate, due)  # two left at once: the first departure is why the task exists
    else:
        draft.change(_covering(task, vacate, due), reason)
    work.decide(vacate, ATTACHED, reason, draft=draft)
    return True


def _attach_to_dirty(work: UnitWork, vacate: Vacate) -> bool:
    """T110: a task made of the dirty room since the guest left covers the departure, even if it has ended."""
    for draft in reversed(work.ended):
        task = draft.task
        since = task.created_at >= vacate.at or _had_left(work, vacate, by=task.created_at)
        if task.origin.startswith("dirty:") and since and not may_reopen(task, vacate=vacate):
            # the task keeps the reason why it ended: only what it covers grows
            draft.task = replace(task, carries=(*task.carries, vacate.ref))
            draft.reason = ReasonCode.EXPLAINS_DIRTY_ROOM()
            work.decide(vacate, ATTACHED, draft.reason, draft=draft)
            return True
    return False


def _had_left(work: UnitWork, vacate: Vacate, *, by: datetime) -> bool:
    """Whether a guest, of whom nobody knows when they left, was out by then: the room has been vacant ever since."""
    unit = work.unit
    vacant_since = unit.occupancy_since if unit.occupied is False else None
    return not vacate.at_known and vacant_since is not None and vacant_since <= by


def _before_first_look(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T114: after a departure before the first look only the room's state counts."""
    baseline = vacate.baseline or work.index.view.baseline
    return (EXCUSED, ReasonCode.BEFORE_FIRST_LOOK()) if baseline else None


def _waits_for_mapping(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T116, where the hotel chose to wait until a person has mapped the room."""
    if not work.waits_for_mapping:
        return None
    index, arrival = work.index, work.outlook.arrival
    due = schedule_turnover(index.now, property=index.hotel, policy=work.policy, next_arrival=arrival).due_by
    work.alert(ReasonCode.UNMAPPED_ROOM_LEFT(room=work.label, due=local_time(index.hotel, due)))
    return HELD, ReasonCode.UNMAPPED()


def _held_too_long(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T116, once the room is mapped: a turnover only if the room still waits for one."""
    unit = work.unit
    waits = unit.condition is Condition.DIRTY and work.index.looks_vacant(unit)
    return (EXCUSED, ReasonCode.MISSED_UNMAPPED()) if vacate.held and not waits else None


def _next_guest_already_in(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T124: never enter unasked. Not so for the same guest (T14), nor where two guests swapped rooms (T131)."""
    others = others_in(work, vacate)
    if not others or swapped_with(work, vacate) is not None:
        return None
    if any(is_same_guest(work, vacate.segment_id, other, left_at=vacate.at) for other in others):
        return None
    work.alert(ReasonCode.NEXT_GUEST_ALREADY_IN(room=work.label), segment_id=vacate.segment_id)
    return EXCUSED, ReasonCode.MISSED_NEXT_GUEST_IN()


def _reopen(work: UnitWork, vacate: Vacate) -> bool:
    """T59: checked out again after the check-out was reverted: the same task, with its history."""
    for draft in reversed(work.ended):
        if may_reopen(draft.task, vacate=vacate):
            reason = ReasonCode.LEFT_AGAIN()
            draft.change(_covering(opened_again(draft.task), vacate, turnover_for(work, vacate)), reason)
            work.decide(vacate, Action.REOPEN.value, reason, draft=draft)
            return True
    return False


def _stays_vacant(work: UnitWork, _: Vacate) -> Excuse | None:
    """T03, only where a hotel chose not to clean rooms that stay vacant."""
    return (EXCUSED, ReasonCode.STAYS_VACANT()) if stays_vacant(work) else None


def stays_vacant(work: UnitWork) -> bool:
    """Whether the hotel leaves the unit uncleaned for now, since nobody comes for `skip_if_vacant_days`."""
    limit = work.policy.skip_if_vacant_days
    if limit is None:
        return False
    arrival = work.outlook.arrival
    return arrival is None or (arrival.date - work.index.today).days >= limit


def _not_entered(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T07: the last room that the guest was seen in counts, where this one was not used (a stay dragged afterwards)."""
    return (EXCUSED, ReasonCode.NOT_THE_LAST_ROOM()) if work.index.shows_unused(work.unit, vacate) else None


def _already_inspected(work: UnitWork, vacate: Vacate) -> Excuse | None:
    """T113: noticed late, and somebody has cleaned and inspected the room since."""
    inspected = work.unit.condition is Condition.INSPECTED and work.policy.require_inspection
    return (EXCUSED, ReasonCode.MISSED_INSPECTED()) if inspected and cleaned_in_time(work, vacate) else None


#: A rule answers with an excuse, with True if it has recorded its decision itself, or not at all.
_RULES: tuple[Callable[[UnitWork, Vacate], Excuse | bool | None], ...] = (
    _already_covered,
    _another_id,
    _virtual,
    _not_a_unit,
    _never_used,
    _not_entered,
    _back_again,
    _sharer_stays,
    _same_guest_stays,
    _attach_to_live,
    _attach_to_dirty,
    _before_first_look,
    _waits_for_mapping,
    _held_too_long,
    _next_guest_already_in,
    _reopen,
    _stays_vacant,
    _already_inspected,
)


def _create(work: UnitWork, vacate: Vacate) -> None:
    due = turnover_for(work, vacate)
    reason, words = due.reason, due.flags
    if swapped_with(work, vacate) is not None:
        reason, words = ReasonCode.ROOM_SWAP(), words | {flags.ROOM_SWAP}
    elif any(is_same_guest(work, vacate.segment_id, other, left_at=vacate.at) for other in others_in(work, vacate)):
        reason, words = ReasonCode.SAME_GUEST_BACK(), words | {flags.SAME_GUEST}
    draft = work.create(
        origin=segment_origin(vacate.segment_id),
        kind=due.kind,
        cause=vacate.cause,
        reason=reason,
        vacate=vacate,
        flags=words,
    )
    if reason.row == "T10":
        work.alert(reason, segment_id=vacate.segment_id)
    work.decide(vacate, Action.CREATE.value, reason, draft=draft)


def _covering(task: TurnoverTask, vacate: Vacate, due: Turnover) -> TurnoverTask:
    """The task, covering one more vacate; the stronger kind of work replaces the weaker in place."""
    return replace(
        task,
        carries=(*task.carries, vacate.ref),
        kind=stronger(task.kind, due.kind),
        vacated_at=vacate.at if task.vacated_at is None else max(task.vacated_at, vacate.at),
        noticed_at=vacate.noticed_at if task.noticed_at is None else max(task.noticed_at, vacate.noticed_at),
        flags=flags.with_flags(task.flags, add=due.flags),
    )
