"""The next guest of a unit: over the unit itself and its linked ones, never siblings (T98, T99)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ...pms.model import Segment
from ...pms.tasks import Alert
from ..model import NextArrival, Unit
from ..reasons import ReasonCode
from ..schedule.times import ONE_DAY, arrival_times, day_after, late_deadline
from .index import HotelIndex


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next guest of a unit, and alerts about guests who were expected.

    `arrival_at` is when that guest is expected, but not before check-in time (UTC); it orders the board.
    `late_until` is the instant at which the clock alone ends waiting for a guest of yesterday (UTC).
    """

    arrival: NextArrival | None = None
    arrival_at: datetime | None = None
    mover: bool = False
    alerts: tuple[Alert, ...] = ()
    late_until: datetime | None = None


def next_arrival(index: HotelIndex, unit: Unit) -> Outlook:
    """The guest who is expected first on `unit` or on a unit it is linked with."""
    policy = index.policy_for(unit)
    best: tuple[datetime, str, Segment, datetime] | None = None
    alerts: list[Alert] = []
    late_until = None
    # the segments of one unit are in order already
    coming: Iterable[Segment] = candidates(index, unit)
    if index.links.linked(unit.id):
        coming = sorted(coming, key=lambda s: (s.start_date, s.id))
    for segment in coming:
        if best is not None and segment.start_date > day_after(max(best[2].start_date, index.today)):
            break  # all others come days later
        arrival = as_arrival(index, segment)
        times = arrival_times(arrival, now=index.now, hotel=index.hotel, policy=policy)
        if times is None:
            alerts.extend(_alert(index, unit, segment, ReasonCode.ARRIVAL_STALE))
            continue
        if segment.start_date < index.today:
            deadline = late_deadline(segment.start_date, hotel=index.hotel, policy=index.policy)
            if index.now < deadline:
                late_until = deadline  # one for all of them: older ones are stale
            elif segment.end_date <= index.today:
                continue  # the only night is over
            else:
                alerts.extend(_alert(index, unit, segment, ReasonCode.ARRIVAL_OVERDUE))
        entry = (times.expected_at, segment.id, segment, times.arrival_at)
        best = entry if best is None or entry[:2] < best[:2] else best
    alerts.extend(_double_assigned(index, unit))
    if best is None:
        return Outlook(alerts=tuple(alerts))
    segment = best[2]
    return Outlook(as_arrival(index, segment), best[3], segment.id in index.movers, tuple(alerts), late_until)


def candidates(index: HotelIndex, unit: Unit) -> Iterator[Segment]:
    """Segments still expected on `unit` or a linked one, without those that are long over."""
    for unit_id in (unit.id, *index.links.linked(unit.id)):
        for segment in index.expected.of(unit_id):
            over = segment.end_date < index.today or (
                segment.end_date == index.today and segment.start_date < index.today - ONE_DAY
            )
            if not over:
                yield segment


def as_arrival(index: HotelIndex, segment: Segment) -> NextArrival:
    """A segment as input of the schedule. A guest who only moves rooms has no estimated arrival (T11)."""
    return NextArrival(
        date=segment.start_date,
        eta=None if segment.id in index.movers else segment.eta,
        early_check_in=segment.early_check_in,
        vip=segment.vip,
        tentative=segment.tentative,
        day_use=segment.start_date == segment.end_date,
        scheduled_start=segment.scheduled_start,
        segment_id=segment.id,
    )


def _alert(index: HotelIndex, unit: Unit, segment: Segment, code: ReasonCode) -> Iterator[Alert]:
    if segment.reservation_id:  # a courtesy hold has no guest who could be late
        room = index.units.get(index.unit_id_of(segment.room_id), unit)
        yield index.alert(code(room=f"Room {room.number}"), unit_id=segment.room_id, segment_id=segment.id)


def _double_assigned(index: HotelIndex, unit: Unit) -> Iterator[Alert]:
    """T129: two guests expected on one room for the same night."""
    here = [s for s in index.expected.of(unit.id) if s.end_date > index.today and s.id not in index.movers]
    here.sort(key=lambda s: (s.start_date, s.id))
    for first, second in pairwise(here):
        if second.start_date < first.end_date:
            reason = ReasonCode.DOUBLE_ASSIGNED(room=f"Room {unit.number}", date=second.start_date)
            yield index.alert(reason, unit_id=unit.id, segment_id=second.id)
