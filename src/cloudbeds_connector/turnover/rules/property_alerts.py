"""Alerts about the hotel as a whole: its settings, its day, its season, and departures without a known room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...pms.tasks import Alert, Decision
from ..reasons import ReasonCode
from ..schedule.times import check_in_is_plausible, resolve, rollover_time
from ..view.blocks import season_on
from ..view.index import HotelIndex

_RAISED_ONCE = (ReasonCode.CHECK_IN_TIME_IMPLAUSIBLE, ReasonCode.SEASON_CLOSED, ReasonCode.FIRST_LOOK_BACKLOG)
#: Codes of alerts that are raised once, not once a day: a view's `open_alerts` must hold them however old they are.
RAISED_ONCE = frozenset(code.code for code in _RAISED_ONCE)


def property_alerts(index: HotelIndex) -> Iterator[Alert]:
    """What a person should know about the hotel."""
    yield from _check_in_time(index)
    yield from _departures_without_room(index)
    yield from _night_audit(index)
    yield from filter(None, (season_alert(index), backlog_alert(index)))


def decide_departures_without_room(index: HotelIndex) -> Iterator[Decision]:
    """T07, T139: the decisions about guests who left without a known room."""
    for segment_id in sorted(set(index.view.departures_without_room)):
        known = _has_accommodation(index, segment_id)
        reason = (ReasonCode.DEPARTURE_WITHOUT_ROOM if known else ReasonCode.NO_ACCOMMODATION)()
        yield reason.decision("noop", unit_id="", ref=f"{segment_id}#1", segment_id=segment_id)


def _departures_without_room(index: HotelIndex) -> Iterator[Alert]:
    for segment_id in sorted(set(index.view.departures_without_room)):
        if _has_accommodation(index, segment_id):
            yield index.alert(ReasonCode.DEPARTURE_WITHOUT_ROOM(), segment_id=segment_id)


def _has_accommodation(index: HotelIndex, segment_id: str) -> bool:
    """False for a house account and the like: a stay of no room type."""
    segment = index.segments.get(segment_id)
    return segment is None or segment.room_type_id != ""


def _check_in_time(index: HotelIndex) -> Iterator[Alert]:
    """A check-in time that cannot be meant; the same-day target is used instead."""
    code, policy = ReasonCode.CHECK_IN_TIME_IMPLAUSIBLE, index.policy
    if check_in_is_plausible(index.hotel, policy=policy) or index.was_raised(code):
        return
    check_in = policy.check_in_time or index.hotel.check_in_time
    yield index.alert(code(check_in=f"{check_in:%H:%M}", used=f"{policy.same_day_target:%H:%M}"))


def _night_audit(index: HotelIndex) -> Iterator[Alert]:
    """T135: the hotel's day began by the clock, and the night audit that should open it has not come."""
    opened = index.view.audited_to
    if opened is None or opened >= index.today:
        return
    began = resolve(index.today, rollover_time(index.hotel, policy=index.policy), index.hotel.zone)
    if index.now > began + timedelta(minutes=index.policy.night_audit_grace_minutes):
        yield index.alert(ReasonCode.NIGHT_AUDIT_MISSING())


def season_alert(index: HotelIndex) -> Alert | None:
    """One for the whole hotel and the whole season."""
    shown = {(block.id, block.room_id) for block in index.view.blocks}
    blocks = [block for block in season_on(index, index.today) if (block.id, block.room_id) in shown]
    if not blocks:
        return None
    # the season's own date: the same alert on every day of it
    return index.alert(
        ReasonCode.SEASON_CLOSED(rooms=len(blocks)), business_date=min(block.start_date for block in blocks)
    )


def backlog_alert(index: HotelIndex) -> Alert | None:
    """T143: the question what to do with the rooms that were dirty at the first look, once."""
    code, policy = ReasonCode.FIRST_LOOK_BACKLOG, index.policy
    if not index.view.baseline or policy.first_look != "ask" or not index.backlog or index.was_raised(code):
        return None
    return index.alert(code(rooms=index.backlog))
