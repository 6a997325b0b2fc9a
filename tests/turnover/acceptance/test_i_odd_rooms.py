"""Rooms unlike others: none at all, beds, work that drags on, long stays, a neglected hotel (rows T139 to T143)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.turnover import (
    TaskKind,
    TaskState,
    TurnoverPolicy,
    TurnoverTask,
    grouped_by_dorm,
)

from ..story import Story
from .beginnings import left_at_10_40


@pytest.fixture
def hotel() -> Story:
    return left_at_10_40()


def test_T139_a_house_account_ends_and_that_is_nothing() -> None:
    hotel = Story()
    hotel.guest("bar tab", None, type="")
    hotel.leaves_no_room("bar tab")
    hotel.plan()
    decision = hotel.decision("bar tab#1")
    assert (decision.action, decision.row, hotel.alerts, hotel.actions) == ("noop", "T139", [], [])


def test_T139_T07_a_guest_of_a_room_type_had_some_room_or_other() -> None:
    hotel = Story()
    hotel.guest("A", None)
    hotel.leaves_no_room("A")
    hotel.plan()
    assert (hotel.decision("A#1").row, hotel.alerts) == ("T07", ["departure_without_room"])


def test_T140_a_guest_moves_to_another_bed_of_the_dorm() -> None:
    hotel = Story(TurnoverPolicy(dorm_room_clean=True))
    hotel.dorm("5", beds="AB")
    hotel.room("5/B", "clean", type="DORM", bed=True, parent_id="5")
    hotel.guest("A", "5/A", end=3, type="DORM")
    ref = hotel.at("11:00").moves("A", "5/B")
    hotel.plan()
    task = hotel.task("5/A")
    assert (hotel.actions, hotel.decision(ref).row) == (["create"], "T140")
    assert (task.kind, task.clean_minutes, task.cause) == (TaskKind.BED_TURNOVER, 10, "room_move")
    assert not hotel.tasks("5") + hotel.tasks("5/B")


def test_T140_T08_a_guest_moves_to_a_bed_of_another_dorm() -> None:
    hotel = Story()
    hotel.dorm("5", beds="A")
    hotel.dorm("6", beds="A")
    hotel.guest("A", "5/A", end=3, type="DORM")
    ref = hotel.at("11:00").moves("A", "6/A")
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.task("5/A").kind) == ("T08", TaskKind.BED_TURNOVER)


def test_T140_one_guest_of_a_booking_leaves_and_the_board_keeps_the_beds_together() -> None:
    hotel = Story(TurnoverPolicy(dorm_room_clean=True))
    hotel.dorm("5", beds="ABC")
    for bed in "ABC":
        hotel.guest(f"A-{bed}", f"5/{bed}", reservation="friends", type="DORM")
    hotel.guest("X")
    hotel.at("10:40").checks_out("A-A")
    hotel.plan()
    assert [(task.unit_id, task.kind) for task in hotel.view.tasks] == [("5/A", TaskKind.BED_TURNOVER)]
    hotel.checks_out("X")
    hotel.checks_out("A-C")
    hotel.plan()
    board: list[TurnoverTask] = [hotel.task(number) for number in ("5/A", "101", "5/C")]
    assert [[task.unit_id for task in beds] for beds in grouped_by_dorm(board)] == [["5/A", "5/C"], ["101"]]


# -- work that drags on, long stays (T141, T142)


def test_T141_work_takes_far_longer_than_planned(hotel: Story) -> None:
    hotel.at("10:50").starts()
    hotel.plan()
    hotel.at("12:20").plan()
    assert (hotel.alerts, hotel.last.look_again_at) == ([], hotel.instant("12:21"))
    hotel.at("12:20:01").plan()
    assert [(alert.code, alert.row) for alert in hotel.last.alerts] == [("stuck_in_progress", "T141")]
    hotel.at("23:00").plan()
    assert (hotel.alerts, hotel.task().state) == ([], TaskState.IN_PROGRESS)
    hotel.at("09:00", on=1).plan()
    assert (hotel.alerts, hotel.task().state) == (["stuck_in_progress"], TaskState.IN_PROGRESS)


@pytest.mark.parametrize(
    ("nights", "factor", "minutes", "flags"),
    [(6, 1.5, 30, ()), (7, 1.5, 45, ("long_stay",)), (8, 1.1, 33, ("long_stay",)), (7, 1.01, 31, ("long_stay",))],
)
def test_T142_a_long_stay_ends(nights: int, factor: float, minutes: int, flags: tuple[str, ...]) -> None:
    hotel = Story(TurnoverPolicy(long_stay_nights=7, long_stay_factor=factor))
    hotel.guest("A", start=-nights, end=0)
    hotel.at("16:25").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (task.clean_minutes, task.flags, hotel.decision("A#1").action) == (minutes, flags, "create")
    assert task.due_by == hotel.instant("17:00", on=0 if minutes <= 35 else 1)


def test_T142_fifty_minutes_and_a_tenth_are_fifty_five() -> None:
    hotel = Story(TurnoverPolicy(long_stay_nights=1, long_stay_factor=1.1, clean_minutes={"departure": 50}))
    hotel.guest("A")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.task().clean_minutes == 55


def test_T142_is_off_unless_a_hotel_wants_it_and_a_booking_out_of_sight_changes_nothing() -> None:
    hotel = Story()
    hotel.guest("A", start=-300, end=0)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.task().clean_minutes == 30
    hotel.wants(long_stay_nights=28)
    hotel.at("10:45").plan()
    assert (hotel.task().clean_minutes, hotel.task().row) == (45, "T142")
    hotel.loses_sight_of("A")
    hotel.at("10:50").plan()
    assert (hotel.task().clean_minutes, hotel.task().flags, hotel.actions) == (45, ("long_stay",), [])


# -- a hotel that has not kept its room states (T143)


def neglected(first_look: str, *, dirty: int = 3, clean: int = 2) -> Story:
    hotel = Story(TurnoverPolicy(first_look=first_look))
    hotel.room("101", "dirty")
    for number in range(1, dirty):
        hotel.room(str(101 + number), "dirty")
    for number in range(clean):
        hotel.room(str(201 + number), "clean")
    hotel.first_look()
    hotel.plan()
    return hotel


@pytest.mark.parametrize(
    ("first_look", "dirty", "clean", "tasks", "alerts"),
    [
        ("ask", 2, 1, 0, ["first_look_backlog"]),
        ("ask", 2, 2, 2, []),
        ("ask", 1, 0, 0, ["first_look_backlog"]),
        ("create", 2, 1, 2, []),
        ("ignore", 2, 1, 0, []),
    ],
)
def test_T143_most_vacant_rooms_are_dirty_at_the_first_look(
    first_look: str, dirty: int, clean: int, tasks: int, alerts: list[str]
) -> None:
    hotel = neglected(first_look, dirty=dirty, clean=clean)
    assert ([task.row for task in hotel.view.tasks], hotel.alerts) == (["T114"] * tasks, alerts)
    hotel.later_look()
    for unit in hotel.view.units:
        hotel.at("12:00").look(unit.id)
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], []), "asked once"


def test_T143_somebody_answers_and_the_tasks_are_made() -> None:
    hotel = neglected("ask")
    hotel.later_look()
    hotel.wants(first_look="create")
    for number in ("101", "102", "103"):
        hotel.at("12:00").look(number)
    hotel.plan()
    assert [(task.row, task.cause) for task in hotel.view.tasks] == [("T114", "vacant_dirty")] * 3


def test_T143_who_leaves_makes_a_turnover_meanwhile_and_a_room_that_turns_dirty_later_too() -> None:
    hotel = neglected("ask")
    hotel.later_look()
    hotel.guest("A", "102")
    hotel.at("10:40").checks_out("A", cause=Cause.CHECK_OUT)
    hotel.look("201", "dirty")
    hotel.at("10:50").look("201")
    hotel.plan()
    assert sorted((task.unit_id, task.row) for task in hotel.view.tasks) == [("102", "T03"), ("201", "T21")]


def test_T143_T127_a_walk_in_takes_a_room_of_the_backlog() -> None:
    hotel = neglected("ignore")
    hotel.later_look()
    hotel.arrival("walk-in")
    hotel.at("12:00").checks_in("walk-in")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], []), "the hotel said that its room states mean nothing"
