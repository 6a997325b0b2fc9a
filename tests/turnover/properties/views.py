"""Pictures of a hotel that nothing has to have led to: any guests, rooms, blocks and departures beside each other.

Stores keep what hotel systems report, in any order and however wrong, so the rules must accept any view.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from cloudbeds_connector.pms.facts import Cause, Vacate
from cloudbeds_connector.pms.model import BlockKind, Condition, RoomBlock, Segment, StayState
from cloudbeds_connector.turnover import HotelView, TaskState, TurnoverPolicy, Unit, apply_plan, plan_turnover

from .chance import Seeded
from .house_of_all_kinds import NOW, TODAY, some_hotel, some_policy

IDS = ("1", "2", "3", "4")
moments = st.integers(-72 * 60, 0).map(lambda minutes: NOW + timedelta(minutes=minutes))
days = st.integers(-3, 3).map(lambda offset: TODAY + timedelta(days=offset))
lengths = st.integers(0, 3).map(lambda nights: timedelta(days=nights))
some = st.integers(0, 2**32).map(Seeded)


@st.composite
def units(draw: Any, unit_id: str) -> Unit:
    observed = draw(st.integers(-20, 0).map(lambda minutes: NOW + timedelta(minutes=minutes)))
    since, occupied_since, pickup_since = (min(draw(moments), observed) for _ in range(3))
    pickup = draw(st.booleans())
    return Unit(
        id=unit_id,
        number=unit_id,
        room_type_id=draw(st.sampled_from(["A", "B"])),
        mapped=draw(st.booleans()),
        turnover=draw(st.sampled_from([True, True, True, False])),
        virtual=unit_id == "4" and draw(st.booleans()),
        bed=unit_id in ("2", "3") and draw(st.booleans()),
        parent_id=draw(st.sampled_from(["", "1"])) if unit_id in ("2", "3") else "",
        linked=draw(st.sampled_from([(), IDS[:1], IDS[1:3]])),
        condition=draw(st.sampled_from(Condition)),
        condition_before=draw(st.sampled_from(Condition)),
        condition_since=draw(st.sampled_from([since, since, None])),
        occupied=draw(st.sampled_from([True, False, None])),
        occupancy_since=draw(st.sampled_from([occupied_since, occupied_since, None])),
        observed_at=draw(st.sampled_from([observed, observed, None])),
        do_not_disturb=draw(st.booleans()),
        refused_service=draw(st.booleans()),
        pickup=pickup,
        pickup_since=pickup_since if pickup else None,
        reported_occupied=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def segments(draw: Any, number: int) -> Segment:
    start = draw(days)
    return Segment(
        id=f"S{number}",
        reservation_id=draw(st.sampled_from(["R1", "R2", f"R{number}"])),
        room_id=draw(st.sampled_from([*IDS, None])),
        room_type_id=draw(st.sampled_from(["A", "B", ""])),
        start_date=start,
        end_date=start + draw(lengths),
        state=draw(st.sampled_from(StayState)),
        tentative=draw(st.booleans()),
        party_id=draw(st.sampled_from(["", "P"])),
        eta=draw(st.sampled_from([None, time(1), time(12), time(22)])),
        early_check_in=draw(st.sampled_from([None, None, time(11)])),
        vip=draw(st.booleans()),
    )


@st.composite
def vacates(draw: Any, n: int) -> Vacate:
    at = draw(moments)
    return Vacate(
        unit_id=draw(st.sampled_from([*IDS, "gone", "old"])),
        segment_id=draw(st.sampled_from(["S0", "S1", "S2", "S9"])),
        n=n,
        at=at,
        noticed_at=draw(st.sampled_from([at, NOW])),
        cause=draw(st.sampled_from(Cause)),
        at_known=draw(st.booleans()),
        baseline=draw(st.booleans()),
        held=draw(st.booleans()),
    )


@st.composite
def blocks(draw: Any, number: int) -> RoomBlock:
    start = draw(days)
    return RoomBlock(
        id=f"b{number}",
        room_id=draw(st.sampled_from(IDS)),
        kind=draw(st.sampled_from(BlockKind)),
        raw_kind="",
        start_date=start,
        end_date=start + draw(lengths),
        end_inclusive=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def views(draw: Any) -> HotelView:
    return HotelView(
        connection_id="c",
        property=some_hotel(draw(some)),
        units=tuple(draw(units(unit_id)) for unit_id in IDS),
        segments=tuple(draw(segments(number)) for number in range(draw(st.integers(0, 6)))),
        vacates=tuple(draw(vacates(n)) for n in range(draw(st.integers(0, 4)))),
        departures_without_room=draw(st.sampled_from([(), ("S0",), ("S8", "S0", "S8")])),
        blocks=tuple(draw(blocks(n)) for n in range(draw(st.integers(0, 2)))),
        removed_blocks=tuple(draw(blocks(n)) for n in range(5, 5 + draw(st.integers(0, 1)))),
        baseline=draw(st.booleans()),
        first_look_at=draw(st.sampled_from([None, NOW - timedelta(days=9), NOW])),
        entered_at={f"S{n}": draw(moments) for n in range(draw(st.integers(0, 4)))},
        known_seqs=draw(st.sampled_from([{}, {("1", "segment:S1"): 3}])),
        deleted=draw(st.sampled_from([frozenset[str](), frozenset({"R1"})])),
        reissued=draw(st.sampled_from([{}, {"old": "1"}])),
        audited_to=draw(st.sampled_from([None, TODAY, TODAY - timedelta(days=1)])),
        attendants=draw(st.sampled_from([None, 1, 2])),
    )


@st.composite
def planned_views(draw: Any) -> tuple[HotelView, TurnoverPolicy, datetime]:
    """A hotel some way into its day: planned for, worked in, and then looked at again, when all is different."""
    view, policy, now = draw(views()), some_policy(draw(some)), NOW
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
            units=tuple(draw(units(unit_id)) for unit_id in IDS),
            segments=tuple(draw(segments(n)) for n in range(len(view.segments))),
        )
    return view, policy, now
