"""What a departure leads to, whole: the answer, its row, the code of its reason, and the task that answers for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import TaskKind, TurnoverPolicy

from .acceptance.beginnings import left_at_10_40
from .plan_summary import alerts_of, answer, answers
from .story import Story

INSPECTED_HERE = TurnoverPolicy(require_inspection=True)


# -- departures that make no task


@pytest.mark.parametrize(
    ("cause", "row", "reason"),
    [
        (Cause.CHECK_OUT, "T56", "check_out_reverted"),
        (Cause.CHECK_IN_REVERTED, "T56", "returned"),
        (Cause.ROOM_MOVE, "T134", "returned"),
    ],
)
def test_T56_T134_a_guest_is_back_before_the_departure_was_decided(cause: Cause, row: str, reason: str) -> None:
    hotel = Story()
    hotel.guest("A", end=2)
    ref = hotel.at("10:40").leaves("A", "101", cause=cause)
    hotel.plan()
    assert (answers(hotel), alerts_of(hotel), hotel.tasks()) == ([answer(ref, "excused", row, reason)], [], [])


def test_T95_T13_a_sharer_or_the_same_guest_is_still_in_the_room() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.guest("B")
    ref = hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T95", "room_shared")]
    hotel = Story()
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A", look=False)
    hotel.guest("A2", start=0, end=2, reservation="R-A")
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T13", "same_guest_extension")]


def test_T61_T114_T03_never_used_before_our_time_or_left_for_later() -> None:
    hotel = Story()
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.becomes("A", state=StayState.CANCELLED)
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T61", "cancelled_after_check_out")]
    hotel = Story()
    hotel.guest("A")
    hotel.at("10:40").checks_out("A", look=False)
    ref = hotel.leaves("A", "101", cause=Cause.CHECK_OUT, baseline=True)
    hotel.view = replace(hotel.view, vacates=hotel.view.vacates[1:])
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T114", "before_first_look")]
    hotel = Story(TurnoverPolicy(skip_if_vacant_days=1))
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T03", "stays_vacant")]


@pytest.mark.parametrize("what", [{"turnover": False}, {"virtual": True}])
def test_T30_T96_what_is_not_cleaned_itself(what: dict[str, bool]) -> None:
    hotel = Story()
    hotel.room("102")
    hotel.room_becomes("101", linked=("102",), **what)
    hotel.guest("A")
    ref = hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    (own,) = (decision for decision in answers(hotel) if decision.unit_id == "101")
    assert own == answer(ref, "noop", *(("T96", "virtual_room") if "virtual" in what else ("T30", "not_cleaned")))


def test_T113_T116_missed_for_good() -> None:
    hotel = Story(INSPECTED_HERE)
    hotel.guest("A")
    hotel.at("13:40").look("101", "inspected", occupied=False)
    ref = hotel.checks_out("A", at=hotel.instant("10:40"), look=False)
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T113", "missed_turnover")]
    hotel = Story()
    hotel.guest("A")
    hotel.at("13:40").look("101", "clean", occupied=False)
    ref = hotel.checks_out("A", look=False)
    hotel.waited_for_its_mapping()
    hotel.plan()
    assert answers(hotel) == [answer(ref, "excused", "T116", "missed_turnover")]


def test_T118_a_move_that_is_none() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    hotel.at("11:00").gets_another_id("101", "9-101")
    hotel.becomes("A", room_id="9-101")
    ref = hotel.leaves("A", "101", cause=Cause.ROOM_MOVE)
    hotel.plan()
    assert answers(hotel) == [answer(ref, "noop", "T118", "same_room_new_id")]


# -- departures that a task answers for already


def test_T115_a_departure_that_is_seen_again_is_answered_by_its_task() -> None:
    hotel = left_at_10_40()
    hotel.reports_again()
    hotel.plan()
    assert answers(hotel) == [answer("A#1", "noop", "T115", "already_covered", task_id=hotel.task().id)]


def test_T17_T110_T125_T133_an_existing_task_carries_one_more_departure() -> None:
    hotel = left_at_10_40()
    hotel.guest("day", start=0, end=0)
    ref = hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    assert answers(hotel) == [answer(ref, "attached", "T17", "left_before_turnover", task_id=hotel.task().id)]
    assert hotel.task().row == "T17"
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    ref = hotel.at("11:20").checks_out("A")
    hotel.plan()
    assert answers(hotel) == [answer(ref, "attached", "T125", "left_while_on_hold", task_id=hotel.task().id)]
    assert hotel.task().row == "T125"
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.at("11:00").checks_in("B")
    hotel.plan()
    ref = hotel.at("11:20").checks_out("B", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert answers(hotel) == [answer(ref, "attached", "T133", "waiting_guest_left", task_id=hotel.task().id)]
    assert hotel.task().row == "T133"


@pytest.mark.parametrize("state", ["open", "done"])
def test_T110_the_dirty_rooms_task_carries_the_departure(state: str) -> None:
    hotel = Story()
    hotel.room("101", "clean")
    hotel.at("10:00").look("101", "dirty")
    hotel.at("10:15").look()
    hotel.plan()
    if state == "done":
        hotel.at("10:45").finishes()
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.at("12:00").leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("09:55"))
    hotel.plan()
    assert answers(hotel) == [answer(ref, "attached", "T110", "explains_dirty_room", task_id=hotel.task().id)]
    assert [command.row for command in hotel.last.commands] == ["T110"]
    assert (hotel.task().row, hotel.task().carries) == ("T110" if state == "open" else "T21", (ref,))


def test_T59_the_same_task_is_open_again() -> None:
    hotel = left_at_10_40()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    ref = hotel.at("11:45").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert answers(hotel) == [answer(ref, "reopen", "T59", "left_again", task_id=task.id)]
    assert (task.row, hotel.last.commands[0].row) == ("T59", "T59")


@pytest.mark.parametrize(
    ("more", "row", "flags"), [({"party": "P-A"}, "T14", ("same_guest_b2b",)), ({"end": 1}, "T124", ())]
)
def test_T14_T124_who_came_after_the_room_was_seen_vacant(more: dict[str, Any], row: str, flags: tuple[str]) -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("A2", **more)
    ref = hotel.at("10:40").checks_out("A")
    hotel.at("10:45").checks_in("A2")
    hotel.plan()
    if row == "T124":
        assert answers(hotel) == [answer(ref, "excused", row, "missed_turnover")]
        return
    assert answers(hotel) == [answer(ref, "create", row, "same_guest_back", task_id=hotel.task().id)]
    assert (set(flags) <= set(hotel.task().flags), hotel.task().kind) == (True, TaskKind.DEPARTURE)
