"""Decides what kind of turnover a departure needs, by which row, and what is to be known about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ...pms.facts import Cause, Vacate
from ...pms.model import Segment, StayState
from ...pms.tasks import TaskKind
from .. import flags
from ..schedule.times import counted_date
from ..tasks.unit_work import UnitWork
from .cancelled_bookings import NEVER_SLEPT, was_no_show
from .observations import cleaned_in_time, turned_ready_while_vacant


@dataclass(frozen=True, slots=True)
class Turnover:
    """The work a departure leads to."""

    kind: TaskKind
    row: str
    reason: str
    flags: frozenset[str] = frozenset()


def turnover_for(work: UnitWork, vacate: Vacate) -> Turnover:
    """The work that `vacate` leads to if nothing stands against a task."""
    late = _late_flags(work, vacate)
    if vacate.cause is Cause.CHECK_IN_REVERTED:
        return _check_in_reverted(work, vacate)
    if cleaned_in_time(work, vacate):
        word = work.unit.condition.value
        reason = f"missed_turnover: the departure was noticed late and the room is {word} by now; somebody checks it."
        return Turnover(TaskKind.CHECK, "T113", reason, late | {flags.MISSED_TURNOVER})
    if turned_ready_while_vacant(work, vacate):
        reason = f"The room was seen to become {work.unit.condition.value} after it was vacant; it needs a check only."
        return Turnover(TaskKind.CHECK, "T29", reason, late)
    if was_no_show(work, vacate):
        return Turnover(TaskKind.CHECK, "T62", NEVER_SLEPT, late)
    kind = work.departure_kind
    row, reason = _departure(work, vacate)
    if late:
        row, reason = "T112", f"{reason} It was noticed late, at a later look."
    return Turnover(kind, row, reason, late)


def _late_flags(work: UnitWork, vacate: Vacate) -> frozenset[str]:
    limit = timedelta(minutes=work.policy.late_detected_minutes)
    late = vacate.at_known and vacate.noticed_at - vacate.at >= limit
    return frozenset({flags.LATE_DETECTED}) if late else frozenset()


def _check_in_reverted(work: UnitWork, vacate: Vacate) -> Turnover:
    """T22: within the window it was mostly a click on the wrong room, and nobody went in."""
    entered = work.index.view.entered_at.get(vacate.segment_id)
    window = timedelta(minutes=work.policy.revert_window_minutes)
    if entered is not None and vacate.at - entered <= window:
        return Turnover(TaskKind.CHECK, "T22", "The check-in was undone at once; somebody checks the room.")
    return Turnover(work.departure_kind, "T22", "The check-in was undone, and the room may have been used.")


def _departure(work: UnitWork, vacate: Vacate) -> tuple[str, str]:
    segment = work.index.segments.get(vacate.segment_id)
    if work.index.links.beds(work.unit.id):
        return "T94", "The last guest of the dorm left; the dorm is cleaned as a whole."
    if work.index.follows_virtual_unit(vacate):
        return "T96", "The virtual room that this one is a part of was left."
    if vacate.cause is Cause.ROOM_MOVE:
        if segment is not None and segment.room_id is None and segment.state is StayState.IN_HOUSE:
            return "T10", "The guest in house was taken out of this room and has no room now."
        if _within_the_dorm(work, segment):
            return "T140", "The guest moved to another bed of the same dorm."
        return "T08", "The guest in house moved to another room."
    if work.unit.bed:
        return "T93", "The guest of this bed left."
    if segment is not None and segment.room_id is None:
        return "T07", "The guest left; the room is the last one the guest was seen in."
    if vacate.cause is Cause.EARLY_DEPARTURE:
        return "T15", "The guest left before the booked day."
    if vacate.cause is Cause.DAY_USE:
        return "T16", "The day guest left."
    return _check_out(work)


def _within_the_dorm(work: UnitWork, segment: Segment | None) -> bool:
    to = work.index.units.get(work.index.unit_id_of(segment.room_id)) if segment is not None else None
    return to is not None and to.parent_id != "" and to.parent_id == work.unit.parent_id


def _check_out(work: UnitWork) -> tuple[str, str]:
    index = work.index
    arrival = work.outlook.arrival
    day = None
    if arrival is not None:
        day = counted_date(arrival.date, now=index.now, hotel=index.hotel, policy=index.policy)
    days = None if day is None else (day - index.today).days
    if days is None or days > 1:
        return "T03", "The guest checked out, and nobody is booked on this room for today or tomorrow."
    if days == 1:
        return "T02", "The guest checked out, and the next one arrives on this room tomorrow."
    return "T01", "The guest checked out, and the next one arrives on this room today."
