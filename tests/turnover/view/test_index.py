"""How the picture of a hotel is looked up: who is where, who is expected, who moves, what was left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind, Segment, StayState
from cloudbeds_connector.turnover import NextArrival, ReasonCode, TurnoverPolicy, Unit
from cloudbeds_connector.turnover.schedule.times import (
    arrival_times,
    check_in_is_plausible,
    check_in_time,
    counted_date,
    day_after,
    late_deadline,
    rollover_time,
)
from cloudbeds_connector.turnover.view.arrivals import next_arrival
from cloudbeds_connector.turnover.view.index import ByUnit, HotelIndex
from cloudbeds_connector.turnover.view.links import UnitLinks, touched_units

from ..acceptance.beginnings import left_at_10_40
from ..calendar import day
from ..story import HOTEL, Story
from ..working_unit import MINUTE, SECOND, index_of, left, unit_work_of


def test_a_naive_instant_is_refused() -> None:
    hotel = Story()
    with pytest.raises(ValueError, match=r"^now must"):
        HotelIndex(hotel.view, datetime(2026, 11, 20), hotel.policy)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("first", "second", "moves"),
    [
        ((-2, 0, "102"), (0, 2, "101"), True),
        ((-2, 0, "102"), (1, 2, "101"), True),
        ((-2, 1, "102"), (0, 2, "101"), False),
        ((-2, 0, "101"), (0, 2, "101"), False),
        ((0, 0, "102"), (0, 2, "101"), False),
        ((-2, 0, None), (0, 2, "101"), True),
    ],
)
def test_T11_a_party_moves_from_one_room_to_another_when_the_first_ends(
    first: tuple[int, int, str | None], second: tuple[int, int, str], moves: bool
) -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    for state in (StayState.EXPECTED, StayState.IN_HOUSE):
        hotel.guest("A1", first[2], start=first[0], end=first[1], reservation="R", party="P")
        hotel.arrival("A2", second[2], start=second[0], end=second[1], reservation="R", party="P", eta=time(13))
        hotel.becomes("A2", state=state)
        index = index_of(hotel)
        assert index.movers == ({"A2"} if moves else set())
        outlook = next_arrival(index, hotel.unit("101"))
        assert outlook.mover is moves
        assert [guest.id for guest in index.guests_in(hotel.unit("101"))].count("A2") == (
            not moves and state is StayState.IN_HOUSE
        )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"state": StayState.DEPARTED}, {}),
        ({"state": StayState.EXPECTED}, {}),
        ({}, {"state": StayState.DEPARTED}),
        ({}, {"state": StayState.CANCELLED}),
        ({}, {"party_id": "Q"}),
        ({}, {"reservation_id": "S"}),
    ],
)
def test_T11_only_a_party_in_house_that_goes_on_moves(first: dict[str, Any], second: dict[str, Any]) -> None:
    hotel = Story()
    hotel.guest("A1", "102", start=-2, end=0, reservation="R", party="P")
    hotel.arrival("A2", "101", reservation="R", party="P")
    assert index_of(hotel).movers == {"A2"}
    hotel.becomes("A1", **first)
    hotel.becomes("A2", **second)
    assert index_of(hotel).movers == frozenset()


@pytest.mark.parametrize("counted", [True, False])
def test_T91_a_courtesy_hold_is_expected_like_a_tentative_booking_and_nobody_who_could_be_late(counted: bool) -> None:
    hotel = Story(TurnoverPolicy(count_tentative=counted))
    hotel.block(start=-3, end=2, kind=BlockKind.COURTESY_HOLD)
    hotel.block("102", start=0, end=2)
    hotel.arrival("B", "103", tentative=True)
    index = index_of(hotel)
    hold = Segment(
        id="block:b-101",
        reservation_id="",
        room_id="101",
        room_type_id="",
        start_date=day(-3),
        end_date=day(2),
        state=StayState.EXPECTED,
        tentative=True,
    )
    assert index.expected.of("101") == ((hold,) if counted else ())
    assert index.expected.of("102") == ()
    assert [segment.id for segment in index.expected.of("103")] == ["B"] * counted
    assert next_arrival(index, hotel.unit("101")).alerts == ()


def test_T116_a_room_that_is_not_in_the_directory_has_the_name_of_its_last_task() -> None:
    hotel = left_at_10_40()
    task = hotel.task()
    hotel.view = replace(
        hotel.view,
        units=(Unit(id="999", number="999"),),
        tasks=(
            replace(task, id="2", room_number="Lawn", created_at=task.created_at + MINUTE),
            replace(task, id="1", room_number="Garden"),
        ),
        vacates=(left("A", at=hotel.now, n=2), left("C", at=hotel.now, number="000")),
    )
    units = index_of(hotel).units
    assert list(units) == ["000", "101", "999"]
    assert units["101"] == Unit(id="101", number="Lawn", mapped=False)
    assert units["000"] == Unit(id="000", number="000", mapped=False)
    assert units["999"] == Unit(id="999", number="999")


def test_T118_every_look_up_goes_by_the_id_that_a_room_has_now() -> None:
    hotel = left_at_10_40()
    hotel.guest("C", "101", end=3)
    hotel.arrival("B", "101")
    hotel.block("101")
    hotel.service_is_planned("101")
    hotel.gets_another_id("101", "9-101")
    hotel.removes_the_block("101")
    hotel.block("101", start=2, end=3)
    hotel.view = replace(hotel.view, vacates=(left("D", at=hotel.now),))
    index = index_of(hotel)
    assert [index.unit_id_of(room) for room in ("101", "9-101", None, "")] == ["9-101", "9-101", "", ""]
    found = (
        index.guests_in(hotel.unit("9-101")),
        index.expected.of("9-101"),
        index.tasks.of("9-101"),
        index.stayovers.of("9-101"),
        index.blocks.of("9-101"),
        index.removed_blocks.of("9-101"),
        index.vacates.of("9-101"),
    )
    assert [len(rows) for rows in found] == [1] * 7
    assert index.left == {"A": {"9-101"}, "D": {"9-101"}}
    assert set(index.units) == {"9-101"}


def test_T108_a_departure_that_was_seen_twice_is_one_and_the_oldest_comes_first() -> None:
    hotel = Story()
    late, early = left("A", at=hotel.now), left("A", at=hotel.now - MINUTE)
    held = replace(late, held=True)
    other = left("C", at=hotel.now - 2 * MINUTE)
    for vacates in ([late, held, other], [held, other, late], [other, late, held]):
        hotel.view = replace(hotel.view, vacates=tuple(vacates))
        assert index_of(hotel).vacates.of("101") == (other, held)
    hotel.view = replace(hotel.view, vacates=(early, replace(late, noticed_at=hotel.now + MINUTE)))
    assert [vacate.at for vacate in index_of(hotel).vacates.of("101")] == [hotel.now]


def test_T96_who_leaves_a_virtual_room_leaves_the_rooms_it_is_made_of() -> None:
    hotel = Story()
    hotel.room("102")
    hotel.suite("S", rooms=("101", "102", "gone"))
    hotel.guest("A", "S", type="SUITE")
    index = index_of(hotel)
    assert [guest.id for guest in index.guests_in(hotel.unit("102"))] == ["A"]
    assert index.has_guests(hotel.unit("102"))
    assert index.components(hotel.unit("S")) == ("101", "102")
    hotel.view = replace(hotel.view, vacates=(left("A", at=hotel.now, number="S"),))
    index = index_of(hotel)
    followed = index.vacates.of("102")
    assert followed == (left("A", at=hotel.now, number="102"),)
    assert [index.follows_virtual_unit(v) for v in (*followed, *index.vacates.of("S"))] == [True, False]
    assert index.vacates.of("gone") == ()


@pytest.mark.parametrize(
    ("settings", "typed", "other_bed", "left_too"),
    [
        ({"dorm_room_clean": True}, "", {"occupied": False}, True),
        ({"dorm_room_clean": False}, "", {"occupied": False}, False),
        ({"dorm_room_clean": True}, "", {"occupied": True}, False),
        ({"room_types": {"DORM": {"dorm_room_clean": True}}}, "", {"occupied": None}, True),
        ({"room_types": {"DORM": {"dorm_room_clean": True}}}, "HALL", {"occupied": None}, False),
        ({"room_types": {"HALL": {"dorm_room_clean": True}}}, "HALL", {"occupied": None}, True),
    ],
)
def test_T94_the_dorm_is_left_with_its_last_bed_where_the_hotel_wants_it(
    settings: dict[str, Any], typed: str, other_bed: dict[str, Any], left_too: bool
) -> None:
    hotel = Story(TurnoverPolicy(**settings))
    hotel.dorm("5", beds="AB")
    hotel.room_becomes("5", room_type_id=typed)
    hotel.room_becomes("5/A", occupied=False)
    hotel.room_becomes("5/B", **other_bed)
    hotel.view = replace(hotel.view, vacates=(left("A", at=hotel.now, number="5/A"),))
    assert [vacate.ref for vacate in index_of(hotel).vacates.of("5")] == ["A#1"] * left_too
    hotel.guest("B", "5/B", type="DORM")
    assert index_of(hotel).vacates.of("5") == ()


def test_T143_a_raised_alert_is_found_on_any_day_and_by_its_whole_code() -> None:
    hotel = Story()
    hotel.view = replace(
        hotel.view,
        open_alerts=frozenset({"first_look_backlog:::2026-01-01", "room_ids_merged:y", "check_in_undone_at_once:z"}),
    )
    index = index_of(hotel)
    codes = (ReasonCode.FIRST_LOOK_BACKLOG, ReasonCode.CHECK_IN_UNDONE, ReasonCode.ROOM_IDS_MERGED, ReasonCode.MERGED)
    raised = [index.was_raised(code) for code in codes]
    assert raised == [True, False, True, False]


@pytest.mark.parametrize(("occupied", "vacant"), [(True, False), (False, True), (None, True)])
def test_T21_a_room_counts_as_vacant_unless_a_look_or_a_guest_shows_otherwise(
    occupied: bool | None, vacant: bool
) -> None:
    hotel = Story()
    hotel.room_becomes("101", occupied=occupied)
    assert index_of(hotel).looks_vacant(hotel.unit("101")) is vacant
    hotel.guest("A")
    assert not index_of(hotel).looks_vacant(hotel.unit("101"))


def test_T98_T99_units_are_linked_both_ways_and_no_further() -> None:
    units = [
        Unit(id="V", number="V", virtual=True, linked=("1", "2", "W", "V", "")),
        Unit(id="W", number="W", virtual=True),
        Unit(id="1", number="1"),
        Unit(id="2", number="2", linked=("D",)),
        Unit(id="5/B", number="B", parent_id="5"),
        Unit(id="5/A", number="A", parent_id="5"),
    ]
    parts = UnitLinks.of(units)
    assert {unit_id: parts.linked(unit_id) for unit_id in ("V", "W", "1", "2", "D", "5", "5/A", "x")} == {
        "V": ("1", "2", "W"),
        "W": ("V",),
        "1": ("V",),
        "2": ("D", "V"),
        "D": ("2",),
        "5": ("5/A", "5/B"),
        "5/A": ("5",),
        "x": (),
    }
    assert (parts.components("V"), parts.components("2")) == (("1", "2"), ("D",))
    assert [parts.virtual_over(unit_id) for unit_id in ("1", "2", "D", "V", "W")] == [("V",), ("V",), (), (), ()]
    assert (parts.beds("5"), parts.beds("V")) == (("5/A", "5/B"), ())
    assert UnitLinks.of([Unit(id="1", number="1", linked=("2",))]).virtual_over("1") == ()


def test_rows_are_grouped_by_unit_and_put_in_order() -> None:
    rows: ByUnit[str] = ByUnit(["a2", "b1", "a1", "-9"], unit_of=lambda row: row[0].strip("-"), order=lambda row: row)
    assert [rows.of(unit_id) for unit_id in ("a", "b", "", "c")] == [("a1", "a2"), ("b1",), ("-9",), ()]
    assert rows.of("a") is rows.of("a")
    assert ["a" in rows, "" in rows, "c" in rows] == [True, True, False]


def test_T43_the_policy_of_a_room_type_is_made_once() -> None:
    hotel = Story(TurnoverPolicy(room_types={"DLX": {"buffer_minutes": 20}}))
    hotel.room("102")
    hotel.room("201", type="STD")
    index = index_of(hotel)
    assert index.policy_for(hotel.unit("101")).buffer_minutes == 20
    assert index.policy_for(hotel.unit("102")) is index.policy_for(hotel.unit("101"))
    assert index.policy_for(hotel.unit("201")) is hotel.policy
    assert index.settings_of(hotel.unit("102")) is index.settings_of(hotel.unit("101"))
    assert index.settings_of(hotel.unit("201")) != index.settings_of(hotel.unit("101"))
    assert unit_work_of(hotel).policy is not hotel.policy


@pytest.mark.parametrize(
    ("check_in", "check_out", "rollover", "plausible"),
    [
        (time(11), time(11), time(4), True),
        (time(10, 59), time(11), time(4), False),
        (time(4), time(3), time(4), True),
        (time(3, 59), time(3), time(4), False),
    ],
)
def test_a_check_in_time_before_check_out_or_before_the_day_is_a_mistake(
    check_in: time, check_out: time, rollover: time, plausible: bool
) -> None:
    hotel = replace(HOTEL, check_in_time=check_in, check_out_time=check_out)
    policy = TurnoverPolicy(day_rollover=rollover)
    assert check_in_is_plausible(hotel, policy=policy) is plausible
    assert check_in_time(hotel, policy=policy) == (check_in if plausible else time(17))
    assert check_in_time(hotel, policy=replace(policy, check_in_time=time(16))) == time(16)


@pytest.mark.parametrize(
    ("booked", "clock", "counted"),
    [
        (1, "11:00", 1),
        (0, "11:00", 0),
        (-1, "05:59:59", -1),
        (-1, "06:00", 0),
        (-1, "11:00", 0),
        (-2, "11:00", None),
        (-2, "03:59", -1),
    ],
)
def test_T100_a_guest_of_yesterday_is_late_until_six_and_then_comes_today(
    booked: int, clock: str, counted: int | None
) -> None:
    now = Story().instant(clock)
    found = counted_date(day(booked), now=now, hotel=HOTEL, policy=TurnoverPolicy())
    assert found == (None if counted is None else day(counted))


def test_T34_an_estimate_before_the_day_begins_is_of_the_night_after() -> None:
    hotel, now = Story(), Story().instant("11:00")

    def eta_at(eta: time, **policy: Any) -> datetime | None:
        found = arrival_times(NextArrival(date=day(0), eta=eta), now=now, hotel=HOTEL, policy=TurnoverPolicy(**policy))
        assert found is not None
        return found.eta_at

    assert eta_at(time(5, 59)) == hotel.instant("05:59", on=1)
    assert eta_at(time(6)) == hotel.instant("06:00")
    assert eta_at(time(6), day_rollover=time(7)) == hotel.instant("06:00", on=1)
    assert eta_at(time(7), day_rollover=time(7)) == hotel.instant("07:00")
    assert late_deadline(day(0), hotel=HOTEL, policy=TurnoverPolicy()) == hotel.instant("06:00", on=1)
    assert (day_after(day(0)), day_after(date.max)) == (day(1), date.max)


@pytest.mark.parametrize(("audit", "begins"), [(None, time(4)), (time(2), time(2)), (time(0), time(0))])
def test_T47_the_day_begins_with_the_night_audit_where_its_time_is_known(audit: time | None, begins: time) -> None:
    assert rollover_time(replace(HOTEL, night_audit_time=audit), policy=TurnoverPolicy()) == begins


def test_T132_a_day_guest_is_expected_at_a_known_start_or_at_the_guests_estimate_or_now() -> None:
    hotel = Story()
    policy, now = TurnoverPolicy(), hotel.instant("16:00")

    def times_of(**more: Any) -> tuple[datetime, datetime, datetime]:
        arrival = NextArrival(date=day(0), day_use=True, **more)
        found = arrival_times(arrival, now=more.pop("now", now), hotel=HOTEL, policy=policy)
        assert found is not None
        return found.check_in_at, found.expected_at, found.arrival_at

    assert times_of() == (now, now, now)
    assert times_of(eta=time(9)) == (hotel.instant("09:00"),) * 3
    start = hotel.instant("12:00")
    assert times_of(scheduled_start=start) == (start, start, start)
    assert times_of(scheduled_start=start, eta=time(9)) == (start, hotel.instant("09:00"), start)
    assert times_of(eta=time(13), early_check_in=time(12)) == (
        hotel.instant("13:00"),
        hotel.instant("12:00"),
        hotel.instant("13:00"),
    )
    early = arrival_times(NextArrival(date=day(0), day_use=True), now=now - 9 * 60 * MINUTE, hotel=HOTEL, policy=policy)
    assert early is not None
    assert early.check_in_at == hotel.instant("15:00")
    assert early.capped(now + SECOND) == now + SECOND


def test_T115_a_change_touches_what_depends_on_it_and_nothing_else() -> None:
    hotel = Story()
    hotel.view = replace(hotel.view, units=())
    for number, kind in (("101", "DLX"), ("102", "DLX"), ("201", "STD"), ("301", ""), ("302", "")):
        hotel.room(number, type=kind)
    assert touched_units(hotel.view, units=["101"]) == {"101", "102"}
    assert touched_units(hotel.view, units=["301"]) == {"301"}
    assert touched_units(hotel.view, units=["gone"]) == {"gone"}
    hotel.arrival("A", "201", type="STD", reservation="R", party="P")
    hotel.arrival("A2", "301", type="", reservation="R", party="P")
    hotel.arrival("A3", None, type="", reservation="R", party="P")
    hotel.arrival("B", "101", reservation="R", party="Q")
    assert touched_units(hotel.view, segments=[hotel.segment("A")]) == {"201", "301"}
    assert touched_units(hotel.view, segments=iter([hotel.segment("A2")])) == {"201", "301"}
    assert touched_units(hotel.view, segments=[hotel.segment("B")]) == {"101", "102"}


def test_T95_who_left_where_is_known_from_departures_and_tasks() -> None:
    hotel = left_at_10_40()
    hotel.view = replace(
        hotel.view,
        vacates=(
            left("A", at=hotel.now, number="102", cause=Cause.ROOM_MOVE),
            left("B#1", at=hotel.now, number="103"),
        ),
    )
    assert index_of(hotel).left == {"A": {"101", "102"}, "B#1": {"103"}}
