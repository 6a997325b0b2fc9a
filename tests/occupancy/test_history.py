"""Snapshots, pickup, the cross-check and staleness: F16, F17, F19, F21; and the policy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError, ConnectorError
from cloudbeds_connector.occupancy import (
    DashboardNumbers,
    FeedDrift,
    HouseToday,
    OccupancyPolicy,
    OccupancySnapshot,
    Pickup,
    SnapshotConflictError,
    StaleOccupancyError,
    UnitKind,
    add_snapshot,
    feed_drift,
    house_today,
    keep_from,
    latest_statement,
    nightly_occupancy,
    pickup,
    require_fresh,
    source_age,
    take_snapshot,
)
from cloudbeds_connector.pms.model import Segment

from .inn import (
    CANCELLED,
    DEPARTED,
    IN_HOUSE,
    INN,
    NO_SHOW,
    NOON,
    ROOMS,
    TODAY,
    bed,
    count,
    day,
    noon,
    room,
    stay,
)


def snapshot(number: int, *segments: Segment, stated_at: datetime | None = None, **more: Any) -> OccupancySnapshot:
    """What was on the books on a day, for the thirty nights from then on."""
    values: dict[str, Any] = {"rooms": (*ROOMS, bed("D")), "nights": 30} | more
    return take_snapshot(nightly_occupancy(INN, segments=segments, as_of=noon(number), **values), stated_at=stated_at)


def saturday(rooms: int, *, night: int = 4) -> list[Segment]:
    return [stay(f"s{n}", night, night + 1, None) for n in range(rooms)]


def asked(history: list[OccupancySnapshot], **more: Any) -> Pickup:
    values: dict[str, Any] = {"property_id": "inn", "night": day(4), "business_date": TODAY} | more
    return pickup(history, **values)


def test_F16_pickup_is_today_less_then_by_window() -> None:
    history = [snapshot(-n, *saturday(rooms), nights=40) for n, rooms in ((28, 1), (7, 4), (1, 2), (0, 5))]
    found = asked(history)
    assert (found.on_the_books, found.by_window) == (5, {1: 3, 7: 1, 28: 4})
    assert (found.night, found.business_date, found.same_time_last_year) == (day(4), TODAY, None)


def test_F16_cancellations_make_it_negative() -> None:
    assert asked([snapshot(-1, *saturday(3)), snapshot(0, *saturday(1))], windows=(1,)).by_window == {1: -2}


def test_F16_a_missing_snapshot_is_none_and_never_a_neighbor() -> None:
    history = [snapshot(-6, *saturday(3)), snapshot(-8, *saturday(3)), snapshot(0, *saturday(5))]
    assert asked(history).by_window == {1: None, 7: None, 28: None}
    unasked = asked([snapshot(-1, *saturday(3))])
    assert (unasked.on_the_books, unasked.by_window[1]) == (None, None)
    # a snapshot that did not look so far says nothing about that night
    assert asked([snapshot(-1, nights=5), snapshot(0, *saturday(2))]).by_window[1] is None
    assert asked([snapshot(-1, nights=6), snapshot(0, *saturday(2))]).by_window[1] == 2


def test_F16_pickup_of_a_type_of_beds_and_of_the_booked_type() -> None:
    sold = [stay("a", 4, 5, "201"), stay("b", 4, 5, "D", room_type_id="DORM"), stay("c", 4, 5, "101")]
    history = [snapshot(-1), snapshot(0, *sold)]
    assert asked(history).by_window[1] == 2
    assert asked(history, room_type_id="STD").by_window[1] == 1
    assert asked(history, kind=UnitKind.BED).by_window[1] == 1
    assert asked(history, room_type_id="DORM", kind=UnitKind.BED).by_window[1] == 1
    assert asked(history, room_type_id="DORM").by_window[1] == 0
    assert asked(history, by="booked").on_the_books is None
    booked = [*history, snapshot(-1, by="booked"), snapshot(0, *sold, by="booked")]
    assert asked(booked, by="booked", room_type_id="STD").by_window[1] == 2
    assert asked(history, property_id="other").on_the_books is None


def test_F16_same_time_last_year_is_the_same_weekday_as_many_days_ahead() -> None:
    then = replace(snapshot(-364, *saturday(3, night=-360)))
    assert day(-360).weekday() == day(4).weekday()
    assert asked([then, snapshot(0, *saturday(2))]).same_time_last_year == 3
    by_date = snapshot(-365, *saturday(1, night=-361))
    assert asked([then, by_date], last_year_days=365).same_time_last_year == 1
    assert asked([by_date]).same_time_last_year is None


def test_F16_a_window_is_a_day_at_least() -> None:
    assert asked([snapshot(-1), snapshot(0)], windows=(1,), last_year_days=1).by_window == {1: 0}
    for wrong in ({"windows": (1, 0)}, {"last_year_days": 0}):
        with pytest.raises(ConfigurationError) as caught:
            asked([], **wrong)
        assert str(caught.value) == "A pickup looks back a day at least. Give windows of 1 day or more."


def test_F16_pickup_survives_json() -> None:
    found = asked([snapshot(-1), snapshot(0, *saturday(2))], windows=(1, 7))
    assert json.loads(json.dumps(found.to_mapping())) == {
        "night": "2026-03-14",
        "business_date": "2026-03-10",
        "on_the_books": 2,
        "pickup_1d": 2,
        "pickup_7d": None,
        "same_time_last_year": None,
    }


def test_F17_a_correction_is_a_new_statement_and_the_old_one_stays() -> None:
    first = snapshot(-1, *saturday(1))
    corrected = snapshot(-1, *saturday(3), stated_at=noon(1))
    assert (corrected.business_date, corrected.as_of) == (day(-1), noon(1))
    history = add_snapshot(add_snapshot((), snapshot=first), snapshot=corrected)
    assert history == (first, corrected)
    history = add_snapshot(history, snapshot=snapshot(0, *saturday(5)))
    assert asked([*history]).by_window[1] == 2
    assert asked([*history], known_at=noon(1)).by_window[1] == 2
    assert asked([*history], known_at=noon(1) - timedelta(seconds=1)).by_window[1] == 4


def test_F17_history_is_added_to_and_never_edited() -> None:
    first = snapshot(-1, *saturday(1), stated_at=noon(0))
    history = add_snapshot([], snapshot=first)
    assert add_snapshot(history, snapshot=snapshot(-1, *saturday(1), stated_at=noon(0))) == history
    for stated in (noon(0), noon(0) - timedelta(seconds=1)):
        with pytest.raises(SnapshotConflictError) as caught:
            add_snapshot(history, snapshot=snapshot(-1, *saturday(2), stated_at=stated))
        assert str(caught.value) == (
            "The occupancy of business date 2026-03-09 was already stated at that time or later. "
            "State a correction with a later as_of; snapshots are never edited."
        )
    others = [
        snapshot(-2),
        snapshot(-1, by="booked"),
        take_snapshot(nightly_occupancy(replace(INN, id="b"), rooms=ROOMS, segments=(), as_of=noon(-1), nights=30)),
    ]
    for other in others:
        assert add_snapshot(history, snapshot=other) == (first, other)
    later = snapshot(-1, *saturday(2), stated_at=noon(0) + timedelta(seconds=1))
    assert add_snapshot(history, snapshot=later) == (first, later)


def test_F17_the_last_statement_is_the_latest_however_they_are_ordered() -> None:
    first, second = snapshot(-1), snapshot(-1, stated_at=noon(1))
    for history in ([first, second], [second, first]):
        assert latest_statement(history, property_id="inn", business_date=day(-1)) is second
        assert latest_statement(history, property_id="inn", business_date=day(-1), known_at=noon(0)) is first
        assert latest_statement(history, property_id="inn", business_date=day(-1), known_at=noon(-2)) is None
        assert latest_statement(history, property_id="inn", business_date=TODAY) is None
        assert latest_statement(history, property_id="inn", business_date=day(-1), by="booked") is None
    with pytest.raises(ValueError, match="known_at must be timezone-aware"):
        latest_statement([], property_id="inn", business_date=TODAY, known_at=datetime(2026, 3, 10))  # noqa: DTZ001


def test_F17_a_statement_is_no_older_than_what_it_says_and_survives_json() -> None:
    with pytest.raises(ConfigurationError) as caught:
        snapshot(0, stated_at=noon(0) - timedelta(seconds=1))
    assert str(caught.value) == (
        "A snapshot of 2026-03-10T15:59:59+00:00 cannot hold nights of a later instant. "
        "Give the instant at which it is stated, or leave as_of to take_snapshot."
    )
    with pytest.raises(ValueError, match="as_of must be timezone-aware"):
        snapshot(0, stated_at=datetime(2026, 3, 11))  # noqa: DTZ001
    kept = snapshot(0, *saturday(2), stated_at=noon(1))
    assert (kept.property_id, kept.by) == ("inn", "assigned")
    assert OccupancySnapshot.from_mapping(json.loads(json.dumps(kept.to_mapping()))) == kept


FULL_DAY = [
    stay("in-1", -2, 2, state=IN_HOUSE),
    stay("in-2", 0, 1, "102", state=IN_HOUSE),
    stay("due", -2, 0, "201", state=IN_HOUSE),
    stay("over", -3, -1, "103", state=IN_HOUSE),
    stay("left", -1, 0, "104", state=DEPARTED),
    stay("left-early", -1, 3, "105", state=DEPARTED, actual_end=noon(0)),
    stay("left-yesterday", -3, 0, "106", state=DEPARTED, actual_end=noon(-1)),
    stay("comes", 0, 2, None),
    stay("comes-for-the-day", 0, 0, None),
    stay("came-for-another-day", 1, 1, None),
    stay("late", -1, 0, None),
    stay("maybe", 0, 2, None, tentative=True),
    stay("off", 0, 2, None, state=CANCELLED),
    stay("missed", 0, 2, None, state=NO_SHOW),
]
OURS = HouseToday(property_id="inn", business_date=TODAY, rooms_occupied=4, arrivals=3, departures=5, due_outs=2)


def test_F19_our_own_numbers_of_today() -> None:
    rooms = [room(str(n)) for n in (101, 102, 103, 104, 105, 106, 201)]
    assert house_today(INN, rooms=rooms, segments=FULL_DAY, as_of=NOON) == OURS
    tentative = house_today(
        INN, rooms=rooms, segments=iter(FULL_DAY), as_of=NOON, policy=OccupancyPolicy(count_tentative=True)
    )
    assert tentative == replace(OURS, arrivals=4)
    yesterday = house_today(INN, rooms=rooms, segments=FULL_DAY, as_of=datetime(2026, 3, 10, 7, 59, tzinfo=UTC))
    assert yesterday.business_date == day(-1)


def test_F19_a_stay_on_a_virtual_room_occupies_its_physical_ones() -> None:
    rooms = (*ROOMS, room("V", "FAMILY", virtual=True, linked_room_ids=("101", "201")))
    found = house_today(INN, rooms=rooms, segments=[stay("a", 0, 2, "V", state=IN_HOUSE)], as_of=NOON)
    assert (found.rooms_occupied, found.arrivals) == (2, 2)


def dashboard(**more: Any) -> DashboardNumbers:
    values: dict[str, Any] = {"rooms_occupied": 4, "arrivals": 3, "departures": 5, "in_house": 2}
    return DashboardNumbers(property_id="inn", business_date=TODAY, **values | more)


def test_F19_the_hotel_systems_in_house_leaves_out_who_is_due_out_today() -> None:
    assert feed_drift(OURS, theirs=dashboard()) == ()
    with_due_outs = feed_drift(OURS, theirs=dashboard(), in_house="with_due_outs")
    assert with_due_outs == (FeedDrift(property_id="inn", business_date=TODAY, measure="in_house", ours=4, theirs=2),)
    assert with_due_outs[0].difference == 2
    assert feed_drift(OURS, theirs=dashboard(in_house=4), in_house="with_due_outs") == ()


def test_F19_every_number_that_drifts_is_published_and_a_missing_one_is_not_compared() -> None:
    found = feed_drift(OURS, theirs=dashboard(rooms_occupied=5, arrivals=1, departures=4, in_house=0))
    assert [(drift.measure, drift.difference) for drift in found] == [
        ("rooms_occupied", -1),
        ("arrivals", 2),
        ("departures", 1),
        ("in_house", 2),
    ]
    assert feed_drift(OURS, theirs=DashboardNumbers(property_id="inn", business_date=TODAY)) == ()
    tolerant = feed_drift(OURS, theirs=dashboard(rooms_occupied=5, arrivals=1), tolerance=1)
    assert [drift.measure for drift in tolerant] == ["arrivals"]


def test_F19_numbers_of_another_day_or_hotel_are_not_compared() -> None:
    for other in (replace(dashboard(), business_date=day(-1)), replace(dashboard(), property_id="b")):
        with pytest.raises(ConfigurationError) as caught:
            feed_drift(OURS, theirs=other)
        assert str(caught.value) == (
            f"Our numbers are of 2026-03-10, the hotel system's of {other.business_date} or another hotel. "
            "Compare numbers of one property and one business date."
        )


def test_F21_the_horizon_is_a_year_at_least_and_so_is_the_history() -> None:
    policy = OccupancyPolicy()
    assert (policy.horizon_nights, policy.history_days) == (365, 400)
    assert keep_from(TODAY, policy=policy) == date(2025, 2, 3)
    assert keep_from(TODAY, policy=policy) < day(-364)


def test_F21_numbers_say_when_the_hotel_system_was_read_and_old_ones_are_refused() -> None:
    found = count(source_synced_at=NOON - timedelta(hours=1))
    assert found.source_synced_at == NOON - timedelta(hours=1)
    assert source_age(found, now=NOON) == timedelta(hours=1)
    require_fresh(found, now=NOON, max_age=timedelta(hours=1))
    with pytest.raises(StaleOccupancyError) as caught:
        require_fresh(found, now=NOON + timedelta(seconds=1), max_age=timedelta(hours=1))
    assert str(caught.value) == (
        "The hotel system was last read 1:00:01 ago, and 1:00:00 is the most. "
        "Sync the property, then count its nights again."
    )
    with pytest.raises(ValueError, match="now must be timezone-aware"):
        source_age(found, now=datetime(2026, 3, 10))  # noqa: DTZ001


def test_F21_numbers_that_do_not_say_when_are_refused() -> None:
    assert source_age(count(), now=NOON) is None
    with pytest.raises(ConnectorError, match=r"last read at an unknown time, and 1 day, 0:00:00 is the most\. Sync"):
        require_fresh(count(), now=NOON, max_age=timedelta(days=1))


def test_instants_are_kept_in_utc() -> None:
    local = NOON.astimezone(INN.zone)
    found = count(as_of=local, source_synced_at=local)
    for instant in (found.as_of, found.source_synced_at, take_snapshot(found, stated_at=local).as_of):
        assert instant == NOON
        assert instant.tzinfo is UTC


def test_a_policy_survives_json() -> None:
    policy = OccupancyPolicy(
        count_tentative=True,
        count_no_show=True,
        join_extensions=False,
        due_out="leaves",
        day_rollover=time(2, 30),
        horizon_nights=500,
        history_days=800,
    )
    written = json.loads(json.dumps(policy.to_mapping()))
    assert written == {
        "count_tentative": True,
        "count_no_show": True,
        "join_extensions": False,
        "due_out": "leaves",
        "day_rollover": "02:30:00",
        "horizon_nights": 500,
        "history_days": 800,
    }
    assert OccupancyPolicy.from_mapping(written) == policy
    assert OccupancyPolicy.from_mapping({"day_rollover": time(2)}).day_rollover == time(2)
    assert OccupancyPolicy.from_mapping({}) == OccupancyPolicy()


def test_a_policys_defaults_are_the_careful_ones() -> None:
    assert OccupancyPolicy().to_mapping() == {
        "count_tentative": False,
        "count_no_show": False,
        "join_extensions": True,
        "due_out": "stays",
        "day_rollover": "04:00:00",
        "horizon_nights": 365,
        "history_days": 400,
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("count_tentative", 1, "True or False"),
        ("count_no_show", "yes", "True or False"),
        ("join_extensions", None, "True or False"),
        ("due_out", "maybe", "stays or leaves"),
        ("day_rollover", time(12), "a wall time without a zone, before noon"),
        ("day_rollover", time(4, tzinfo=UTC), "a wall time without a zone, before noon"),
        ("day_rollover", 4, "a wall time without a zone, before noon"),
        ("horizon_nights", 364, "a whole number from 365 to 3660"),
        ("horizon_nights", 3661, "a whole number from 365 to 3660"),
        ("horizon_nights", True, "a whole number from 365 to 3660"),
        ("horizon_nights", 400.0, "a whole number from 365 to 3660"),
        ("history_days", 399, "a whole number from 400 to 3660"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(name: str, value: Any, expected: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        OccupancyPolicy(**{name: value})
    assert str(caught.value) == f"The occupancy policy's {name} is not valid. Give {expected}."


def test_the_edges_of_a_policy_are_allowed() -> None:
    policy = OccupancyPolicy(day_rollover=time(11, 59), horizon_nights=3660, history_days=3660)
    assert OccupancyPolicy(day_rollover=time(0)).day_rollover == time(0)
    assert policy.horizon_nights == policy.history_days == 3660


def test_a_policy_with_a_mistake_says_so() -> None:
    with pytest.raises(ConfigurationError) as caught:
        OccupancyPolicy.from_mapping({"b": 1, "a": 2, "due_out": "stays"})
    assert str(caught.value) == (
        "The occupancy policy has no a, b. Known names: count_no_show, count_tentative, day_rollover, due_out, "
        "history_days, horizon_nights, join_extensions."
    )
    with pytest.raises(ConfigurationError) as caught:
        OccupancyPolicy.from_mapping({"day_rollover": "four"})
    assert str(caught.value) == ("The occupancy policy's day_rollover is not a time. Write it as HH:MM, such as 04:00.")
