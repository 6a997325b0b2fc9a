"""A due time can be met when it is set, is early enough for the next guest, and never moves by time alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from cloudbeds_connector.pms.model import Property
from cloudbeds_connector.turnover import (
    LIVE_STATES,
    NextArrival,
    TaskKind,
    TaskState,
    TurnoverPolicy,
    TurnoverTask,
    apply_plan,
    plan_turnover,
    schedule_turnover,
)

from .chance import Drawn, Seeded
from .claims import could_be_ready, due_times_are_sound
from .effort import for_all
from .house_of_all_kinds import NOW, TODAY, ZONES
from .life import EVENTS, Life, opened

walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
moments = st.integers(-36 * 3600, 36 * 3600).map(lambda seconds: NOW + timedelta(seconds=seconds))
arrivals = st.builds(
    NextArrival,
    date=st.integers(-1, 4).map(lambda offset: TODAY + timedelta(days=offset)),
    eta=st.none() | walls,
    early_check_in=st.none() | walls,
    vip=st.booleans(),
    waiting=st.booleans(),
    day_use=st.booleans(),
    scheduled_start=st.none() | moments,
)
policies = st.builds(
    TurnoverPolicy,
    arrival_policy=st.sampled_from(["earliest", "check_in_time", "eta"]),
    buffer_minutes=st.sampled_from([0, 15, 120]),
    same_day_target=walls,
    day_rollover=st.sampled_from([time(0), time(4), time(11, 59)]),
    eta_wrap=walls,
    late_until=walls,
)
hotels = st.builds(
    Property,
    id=st.just("h"),
    name=st.just("H"),
    timezone=st.sampled_from(ZONES),
    check_in_time=walls,
    check_out_time=walls,
    night_audit_time=st.none() | st.sampled_from([time(0), time(2)]),
)
calls = st.fixed_dictionaries(
    {
        "property": hotels,
        "policy": policies,
        "clean_minutes": st.integers(1, 300),
        "next_arrival": st.none() | arrivals,
        "rush": st.booleans(),
        "type_pressure": st.booleans(),
        "started_at": st.none() | moments,
    }
)


@for_all(moments, calls, examples=150)
def test_a_due_time_can_be_met_and_is_in_time_for_the_arrival_if_that_can_be(
    now: datetime, call: dict[str, Any]
) -> None:
    schedule = schedule_turnover(now, **call)
    finish, buffer = schedule.earliest_finish, call["policy"].buffer
    assert schedule.due_by >= finish > now
    assert finish >= now + timedelta(minutes=call["clean_minutes"]) or call["started_at"] is not None
    if schedule.needed_by is not None and schedule.needed_by - buffer >= finish:
        assert schedule.due_by <= schedule.needed_by - buffer
    assert schedule.at_risk is (schedule.needed_by is not None and finish > schedule.needed_by - buffer)
    for instant in (schedule.due_by, schedule.needed_by, schedule.urgent_at, finish):
        assert instant is None or instant.tzinfo is UTC


@for_all(st.data(), examples=25)
def test_every_due_time_that_a_hotels_life_sets_can_be_met_and_is_in_time(data: st.DataObject) -> None:
    chance = Drawn(data)
    life = opened(chance)
    for _ in range(3):
        plan = life.plan()
        before = {task.id: task for task in life.observer.view.tasks}
        for command in plan.commands:
            due_times_are_sound(before.get(command.task.id), command, now=life.now, policy=life.policy)
        life.carry_out(plan)
        for _ in range(chance.number(0, 4)):
            getattr(life, chance.one(EVENTS))()
        life.time_passes()
        life.look()


@for_all(st.integers(0, 2**32), examples=80)
def test_open_work_of_today_that_nobody_edited_is_due_in_time_for_the_next_guest(seed: int) -> None:
    """Work carried over from another day is left out: its time stands, even if the new day brings a guest (T137)."""
    life = lived(seed)
    for task in life.observer.view.tasks:
        turnover = task.kind is not TaskKind.STAYOVER and task.state is TaskState.OPEN
        if not turnover or task.edited or task.needed_by is None or "carried_over" in task.flags:
            continue
        latest = task.needed_by - life.policy.for_room_type(task.room_type_id).buffer
        assert task.due_by <= latest or latest < could_be_ready(life.now, task), task


@for_all(st.integers(0, 2**32), st.lists(st.integers(1, 30 * 60), min_size=1, max_size=4), examples=100)
def test_the_clock_alone_moves_no_due_time(seed: int, minutes: list[int]) -> None:
    """Over rollovers, guests of yesterday who are given up, day guests, pressure that begins with the day, and blocks
    that end, of this room and of others.
    """
    life = lived(seed)
    view, now = life.observer.view, life.now
    for later in minutes:
        now += timedelta(minutes=later)
        plan = plan_turnover(view, now=now, policy=life.policy)
        before = {task.id: task for task in view.tasks}
        for command in plan.commands:
            known = before.get(command.task.id)
            if known is not None and stands_as_it_stood(known, command.task):
                assert command.task.due_by == known.due_by, (command.row, command.reason, command.changed)
        view = apply_plan(view, plan)


def lived(seed: int) -> Life:
    """A hotel some way into its days, planned for just now."""
    chance = Seeded(seed)
    life = opened(chance)
    for _ in range(chance.number(1, 6)):
        life.carry_out(life.plan())
        life.time_passes()
        for _ in range(chance.number(0, 4)):
            getattr(life, chance.one(EVENTS))()
        life.look()
    life.carry_out(life.plan())
    return life


def stands_as_it_stood(known: TurnoverTask, task: TurnoverTask) -> bool:
    """Whether the task is neither held nor released nor ended: then its time is set anew, and rightly so (T85)."""
    return known.state is task.state and known.state in LIVE_STATES and known.kind is task.kind


@for_all(st.integers(0, 2**32), examples=60)
def test_a_plan_before_look_again_at_changes_nothing(seed: int) -> None:
    """Nobody need plan in between: what the clock does to a hotel, it does at the instants that the plan names."""
    life = lived(seed)
    view = replace(life.observer.view, attendants=None)  # who is there changes what is late at any minute
    plan = plan_turnover(view, now=life.now, policy=life.policy)
    assert plan.look_again_at is not None
    view = apply_plan(view, plan)
    # to the minute: what happens at an instant may be reported at the end of its minute, and work ends at full minutes
    later = max(life.now, plan.look_again_at - timedelta(minutes=2))
    again = plan_turnover(view, now=later, policy=life.policy)
    assert [(command.row, command.reason, command.changed) for command in again.commands] == []
