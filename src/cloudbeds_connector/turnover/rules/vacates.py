"""Decides what a departure from a unit does: each undecided vacate is answered once, by the first rule that applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...pms.facts import Cause, Vacate
from ...pms.model import Condition
from ...pms.tasks import Action, TurnoverTask
from .. import flags
from ..identity import may_reopen, segment_origin
from ..schedule.due_time import schedule_turnover
from ..sentences import local_time
from ..tasks.holds import opened_again, release
from ..tasks.unit_work import UnitWork, stronger
from .cancelled_bookings import WAS_CANCELLED, never_used
from .departures import Turnover, turnover_for
from .observations import cleaned_in_time
from .presence import back_on, extends, is_same_guest, is_sharer, others_in, swapped_with
from .room_ids import only_new_id

EXCUSED, ATTACHED, NOOP, HELD = "excused", "attached", "noop", "held"
#: The alert that also remembers that a room with a guest in it gets no task (T124, T127).
NEXT_GUEST_IN = "next_guest_already_in"


def decide_vacate(work: UnitWork, vacate: Vacate) -> None:
    """Answer one vacate of the unit."""
    for rule in _RULES:
        if rule(work, vacate):
            return
    _create(work, vacate)


def _already_carried(work: UnitWork, vacate: Vacate) -> bool:
    """T108, T115: told again what a task already answers for."""
    for draft in work.drafts:
        if vacate.ref in draft.task.carries:
            reason = "A task of this room answers for this departure already."
            work.decide(vacate, action=NOOP, row="T115", reason=reason, draft=draft)
            return True
    return False


def _another_id(work: UnitWork, vacate: Vacate) -> bool:
    """T118: the room has another id, and nobody left it."""
    if not only_new_id(work, vacate):
        return False
    work.decide(vacate, action=NOOP, row="T118", reason="The hotel system gave the room another id; nobody left it.")
    return True


def _virtual(work: UnitWork, vacate: Vacate) -> bool:
    """T96, T97: what a virtual room is made of was left, and is decided there."""
    if not work.unit.virtual:
        return False
    if work.index.components(work.unit):
        reason = f"{work.label} is virtual; each room that it is made of is decided for itself."
        work.decide(vacate, action=NOOP, row="T96", reason=reason)
        return True
    work.alert(
        "virtual_without_components",
        f"{work.label} is virtual, was left, and the hotel system tells no rooms that it is made of; look which need "
        "cleaning, and link them.",
        row="T97",
        segment_id=vacate.segment_id,
    )
    work.decide(vacate, action=NOOP, row="T97", reason=f"{work.label} is virtual, and its rooms are not known.")
    return True


def _not_a_unit(work: UnitWork, vacate: Vacate) -> bool:
    """T30: posting rooms and parking lots are not cleaned, nor is a hotel, or a room type, that wants no turnovers."""
    if work.gets_turnovers:
        return False
    reason = f"{work.label} is not a unit that is cleaned."
    if work.unit.turnover:
        reason = f"No turnovers are wanted for {work.label}, by the hotel's policy."
    work.decide(vacate, action=NOOP, row="T30", reason=reason)
    return True


def _never_used(work: UnitWork, vacate: Vacate) -> bool:
    """T61, before any task was made of the departure."""
    if not never_used(work, work.index.segments.get(vacate.segment_id)):
        return False
    work.decide(vacate, action=EXCUSED, row="T61", reason=WAS_CANCELLED)
    return True


def _back_again(work: UnitWork, vacate: Vacate) -> bool:
    """T56 and T134, before any task was made of the departure."""
    if not back_on(work, vacate.segment_id):
        return False
    match vacate.cause:
        case Cause.ROOM_MOVE:
            row, reason = "T134", "returned: the guest is in this room again."
        case Cause.CHECK_IN_REVERTED:
            row, reason = "T56", "returned: the guest was checked in again."
        case _:
            row, reason = "T56", "check_out_reverted: the guest is in house in this room again."
    work.decide(vacate, action=EXCUSED, row=row, reason=reason)
    return True


def _sharer_stays(work: UnitWork, vacate: Vacate) -> bool:
    """T95: the turnover is due when the last sharer leaves."""
    if not any(is_sharer(work, vacate, other) for other in others_in(work, vacate)):
        return False
    work.decide(vacate, action=EXCUSED, row="T95", reason="room_shared: another guest of the room is still in it.")
    return True


def _same_guest_stays(work: UnitWork, vacate: Vacate) -> bool:
    """T13: an extension that is stored as a new stay."""
    if not any(
        extends(work, vacate.segment_id, other, left_at=vacate.at, noticed_at=vacate.noticed_at)
        for other in others_in(work, vacate)
    ):
        return False
    work.decide(vacate, action=EXCUSED, row="T13", reason="same_guest_extension: the same guest stays on in the room.")
    return True


def _attach_to_live(work: UnitWork, vacate: Vacate) -> bool:
    """T17, T110, T125, T133: the unit's live task answers for this departure too."""
    draft = work.live
    if draft is None:
        return False
    task = draft.task
    due = turnover_for(work, vacate)
    if flags.CHECK_OUT_REVERTED in task.flags:
        row, reason = "T125", "The guest left again; the work that was on hold goes on."
    elif flags.GUEST_WAITING in task.flags:
        row, reason = (
            "T133",
            "The guest who was checked in to the uncleaned room left; the room still needs its turnover.",
        )
    elif task.origin.startswith("dirty:"):
        row, reason = "T110", "The departure explains why the room was dirty; its task was made already."
    else:
        row, reason = "T17", "Another guest left the room before its turnover was done; one turnover answers for both."
    task = release(task, flags.CHECK_OUT_REVERTED)
    if not work.guests:
        task = replace(task, flags=flags.with_flags(task.flags, drop=[flags.SKIP]))
    if draft.before is None:
        draft.task = _carrying(task, vacate, due)  # two left at once: what made the task says why it exists
    else:
        draft.become(_carrying(task, vacate, due), row=row, reason=reason)
    work.decide(vacate, action=ATTACHED, row=row, reason=reason, draft=draft)
    return True


def _attach_to_dirty(work: UnitWork, vacate: Vacate) -> bool:
    """T110: a task made of the dirty room since the guest left answers for the departure, whatever became of it."""
    for draft in reversed(work.ended):
        task = draft.task
        if task.origin.startswith("dirty:") and task.created_at >= vacate.at and not may_reopen(task, vacate=vacate):
            # what ended the task stays its last word: only what it answers for grows
            draft.task = replace(task, carries=(*task.carries, vacate.ref))
            draft.row, draft.reason = "T110", "The departure explains a turnover that was made for the dirty room."
            work.decide(vacate, action=ATTACHED, row="T110", reason=draft.reason, draft=draft)
            return True
    return False


def _before_first_look(work: UnitWork, vacate: Vacate) -> bool:
    """T114: what had left before the first look is judged by the room's state alone."""
    if not (vacate.baseline or work.index.view.baseline):
        return False
    reason = (
        "before_first_look: the guest had left before the hotel was first looked at; only a dirty room counts then."
    )
    work.decide(vacate, action=EXCUSED, row="T114", reason=reason)
    return True


def _waits_for_mapping(work: UnitWork, vacate: Vacate) -> bool:
    """T116, where the hotel chose to wait until a person has mapped the room."""
    if not work.waits_for_mapping:
        return False
    index = work.index
    arrival = work.outlook.arrival
    due = schedule_turnover(index.now, property=index.hotel, policy=work.policy, next_arrival=arrival).due_by
    work.alert(
        "unmapped_room",
        f"{work.label} was left and is not mapped to a room of yours; its turnover would be due "
        f"{local_time(index.hotel, due)}. Map the room.",
        row="T116",
    )
    work.decide(vacate, action=HELD, row="T116", reason="unmapped: the departure waits until the room is mapped.")
    return True


def _held_too_long(work: UnitWork, vacate: Vacate) -> bool:
    """T116, once the room is mapped: a turnover only if the room still waits for one."""
    unit = work.unit
    if not vacate.held or (unit.condition is Condition.DIRTY and work.index.looks_vacant(unit)):
        return False
    reason = "missed_turnover: when the room was mapped it was no longer vacant and dirty."
    work.decide(vacate, action=EXCUSED, row="T116", reason=reason)
    return True


def _next_guest_already_in(work: UnitWork, vacate: Vacate) -> bool:
    """T124: never enter unasked. Not so for the same guest (T14), nor where two guests swapped rooms (T131)."""
    others = others_in(work, vacate)
    if not others or swapped_with(work, vacate) is not None:
        return False
    if any(is_same_guest(work, vacate.segment_id, other, left_at=vacate.at) for other in others):
        return False
    work.alert(
        NEXT_GUEST_IN,
        f"{work.label} was left and taken again before a look saw it; ask the desk whether it was cleaned.",
        row="T124",
        segment_id=vacate.segment_id,
    )
    reason = "missed_turnover: next guest already in when the departure was noticed."
    work.decide(vacate, action=EXCUSED, row="T124", reason=reason)
    return True


def _reopen(work: UnitWork, vacate: Vacate) -> bool:
    """T59: checked out again after the check-out was reverted: the same task, with its history."""
    for draft in reversed(work.ended):
        if may_reopen(draft.task, vacate=vacate):
            opened = _carrying(opened_again(draft.task), vacate, turnover_for(work, vacate))
            reason = "The guest left again after coming back; the same task is open again."
            draft.become(opened, row="T59", reason=reason)
            work.decide(vacate, action=Action.REOPEN.value, row="T59", reason=reason, draft=draft)
            return True
    return False


def _stays_vacant(work: UnitWork, vacate: Vacate) -> bool:
    """T03, only where a hotel chose not to clean rooms that stay vacant."""
    if not stays_vacant(work):
        return False
    reason = "stays_vacant: nobody arrives for so long that the hotel cleans the room later."
    work.decide(vacate, action=EXCUSED, row="T03", reason=reason)
    return True


def stays_vacant(work: UnitWork) -> bool:
    """Whether the hotel leaves the unit uncleaned for now, since nobody comes for `skip_if_vacant_days`."""
    limit = work.policy.skip_if_vacant_days
    if limit is None:
        return False
    arrival = work.outlook.arrival
    return arrival is None or (arrival.date - work.index.today).days >= limit


def _already_inspected(work: UnitWork, vacate: Vacate) -> bool:
    """T113: noticed late, and somebody has cleaned and inspected the room since."""
    inspected = work.unit.condition is Condition.INSPECTED and work.policy.require_inspection
    if not (inspected and cleaned_in_time(work, vacate)):
        return False
    work.decide(vacate, action=EXCUSED, row="T113", reason="missed_turnover: room already inspected.")
    return True


_RULES: tuple[Callable[[UnitWork, Vacate], bool], ...] = (
    _already_carried,
    _another_id,
    _virtual,
    _not_a_unit,
    _never_used,
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
    row, reason, words = due.row, due.reason, due.flags
    if swapped_with(work, vacate) is not None:
        row, reason, words = (
            "T131",
            "Two guests in house swapped rooms; ask the desk before going in.",
            words | {flags.ROOM_SWAP},
        )
    elif any(is_same_guest(work, vacate.segment_id, other, left_at=vacate.at) for other in others_in(work, vacate)):
        row, reason, words = "T14", "The same guest came back after the room was left.", words | {flags.SAME_GUEST}
    draft = work.create(
        origin=segment_origin(vacate.segment_id),
        kind=due.kind,
        cause=vacate.cause,
        row=row,
        reason=reason,
        vacate=vacate,
        flags=words,
    )
    if row == "T10":
        message = f"The guest of segment {vacate.segment_id} is in house and has no room; assign one."
        work.alert("in_house_without_room", message, row="T10", segment_id=vacate.segment_id)
    work.decide(vacate, action=Action.CREATE.value, row=row, reason=reason, draft=draft)


def _carrying(task: TurnoverTask, vacate: Vacate, due: Turnover) -> TurnoverTask:
    """The task, answering for one more vacate; the stronger kind of work replaces the weaker in place."""
    return replace(
        task,
        carries=(*task.carries, vacate.ref),
        kind=stronger(task.kind, due.kind),
        vacated_at=vacate.at if task.vacated_at is None else max(task.vacated_at, vacate.at),
        noticed_at=vacate.noticed_at if task.noticed_at is None else max(task.noticed_at, vacate.noticed_at),
        flags=flags.with_flags(task.flags, add=due.flags),
    )
