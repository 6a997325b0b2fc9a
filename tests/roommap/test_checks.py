"""Findings of what keeps a map from being one to one, with the ids and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.roommap import Flaw, MapFinding, MapState, check_map

from .hotel import host, mapped, pms, room

ROOMS = pms("101", "102")
HOSTS = host("101", "102")
GOOD = [mapped(ROOMS[0], "h101"), mapped(ROOMS[1], "h102", state=MapState.NEEDS_REVIEW)]


def test_a_map_that_is_one_to_one_has_no_flaw() -> None:
    assert check_map(GOOD, rooms=ROOMS, host_rooms=HOSTS) == ()
    assert check_map([], rooms=[], host_rooms=[]) == ()


def test_one_host_room_on_two_rooms() -> None:
    rows = [GOOD[1], replace(GOOD[0], host_room_id="h102")]
    assert check_map(rows, rooms=ROOMS, host_rooms=HOSTS[1:]) == (
        MapFinding(
            flaw=Flaw.HOST_ROOM_TWICE,
            room_ids=("9-0", "9-1"),
            host_room_ids=("h102",),
            sentence="The host's room h102 is mapped to rooms 9-0, 9-1. Re-open all but one.",
        ),
    )


def test_one_room_on_two_host_rooms() -> None:
    rows = [replace(GOOD[0], host_room_id="h102"), GOOD[0]]
    assert check_map(rows, rooms=ROOMS[:1], host_rooms=HOSTS) == (
        MapFinding(
            flaw=Flaw.ROOM_TWICE,
            room_ids=("9-0",),
            host_room_ids=("h101", "h102"),
            sentence="Room 9-0 is mapped to the host's rooms h101, h102. Confirm it with one.",
        ),
    )


def test_pairs_of_rooms_that_do_not_exist() -> None:
    rows = [mapped(room("x", "1"), "h101"), mapped(ROOMS[0], "hx")]
    assert check_map(rows, rooms=ROOMS[:1], host_rooms=HOSTS[:1]) == (
        MapFinding(
            flaw=Flaw.ROOM_MISSING,
            room_ids=("x",),
            host_room_ids=("h101",),
            sentence="The hotel system has no room x. Read its rooms again, or set the pair aside.",
        ),
        MapFinding(
            flaw=Flaw.HOST_ROOM_MISSING,
            room_ids=("9-0",),
            host_room_ids=("hx",),
            sentence="The host has no room hx. Confirm room 9-0 with another, or set it aside.",
        ),
    )


def test_rooms_that_nobody_has_mapped() -> None:
    rooms = [*ROOMS, room("v", "A+B", virtual=True)]
    rows = [mapped(ROOMS[0], None, state=MapState.SET_ASIDE)]
    assert check_map(rows, rooms=rooms, host_rooms=HOSTS[:1]) == (
        MapFinding(
            flaw=Flaw.ROOM_UNMAPPED,
            room_ids=("9-1",),
            sentence="Room 102 (9-1) has no room of the host. Confirm one, or set it aside.",
        ),
        MapFinding(
            flaw=Flaw.HOST_ROOM_UNMAPPED,
            host_room_ids=("h101",),
            sentence="No room is mapped to the host's 101 (h101). Confirm one, or leave it.",
        ),
    )


def test_a_virtual_room_has_no_pair() -> None:
    virtual = room("v", "A+B", virtual=True)
    assert check_map([mapped(virtual, "h101")], rooms=[virtual], host_rooms=HOSTS[:1]) == (
        MapFinding(
            flaw=Flaw.VIRTUAL_ROOM_MAPPED,
            room_ids=("v",),
            host_room_ids=("h101",),
            sentence="Room A+B (v) is virtual and never cleaned itself. Set it aside.",
        ),
    )


@pytest.mark.parametrize("state", ["suggested", "conflict", "orphaned", "set_aside"])
def test_only_what_stands_counts_as_mapped(state: str) -> None:
    twice = [GOOD[0], mapped(ROOMS[1], "h101", state=MapState(state))]
    flaws = [found.flaw for found in check_map(twice, rooms=ROOMS[:1], host_rooms=HOSTS[:1])]
    assert flaws == []


def test_flaws_have_names_that_a_store_can_keep() -> None:
    assert [flaw.value for flaw in Flaw] == [
        "host_room_twice",
        "room_twice",
        "room_missing",
        "host_room_missing",
        "room_unmapped",
        "host_room_unmapped",
        "virtual_room_mapped",
    ]


def test_an_empty_side_proves_nothing() -> None:
    assert check_map(GOOD, rooms=[], host_rooms=HOSTS) == ()
    assert check_map(GOOD, rooms=ROOMS, host_rooms=[]) == ()
    assert check_map([], rooms=[], host_rooms=HOSTS) == check_map([], rooms=ROOMS, host_rooms=[]) == ()


def test_findings_come_in_one_order_whatever_the_map_s() -> None:
    rows = [mapped(room("x", "1"), "hx"), mapped(ROOMS[0], "hx"), mapped(ROOMS[1], "hy")]
    findings = check_map(rows, rooms=ROOMS, host_rooms=HOSTS)
    assert [(found.flaw.value, found.room_ids, found.host_room_ids) for found in findings] == [
        ("host_room_twice", ("9-0", "x"), ("hx",)),
        ("room_missing", ("x",), ("hx",)),
        ("host_room_missing", ("9-0",), ("hx",)),
        ("host_room_missing", ("9-1",), ("hy",)),
        ("host_room_missing", ("x",), ("hx",)),
        ("host_room_unmapped", (), ("h101",)),
        ("host_room_unmapped", (), ("h102",)),
    ]
    assert check_map(rows[::-1], rooms=ROOMS[::-1], host_rooms=HOSTS[::-1]) == findings
