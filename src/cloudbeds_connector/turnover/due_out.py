"""Decides when a guest who should have left is overdue. No turnover comes of it: only a departure makes one (T18)."""

from __future__ import annotations

from datetime import timedelta

from .times import resolve
from .work import UnitWork


def mind_the_due_outs(work: UnitWork) -> None:
    """Alert once per guest and business date who is in house after check-out time and the grace that is given."""
    if not work.unit.turnover:
        return
    house = work.house
    grace = timedelta(minutes=house.policy.grace_overdue_minutes)
    check_out = resolve(house.today, house.hotel.check_out_time, house.hotel.zone)
    for segment in house.in_house.get(work.unit.id, ()):
        if segment.end_date > house.today or segment.start_date == house.today:
            continue
        overdue_at = max(check_out, segment.scheduled_end or check_out) + grace
        if house.now <= overdue_at:
            work.wake.append(overdue_at + timedelta(minutes=1))
            continue
        work.alert(
            "overdue_departure",
            f"The guest of {work.place} should have left by now; extend the stay or check the guest out.",
            segment_id=segment.id,
        )
