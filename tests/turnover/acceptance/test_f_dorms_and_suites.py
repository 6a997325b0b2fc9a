"""Beds of a dorm, sharers of a room, suites that are sold as one and cleaned as their rooms (rows T93 to T99)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy

from ..story import Story

WHOLE_DORMS = TurnoverPolicy(dorm_room_clean=True, clean_minutes={"departure": 25})


def dorm(policy: TurnoverPolicy | None = None) -> Story:
    """Dorm 5 has beds A and B, and a guest in each."""
    hotel = Story(policy)
    hotel.dorm("5", beds="AB")
    hotel.guest("A", "5/A", type="DORM")
    hotel.guest("B", "5/B", type="DORM")
    return hotel


def suite() -> Story:
    """The virtual suite S is rooms 101 and 102, and its guest has both."""
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.suite("S", rooms=("101", "102"))
    hotel.guest("A", "S", type="SUITE")
    return hotel


def leaves_the_suite(hotel: Story, name: str = "A") -> str:
    for number in ("101", "102"):
        hotel.look(number, "dirty", occupied=False)
    return hotel.checks_out(name, look=False)


def test_T93_one_bed_of_a_dorm_is_left_and_the_others_stay() -> None:
    hotel = dorm(WHOLE_DORMS)
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    task = hotel.task("5/A")
    assert (hotel.actions, hotel.decision(ref).row) == (["create"], "T93")
    assert (task.kind, task.clean_minutes, task.parent_unit_id) == (TaskKind.BED_TURNOVER, 10, "5")
    assert (hotel.local(task.due_by), task.priority) == ("20 17:00", Priority.LOW)
    assert not hotel.tasks("5/B") + hotel.tasks("5")


def test_T94_the_last_guest_of_a_dorm_leaves_and_the_dorm_is_cleaned_as_a_whole() -> None:
    hotel = dorm(WHOLE_DORMS)
    hotel.arrival("C", "5/A", start=0, type="DORM")
    hotel.arrival("D", "5/B", start=2, type="DORM")
    hotel.at("10:00").checks_out("A")
    hotel.plan()
    ref = hotel.at("10:40").checks_out("B")
    hotel.plan()
    decided = {(d.unit_id, d.row, d.action) for d in hotel.last.decisions if d.ref == ref}
    assert decided == {("5/B", "T93", "create"), ("5", "T94", "create")}
    whole = hotel.task("5")
    assert (whole.kind, whole.clean_minutes, whole.carries, whole.origin) == (
        TaskKind.DEPARTURE,
        25,
        (ref,),
        "segment:B",
    )
    assert (whole.next_segment_id, whole.priority, hotel.local(whole.due_by)) == ("C", Priority.HIGH, "20 14:45")
    assert hotel.task("5/B").priority is Priority.LOW, "nobody comes to that bed before Sunday"


def test_T94_a_dorm_that_is_left_at_once_is_cleaned_once() -> None:
    hotel = dorm(WHOLE_DORMS)
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("B")
    hotel.plan()
    assert hotel.actions == ["create"] * 3
    assert (hotel.task("5").carries, hotel.task("5").row) == (("A#1", "B#1"), "T94")
    assert hotel.decision_on("5", "B#1").row == "T17"
    hotel.reports_again()
    hotel.at("10:45").plan()
    assert (hotel.actions, {d.row for d in hotel.last.decisions}) == ([], {"T115"})


def test_T94_only_where_the_hotel_wants_it() -> None:
    hotel = dorm()
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("B")
    hotel.plan()
    assert sorted(task.unit_id for task in hotel.view.tasks) == ["5/A", "5/B"]


def test_T94_the_room_type_of_the_beds_may_want_it() -> None:
    hotel = dorm(TurnoverPolicy(room_types={"DORM": {"dorm_room_clean": True}}))
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("B")
    hotel.plan()
    assert hotel.task("5").row == "T94"
    hotel = dorm(TurnoverPolicy(dorm_room_clean=True, room_types={"DORM": {"dorm_room_clean": False}}))
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("B")
    hotel.plan()
    assert not hotel.tasks("5")


def test_T94_a_bed_that_shows_occupied_keeps_the_dorm_from_being_empty() -> None:
    hotel = dorm(WHOLE_DORMS)
    hotel.loses_sight_of("B")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert not hotel.tasks("5")


def test_T94_a_dorm_is_filled_and_emptied_again() -> None:
    hotel = dorm(WHOLE_DORMS)
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("B")
    hotel.plan()
    for number in ("5/A", "5/B"):
        hotel.at("11:30").look(number, "clean")
    hotel.plan()
    hotel.at("12:00").finishes("5")
    hotel.arrival("C", "5/A", type="DORM", end=1)
    hotel.at("15:10").checks_in("C")
    hotel.plan()
    assert hotel.actions == []
    ref = hotel.at("10:30", on=1).checks_out("C")
    hotel.plan()
    assert [(task.carries, task.state) for task in hotel.tasks("5")] == [
        (("A#1", "B#1"), TaskState.DONE),
        ((ref,), TaskState.OPEN),
    ]


def test_T94_T17_a_dorm_that_is_filled_and_emptied_before_it_was_cleaned_is_cleaned_once() -> None:
    hotel = dorm(WHOLE_DORMS)
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("B")
    hotel.plan()
    hotel.arrival("C", "5/A", type="DORM", start=0, end=0)
    hotel.at("11:00").checks_in("C")
    hotel.plan()
    assert hotel.task("5/A").priority is Priority.URGENT, "the guest waits for the bed, and nobody for the dorm"
    assert hotel.task("5").priority is Priority.LOW
    ref = hotel.at("13:00").checks_out("C", cause=Cause.DAY_USE)
    hotel.plan()
    assert hotel.task("5").carries == ("A#1", "B#1", ref)


def test_T94_T56_the_last_check_out_of_a_dorm_is_undone() -> None:
    hotel = dorm(WHOLE_DORMS)
    hotel.at("10:00").checks_out("A")
    hotel.plan()
    hotel.at("10:40").checks_out("B")
    hotel.plan()
    hotel.at("11:00").comes_back("B")
    hotel.plan()
    assert hotel.actions == ["cancel", "cancel"]
    assert (hotel.task("5").state, hotel.task("5").row) == (TaskState.CANCELLED, "T56")
    ref = hotel.at("11:30").checks_out("B")
    hotel.plan()
    assert hotel.actions == ["reopen", "reopen"]
    assert (hotel.task("5").state, hotel.task("5").carries) == (TaskState.OPEN, ("B#1", ref))


def test_T95_a_shared_room_is_turned_over_when_the_last_sharer_leaves() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.guest("A2", reservation="other")
    ref = hotel.at("10:00").checks_out("A", look=False)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("excused", "T95", [])
    hotel.at("10:40").checks_out("A2")
    hotel.plan()
    assert hotel.task().carries == ("A2#1",)


@pytest.mark.parametrize(("entered", "row"), [("09:59:59", "T95"), ("10:00", "T124")])
def test_T95_T124_who_came_in_with_the_departure_or_after_it_is_no_sharer(entered: str, row: str) -> None:
    hotel = Story()
    hotel.guest("A", end=1)
    hotel.arrival("A2", start=-1, end=2)
    hotel.at(entered).checks_in("A2", look=False)
    ref = hotel.at("10:00").checks_out("A", look=False, cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.decision(ref).action, hotel.actions) == (row, "excused", [])


def test_T95_T65_who_came_in_after_the_departure_waits_for_the_open_task() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:00").checks_out("A")
    hotel.plan()
    hotel.arrival("A2", start=0)
    hotel.at("10:30").checks_in("A2")
    hotel.plan()
    assert (hotel.task().row, hotel.task().flags) == ("T65", ("guest_waiting", "occupied_ask_desk"))


def test_T96_a_virtual_suite_is_left_and_each_of_its_rooms_is_turned_over() -> None:
    hotel = suite()
    hotel.arrival("B", "101", start=0, end=1)
    hotel.arrival("C", "S", start=1)
    ref = leaves_the_suite(hotel.at("10:40"))
    hotel.plan()
    decided = {(d.unit_id, d.action, d.row) for d in hotel.last.decisions if d.ref == ref}
    assert decided == {("S", "noop", "T96"), ("101", "create", "T96"), ("102", "create", "T96")}
    first, second = hotel.task("101"), hotel.task("102")
    assert (first.priority, first.next_segment_id, hotel.local(first.due_by)) == (Priority.HIGH, "B", "20 14:45")
    assert (second.priority, second.next_segment_id, hotel.local(second.due_by)) == (Priority.NORMAL, "C", "20 17:00")
    assert (first.kind, first.clean_minutes, first.origin) == (TaskKind.DEPARTURE, 30, "segment:A")
    assert first.id != second.id
    assert not hotel.tasks("S")


def test_T96_T56_the_suites_check_out_is_undone_and_made_again() -> None:
    hotel = suite()
    leaves_the_suite(hotel.at("10:40"))
    hotel.plan()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert hotel.actions == ["cancel", "cancel"]
    leaves_the_suite(hotel.at("11:30"))
    hotel.plan()
    assert hotel.actions == ["reopen", "reopen"]
    assert hotel.task("101").carries == hotel.task("102").carries == ("A#1", "A#2")


def test_T96_T65_the_next_guest_of_the_suite_is_in_before_its_rooms_are_ready() -> None:
    hotel = suite()
    leaves_the_suite(hotel.at("10:40"))
    hotel.plan()
    hotel.arrival("B", "S", type="SUITE")
    hotel.at("13:00").checks_in("B", look=False)
    hotel.plan()
    for number in ("101", "102"):
        task = hotel.task(number)
        assert (task.row, task.priority, hotel.local(task.due_by)) == ("T65", Priority.URGENT, "20 13:30")
    leaves_the_suite(hotel.at("14:00"), "B")
    hotel.plan()
    assert (hotel.task("102").carries, hotel.task("102").row) == (("A#1", "B#1"), "T133")


def test_T96_T24_a_guest_of_the_suite_is_in_each_of_its_rooms() -> None:
    hotel = suite()
    hotel.at("10:00").look("101", "dirty", occupied=False)
    hotel.look("102", "dirty", occupied=False)
    for clock in ("10:10", "10:30"):
        hotel.at(clock).look("101")
        hotel.look("102")
        hotel.plan()
        assert not hotel.actions, "dirty and seemingly vacant, and somebody has it"


def test_T96_T18_an_overdue_guest_of_a_suite_is_overdue_once() -> None:
    hotel = suite()
    hotel.at("12:01").plan()
    assert [(alert.code, alert.unit_id) for alert in hotel.last.alerts] == [("overdue_departure", "101")]


def test_T96_T30_a_part_of_the_suite_that_nobody_cleans_gets_no_task() -> None:
    hotel = suite()
    hotel.room_becomes("102", turnover=False)
    ref = leaves_the_suite(hotel.at("10:40"))
    hotel.plan()
    assert {(d.unit_id, d.row) for d in hotel.last.decisions if d.ref == ref} == {
        ("S", "T96"),
        ("101", "T96"),
        ("102", "T30"),
    }
    assert hotel.actions == ["create"]


@pytest.mark.parametrize("rooms", [(), ("998", "999")])
def test_T97_a_virtual_room_is_left_and_its_rooms_are_not_known(rooms: tuple[str, ...]) -> None:
    hotel = Story()
    hotel.suite("S", rooms=rooms)
    hotel.guest("A", "S", type="SUITE")
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("noop", "T97")
    assert (hotel.actions, hotel.alerts) == ([], ["virtual_without_components"])
    assert (hotel.last.alerts[0].unit_id, hotel.last.alerts[0].row) == ("S", "T97")


def test_T98_T99_the_rooms_of_a_suite_are_sold_apart_and_together() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.suite("S1", rooms=("101", "102"), virtual=False)
    for number in ("101", "102"):
        hotel.guest(f"A-{number}", number)
        hotel.at("10:40").checks_out(f"A-{number}")
    hotel.arrival("suite", "S1", start=1)
    hotel.arrival("B", "101", start=0, end=1)
    hotel.plan()
    first, second = hotel.task("101"), hotel.task("102")
    assert (first.next_segment_id, first.priority) == ("B", Priority.HIGH)
    assert (second.next_segment_id, second.priority) == ("suite", Priority.NORMAL), "101 is no part of 102's business"


def test_T98_the_rooms_of_a_suite_are_sold_alone_today_and_tomorrow() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.suite("S1", rooms=("101", "102"), virtual=False)
    for number in ("101", "102"):
        hotel.guest(f"A-{number}", number, reservation="suite", party="suite")
        hotel.at("10:40").checks_out(f"A-{number}")
    hotel.arrival("B", "101", start=0)
    hotel.arrival("C", "102", start=1)
    hotel.plan()
    assert hotel.actions == ["create", "create"]
    assert (hotel.task("101").priority, hotel.task("102").priority) == (Priority.HIGH, Priority.NORMAL)


def test_T99_the_suite_that_a_room_is_a_part_of_is_arrived_at_today() -> None:
    hotel = Story()
    hotel.room("102", "clean")
    hotel.suite("S1", rooms=("101", "102"), virtual=False)
    hotel.guest("A", "101")
    hotel.arrival("suite", "S1", start=0)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    task = hotel.task("101")
    assert (task.next_segment_id, task.priority, hotel.local(task.due_by)) == ("suite", Priority.HIGH, "20 14:45")
    assert not hotel.tasks("102")
