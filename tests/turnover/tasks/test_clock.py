"""When the clock alone may change something next, to the minute; what is overdue, stuck or carried over by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.turnover import (
    Priority,
    TaskKind,
    TaskState,
    TurnoverPolicy,
    apply_plan,
    plan_turnover,
    projected_finish,
)
from cloudbeds_connector.turnover.tasks.board import late_by_projection
from cloudbeds_connector.turnover.view.index import HotelIndex

from ..acceptance.beginnings import left_at_10_40
from ..calendar import day
from ..story import Story


def looks(hotel: Story, *, times: int) -> list[str]:
    """The next instants to look again, each planned at the one before."""
    instants = []
    for _ in range(times):
        instant = hotel.last.look_again_at
        assert instant is not None
        instants.append(hotel.local(instant))
        hotel.now = instant
        hotel.plan()
    return instants


def test_T137_a_room_without_an_arrival_is_looked_at_when_it_is_overdue_and_when_the_day_begins() -> None:
    hotel = left_at_10_40()
    assert looks(hotel, times=3) == ["20 17:01", "21 04:00", "22 04:00"]


def test_T137_the_clock_is_set_for_what_is_needed_promised_and_due() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B", eta=time(20, 30))
    hotel.plan()
    # 30 minutes of work and a buffer of 15 before 15:00 and 20:30, and a minute after each of the two and after 14:45
    assert looks(hotel, times=6) == ["20 14:16", "20 14:46", "20 15:01", "20 19:46", "20 20:31", "21 04:00"]


def test_T137_T141_for_work_that_has_begun_the_clock_is_set_for_its_last_minutes_and_when_it_is_stuck() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.plan()
    hotel.at("13:00").starts()
    hotel.plan()
    assert looks(hotel, times=4) == ["20 14:31", "20 14:41", "20 14:46", "20 15:01"]


def test_T43_a_room_that_takes_longer_is_looked_at_sooner() -> None:
    hotel = Story(TurnoverPolicy(room_types={"SUITE": {"clean_minutes": {"departure": 45}, "buffer_minutes": 20}}))
    hotel.room("900", "dirty", occupied=True, type="SUITE")
    hotel.guest("A", "900")
    hotel.arrival("B", "900")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert looks(hotel, times=2) == ["20 13:56", "20 14:41"]


def test_T100_a_guest_of_yesterday_is_waited_for_until_the_morning() -> None:
    hotel = Story()
    hotel.guest("A", end=1)
    for name in ("B", "C"):
        hotel.arrival(name, start=0, end=2)
    hotel.at("04:30", on=1).checks_out("A")
    hotel.plan()
    assert looks(hotel, times=2) == ["21 05:01", "21 06:00"]


@pytest.mark.parametrize(("clock", "alerts", "again"), [("12:20", [], "20 12:21"), ("12:20:01", ["stuck"], "20 17:01")])
def test_T141_work_is_stuck_once_it_took_three_times_as_long(clock: str, alerts: list[str], again: str) -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at(clock).plan()
    assert [name.partition("_")[0] for name in hotel.alerts] == alerts
    assert hotel.last.look_again_at is not None
    assert hotel.local(hotel.last.look_again_at) == again


def test_T141_work_without_a_known_start_or_on_hold() -> None:
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), state="in_progress")
    hotel.at("16:00").plan()
    assert hotel.alerts == []
    hotel.edits(hotel.task(), state="on_hold", started_at=hotel.instant("10:50"))
    hotel.at("16:10").plan()
    assert hotel.alerts == []


@pytest.mark.parametrize(("clock", "flags"), [("17:00", ()), ("17:00:01", ("overdue",))])
def test_T137_a_task_is_overdue_a_moment_after_it_was_due_unless_it_waits(clock: str, flags: tuple[str, ...]) -> None:
    hotel = left_at_10_40()
    hotel.at(clock).plan()
    assert hotel.task().flags == flags
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), state="on_hold")
    hotel.at(clock).plan()
    assert hotel.task().flags == ()


def test_T137_a_change_by_the_clock_is_reported_once_and_the_task_keeps_its_own_reason() -> None:
    hotel = left_at_10_40()
    before = hotel.task()
    hotel.at("17:01").plan()
    (command,) = hotel.last.commands
    assert (command.row, command.task.row, command.task.reason) == ("T137", before.row, before.reason)
    assert command.reason == "The task passed its due time, which does not move by itself."
    assert [(d.action, d.row, d.ref, d.task_id) for d in hotel.last.decisions] == [
        ("update", "T137", "unit:101@2026-11-20", before.id)
    ]
    hotel.arrival("B", start=1)
    hotel.plan()
    (command,) = hotel.last.commands
    assert (command.row, command.reason) == ("T50", "Somebody is booked on the room now.")
    assert command.task.reason == command.reason
    assert command.task.due_reason.startswith("Due ")


# -- fields that a task keeps, and fields that follow the hotel


def test_T132_a_day_guest_without_a_known_start_is_due_once_and_not_at_every_look() -> None:
    hotel = left_at_10_40()
    hotel.arrival("day", start=0, end=0)
    hotel.at("16:00").plan()
    first = hotel.task()
    assert (hotel.local(first.needed_by), hotel.local(first.arrival_at)) == ("20 16:00", "20 16:00")
    hotel.at("16:10").plan()
    later = hotel.task()
    assert (later.needed_by, later.urgent_at, later.arrival_at) == (first.needed_by, first.urgent_at, first.arrival_at)
    assert later.breached
    hotel.becomes("day", eta=time(18))
    hotel.plan()
    assert hotel.local(hotel.task().needed_by) == "20 18:00"
    hotel.arrival("other", start=0, end=0, scheduled_start=hotel.instant("17:00"))
    hotel.plan()
    assert (hotel.task().next_segment_id, hotel.local(hotel.task().urgent_at)) == ("other", "20 17:00")


def test_T116_T117_the_rooms_names_of_today_and_what_it_lost_is_kept() -> None:
    hotel = left_at_10_40()
    hotel.room_becomes("101", host_room_id="", room_type_id="", parent_id="D", number="Garden 1", mapped=False)
    hotel.plan()
    task = hotel.task()
    assert (task.host_room_id, task.room_type_id, task.parent_unit_id) == ("host-101", "DLX", "D")
    assert (task.room_number, task.title, task.flags) == (
        "Garden 1",
        "Turnover / Room ready \N{EN DASH} Garden 1",
        ("unmapped",),
    )
    hotel.room_becomes("101", host_room_id="h-7", room_type_id="STD", mapped=True)
    hotel.plan()
    assert (hotel.task().host_room_id, hotel.task().room_type_id, hotel.task().flags) == ("h-7", "STD", ())


def test_a_tasks_next_guest_is_described_by_day_estimate_and_promise() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B", start=1, eta=time(16), early_check_in=time(14), vip=True, tentative=True)
    hotel.plan()
    task = hotel.task()
    assert (task.next_segment_id, task.next_arrival_date, task.next_arrival_eta) == ("B", day(1), time(16))
    assert (hotel.local(task.needed_by), hotel.local(task.urgent_at)) == ("21 14:00", "21 14:00")
    assert (hotel.local(task.arrival_at), task.flags) == ("21 15:00", ("early_check_in", "tentative", "vip"))
    assert (task.notified_due_by, hotel.last.commands[0].notify) == (hotel.instant("17:00"), False)


@pytest.mark.parametrize("edited", [{"priority": Priority.HIGH}, {"due_by": None}, {"clean_minutes": 40}])
def test_T46_what_a_person_set_for_another_arrival_is_flagged(edited: dict[str, Any]) -> None:
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), **{name: value or hotel.instant("13:00") for name, value in edited.items()})
    hotel.plan()
    assert hotel.task().flags == ()
    hotel.arrival("B", start=1)
    hotel.plan()
    assert hotel.task().flags == (() if "clean_minutes" in edited else ("needed_by_changed",))
    if "due_by" in edited:
        assert hotel.task().due_by == hotel.instant("13:00")
    hotel.at("11:00").plan()
    assert hotel.task().flags == (() if "clean_minutes" in edited else ("needed_by_changed",))


def test_T52_the_notified_due_time_is_kept_on_the_task() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.plan()
    (command,) = hotel.last.commands
    assert (command.notify, command.task.notified_due_by) == (True, hotel.instant("14:45"))
    assert {"due_by", "notified_due_by"} <= set(command.changed)


def test_T46_T137_a_due_time_that_a_person_set_becomes_overdue_and_the_reason_says_so() -> None:
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), due_by=hotel.instant("13:00"))
    hotel.arrival("B", start=1)
    hotel.at("13:30").plan()
    task = hotel.task()
    assert (task.due_by, task.flags) == (hotel.instant("13:00"), ("needed_by_changed", "overdue"))
    assert task.due_reason == "Due 13:00 on 2026-11-20: a person set the time."


@pytest.mark.parametrize(
    ("state", "blocked", "priority", "at_risk"),
    [
        ("open", False, Priority.URGENT, True),
        ("on_hold", False, Priority.URGENT, True),
        ("in_progress", True, Priority.URGENT, True),
        ("open", True, Priority.LOW, False),
    ],
)
def test_T86_T87_only_work_that_waits_for_its_room_to_be_sold_again_is_low(
    state: str, blocked: bool, priority: Priority, at_risk: bool
) -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.at("14:40").edits(hotel.task(), state=state)
    if blocked:
        hotel.block(end=2)
    hotel.plan()
    assert (hotel.task().priority, hotel.task().at_risk) == (priority, at_risk)


def test_T47_T137_a_task_of_yesterday_is_carried_over() -> None:
    hotel = left_at_10_40()
    hotel.at("03:59", on=1).plan()
    assert hotel.task().flags == ("overdue",)
    hotel.at("04:00", on=1).plan()
    assert hotel.task().flags == ("carried_over", "overdue")
    assert [command.row for command in hotel.last.commands] == ["T137"]


def test_T142_a_long_stay_is_flagged_for_a_departure_alone() -> None:
    policy = TurnoverPolicy(long_stay_nights=2, long_stay_factor=1.5)
    hotel = left_at_10_40(policy)
    assert (hotel.task().flags, hotel.task().clean_minutes) == (("long_stay",), 45)
    hotel._put(tasks=replace(hotel.task(), kind=TaskKind.CHECK))
    hotel.plan()
    assert (hotel.task().flags, hotel.task().clean_minutes) == ((), 5)


# -- the whole plan and the plan for some rooms


def test_a_plan_for_some_rooms_leaves_what_concerns_the_hotel_to_a_whole_one() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("A")
    hotel.guest("C", "102")
    hotel.night_audit(opened=-1)
    for name in ("A", "C"):
        hotel.at("14:20").checks_out(name)
    hotel.guest("X", None)
    hotel.leaves_no_room("X")
    for number in ("101", "102"):
        hotel.arrival(f"B-{number}", number)
    hotel.people(1)
    some = plan_turnover(hotel.view, now=hotel.now, policy=hotel.policy, only={"101"})
    assert [(c.task.unit_id, c.task.flags) for c in some.commands] == [("101", ())]
    assert ([a.code for a in some.alerts], [d.ref for d in some.decisions]) == (["turnover_at_risk"], ["A#1"])
    whole = plan_turnover(hotel.view, now=hotel.now, policy=hotel.policy)
    assert {c.task.unit_id: c.task.flags for c in whole.commands} == {"101": (), "102": ("late_by_projection",)}
    assert {a.code for a in whole.alerts} == {
        "capacity_short",
        "departure_without_room",
        "night_audit_missing",
        "turnover_at_risk",
    }
    assert [d.ref for d in whole.decisions] == ["X#1", "A#1", "C#1"]
    assert plan_turnover(hotel.view, now=hotel.now, policy=hotel.policy, only=()).look_again_at == hotel.instant(
        "04:00", on=1
    )
    assert plan_turnover(hotel.view, now=hotel.now, policy=hotel.policy, only={"no such room"}).commands == ()


def test_a_plan_for_the_old_id_of_a_room_is_one_for_the_room() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.suite("S", rooms=("101",))
    hotel.view = replace(hotel.view, vacates=(replace(hotel.view.vacates[0], unit_id="S"),))
    plan = plan_turnover(hotel.view, now=hotel.now, policy=hotel.policy, only={"101"})
    assert [command.task.unit_id for command in plan.commands] == ["101"]


def test_what_ends_goes_first_and_then_the_tasks_by_id() -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=True))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:30").look("101", "dirty")
    hotel.at("11:45").look()
    for number in ("102", "103", "104"):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number)
        hotel.checks_out(f"A-{number}")
    hotel.plan()
    assert hotel.actions == ["complete", "create", "create", "create", "create"]
    assert [command.task.unit_id for command in hotel.last.commands] == ["101", "101", "102", "103", "104"]
    assert list(hotel.last.alerts) == sorted(hotel.last.alerts, key=lambda alert: alert.key)


# -- who will be done by when


def test_T136_the_flag_alone_is_a_reason_and_goes_with_other_reasons() -> None:
    hotel = Story()
    for number in ("101", "102"):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number)
        hotel.arrival(f"B-{number}", number)
        hotel.at("13:40").checks_out(f"A-{number}")
    hotel.plan()
    hotel.people(1)
    hotel.at("14:10").plan()
    (command,) = hotel.last.commands
    assert (command.row, command.changed, command.task.flags) == ("T136", ("flags",), ("late_by_projection",))
    assert [(d.row, d.task_id) for d in hotel.last.decisions] == [("T136", command.task.id)]
    late = command.task.unit_id
    hotel.people(2)
    hotel.room_becomes(late, number="Garden 1")
    hotel.plan()
    (command,) = hotel.last.commands
    assert (command.row, command.task.flags) == ("T117", ())


@pytest.mark.parametrize(("people", "ends"), [(1, ["11:30", "12:00", "12:30"]), (2, ["11:30", "11:30", "12:00"])])
def test_T136_each_attendant_takes_the_next_task_of_the_board(people: int, ends: list[str]) -> None:
    hotel = left_at_10_40()
    task = hotel.at("11:00").task()
    states = sorted(TaskState, key=lambda state: state.value)
    board = [replace(task, id=state.value, state=state) for state in states]
    board.append(replace(task, id="third"))
    assert projected_finish(board, people, hotel.now) == {
        name: hotel.instant(end) for name, end in zip(("in_progress", "open", "third"), ends, strict=True)
    }


def test_T136_a_task_that_ends_when_its_room_is_needed_is_not_late() -> None:
    hotel = left_at_10_40()
    hotel.people(1)
    task = replace(hotel.task(), needed_by=hotel.instant("11:10"))
    index = HotelIndex(hotel.view, hotel.now, hotel.policy)
    assert late_by_projection(index, [task]) == frozenset()
    assert late_by_projection(index, [replace(task, clean_minutes=31)]) == {task.id}
    assert late_by_projection(index, [replace(task, needed_by=None)]) == frozenset()
    second = replace(task, id="second", priority=Priority.URGENT)
    assert late_by_projection(index, [task, second]) == {task.id}, "the urgent one goes first"
    after = apply_plan(hotel.view, hotel.last)
    assert after.tasks == hotel.view.tasks
