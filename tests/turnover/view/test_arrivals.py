"""Who comes next into a room, by when that guest is to be reckoned with, and who is not waited for any longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.pms.model import BlockKind
from cloudbeds_connector.turnover import NextArrival, TurnoverPolicy
from cloudbeds_connector.turnover.view.arrivals import Outlook, next_arrival
from cloudbeds_connector.turnover.view.index import HotelIndex

from ..calendar import day
from ..story import Story


def outlook(hotel: Story, number: str = "101") -> Outlook:
    return next_arrival(HotelIndex(hotel.view, hotel.now, hotel.policy), hotel.unit(number))


def expects(*stays: tuple[str, dict[str, Any]], clock: str = "09:00", policy: TurnoverPolicy | None = None) -> Story:
    hotel = Story(policy)
    hotel.room("101", "clean")
    for name, stay in stays:
        hotel.arrival(name, **stay)
    return hotel.at(clock)


def alerts_of(found: Outlook) -> list[tuple[str, str | None]]:
    return [(alert.code, alert.segment_id) for alert in found.alerts]


def test_T01_there_is_no_arrival() -> None:
    assert outlook(expects()) == Outlook()


def test_T01_an_arrival_has_everything_that_the_schedule_needs() -> None:
    hotel = expects(
        ("B", {"start": 1, "eta": time(16), "early_check_in": time(12), "vip": True, "tentative": True}),
    )
    assert outlook(hotel) == Outlook(
        arrival=NextArrival(
            date=day(1),
            eta=time(16),
            early_check_in=time(12),
            vip=True,
            tentative=True,
            segment_id="B",
        ),
        arrival_at=hotel.instant("15:00", on=1),
    )
    hotel = expects(("day", {"start": 0, "end": 0, "eta": time(16)}))
    hotel.becomes("day", scheduled_start=hotel.instant("13:00"))
    assert outlook(hotel) == Outlook(
        arrival=NextArrival(
            date=day(0),
            eta=time(16),
            day_use=True,
            scheduled_start=hotel.instant("13:00"),
            segment_id="day",
        ),
        arrival_at=hotel.instant("16:00"),
    )


def test_T11_a_guest_who_moves_in_from_another_room_comes_whatever_the_estimate() -> None:
    hotel = expects()
    hotel.room("202")
    hotel.guest("A", "101", reservation="split", party="P")
    hotel.guest("A2", "202", start=0, end=3, reservation="split", party="P", eta=time(13))
    assert outlook(hotel, "202") == Outlook(
        arrival=NextArrival(date=day(0), segment_id="A2"), arrival_at=hotel.instant("15:00"), mover=True
    )


@pytest.mark.parametrize(
    ("stays", "first"),
    [
        ([("B", {"eta": time(20)}), ("C", {})], "C"),
        ([("C", {}), ("B", {})], "B"),
        ([("B", {}), ("C", {"eta": time(14)})], "C"),
        ([("B", {"start": 1}), ("C", {"start": 0, "eta": time(2)})], "C"),
        # in the small hours of the night after, and so after the guest who was promised the room for one o'clock
        ([("B", {"eta": time(2)}), ("C", {"start": 1, "early_check_in": time(1)})], "C"),
        ([("B", {"eta": time(2)}), ("C", {"start": 1, "early_check_in": time(2)})], "B"),
        ([("B", {"start": -1, "eta": time(2)}), ("C", {"start": 1, "early_check_in": time(1)})], "C"),
        ([("B", {"start": 3, "end": 5}), ("C", {"start": 2, "end": 3})], "C"),
    ],
)
def test_T31_T34_the_guest_who_is_expected_first_comes_first(
    stays: list[tuple[str, dict[str, Any]]], first: str
) -> None:
    arrival = outlook(expects(*stays)).arrival
    assert arrival is not None
    assert arrival.segment_id == first


@pytest.mark.parametrize(
    ("stay", "clock", "alert", "awaited", "waits"),
    [
        ({"start": -1, "end": 1}, "05:59", None, True, True),
        ({"start": -1, "end": 1}, "06:00", "arrival_overdue", True, False),
        ({"start": -1, "end": 0}, "05:59", None, True, True),
        ({"start": -1, "end": 0}, "06:00", None, False, False),
        ({"start": -2, "end": 0}, "05:00", None, False, False),
        ({"start": -2, "end": -1}, "05:00", None, False, False),
        ({"start": -1, "end": -1}, "05:00", None, False, False),
        ({"start": -2, "end": 1}, "05:00", "arrival_stale", False, False),
    ],
)
@pytest.mark.parametrize("other", [False, True])
def test_T100_until_when_a_guest_of_an_earlier_day_is_waited_for(
    stay: dict[str, int], clock: str, alert: str | None, awaited: bool, waits: bool, other: bool
) -> None:
    hotel = expects(("B", stay), *([("C", {"start": 1})] if other else []), clock=clock)
    found = outlook(hotel)
    assert alerts_of(found) == ([(alert, "B")] if alert else [])
    assert (None if found.arrival is None else found.arrival.segment_id) == ("B" if awaited else "C" if other else None)
    assert found.late_until == (hotel.instant("06:00") if waits else None)


def test_T100_two_guests_of_yesterday_are_waited_for_until_one_hour() -> None:
    hotel = expects(
        ("B", {"start": -1, "end": 1}),
        ("C", {"start": -1, "end": 2}),
        clock="05:00",
        policy=TurnoverPolicy(late_until=time(5, 30)),
    )
    found = outlook(hotel)
    assert (found.late_until, alerts_of(found)) == (hotel.instant("05:30"), [("double_assigned", "C")])


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (-2, 1)])
def test_T91_a_courtesy_hold_is_nobody_who_could_be_late(start: int, end: int) -> None:
    hotel = expects()
    hotel.block(start=start, end=end, kind=BlockKind.COURTESY_HOLD)
    found = outlook(hotel)
    assert found.alerts == ()
    if start == -1:
        assert found.arrival == NextArrival(date=day(-1), tentative=True, segment_id="block:b-101")


def test_T99_an_arrival_of_the_suite_is_an_arrival_of_its_rooms_and_no_move_between_them() -> None:
    hotel = expects(("B", {"number": "102"}))
    hotel.room("102")
    hotel.suite("S")
    assert outlook(hotel).arrival is None
    hotel.arrival("C", "S", start=1)
    found = outlook(hotel)
    assert found.arrival is not None
    assert found.arrival.segment_id == "C"
    whole = outlook(hotel, "S").arrival
    assert whole is not None
    assert whole.segment_id == "B"


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        ({"start": 0, "end": 2}, {"start": 1, "end": 3}, True),
        ({"start": 0, "end": 1}, {"start": 1, "end": 3}, False),
        ({"start": 0, "end": 3}, {"start": 0, "end": 1}, True),
        ({"start": -1, "end": 0}, {"start": -1, "end": 1}, False),
    ],
)
def test_T129_nights_that_two_guests_are_expected_for(
    first: dict[str, int], second: dict[str, int], twice: bool
) -> None:
    hotel = expects(("C", second), ("B", first))
    alerts = [alert for alert in outlook(hotel).alerts if alert.code == "double_assigned"]
    assert [alert.segment_id for alert in alerts] == ["C"] * twice


def test_T129_T11_a_guest_who_moves_in_is_not_assigned_twice() -> None:
    hotel = expects(("B", {"start": 0, "end": 1}))
    hotel.room("202", "dirty", occupied=True)
    hotel.guest("A", "202", reservation="split", party="P")
    hotel.guest("A2", "101", start=0, end=3, reservation="split", party="P")
    assert outlook(hotel).alerts == ()
    hotel.view = replace(hotel.view, segments=tuple(s for s in hotel.view.segments if s.id != "A"))
    hotel.arrival("C", start=0, end=1)
    assert alerts_of(outlook(hotel)) == [("double_assigned", "C")]
