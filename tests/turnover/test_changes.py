"""What happens to a turnover that exists: bookings change, guests return, others come too early (rows T31 to T67)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy, board_key

from .story import Story


@pytest.fixture
def hotel() -> Story:
    """Room 101 was left at 10:40, and nobody is known to arrive."""
    story = Story()
    story.guest("A")
    story.at("10:40").checks_out("A")
    story.plan()
    return story


def test_T35_T39_T42_what_is_known_of_the_next_guest_is_flagged_and_nobody_is_named(hotel: Story) -> None:
    hotel.arrival("B", start=1, vip=True, tentative=True, early_check_in=time(11))
    hotel.plan()
    assert hotel.task().flags == ("early_check_in", "tentative", "vip")
    assert hotel.task().priority is Priority.HIGH


def test_T36_a_room_that_people_flagged_as_wanted_at_once_goes_first(hotel: Story) -> None:
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("C", "102")
    hotel.checks_out("C")
    hotel.plan()
    hotel.at("11:00").edits(hotel.task("101"), flags=("rush",))
    hotel.plan()
    assert (hotel.task().priority, hotel.local(hotel.task().due_by)) == (Priority.URGENT, "20 11:30")
    assert [task.unit_id for task in sorted(hotel.view.tasks, key=board_key)] == ["101", "102"]


def test_T40_T41_a_dirty_room_is_wanted_for_guests_of_its_type_until_another_is_ready(hotel: Story) -> None:
    hotel.room("102", "clean")
    hotel.arrival("X", None)
    hotel.plan()
    assert not hotel.actions, "102 is ready for X"
    hotel.at("10:50").arrival("Y", None)
    hotel.plan()
    task = hotel.task()
    assert (task.priority, hotel.local(task.needed_by), hotel.local(task.due_by)) == (
        Priority.HIGH,
        "20 15:00",
        "20 14:45",
    )
    hotel.room("103", "clean")
    hotel.at("11:00").plan()
    assert (hotel.task().priority, hotel.task().needed_by) == (Priority.LOW, None)


def test_T40_the_room_somebody_works_in_is_the_one_that_is_wanted(hotel: Story) -> None:
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("C", "102")
    hotel.at("10:50").checks_out("C")
    hotel.plan()
    hotel.starts("102")
    hotel.arrival("X", None)
    hotel.at("11:00").plan()
    assert (hotel.task("101").priority, hotel.task("102").priority) == (Priority.LOW, Priority.HIGH)


def test_T46_what_a_person_changed_stays_and_the_rest_follows_the_facts(hotel: Story) -> None:
    hotel.edits(hotel.task(), priority=Priority.HIGH, due_by=hotel.instant("13:00"))
    hotel.arrival("B", start=1)
    hotel.at("11:00").plan()
    task = hotel.task()
    assert (task.priority, hotel.local(task.due_by)) == (Priority.HIGH, "20 13:00")
    assert (task.next_segment_id, hotel.local(task.needed_by)) == ("B", "21 15:00")
    hotel.at("11:20").comes_back("A")
    hotel.plan()
    assert hotel.actions == ["cancel"], "an edit protects fields, not the task"


@pytest.mark.parametrize("state", [StayState.CANCELLED, StayState.NO_SHOW])
def test_T48_T49_T50_T52_T53_bookings_change_and_the_same_task_follows(hotel: Story, state: StayState) -> None:
    first = hotel.task()
    hotel.at("11:00").arrival("B")
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().priority) == (["update"], "T50", Priority.HIGH)
    hotel.at("11:05").becomes("B", eta=time(13))
    hotel.plan()
    assert (hotel.task().row, hotel.local(hotel.task().due_by)) == ("T52", "20 12:45")
    hotel.becomes("B", start_date=hotel.segment("B").end_date)
    hotel.becomes("B", start_date=hotel.segment("A").end_date.replace(day=21), eta=None)
    hotel.at("11:10").plan()
    assert (hotel.task().row, hotel.task().priority) == ("T53", Priority.NORMAL)
    hotel.becomes("B", state=state)
    hotel.at("11:15").plan()
    assert (hotel.task().row, hotel.task().priority) == ("T48", Priority.LOW)
    assert (hotel.task().id, hotel.task().version) == (first.id, 5)


def test_T56_T59_a_reverted_check_out_cancels_and_the_next_one_opens_the_same_task_again(hotel: Story) -> None:
    first = hotel.task()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert hotel.actions == ["cancel"]
    assert hotel.task().reason == "check_out_reverted: the guest is in house in this room again."
    ref = hotel.at("16:45").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.decision(ref).row) == (["reopen"], "T59")
    assert (task.id, task.state, task.carries) == (first.id, TaskState.OPEN, ("A#1", "A#2"))
    assert hotel.local(task.due_by) == "21 17:00", "from the new time"


def test_T56_a_check_out_undone_before_it_was_planned_is_excused() -> None:
    hotel = Story()
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.comes_back("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("excused", "T56")


def test_T57_T125_work_that_has_begun_is_held_and_goes_on_when_the_guest_leaves_again(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["hold"], ["reverted_while_cleaning"])
    assert hotel.task().row == "T57"
    ref = hotel.at("11:20").checks_out("A")
    hotel.plan()
    assert (hotel.actions, hotel.decision(ref).row) == (["release"], "T125")
    assert hotel.task().state is TaskState.IN_PROGRESS


def test_T58_T60_a_guest_comes_back_to_a_finished_room_and_leaves_again(hotel: Story) -> None:
    hotel.at("11:20").finishes()
    hotel.at("11:30").comes_back("A")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], ["occupied_after_clean"])
    hotel.at("12:00").checks_out("A")
    hotel.plan()
    first, second = hotel.tasks()
    assert (first.state, second.state, second.vacate_seq) == (TaskState.DONE, TaskState.OPEN, 2)
    assert second.id != first.id


def test_T60_a_guest_leaves_again_when_the_first_task_is_long_out_of_sight(hotel: Story) -> None:
    first = hotel.task()
    hotel.at("11:20").finishes()
    hotel.at("11:30").comes_back("A")
    hotel.plan()
    hotel.view = replace(hotel.view, tasks=(), known_seqs={("101", first.origin): first.vacate_seq})
    hotel.at("10:00", on=5).checks_out("A")
    hotel.plan()
    again = hotel.task()
    assert (hotel.actions, again.vacate_seq) == (["create"], 2)
    assert again.id != first.id, "the work that was done keeps its history"


def test_T58_held_work_is_found_inspected_and_its_guest_is_in_the_room(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    assert (hotel.task().row, hotel.task().state) == ("T69", TaskState.VERIFIED)
    assert hotel.alerts == ["occupied_after_clean"], "said by the plan that ends the work, not by the one after"


def test_T65_T133_a_guest_is_checked_in_to_the_uncleaned_room_and_leaves_again(hotel: Story) -> None:
    hotel.arrival("B", start=0, end=1)
    hotel.plan()
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, hotel.alerts) == (["update"], ["checked_in_to_uncleaned_room"])
    assert (task.row, task.priority, hotel.local(task.due_by)) == ("T65", Priority.URGENT, "20 13:30")
    assert set(task.flags) == {"guest_waiting", "occupied_ask_desk"}
    ref = hotel.at("14:00").checks_out("B")
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("attached", "T133")
    assert (task.carries, task.flags, task.priority) == (("A#1", "B#1"), (), Priority.LOW)


def test_T65_a_mere_check_is_of_no_use_once_the_guest_is_in(hotel: Story) -> None:
    hotel.view = replace(hotel.view, tasks=(replace(hotel.task(), kind=TaskKind.CHECK),))
    hotel.arrival("B", start=0, end=1)
    hotel.plan()
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["cancel"], [])


def test_T66_T70_work_in_progress_goes_on_while_the_guest_waits(hotel: Story) -> None:
    hotel.at("11:00").starts()
    hotel.arrival("B")
    hotel.at("11:05").checks_in("B")
    hotel.plan()
    assert (hotel.task().state, hotel.task().row, hotel.task().priority) == (
        TaskState.IN_PROGRESS,
        "T66",
        Priority.URGENT,
    )


def test_T107_the_hotel_moves_its_check_in_time(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    hotel.view = replace(hotel.view, property=replace(hotel.view.property, check_in_time=time(14)))
    hotel.plan()
    assert hotel.local(hotel.task().due_by) == "20 13:45"


def test_T107_a_check_in_time_before_check_out_is_said_once(hotel: Story) -> None:
    hotel.view = replace(hotel.view, property=replace(hotel.view.property, check_in_time=time(9)))
    hotel.plan()
    assert hotel.alerts == ["check_in_time_implausible"]
    hotel.at("12:00", on=1).plan()
    assert "check_in_time_implausible" not in hotel.alerts


def test_T137_an_undone_task_becomes_overdue_and_its_due_time_does_not_slide(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    due = hotel.task().due_by
    hotel.at("14:16").plan()
    assert (hotel.task().priority, hotel.task().at_risk) == (Priority.URGENT, True)
    hotel.at("14:46").plan()
    assert hotel.task().flags == ("overdue",)
    assert [command.row for command in hotel.last.commands] == ["T137"]
    assert hotel.task().row == "T50"  # the task goes on saying why it is there
    hotel.at("15:01").plan()
    assert hotel.task().breached
    hotel.at("04:00", on=1).plan()
    hotel.at("09:00", on=1).plan()
    task = hotel.task()
    assert task.flags == ("carried_over", "overdue")
    assert task.due_by == due
    assert hotel.local(task.needed_by) == "21 15:00", "the guest of yesterday is awaited today"
    assert "arrival_overdue" in hotel.alerts


def test_T137_a_guest_who_is_not_awaited_any_longer_does_not_move_what_is_due(hotel: Story) -> None:
    hotel.arrival("B", end=1)
    hotel.plan()
    due = hotel.task().due_by
    hotel.at("06:00", on=1).plan()
    assert (hotel.task().next_segment_id, hotel.task().due_by) == (None, due)
    hotel.arrival("C", start=1)
    hotel.at("06:30", on=1).plan()
    assert hotel.local(hotel.task().due_by) == "21 14:45", "a new booking is a fact"


def test_T101_the_hotel_day_begins_and_tomorrow_is_today(hotel: Story) -> None:
    hotel.arrival("B", start=1)
    hotel.plan()
    assert hotel.task().priority is Priority.NORMAL
    before = hotel.task().due_by
    assert hotel.last.look_again_at == hotel.instant("17:01")
    hotel.at("17:01").plan()
    assert hotel.last.look_again_at == hotel.instant("04:00", on=1)
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().priority, hotel.task().due_by) == (Priority.HIGH, before)


def test_T40_pressure_that_begins_with_the_day_does_not_move_what_is_due(hotel: Story) -> None:
    hotel.arrival("X", None, start=1)
    hotel.plan()
    due = hotel.task().due_by
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().priority, hotel.task().due_by) == (Priority.HIGH, due)


def test_T98_T99_the_suite_that_a_room_is_part_of_is_arrived_at() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=True, linked=("S1",))
    hotel.room("102", "dirty", occupied=True, linked=("S1",))
    hotel.room("S1", "dirty", linked=("101", "102"), turnover=False)
    for number in ("101", "102"):
        hotel.guest(f"A-{number}", number)
        hotel.at("10:40").checks_out(f"A-{number}")
    hotel.arrival("suite", "S1", start=1)
    hotel.arrival("B", "101", start=0, end=1)
    hotel.plan()
    assert (hotel.task("101").next_segment_id, hotel.task("102").next_segment_id) == ("B", "suite")


def test_T129_two_guests_are_assigned_one_room(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.arrival("C", start=1)
    hotel.plan()
    assert hotel.alerts == ["double_assigned"]
    assert hotel.task().next_segment_id == "B"


def test_T134_a_mover_returns(hotel: Story) -> None:
    hotel.room("202", "dirty", occupied=True)
    hotel.room("203")
    hotel.guest("M", "202", end=3)
    hotel.at("11:00").moves("M", "203")
    hotel.plan()
    hotel.at("11:20").moves("M", "202")
    hotel.plan()
    assert (hotel.task("202").state, hotel.task("202").row) == (TaskState.CANCELLED, "T134")
    assert hotel.task("203").cause == Cause.ROOM_MOVE


def test_the_planned_work_is_a_hotels_own_matter() -> None:
    hotel = Story(TurnoverPolicy(clean_minutes={"departure": 25, "departure/SUITE": 60}))
    hotel.room("S", "dirty", occupied=True, type="SUITE")
    for name, number in (("A", "101"), ("B", "S")):
        hotel.guest(name, number)
        hotel.at("10:40").checks_out(name)
    hotel.plan()
    assert (hotel.task("101").clean_minutes, hotel.task("S").clean_minutes) == (25, 60)
