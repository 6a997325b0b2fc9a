"""Which dirty rooms are needed for guests of their type without a room: how many, which first, on which day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.pms.model import BlockKind, Condition, StayState
from cloudbeds_connector.turnover import TaskKind, TaskState, TurnoverPolicy, TurnoverTask
from cloudbeds_connector.turnover.tasks.unit_work import UnitWork, live_tasks
from cloudbeds_connector.turnover.view.pressure import TypePressure

from ..acceptance.beginnings import left_at_10_40
from ..calendar import day
from ..story import Story
from ..working_unit import MINUTE, index_of

A_TASK = left_at_10_40().task()


def dirty_rooms(*numbers: str, guests: int = 1, **policy: Any) -> Story:
    """These rooms are vacant and dirty, and so many guests without a room come today."""
    hotel = Story(TurnoverPolicy(**policy))
    hotel.view = replace(hotel.view, units=())
    for number in numbers:
        hotel.room(number, "dirty")
    for guest in range(guests):
        hotel.arrival(f"X{guest}", None)
    return hotel


def pressed(hotel: Story, *tasks: TurnoverTask, on: int = 0) -> set[str]:
    return set(TypePressure(index_of(hotel), {task.unit_id: task for task in tasks}).on(day(on)))


def task_of(number: str, **changes: Any) -> TurnoverTask:
    values = {"unit_id": number, "room_number": number, "state": TaskState.OPEN, "vacated_at": A_TASK.vacated_at}
    return replace(A_TASK, **(values | changes))


def test_T40_as_many_rooms_are_pressed_as_guests_have_none_less_the_ready_ones() -> None:
    numbers = ("101", "102", "103")
    assert [pressed(dirty_rooms(*numbers, guests=n)) for n in range(5)] == [
        set(),
        {"101"},
        {"101", "102"},
        {"101", "102", "103"},
        {"101", "102", "103"},
    ]
    hotel = dirty_rooms(*numbers, guests=2)
    hotel.room_becomes("101", condition=Condition.CLEAN)
    assert pressed(hotel) == {"102"}
    hotel.room_becomes("102", condition=Condition.INSPECTED)
    assert pressed(hotel) == set()


WORKED_ON: list[tuple[str, list[TurnoverTask], str]] = [
    ("somebody works in it", [task_of("102", state=TaskState.IN_PROGRESS), task_of("101", vacated_at=None)], "102"),
    ("it was left first", [task_of("101"), task_of("102", vacated_at=A_TASK.created_at - MINUTE)], "102"),
    (
        "it was left first, though its task is younger",
        [
            task_of("101", created_at=A_TASK.created_at - 9 * MINUTE),
            task_of("102", vacated_at=A_TASK.created_at - MINUTE),
        ],
        "102",
    ),
    (
        "it was found dirty before the other was left",
        [task_of("101"), task_of("102", vacated_at=None, created_at=A_TASK.created_at - MINUTE)],
        "102",
    ),
    ("its number is smaller", [task_of("102"), task_of("101")], "101"),
    ("it has a task, if only since now", [task_of("102", vacated_at=Story().instant("09:00"))], "102"),
]


@pytest.mark.parametrize(("why", "tasks", "first"), WORKED_ON, ids=[row[0] for row in WORKED_ON])
def test_T40_of_two_dirty_rooms_one_is_needed_first(why: str, tasks: list[TurnoverTask], first: str) -> None:
    assert pressed(dirty_rooms("101", "102"), *tasks) == {first}


def test_T40_room_9_is_needed_before_room_10_and_the_id_decides_where_the_numbers_are_one() -> None:
    assert pressed(dirty_rooms("10", "9")) == {"9"}
    hotel = dirty_rooms("b", "a")
    hotel.room_becomes("a", number="7")
    hotel.room_becomes("b", number="7")
    assert pressed(hotel) == {"a"}
    assert pressed(hotel, task_of("b"), task_of("a")) == {"a"}


TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("a parking lot", {"turnover": False}),
    ("a virtual room", {"virtual": True}),
    ("somebody is in it", {"occupied": True}),
    ("another type", {"room_type_id": "STD"}),
    ("nobody knows its state", {"condition": Condition.UNKNOWN}),
]


@pytest.mark.parametrize(("why", "changes"), TAKEN, ids=[row[0] for row in TAKEN])
def test_T40_a_room_that_no_guest_can_be_given_is_not_pressed(why: str, changes: dict[str, Any]) -> None:
    hotel = dirty_rooms("101", "102")
    hotel.room_becomes("101", **changes)
    assert pressed(hotel) == {"102"}


def test_T40_T66_an_occupied_room_with_a_task_is_under_pressure_unless_its_guest_is_in_house() -> None:
    hotel = dirty_rooms("101", "102")
    hotel.room_becomes("101", occupied=True)
    assert pressed(hotel, task_of("101")) == {"101"}
    hotel.guest("A")
    assert pressed(hotel, task_of("101")) == {"102"}


def test_T40_a_clean_room_with_a_task_is_still_to_be_made_ready_and_waits_for_its_inspection() -> None:
    hotel = dirty_rooms("101")
    hotel.room_becomes("101", condition=Condition.CLEAN)
    assert pressed(hotel, task_of("101")) == {"101"}
    hotel = dirty_rooms("101", "102", require_inspection=True)
    hotel.room_becomes("101", condition=Condition.CLEAN)
    assert pressed(hotel) == {"102"}, "a clean room is not ready where rooms are inspected, nor dirty"


@pytest.mark.parametrize(("start", "rooms"), [(0, {"102"}), (1, {"101"}), (-1, {"101"})])
def test_T40_a_room_that_is_given_to_a_guest_of_the_day_is_not_pressed(start: int, rooms: set[str]) -> None:
    hotel = dirty_rooms("101", "102")
    hotel.arrival("B", "101", start=start)
    assert pressed(hotel) == rooms


@pytest.mark.parametrize(("on", "rooms"), [(0, {"101"}), (1, {"102"}), (2, {"102"}), (3, {"101"}), (4, set())])
def test_T40_T90_pressure_is_that_of_the_requested_day(on: int, rooms: set[str]) -> None:
    hotel = dirty_rooms("101", "102")
    for start in range(4):
        hotel.arrival("X0" if start == 0 else f"Y{start}", None, start=start, end=start + 1)
    hotel.block("101", start=1, end=2, end_inclusive=True)
    hotel.block("102", start=3, end=3, kind=BlockKind.OUT_OF_SERVICE)
    assert pressed(hotel, on=on) == rooms
    pressure = TypePressure(index_of(hotel), {})
    assert [pressure.under_pressure(hotel.unit(number)) for number in ("101", "102")] == [True, False]


def test_T11_T40_a_guest_who_only_moves_or_has_arrived_puts_no_pressure_on_rooms() -> None:
    hotel = dirty_rooms("101", guests=0)
    hotel.room("102", "dirty", occupied=True)
    hotel.guest("A", "102", start=-1, end=0, party="P", reservation="R")
    hotel.guest("A2", None, start=0, end=2, party="P", reservation="R")
    assert pressed(hotel) == set()
    hotel.becomes("A2", state=StayState.EXPECTED)
    assert pressed(hotel) == {"101"}


def test_T40_what_is_live_is_each_rooms_task_as_it_is_being_decided_and_never_a_service() -> None:
    hotel = left_at_10_40()
    hotel.room("102", "dirty", occupied=True)
    hotel.service_is_planned("102")
    hotel.room("103", "dirty")
    hotel._put(tasks=task_of("103", id="t-103"))
    hotel._put(tasks=task_of("104", id="t-104", state=TaskState.DONE))
    index = index_of(hotel)
    assert {unit: task.id for unit, task in live_tasks(index, []).items()} == {
        "101": hotel.task().id,
        "103": "t-103",
    }
    work = UnitWork.of(hotel.unit("101"), index)
    work.drafts[0].task = replace(work.drafts[0].task, kind=TaskKind.CHECK)
    assert live_tasks(index, [work])["101"].kind is TaskKind.CHECK
    work.drafts[0].task = replace(work.drafts[0].task, state=TaskState.CANCELLED)
    assert set(live_tasks(index, [work])) == {"103"}
