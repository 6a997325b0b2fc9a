"""What the hotel system says of rooms, and what it fails to say (rows T69 to T74, T85 to T88, T108 to T131)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind, StayState
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy

from .story import Story


@pytest.fixture
def hotel() -> Story:
    """Room 101 was left at 10:40, and nobody is known to arrive."""
    return left_at_10_40(Story())


def left_at_10_40(story: Story) -> Story:
    story.guest("A")
    story.at("10:40").checks_out("A")
    story.plan()
    return story


@pytest.mark.parametrize(
    ("inspection", "condition", "row", "state"),
    [
        (False, "inspected", "T69", TaskState.VERIFIED),
        (True, "inspected", "T69", TaskState.VERIFIED),
        (False, "clean", "T70", TaskState.DONE),
        (True, "clean", "T71", TaskState.INSPECT_PENDING),
    ],
)
def test_T69_T70_T71_the_hotel_system_calls_the_room_ready(
    inspection: bool, condition: str, row: str, state: TaskState
) -> None:
    hotel = left_at_10_40(Story(TurnoverPolicy(require_inspection=inspection)))
    hotel.at("11:10").look("101", condition)
    hotel.plan()
    assert (hotel.task().row, hotel.task().state, hotel.task().completed_by) == (row, state, "pms")
    assert not hotel.alerts


def test_T69_an_inspection_ends_what_waited_for_it_and_may_be_taken_back() -> None:
    hotel = left_at_10_40(Story(TurnoverPolicy(require_inspection=True)))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:30").look("101", "inspected")
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == (["complete"], TaskState.VERIFIED)
    hotel.at("11:40").look("101", "clean")
    hotel.plan()
    assert (hotel.task().row, hotel.task().state) == ("T74", TaskState.INSPECT_PENDING)


def test_T70_clean_sooner_than_anybody_can_clean_is_doubted(hotel: Story) -> None:
    hotel.at("10:50").look("101", "clean")
    hotel.plan()
    assert (hotel.task().state, hotel.alerts) == (TaskState.DONE, ["clean_without_work"])


def test_T72_started_work_ends_with_its_people_or_once_the_word_has_stood(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.at("11:00").look("101", "clean")
    hotel.plan()
    assert (hotel.task().state, hotel.task().flags) == (TaskState.IN_PROGRESS, ("pms_says_clean",))
    assert hotel.last.look_again_at == hotel.instant("11:15")
    hotel.at("11:05").look("101", "dirty")
    hotel.plan()
    assert hotel.task().flags == ()
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:25").plan()
    assert (hotel.task().state, hotel.task().row) == (TaskState.DONE, "T72")


def test_T73_a_finished_room_turns_dirty_again_and_nobody_was_in_house(hotel: Story) -> None:
    hotel.at("11:20").finishes()
    hotel.at("11:30").look()
    hotel.plan()
    hotel.at("12:00").look()
    hotel.plan()
    assert not hotel.actions, "the hotel system has not heard of the work yet; it is not asked for twice"
    hotel.at("12:10").look("101", "clean")
    hotel.at("12:30").look("101", "dirty")
    hotel.plan()
    hotel.at("12:45").look()
    hotel.plan()
    assert [(task.cause, task.row) for task in hotel.tasks()][1] == ("reclean", "T73")


def test_a_rejected_inspection_is_superseded_by_the_next_turnover() -> None:
    hotel = left_at_10_40(Story(TurnoverPolicy(require_inspection=True)))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:30").look("101", "dirty")
    hotel.at("11:45").look()
    hotel.plan()
    first, second = hotel.tasks()
    assert (first.state, second.cause) == (TaskState.DONE, "reclean")
    assert first.reason.startswith("superseded:")
    assert hotel.actions == ["complete", "create"]


def test_T85_T88_a_room_out_of_order_waits_and_is_released_when_it_is_sold_again() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.block(end=1, end_inclusive=False)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.actions, hotel.task().state, hotel.task().priority) == (["create"], TaskState.ON_HOLD, Priority.LOW)
    hotel.arrival("B", start=1)
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().state) == (["release"], TaskState.OPEN)
    assert (hotel.task().priority, hotel.local(hotel.task().due_by)) == (Priority.HIGH, "21 14:45")


def test_T86_T130_a_block_holds_open_work_and_a_guest_of_today_needs_another_room(hotel: Story) -> None:
    hotel.block(end=2)
    hotel.at("11:00").plan()
    assert (hotel.actions, hotel.task().row) == (["hold"], "T86")
    hotel.arrival("B")
    hotel.plan()
    assert "arrival_on_blocked_room" in hotel.alerts
    hotel.unblock()
    hotel.at("12:00").plan()
    assert (hotel.actions, hotel.task().state) == (["release"], TaskState.OPEN)


def test_T87_work_that_has_begun_goes_on_in_a_blocked_room(hotel: Story) -> None:
    hotel.starts()
    hotel.block(end=2)
    hotel.at("11:00").plan()
    assert (hotel.task().state, hotel.task().flags) == (TaskState.IN_PROGRESS, ("out_of_order",))


@pytest.mark.parametrize(
    ("kind", "condition", "made"),
    [
        (BlockKind.OUT_OF_ORDER, "unknown", TaskKind.DEPARTURE),
        (BlockKind.OUT_OF_ORDER, "clean", TaskKind.CHECK),
        (BlockKind.HOUSE_USE, "clean", TaskKind.DEPARTURE),
        (BlockKind.OUT_OF_SERVICE, "clean", None),
        (BlockKind.COURTESY_HOLD, "clean", None),
    ],
)
def test_T28_T88_T90_T91_a_block_ends(kind: BlockKind, condition: str, made: TaskKind | None) -> None:
    hotel = Story()
    hotel.room("101", condition)
    hotel.block(start=-2, end=0, kind=kind, end_inclusive=True)
    hotel.plan()
    assert not hotel.actions
    hotel.at("04:00", on=1).plan()
    assert [(task.kind, task.cause) for task in hotel.tasks()] == ([(made, "block_end")] if made else [])


def test_T85_nobody_knows_whether_the_last_date_is_blocked_and_a_guest_arrives_on_it(hotel: Story) -> None:
    hotel.block(end=1)
    hotel.arrival("B", start=1)
    hotel.at("11:00").plan()
    assert hotel.task().state is TaskState.ON_HOLD
    hotel.at("04:00", on=1).plan()
    assert hotel.task().state is TaskState.OPEN
    assert "block_end_ambiguous" in hotel.alerts


def test_T91_a_courtesy_hold_is_a_tentative_arrival(hotel: Story) -> None:
    hotel.block(start=0, end=1, kind=BlockKind.COURTESY_HOLD)
    hotel.plan()
    assert (hotel.task().state, hotel.task().priority, hotel.task().flags) == (
        TaskState.OPEN,
        Priority.HIGH,
        ("tentative",),
    )


def test_T110_dirty_is_seen_before_the_departure_and_explained_by_it() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("10:00").look("101", "dirty")
    hotel.at("10:15").look()
    hotel.plan()
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.at("10:20").leaves("A", "101", cause=Cause.CHECK_OUT)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("attached", "T110")
    assert hotel.task().carries == (ref,)


@pytest.mark.parametrize("state", ["done", "verified", "cancelled"])
def test_T110_even_if_the_task_has_ended(state: str) -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("10:00").look("101", "dirty")
    hotel.at("10:15").look()
    hotel.plan()
    hotel.at("10:45").finishes(state=state)
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.at("12:00").leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("09:55"))
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.task().state, hotel.actions) == ("attached", state, ["update"])


def test_T112_a_departure_found_three_hours_later_is_scheduled_from_now() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B")
    ref = hotel.at("13:40").checks_out("A", at=hotel.instant("10:40"))
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).row, task.flags) == ("T112", ("late_detected",))
    assert (hotel.local(task.vacated_at), hotel.local(task.due_by)) == ("20 10:40", "20 14:45")


def late(condition: str, *, inspection: bool) -> Story:
    hotel = Story(TurnoverPolicy(require_inspection=inspection))
    hotel.guest("A")
    hotel.at("13:40").look("101", condition, occupied=False)
    hotel.checks_out("A", at=hotel.instant("10:40"), look=False)
    hotel.plan()
    return hotel


def test_T113_found_so_late_that_the_room_is_ready_again() -> None:
    hotel = late("clean", inspection=True)
    assert (hotel.task().kind, hotel.task().row, hotel.task().state) == (TaskKind.CHECK, "T113", TaskState.OPEN)
    assert hotel.task().flags == ("late_detected", "missed_turnover")
    hotel = late("inspected", inspection=True)
    assert hotel.decision("A#1").reason == "missed_turnover: room already inspected."
    assert not hotel.tasks()
    hotel = late("inspected", inspection=False)
    assert (hotel.task().kind, hotel.task().state) == (TaskKind.CHECK, TaskState.OPEN)


def test_T113_is_not_for_departures_of_an_unknown_instant() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("13:40").look("101", "clean", occupied=False)
    hotel.checks_out("A", at_known=False, look=False)
    hotel.plan()
    assert hotel.task().kind is TaskKind.DEPARTURE


def test_T114_the_first_look_makes_tasks_for_vacant_and_dirty_rooms_alone() -> None:
    hotel = Story()
    hotel.room("102", "dirty")
    hotel.room("103", "clean")
    hotel.guest("A", "101")
    hotel.guest("gone", "102")
    hotel.becomes("gone", state=StayState.DEPARTED)
    hotel.guest("gone too", "103")
    hotel.becomes("gone too", state=StayState.DEPARTED)
    hotel.view = replace(hotel.view, baseline=True)
    ref = hotel.leaves("gone", "102", cause=Cause.CHECK_OUT, baseline=True)
    hotel.leaves("gone too", "103", cause=Cause.CHECK_OUT, baseline=True)
    hotel.plan()
    assert [(task.unit_id, task.row, task.cause) for task in hotel.view.tasks] == [("102", "T114", "vacant_dirty")]
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("excused", "T114")
    hotel.view = replace(hotel.view, baseline=False)
    hotel.at("09:30").look("102")
    hotel.plan()
    assert not hotel.actions


def test_T116_an_unmapped_room_gets_a_labelled_task_that_the_mapping_completes() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=True, mapped=False, host_room_id="")
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    first = hotel.task()
    assert (first.flags, first.host_room_id, hotel.alerts) == (("unmapped",), "", ["unmapped_room"])
    hotel._put(units=replace(hotel.unit("101"), mapped=True, host_room_id="h-101", number="Room 101"))
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().flags) == (["update"], "T116", ())
    assert (hotel.task().id, hotel.task().host_room_id) == (first.id, "h-101")
    assert hotel.task().title == "Turnover / Room ready \N{EN DASH} Room 101"


def test_T116_or_waits_for_the_mapping_if_the_hotel_chose_so() -> None:
    hotel = Story(TurnoverPolicy(unmapped="hold"))
    hotel.room("101", "dirty", occupied=True, mapped=False, host_room_id="")
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.actions, hotel.alerts) == ("held", [], ["unmapped_room"])
    hotel._put(units=replace(hotel.unit("101"), mapped=True, host_room_id="h-101"))
    hotel.at("11:00").look()
    hotel.plan()
    assert hotel.decision(ref).action == "create"


def test_T116_a_room_that_the_directory_does_not_know_is_not_forgotten() -> None:
    hotel = Story()
    hotel.guest("A", "907")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.leaves("A", "907", cause=Cause.CHECK_OUT)
    hotel.plan()
    assert (hotel.task("907").room_number, hotel.task("907").flags) == ("907", ("unmapped",))


def test_T120_nothing_is_inferred_from_silence(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    told = hotel.view
    hotel.view = replace(told, units=(), segments=())
    hotel.plan()
    assert not hotel.actions
    hotel.view = replace(told, segments=tuple(s for s in told.segments if s.id != "A"))
    hotel.plan()
    assert not hotel.actions


def test_T124_the_next_guest_is_already_in_when_the_departure_is_noticed() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("10:00").look("101", "dirty", occupied=False)
    hotel.at("16:00").checks_in("B")
    ref = hotel.checks_out("A", at=hotel.instant("10:00"), look=False)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("excused", "T124")
    assert hotel.decision(ref).reason.startswith("missed_turnover: next guest already in")
    assert hotel.alerts == ["next_guest_already_in"]
    for clock in ("16:05", "17:00", "23:00"):
        hotel.at(clock).look()
        hotel.plan()
        assert not hotel.tasks(), "never enter unasked, later either"


def test_T126_the_next_guest_is_in_before_the_inspection() -> None:
    hotel = left_at_10_40(Story(TurnoverPolicy(require_inspection=True)))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.arrival("B")
    hotel.at("15:10").checks_in("B")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["complete"], ["occupied_before_inspection"])


def test_T127_a_walk_in_takes_a_room_that_was_just_seen_dirty() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("12:00").look("101", "dirty")
    hotel.plan()
    hotel.arrival("walk-in")
    hotel.at("12:05").checks_in("walk-in")
    hotel.plan()
    assert (hotel.task().priority, hotel.task().flags) == (Priority.URGENT, ("guest_waiting", "occupied_ask_desk"))
    assert hotel.alerts == ["checked_in_to_uncleaned_room"]


def test_T128_an_upgrade_at_check_in_turns_nothing_over_in_the_room_not_used(hotel: Story) -> None:
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("C", "202")
    hotel.arrival("B", "101")
    hotel.checks_out("C")
    hotel.plan()
    hotel.becomes("B", room_id="202")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert hotel.task("101").next_segment_id is None
    assert (hotel.task("202").row, hotel.task("202").priority) == ("T65", Priority.URGENT)


def test_T131_two_guests_swap_rooms_and_both_rooms_are_turned_over_while_occupied() -> None:
    hotel = Story()
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("A", "101", end=3)
    hotel.guest("C", "202", end=3)
    hotel.at("11:00")
    hotel.becomes("A", room_id="202")
    hotel.becomes("C", room_id="101")
    hotel.leaves("A", "101", cause=Cause.ROOM_MOVE)
    hotel.leaves("C", "202", cause=Cause.ROOM_MOVE)
    hotel.plan()
    assert hotel.alerts == ["room_swap"]
    assert hotel.actions == ["create", "create"]
    for number in ("101", "202"):
        assert hotel.task(number).priority is Priority.URGENT
        assert "occupied_ask_desk" in hotel.task(number).flags


def test_a_debounce_is_never_decided_in_the_past() -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.look("101", "dirty")
    hotel.now += timedelta(hours=3)
    hotel.plan()
    assert hotel.last.look_again_at == hotel.now + timedelta(minutes=1)
