"""The turnover that a departure needs: its kind, its reason, and its flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ...pms.facts import Cause, Vacate
from ...pms.model import Segment, StayState
from ...pms.tasks import TaskKind
from .. import flags
from ..reasons import Reason, ReasonCode
from ..schedule.times import counted_date
from ..tasks.unit_work import UnitWork
from .cancelled_bookings import was_no_show
from .observations import cleaned_in_time, turned_ready_while_vacant


@dataclass(frozen=True, slots=True)
class Turnover:
    """The work that a departure leads to."""

    kind: TaskKind
    reason: Reason
    flags: frozenset[str] = frozenset()


def turnover_for(work: UnitWork, vacate: Vacate) -> Turnover:
    """The work that `vacate` leads to, unless a rule excuses it."""
    condition = work.unit.condition.value
    late = _late_flags(work, vacate)
    if vacate.cause is Cause.CHECK_IN_REVERTED:
        return _check_in_reverted(work, vacate)
    if cleaned_in_time(work, vacate):
        return Turnover(TaskKind.CHECK, ReasonCode.MISSED_READY(condition=condition), late | {flags.MISSED_TURNOVER})
    if turned_ready_while_vacant(work, vacate):
        return Turnover(TaskKind.CHECK, ReasonCode.READY_WHILE_VACANT(condition=condition), late)
    if was_no_show(work, vacate):
        return Turnover(TaskKind.CHECK, ReasonCode.NO_SHOW(), late)
    kind, reason = work.departure_kind, _departure(work, vacate)
    if late:
        reason = ReasonCode.NOTICED_LATE(departure=reason.sentence)
    return Turnover(kind, reason, late)


def _late_flags(work: UnitWork, vacate: Vacate) -> frozenset[str]:
    limit = timedelta(minutes=work.policy.late_detected_minutes)
    late = vacate.at_known and vacate.noticed_at - vacate.at >= limit
    return frozenset({flags.LATE_DETECTED}) if late else frozenset()


def _check_in_reverted(work: UnitWork, vacate: Vacate) -> Turnover:
    """T22: within the window it was mostly a click on the wrong room, and nobody went in."""
    entered = work.index.view.entered_at.get(vacate.segment_id)
    window = timedelta(minutes=work.policy.revert_window_minutes)
    if entered is not None and vacate.at - entered <= window:
        return Turnover(TaskKind.CHECK, ReasonCode.CHECK_IN_UNDONE_AT_ONCE())
    return Turnover(work.departure_kind, ReasonCode.CHECK_IN_UNDONE())


def _departure(work: UnitWork, vacate: Vacate) -> Reason:
    segment = work.index.segments.get(vacate.segment_id)
    if work.index.links.beds(work.unit.id):
        return ReasonCode.DORM_EMPTY()
    if work.index.follows_virtual_unit(vacate):
        return ReasonCode.VIRTUAL_ROOM_LEFT()
    if vacate.cause is Cause.ROOM_MOVE:
        if segment is not None and segment.room_id is None and segment.state is StayState.IN_HOUSE:
            return ReasonCode.IN_HOUSE_WITHOUT_ROOM(room=work.label)
        return ReasonCode.BED_MOVE() if _within_the_dorm(work, segment) else ReasonCode.ROOM_MOVE()
    if work.unit.bed:
        return ReasonCode.BED_LEFT()
    if segment is not None and segment.room_id is None:
        return ReasonCode.LAST_SEEN_ROOM()
    if vacate.cause is Cause.EARLY_DEPARTURE:
        return ReasonCode.EARLY_DEPARTURE()
    return ReasonCode.DAY_USE() if vacate.cause is Cause.DAY_USE else _check_out(work)


def _within_the_dorm(work: UnitWork, segment: Segment | None) -> bool:
    to = work.index.units.get(work.index.unit_id_of(segment.room_id)) if segment is not None else None
    return to is not None and to.parent_id != "" and to.parent_id == work.unit.parent_id


def _check_out(work: UnitWork) -> Reason:
    index = work.index
    arrival = work.outlook.arrival
    day = None
    if arrival is not None:
        day = counted_date(arrival.date, now=index.now, hotel=index.hotel, policy=index.policy)
    days = None if day is None else (day - index.today).days
    if days is None or days > 1:
        return ReasonCode.CHECK_OUT_NO_ARRIVAL()
    return ReasonCode.CHECK_OUT_ARRIVAL_TOMORROW() if days == 1 else ReasonCode.CHECK_OUT_ARRIVAL_TODAY()
