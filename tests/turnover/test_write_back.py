"""Write-back, to the second: what may be written to the hotel system after a departure, a service, another task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.turnover import TaskKind, TaskState, WriteBack, write_back

from .acceptance.beginnings import left_at_10_40
from .story import Story


def begun_at_10_50_done_at_11_20() -> Story:
    hotel = left_at_10_40()
    hotel.at("10:50").starts()
    hotel.at("11:20").finishes()
    return hotel


def write_back_of(hotel: Story) -> WriteBack:
    return write_back(hotel.view, hotel.tasks()[0], now=hotel.now, policy=hotel.policy)


def test_T76_a_hotel_system_has_inspected_rooms_unless_its_capabilities_exclude_them() -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel.approves()
    assert (write_back_of(hotel).condition, write_back_of(hotel).reason) == (
        Condition.INSPECTED,
        "The inspection was approved.",
    )


@pytest.mark.parametrize(("left", "condition"), [("10:50", Condition.CLEAN), ("10:50:01", None)])
def test_T78_a_departure_that_is_not_decided_yet_forbids_it_if_it_came_after_the_work_began(
    left: str, condition: Condition | None
) -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel.guest("B")
    hotel.becomes("B", state=StayState.DEPARTED)
    hotel.leaves("B", "101", cause=Cause.CHECK_OUT, at=hotel.instant(left))
    assert write_back_of(hotel).condition is condition
    if condition is None:
        assert write_back_of(hotel).reason == "The room was left again after the work began."


def test_T78_the_tasks_own_departure_is_not_another_departure() -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel.reports_again()
    hotel.view = replace(hotel.view, vacates=tuple(replace(v, at=hotel.instant("10:55")) for v in hotel.view.vacates))
    assert write_back_of(hotel).condition is Condition.CLEAN


@pytest.mark.parametrize(
    ("left", "condition"), [("10:50", Condition.CLEAN), ("10:50:01", None), (None, Condition.CLEAN)]
)
def test_T78_another_task_of_the_room_has_a_later_departure(left: str | None, condition: Condition | None) -> None:
    hotel = begun_at_10_50_done_at_11_20()
    at = None if left is None else hotel.instant(left)
    hotel._put(tasks=replace(hotel.task(), id="another", vacated_at=at, created_at=hotel.now))
    assert write_back_of(hotel).condition is condition


def test_T78_the_tasks_own_departure_may_be_noticed_after_the_work_began() -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel._put(tasks=replace(hotel.task(), vacated_at=hotel.instant("11:00")))
    assert write_back_of(hotel).condition is Condition.CLEAN


def test_T78_the_guest_in_the_room_is_named_as_the_reason() -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel.look("101", occupied=True)
    assert write_back_of(hotel).reason == "A guest has been checked in to the room since."


@pytest.mark.parametrize("occupied", [False, None])
def test_T75_a_hotel_system_without_occupancy_is_written_to_as_well(occupied: bool | None) -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel.room_becomes("101", occupied=occupied)
    assert (write_back_of(hotel).condition, write_back_of(hotel).row) == (Condition.CLEAN, "T75")


def test_T08_service_that_a_departure_overtook_readies_no_room() -> None:
    hotel = begun_at_10_50_done_at_11_20()
    service = replace(hotel.task(), kind=TaskKind.STAYOVER)
    hotel._put(tasks=service)
    result = write_back(hotel.view, service, now=hotel.now, policy=hotel.policy)
    assert result.condition is Condition.CLEAN, "nobody has left since"
    hotel.guest("B")
    hotel.becomes("B", state=StayState.DEPARTED)
    hotel.leaves("B", "101", cause=Cause.CHECK_OUT)
    result = write_back(hotel.view, service, now=hotel.now, policy=hotel.policy)
    assert (result.condition, result.row) == (None, "T08")
    assert result.reason == "The guest left after the service; the room needs its turnover."


@pytest.mark.parametrize("state", ["open", "in_progress", "on_hold", "cancelled"])
def test_T75_only_work_that_is_done_is_written(state: str) -> None:
    hotel = begun_at_10_50_done_at_11_20()
    hotel._put(tasks=replace(hotel.task(), state=TaskState(state)))
    assert (write_back_of(hotel).condition, write_back_of(hotel).row, write_back_of(hotel).reason) == (
        None,
        "T75",
        "The work is not done.",
    )


def test_T118_what_is_written_goes_to_the_rooms_task_under_its_own_id() -> None:
    hotel = begun_at_10_50_done_at_11_20()
    task = hotel.task()
    hotel.gets_another_id("101", "9-101")
    result = write_back(hotel.view, task, now=hotel.now, policy=hotel.policy)
    assert (result.unit_id, result.condition, result.task_id) == ("9-101", Condition.CLEAN, task.id)
