"""Where a stay counts and who comes through the door: F06 to F12, F18, F20."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.occupancy import (
    GroupBlock,
    GroupNight,
    HouseCounts,
    NightlyOccupancy,
    OccupancyCounts,
    OccupancyPolicy,
    UnitKind,
)
from cloudbeds_connector.pms.model import BlockKind, Room

from .inn import (
    CANCELLED,
    DEPARTED,
    IN_HOUSE,
    NO_SHOW,
    NOON,
    ROOMS,
    bed,
    block,
    count,
    day,
    days_with,
    group,
    house_days,
    noon,
    room,
    rooms_of,
    sold,
    stay,
)

SPLIT = OccupancyPolicy(join_extensions=False)


def test_F06_a_split_stay_is_on_each_type_for_its_own_nights_and_never_twice() -> None:
    legs = [stay("r", 1, 3), stay("r-2", 3, 5, "201", reservation_id="r")]
    found = count(*legs)
    assert sold(found) == [1, 2, 3, 4]
    assert (sold(found, "STD"), sold(found, "SUITE")) == ([1, 2], [3, 4])
    assert (days_with(found, "arrivals"), days_with(found, "departures")) == ({1: 1, 3: 1}, {3: 1, 5: 1})
    assert (house_days(found, "arrivals"), house_days(found, "departures")) == ({1: 1}, {5: 1})
    assert house_days(found, "stays") == {1: 1, 2: 1, 3: 1, 4: 1}
    assert (house_days(found, "stayovers"), days_with(found, "stayovers")) == ({2: 1, 3: 1, 4: 1}, {2: 1, 4: 1})


def test_F06_the_leg_a_guest_has_moved_out_of_is_no_overstay() -> None:
    legs = [stay("r", -3, -1, state=IN_HOUSE), stay("r-2", -1, 2, "201", IN_HOUSE, reservation_id="r")]
    found = count(*legs)
    assert (sold(found, "STD"), sold(found, "SUITE")) == ([-3, -2], [-1, 0, 1])


@pytest.mark.parametrize(
    ("next_leg", "overstays"),
    [
        ({}, False),
        ({"state": IN_HOUSE}, False),
        ({"state": DEPARTED}, False),
        ({"state": CANCELLED}, True),
        ({"state": NO_SHOW}, True),
        ({"tentative": True}, True),
        ({"reservation_id": "other"}, True),
        ({"party_id": "g2"}, True),
        ({"party_id": ""}, False),
    ],
)
def test_F06_only_a_leg_of_the_same_party_that_is_on_the_books_relieves(
    next_leg: dict[str, Any], overstays: bool
) -> None:
    first = stay("r", -2, 0, state=IN_HOUSE, party_id="g1")
    second = stay("r-2", 0, 2, "201", **{"reservation_id": "r", "party_id": "g1"} | next_leg)
    assert sold(count(first, second), "STD") == ([-2, -1, 0] if overstays else [-2, -1])


def test_F06_a_leg_relieves_on_the_day_of_the_move_and_one_leg_only() -> None:
    first = stay("r", -2, 0, state=IN_HOUSE)
    assert sold(count(first, stay("r-2", 1, 2, "201", reservation_id="r")), "STD") == [-2, -1, 0]
    assert sold(count(first, stay("r-2", 0, 0, "201", reservation_id="r")), "STD") == [-2, -1, 0]
    one_goes_on = [
        first,
        stay("r-2", -2, 0, "102", IN_HOUSE, reservation_id="r"),
        stay("r-3", 0, 1, "201", reservation_id="r"),
    ]
    for order in permutations(one_goes_on):
        assert sold(count(*order), "STD") == [-2, -2, -1, -1, 0]
    day_guest = stay("d", 0, 0, state=IN_HOUSE)
    assert sold(count(day_guest, stay("d-2", 0, 1, "102", reservation_id="d"), as_of=noon(1))) == [0, 0, 1]
    no_show = OccupancyPolicy(count_no_show=True)
    gone = stay("r-2", 0, 2, "201", NO_SHOW, reservation_id="r")
    assert sold(count(first, gone, policy=no_show), "STD") == [-2, -1, 0]
    maybe = stay("r-2", 0, 2, "201", reservation_id="r", tentative=True)
    assert sold(count(first, maybe, policy=OccupancyPolicy(count_tentative=True)), "STD") == [-2, -1]


def test_F06_several_rooms_that_move_at_once_are_matched_one_by_one() -> None:
    old = [stay(f"r-{n}", 0, 2, str(n), reservation_id="r") for n in (101, 102)]
    new = [stay(f"r-{n}", 2, 4, str(n), reservation_id="r") for n in (201, 202, 203)]
    found = count(*old, *new)
    assert (house_days(found, "arrivals"), house_days(found, "departures")) == ({0: 2, 2: 1}, {4: 3})


def test_F06_another_guest_of_the_booking_is_not_the_one_who_left() -> None:
    left, came = stay("r", 0, 2, party_id="g1"), stay("r-2", 2, 4, "102", reservation_id="r", party_id="g2")
    assert house_days(count(left, came), "arrivals") == {0: 1, 2: 1}
    same_room = replace(came, room_id="101")
    assert house_days(count(left, same_room), "arrivals") == {0: 1, 2: 1}
    assert house_days(count(left, replace(came, party_id="")), "arrivals") == {0: 1}
    assert house_days(count(replace(left, party_id=""), came), "arrivals") == {0: 1}


def test_F06_the_guest_who_is_the_same_goes_before_the_one_who_may_be() -> None:
    legs = [
        stay("a", 0, 2, "101", reservation_id="r"),
        stay("b", 0, 2, "102", reservation_id="r", party_id="g1"),
        stay("c", 2, 4, "201", reservation_id="r", party_id="g1"),
        stay("d", 2, 4, "202", reservation_id="r", party_id="g2"),
    ]
    assert house_days(count(*legs), "arrivals") == {0: 2}


def test_F06_a_move_without_a_room_yet_is_still_a_move() -> None:
    found = count(stay("r", 0, 2, None), stay("r-2", 2, 4, None, reservation_id="r"), policy=SPLIT)
    assert (house_days(found, "arrivals"), house_days(found, "departures")) == ({0: 1}, {4: 1})


def test_F07_staying_on_in_the_same_room_is_neither_arrival_nor_departure_of_the_house() -> None:
    for more in ({"reservation_id": "r"}, {"party_id": "g"}):
        first, second = stay("r", 0, 2, party_id=more.get("party_id", "")), stay("x", 2, 4, **more)
        found = count(first, second)
        assert (house_days(found, "arrivals"), house_days(found, "departures")) == ({0: 1}, {4: 1})
        assert (days_with(found, "arrivals"), days_with(found, "departures")) == ({0: 1, 2: 1}, {2: 1, 4: 1})
        apart = count(first, second, policy=SPLIT)
        assert (house_days(apart, "arrivals"), house_days(apart, "departures")) == ({0: 1, 2: 1}, {2: 1, 4: 1})
        assert house_days(apart, "stayovers") == {1: 1, 3: 1}


def test_F07_a_gap_another_guest_or_another_room_is_no_extension() -> None:
    first = stay("r", 0, 2, party_id="g")
    for other in (
        stay("x", 3, 4, party_id="g"),
        stay("x", 2, 4, party_id="h"),
        stay("x", 2, 4),
        stay("x", 2, 4, "102", party_id="g"),
        stay("x", 2, 4, None, party_id="g"),
        stay("x", 2, 4, party_id="g", state=CANCELLED),
    ):
        assert house_days(count(first, other), "departures")[2] == 1
    no_room = [stay("r", 0, 2, None, party_id="g"), stay("x", 2, 4, None, party_id="g")]
    assert house_days(count(*no_room), "departures") == {2: 1, 4: 1}


def test_F07_a_guest_who_extends_does_not_overstay_in_the_old_segment() -> None:
    first = stay("r", -2, 0, state=IN_HOUSE, party_id="g")
    for policy in (OccupancyPolicy(), SPLIT):
        assert sold(count(first, stay("x", 0, 2, party_id="g"), policy=policy)) == [-2, -1, 0, 1]


def test_F07_a_day_use_does_not_join_anything() -> None:
    found = count(stay("r", 0, 2), stay("r-2", 2, 2, reservation_id="r"))
    assert (house_days(found, "arrivals"), house_days(found, "departures")) == ({0: 1, 2: 1}, {2: 2})
    assert house_days(found, "day_use") == {2: 1}


def test_F08_operations_count_the_room_that_was_given_and_revenue_the_type_that_was_sold() -> None:
    upgraded = stay("a", 1, 2, "201", guests=2)
    assigned, booked = count(upgraded), count(upgraded, by="booked")
    assert (sold(assigned, "STD"), sold(assigned, "SUITE")) == ([], [1])
    assert (sold(booked, "STD"), sold(booked, "SUITE")) == ([1], [])
    assert (assigned.by, booked.by) == ("assigned", "booked")
    assert booked.on(day(1)).of_type("STD").guests == assigned.on(day(1)).of_type("SUITE").guests == 2
    assert booked.on(day(1)).rooms == assigned.on(day(1)).rooms


def test_F08_without_a_room_the_booked_type_counts() -> None:
    for by in ("assigned", "booked"):
        for segment in (stay("a", 1, 2, None, room_type_id="SUITE"), stay("a", 1, 2, "gone", room_type_id="SUITE")):
            assert sold(count(segment, by=by), "SUITE") == [1]
        assert sold(count(stay("a", 1, 2, "201", room_type_id=""), by=by), "SUITE") == [1]
        assert sold(count(stay("a", 1, 2, "201", room_type_id="SUITE"), by=by), "SUITE") == [1]


def test_F08_a_segment_without_accommodation_counts_nowhere() -> None:
    found = count(stay("a", 1, 2, None, room_type_id=""), stay("b", 1, 1, None, room_type_id="", state=CANCELLED))
    assert found.nights == count().nights


def test_F08_a_type_the_house_does_not_have_is_shown_while_something_of_it_is_sold() -> None:
    found = count(stay("a", 1, 2, None, room_type_id="LOFT"))
    assert [line.room_type_id for line in found.on(day(1)).types] == ["LOFT", "STD", "SUITE"]
    assert found.on(day(1)).of_type("LOFT").available == -1
    assert [line.room_type_id for line in found.on(day(2)).types] == ["LOFT", "STD", "SUITE"]  # the departure
    assert [line.room_type_id for line in found.on(day(3)).types] == ["STD", "SUITE"]
    assert found.on(day(3)).of_type("LOFT") == OccupancyCounts(room_type_id="LOFT")


VIRTUAL = (
    *ROOMS,
    room("V", "FAMILY", virtual=True, linked_room_ids=("101", "201", "101", "V2", "gone")),
    room("V2", "FLOOR", virtual=True, linked_room_ids=("102", "101")),
    room("P", "MASTER", virtual=True),
)


def test_F09_virtual_rooms_are_no_capacity() -> None:
    found = count(rooms=VIRTUAL)
    assert rooms_of(found, 0).physical == 3
    assert [line.room_type_id for line in found.on(day(0)).types] == ["STD", "SUITE"]


def test_F09_a_stay_on_a_virtual_room_takes_its_physical_ones_once_each() -> None:
    for by in ("assigned", "booked"):
        found = count(stay("a", 1, 3, "V", room_type_id="FAMILY", guests=4), rooms=VIRTUAL, by=by)
        assert (sold(found, "STD"), sold(found, "SUITE"), sold(found, "FAMILY")) == ([1, 2], [1, 2], [])
        assert days_with(found, "guests") == {1: 4, 2: 4}
        assert house_days(found, "stays") == {1: 1, 2: 1}
        assert house_days(found, "arrivals") == {1: 1}
        assert days_with(found, "arrivals") == {1: 2}


def test_F09_one_reservation_has_a_part_once_though_it_is_shown_with_its_suite() -> None:
    whole = stay("r", 1, 3, "V", room_type_id="FAMILY")
    part = stay("r-2", 1, 3, "101", reservation_id="r")
    found = count(whole, part, rooms=VIRTUAL)
    assert sold(found) == [1, 1, 2, 2]
    assert sold(count(whole, replace(part, reservation_id="x"), rooms=VIRTUAL)) == [1, 1, 1, 2, 2, 2]
    longer = replace(part, start_date=day(0), end_date=day(5))
    assert sold(count(whole, longer, rooms=VIRTUAL), "STD") == [0, 1, 2, 3, 4]
    assert days_with(count(whole, longer, rooms=VIRTUAL), "arrivals") == {0: 1, 1: 2, 3: 1}
    elsewhere = replace(part, room_id="102")
    assert sold(count(whole, elsewhere, rooms=VIRTUAL)) == [1, 1, 1, 2, 2, 2]


def test_F09_the_nights_before_between_and_after_a_suite_are_the_parts_own() -> None:
    suites = [stay(f"r-{n}", n, n + 1, "V", reservation_id="r", room_type_id="FAMILY") for n in (1, 3)]
    part = stay("r", 0, 5, "101")
    found = count(*suites, part, rooms=VIRTUAL)
    assert sold(found, "STD") == [0, 1, 2, 3, 4]
    assert found.on(day(2)).of_type("STD").arrivals == 1
    assert found.on(day(5)).of_type("STD").departures == 1
    exact = [*suites, stay("r", 1, 2, "101"), stay("r-9", 1, 1, "101", reservation_id="r")]
    assert sold(count(*exact, rooms=VIRTUAL), "STD") == [1, 3]
    assert days_with(count(*exact, rooms=VIRTUAL), "day_use") == {1: 1}
    inside = [
        stay("r-7", 1, 5, "V", reservation_id="r"),
        stay("r", 3, 3, "101"),
        stay("r-2", 2, 4, "101", reservation_id="r"),
    ]
    assert days_with(count(*inside, rooms=VIRTUAL), "day_use") == {}
    assert sold(count(*inside, rooms=VIRTUAL), "STD") == [1, 2, 3, 4]


def test_F09_two_virtual_rooms_of_one_reservation_share_their_part() -> None:
    both = [stay("r", 1, 4, "V"), stay("r-2", 2, 6, "V2", reservation_id="r")]
    found = count(*both, rooms=VIRTUAL)
    assert sold(found, "STD") == [1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert days_with(found, "arrivals") == {1: 2, 2: 1}
    assert days_with(found, "departures") == {4: 1, 6: 2}
    meeting = [stay("r", 1, 3, "V"), stay("r-2", 3, 4, "V", reservation_id="r")]
    assert days_with(count(*meeting, rooms=VIRTUAL), "departures") == {3: 2, 4: 2}
    within = [stay("r", 1, 6, "V"), stay("r-2", 2, 3, "V", reservation_id="r")]
    assert days_with(count(*within, rooms=VIRTUAL), "departures") == {6: 2}


def test_F09_a_virtual_room_without_physical_ones_takes_nothing() -> None:
    assert count(stay("a", 0, 2, "P", guests=3), rooms=VIRTUAL).nights == count(rooms=VIRTUAL).nights


def test_F09_cancelled_tentative_and_missed_stays_count_their_physical_rooms_too() -> None:
    found = count(
        stay("a", 1, 2, "V", CANCELLED),
        stay("b", 1, 2, "V", NO_SHOW),
        stay("c", 1, 2, "V", tentative=True),
        rooms=VIRTUAL,
    )
    assert [days_with(found, name) for name in ("cancellations", "no_shows", "tentative")] == [{1: 2}] * 3


HOSTEL = (room("101"), room("102"), *[bed(f"D{n}") for n in range(4)])


def test_F10_beds_and_rooms_are_never_added_up() -> None:
    found = count(stay("a", 1, 2), stay("b", 1, 2, "D0", room_type_id="DORM"), rooms=HOSTEL).on(day(1))
    assert (found.rooms.physical, found.rooms.on_the_books, found.rooms.occupancy_percent) == (2, 1, Decimal("50.00"))
    assert (found.beds.physical, found.beds.on_the_books, found.beds.occupancy_percent) == (4, 1, Decimal("25.00"))
    assert (found.rooms.kind, found.beds.kind) == (UnitKind.ROOM, UnitKind.BED)
    assert found.total(UnitKind.BED) is found.beds
    assert found.total(UnitKind.ROOM) is found.rooms
    assert found.of_type("DORM", kind=UnitKind.BED).on_the_books == 1
    assert found.of_type("DORM") == OccupancyCounts(room_type_id="DORM")
    assert found.house == HouseCounts(stays=2, arrivals=2)


def test_F10_a_bed_not_yet_assigned_is_a_bed() -> None:
    found = count(stay("a", 1, 2, None, room_type_id="DORM"), rooms=HOSTEL).on(day(1))
    assert (found.beds.on_the_books, found.rooms.on_the_books) == (1, 0)
    mixed = (*HOSTEL, room("103", "DORM"))
    found = count(stay("a", 1, 2, None, room_type_id="DORM"), rooms=mixed).on(day(1))
    assert (found.beds.on_the_books, found.rooms.on_the_books) == (0, 1)
    assert [(line.room_type_id, line.kind.value) for line in found.types] == [
        ("DORM", "bed"),
        ("DORM", "room"),
        ("STD", "room"),
    ]


def test_F10_a_dorm_sold_as_one_room_takes_all_of_its_beds() -> None:
    rooms = (*HOSTEL, room("W", "WHOLE", virtual=True, linked_room_ids=("D0", "D1", "D2", "D3")))
    found = count(stay("a", 1, 2, "W", guests=6), rooms=rooms).on(day(1))
    assert (found.beds.on_the_books, found.beds.available, found.beds.guests) == (4, 0, 6)
    assert found.rooms.on_the_books == 0


def test_F11_out_of_order_reduces_what_is_available_and_out_of_service_does_not() -> None:
    found = count(
        blocks=[block("b", 1, 2, end_inclusive=False), block("c", 1, 2, in_room="102", kind=BlockKind.OUT_OF_SERVICE)]
    )
    assert days_with(found, "out_of_order") == {1: 1}
    assert (rooms_of(found, 1).physical, rooms_of(found, 1).sellable, rooms_of(found, 1).available) == (3, 2, 2)


def test_F11_house_use_is_counted_apart_and_is_not_on_the_books() -> None:
    line = rooms_of(count(blocks=[block("b", 1, 1, kind=BlockKind.HOUSE_USE)]), 1)
    assert line == OccupancyCounts(physical=3, house_use=1)
    assert (line.sellable, line.available) == (2, 2)


def test_F11_a_courtesy_hold_is_tentative_and_never_on_the_books() -> None:
    hold = block("b", 1, 1, kind=BlockKind.COURTESY_HOLD)
    for policy in (OccupancyPolicy(), OccupancyPolicy(count_tentative=True)):
        assert rooms_of(count(blocks=[hold], policy=policy), 1) == OccupancyCounts(physical=3, tentative=1)


@pytest.mark.parametrize(("inclusive", "nights"), [(False, [1, 2]), (True, [1, 2, 3]), (None, [1, 2, 3])])
def test_F11_a_blocks_last_date_counts_unless_it_is_known_to_be_open(inclusive: bool | None, nights: list[int]) -> None:
    found = count(blocks=[block("b", 1, 3, end_inclusive=inclusive)])
    assert list(days_with(found, "out_of_order")) == nights
    assert days_with(count(blocks=[block("b", 1, 1, end_inclusive=False)]), "out_of_order") == {}


def test_F11_blocks_over_the_edges_of_the_range_count_inside_it() -> None:
    found = count(blocks=[block("b", -99, -5), block("c", 9, 99, in_room="102"), block("d", 10, 12, in_room="201")])
    assert days_with(found, "out_of_order") == {-5: 1, 9: 1}


def test_F11_a_block_on_a_virtual_room_closes_nothing_of_itself() -> None:
    assert days_with(count(rooms=VIRTUAL, blocks=[block("b", 1, 1, in_room="V")]), "out_of_order") == {}


def test_F12_blocks_that_overlap_close_a_room_once() -> None:
    found = count(blocks=[block("b", 1, 3), block("b-linked", 2, 4), block("c", 3, 3, in_room="102")])
    assert days_with(found, "out_of_order") == {1: 1, 2: 1, 3: 2, 4: 1}


def test_F12_where_blocks_meet_out_of_order_goes_before_house_use_before_a_hold() -> None:
    ooo, use, hold = (
        block(kind.value, 1, 1, kind=kind)
        for kind in (BlockKind.OUT_OF_ORDER, BlockKind.HOUSE_USE, BlockKind.COURTESY_HOLD)
    )
    for blocks in permutations([ooo, use, hold]):
        assert rooms_of(count(blocks=blocks), 1) == OccupancyCounts(physical=3, out_of_order=1)
    for blocks in permutations([use, hold]):
        assert rooms_of(count(blocks=blocks), 1) == OccupancyCounts(physical=3, house_use=1)


@pytest.mark.parametrize("kind", [BlockKind.OUT_OF_ORDER, BlockKind.HOUSE_USE, BlockKind.COURTESY_HOLD])
def test_F12_a_room_both_blocked_and_occupied_is_occupied_and_a_conflict(kind: BlockKind) -> None:
    found = count(stay("a", 1, 3), stay("b", 9, 12, "102"), blocks=[block("b", 0, 4, kind=kind)])
    assert days_with(found, "conflicts") == {1: 1, 2: 1}
    name = {BlockKind.OUT_OF_ORDER: "out_of_order", BlockKind.HOUSE_USE: "house_use"}.get(kind, "tentative")
    assert days_with(found, name) == {0: 1, 3: 1, 4: 1}
    assert found.on(day(1)).of_type("STD").conflicts == 1
    assert found.on(day(1)).of_type("SUITE").conflicts == 0


def test_F12_two_guests_in_a_blocked_room_are_one_conflict_and_others_none() -> None:
    closed = [block("b", 1, 1)]
    assert days_with(count(stay("a", 1, 2), stay("b", 1, 2), blocks=closed), "conflicts") == {1: 1}
    for harmless in (
        stay("a", 1, 2, None),
        stay("a", 1, 2, "102"),
        stay("a", 1, 1),
        stay("a", 1, 2, tentative=True),
        stay("a", 1, 2, state=CANCELLED),
    ):
        assert days_with(count(harmless, blocks=closed), "conflicts") == {}
    oos = [block("b", 1, 1, kind=BlockKind.OUT_OF_SERVICE)]
    assert days_with(count(stay("a", 1, 2), blocks=oos), "conflicts") == {}
    assert days_with(count(stay("a", 1, 2, "V"), rooms=VIRTUAL, blocks=closed), "conflicts") == {1: 1}


def test_F12_a_conflict_is_the_rooms_own_whatever_type_was_sold() -> None:
    found = count(stay("a", 1, 2, "201"), blocks=[block("b", 1, 1, in_room="201")], by="booked")
    assert found.on(day(1)).of_type("SUITE").conflicts == 1
    assert found.on(day(1)).of_type("STD").on_the_books == 1


def test_F18_what_a_group_has_not_picked_up_is_counted_apart() -> None:
    found = count(stay("g-1", 1, 2), groups=[group("g", (1, 2, 1), (2, 2, 0))])
    assert days_with(found, "group_not_picked_up") == {1: 1, 2: 2}
    assert (rooms_of(found, 1).on_the_books, rooms_of(found, 1).available) == (1, 1)
    assert found.on(day(2)).of_type("STD").group_not_picked_up == 2
    assert found.on(day(2)).of_type("SUITE").group_not_picked_up == 0


def test_F18_an_elastic_block_is_not_subtracted_twice() -> None:
    found = count(*[stay(f"g-{n}", 1, 2, None) for n in range(3)], groups=[group("g", (1, 2, 3), elastic=True)])
    assert days_with(found, "group_not_picked_up") == {}
    assert rooms_of(found, 1).available == 0
    two = count(groups=[group("g", (1, 2, 3), elastic=True), group("h", (1, 3, 1), type_id="SUITE")])
    assert days_with(two, "group_not_picked_up") == {1: 2}


def test_F18_a_block_that_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigurationError) as caught:
        group("g", (1, 2, 3))
    assert str(caught.value) == (
        "Group block g has more rooms picked up than held on 2026-03-11. "
        "Raise rooms_held, or say elastic=True if the block may grow."
    )
    for held, taken in ((-1, 0), (0, -1)):
        with pytest.raises(ConfigurationError) as caught:
            GroupNight(night=day(1), room_type_id="STD", rooms_held=held, rooms_picked_up=taken)
        assert str(caught.value) == (
            "A group block holds or picks up less than no rooms on 2026-03-11. "
            "Give rooms_held and rooms_picked_up as numbers from 0 on."
        )
    assert GroupBlock(id="g", nights=(GroupNight(night=day(1), room_type_id="STD", rooms_held=0),)).elastic is False


def test_F18_a_group_may_hold_beds() -> None:
    found = count(rooms=HOSTEL, groups=[group("g", (1, 3, 0), type_id="DORM")]).on(day(1))
    assert (found.beds.group_not_picked_up, found.beds.available, found.rooms.group_not_picked_up) == (3, 1, 0)


def test_F20_no_guest_and_no_reservation_leaves_the_hotel() -> None:
    names = {"id": "seg-77", "reservation_id": "res-77", "party_id": "guest-77", "raw_state": "raw-77", "vip": True}
    segment = replace(stay("a", 0, 2, state=IN_HOUSE, guests=1), **names)
    found = count(segment, blocks=[block("block-77", 4, 5)], groups=[group("group-77", (1, 1, 0))])
    written = json.dumps(found.to_mapping()) + repr(found)
    assert "77" not in written
    assert "vip" not in written.lower()
    assert '"guests": 1' in written  # a small count names nobody


def test_F20_occupancy_survives_json() -> None:
    found = count(
        stay("a", 0, 2, state=IN_HOUSE, guests=2),
        stay("b", 1, 2, "D0", room_type_id="DORM"),
        rooms=HOSTEL,
        blocks=[block("b", 4, 5)],
        by="booked",
        source_synced_at=NOON,
        policy=OccupancyPolicy(due_out="leaves"),
    )
    assert NightlyOccupancy.from_mapping(json.loads(json.dumps(found.to_mapping()))) == found
    assert NightlyOccupancy.from_mapping(count().to_mapping()).source_synced_at is None
    written = found.to_mapping()
    assert {name: written[name] for name in written if name not in ("nights", "policy")} == {
        "property_id": "inn",
        "by": "booked",
        "as_of": "2026-03-10T16:00:00+00:00",
        "business_date": "2026-03-10",
        "source_synced_at": "2026-03-10T16:00:00+00:00",
    }
    night = written["nights"][6]
    assert (night["night"], night["house"]["stays"]) == ("2026-03-11", 2)
    assert night["rooms"] == {
        "room_type_id": None,
        "kind": "room",
        "physical": 2,
        "out_of_order": 0,
        "house_use": 0,
        "on_the_books": 1,
        "tentative": 0,
        "group_not_picked_up": 0,
        "arrivals": 0,
        "departures": 0,
        "stayovers": 1,
        "day_use": 0,
        "no_shows": 0,
        "cancellations": 0,
        "guests": 2,
        "guests_unknown": 0,
        "conflicts": 0,
        "sellable": 2,
        "available": 1,
        "occupancy_percent": "50.00",
    }


def test_a_room_listed_twice_is_one_room() -> None:
    twice: tuple[Room, ...] = (*ROOMS, ROOMS[0])
    assert rooms_of(count(rooms=twice), 0).physical == 3
