"""Every zone of the tz database keeps its hotels' days and due times over each change of its clocks, 2025 to 2027."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import available_timezones

import pytest

from cloudbeds_connector.pms.hotel_time import business_date, resolve
from cloudbeds_connector.pms.model import Property
from cloudbeds_connector.turnover import NextArrival, TurnoverPolicy, schedule_turnover

from .reckoning import DAY, MINUTE, Change, DueTimeCase, business_day, changes_of, due_time, offset, resolved

#: So far around a change its days are looked at minute by minute.
AROUND = 65
NIGHT, NOON = time(4), time(12)


@cache
def all_changes() -> tuple[Change, ...]:
    return tuple(change for name in sorted(available_timezones()) for change in changes_of(name))


@cache
def distinct_changes() -> tuple[Change, ...]:
    """Each change once, though many zones make it."""
    return tuple({(change.at, change.before, change.after): change for change in all_changes()}.values())


in_zones = pytest.mark.parametrize(
    "changes",
    [
        pytest.param(distinct_changes, id="each change once"),
        pytest.param(all_changes, id="in every zone", marks=pytest.mark.proof),
    ],
)


def rollovers(change: Change) -> Iterator[time]:
    """Four in the morning, and a night audit at a time that the change skips or repeats."""
    yield NIGHT
    odd = change.odd_walls[2].time()
    if odd < NOON:
        yield odd


def test_the_zones_that_change_their_clocks_are_all_there() -> None:
    by_zone = {change.zone.key for change in all_changes()}
    assert {"America/New_York", "Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Gaza"} <= by_zone
    assert len(available_timezones()) > 400 > len(available_timezones()) / 4
    half = [change for change in all_changes() if abs(change.after - change.before) == timedelta(minutes=30)]
    assert {change.zone.key for change in half} >= {"Australia/Lord_Howe"}
    assert all(offset(change.zone, change.at - MINUTE) == change.before for change in all_changes())


@in_zones
def test_wall_times_that_do_not_exist_move_forward_and_doubled_ones_are_the_first(
    changes: Callable[[], tuple[Change, ...]],
) -> None:
    for change in changes():
        for wall in change.odd_walls:
            instant = resolve(wall.date(), wall.time(), change.zone)
            assert instant == resolved(change, wall), (change, wall)
            shown = instant.astimezone(change.zone).replace(tzinfo=None)
            gap = change.after - change.before
            skipped = change.odd_walls[1] <= wall < change.odd_walls[4] and gap > timedelta()
            assert shown == (wall + gap if skipped else wall), (change, wall)


@in_zones
def test_the_hotels_day_never_goes_back_and_begins_once_minute_by_minute(
    changes: Callable[[], tuple[Change, ...]],
) -> None:
    for change in changes():
        for rollover in rollovers(change):
            begins = resolved(change, datetime.combine((change.at + change.after).date(), rollover))
            near = abs(begins - change.at) < AROUND * MINUTE
            for middle in (change.at,) if near or rollover != NIGHT else (change.at, begins):
                first = middle - AROUND * MINUTE
                days = [business_date(first + n * MINUTE, rollover, change.zone) for n in range(2 * AROUND)]
                assert days == sorted(days), (change, rollover)
                assert days[-1] - days[0] <= DAY
                assert (days[0], days[-1]) == tuple(
                    business_day(change, first + n * MINUTE, rollover) for n in (0, 2 * AROUND - 1)
                ), (change, rollover)


@in_zones
def test_the_hotels_day_begins_at_the_very_instant_of_its_rollover(changes: Callable[[], tuple[Change, ...]]) -> None:
    for change in changes():
        for rollover in rollovers(change):
            for day in (change.odd_walls[1].date(), change.odd_walls[1].date() + DAY):
                begins = resolved(change, datetime.combine(day, rollover))
                assert business_date(begins, rollover, change.zone) == day, (change, rollover)
                before = begins - timedelta(microseconds=1)
                assert business_date(before, rollover, change.zone) == day - DAY, (change, rollover)


def cases(change: Change) -> Iterator[DueTimeCase]:
    """Rooms left on either side of a change, for guests who come on its day, some at a time that it skips."""
    odd = change.odd_walls[2]
    plain = DueTimeCase(
        now=change.at,
        minutes=30,
        arrives=odd.date(),
        eta=None,
        check_in=time(15),
        target=time(17),
        rollover=time(4),
    )
    for hours in (-26, -1, 0, 11):
        now = change.at + timedelta(hours=hours, seconds=1)
        yield replace(plain, now=now)
        yield replace(plain, now=now, eta=odd.time(), arrives=odd.date() - DAY)
        yield replace(plain, now=now, target=odd.time(), arrives=odd.date() + DAY)


@in_zones
def test_due_times_are_exact_in_utc_over_every_change(changes: Callable[[], tuple[Change, ...]]) -> None:
    for change in changes():
        hotel = Property(id="h", name="H", timezone=change.zone.key, check_in_time=time(15), check_out_time=time(11))
        for case in cases(change):
            policy = TurnoverPolicy(same_day_target=case.target, day_rollover=case.rollover)
            if case.arrives < business_day(change, case.now, case.rollover):
                continue  # whether a guest of yesterday is still expected is another rule
            schedule = schedule_turnover(
                case.now,
                property=hotel,
                policy=policy,
                clean_minutes=case.minutes,
                next_arrival=NextArrival(date=case.arrives, eta=case.eta),
            )
            assert (schedule.needed_by, schedule.due_by) == due_time(change, case), (change, case)
