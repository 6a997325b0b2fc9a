"""When a turnover is due, and how urgent it is: by the next guest, the clock and the hotel (rows T31 to T47)."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind
from cloudbeds_connector.turnover import Priority, TurnoverPolicy, board_key

from ..story import Story
from .beginnings import left_at_10_40


def left_at(clock: str, policy: TurnoverPolicy | None = None, **next_guest: Any) -> Story:
    """A left 101 at this time, and B is next."""
    hotel = Story(policy)
    hotel.guest("A")
    hotel.arrival("B", **next_guest)
    hotel.at(clock).checks_out("A")
    hotel.plan()
    return hotel


@pytest.fixture
def hotel() -> Story:
    """Room 101 was left at 10:40, and nobody is known to arrive."""
    return left_at_10_40()


@pytest.mark.parametrize(
    ("eta", "needed", "due"),
    [
        (time(13), "20 13:00", "20 12:45"),
        (time(20, 30), "20 15:00", "20 14:45"),
        (None, "20 15:00", "20 14:45"),
        (time(1, 30), "20 15:00", "20 14:45"),
    ],
)
def test_T31_T32_T33_T34_the_earlier_of_estimate_and_check_in_time_counts(
    eta: time | None, needed: str, due: str
) -> None:
    hotel = left_at("10:40", eta=eta)
    assert (hotel.local(hotel.task().needed_by), hotel.task().next_arrival_eta) == (needed, eta)
    assert hotel.card() == ("departure", "open", due, 2)


@pytest.mark.parametrize(
    ("policy", "needed", "due"),
    [("eta", "20 20:30", "20 17:00"), ("check_in_time", "20 15:00", "20 14:45"), ("earliest", "20 15:00", "20 14:45")],
)
def test_T32_a_hotel_may_go_by_the_guests_own_estimate_alone(policy: Any, needed: str, due: str) -> None:
    hotel = left_at("10:40", TurnoverPolicy(arrival_policy=policy), eta=time(20, 30))
    assert (hotel.local(hotel.task().needed_by), *hotel.card()[2:]) == (needed, due, 2)


@pytest.mark.parametrize(("eta", "reckoned"), [(time(5, 59), "21 05:59"), (time(6), "20 15:00")])
def test_T34_small_hours_belong_to_the_night_after(eta: time, reckoned: str) -> None:
    hotel = left_at("10:40", eta=eta)
    assert hotel.local(hotel.task().arrival_at) == reckoned


@pytest.mark.parametrize(
    ("granted", "due", "priority", "at_risk"), [(time(12), "20 11:45", 2, False), (time(11), "20 11:11", 1, True)]
)
def test_T35_an_early_check_in_is_granted(granted: time, due: str, priority: int, at_risk: bool) -> None:
    hotel = left_at("10:40")
    hotel.at("10:41").becomes("B", early_check_in=granted)
    hotel.plan()
    assert (hotel.actions, hotel.task().row, hotel.task().flags) == (["update"], "T35", ("early_check_in",))
    assert (hotel.card()[2:], hotel.task().at_risk) == ((due, priority), at_risk)
    assert hotel.task().needed_by == hotel.task().urgent_at == hotel.instant(granted.isoformat())
    hotel.at("10:42").becomes("B", early_check_in=None)
    hotel.plan()
    assert (hotel.task().row, hotel.task().flags, *hotel.card()[2:]) == ("T35", (), "20 14:45", 2)


def test_T36_a_room_that_people_flagged_as_rush_goes_first(hotel: Story) -> None:
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("C", "102")
    hotel.checks_out("C")
    hotel.plan()
    hotel.at("11:00").edits(hotel.task("101"), flags=("rush",))
    hotel.plan()
    assert (hotel.task().row, *hotel.card()) == ("T36", "departure", "open", "20 11:30", 1)
    assert [task.unit_id for task in sorted(hotel.view.tasks, key=board_key)] == ["101", "102"]
    assert [len(notification.task_ids) for notification in hotel.last.notifications] == [1]
    hotel.at("11:10").plan()
    assert not hotel.actions, "nor does the time slide on"


def test_T37_a_room_that_cannot_be_ready_with_time_to_spare_raises_an_alert_with_its_task() -> None:
    hotel = left_at("14:50")
    assert (hotel.task().at_risk, hotel.task().breached, *hotel.card()[2:]) == (True, False, "20 15:20", 1)
    (alert,) = hotel.last.alerts
    assert (alert.code, alert.row, alert.unit_id) == ("turnover_at_risk", "T37", "101")


def test_T37_what_comes_to_be_at_risk_later_shows_on_the_board_and_is_not_alerted(hotel: Story) -> None:
    hotel.arrival("B")
    hotel.plan()
    hotel.at("14:16").plan()
    assert (hotel.task().at_risk, hotel.alerts, *hotel.card()[2:]) == (True, [], "20 14:45", 1)


def test_T37_T59_a_task_that_is_opened_again_too_late_raises_an_alert_as_well(hotel: Story) -> None:
    hotel.arrival("B", "101")
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    hotel.at("14:30").checks_out("A")
    hotel.plan()
    assert (hotel.actions, hotel.alerts, *hotel.card()[2:]) == (["reopen"], ["turnover_at_risk"], "20 15:00", 1)


@pytest.mark.parametrize(("clock", "due", "breached"), [("15:00", "20 15:30", False), ("16:10", "20 16:40", True)])
def test_T38_what_should_have_been_done_already_is_due_as_soon_as_it_can_be(
    clock: str, due: str, breached: bool
) -> None:
    hotel = left_at(clock)
    assert (hotel.task().breached, hotel.task().at_risk, *hotel.card()[2:]) == (breached, True, due, 1)


@pytest.mark.parametrize(("start", "due", "priority"), [(0, "20 14:45", 2), (1, "20 17:00", 2), (2, "20 17:00", 3)])
def test_T39_a_vip_is_one_step_more_urgent_and_never_urgent_for_that_alone(start: int, due: str, priority: int) -> None:
    hotel = left_at("10:40", start=start, end=start + 1, vip=True)
    assert (hotel.task().flags, *hotel.card()[2:]) == (("vip",), due, priority)


def test_T35_T39_T42_what_is_known_of_the_next_guest_is_flagged_and_nobody_is_named(hotel: Story) -> None:
    hotel.arrival("B", start=1)
    hotel.at("10:50").plan()
    hotel.at("11:00").becomes("B", vip=True, tentative=True, early_check_in=time(11))
    hotel.plan()
    assert hotel.task().flags == ("early_check_in", "tentative", "vip")
    assert (hotel.local(hotel.task().needed_by), *hotel.card()[2:]) == ("21 11:00", "20 17:00", 2)
    assert "P-B" not in repr(hotel.task()), "the guest's id is nobody's matter"


def test_T40_T41_guests_without_a_room_outnumber_the_ready_ones_until_another_is_ready(hotel: Story) -> None:
    for number in ("102", "103"):
        hotel.room(number, "clean")
    for name in ("X", "Y"):
        hotel.arrival(name, None)
    hotel.plan()
    assert not hotel.actions, "102 and 103 are ready for them"
    hotel.at("10:50").arrival("Z", None)
    hotel.plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.next_segment_id) == (["update"], "T40", None)
    assert (hotel.local(task.needed_by), hotel.local(task.urgent_at)) == ("20 15:00", "20 15:00")
    assert hotel.card()[2:] == ("20 14:45", 2)
    hotel.room("104", "clean")
    hotel.at("11:00").plan()
    assert (hotel.task().needed_by, hotel.task().urgent_at, *hotel.card()[2:]) == (None, None, "20 17:00", 4)


@pytest.mark.parametrize(
    "why_not",
    ["of another type", "with an arrival of its own", "out of order", "occupied", "only clean, where it is inspected"],
)
def test_T40_a_room_that_no_guest_can_be_given_counts_for_no_guest(why_not: str) -> None:
    hotel = left_at("10:40", TurnoverPolicy(require_inspection=why_not.endswith("inspected")), start=3, end=4)
    hotel.room("102", "clean" if why_not.endswith("inspected") else "inspected", occupied=why_not == "occupied")
    match why_not:
        case "of another type":
            hotel.room_becomes("102", room_type_id="STD")
        case "with an arrival of its own":
            hotel.arrival("C", "102")
        case "out of order":
            hotel.block("102", kind=BlockKind.OUT_OF_ORDER)
    hotel.arrival("X", None)
    hotel.at("10:50").plan()
    assert hotel.card()[2:] == ("20 14:45", 2)


def test_T40_the_room_somebody_works_in_is_needed_first_and_then_the_one_left_first(hotel: Story) -> None:
    for number, clock in (("103", "10:50"), ("102", "10:55")):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"C-{number}", number)
        hotel.at(clock).checks_out(f"C-{number}")
        hotel.plan()
    hotel.starts("102")
    hotel.arrival("X", None)
    hotel.at("11:00").plan()
    assert [hotel.card(number)[3] for number in ("101", "102", "103")] == [4, 2, 4]
    hotel.arrival("Y", None)
    hotel.at("11:05").plan()
    assert [hotel.card(number)[3] for number in ("101", "102", "103")] == [2, 2, 4]
    hotel.arrival("Z", None, type="SUITE")
    hotel.at("11:10").plan()
    assert not hotel.actions, "who booked a suite wants none of these"


def test_T40_pressure_that_begins_with_the_day_does_not_move_what_is_due(hotel: Story) -> None:
    hotel.arrival("X", None, start=1)
    hotel.plan()
    assert hotel.card()[2:] == ("20 17:00", 4)
    hotel.at("04:00", on=1).plan()
    assert (hotel.local(hotel.task().needed_by), *hotel.card()[2:]) == ("21 15:00", "20 17:00", 2)


@pytest.mark.parametrize(
    ("counts", "flags", "card"), [(True, ("tentative",), ("20 14:45", 2)), (False, (), ("20 17:00", 4))]
)
def test_T42_a_tentative_booking_counts_unless_the_hotel_wants_otherwise(
    counts: bool, flags: tuple[str, ...], card: tuple[str, int]
) -> None:
    hotel = left_at("10:40", TurnoverPolicy(count_tentative=counts), tentative=True)
    assert (hotel.task().flags, hotel.card()[2:]) == (flags, card)


@pytest.mark.parametrize(
    ("clean_minutes", "room", "minutes", "due", "priority"),
    [
        ({"departure/SUITE": 45}, "SUITE", 45, "20 15:00", 1),
        ({"departure/SUITE": 45}, "DLX", 30, "20 14:45", 2),
        ({"departure": 25, "departure/SUITE": 60}, "DLX", 25, "20 14:45", 2),
        ({"departure": 25, "departure/SUITE": 60}, "SUITE", 60, "20 15:15", 1),
    ],
)
def test_T43_rooms_take_their_own_time(
    clean_minutes: dict[str, int], room: str, minutes: int, due: str, priority: int
) -> None:
    hotel = Story(TurnoverPolicy(clean_minutes=clean_minutes))
    hotel.room_becomes("101", room_type_id=room)
    hotel.guest("A")
    hotel.arrival("B")
    hotel.at("14:15").checks_out("A")
    hotel.plan()
    assert (hotel.task().clean_minutes, *hotel.card()[2:]) == (minutes, due, priority)


@pytest.mark.parametrize(
    ("clock", "due", "at_risk", "priority"),
    [("14:15:00", "20 14:45", False, 2), ("14:15:01", "20 14:46", True, 1)],
)
def test_T44_the_work_just_fits_before_the_buffer_or_misses_it_by_a_second(
    clock: str, due: str, at_risk: bool, priority: int
) -> None:
    hotel = left_at(clock)
    assert (hotel.task().at_risk, *hotel.card()[2:]) == (at_risk, due, priority)
    assert hotel.alerts == (["turnover_at_risk"] if at_risk else [])


def test_T45_twenty_rooms_that_are_due_at_once_are_in_the_order_of_their_numbers() -> None:
    hotel = Story()
    numbers = [str(number) for number in range(95, 115)]
    hotel.at("10:40")
    for number in reversed(numbers):
        hotel.room(number, "dirty", occupied=True)
        hotel.guest(f"A-{number}", number)
        hotel.checks_out(f"A-{number}")
    hotel.plan()
    tasks = hotel.view.tasks
    assert {hotel.local(task.due_by) for task in tasks} == {"20 17:00"}
    backwards = tasks[::-1]
    for board in (tasks, backwards):
        assert [task.room_number for task in sorted(board, key=board_key)] == numbers


def test_T46_what_a_person_changed_stays_and_the_rest_follows_the_facts(hotel: Story) -> None:
    hotel.edits(hotel.task(), priority=Priority.HIGH, due_by=hotel.instant("13:00"), assignee="Ana")
    hotel.at("10:50").plan()
    assert not hotel.actions, "nothing else has changed"
    hotel.arrival("B", start=1)
    hotel.at("11:00").plan()
    task = hotel.task()
    assert (hotel.actions, task.row, task.assignee) == (["update"], "T50", "Ana")
    assert (task.next_segment_id, hotel.local(task.needed_by), *hotel.card()[2:]) == ("B", "21 15:00", "20 13:00", 2)
    assert task.flags == ("needed_by_changed",)
    hotel.at("11:10").plan()
    assert (hotel.actions, hotel.task().flags) == ([], ("needed_by_changed",)), "until a person looks at it"
    hotel.at("11:20").comes_back("A")
    hotel.plan()
    assert hotel.actions == ["cancel"], "an edit protects fields, not the task"


@pytest.mark.parametrize(
    ("edited", "flags"), [({"due_by": "13:00"}, ("needed_by_changed",)), ({"assignee": "Ana"}, ())]
)
def test_T46_the_flag_is_for_times_and_priorities_that_people_set(
    hotel: Story, edited: dict[str, str], flags: tuple[str, ...]
) -> None:
    values = {name: hotel.instant(value) if name == "due_by" else value for name, value in edited.items()}
    hotel.edits(hotel.task(), **values)
    hotel.arrival("B")
    hotel.at("11:00").plan()
    assert (hotel.task().flags, hotel.task().edited) == (flags, tuple(edited))
    assert hotel.card()[2:] == ("20 13:00" if "due_by" in edited else "20 14:45", 2)


@pytest.mark.parametrize(
    ("priority", "alerts"),
    [(2, ["checked_in_to_uncleaned_room", "guest_waits_for_edited_task"]), (1, ["checked_in_to_uncleaned_room"])],
)
def test_T46_a_guest_waits_and_a_person_had_set_the_priority(hotel: Story, priority: int, alerts: list[str]) -> None:
    hotel.edits(hotel.task(), priority=Priority(priority))
    hotel.arrival("B")
    hotel.at("13:00").checks_in("B")
    hotel.plan()
    assert (hotel.alerts, *hotel.card()[2:]) == (alerts, "20 13:30", priority)
    assert [alert.row for alert in hotel.last.alerts] == ["T65", "T46"][: len(alerts)]


def test_T47_the_hotels_day_begins_and_the_same_task_is_reckoned_anew() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B", start=1)
    hotel.at("00:20", on=1).checks_out("A")
    hotel.plan()
    first = hotel.task()
    assert (hotel.card(), hotel.last.look_again_at) == (
        ("departure", "open", "21 14:45", 3),
        hotel.instant("04:00", on=1),
    )
    hotel.at("03:59", on=1).plan()
    assert not hotel.actions
    hotel.at("04:00", on=1).plan()
    assert (hotel.actions, hotel.task().id, *hotel.card()[2:]) == (["update"], first.id, "21 14:45", 2)
    assert (hotel.task().flags, [command.row for command in hotel.last.commands]) == (("carried_over",), ["T137"])


@pytest.mark.parametrize(("audit", "begins"), [(None, "02:00"), (time(5), "05:00")])
def test_T47_the_day_begins_with_the_night_audit_where_its_time_is_known(audit: time | None, begins: str) -> None:
    hotel = Story(TurnoverPolicy(day_rollover=time(2)))
    hotel.settings(night_audit_time=audit)
    hotel.guest("A")
    hotel.arrival("B", start=1)
    hotel.at("00:20", on=1).checks_out("A", cause=Cause.CHECK_OUT)
    hotel.plan()
    assert (hotel.card()[3], hotel.last.look_again_at) == (3, hotel.instant(begins, on=1))
    hotel.at(begins, on=1).plan()
    assert hotel.card()[3] == 2
