"""Decides what is said about the hotel as a whole: its settings, its day, and guests whom no room was known for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...pms.tasks import Alert, Decision
from ..schedule.times import check_in_is_plausible, resolve, rollover_time
from ..view.blocks import season_on
from ..view.index import HotelIndex
from .observations import BACKLOG

IMPLAUSIBLE = "check_in_time_implausible"
SEASON_CLOSED = "season_closed"
#: Alerts that are raised once, not once a day: a view's `open_alerts` must hold them however old they are.
RAISED_ONCE = frozenset({IMPLAUSIBLE, SEASON_CLOSED, BACKLOG})


def property_alerts(index: HotelIndex) -> Iterator[Alert]:
    """What a person should know about the hotel."""
    yield from _implausible(index)
    yield from _alert_departures_without_room(index)
    yield from _night_audit(index)
    yield from filter(None, (season_alert(index), backlog_alert(index)))


def decide_departures_without_room(index: HotelIndex) -> Iterator[Decision]:
    """T07, T139: what was decided for guests who left without a room that anybody knows."""
    for segment_id in sorted(set(index.view.departures_without_room)):
        alerted = _has_accommodation(index, segment_id)
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


def _alert_departures_without_room(index: HotelIndex) -> Iterator[Alert]:
    for segment_id in sorted(set(index.view.departures_without_room)):
        if _has_accommodation(index, segment_id):
            yield Alert(
                name="departure_without_room",
                message="A guest left whom no room was known for; look which room needs cleaning.",
                business_date=index.today,
                segment_id=segment_id,
                row="T07",
            )


def _has_accommodation(index: HotelIndex, segment_id: str) -> bool:
    """False for a house account and the like: a stay of no room type."""
    segment = index.segments.get(segment_id)
    return segment is None or segment.room_type_id != ""


def _implausible(index: HotelIndex) -> Iterator[Alert]:
    """A check-in time that cannot be meant; the same-day target stands in for it."""
    if check_in_is_plausible(index.hotel, policy=index.policy) or index.was_raised(IMPLAUSIBLE):
        return
    told = index.policy.check_in_time or index.hotel.check_in_time
    yield Alert(
        name=IMPLAUSIBLE,
        message=f"The check-in time {told:%H:%M} lies before check-out or before the hotel's day "
        f"begins; {index.policy.same_day_target:%H:%M} is used. Set the check-in time in the hotel system.",
        business_date=index.today,
        row="T107",
    )


def _night_audit(index: HotelIndex) -> Iterator[Alert]:
    """T135: the hotel's day began by the clock, and the night audit that should open it has not come."""
    opened = index.view.audited_to
    if opened is None or opened >= index.today:
        return
    began = resolve(index.today, rollover_time(index.hotel, policy=index.policy), index.hotel.zone)
    if index.now > began + timedelta(minutes=index.policy.night_audit_grace_minutes):
        yield Alert(
            name="night_audit_missing",
            message="The night audit has not been run, or its message was lost; the hotel's day goes by the clock. "
            "Run it in the hotel system.",
            business_date=index.today,
            row="T135",
        )


def season_alert(index: HotelIndex) -> Alert | None:
    """One for the whole hotel and the whole season."""
    shown = {(block.id, block.room_id) for block in index.view.blocks}
    blocks = [block for block in season_on(index, index.today) if (block.id, block.room_id) in shown]
    if not blocks:
        return None
    return Alert(
        name=SEASON_CLOSED,
        message=f"{len(blocks)} rooms are closed for the season; their work waits until they are sold again.",
        # the season's own date: the same alert on every day of it
        business_date=min(block.start_date for block in blocks),
        row="T138",
    )


def backlog_alert(index: HotelIndex) -> Alert | None:
    """The question, once."""
    if not index.view.baseline or index.policy.first_look != "ask" or not index.backlog or index.was_raised(BACKLOG):
        return None
    return Alert(
        name=BACKLOG,
        message=f"{index.backlog} vacant rooms were dirty when the hotel was first looked at, most of them. Set the "
        "policy's first_look to 'create' for a turnover of each, or to 'ignore' if their states are out of date.",
        business_date=index.today,
        row="T143",
    )
