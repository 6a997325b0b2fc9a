"""What holds in any hotel, however odd: plans are idempotent, need no order, and the clock alone moves no due time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cloudbeds_connector.pms.facts import Cause, Vacate
from cloudbeds_connector.pms.model import BlockKind, Condition, Property, RoomBlock, Segment, StayState
from cloudbeds_connector.turnover import (
    LIVE_STATES,
    HotelView,
    TaskState,
    TurnoverPolicy,
    Unit,
    apply_plan,
    plan_turnover,
)

from .story import day

NOW = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
UNITS = ("1", "2", "3")
moments = st.integers(-72 * 60, 0).map(lambda minutes: NOW + timedelta(minutes=minutes))
days = st.integers(-3, 3)


@st.composite
def units(draw: Any, unit_id: str) -> Unit:
    observed = draw(st.integers(-20, 0).map(lambda minutes: NOW + timedelta(minutes=minutes)))
    since, occupied_since = (min(draw(moments), observed) for _ in range(2))
    return Unit(
        id=unit_id,
        number=unit_id,
        room_type_id=draw(st.sampled_from(["A", "B"])),
        mapped=draw(st.booleans()),
        linked=draw(st.sampled_from([(), UNITS[:1]])),
        condition=draw(st.sampled_from(Condition)),
        condition_before=draw(st.sampled_from(Condition)),
        condition_since=since,
        occupied=draw(st.sampled_from([True, False, None])),
        occupancy_since=occupied_since,
        observed_at=observed,
    )


@st.composite
def segments(draw: Any, number: int) -> Segment:
    start = draw(days)
    return Segment(
        id=f"S{number}",
        reservation_id=draw(st.sampled_from(["R1", "R2", f"R{number}"])),
        room_id=draw(st.sampled_from([*UNITS, None])),
        room_type_id=draw(st.sampled_from(["A", "B"])),
        start_date=day(start),
        end_date=day(start + draw(st.integers(0, 3))),
        state=draw(st.sampled_from(StayState)),
        tentative=draw(st.booleans()),
        eta=draw(st.sampled_from([None, time(1), time(12), time(22)])),
        early_check_in=draw(st.sampled_from([None, None, time(11)])),
        vip=draw(st.booleans()),
    )


@st.composite
def vacates(draw: Any, n: int) -> Vacate:
    at = draw(moments)
    return Vacate(
        unit_id=draw(st.sampled_from(UNITS)),
        segment_id=draw(st.sampled_from(["S0", "S1", "S2", "S9"])),
        n=n,
        at=at,
        noticed_at=draw(st.sampled_from([at, NOW])),
        cause=draw(st.sampled_from(Cause)),
        at_known=draw(st.booleans()),
    )


@st.composite
def blocks(draw: Any, number: int) -> RoomBlock:
    start = draw(days)
    return RoomBlock(
        id=f"b{number}",
        room_id=draw(st.sampled_from(UNITS)),
        kind=draw(st.sampled_from(BlockKind)),
        raw_kind="",
        start_date=day(start),
        end_date=day(start + draw(st.integers(0, 3))),
        end_inclusive=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def hotels(draw: Any) -> HotelView:
    return HotelView(
        connection_id="c",
        property=Property(
            id="h",
            name="H",
            timezone=draw(st.sampled_from(["America/New_York", "Pacific/Auckland", "Asia/Kathmandu"])),
            check_in_time=draw(st.sampled_from([time(15), time(9)])),
            check_out_time=time(11),
        ),
        units=tuple(draw(units(unit_id)) for unit_id in UNITS),
        segments=tuple(draw(segments(number)) for number in range(draw(st.integers(0, 6)))),
        vacates=tuple(draw(vacates(n)) for n in range(draw(st.integers(0, 4)))),
        blocks=tuple(draw(blocks(n)) for n in range(draw(st.integers(0, 2)))),
        baseline=draw(st.booleans()),
        entered_at={f"S{n}": draw(moments) for n in range(draw(st.integers(0, 4)))},
    )


policies = st.builds(
    TurnoverPolicy,
    require_inspection=st.booleans(),
    arrival_policy=st.sampled_from(["earliest", "check_in_time", "eta"]),
    unmapped=st.sampled_from(["create_labelled", "hold"]),
    skip_if_vacant_days=st.sampled_from([None, 2]),
)


@st.composite
def lives(draw: Any) -> tuple[HotelView, TurnoverPolicy, datetime]:
    """A hotel some way into its day: planned for, worked in, looked at again."""
    view, policy, now = draw(hotels()), draw(policies), NOW
    for _ in range(draw(st.integers(0, 2))):
        view = replace(apply_plan(view, plan_turnover(view, now=now, policy=policy)), baseline=False)
        now += timedelta(minutes=draw(st.integers(1, 600)))
        state = draw(st.sampled_from([TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.DONE]))
        view = replace(
            view,
            tasks=tuple(
                replace(task, state=state, started_at=now, version=task.version + 1)
                if task.state is TaskState.OPEN
                else task
                for task in view.tasks
            ),
            units=tuple(draw(units(unit_id)) for unit_id in UNITS),
            segments=tuple(draw(segments(n)) for n in range(len(view.segments))),
        )
    return view, policy, now


@settings(max_examples=250, deadline=None)
@given(lives(), st.integers())
def test_a_plan_is_complete_idempotent_and_needs_no_order(
    life: tuple[HotelView, TurnoverPolicy, datetime], seed: int
) -> None:
    view, policy, now = life
    plan = plan_turnover(view, now=now, policy=policy)
    decided = Counter((decision.unit_id, decision.ref) for decision in plan.decisions)
    assert all(decided[vacate.unit_id, vacate.ref] == 1 for vacate in view.vacates)
    assert {c.task.id for c in plan.commands} <= {d.task_id for d in plan.decisions}
    after = apply_plan(view, plan)
    live = Counter(task.unit_id for task in after.tasks if task.state in LIVE_STATES)
    assert set(live.values()) <= {1}
    for command in plan.commands:
        assert command.action.value != "create" or command.task.due_by > now
    again = plan_turnover(after, now=now, policy=policy)
    assert (again.commands, again.alerts) == ((), ())
    shuffled = view
    for name in ("units", "segments", "vacates", "tasks", "blocks"):
        rows = list(getattr(view, name))
        random.Random(seed).shuffle(rows)
        shuffled = replace(shuffled, **{name: tuple(rows)})
    assert plan_turnover(shuffled, now=now, policy=policy) == plan


@settings(max_examples=250, deadline=None)
@given(lives(), st.lists(st.integers(1, 30 * 60), min_size=1, max_size=3))
def test_the_clock_alone_moves_no_due_time(
    life: tuple[HotelView, TurnoverPolicy, datetime], minutes: list[int]
) -> None:
    view, policy, now = life
    view = replace(apply_plan(view, plan_turnover(view, now=now, policy=policy)), baseline=False)
    for later in minutes:
        now += timedelta(minutes=later)
        plan = plan_turnover(view, now=now, policy=policy)
        before = {task.id: task for task in view.tasks}
        for command in plan.commands:
            task, known = command.task, before.get(command.task.id)
            only_time = known is not None and known.state is task.state and known.carries == task.carries
            if (
                known is not None
                and only_time
                and known.flags.count("guest_waiting") == task.flags.count("guest_waiting")
            ):
                assert task.due_by == known.due_by, (known.row, task.row, task.reason)
        view = apply_plan(view, plan)
