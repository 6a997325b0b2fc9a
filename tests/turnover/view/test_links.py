"""After a change only the rooms that it touches are planned again, and the commands are those of a whole plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import Segment
from cloudbeds_connector.turnover import HotelView, plan_turnover, touched_units

from ..story import Story


def hotel() -> Story:
    """Rooms of three types, a suite, a dorm: some were left this morning, and all that was decided."""
    story = Story()
    for number in ("102", "103"):
        story.room(number, "dirty", occupied=True)
    for number in ("201", "202"):
        story.room(number, "dirty", occupied=True, type="STD")
    story.suite("S", rooms=("102", "103"), virtual=False)
    story.dorm("5", beds="AB")
    for number in ("101", "102", "103", "201", "202", "5/A"):
        story.guest(f"A-{number}", number, end=0 if number in ("101", "102", "201", "5/A") else 3)
    story.guest("A-5/B", "5/B", end=3, type="DORM")
    story.at("10:40")
    for number in ("101", "102", "201", "5/A"):
        story.checks_out(f"A-{number}")
    story.plan()
    return story


def as_stays(before: HotelView, after: HotelView) -> list[Segment]:
    """The stays that differ, as they were and as they are."""
    return sorted(set(before.segments) ^ set(after.segments), key=repr)


def as_units(before: HotelView, after: HotelView) -> set[str]:
    """The units whose state, tasks or blocks differ, or that were left."""
    differ = {unit.id for unit in set(before.units) ^ set(after.units)}
    differ |= {task.unit_id for task in set(before.tasks) ^ set(after.tasks)}
    differ |= {block.room_id for block in set(before.blocks) ^ set(after.blocks)}
    return differ | {vacate.unit_id for vacate in after.vacates}


def _moves(story: Story) -> None:
    story.moves("A-103", "101")


def _suite_is_booked(story: Story) -> None:
    story.arrival("B", "S", type="SUITE")


def _somebody_has_no_room(story: Story) -> None:
    story.arrival("X", None)


def _leaves_the_dorm(story: Story) -> None:
    story.wants(dorm_room_clean=True)
    story.checks_out("A-5/B", cause=Cause.EARLY_DEPARTURE)


def _a_room_is_ready(story: Story) -> None:
    story.arrival("X", None)
    story.plan()
    story.at("11:30").look("102", "clean")


def _split_stay(story: Story) -> None:
    story.arrival("A2", "201", start=3, end=5, reservation="R-A-103", party="P-A-103", eta=time(13))


CHANGES: list[Callable[[Story], Any]] = [
    _moves,
    _suite_is_booked,
    _somebody_has_no_room,
    _leaves_the_dorm,
    _a_room_is_ready,
    _split_stay,
    lambda story: story.arrival("B", "101"),
    lambda story: story.comes_back("A-101"),
    lambda story: story.block("201", end=3),
    lambda story: story.starts("102"),
    lambda story: story.checks_out("A-202", cause=Cause.EARLY_DEPARTURE),
    lambda story: story.room_becomes("101", number="Garden"),
    lambda story: story.gets_another_id("101", "9-101"),
    lambda story: story.arrival("C", "102", vip=True),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_touched_rooms_are_planned_as_a_whole_plan_would(change: Callable[[Story], Any]) -> None:
    story = hotel()
    before = story.view
    story.at("11:00")
    change(story)
    touched = touched_units(story.view, units=as_units(before, story.view), segments=as_stays(before, story.view))
    whole = plan_turnover(story.view, now=story.now, policy=story.policy)
    part = plan_turnover(story.view, now=story.now, policy=story.policy, only=touched)
    assert part.commands == whole.commands
    assert part.alerts == whole.alerts
    assert part.decisions == whole.decisions


def test_a_change_touches_the_room_its_suite_and_its_type() -> None:
    story = hotel()
    assert touched_units(story.view, units=["201"]) == {"201", "202"}
    assert touched_units(story.view, units=["5/A"]) == {"5", "5/A", "5/B"}
    assert touched_units(story.view, units=["S"]) == {"S", "101", "102", "103"}
    assert touched_units(story.view) == frozenset()


def test_a_stay_touches_its_room_its_type_and_the_other_rooms_of_its_party() -> None:
    story = hotel()
    story.arrival("A2", "202", start=3, end=5, reservation="R-A-103", party="P-A-103", type="STD")
    assert touched_units(story.view, segments=[story.segment("A-103")]) >= {"103", "202"}
    story.arrival("X", None, type="DORM")
    assert touched_units(story.view, segments=[story.segment("X")]) == {"5/A", "5/B"}


def test_T118_a_room_is_touched_under_the_id_it_has_now() -> None:
    story = hotel()
    story.gets_another_id("201", "9-201")
    assert touched_units(story.view, units=["201"]) == {"9-201", "202"}


def test_what_concerns_the_hotel_as_a_whole_is_left_to_a_whole_plan() -> None:
    story = hotel()
    story.settings(check_in_time=time(3))
    story.night_audit(opened=-1)
    story.people(1)
    story.at("14:30")
    part = plan_turnover(story.view, now=story.now, policy=story.policy, only={"101"})
    whole = plan_turnover(story.view, now=story.now, policy=story.policy)
    assert {alert.code for alert in part.alerts} & {"check_in_time_implausible", "night_audit_missing"} == set()
    assert {alert.code for alert in whole.alerts} >= {"check_in_time_implausible", "night_audit_missing"}


def test_T118_a_departure_seen_under_another_id_of_the_room_is_decided_with_it() -> None:
    story = hotel()
    story.checks_out("A-202", cause=Cause.EARLY_DEPARTURE)
    story.gets_another_id("202", "9-202")
    part = plan_turnover(story.view, now=story.now, policy=story.policy, only={"9-202"})
    assert [(d.unit_id, d.action) for d in part.decisions if d.ref == "A-202#1"] == [("202", "create")]


def test_T94_the_last_bed_alone_is_planned_and_the_dorm_is_not_forgotten_by_touched_units() -> None:
    story = hotel()
    story.wants(dorm_room_clean=True)
    story.checks_out("A-5/B", cause=Cause.EARLY_DEPARTURE)
    part = plan_turnover(story.view, now=story.now, policy=story.policy, only=touched_units(story.view, units=["5/B"]))
    assert {command.task.unit_id for command in part.commands} >= {"5", "5/B"}
