"""The next guest is in the room before its turnover is done; what is then written back (rows T65 to T68)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import Condition
from cloudbeds_connector.turnover import TaskKind, write_back

from ..story import Story


@pytest.fixture
def hotel() -> Story:
    """Room 101 was left at 10:40; B arrives today and stays for a night."""
    story = Story()
    story.guest("A")
    story.arrival("B", end=1)
    story.at("10:40").checks_out("A")
    story.plan()
    return story


def write_back_of(hotel: Story) -> tuple[Condition | None, str]:
    decision = write_back(hotel.view, hotel.task(), now=hotel.now, policy=hotel.policy)
    assert (decision.unit_id, decision.task_id) == ("101", hotel.task().id)
    return decision.condition, decision.row


def test_T65_T133_a_guest_is_checked_in_to_the_uncleaned_room_and_leaves_again(hotel: Story) -> None:
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    task = hotel.task()
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.unit_id, alert.segment_id) == (
        "checked_in_to_uncleaned_room",
        "T65",
        "101",
        "B",
    )
    assert (hotel.actions, task.row, task.occupant_id) == (["update"], "T65", "B")
    assert hotel.card() == ("departure", "open", "20 13:30", 1)
    assert task.flags == ("guest_waiting", "occupied_ask_desk")
    assert [(decision.assignee, len(decision.task_ids)) for decision in hotel.last.notifications] == [("", 1)]
    hotel.at("13:20").look()
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], [])
    ref = hotel.at("14:00").checks_out("B")
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("attached", "T133")
    assert (task.carries, task.flags, task.occupant_id) == (("A#1", "B#1"), (), None)
    assert hotel.card() == ("departure", "open", "20 17:00", 4)


def test_T65_the_assignee_is_notified_of_the_guest_though_the_due_time_hardly_moves(hotel: Story) -> None:
    hotel.gives("101", "Ana")
    hotel.at("14:10").checks_in("B")
    hotel.plan()
    assert hotel.card()[2:] == ("20 14:40", 1)
    assert [(decision.assignee, len(decision.task_ids)) for decision in hotel.last.notifications] == [("Ana", 1)]


@pytest.mark.parametrize("kind", ["check", "refresh"])
def test_T65_a_mere_check_or_refresh_is_of_no_use_once_the_guest_is_in(hotel: Story, kind: str) -> None:
    hotel.view = replace(hotel.view, tasks=(replace(hotel.task(), kind=TaskKind(kind)),))
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.alerts) == (["cancel"], "T65", [])
    assert hotel.task().code == "next_guest_in"
    assert hotel.task().reason == f"The next guest is in the room, so a {kind} is of no use any more."


@pytest.mark.parametrize("kind", ["touch_up", "bed_turnover"])
def test_T65_less_than_a_departure_is_still_owed_to_the_guest_who_waits(hotel: Story, kind: str) -> None:
    hotel.view = replace(hotel.view, tasks=(replace(hotel.task(), kind=TaskKind(kind)),))
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["update"], ["checked_in_to_uncleaned_room"])
    assert hotel.card() == (kind, "open", "20 13:10", 1)


@pytest.mark.parametrize(("condition", "row", "state"), [("inspected", "T69", "verified"), ("clean", "T70", "done")])
def test_T65_T69_T70_it_ends_when_the_hotel_system_shows_the_room_ready(
    hotel: Story, condition: str, row: str, state: str
) -> None:
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    hotel.at("13:30").look("101", condition)
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().state) == (["complete"], row, state)
    assert (hotel.task().flags, hotel.alerts) == ((), [])


def test_T66_work_in_progress_goes_on_while_the_guest_waits(hotel: Story) -> None:
    hotel.at("11:00").starts()
    hotel.at("11:05").checks_in("B")
    hotel.plan()
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.segment_id) == ("checked_in_to_uncleaned_room", "T66", "B")
    assert (hotel.actions, hotel.task().row, hotel.task().held_from) == (["update"], "T66", None)
    assert hotel.card() == ("departure", "in_progress", "20 11:30", 1), "thirty minutes after it began"
    hotel.at("11:10").look()
    hotel.plan()
    assert hotel.alerts == []


@pytest.mark.parametrize("started", ["11:00", None])
def test_T67_work_that_the_guest_waited_for_is_written_while_that_guest_is_in(
    hotel: Story, started: str | None
) -> None:
    if started is not None:
        hotel.at(started).starts()
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert write_back_of(hotel) == (None, "T75"), "it is not done"
    hotel.at("13:30").finishes()
    hotel.plan()
    assert (hotel.actions, hotel.task().state) == ([], "done")
    assert write_back_of(hotel) == (Condition.CLEAN, "T67")
    hotel.at("15:00").checks_out("B", cause=Cause.EARLY_DEPARTURE)
    assert write_back_of(hotel) == (None, "T78"), "somebody has left the room since"


def test_T67_another_guest_is_in_by_then_and_nothing_is_written(hotel: Story) -> None:
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    hotel.at("13:30").finishes()
    hotel.arrival("C")
    hotel.becomes("B", room_id=None)
    hotel.checks_in("C")
    assert write_back_of(hotel) == (None, "T78")


def test_T67_work_done_before_the_guest_came_is_not_written_after_the_check_in(hotel: Story) -> None:
    hotel.at("11:00").starts()
    hotel.at("11:40").finishes()
    assert write_back_of(hotel) == (Condition.CLEAN, "T75")
    hotel.at("13:00").checks_in("B")
    assert write_back_of(hotel) == (None, "T78")


def test_T68_guests_without_a_task_are_merged_or_forgotten(hotel: Story) -> None:
    task = hotel.task()
    hotel.at("11:00").becomes("A", party_id="merged")
    hotel.becomes("B", party_id="")
    hotel.plan()
    assert (hotel.actions, hotel.alerts, hotel.last.decisions, hotel.task()) == ([], [], (), task)
