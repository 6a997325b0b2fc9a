"""Rooms that are unmapped, renamed or issued anew, two workers at once, silence (rows T116 to T123)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy, plan_turnover

from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def unmapped(policy: TurnoverPolicy | None = None) -> Story:
    hotel = Story(policy)
    hotel.room("101", "dirty", occupied=True, mapped=False, host_room_id="")
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    return hotel


def test_T116_an_unmapped_room_gets_a_labelled_task_that_the_mapping_completes() -> None:
    hotel = unmapped()
    first = hotel.task()
    assert (first.flags, first.host_room_id, hotel.alerts) == (("unmapped",), "", ["unmapped_room"])
    hotel.room_becomes("101", mapped=True, host_room_id="h-101", number="Room 101")
    hotel.at("10:45").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.flags) == (["update"], "T116", ())
    assert (task.id, task.host_room_id, task.due_by) == (first.id, "h-101", first.due_by)
    assert task.title == "Turnover / Room ready \N{EN DASH} Room 101"


def test_T116_or_waits_for_the_mapping_if_the_hotel_chose_so() -> None:
    hotel = unmapped(TurnoverPolicy(unmapped="hold"))
    assert (hotel.decision("A#1").action, hotel.actions, hotel.alerts) == ("held", [], ["unmapped_room"])
    assert "due 17:00 on 2026-11-20" in hotel.last.alerts[0].reason
    hotel.room_becomes("101", mapped=True, host_room_id="h-101")
    hotel.at("11:00").look()
    hotel.plan()
    assert (hotel.decision("A#1").action, hotel.task().host_room_id) == ("create", "h-101")


@pytest.mark.parametrize(("condition", "occupied"), [("clean", False), ("dirty", True)])
def test_T116_a_room_that_waited_too_long_for_its_mapping_was_missed(condition: str, occupied: bool) -> None:
    hotel = unmapped(TurnoverPolicy(unmapped="hold"))
    hotel.room_becomes("101", mapped=True, host_room_id="h-101")
    hotel.at("16:00").look("101", condition, occupied=occupied)
    hotel.waited_for_its_mapping()
    hotel.plan()
    decision = hotel.decision("A#1")
    assert (decision.action, decision.row, decision.code) == ("excused", "T116", "missed_turnover")


def test_T116_a_room_that_the_directory_does_not_know_is_not_forgotten() -> None:
    hotel = Story()
    hotel.guest("A", "907")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.leaves("A", "907", cause=Cause.CHECK_OUT)
    hotel.plan()
    assert (hotel.task("907").room_number, hotel.task("907").flags) == ("907", ("unmapped",))
    assert hotel.alerts == ["unmapped_room"]


def test_T117_a_room_is_renamed_and_the_task_goes_by_its_new_name(hotel: Story) -> None:
    first = hotel.task()
    hotel.room_becomes("101", number="Garden 1")
    hotel.at("11:00").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.id, task.room_number) == (["update"], "T117", first.id, "Garden 1")
    assert (task.title, task.unit_id) == ("Turnover / Room ready \N{EN DASH} Garden 1", "101")
    assert task.due_by == first.due_by


def test_T118_a_room_gets_another_id_and_its_tasks_go_with_it(hotel: Story) -> None:
    first = hotel.task()
    hotel.arrival("B")
    hotel.at("11:00").gets_another_id("101", "9-101")
    hotel.plan()
    task = hotel.task("9-101")
    assert (hotel.actions, hotel.alerts, task.row) == (["update"], ["room_reissued"], "T118")
    assert (task.id, task.next_segment_id, hotel.local(task.due_by)) == (first.id, "B", "20 14:45")
    assert "unit_id" in hotel.last.commands[0].changed
    assert not hotel.tasks("101")
    hotel.at("11:10").look("9-101", "clean")
    hotel.plan()
    assert (hotel.task("9-101").state, hotel.alerts) == (TaskState.DONE, [])


def test_T118_what_looks_like_a_move_is_nobody_leaving() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    hotel.at("11:00").gets_another_id("101", "9-101")
    hotel.becomes("A", room_id="9-101")
    ref = hotel.leaves("A", "101", cause=Cause.ROOM_MOVE)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("noop", "T118", [])
    out = hotel.at("12:00").checks_out("A", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert (hotel.decision(out).action, hotel.task("9-101").carries) == ("create", (out,))


def test_T118_a_guest_who_leaves_the_old_id_for_another_room_has_moved() -> None:
    hotel = Story()
    hotel.room("202")
    hotel.guest("A", end=3)
    hotel.at("11:00").moves("A", "202")
    hotel.gets_another_id("101", "9-101")
    hotel.plan()
    assert (hotel.task("9-101").cause, hotel.task("9-101").row) == ("room_move", "T08")


@pytest.mark.parametrize("begun", [None, "9-101"])
def test_T118_both_ids_have_open_work_and_one_task_carries_both(hotel: Story, begun: str | None) -> None:
    hotel.room("9-101", "dirty", number="101", occupied=True)
    hotel.guest("B", "9-101")
    hotel.at("10:50").checks_out("B")
    hotel.plan()
    old, new = hotel.task("101"), hotel.task("9-101")
    for number in ("101", "9-101"):
        if begun in (number, "both"):
            hotel.at("10:55").starts(number)
    hotel.at("11:00").gets_another_id("101", "9-101")
    hotel.plan()
    kept, merged = (new, old) if begun == "9-101" else (old, new)
    assert hotel.actions == ["cancel", "update"]
    assert hotel.live("9-101").id == kept.id
    assert hotel.live("9-101").carries == (*kept.carries, *merged.carries)
    gone = next(task for task in hotel.tasks("9-101") if task.id == merged.id)
    assert (gone.state, gone.row, gone.code) == (TaskState.CANCELLED, "T118", "merged")
    hotel.reports_again()
    hotel.at("11:05").plan()
    assert hotel.actions == []


def test_T118_work_that_has_ended_under_the_old_id_still_counts(hotel: Story) -> None:
    hotel.at("11:00").finishes()
    hotel.at("11:10").gets_another_id("101", "9-101")
    hotel.plan()
    hotel.at("11:30").look("9-101")
    hotel.plan()
    assert (hotel.actions, hotel.task("9-101").state) == ([], TaskState.DONE)


def test_T119_two_workers_decide_the_same_departure_and_make_the_same_task() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    first = plan_turnover(hotel.view, now=hotel.now, policy=hotel.policy)
    second = plan_turnover(hotel.view, now=hotel.instant("10:41"), policy=hotel.policy)
    assert [command.task.id for command in first.commands] == [command.task.id for command in second.commands]
    assert first.commands[0].key == second.commands[0].key == f"{first.commands[0].task.id}:1"
    hotel.plan()
    assert hotel.task().id == first.commands[0].task.id


def test_T120_nothing_is_inferred_from_silence(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    view_before = hotel.view
    hotel.says_nothing()
    hotel.at("11:00").plan()
    assert (hotel.actions, hotel.alerts) == ([], [])
    hotel.view = view_before
    hotel.loses_sight_of("A")
    hotel.at("11:05").plan()
    assert (hotel.actions, hotel.task().state, hotel.task().priority) == ([], TaskState.OPEN, Priority.HIGH)


def test_T121_open_tasks_stay_when_the_property_is_disconnected(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.says_nothing()
    hotel.at("12:00", on=3).plan()
    assert (hotel.actions, hotel.task().state) == ([], TaskState.IN_PROGRESS)


def test_T122_what_waits_for_the_host_is_known_by_its_key_when_it_comes_at_last(hotel: Story) -> None:
    keys = [command.key for command in hotel.last.commands]
    hotel.at("11:00").arrival("B")
    hotel.plan()
    keys += [command.key for command in hotel.last.commands]
    assert keys == [f"{hotel.task().id}:1", f"{hotel.task().id}:2"]


def test_T123_a_room_that_nothing_is_known_of_keeps_no_other_from_its_turnover() -> None:
    hotel = Story()
    hotel.room("000", "unknown", occupied=None, condition_since=None, occupancy_since=None, observed_at=None)
    hotel.guest("A")
    hotel.guest("X", "no such room")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert [(task.unit_id, task.kind) for task in hotel.view.tasks] == [("101", TaskKind.DEPARTURE)]
