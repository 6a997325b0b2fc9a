"""A room that a snapshot does not show was not seen: nothing is concluded from its silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cloudbeds_connector.pms.model import BlockKind, Condition, RoomBlock, StayState
from cloudbeds_connector.stores import records as r

from .conftest import TODAY, House

LOOKS = pytest.mark.parametrize("look", ["webhook", "changes"])


def look_at(house: House, look: str, *, minutes: int) -> None:
    house.clock.advance(minutes * 60)
    if look == "webhook":
        house.webhook(None, entity="room", room="R103")
    else:
        house.integration.sync("my-hotel", kind=look)
    house.work()


@LOOKS
def test_a_vacant_room_that_was_seen_dirty_once_is_not_sure_to_be_dirty_while_it_is_missing(
    each_house: House, look: str
) -> None:
    house = each_house
    house.stay("S1", "R101", StayState.IN_HOUSE, end=2)
    house.open()
    house.work()
    house.put_syncs_off()
    house.pms.set_room("R102", Condition.DIRTY)
    look_at(house, look, minutes=1)
    state = house.pms.states.pop("R102")
    for _ in range(4):
        look_at(house, look, minutes=15)
    assert house.tasks_of("R102") == []
    house.pms.states["R102"] = state
    look_at(house, look, minutes=1)
    assert [task.cause for task in house.tasks_of("R102")] == ["vacant_dirty"]


def test_a_block_whose_room_is_missing_too_is_not_lifted_by_what_the_room_showed_before(each_house: House) -> None:
    house = each_house
    house.pms.capabilities = replace(house.pms.capabilities, blocked_flag=True)
    house.open()
    house.pms.block_list["B1"] = RoomBlock(
        id="B1",
        room_id="R102",
        kind=BlockKind.OUT_OF_ORDER,
        raw_kind="",
        start_date=TODAY,
        end_date=TODAY + timedelta(days=3),
    )
    house.integration.sync("my-hotel")
    del house.pms.block_list["B1"]
    del house.pms.states["R102"]
    house.clock.advance(60)
    house.integration.sync("my-hotel")
    assert [block.misses for block in house.all(r.ROOM_BLOCKS)] == [1]
