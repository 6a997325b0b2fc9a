"""When guests leave: which rooms get a turnover, of which kind, and why (rows T01 to T17)."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.turnover import TurnoverPolicy, write_back

from ..calendar import day
from ..story import Story


@pytest.fixture
def hotel() -> Story:
    """A is in 101 and is to leave today."""
    story = Story()
    story.guest("A")
    return story


def party_of_three() -> Story:
    story = Story()
    for number in ("101", "102", "103"):
        story.room(number, "dirty", occupied=True)
        story.guest(f"A-{number}", number, reservation="party")
    story.at("10:40")
    return story


def test_T01_a_check_out_before_an_arrival_of_today_makes_a_turnover_that_is_due_in_time(hotel: Story) -> None:
    hotel.arrival("B")
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T01")
    assert (hotel.decision(ref).task_id, hotel.decision(ref).segment_id) == (task.id, "A")
    assert hotel.card() == ("departure", "open", "20 14:45", 2)
    assert (hotel.local(task.needed_by), hotel.local(task.urgent_at)) == ("20 15:00", "20 15:00")
    assert (task.vacated_at, task.noticed_at, task.created_at) == (hotel.now, hotel.now, hotel.now)
    assert (task.carries, task.origin, task.vacate_seq, task.cause) == ((ref,), "segment:A", 1, "check_out")
    assert (task.next_segment_id, task.next_arrival_date) == ("B", day(0))
    assert (task.clean_minutes, task.at_risk, task.breached, task.flags) == (30, False, False, ())
    assert task.due_reason == "Due 14:45 on 2026-11-20: the room is needed by 15:00 on 2026-11-20."
    assert len(task.id) == 64
    assert hotel.last.look_again_at == hotel.instant("14:16"), "one minute after it can no longer be done in time"
    assert [(notification.assignee, notification.task_ids) for notification in hotel.last.notifications] == [
        ("", (task.id,))
    ]


@pytest.mark.parametrize(("start", "row", "priority"), [(1, "T02", 3), (2, "T03", 4), (3, "T03", 4)])
def test_T02_T03_nobody_arrives_today(hotel: Story, start: int, row: str, priority: int) -> None:
    hotel.arrival("B", start=start, end=start + 1)
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", row)
    assert hotel.card() == ("departure", "open", "20 17:00", priority)
    assert hotel.local(hotel.task().needed_by) == f"{20 + start} 15:00"


def test_T03_nobody_is_due_at_all_and_the_room_is_turned_over_nevertheless(hotel: Story) -> None:
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.card() == ("departure", "open", "20 17:00", 4)
    assert (hotel.task().needed_by, hotel.task().urgent_at, hotel.task().row) == (None, None, "T03")


@pytest.mark.parametrize(("start", "made"), [(2, True), (3, False), (None, False)])
def test_T03_a_hotel_may_leave_rooms_that_stay_vacant_until_somebody_comes(start: int | None, made: bool) -> None:
    hotel = Story(TurnoverPolicy(skip_if_vacant_days=3))
    hotel.guest("A")
    if start is not None:
        hotel.arrival("B", start=start, end=start + 1)
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create" if made else "excused", "T03")
    assert hotel.actions == (["create"] if made else [])
    hotel.at("11:30").look()
    hotel.plan()
    assert not hotel.actions, "nor is it made of the dirty room"


def test_T03_T21_the_room_that_was_left_for_later_is_made_in_time_for_its_guest() -> None:
    hotel = Story(TurnoverPolicy(skip_if_vacant_days=3))
    hotel.guest("A")
    hotel.arrival("B", start=4, end=5)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("11:30", on=2).look()
    hotel.plan()
    assert (hotel.task().row, *hotel.card()) == ("T21", "departure", "open", "22 17:00", 4)


def test_T04_one_room_of_a_party_leaves_and_only_that_room_gets_a_turnover() -> None:
    hotel = party_of_three()
    hotel.checks_out("A-101")
    hotel.plan()
    assert [command.task.unit_id for command in hotel.last.commands] == ["101"]
    assert hotel.card() == ("departure", "open", "20 17:00", 4)


def test_T05_T06_a_whole_party_leaves_at_once_and_each_room_gets_one_turnover_however_often_it_is_reported() -> None:
    hotel = party_of_three()
    refs = [hotel.checks_out(f"A-{number}") for number in ("101", "102", "103")]
    hotel.plan()
    assert hotel.actions == ["create"] * 3
    made = {ref: hotel.decision(ref).task_id for ref in refs}
    assert made == {f"A-{number}#1": hotel.task(number).id for number in ("101", "102", "103")}
    assert [len(notification.task_ids) for notification in hotel.last.notifications] == [3]
    hotel.at("10:45").reports_again()
    hotel.plan()
    assert not hotel.actions
    assert {ref: hotel.decision(ref).task_id for ref in refs} == made
    assert {(d.action, d.row) for d in hotel.last.decisions} == {("noop", "T115")}


def test_T07_the_departed_guests_room_is_no_longer_shown_and_the_last_one_seen_counts(hotel: Story) -> None:
    hotel.arrival("B")
    ref = hotel.at("10:40").checks_out("A")
    hotel.becomes("A", room_id=None)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.alerts) == ("create", "T07", [])
    assert hotel.card() == ("departure", "open", "20 14:45", 2)


def test_T07_a_guest_for_whom_no_look_ever_showed_a_room_raises_an_alert(hotel: Story) -> None:
    hotel.guest("X", None)
    hotel.at("10:40").leaves_no_room("X")
    hotel.plan()
    assert not hotel.actions
    assert (hotel.decision("X#1").action, hotel.decision("X#1").row) == ("noop", "T07")
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.segment_id) == ("departure_without_room", "T07", "X")


def test_T08_a_guest_moves_and_only_the_room_left_is_turned_over(hotel: Story) -> None:
    hotel.guest("A", end=3)
    hotel.arrival("B")
    hotel.room("202")
    ref = hotel.at("10:40").moves("A", "202")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T08")
    assert (hotel.task("101").cause, hotel.task("101").vacated_at) == ("room_move", hotel.now)
    assert hotel.card("101") == ("departure", "open", "20 14:45", 2), "for the next guest of the room that was left"
    assert not hotel.tasks("202")


@pytest.mark.parametrize(
    ("cause", "row"), [(Cause.ROOM_MOVE, "T08"), (Cause.CHECK_OUT, "T08"), (Cause.EARLY_DEPARTURE, "T15")]
)
def test_T08_T15_service_that_was_planned_for_the_guest_is_cancelled(hotel: Story, cause: Cause, row: str) -> None:
    hotel.room("202")
    hotel.guest("A", end=2)
    hotel.service_is_planned()
    hotel.plan()
    assert not hotel.actions, "the guest is in house"
    hotel.at("10:40")
    if cause is Cause.ROOM_MOVE:
        hotel.moves("A", "202")
    else:
        hotel.checks_out("A", cause=cause)
    hotel.plan()
    assert sorted(hotel.actions) == ["cancel", "create"]
    assert (hotel.service().state, hotel.service().row) == ("cancelled", row)
    assert hotel.service().code == "departed"
    assert hotel.live().cause == cause


def test_T08_service_that_has_begun_goes_on_and_makes_no_room_clean(hotel: Story) -> None:
    hotel.guest("A", end=3)
    hotel.room("202")
    hotel.service_is_planned()
    hotel.at("10:30").edits(hotel.service(), state="in_progress", started_at=hotel.now)
    hotel.at("10:40").moves("A", "202")
    hotel.plan()
    assert (hotel.actions, hotel.service().state) == (["create"], "in_progress")
    hotel.at("10:50").edits(hotel.service(), state="done", completed_at=hotel.now, completed_by="staff")
    hotel.plan()
    assert not hotel.actions
    notification = write_back(hotel.view, hotel.service(), now=hotel.now, policy=hotel.policy)
    assert (notification.condition, notification.row) == (None, "T08")


def test_T09_a_guest_who_has_not_arrived_gets_another_room_and_both_rooms_are_scheduled_anew(hotel: Story) -> None:
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("C", "202")
    hotel.arrival("B", "101")
    hotel.at("10:40").checks_out("A")
    hotel.checks_out("C")
    hotel.plan()
    assert (hotel.card("101")[2:], hotel.card("202")[2:]) == (("20 14:45", 2), ("20 17:00", 4))
    hotel.at("11:00").becomes("B", room_id="202")
    hotel.plan()
    assert hotel.actions == ["update", "update"]
    assert (hotel.card("101")[2:], hotel.card("202")[2:]) == (("20 17:00", 4), ("20 14:45", 2))
    assert (hotel.task("101").row, hotel.task("202").row) == ("T48", "T50")


def test_T10_a_guest_loses_the_room_and_gets_it_back(hotel: Story) -> None:
    hotel.guest("A", end=3)
    ref = hotel.at("10:40").moves("A", None)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T10")
    assert hotel.card() == ("departure", "open", "20 17:00", 4)
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.unit_id, alert.segment_id) == ("in_house_without_room", "T10", "101", "A")
    hotel.at("10:50").becomes("A", room_id="101")
    hotel.look(occupied=True)
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == (["cancel"], [])
    assert hotel.task().code == "returned"


def split_stay() -> Story:
    """P is in 101 until today and goes on in 202, which C leaves at 10:40."""
    hotel = Story()
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("C", "202")
    hotel.guest("A", "101", reservation="split", party="P")
    hotel.guest("A2", "202", start=0, end=3, reservation="split", party="P", eta="13:00")
    hotel.at("10:40").checks_out("C")
    hotel.plan()
    return hotel


def test_T11_a_guest_who_moves_in_from_another_room_is_there_by_check_in_time_whatever_the_estimate() -> None:
    hotel = split_stay()
    task = hotel.task("202")
    assert (task.flags, task.next_segment_id, task.next_arrival_eta) == (("in_house_mover",), "A2", None)
    assert (hotel.local(task.needed_by), *hotel.card("202")[2:]) == ("20 15:00", "20 14:45", 2)
    assert not hotel.tasks("101")
    ref = hotel.at("11:30").checks_out("A")
    hotel.plan()
    assert (hotel.decision(ref).row, *hotel.card("101")) == ("T03", "departure", "open", "20 17:00", 4)
    assert hotel.task("202").flags == ("guest_waiting", "occupied_ask_desk"), "there is nowhere else to wait now"


def test_T12_a_planned_move_that_nobody_recorded_is_overdue_and_makes_no_turnover() -> None:
    hotel = split_stay()
    hotel.at("12:00").plan()
    assert (hotel.actions, hotel.alerts) == ([], [])
    hotel.at("12:01").plan()
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.unit_id, alert.segment_id) == ("overdue_departure", "101", "A")
    assert not hotel.tasks("101")


def test_T13_an_extension_stored_as_a_new_stay_needs_no_turnover(hotel: Story) -> None:
    hotel.at("10:40").checks_out("A", look=False)
    hotel.guest("A2", start=0, end=2, reservation="R-A")
    hotel.plan()
    assert (hotel.decision("A#1").action, hotel.decision("A#1").row, hotel.actions) == ("excused", "T13", [])


@pytest.mark.parametrize(("clock", "actions", "row"), [("11:40", ["cancel"], "T13"), ("11:41", ["update"], "T65")])
def test_T13_T14_the_same_guest_checks_in_again_within_the_hour_or_a_minute_later(
    hotel: Story, clock: str, actions: list[str], row: str
) -> None:
    hotel.arrival("A2", start=0, end=2, party="P-A")
    hotel.at("10:40").checks_out("A", look=False)
    hotel.plan()
    assert hotel.card() == ("departure", "open", "20 14:45", 2)
    hotel.at(clock).checks_in("A2", look=False)
    hotel.plan()
    assert (hotel.actions, hotel.task().row) == (actions, row)
    if row == "T13":
        assert not hotel.alerts
        assert hotel.task().code == "same_guest_extension"


def test_T14_the_same_guest_comes_back_after_the_room_was_seen_vacant(hotel: Story) -> None:
    hotel.arrival("A2", start=0, end=2, party="P-A")
    ref = hotel.at("10:40").checks_out("A")
    hotel.at("10:45").checks_in("A2")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T14")
    assert hotel.task().flags == ("guest_waiting", "occupied_ask_desk", "same_guest_b2b")
    assert hotel.card() == ("departure", "open", "20 11:15", 1), "the guest is in the room already"


def test_T15_a_guest_leaves_days_early_and_the_next_one_is_looked_for_from_today(hotel: Story) -> None:
    hotel.guest("A", end=2)
    hotel.arrival("B", start=1)
    ref = hotel.at("10:40").checks_out("A", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.task().cause) == ("T15", "early_departure")
    assert (hotel.task().next_segment_id, *hotel.card()) == ("B", "departure", "open", "20 17:00", 3)


def test_T16_a_day_guest_leaves(hotel: Story) -> None:
    hotel.guest("day", start=0, end=0)
    hotel.becomes("A", room_id=None)
    ref = hotel.at("16:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.task().cause, hotel.task().origin) == ("T16", "day_use", "segment:day")
    assert hotel.card() == ("departure", "open", "20 17:00", 4)


def test_T17_two_departures_of_one_day_share_a_task_until_it_is_done(hotel: Story) -> None:
    hotel.at("08:00").checks_out("A")
    hotel.plan()
    hotel.guest("day", start=0, end=0)
    ref = hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)  # in and out between two looks
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row, hotel.actions) == ("attached", "T17", ["update"])
    task = hotel.task()
    assert (task.carries, task.origin, task.vacated_at) == (("A#1", "day#1"), "segment:A", hotel.now)
    hotel.at("15:00").finishes()
    hotel.arrival("evening", start=0, end=0)
    hotel.at("16:00").checks_in("evening")
    hotel.plan()
    ref = hotel.at("20:00").checks_out("evening", cause=Cause.DAY_USE)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T16")
    assert [task.carries for task in hotel.tasks()] == [("A#1", "day#1"), ("evening#1",)]
    assert [task.state for task in hotel.tasks()] == ["done", "open"]
