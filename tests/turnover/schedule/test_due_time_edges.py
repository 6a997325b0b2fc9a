"""The second at which a schedule becomes another one: targets, buffers, promises, and who comes before whom."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.turnover import (
    DueBasis,
    NextArrival,
    Priority,
    PriorityBasis,
    TurnoverPolicy,
    TurnoverSchedule,
)
from cloudbeds_connector.turnover.schedule.due_time import earliest_finish, schedule_turnover

from ..calendar import day
from ..story import HOTEL, Story
from ..working_unit import MINUTE, SECOND

AT = Story().instant


def schedule(now: datetime, *, arrival: NextArrival | None = None, **more: Any) -> TurnoverSchedule:
    values = {"policy": TurnoverPolicy(), "clean_minutes": 30} | more
    return schedule_turnover(now, property=HOTEL, next_arrival=arrival, **values)


def today(**more: Any) -> NextArrival:
    return NextArrival(date=day(0), **more)


@pytest.mark.parametrize(
    ("now", "due", "basis"),
    [
        (AT("16:30"), AT("17:00"), DueBasis.TARGET),
        (AT("16:30") + SECOND, AT("17:00", on=1), DueBasis.NEXT_TARGET),
        (AT("23:50"), AT("17:00", on=1), DueBasis.NEXT_TARGET),
        (AT("00:10", on=1), AT("17:00", on=1), DueBasis.TARGET),
    ],
)
def test_T38_what_just_fits_today_is_due_today(now: datetime, due: datetime, basis: DueBasis) -> None:
    found = schedule(now)
    assert (found.due_by, found.due_basis, found.priority, found.priority_basis) == (
        due,
        basis,
        Priority.LOW,
        PriorityBasis.NOBODY_SOON,
    )


@pytest.mark.parametrize(
    ("target", "due", "basis"),
    [
        (time(14, 44), "14:44", DueBasis.TARGET),
        (time(14, 45), "14:45", DueBasis.TARGET),
        (time(14, 46), "14:45", DueBasis.BEFORE_ARRIVAL),
    ],
)
def test_T31_the_hotels_target_counts_until_the_arrival_is_sooner(target: time, due: str, basis: DueBasis) -> None:
    found = schedule(AT("10:00"), arrival=today(), policy=TurnoverPolicy(same_day_target=target))
    assert (found.due_by, found.due_basis) == (AT(due), basis)


@pytest.mark.parametrize(
    ("spread", "due", "basis"), [(True, "14:45", DueBasis.BEFORE_ARRIVAL), (False, "12:00", DueBasis.TARGET)]
)
def test_T138_after_a_season_work_is_due_before_its_own_arrival(spread: bool, due: str, basis: DueBasis) -> None:
    policy = TurnoverPolicy(same_day_target=time(12))
    found = schedule(AT("10:00"), arrival=today(), policy=policy, spread=spread)
    assert (found.due_by, found.due_basis) == (AT(due), basis)
    alone = schedule(AT("10:00"), policy=policy, spread=spread)
    assert (alone.due_by, alone.due_basis, alone.at_risk) == (AT("12:00"), DueBasis.TARGET, False)


@pytest.mark.parametrize(
    ("late", "basis", "at_risk", "priority"),
    [
        (0, DueBasis.BEFORE_ARRIVAL, False, Priority.HIGH),
        (1, DueBasis.EARLIEST_FINISH, True, Priority.URGENT),
    ],
)
def test_T44_work_that_just_fits_before_the_buffer_is_in_time(
    late: int, basis: DueBasis, at_risk: bool, priority: Priority
) -> None:
    found = schedule(AT("14:15") + late * SECOND, arrival=today())
    assert found == TurnoverSchedule(
        needed_by=AT("15:00"),
        urgent_at=AT("15:00"),
        due_by=AT("14:45") + late * MINUTE,
        at_risk=at_risk,
        priority=priority,
        earliest_finish=AT("14:45") + late * MINUTE,
        due_basis=basis,
        priority_basis=PriorityBasis.PROMISE_IN_DANGER if at_risk else PriorityBasis.ARRIVAL_TODAY,
    )


@pytest.mark.parametrize(
    ("arrival", "needed", "urgent"),
    [
        (None, "15:00", "15:00"),
        (today(eta=time(13)), "13:00", "15:00"),
        (today(eta=time(20)), "15:00", "15:00"),
        (today(early_check_in=time(12)), "12:00", "12:00"),
        (NextArrival(date=day(1), eta=time(9)), "15:00", "15:00"),
    ],
)
def test_T40_guests_without_a_room_need_one_by_check_in_time_and_an_earlier_guest_counts(
    arrival: NextArrival | None, needed: str, urgent: str
) -> None:
    found = schedule(AT("10:00"), arrival=arrival, type_pressure=True)
    assert (found.needed_by, found.urgent_at, found.priority) == (AT(needed), AT(urgent), Priority.HIGH)


PRIORITIES: list[tuple[str, dict[str, Any], Priority, PriorityBasis]] = [
    ("nobody", {}, Priority.LOW, PriorityBasis.NOBODY_SOON),
    ("tomorrow", {"date": day(1)}, Priority.NORMAL, PriorityBasis.ARRIVAL_TOMORROW),
    ("in two days", {"date": day(2)}, Priority.LOW, PriorityBasis.NOBODY_SOON),
    ("a VIP tomorrow", {"date": day(1), "vip": True}, Priority.HIGH, PriorityBasis.VIP),
    ("a VIP in two days", {"date": day(2), "vip": True}, Priority.NORMAL, PriorityBasis.VIP),
    ("a VIP today", {"date": day(0), "vip": True}, Priority.HIGH, PriorityBasis.ARRIVAL_TODAY),
    ("a VIP of days ago", {"date": day(-3), "vip": True}, Priority.LOW, PriorityBasis.NOBODY_SOON),
    ("yesterday's guest", {"date": day(-1)}, Priority.HIGH, PriorityBasis.ARRIVAL_TODAY),
    ("who waits", {"date": day(3), "waiting": True}, Priority.URGENT, PriorityBasis.GUEST_WAITING),
]


@pytest.mark.parametrize(("who", "arrival", "priority", "basis"), PRIORITIES, ids=[row[0] for row in PRIORITIES])
def test_T39_how_urgent_a_room_is_by_who_comes_next(
    who: str, arrival: dict[str, Any], priority: Priority, basis: PriorityBasis
) -> None:
    found = schedule(AT("10:00"), arrival=NextArrival(**arrival) if arrival else None)
    assert (found.priority, found.priority_basis) == (priority, basis)
    if basis is PriorityBasis.GUEST_WAITING:
        assert (found.due_by, found.due_basis) == (AT("10:30"), DueBasis.AS_SOON_AS_POSSIBLE)
    pressed = schedule(AT("10:00"), arrival=NextArrival(**arrival) if arrival else None, type_pressure=True)
    own = basis in (PriorityBasis.ARRIVAL_TODAY, PriorityBasis.GUEST_WAITING)
    assert (pressed.priority, pressed.priority_basis) == (
        (priority, basis) if own else (Priority.HIGH, PriorityBasis.TYPE_PRESSURE)
    )


@pytest.mark.parametrize(
    ("policy", "eta", "needed"),
    [
        ("earliest", time(13), "13:00"),
        ("earliest", time(18), "15:00"),
        ("earliest", None, "15:00"),
        ("check_in_time", time(13), "15:00"),
        ("eta", time(13), "13:00"),
        ("eta", time(18), "18:00"),
        ("eta", None, "15:00"),
    ],
)
def test_T31_what_a_room_is_needed_by(policy: str, eta: time | None, needed: str) -> None:
    found = schedule(
        AT("10:00"), arrival=today(eta=eta), policy=TurnoverPolicy.from_mapping({"arrival_policy": policy})
    )
    assert found.needed_by == AT(needed)
    assert found.urgent_at == AT("18:00" if eta == time(18) else "15:00")


@pytest.mark.parametrize(
    ("now", "minutes", "started", "finish"),
    [
        (AT("10:00"), 30, None, AT("10:30")),
        (AT("10:00") + SECOND, 30, None, AT("10:31")),
        (AT("10:00") + timedelta(microseconds=1), 30, None, AT("10:31")),
        (AT("10:00"), 30, AT("09:50"), AT("10:20")),
        (AT("10:00"), 30, AT("09:35"), AT("10:05")),
        (AT("10:00"), 30, AT("09:34"), AT("10:05")),
        (AT("10:00"), 30, AT("09:36"), AT("10:06")),
    ],
)
def test_T44_work_ends_at_a_full_minute_and_lasts_five_more_at_least(
    now: datetime, minutes: int, started: datetime | None, finish: datetime
) -> None:
    assert earliest_finish(now, minutes=minutes, started_at=started) == finish
    found = schedule_turnover(now, property=HOTEL, policy=TurnoverPolicy(), rush=True, started_at=started)
    assert (found.due_by, found.earliest_finish) == (finish, finish)


def test_T43_without_other_minutes_a_departures_are_planned() -> None:
    policy = TurnoverPolicy(clean_minutes={"departure": 40, "check": 7})
    assert schedule_turnover(AT("10:00"), property=HOTEL, policy=policy).earliest_finish == AT("10:40")
    assert schedule(AT("10:00"), policy=policy, clean_minutes=7).earliest_finish == AT("10:07")


def test_a_schedule_at_the_calendars_end_is_still_one() -> None:
    found = schedule(AT("10:00"), arrival=NextArrival(date=date.max))
    assert (found.due_by, found.priority) == (AT("17:00"), Priority.LOW)


def test_a_naive_now_is_named() -> None:
    with pytest.raises(ValueError, match=r"^now must"):
        schedule(datetime(2026, 11, 20))  # noqa: DTZ001
