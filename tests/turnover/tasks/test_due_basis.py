"""What a task's due time rests on: each fact that moves it, and that the clock alone does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.turnover import TaskKind, TaskState, TurnoverPolicy, TurnoverTask
from cloudbeds_connector.turnover.tasks.due_basis import ScheduleFacts, after_long_stay, planned_minutes
from cloudbeds_connector.turnover.tasks.unit_work import live_tasks
from cloudbeds_connector.turnover.view.pressure import TypePressure

from ..acceptance.beginnings import left_at_10_40
from ..story import Story
from ..working_unit import MINUTE, unit_work_of


def case_of(hotel: Story, task: TurnoverTask | None = None) -> ScheduleFacts:
    work = unit_work_of(hotel)
    index = work.index
    return ScheduleFacts.of(work, task or hotel.task(), pressure=TypePressure(index, live_tasks(index, [])))


def moved(hotel: Story, **changes: Any) -> bool:
    return case_of(hotel, replace(hotel.task(), **changes)).facts_changed()


def with_arrival(**more: Any) -> Story:
    """101 was left at 10:40, and B arrives there today."""
    hotel = Story()
    hotel.guest("A")
    hotel.arrival("B", **more)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    return hotel


FACTS: list[tuple[str, dict[str, Any], bool]] = [
    ("nothing", {}, False),
    ("the room is needed at once", {"flags": ("rush",)}, True),
    ("a guest waits", {"flags": ("guest_waiting",)}, True),
    ("another word", {"flags": ("vip",)}, False),
    ("another kind of work", {"kind": TaskKind.CHECK}, True),
    ("a person set the minutes", {"clean_minutes": 31, "edited": ("clean_minutes",)}, True),
    ("the minutes as they are", {"clean_minutes": 30, "edited": ("clean_minutes",)}, False),
    ("it answers for another departure", {"carries": ("A#1", "C#1")}, True),
    ("somebody begins", {"state": TaskState.IN_PROGRESS, "started_at": Story().now}, True),
    ("it was begun once", {"started_at": Story().now}, False),
    ("it waits", {"state": TaskState.ON_HOLD}, True),
    ("a person chose the due time", {"edited": ("due_by",)}, False),
]


@pytest.mark.parametrize(("what", "changes", "does"), FACTS, ids=[row[0] for row in FACTS])
def test_T137_facts_about_the_task_move_its_due_time_and_others_do_not(
    what: str, changes: dict[str, Any], does: bool
) -> None:
    assert moved(left_at_10_40(), **changes) is does
    assert moved(with_arrival(), **changes) is does


SETTINGS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("check-in", {"check_in_time": time(16)}, {}, True),
    ("check-out", {"check_out_time": time(10)}, {}, True),
    ("the zone", {"timezone": "America/Toronto"}, {}, True),
    ("the night audit", {"night_audit_time": time(4)}, {}, True),
    ("the name", {"name": "Inn"}, {}, False),
    ("the target", {}, {"same_day_target": time(16)}, True),
    ("the buffer", {}, {"buffer_minutes": 20}, True),
    ("the rollover", {}, {"day_rollover": time(3)}, True),
    ("what counts of an arrival", {}, {"arrival_policy": "eta"}, True),
    ("small hours", {}, {"eta_wrap": time(5)}, True),
    ("late until", {}, {"late_until": time(5)}, True),
    ("its own check-in", {}, {"check_in_time": time(15)}, True),
    ("its own check-out", {}, {"check_out_time": time(11)}, True),
    ("the minutes of the type", {}, {"clean_minutes": {"departure/DLX": 45}}, True),
    ("the minutes of another type", {}, {"clean_minutes": {"departure/STD": 45}}, False),
    ("the debounce", {}, {"debounce_dirty_minutes": 5}, False),
    ("the type's target", {}, {"room_types": {"DLX": {"same_day_target": time(16)}}}, True),
    ("another type's target", {}, {"room_types": {"STD": {"same_day_target": time(16)}}}, False),
]


@pytest.mark.parametrize(("what", "hotels", "policys", "does"), SETTINGS, ids=[row[0] for row in SETTINGS])
def test_T137_settings_of_the_hotel_move_what_is_due_by_them(
    what: str, hotels: dict[str, Any], policys: dict[str, Any], does: bool
) -> None:
    hotel = left_at_10_40()
    hotel.settings(**hotels)
    hotel.policy = TurnoverPolicy(**policys)
    assert moved(hotel) is does


ARRIVALS: list[tuple[str, dict[str, Any], bool]] = [
    ("nothing", {}, False),
    ("an estimate", {"eta": time(13)}, True),
    ("an early check-in", {"early_check_in": time(13)}, True),
    ("a VIP", {"vip": True}, True),
    ("not confirmed", {"tentative": True}, True),
]


@pytest.mark.parametrize(("what", "changes", "does"), ARRIVALS, ids=[row[0] for row in ARRIVALS])
def test_T52_what_is_known_of_the_next_guest_moves_the_due_time(what: str, changes: dict[str, Any], does: bool) -> None:
    hotel = with_arrival()
    hotel.becomes("B", **changes)
    assert moved(hotel) is does
    hotel.arrival("B", "102")
    assert moved(hotel)


def test_T40_T137_pressure_moves_the_due_time_unless_the_day_alone_brought_it() -> None:
    hotel = left_at_10_40()
    hotel.arrival("X", None, start=0)
    hotel.arrival("Y", None, start=1)
    assert (case_of(hotel).pressed, moved(hotel)) == (True, True)
    hotel.plan()
    assert not moved(hotel)
    hotel.loses_sight_of("X")
    assert (case_of(hotel).pressed, moved(hotel)) == (False, True), "the guest was given another room"
    hotel.plan()
    hotel.at("09:00", on=1)
    assert (case_of(hotel).pressed, moved(hotel)) == (True, False), "only the day has come"
    hotel.loses_sight_of("Y")
    assert not moved(hotel)


def test_T40_T137_pressure_that_ends_with_the_day_alone_moves_nothing() -> None:
    hotel = left_at_10_40()
    hotel.arrival("X", None, start=0)
    hotel.plan()
    hotel.at("09:00", on=1)
    assert (case_of(hotel).pressed, moved(hotel)) == (False, False)
    hotel.loses_sight_of("X")
    assert moved(hotel), "X was given a room or does not come"


def test_T51_T137_another_guest_of_today_who_comes_sooner_moves_the_due_time() -> None:
    hotel = with_arrival(eta=time(20))
    hotel.arrival("C", eta=time(13))
    assert getattr(case_of(hotel).outlook.arrival, "segment_id", None) == "C"
    assert moved(hotel)


def test_T36_T40_who_waits_and_who_has_no_room_decide_how_urgent_a_case_is() -> None:
    hotel = left_at_10_40()
    assert case_of(hotel).schedule().priority == 4
    rushed = case_of(hotel, replace(hotel.task(), flags=("rush",)))
    assert (rushed.rush, rushed.schedule().priority, rushed.schedule().due_by) == (
        True,
        1,
        hotel.now + 30 * MINUTE,
    )
    hotel.arrival("X", None)
    assert (case_of(hotel).schedule().priority, case_of(hotel).schedule().due_by) == (2, hotel.instant("14:45"))


def test_T100_T137_a_guest_of_yesterday_who_is_not_reckoned_with_any_more_moves_nothing() -> None:
    hotel = with_arrival(end=1)
    hotel.arrival("C", start=3, end=5)
    assert not moved(hotel)
    hotel.at("06:00", on=1)
    assert getattr(case_of(hotel).outlook.arrival, "segment_id", None) == "C"
    assert not moved(hotel), "time alone put C in the first place"
    assert moved(hotel, next_segment_id="C")
    hotel.loses_sight_of("B")
    assert moved(hotel), "B was given another room or does not come"


def test_T132_T137_a_day_guest_with_an_unknown_hour_does_not_move_the_due_time() -> None:
    hotel = with_arrival(start=0, end=0)
    hotel.arrival("C", start=0, end=3)
    assert not moved(hotel)
    hotel.at("16:00")
    assert not moved(hotel)


def test_T99_T137_the_guest_last_reckoned_with_may_be_one_of_the_suite() -> None:
    hotel = Story()
    hotel.suite("S", rooms=("101",), virtual=False)
    hotel.guest("A")
    hotel.arrival("B", "S", end=1, type="SUITE")
    hotel.arrival("C", start=3, end=5)
    hotel.at("10:40").checks_out("A")
    hotel.plan()
    assert hotel.task().next_segment_id == "B"
    assert not moved(hotel.at("06:00", on=1))


def test_T137_a_basis_is_the_business_date_and_a_digest() -> None:
    hotel = with_arrival()
    day, _, digest = case_of(hotel.at("03:59", on=1)).basis().partition("/")
    assert (day, len(digest), digest) == ("2026-11-20", 24, hotel.task().basis.partition("/")[2])
    assert case_of(hotel.at("04:00", on=1)).basis().startswith("2026-11-21/")
    assert moved(hotel, basis="") is True


def test_T138_a_case_is_scheduled_with_all_that_is_known_of_it() -> None:
    hotel = with_arrival()
    hotel.policy = TurnoverPolicy(clean_minutes={"departure/DLX": 60})
    now = hotel.at("14:00").now
    assert case_of(hotel).schedule().due_by == now + 60 * MINUTE
    begun = replace(hotel.task(), state=TaskState.IN_PROGRESS, started_at=now - 30 * MINUTE)
    assert case_of(hotel, begun).schedule().due_by == hotel.instant("14:45")
    assert case_of(hotel, replace(begun, state=TaskState.OPEN)).schedule().due_by == now + 60 * MINUTE
    edited = replace(hotel.task(), clean_minutes=20, edited=("clean_minutes",))
    assert case_of(hotel, edited).schedule().due_by == hotel.instant("14:45")
    hotel.becomes("B", start_date=hotel.segment("B").end_date)
    assert case_of(hotel).schedule().due_by == hotel.instant("17:00")
    spread = replace(hotel.task(), flags=("season",))
    assert case_of(hotel, spread).schedule().due_by == hotel.instant("14:45", on=2)


@pytest.mark.parametrize(
    ("nights", "limit", "factor", "kind", "minutes"),
    [
        (6, 7, 1.5, TaskKind.DEPARTURE, 50),
        (7, 7, 1.5, TaskKind.DEPARTURE, 75),
        (7, 7, 1.1, TaskKind.DEPARTURE, 55),
        (7, 7, 1.125, TaskKind.DEPARTURE, 57),
        (7, None, 1.5, TaskKind.DEPARTURE, 50),
        (7, 7, 1.5, TaskKind.CHECK, 5),
    ],
)
def test_T142_a_long_stay_takes_more_work(
    nights: int, limit: int | None, factor: float, kind: TaskKind, minutes: int
) -> None:
    hotel = Story(TurnoverPolicy(long_stay_nights=limit, long_stay_factor=factor, clean_minutes={"departure": 50}))
    hotel.guest("A", start=-nights)
    hotel.guest("C", start=-1)
    task = replace(left_at_10_40().task(), kind=kind, carries=("C#1", "A#1"))
    work = unit_work_of(hotel)
    assert planned_minutes(work, task) == minutes
    assert after_long_stay(work, task) is (nights == 7 and limit is not None)


@pytest.mark.parametrize("flags", [(), ("long_stay",)])
def test_T142_the_flag_of_a_stay_that_is_no_longer_known_stays(flags: tuple[str, ...]) -> None:
    hotel = Story(TurnoverPolicy(long_stay_nights=7))
    task = replace(left_at_10_40().task(), flags=flags)
    assert after_long_stay(unit_work_of(hotel), task) is bool(flags)
    hotel.guest("A", start=-2)
    assert not after_long_stay(unit_work_of(hotel), task)
