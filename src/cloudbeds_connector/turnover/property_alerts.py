"""Decides what is said about the hotel as a whole: its settings, its day, and guests whom no room was known for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..pms.tasks import Alert, Decision
from .backlog import BACKLOG, backlog_alert
from .house import House
from .season import SEASON_CLOSED, season_alert
from .times import check_in_is_plausible, resolve, rollover_time

IMPLAUSIBLE = "check_in_time_implausible"
#: Alerts that are raised once, not once a day: a view's `open_alerts` must hold them however old they are.
RAISED_ONCE = frozenset({IMPLAUSIBLE, SEASON_CLOSED, BACKLOG})


def property_alerts(house: House) -> Iterator[Alert]:
    """What a person should know about the hotel."""
    yield from _implausible(house)
    yield from _homeless(house)
    yield from _night_audit(house)
    yield from filter(None, (season_alert(house), backlog_alert(house)))


def homeless_decisions(house: House) -> Iterator[Decision]:
    """T07, T139: what was decided for guests who left without a room that anybody knows."""
    for segment_id in sorted(set(house.view.homeless)):
        alerted = _has_accommodation(house, segment_id)
        yield Decision(
            unit_id="",
            ref=f"{segment_id}#1",
            action="noop",
            row="T07" if alerted else "T139",
            reason="The guest left, and no look ever showed a room."
            if alerted
            else "The booking is for no accommodation, so there is no room to clean.",
            segment_id=segment_id,
        )


def _homeless(house: House) -> Iterator[Alert]:
    for segment_id in sorted(set(house.view.homeless)):
        if _has_accommodation(house, segment_id):
            yield Alert(
                name="departure_without_room",
                message="A guest left whom no room was known for; look which room needs cleaning.",
                business_date=house.today,
                segment_id=segment_id,
                row="T07",
            )


def _has_accommodation(house: House, segment_id: str) -> bool:
    """False for a house account and the like: a stay of no room type."""
    segment = house.segments.get(segment_id)
    return segment is None or segment.room_type_id != ""


def _implausible(house: House) -> Iterator[Alert]:
    """A check-in time that cannot be meant; the same-day target stands in for it."""
    if check_in_is_plausible(house.hotel, policy=house.policy) or house.asked(IMPLAUSIBLE):
        return
    told = house.policy.check_in_time or house.hotel.check_in_time
    yield Alert(
        name=IMPLAUSIBLE,
        message=f"The check-in time {told:%H:%M} lies before check-out or before the hotel's day "
        f"begins; {house.policy.same_day_target:%H:%M} is used. Set the check-in time in the hotel system.",
        business_date=house.today,
        row="T107",
    )


def _night_audit(house: House) -> Iterator[Alert]:
    """T135: the hotel's day began by the clock, and the night audit that should open it has not come."""
    opened = house.view.audited_to
    if opened is None or opened >= house.today:
        return
    began = resolve(house.today, rollover_time(house.hotel, policy=house.policy), house.hotel.zone)
    if house.now > began + timedelta(minutes=house.policy.night_audit_grace_minutes):
        yield Alert(
            name="night_audit_missing",
            message="The night audit has not been run, or its message was lost; the hotel's day goes by the clock. "
            "Run it in the hotel system.",
            business_date=house.today,
            row="T135",
        )
