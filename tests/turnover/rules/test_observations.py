"""What looks at a room prove, to the second: since when it is vacant, whether it was cleaned after its guest left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Vacate
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.turnover import TurnoverPolicy, Unit
from cloudbeds_connector.turnover.rules.observations import (
    changed_since,
    cleaned_in_time,
    seen_vacant_after,
    turned_ready_while_vacant,
    vacant_since,
)

from ..acceptance.beginnings import left_at_10_40
from ..story import Story
from ..working_unit import MINUTE, SECOND, index_of, left, unit_work_of

NIGHT = Story().instant("02:00")
LEFT = Story().instant("10:00")
SEEN_VACANT = Story().instant("10:05")
READY = Story().instant("10:50")


def ready_room(**changes: Any) -> Story:
    """A left at 10:00; 101 was seen vacant from 10:05 on, ready at 10:50, and was looked at last at 11:00."""
    hotel = Story(TurnoverPolicy(clean_minutes={"departure": 30, "departure/DLX": 45}))
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    seen = {
        "condition": Condition.CLEAN,
        "condition_since": READY,
        "occupied": False,
        "occupancy_since": SEEN_VACANT,
        "observed_at": hotel.instant("11:00"),
    }
    hotel.room_becomes("101", **(seen | changes))
    hotel.at("11:00")
    return hotel


@pytest.mark.parametrize(
    ("occupied", "since"),
    [(False, SEEN_VACANT), (None, READY), (True, None)],
    ids=["vacant", "not reported", "occupied"],
)
def test_T21_a_room_is_vacant_since_a_look_showed_it_or_since_it_became_as_it_is(
    occupied: bool | None, since: datetime | None
) -> None:
    hotel = ready_room(occupied=occupied)
    assert vacant_since(index_of(hotel), hotel.unit("101")) == since


def test_T21_a_room_with_somebody_in_it_is_not_vacant_whatever_the_look_says() -> None:
    hotel = ready_room()
    hotel.becomes("A", state=StayState.IN_HOUSE)
    assert vacant_since(index_of(hotel), hotel.unit("101")) is None


@pytest.mark.parametrize(
    ("occupied", "observed_at", "occupancy_since", "seen"),
    [
        (False, LEFT + SECOND, NIGHT, True),
        (False, LEFT, LEFT + SECOND, False),
        (False, None, LEFT + SECOND, False),
        (True, NIGHT, LEFT + SECOND, True),
        (True, LEFT + SECOND, LEFT, False),
        (True, LEFT + SECOND, None, False),
        (None, LEFT + SECOND, LEFT + SECOND, False),
    ],
)
def test_T14_a_look_after_the_guest_left_showed_the_room_vacant_or_none_did(
    occupied: bool | None, observed_at: datetime | None, occupancy_since: datetime | None, seen: bool
) -> None:
    unit = Unit(id="101", number="101", occupied=occupied, observed_at=observed_at, occupancy_since=occupancy_since)
    assert seen_vacant_after(unit, LEFT) is seen


def departure(**more: Any) -> Vacate:
    return left("A", **({"at": LEFT, "noticed_at": LEFT + 45 * MINUTE} | more))


CLEANED: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("noticed when the room type's 45 minutes are over", {}, {}, True),
    ("noticed a second before", {}, {"noticed_at": LEFT + 45 * MINUTE - SECOND}, False),
    ("nobody knows when the guest left", {}, {"at_known": False}, False),
    ("the room is inspected", {"condition": Condition.INSPECTED}, {}, True),
    ("the room is dirty", {"condition": Condition.DIRTY}, {}, False),
    ("the room looks occupied", {"occupied": True}, {}, False),
    ("no occupancy is reported", {"occupied": None}, {}, True),
    ("ready a second after the guest left", {"condition_since": LEFT + SECOND}, {}, True),
    ("ready in the second the guest left", {"condition_since": LEFT}, {}, False),
    ("nobody knows since when it is ready", {"condition_since": None}, {}, False),
]


@pytest.mark.parametrize(("what", "room", "flags", "cleaned"), CLEANED, ids=[row[0] for row in CLEANED])
def test_T113_a_room_was_cleaned_in_time_only_if_there_was_time_and_it_turned_ready_afterwards(
    what: str, room: dict[str, Any], flags: dict[str, Any], cleaned: bool
) -> None:
    assert cleaned_in_time(unit_work_of(ready_room(**room)), departure(**flags)) is cleaned


def test_T113_a_bed_is_cleaned_in_the_time_of_a_bed() -> None:
    hotel = ready_room(bed=True)
    assert cleaned_in_time(unit_work_of(hotel), departure(noticed_at=LEFT + 10 * MINUTE))
    assert not cleaned_in_time(unit_work_of(hotel), departure(noticed_at=LEFT + 10 * MINUTE - SECOND))


TURNED_READY: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("seen vacant, then ready", {}, {}, True),
    ("inspected", {"condition": Condition.INSPECTED}, {}, True),
    ("dirty", {"condition": Condition.DIRTY}, {}, False),
    ("occupied", {"occupied": True}, {}, False),
    ("no occupancy reported", {"occupied": None}, {}, False),
    ("ready since nobody knows when", {"condition_since": None}, {}, False),
    ("vacant since nobody knows when", {"occupancy_since": None}, {}, False),
    ("never looked at", {"observed_at": None}, {}, False),
    ("vacant over the debounce", {"observed_at": SEEN_VACANT + 10 * MINUTE}, {}, True),
    ("vacant a second less", {"observed_at": SEEN_VACANT + 10 * MINUTE - SECOND}, {}, False),
    ("ready a second after it was vacant", {"condition_since": SEEN_VACANT + SECOND}, {}, True),
    ("ready in the second it was vacant", {"condition_since": SEEN_VACANT}, {}, False),
    ("ready a second after the guest left", {"occupancy_since": NIGHT, "condition_since": LEFT + SECOND}, {}, True),
    ("ready in the second the guest left", {"occupancy_since": NIGHT, "condition_since": LEFT}, {}, False),
    ("ready before it was vacant, after the guest left", {"condition_since": LEFT + SECOND}, {}, False),
]


@pytest.mark.parametrize(("what", "room", "flags", "ready"), TURNED_READY, ids=[row[0] for row in TURNED_READY])
def test_T29_a_room_turned_ready_while_vacant_only_if_looks_show_one_after_the_other(
    what: str, room: dict[str, Any], flags: dict[str, Any], ready: bool
) -> None:
    assert turned_ready_while_vacant(unit_work_of(ready_room(**room)), departure(**flags)) is ready


@pytest.mark.parametrize("room", [{}, {"condition": Condition.DIRTY, "occupied": None}])
def test_T29_a_room_with_a_guest_in_house_turned_ready_for_nobody(room: dict[str, Any]) -> None:
    hotel = ready_room(**room)
    hotel.guest("B")
    assert not turned_ready_while_vacant(unit_work_of(hotel), departure())


@pytest.mark.parametrize(
    ("entered", "ready"),
    [(SEEN_VACANT - SECOND, True), (SEEN_VACANT, True), (SEEN_VACANT + SECOND, False), (None, False)],
)
def test_T29_where_nobody_knows_when_the_guest_left_the_room_must_be_vacant_since_the_guest_was_in(
    entered: datetime | None, ready: bool
) -> None:
    hotel = ready_room()
    hotel.view = replace(hotel.view, entered_at={} if entered is None else {"A": entered})
    assert turned_ready_while_vacant(unit_work_of(hotel), departure(at_known=False)) is ready


@pytest.mark.parametrize(
    ("noticed", "since", "changed"),
    [(0, 0, False), (0, 1, True), (-60, 0, False), (-60, 1, True), (60, 60, False), (60, 61, True), (None, 1, True)],
)
def test_T70_a_room_changed_since_its_task_was_made_or_took_on_a_departure(
    noticed: int | None, since: int, changed: bool
) -> None:
    hotel = left_at_10_40()
    made = hotel.task().created_at
    hotel.edits(hotel.task(), noticed_at=None if noticed is None else made + noticed * SECOND)
    hotel.room_becomes("101", condition_since=made + since * SECOND)
    assert changed_since(hotel.unit("101"), hotel.task()) is changed


def test_T70_a_room_whose_condition_nobody_dated_has_not_changed() -> None:
    hotel = left_at_10_40()
    hotel.room_becomes("101", condition_since=None)
    assert not changed_since(hotel.unit("101"), hotel.task())
