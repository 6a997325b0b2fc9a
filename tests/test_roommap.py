"""Which room is which: exact first, never by resemblance, never by itself."""

from __future__ import annotations

import pytest

from cloudbeds_connector.pms.model import Room
from cloudbeds_connector.pms.ports import HostRoom
from cloudbeds_connector.roommap import normalized, suggest


def pms(*names: str) -> list[Room]:
    return [Room(id=f"9-{i}", name=name, room_type_id="9") for i, name in enumerate(names)]


def host(*numbers: str) -> list[HostRoom]:
    return [HostRoom(id=f"h{number}", number=number) for number in numbers]


def pairs(rooms: list[Room], hosts: list[HostRoom], *, sure: bool = False) -> list[tuple[str | None, str]]:
    return [(match.host_room_id, match.state.value) for match in suggest(rooms, hosts, confirm_exact=sure)]


def test_the_same_number_is_suggested_and_confirmed_only_if_the_policy_says_so() -> None:
    assert pairs(pms("101"), host("101")) == [("h101", "suggested")]
    assert pairs(pms("101"), host("101"), sure=True) == [("h101", "confirmed")]


@pytest.mark.parametrize("name", ["Room 7", "007", " 7 ", "rm. 07", "No. 7"])
def test_spelling_alone_is_suggested_but_never_confirmed(name: str) -> None:
    assert pairs(pms(name), host("7"), sure=True) == [("h7", "suggested")]


def test_names_that_merely_resemble_each_other_do_not_match() -> None:
    assert pairs(pms("101", "DQ(1)"), host("1010", "DQ 2")) == [(None, "suggested")] * 2
    assert normalized("100") != normalized("1")


def test_one_host_room_is_never_offered_twice() -> None:
    assert pairs(pms("Room 7", "07"), host("7"), sure=True) == [(None, "conflict")] * 2


def test_an_ambiguous_host_number_decides_nothing() -> None:
    assert pairs(pms("7"), [*host("7"), HostRoom(id="other", number="7")], sure=True) == [(None, "suggested")]


def test_virtual_rooms_are_no_units() -> None:
    virtual = Room(id="v", name="Suite A+B", room_type_id="9", virtual=True)
    assert suggest([virtual], host("1")) == ()


def test_every_match_says_why() -> None:
    assert all(match.reason for match in suggest(pms("1", "2", "Room 3"), host("1", "3")))
