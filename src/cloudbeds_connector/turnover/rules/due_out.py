"""Guests who are to leave today: overdue ones, and agreed late check-outs that leave too little time (T12, T18, T19).

They make no turnover: only a departure does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ...pms.model import Segment
from ..reasons import ReasonCode
from ..schedule.due_time import ONE_MINUTE, schedule_turnover
from ..schedule.times import check_out_time, resolve
from ..sentences import local_time
from ..tasks.unit_work import UnitWork


def due_out(work: UnitWork) -> Iterator[Segment]:
    """The unit's guests who are to leave by today; day guests of today are not known to leave yet."""
    index = work.index
    for segment in work.guests:
        if segment.end_date <= index.today and segment.start_date != index.today:
            yield segment


def leaves_at(work: UnitWork, segment: Segment) -> datetime:
    """When the guest is to be out today: at check-out time, or later where that was agreed (UTC)."""
    index = work.index
    check_out = resolve(index.today, check_out_time(index.hotel, policy=work.policy), index.hotel.zone)
    return max(check_out, segment.scheduled_end or check_out)


def alert_due_outs(work: UnitWork) -> None:
    """Alert once per guest and business date."""
    if not work.gets_turnovers:
        return
    for segment in due_out(work):
        if work.index.links.virtual_over(work.unit.id) and work.unit.id != _first_part(work, segment):
            continue  # one guest of several rooms is overdue once
        _overdue(work, segment)
        _infeasible(work, segment)


def _overdue(work: UnitWork, segment: Segment) -> None:
    overdue_at = leaves_at(work, segment) + timedelta(minutes=work.policy.grace_overdue_minutes)
    if work.index.now <= overdue_at:
        work.look_again.append(overdue_at + ONE_MINUTE)
    else:
        work.alert(ReasonCode.OVERDUE_DEPARTURE(room=work.label), segment_id=segment.id)


def _infeasible(work: UnitWork, segment: Segment) -> None:
    """T19: the agreed time leaves too little before the next guest."""
    index, leaves = work.index, segment.scheduled_end
    if leaves is None or work.outlook.arrival is None:
        return
    minutes = work.policy.minutes(work.departure_kind, room_type_id=work.unit.room_type_id)
    # when the room is needed does not depend on how long the work takes
    needed_by = schedule_turnover(
        index.now, property=index.hotel, policy=work.policy, next_arrival=work.outlook.arrival
    ).needed_by
    if needed_by is not None and needed_by - work.policy.buffer - minutes * ONE_MINUTE < leaves:
        times = {"leaves": local_time(index.hotel, leaves), "needed": local_time(index.hotel, needed_by)}
        work.alert(ReasonCode.TURN_WINDOW_INFEASIBLE(room=work.label, **times), segment_id=segment.id)


def _first_part(work: UnitWork, segment: Segment) -> str:
    room = work.index.unit_id_of(segment.room_id)
    return min(work.index.links.components(room), default=room)
