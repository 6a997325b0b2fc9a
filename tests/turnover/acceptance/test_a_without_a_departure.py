"""Guests who should leave, rooms that are merely dirty, and what is no room: turnover or none (rows T18 to T30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind, StayState
from cloudbeds_connector.turnover import TurnoverPolicy, planned_departures

from ..story import Story


@pytest.fixture
def hotel() -> Story:
    """A is in 101 and is to leave today."""
    story = Story()
    story.guest("A")
    return story


def vacant(condition: str = "clean", policy: TurnoverPolicy | None = None) -> Story:
    """Nobody is in 101, since last night."""
    story = Story(policy)
    story.room("101", condition)
    return story


def test_T18_a_guest_who_should_have_left_raises_one_alert_a_day_and_no_turnover(hotel: Story) -> None:
    hotel.guest("stays", "102", end=1)
    hotel.room("102", "dirty", occupied=True)
    hotel.arrival("B")
    hotel.at("12:00").plan()
    assert (hotel.alerts, hotel.last.look_again_at) == ([], hotel.instant("12:01"))
    hotel.at("12:01").plan()
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.unit_id, alert.segment_id) == ("overdue_departure", "T18", "101", "A")
    hotel.at("15:00").plan()
    assert (hotel.alerts, hotel.actions) == ([], [])
    (row,) = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    assert (row.overdue, row.at_risk, row.priority, hotel.local(row.due_by)) == (True, True, 1, "20 15:30")
    hotel.at("12:01", on=1).plan()
    assert [(alert.unit_id, alert.segment_id) for alert in hotel.last.alerts if alert.code == "overdue_departure"] == [
        ("101", "A"),
        ("102", "stays"),
    ]


@pytest.mark.parametrize(("grace", "clock"), [(0, "11:01"), (90, "12:31")])
def test_T18_the_grace_after_check_out_time_is_the_hotels_own(grace: int, clock: str) -> None:
    hotel = Story(TurnoverPolicy(grace_overdue_minutes=grace))
    hotel.guest("A")
    hotel.at("11:00").plan()
    assert hotel.last.look_again_at == hotel.instant(clock)
    hotel.at(clock).plan()
    assert hotel.alerts == ["overdue_departure"]


@pytest.mark.parametrize(
    ("leaves", "eta", "alerts", "due", "priority"),
    [
        ("14:15", None, [], "20 14:45", 2),
        ("14:16", None, ["turn_window_infeasible"], "20 14:46", 1),
        ("12:15", time(13), [], "20 12:45", 2),
        ("12:16", time(13), ["turn_window_infeasible"], "20 12:46", 2),
    ],
)
def test_T19_a_late_check_out_is_planned_and_raises_an_alert_if_it_leaves_too_little_time(
    hotel: Story, leaves: str, eta: time | None, alerts: list[str], due: str, priority: int
) -> None:
    hotel.becomes("A", scheduled_end=hotel.instant(leaves))
    hotel.arrival("B", eta=eta)
    hotel.plan()
    assert (hotel.actions, hotel.alerts) == ([], alerts)
    assert [(alert.row, alert.unit_id, alert.segment_id) for alert in hotel.last.alerts] == [("T19", "101", "A")][
        : len(alerts)
    ]
    (row,) = planned_departures(hotel.view, now=hotel.now, policy=hotel.policy)
    assert (hotel.local(row.available_from), hotel.local(row.due_by), row.priority) == (f"20 {leaves}", due, priority)
    assert (row.at_risk, row.overdue) == (bool(alerts), False)


def test_T18_T19_a_guest_with_a_late_check_out_is_overdue_an_hour_after_that(hotel: Story) -> None:
    hotel.becomes("A", scheduled_end=hotel.instant("14:00"))
    hotel.at("15:00").plan()
    assert hotel.alerts == []
    hotel.at("15:01").plan()
    assert hotel.alerts == ["overdue_departure"]


def test_T20_a_room_found_empty_whose_guest_is_in_house_raises_an_alert(hotel: Story) -> None:
    hotel.guest("A", end=2)
    hotel.at("10:00").housekeeping_finds("101", occupied=False)
    hotel.plan()
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.unit_id, alert.segment_id) == ("discrepancy_skip", "T20", "101", "A")
    assert not hotel.actions
    hotel.at("10:30").plan()
    assert (hotel.alerts, hotel.actions) == ([], [])


def test_T20_a_hotel_may_want_the_turnover_of_a_room_that_was_found_empty() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=2)
    hotel.arrival("B", start=2)
    hotel.at("10:00").housekeeping_finds("101", occupied=False)
    hotel.plan()
    assert (hotel.alerts, hotel.task().row, hotel.task().flags) == (["discrepancy_skip"], "T20", ("skip",))
    assert hotel.card() == ("departure", "open", "20 17:00", 4)
    ref = hotel.at("11:00").checks_out("A", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.task().flags, hotel.task().carries) == ("attached", (), (ref,))


def test_T20_housekeeping_was_wrong_and_the_guest_is_there_after_all() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=2)
    hotel.at("10:00").housekeeping_finds("101", occupied=False)
    hotel.plan()
    hotel.at("10:20").housekeeping_finds("101", occupied=True)
    hotel.plan()
    assert (hotel.actions, hotel.task().row) == (["cancel"], "T20")
    assert hotel.task().code == "found_occupied"
    hotel.at("10:40").housekeeping_finds("101", occupied=False)
    hotel.plan()
    assert not hotel.actions, "asked for once a day"


def test_T21_a_room_dirty_without_a_departure_gets_a_task_after_the_debounce() -> None:
    hotel = vacant()
    hotel.at("10:00").look("101", "dirty")
    hotel.plan()
    assert not hotel.actions
    assert hotel.last.look_again_at == hotel.instant("10:10")
    hotel.at("10:15").plan()
    assert not hotel.actions, "only a second look makes sure"
    assert hotel.last.look_again_at == hotel.instant("10:16")
    hotel.at("10:16").look()
    hotel.plan()
    (decision,) = hotel.last.decisions
    assert (decision.action, decision.row, decision.ref) == ("create", "T21", "unit:101@2026-11-20")
    assert (hotel.task().cause, hotel.task().origin, hotel.task().carries) == ("vacant_dirty", "dirty:2026-11-20", ())
    assert (hotel.task().vacated_at, hotel.task().noticed_at) == (None, hotel.now)
    assert hotel.card() == ("departure", "open", "20 17:00", 4)


@pytest.mark.parametrize(("clock", "made"), [("10:09", False), ("10:10", True)])
def test_T21_the_second_look_comes_a_minute_too_early_or_just_in_time(clock: str, made: bool) -> None:
    hotel = vacant()
    hotel.at("10:00").look("101", "dirty")
    hotel.at(clock).look()
    hotel.plan()
    assert hotel.actions == (["create"] if made else [])


def test_T21_T24_somebody_was_in_the_dirty_room_at_one_end_of_the_debounce() -> None:
    hotel = vacant()
    hotel.at("10:00").look("101", "dirty", occupied=True)
    hotel.at("10:10").look("101", occupied=False)
    hotel.plan()
    assert not hotel.actions
    hotel.at("10:20").look()
    hotel.plan()
    assert hotel.task().row == "T21"


def test_T21_without_native_occupancy_the_stays_show_who_is_in() -> None:
    hotel = Story()
    hotel.room("101", "dirty", occupied=None)
    hotel.room("102", "dirty", occupied=None)
    hotel.guest("A", "102")
    hotel.look("101").look("102")
    hotel.plan()
    assert [(task.unit_id, task.row) for task in hotel.view.tasks] == [("101", "T21")]


@pytest.mark.parametrize(
    ("minutes", "kind", "due"),
    [(30, "check", "20 14:45"), (31, "departure", "20 14:45"), (90, "departure", "20 15:00")],
)
def test_T22_an_undone_check_in_needs_a_check_or_if_it_stood_for_long_a_departure(
    minutes: int, kind: str, due: str
) -> None:
    hotel = vacant("inspected")
    hotel.arrival("B")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert not hotel.tasks()
    hotel.now += timedelta(minutes=minutes)
    hotel.becomes("B", state=StayState.EXPECTED)
    hotel.look(occupied=False)
    ref = hotel.leaves("B", "101", cause=Cause.CHECK_IN_REVERTED)
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T22")
    assert (hotel.task().next_segment_id, hotel.task().cause) == ("B", "check_in_reverted")
    assert hotel.card() == (kind, "open", due, 1 if minutes == 90 else 2)
    hotel.now += timedelta(minutes=5)
    hotel.checks_in("B")
    hotel.plan()
    assert (hotel.task().state, hotel.task().row, hotel.alerts) == ("cancelled", "T22", [])


@pytest.mark.parametrize(
    ("since", "row", "kind", "minutes"), [("09:00", "T23", "refresh", 10), ("09:01", "T21", "departure", 30)]
)
def test_T23_a_room_that_stood_vacant_for_a_week_is_refreshed(since: str, row: str, kind: str, minutes: int) -> None:
    hotel = vacant()
    hotel.room_becomes("101", occupancy_since=hotel.instant(since, on=-7))
    hotel.at("09:00").look("101", "dirty")
    hotel.at("09:10").look()
    hotel.plan()
    assert (hotel.task().row, hotel.task().clean_minutes, hotel.task().cause) == (row, minutes, "vacant_dirty")
    assert hotel.card() == (kind, "open", "20 17:00", 4)


def test_T23_the_room_is_refreshed_sooner_if_somebody_arrives() -> None:
    hotel = vacant()
    hotel.room_becomes("101", occupancy_since=hotel.instant("09:00", on=-9))
    hotel.arrival("B")
    hotel.at("09:00").look("101", "dirty")
    hotel.at("09:10").look()
    hotel.plan()
    assert hotel.card() == ("refresh", "open", "20 14:45", 2)


def test_T24_T25_dirty_alone_is_never_a_trigger() -> None:
    hotel = Story()
    hotel.guest("A", end=3)
    hotel.room("101", "clean", occupied=True)
    hotel.room("102", "inspected")
    hotel.arrival("B", "102", start=1)
    hotel.at("02:00", on=1).look("101", "dirty")
    hotel.plan()
    hotel.at("15:10", on=1).checks_in("B")
    for clock in ("15:10", "15:30", "18:00"):
        hotel.at(clock, on=1).look("101").look("102")
        hotel.plan()
    assert not hotel.view.tasks


def test_T25_the_room_that_was_just_approved_turns_dirty_as_its_guest_checks_in(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    hotel.at("11:20").look("101", "inspected")
    hotel.plan()
    assert (hotel.task().state, hotel.task().row) == ("verified", "T69")
    hotel.at("15:10").checks_in("B")
    for clock in ("15:10", "15:20", "15:40"):
        hotel.at(clock).look()
        hotel.plan()
        assert (hotel.actions, hotel.alerts, hotel.task().state) == ([], [], "verified")


def test_T26_linen_is_changed_in_the_middle_of_a_stay_and_no_turnover_comes_of_it(hotel: Story) -> None:
    hotel.guest("A", end=3)
    hotel.service_is_planned()
    hotel.at("10:00").look("101", "dirty")
    hotel.plan()
    hotel.at("10:30").edits(hotel.service(), state="done", completed_at=hotel.now, completed_by="staff")
    hotel.look("101", "clean")
    hotel.plan()
    hotel.at("11:00").look("101", "dirty")
    hotel.at("11:10").look()
    hotel.plan()
    assert (hotel.actions, hotel.last.decisions, hotel.tasks()) == ([], (), [])
    assert hotel.service().state == "done"


@pytest.mark.parametrize("state", [StayState.CANCELLED, StayState.NO_SHOW])
def test_T27_a_guest_who_never_came_leaves_nothing_behind(state: StayState) -> None:
    hotel = vacant("inspected")
    hotel.arrival("B")
    hotel.plan()
    hotel.at("18:00").becomes("B", state=state)
    hotel.look()
    hotel.plan()
    assert (hotel.actions, hotel.last.decisions, hotel.alerts) == ([], (), [])


@pytest.mark.parametrize("condition", ["dirty", "clean"])
def test_T28_somebody_of_the_house_slept_in_the_room_until_today(condition: str) -> None:
    hotel = vacant(condition)
    hotel.block(start=-2, end=1, kind=BlockKind.HOUSE_USE, end_inclusive=False)
    hotel.plan()
    assert not hotel.actions
    hotel.arrival("B", start=1)
    hotel.at("04:00", on=1).plan()
    assert (hotel.task().row, hotel.task().cause, hotel.task().origin) == ("T28", "block_end", "block:b-101")
    assert hotel.card() == ("departure", "open", "21 14:45", 2)


def test_T29_a_room_that_became_clean_after_it_was_seen_vacant_needs_a_check_only(hotel: Story) -> None:
    hotel.at("10:00").look("101", occupied=False)
    hotel.at("10:20").look("101", "clean")
    hotel.becomes("A", state=StayState.DEPARTED)
    ref = hotel.leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("10:05"))
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("create", "T29")
    assert (hotel.task().clean_minutes, *hotel.card()) == (5, "check", "open", "20 17:00", 4)


@pytest.mark.parametrize(("seen_vacant", "kind"), [("10:10", "check"), ("10:11", "departure")])
def test_T29_the_room_must_have_been_seen_vacant_for_the_debounce(hotel: Story, seen_vacant: str, kind: str) -> None:
    hotel.at(seen_vacant).look("101", occupied=False)
    hotel.at("10:20").look("101", "clean")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("10:05"))
    hotel.plan()
    assert hotel.task().kind == kind


def test_T29_cleaned_before_the_guest_had_left_or_seen_vacant_and_clean_at_once_proves_nothing(hotel: Story) -> None:
    hotel.at("10:00").look("101", occupied=False)
    hotel.at("10:20").look("101", "clean")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.at("10:31").leaves("A", "101", cause=Cause.CHECK_OUT, at=hotel.instant("10:30"))
    hotel.look()
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("C", "102")
    hotel.at("10:20").look("102", "clean", occupied=False)
    hotel.becomes("C", state=StayState.DEPARTED)
    hotel.at("10:31").leaves("C", "102", cause=Cause.CHECK_OUT, at=hotel.instant("10:05"))
    hotel.look("102")
    hotel.plan()
    assert [hotel.card(number)[:2] for number in ("101", "102")] == [("departure", "open")] * 2


@pytest.mark.parametrize(("seen_to_enter", "kind"), [(True, "check"), (False, "departure")])
def test_T29_nobody_knows_when_the_guest_left_and_only_a_guest_seen_to_enter_was_out_by_then(
    seen_to_enter: bool, kind: str
) -> None:
    hotel = Story()
    hotel.guest("A")
    if seen_to_enter:
        hotel.at("08:00").checks_in("A")
    hotel.at("10:00").look("101", occupied=False)
    hotel.at("10:20").look("101", "clean")
    ref = hotel.checks_out("A", at_known=False, look=False)
    hotel.plan()
    assert (hotel.decision(ref).row, hotel.task().kind) == ("T29" if seen_to_enter else "T03", kind)


def test_T29_a_room_serviced_as_a_stayover_is_clean_and_still_needs_its_departure(hotel: Story) -> None:
    hotel.at("09:30").look("101", "clean")
    hotel.at("10:40").checks_out("A", look=False)
    hotel.look("101", occupied=False)
    hotel.plan()
    hotel.at("11:00").look()
    hotel.plan()
    assert hotel.card() == ("departure", "open", "20 17:00", 4)


def test_T30_what_is_not_cleaned_gets_no_task(hotel: Story) -> None:
    hotel.room("PM", "dirty", occupied=True, turnover=False)
    hotel.guest("X", "PM")
    ref = hotel.at("10:40").checks_out("X")
    hotel.plan()
    assert (hotel.decision(ref).action, hotel.decision(ref).row) == ("noop", "T30")
    hotel.at("11:00").look("PM")
    hotel.plan()
    assert not hotel.tasks("PM"), "nor is one made of its being dirty"
    hotel.at("12:30").becomes("X", state=StayState.IN_HOUSE)
    hotel.plan()
    assert [alert.unit_id for alert in hotel.last.alerts] == ["101"], "nobody waits for it to be left"


@pytest.mark.parametrize(
    "policy", [TurnoverPolicy(turnovers=False), TurnoverPolicy(room_types={"DLX": {"turnovers": False}})]
)
def test_T30_a_hotel_or_a_room_type_may_want_no_turnovers(policy: TurnoverPolicy) -> None:
    hotel = Story(policy)
    hotel.guest("A")
    hotel.room("S", "dirty", occupied=True, type="SUITE")
    hotel.guest("B", "S")
    refs = [hotel.at("10:40").checks_out(name) for name in ("A", "B")]
    hotel.plan()
    expected = [("noop", "T30"), ("create", "T03") if policy.turnovers else ("noop", "T30")]
    assert [(hotel.decision(ref).action, hotel.decision(ref).row) for ref in refs] == expected
    hotel.wants(turnovers=True, room_types={})
    hotel.view = replace(hotel.view, vacates=())
    hotel.at("11:00").look()
    hotel.plan()
    assert hotel.task().row == "T21", "the room is as dirty as it was, and turnovers are wanted now"
