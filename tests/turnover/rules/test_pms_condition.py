"""What the hotel system's word ends, sends to inspection, marks or leaves alone; what may be written back to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.turnover import Answer, TaskKind, TaskState, TurnoverPolicy, explain_unit, write_back
from cloudbeds_connector.turnover.explain import Explanation

from ..acceptance.beginnings import left_at_10_40
from ..story import Story

INSPECTED_HERE = TurnoverPolicy(require_inspection=True)


# -- open work (T69 to T71)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("dirty", "clean", TaskState.DONE),
        ("dirty", "inspected", TaskState.VERIFIED),
        ("dirty", "unknown", TaskState.OPEN),
        ("inspected", "clean", TaskState.OPEN),
        ("unknown", "clean", TaskState.OPEN),
        ("clean", "dirty", TaskState.OPEN),
        ("clean", "inspected", TaskState.VERIFIED),
    ],
)
def test_T69_T70_from_what_to_what_the_room_must_change(before: str, after: str, state: TaskState) -> None:
    hotel = left_at_10_40()
    hotel.at("11:10").look("101", after)
    hotel.room_becomes("101", condition_before=Condition(before))
    hotel.plan()
    assert hotel.task().state is state


@pytest.mark.parametrize(("created", "accepted"), [("11:10", False), ("11:09:59", True)])
def test_T70_the_condition_must_have_changed_after_the_task_was_made(created: str, accepted: bool) -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), created_at=hotel.instant(created), noticed_at=None))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    assert (hotel.task().state is TaskState.DONE) is accepted


def test_T71_only_an_inspection_ends_an_open_task_on_hold() -> None:
    for condition, state in (("clean", TaskState.ON_HOLD), ("inspected", TaskState.VERIFIED)):
        hotel = left_at_10_40()
        hotel.edits(hotel.task(), state="on_hold")
        hotel.at("11:10").look("101", condition)
        hotel.plan()
        assert hotel.task().state is state


@pytest.mark.parametrize("what", [{"vacated_at": None}, {}])
def test_T70_only_what_is_known_to_have_been_left_is_doubted(what: dict[str, None]) -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), **what))
    hotel.at("10:45").look("101", "clean")
    hotel.plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.DONE, [] if what else ["clean_without_work"])


def test_T69_a_room_that_was_inspected_before_the_work_ended_is_not_inspected() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:20").finishes(state="inspect_pending")
    hotel.room_becomes("101", condition=Condition.INSPECTED, condition_since=hotel.instant("10:40"))
    hotel.plan()
    assert hotel.task().state is TaskState.INSPECT_PENDING
    hotel.at("11:25").look("101", "clean")
    hotel.plan()
    assert hotel.task().state is TaskState.INSPECT_PENDING
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    assert (hotel.task().state, hotel.task().row) == (TaskState.VERIFIED, "T69")
    assert (hotel.task().completed_at, hotel.task().completed_by) == (hotel.now, "pms")
    assert hotel.last.commands[0].row == "T69"


# -- work that has begun (T72)


def test_T72_the_reported_condition_is_flagged_withdrawn_and_kept_each_time_with_its_row() -> None:
    due = "Due 17:00 on 2026-11-20, the hotel's target for the day: nobody is known to arrive."
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", "clean")
    for clock, actions, flags in (("11:00", ["update"], ("pms_says_clean",)), ("11:10", [], ("pms_says_clean",))):
        hotel.at(clock).plan()
        assert (hotel.actions, hotel.task().flags, hotel.last.look_again_at) == (actions, flags, hotel.instant("11:15"))
        assert {command.row for command in hotel.last.commands} <= {"T72"}
        assert hotel.task().due_reason == due
    hotel.at("11:12").look("101", "dirty")
    hotel.plan()
    assert (hotel.task().flags, hotel.last.commands[0].row, hotel.task().row) == ((), "T72", "T72")
    assert hotel.task().due_reason == due, "said of what changes nothing about the time as well"
    hotel.plan()
    assert hotel.actions == []


@pytest.mark.parametrize(
    "what", [{"condition_since": None}, {"condition": Condition.UNKNOWN}, {"condition": Condition.DIRTY}]
)
def test_T72_a_condition_that_proves_nothing_is_flagged_on_no_task(what: dict[str, Any]) -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", "clean")
    hotel.room_becomes("101", **what)
    for clock in ("11:05", "11:30"):
        hotel.at(clock).plan()
        assert (hotel.task().state, hotel.task().flags) == (TaskState.IN_PROGRESS, ())


def test_T72_a_room_that_was_clean_before_its_guest_left_says_nothing_of_the_work() -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.room_becomes("101", condition=Condition.CLEAN, condition_since=hotel.instant("10:40"))
    hotel.at("11:30").plan()
    assert (hotel.task().state, hotel.task().flags) == (TaskState.IN_PROGRESS, ())


def test_T72_the_policy_sets_how_long_the_condition_must_last() -> None:
    hotel = left_at_10_40(TurnoverPolicy(clean_confirm_minutes=5))
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", "clean")
    hotel.at("11:05").plan()
    assert hotel.task().state is TaskState.DONE


# -- an inspection that is taken back (T74)


@pytest.mark.parametrize(
    ("what", "again"),
    [
        ({}, True),
        ({"condition": Condition.DIRTY}, False),
        ({"condition_before": Condition.DIRTY}, False),
        ({"since": "11:30"}, False),
        ({"since": None}, False),
        ({"task": {"completed_at": None}}, False),
        ({"task": {"completed_at": None, "updated_at": "11:30"}}, True),
        ({"task": {"state": TaskState.DONE}}, False),
    ],
)
def test_T74_what_takes_an_inspection_back(what: dict[str, Any], again: bool) -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    task = hotel.task()
    assert (task.state, task.completed_at) == (TaskState.VERIFIED, hotel.now)
    hotel.at("11:40").look("101", "clean")
    room = {name: value for name, value in what.items() if name.startswith("condition")}
    since = what.get("since", "11:40")
    fields = {"updated_at": "11:50"} | what.get("task", {})
    fields["updated_at"] = hotel.instant(fields["updated_at"])
    hotel._put(tasks=replace(task, **fields))
    hotel.room_becomes("101", **{"condition_since": since and hotel.instant(since)} | room)
    hotel.at("11:41").plan()
    pending = hotel.task().state is TaskState.INSPECT_PENDING
    assert (pending, hotel.task().row) == (again, "T74" if again else "T69")


def test_T74_only_the_newest_task_waits_for_another_inspection() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    older = replace(hotel.task(), id="0", carries=(), created_at=hotel.instant("09:00"))
    hotel._put(tasks=older)
    hotel.at("11:40").look("101", "clean")
    hotel.plan()
    assert [task.state for task in hotel.tasks()] == [TaskState.VERIFIED, TaskState.INSPECT_PENDING]


# -- a pickup and service flags (T81, T82)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({}, TaskKind.TOUCH_UP),
        ({"pickup": False}, TaskKind.DEPARTURE),
        ({"pickup_since": None}, TaskKind.DEPARTURE),
        ({"vacated_at": None}, TaskKind.DEPARTURE),
        ({"kind": TaskKind.CHECK}, TaskKind.CHECK),
        ({"state": TaskState.ON_HOLD, "held_from": TaskState.IN_PROGRESS}, TaskKind.DEPARTURE),
        ({"guest": True}, TaskKind.DEPARTURE),
    ],
)
def test_T81_what_is_known_of_the_room_when_it_turns_out_a_pickup(what: dict[str, Any], kind: TaskKind) -> None:
    hotel = left_at_10_40()
    hotel.at("11:00").turns_out_a_pickup()
    if "guest" in what:
        hotel.guest("B", start=0, end=2)
    hotel.room_becomes("101", **{name: value for name, value in what.items() if name.startswith("pickup")})
    fields = {name: value for name, value in what.items() if not name.startswith(("pickup", "guest"))}
    hotel._put(tasks=replace(hotel.task(), **fields))
    hotel.plan()
    assert hotel.task().kind is kind


@pytest.mark.parametrize("what", [{"occupied": None}, {"do_not_disturb": False}, {"done": True}, {"occupied": False}])
def test_T82_an_ordinary_room_raises_no_alert(what: dict[str, Any]) -> None:
    hotel = left_at_10_40()
    if "done" in what:
        hotel.at("11:00").finishes()
    written = {name: value for name, value in what.items() if name != "done"}
    hotel.room_becomes("101", **{"occupied": True, "do_not_disturb": True} | written)
    hotel.at("11:05").plan()
    assert hotel.alerts == []


# -- bookings that are called off (T61, T62)


@pytest.mark.parametrize(
    ("what", "state", "kind"),
    [
        ({}, TaskState.CANCELLED, TaskKind.DEPARTURE),
        ({"entered": True}, TaskState.OPEN, TaskKind.DEPARTURE),
        ({"deleted": True}, TaskState.OPEN, TaskKind.DEPARTURE),
        ({"second": StayState.CANCELLED}, TaskState.CANCELLED, TaskKind.DEPARTURE),
        ({"second": StayState.DEPARTED}, TaskState.OPEN, TaskKind.DEPARTURE),
        ({"second": StayState.NO_SHOW}, TaskState.OPEN, TaskKind.DEPARTURE),
        ({"first": StayState.NO_SHOW}, TaskState.OPEN, TaskKind.CHECK),
        ({"first": StayState.NO_SHOW, "second": StayState.NO_SHOW}, TaskState.OPEN, TaskKind.CHECK),
        ({"first": StayState.NO_SHOW, "second": StayState.DEPARTED}, TaskState.OPEN, TaskKind.DEPARTURE),
        ({"first": StayState.NO_SHOW, "second": None}, TaskState.OPEN, TaskKind.DEPARTURE),
        ({"second": None}, TaskState.OPEN, TaskKind.DEPARTURE),
    ],
)
def test_T61_T62_every_booking_that_the_task_carries_must_be_called_off(
    what: dict[str, Any], state: TaskState, kind: TaskKind
) -> None:
    hotel = left_at_10_40()
    hotel.at("11:00").becomes("A", state=what.get("first", StayState.CANCELLED))
    if "second" in what:
        hotel._put(tasks=replace(hotel.task(), carries=("A#1", "B#1")))
        if what["second"] is not None:
            hotel.guest("B", end=0)
            hotel.becomes("B", state=what["second"])
    if "entered" in what:
        hotel.view = replace(hotel.view, entered_at={"A": hotel.instant("09:00")})
    if "deleted" in what:
        hotel.view = replace(hotel.view, deleted=frozenset({"R-A"}))
    hotel.plan()
    assert (hotel.task().state, hotel.task().kind) == (state, kind)
    if kind is TaskKind.CHECK:
        assert (hotel.task().row, hotel.last.commands[0].row, hotel.task().clean_minutes) == ("T62", "T62", 5)
        hotel.at("11:05").starts()
        hotel.at("11:06").plan()
        assert hotel.alerts == [], "it is a look already"


def test_T61_work_of_no_departure_is_nobodys_booking() -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), carries=()))
    hotel.becomes("A", state=StayState.CANCELLED)
    hotel.at("11:00").plan()
    assert hotel.task().state is TaskState.OPEN


# -- the explanation of a room (T71, T116), and what is written (T75 to T79)


def explain_room(hotel: Story, number: str = "101") -> Explanation:
    return explain_unit(hotel.view, number, now=hotel.now, policy=hotel.policy)


@pytest.mark.parametrize(("row", "result"), [("", "T71"), ("T03", "T03")])
def test_T71_an_inspection_that_a_host_began_keeps_its_row(row: str, result: str) -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:20").finishes(state="inspect_pending")
    hotel._put(tasks=replace(hotel.task(), row=row))
    assert (explain_room(hotel).answer, explain_room(hotel).row) == (Answer.INSPECTION_PENDING, result)


def test_T73_the_newest_task_that_ended_explains_the_room() -> None:
    hotel = left_at_10_40(INSPECTED_HERE)
    hotel.at("11:20").finishes(state="inspect_pending")
    done = replace(hotel.task(), id="z", state=TaskState.DONE, row="T01", created_at=hotel.instant("10:50"))
    hotel._put(tasks=done)
    assert (explain_room(hotel).answer, explain_room(hotel).row) == (Answer.DONE, "T01")


@pytest.mark.parametrize(
    ("began", "left", "written"),
    [
        (None, "10:50", True),  # 30 minutes before 11:20
        (None, "10:50:01", False),
        ("10:45", "10:45", True),
        ("10:45", "10:45:01", False),
    ],
)
def test_T78_the_room_was_left_before_or_after_the_work_can_have_begun(
    began: str | None, left: str, written: bool
) -> None:
    hotel = left_at_10_40()
    hotel.at("11:20").finishes()
    hotel._put(tasks=replace(hotel.task(), started_at=began and hotel.instant(began)))
    hotel.guest("B", end=0)
    hotel.becomes("B", state=StayState.DEPARTED)
    hotel.leaves("B", "101", cause=Cause.CHECK_OUT, at=hotel.instant(left))
    result = write_back(hotel.view, hotel.task(), now=hotel.now, policy=hotel.policy)
    assert (result.condition, result.row) == ((Condition.CLEAN, "T75") if written else (None, "T78"))


def test_T75_work_that_ended_before_it_could_be_done_began_when_it_was_made() -> None:
    hotel = left_at_10_40()
    hotel.at("10:45").finishes()
    hotel._put(tasks=replace(hotel.task(), completed_at=None))
    hotel.guest("B", end=0)
    hotel.becomes("B", state=StayState.DEPARTED)
    for left, written in (("10:40", Condition.CLEAN), ("10:40:01", None)):
        hotel.view = replace(hotel.view, vacates=())
        hotel.leaves("B", "101", cause=Cause.CHECK_OUT, at=hotel.instant(left))
        assert write_back(hotel.view, hotel.task(), now=hotel.now, policy=hotel.policy).condition is written


def test_T135_the_night_audit_of_a_day_that_is_still_to_come_is_not_missed() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.view = replace(hotel.view, audited_to=date(2026, 11, 21))
    hotel.at("12:00").plan()
    assert hotel.alerts == []
