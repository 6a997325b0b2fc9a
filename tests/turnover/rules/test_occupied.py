"""Who is in a room that is not ready: whether a look had seen it dirty, whether the same guest stays on, who waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.turnover import Priority, TaskKind, TaskState, TurnoverPolicy

from ..acceptance.beginnings import left_at_10_40
from ..calendar import day
from ..story import Story

WAITING = ("guest_waiting", "occupied_ask_desk")


# -- dirty before the check-in (T127)


def walked_in(
    *,
    dirty: str | None = "10:00",
    occupied: str | None = "11:00",
    entered: str | None = None,
    start: int = 0,
    policy: TurnoverPolicy | None = None,
    **room: Any,
) -> Story:
    """Room 101 turned dirty, then a look showed somebody in it; the clock stands at noon."""
    hotel = Story(policy)
    hotel.room("101", "clean")
    hotel.room_becomes("101", **room)
    looks = sorted((clock, what) for clock, what in ((dirty, "dirty"), (occupied, "occupied")) if clock is not None)
    for clock, what in looks:
        hotel.at(clock).look("101", **({"condition": "dirty"} if what == "dirty" else {"occupied": True}))
    hotel.guest("W", start=start, end=2)
    if entered is not None:
        hotel.view = replace(hotel.view, entered_at={"W": hotel.instant(entered)})
    hotel.at("12:00").look()
    return hotel


def test_T127_a_room_seen_dirty_before_its_guest_came_gets_its_turnover_at_once() -> None:
    hotel = walked_in()
    hotel.plan()
    task = hotel.task()
    assert (task.kind, task.cause, task.origin, task.carries) == (
        TaskKind.DEPARTURE,
        "vacant_dirty",
        "dirty:2026-11-20",
        (),
    )
    assert (task.flags, task.occupant_id, task.priority) == (WAITING, "W", Priority.URGENT)
    assert (hotel.local(task.due_by), task.row, hotel.actions) == ("20 12:30", "T65", ["create"])
    assert [alert.row for alert in hotel.last.alerts] == ["T65"]


@pytest.mark.parametrize(
    ("what", "made"),
    [
        ({}, True),
        ({"dirty": None}, False),  # clean, and taken by its guest
        ({"occupied": None}, False),  # nobody was seen in it
        ({"turnover": False}, False),
        ({"mapped": False, "policy": TurnoverPolicy(unmapped="hold")}, False),
        ({"mapped": False}, True),
        ({"policy": TurnoverPolicy(turnovers=False)}, False),
        ({"dirty": "11:00"}, False),  # with the check-in
        ({"dirty": "10:59:59"}, True),
        ({"dirty": "11:30"}, False),
        ({"start": -1}, False),  # a guest of an earlier day is back
        ({"start": -1, "entered": "10:30"}, True),  # and this one only came late
        ({"entered": "09:30"}, False),  # seen to come in before the room turned dirty
        ({"entered": "10:00"}, False),
        ({"entered": "10:00:01"}, True),
        ({"entered": "11:30"}, True),
        ({"entered": "11:30", "dirty": "11:10"}, False),  # the room showed somebody in it sooner
    ],
)
def test_T127_only_dirt_that_a_look_saw_before_the_guest_came_counts(what: dict[str, Any], made: bool) -> None:
    hotel = walked_in(**what)
    hotel.plan()
    assert (len(hotel.tasks()), hotel.actions) == ((1, ["create"]) if made else (0, []))


def test_T127_a_guest_is_in_a_room_that_shows_vacant_again() -> None:
    hotel = walked_in(dirty="10:00", occupied="10:30")
    hotel.at("11:00").look("101", occupied=False)
    hotel.view = replace(hotel.view, entered_at={"W": hotel.instant("11:30")})
    hotel.at("12:00").look()
    hotel.plan()
    assert (hotel.tasks(), hotel.actions) == ([], [])


@pytest.mark.parametrize("missing", ["condition_since", "occupancy_since"])
def test_T127_without_the_time_since_when_no_task_is_made(missing: str) -> None:
    hotel = walked_in()
    hotel.room_becomes("101", **{missing: None})
    hotel.plan()
    assert hotel.tasks() == []


@pytest.mark.parametrize(("clock", "on", "made"), [("03:59", 1, True), ("04:00", 1, False)])
def test_T127_a_guest_who_came_on_another_hotel_day_is_not_disturbed(clock: str, on: int, made: bool) -> None:
    hotel = walked_in()
    hotel.at(clock, on=on).plan()
    assert len(hotel.tasks()) == made


def test_T127_T143_dirt_of_the_first_look_is_left_for_later() -> None:
    for choice, made in (("ignore", 0), ("create", 1)):
        hotel = walked_in(policy=TurnoverPolicy(first_look=choice))
        hotel.view = replace(hotel.view, first_look_at=hotel.instant("10:00"))
        hotel.plan()
        assert len(hotel.tasks()) == made


def test_T127_T124_a_room_that_was_given_on_unseen_stays_as_it_is_and_its_neighbor_does_not() -> None:
    for number, made in (("101", 0), ("102", 1)):
        hotel = walked_in()
        hotel.view = replace(hotel.view, open_alerts=frozenset({f"next_guest_already_in:{number}:A:2026-11-20"}))
        hotel.plan()
        assert len(hotel.tasks()) == made


def test_T127_a_finished_task_of_the_morning_does_not_count_for_later_dirt() -> None:
    hotel = left_at_10_40()
    hotel.at("11:00").finishes()
    hotel.at("11:10").look("101", "clean")
    hotel.at("11:30").look("101", "dirty")
    hotel.arrival("W")
    hotel.at("11:35").checks_in("W")
    hotel.plan()
    _, task = hotel.tasks()
    assert (task.row, task.occupant_id, task.vacate_seq) == ("T65", "W", 1)


def test_T127_the_inspection_that_was_still_awaited_is_superseded() -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=True))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    hotel.at("11:30").look("101", "dirty")
    hotel.arrival("W")
    hotel.at("11:35").checks_in("W")
    hotel.plan()
    first, second = hotel.tasks()
    assert (first.state, first.row, first.code) == (TaskState.DONE, "T127", "superseded")
    assert (second.state, second.row) == (TaskState.OPEN, "T65")


# -- the same guest stays on (T13)


def stays_on(*, carries: tuple[str, ...] = ("A#1",), guests: tuple[str, ...] = ("A",), **task: Any) -> Story:
    """Room 101 was left by A; stays of some bookings are in it now, and no look showed it vacant."""
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), carries=carries, **task))
    hotel.guest("B", None, end=0)
    hotel.becomes("B", state=StayState.DEPARTED)
    hotel.room_becomes("101", occupied=None, occupancy_since=None)
    for name in guests:
        hotel.guest(f"{name}2", start=0, end=2, reservation=f"R-{name}")
    hotel.at("11:00").plan()
    return hotel


@pytest.mark.parametrize(
    ("what", "state", "row"),
    [
        ({}, TaskState.CANCELLED, "T13"),
        ({"state": TaskState.ON_HOLD}, TaskState.CANCELLED, "T13"),
        ({"state": TaskState.IN_PROGRESS}, TaskState.IN_PROGRESS, "T66"),
        ({"carries": ("A#1", "B#1")}, TaskState.OPEN, "T65"),
        ({"carries": ("B#1", "A#1")}, TaskState.OPEN, "T65"),
        ({"carries": ()}, TaskState.OPEN, "T65"),
        ({"vacated_at": None}, TaskState.OPEN, "T65"),
        ({"guests": ("A", "B")}, TaskState.OPEN, "T65"),
        ({"guests": ("B", "A")}, TaskState.OPEN, "T65"),
        ({"guests": ("B",)}, TaskState.OPEN, "T65"),
    ],
)
def test_T13_everybody_in_the_room_must_continue_every_stay_that_ended(
    what: dict[str, Any], state: TaskState, row: str
) -> None:
    hotel = stays_on(**what)
    task = hotel.task()
    assert (task.state, task.row) == (state, row)
    if row == "T13":
        assert (hotel.alerts, task.code) == ([], "same_guest_extension")


# -- who waits (T65, T66, T133)


@pytest.mark.parametrize(
    ("kind", "state", "after", "row"),
    [
        (TaskKind.CHECK, "open", TaskState.CANCELLED, "T65"),
        (TaskKind.REFRESH, "open", TaskState.CANCELLED, "T65"),
        (TaskKind.TOUCH_UP, "open", TaskState.OPEN, "T65"),
        (TaskKind.CHECK, "in_progress", TaskState.IN_PROGRESS, "T66"),
        (TaskKind.CHECK, "on_hold", TaskState.ON_HOLD, "T65"),
    ],
)
def test_T65_light_work_that_nobody_began_is_of_no_use_any_more(
    kind: TaskKind, state: str, after: TaskState, row: str
) -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), kind=kind, state=TaskState(state)))
    hotel.arrival("B")
    hotel.at("11:00").checks_in("B")
    hotel.plan()
    task = hotel.task()
    assert (task.state, task.row, hotel.alerts) == (
        after,
        row,
        [] if after is TaskState.CANCELLED else ["checked_in_to_uncleaned_room"],
    )
    if after is TaskState.CANCELLED:
        assert task.code == "next_guest_in"


def test_T65_the_guest_who_waits_is_reported_once() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.at("11:00").checks_in("B")
    hotel.plan()
    hotel.view = replace(hotel.view, open_alerts=frozenset())
    hotel.at("11:10").plan()
    assert (hotel.actions, hotel.alerts) == ([], [])


def test_T20_T65_the_guest_of_a_room_found_empty_waits_for_nothing() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=3)
    hotel.housekeeping_finds(occupied=False)
    for _ in range(2):
        hotel.plan()
        assert (hotel.task().flags, hotel.task().occupant_id) == (("skip",), None)
        assert set(hotel.alerts) <= {"discrepancy_skip"}
        hotel.at("10:00")


def test_T20_one_turnover_is_made_of_a_room_found_empty_and_only_where_the_hotel_wants_it() -> None:
    for enabled, made in ((True, 1), (False, 0)):
        hotel = Story(TurnoverPolicy(create_on_physical_vacancy=enabled))
        hotel.guest("A", end=3)
        hotel.housekeeping_finds(occupied=False)
        hotel.plan()
        assert len(hotel.tasks()) == made
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=3)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    task = hotel.task()
    assert (task.cause, task.kind, task.origin, task.row) == ("vacant_dirty", "departure", "dirty:2026-11-20", "T20")
    hotel.at("10:00").finishes()
    hotel.at("10:10").plan()
    assert (len(hotel.tasks()), hotel.actions) == (1, [])


def test_T20_work_that_has_begun_in_a_room_found_empty_goes_on() -> None:
    hotel = Story(TurnoverPolicy(create_on_physical_vacancy=True))
    hotel.guest("A", end=3)
    hotel.housekeeping_finds(occupied=False)
    hotel.plan()
    hotel.at("10:00").starts()
    hotel.housekeeping_finds(occupied=True)
    hotel.plan()
    assert hotel.task().state is TaskState.IN_PROGRESS
    hotel.housekeeping_finds(occupied=None)
    hotel.at("10:10").plan()
    assert hotel.actions == []


@pytest.mark.parametrize("found", [True, False, None])
def test_T20_T84_what_is_found_in_a_room_that_nobody_cleans_is_nobodys_business(found: bool | None) -> None:
    hotel = Story()
    hotel.room_becomes("101", turnover=False)
    hotel.guest("A", end=3)
    hotel.housekeeping_finds(occupied=found)
    hotel.plan()
    assert hotel.alerts == []


def test_T84_a_task_that_is_made_while_somebody_sleeps_in_the_room_is_born_on_hold() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.housekeeping_finds(occupied=True)
    ref = hotel.at("10:40").checks_out("A")
    hotel.plan()
    task = hotel.task()
    assert (task.state, task.held_from, task.flags, task.row) == (
        TaskState.ON_HOLD,
        TaskState.OPEN,
        ("discrepancy",),
        "T03",
    )
    assert task.reason.startswith("The guest checked out, and nobody is booked on this room for today or tomorrow. ")
    assert (hotel.decision(ref).row, hotel.alerts, hotel.actions) == ("T03", ["discrepancy_sleep"], ["create"])


def test_T84_work_that_has_begun_is_not_held_and_a_hold_ends_with_the_guests_check_in() -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.housekeeping_finds(occupied=True)
    hotel.plan()
    assert (hotel.task().state, hotel.task().flags, hotel.alerts) == (
        TaskState.IN_PROGRESS,
        (),
        ["discrepancy_sleep"],
    )
    hotel = left_at_10_40()
    hotel.housekeeping_finds(occupied=True)
    hotel.plan()
    hotel.at("11:00").plan()
    assert (hotel.actions, hotel.task().flags) == ([], ("discrepancy",))
    hotel.arrival("B")
    hotel.checks_in("B")
    hotel.plan()
    task = hotel.task()
    assert (task.state, task.flags, task.row, task.noticed_at) == (TaskState.OPEN, WAITING, "T84", hotel.now)


def test_T133_people_flag_a_guest_in_the_lobby_and_nobody_else_takes_it_back() -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), flags=("guest_waiting",)))
    hotel.plan()
    assert hotel.task().flags == ("guest_waiting",)


def test_T133_the_swapped_guests_leave_and_nobody_hurries() -> None:
    hotel = left_at_10_40()
    hotel._put(tasks=replace(hotel.task(), flags=(*WAITING, "room_swap", "vip"), occupant_id="B"))
    hotel.plan()
    task = hotel.task()
    assert (task.flags, task.occupant_id, task.row, hotel.last.commands[0].row) == ((), None, "T133", "T133")


def test_T133_the_guest_who_waited_leaves_and_the_departure_says_why() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.at("11:00").checks_in("B")
    hotel.plan()
    ref = hotel.at("11:20").checks_out("B", cause=Cause.EARLY_DEPARTURE)
    hotel.plan()
    assert hotel.task().reason.startswith("The guest who was checked in to the uncleaned room left;")
    assert hotel.decision(ref).row == "T133"


def test_T57_T65_the_guest_who_is_back_does_not_wait() -> None:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    assert (hotel.task().flags, hotel.task().occupant_id, hotel.alerts) == (
        ("check_out_reverted",),
        None,
        ["reverted_while_cleaning"],
    )


@pytest.mark.parametrize(("on", "alerts"), [(0, ["occupied_after_clean"]), (1, [])])
def test_T58_said_on_the_day_it_was_done_only(on: int, alerts: list[str]) -> None:
    hotel = left_at_10_40()
    hotel.becomes("A", end_date=day(3))
    hotel.at("11:20").finishes()
    hotel.at("12:00", on=on).comes_back("A")
    hotel.plan()
    assert hotel.alerts == alerts


@pytest.mark.parametrize(
    "what",
    [
        {"cause": "room_move"},
        {"cause": "check_in_reverted"},
        {"carries": ()},
        {"carries": ("A#1", "Z#1")},
        {"state": TaskState.CANCELLED},
        {"completed_at": None, "updated_at": None},
    ],
)
def test_T58_is_for_the_last_guest_of_a_room_that_was_cleaned_after_a_departure(what: dict[str, Any]) -> None:
    hotel = left_at_10_40()
    hotel.becomes("A", end_date=day(3))
    hotel.at("11:20").finishes()
    if "updated_at" in what:
        what = what | {"updated_at": hotel.instant("11:20", on=-1)}
    hotel._put(tasks=replace(hotel.task(), **what))
    hotel.at("11:30").comes_back("A")
    hotel.plan()
    assert hotel.alerts == []


def test_T65_light_work_that_goes_on_from_a_hold_while_a_guest_is_in_the_room_ends_in_the_same_plan() -> None:
    hotel = left_at_10_40()
    held = replace(
        hotel.task(), kind=TaskKind.CHECK, state=TaskState.ON_HOLD, held_from=TaskState.OPEN, flags=("discrepancy",)
    )
    hotel._put(tasks=held)
    hotel.arrival("B")
    hotel.at("11:00").checks_in("B")
    hotel.plan()
    assert (hotel.task().state, hotel.task().row) == (TaskState.CANCELLED, "T65")
