"""Which nights a stay takes and what it counts as: F01 to F05, F13 to F15."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from cloudbeds_connector.errors import ConfigurationError, ConnectorError
from cloudbeds_connector.occupancy import (
    HouseCounts,
    NightOccupancy,
    OccupancyCounts,
    OccupancyIdentityError,
    OccupancyPolicy,
    UnitKind,
    check_identity,
    effective_end,
    nightly_occupancy,
)
from cloudbeds_connector.pms.hotel_time import resolve

from .inn import (
    CANCELLED,
    DEPARTED,
    EXPECTED,
    IN_HOUSE,
    INN,
    LEAVES,
    NO_SHOW,
    NOON,
    ROOMS,
    TODAY,
    block,
    count,
    day,
    days_with,
    house_days,
    noon,
    rooms_of,
    sold,
    stay,
)

POLICY = OccupancyPolicy()
EMPTY = OccupancyCounts()


def test_F01_the_departure_date_is_not_a_night() -> None:
    found = count(stay("a", 1, 3))
    assert sold(found) == [1, 2]
    assert days_with(found, "arrivals") == {1: 1}
    assert days_with(found, "departures") == {3: 1}
    assert days_with(found, "stayovers") == {2: 1}
    assert days_with(found, "day_use") == {}


def test_F01_a_day_use_is_an_arrival_and_a_departure_and_no_night() -> None:
    found = count(stay("a", 2, 2))
    assert sold(found) == []
    for name in ("arrivals", "departures", "day_use"):
        assert days_with(found, name) == house_days(found, name) == {2: 1}
    assert days_with(found, "stayovers") == days_with(found, "guests_unknown") == {}


def test_F01_a_guest_in_house_for_the_day_takes_the_night_only_once_the_day_is_over() -> None:
    day_guest = stay("a", 0, 0, state=IN_HOUSE)
    assert sold(count(day_guest)) == []
    assert days_with(count(day_guest), "day_use") == {0: 1}
    assert sold(count(day_guest, as_of=noon(1))) == [0, 1]
    assert days_with(count(day_guest, as_of=noon(1)), "day_use") == {}


def test_F01_dates_the_wrong_way_round_are_no_night() -> None:
    found = count(stay("a", 3, 1))
    assert sold(found) == []
    assert days_with(found, "arrivals") == days_with(found, "departures") == days_with(found, "day_use") == {3: 1}


def test_F01_stays_over_the_edges_of_the_range_count_inside_it() -> None:
    found = count(stay("early", -9, -4), stay("long", -9, 99, "102"), stay("last", 9, 10), stay("out", 10, 12))
    assert sold(found) == [-5, *range(-5, 10), 9]
    assert days_with(found, "arrivals") == {9: 1}
    assert days_with(found, "departures") == {-4: 1}
    assert days_with(found, "stayovers") == {-5: 2} | dict.fromkeys(range(-4, 10), 1)


def test_F02_a_booking_of_three_rooms_is_three_rooms_a_night() -> None:
    rooms = [stay(f"b-{n}", 1, 3, str(n), reservation_id="b") for n in (101, 102, 201)]
    found = count(*rooms)
    assert sold(found) == [1, 1, 1, 2, 2, 2]
    assert (rooms_of(found, 1).arrivals, rooms_of(found, 3).departures) == (3, 3)
    assert found.on(day(1)).of_type("STD").on_the_books == 2
    assert found.on(day(1)).of_type("SUITE").on_the_books == 1


def test_F03_expected_in_house_and_departed_are_on_the_books() -> None:
    found = count(stay("a", -3, -1, state=DEPARTED), stay("b", -1, 2, "102", IN_HOUSE), stay("c", 3, 4))
    assert sold(found) == [-3, -2, -1, 0, 1, 3]


def test_F03_cancelled_and_no_show_are_counted_apart() -> None:
    found = count(stay("a", 1, 3, state=CANCELLED), stay("b", 2, 4, state=NO_SHOW), stay("c", 2, 2, state=CANCELLED))
    assert sold(found) == []
    assert days_with(found, "cancellations") == {1: 1, 2: 1}
    assert days_with(found, "no_shows") == {2: 1, 3: 1}
    for name in ("arrivals", "departures", "day_use", "stayovers", "tentative", "guests_unknown"):
        assert days_with(found, name) == {}


def test_F03_no_shows_stay_on_the_books_where_the_hotel_wants_it() -> None:
    gone = stay("a", 1, 3, state=NO_SHOW, tentative=True)
    found = count(gone, stay("b", 1, 3, state=CANCELLED), policy=OccupancyPolicy(count_no_show=True))
    assert sold(found) == [1, 2]
    assert days_with(found, "no_shows") == {1: 1, 2: 1}
    assert days_with(found, "arrivals") == {1: 1}
    assert days_with(found, "tentative") == {}


def test_F04_what_is_not_confirmed_is_tentative_only() -> None:
    found = count(stay("a", 1, 3, tentative=True))
    assert sold(found) == []
    assert days_with(found, "tentative") == {1: 1, 2: 1}
    assert days_with(found, "arrivals") == {}


def test_F04_a_hotel_may_have_tentative_stays_on_the_books_too() -> None:
    found = count(stay("a", 1, 3, tentative=True), policy=OccupancyPolicy(count_tentative=True))
    assert sold(found) == [1, 2]
    assert days_with(found, "tentative") == {1: 1, 2: 1}


def test_F04_a_tentative_guest_who_is_in_house_or_was_is_not_tentative() -> None:
    found = count(stay("a", 0, 2, state=IN_HOUSE, tentative=True), stay("b", -3, -1, state=DEPARTED, tentative=True))
    assert sold(found) == [-3, -2, 0, 1]
    assert days_with(found, "tentative") == {}


def test_F05_who_overstays_is_there_tonight() -> None:
    found = count(stay("a", -4, -2, state=IN_HOUSE))
    assert sold(found) == [-4, -3, -2, -1, 0]
    assert days_with(found, "departures") == {1: 1}
    assert days_with(found, "stayovers") == {-3: 1, -2: 1, -1: 1, 0: 1}


def test_F05_who_is_due_out_today_counts_tonight_until_seen_leaving() -> None:
    guest = stay("a", -2, 0, state=IN_HOUSE)
    assert sold(count(guest)) == [-2, -1, 0]
    assert sold(count(replace(guest, state=DEPARTED))) == [-2, -1]
    assert days_with(count(replace(guest, state=DEPARTED)), "departures") == {0: 1}


def test_F05_a_hotel_may_believe_the_booking_until_the_day_is_over() -> None:
    guest = stay("a", -2, 0, state=IN_HOUSE)
    found = count(guest, policy=LEAVES)
    assert sold(found) == [-2, -1]
    assert days_with(found, "departures") == {0: 1}
    assert sold(count(guest, policy=LEAVES, as_of=noon(1))) == [-2, -1, 0, 1]
    assert sold(count(stay("b", -2, 1, state=IN_HOUSE), policy=LEAVES)) == [-2, -1, 0]


def test_F05_who_left_early_frees_the_nights_even_if_the_booking_still_has_them() -> None:
    left = stay("a", -3, 4, state=DEPARTED, actual_end=noon(-1))
    found = count(left)
    assert sold(found) == [-3, -2]
    assert days_with(found, "departures") == {-1: 1}


def test_F05_a_departure_nobody_dated_is_no_later_than_today() -> None:
    assert sold(count(stay("a", -3, 4, state=DEPARTED))) == [-3, -2, -1]
    assert sold(count(stay("a", -3, -1, state=DEPARTED))) == [-3, -2]
    assert sold(count(stay("a", 2, 4, state=DEPARTED))) == []
    assert days_with(count(stay("a", 2, 4, state=DEPARTED)), "day_use") == {2: 1}


def test_F05_a_late_departure_keeps_the_nights_it_had() -> None:
    assert sold(count(stay("a", -4, -3, state=DEPARTED, actual_end=noon(-1)))) == [-4, -3, -2]


@pytest.mark.parametrize(
    ("state", "end", "left", "expected"),
    [
        (EXPECTED, -1, None, -1),
        (EXPECTED, 3, None, 3),
        (IN_HOUSE, 3, None, 3),
        (IN_HOUSE, 1, None, 1),
        (IN_HOUSE, 0, None, 1),
        (IN_HOUSE, -1, None, 1),
        (DEPARTED, 3, None, 0),
        (DEPARTED, 0, None, 0),
        (DEPARTED, -1, None, -1),
        (DEPARTED, 3, -1, -1),
        (DEPARTED, -1, 0, 0),
        (DEPARTED, 3, -9, -5),
        (CANCELLED, 3, None, 3),
        (NO_SHOW, 3, None, 3),
    ],
)
def test_F05_the_effective_end(state: object, end: int, left: int | None, expected: int) -> None:
    segment = stay("a", -5, end, state=state, actual_end=None if left is None else noon(left))  # type: ignore[arg-type]
    assert effective_end(segment, business_date=TODAY, property=INN, policy=POLICY) == day(expected)


def test_F05_a_guest_carried_on_in_another_segment_does_not_overstay() -> None:
    segment = stay("a", -5, -2, state=IN_HOUSE)
    assert effective_end(segment, business_date=TODAY, property=INN, policy=POLICY, carried_on=True) == day(-2)


def test_F13_the_hotels_day_begins_at_its_rollover_to_the_minute() -> None:
    guest = stay("a", -2, -1, state=IN_HOUSE)
    rollover = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)  # 04:00 in New York
    before = count(guest, as_of=rollover - timedelta(microseconds=1))
    assert (before.business_date, sold(before)) == (day(-1), [-2, -1])
    after = count(guest, as_of=rollover)
    assert (after.business_date, sold(after)) == (day(0), [-2, -1, 0])


def test_F13_the_night_audits_own_time_goes_before_the_policys() -> None:
    audited = replace(INN, night_audit_time=time(1, 30))
    for minute, today in ((29, day(-1)), (30, day(0))):
        as_of = datetime(2026, 3, 10, 5, minute, tzinfo=UTC)
        assert nightly_occupancy(audited, rooms=ROOMS, segments=(), as_of=as_of).business_date == today
    late = OccupancyPolicy(day_rollover=time(6))
    assert count(as_of=datetime(2026, 3, 10, 9, 59, tzinfo=UTC), policy=late).business_date == day(-1)
    assert count(as_of=datetime(2026, 3, 10, 10, 0, tzinfo=UTC), policy=late).business_date == day(0)


def test_F13_a_hotels_date_is_its_own_and_not_utcs() -> None:
    beijing = replace(INN, timezone="Asia/Shanghai")
    as_of = datetime(2026, 3, 9, 21, 0, tzinfo=UTC)  # 05:00 of the 10th in Beijing
    assert nightly_occupancy(beijing, rooms=ROOMS, segments=(), as_of=as_of).business_date == TODAY
    left = stay("a", -3, 3, state=DEPARTED, actual_end=as_of)
    found = nightly_occupancy(beijing, rooms=ROOMS, segments=[left], as_of=as_of, first_night=day(-5), nights=9)
    assert sold(found) == [-3, -2, -1]


def test_F13_a_check_out_before_the_rollover_belongs_to_the_day_before() -> None:
    for minutes, nights in ((-1, [-2]), (0, [-2, -1])):
        left = resolve(TODAY, time(4), INN.zone) + timedelta(minutes=minutes)
        assert sold(count(stay("a", -2, 3, state=DEPARTED, actual_end=left))) == nights


def test_F14_every_night_follows_from_the_night_before() -> None:
    found = count(
        stay("a", -2, 1, state=IN_HOUSE),
        stay("b", 1, 4),
        stay("c", 1, 1, "102"),
        stay("d", 0, 2, "201", state=IN_HOUSE),
    )
    for before, night in zip(found.nights, found.nights[1:], strict=False):
        line = night.rooms
        assert line.on_the_books == before.rooms.on_the_books - line.departures + line.arrivals
    assert rooms_of(found, 1) == OccupancyCounts(
        physical=3, on_the_books=2, arrivals=2, departures=2, stayovers=1, day_use=1, guests_unknown=2
    )


def _night(number: int, line: OccupancyCounts = EMPTY, **more: object) -> NightOccupancy:
    values = {"rooms": line, "beds": OccupancyCounts(kind=UnitKind.BED), "house": HouseCounts(), "types": ()} | more
    return NightOccupancy(night=day(number), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "good"),
    [
        (OccupancyCounts(on_the_books=2, stayovers=2), True),
        (OccupancyCounts(on_the_books=3, arrivals=1, stayovers=2), True),
        (OccupancyCounts(on_the_books=1, departures=1, stayovers=1), True),
        (OccupancyCounts(on_the_books=2, stayovers=2, arrivals=3, departures=3, day_use=3), True),
        (OccupancyCounts(on_the_books=3, stayovers=3), False),
        (OccupancyCounts(on_the_books=1, stayovers=1), False),
        (OccupancyCounts(on_the_books=2, stayovers=1), False),
        (OccupancyCounts(on_the_books=2, stayovers=2, day_use=1), False),
        (OccupancyCounts(on_the_books=2, stayovers=3, arrivals=1, departures=1), False),
    ],
)
def test_F14_a_broken_identity_stops_the_run(line: OccupancyCounts, good: bool) -> None:
    before = OccupancyCounts(on_the_books=2)
    house = {name: getattr(line, name) for name in ("arrivals", "departures", "stayovers", "day_use")}
    whole = HouseCounts(stays=line.on_the_books, **house)
    pairs = (
        ("all rooms", _night(0, before), _night(1, line)),
        ("all beds", _night(0, beds=before), _night(1, beds=line)),
        ("the house", _night(0, house=HouseCounts(stays=2)), _night(1, house=whole)),
        (
            "room type STD",
            _night(0, types=(replace(before, room_type_id="STD"),)),
            _night(1, types=(replace(line, room_type_id="STD"),)),
        ),
    )
    for name, last, night in pairs:
        if good:
            check_identity(night, before=last)
        else:
            with pytest.raises(OccupancyIdentityError) as caught:
                check_identity(night, before=last)
            assert (caught.value.line, caught.value.night) == (name, day(1))


def test_F14_the_error_names_night_and_type_and_what_to_do() -> None:
    line = OccupancyCounts(room_type_id="STD", on_the_books=4, arrivals=1, departures=2, stayovers=3, day_use=1)
    with pytest.raises(ConnectorError) as caught:
        check_identity(_night(1, types=(line,)), before=_night(0))
    assert str(caught.value) == (
        "The occupancy of room type STD on 2026-03-11 does not add up: 0 the night before, 2 departures, 1 arrivals, "
        "3 stayovers, 1 day use, 4 then. Publish none of it; count all nights again with nightly_occupancy, and report "
        "it if it stays."
    )


def test_F14_a_type_that_vanishes_with_guests_in_it_does_not_add_up() -> None:
    line = OccupancyCounts(room_type_id="STD", on_the_books=1, arrivals=1)
    with pytest.raises(OccupancyIdentityError, match="room type STD on 2026-03-11"):
        check_identity(_night(1), before=_night(0, types=(line,)))
    check_identity(_night(1, types=(line,)), before=_night(0))
    bed = replace(line, kind=UnitKind.BED)
    with pytest.raises(OccupancyIdentityError):
        check_identity(_night(1, types=(bed,)), before=_night(0, types=(line,)))


def test_F15_an_overbooked_night_has_less_than_nothing_left() -> None:
    found = rooms_of(count(*[stay(f"s{n}", 1, 2, None) for n in range(5)]), 1)
    assert (found.sellable, found.on_the_books, found.available) == (3, 5, -2)
    assert found.occupancy_percent == Decimal("166.67")


@pytest.mark.parametrize(
    ("line", "percent"),
    [
        (OccupancyCounts(physical=3, on_the_books=1), "33.33"),
        (OccupancyCounts(physical=3, on_the_books=2), "66.67"),
        (OccupancyCounts(physical=3), "0.00"),
        (OccupancyCounts(physical=800, on_the_books=1), "0.13"),
        (OccupancyCounts(physical=4, out_of_order=1, house_use=1, on_the_books=1, tentative=1), "50.00"),
        (OccupancyCounts(physical=2, out_of_order=2, on_the_books=1), None),
        (OccupancyCounts(physical=1, out_of_order=2), None),
        (OccupancyCounts(physical=2, out_of_order=1, on_the_books=1), "100.00"),
        (OccupancyCounts(), None),
    ],
)
def test_occupancy_is_of_what_can_be_sold(line: OccupancyCounts, percent: str | None) -> None:
    assert line.occupancy_percent == (None if percent is None else Decimal(percent))
    assert line.to_mapping()["occupancy_percent"] == percent


def test_guests_are_counted_by_night_and_unknown_parties_on_their_own() -> None:
    found = count(
        stay("a", 0, 2, guests=2, state=IN_HOUSE),
        stay("b", 1, 3, "102", guests=3),
        stay("c", 1, 2, "201"),
        stay("d", 1, 2, state=CANCELLED, guests=9),
        stay("e", 1, 2, "102", guests=0),
    )
    assert days_with(found, "guests") == {0: 2, 1: 5, 2: 3}
    assert days_with(found, "guests_unknown") == {1: 1}


def test_the_nights_are_those_of_the_horizon_by_default() -> None:
    ahead = nightly_occupancy(INN, rooms=ROOMS, segments=(), as_of=NOON)
    assert (ahead.first_night, ahead.last_night, len(ahead.nights)) == (TODAY, date(2027, 3, 9), 365)
    longer = nightly_occupancy(INN, rooms=ROOMS, segments=(), as_of=NOON, policy=OccupancyPolicy(horizon_nights=400))
    assert len(longer.nights) == 400
    one = nightly_occupancy(INN, rooms=ROOMS, segments=(), as_of=NOON, nights=1)
    assert (one.first_night, one.last_night) == (TODAY, TODAY)


def test_a_range_has_its_first_and_its_last_night() -> None:
    found = count()
    assert [found.on(day(number)).night for number in (-5, 0, 9)] == [day(-5), day(0), day(9)]
    assert [found.covers(day(number)) for number in (-6, -5, 9, 10)] == [False, True, True, False]


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(ConfigurationError) as caught:
        count(nights=0)
    assert str(caught.value) == "There is no night to count. Ask for nights=1 or more."
    with pytest.raises(ConfigurationError) as caught:
        count(by="sold")
    assert str(caught.value) == "Nights are not counted by 'sold'. Give by='assigned' or by='booked'."
    for wrong in ("as_of", "source_synced_at"):
        with pytest.raises(ValueError, match=f"{wrong} must be timezone-aware"):
            count(**{wrong: datetime(2026, 3, 10)})  # noqa: DTZ001
    with pytest.raises(ConfigurationError) as caught:
        count().on(day(10))
    assert str(caught.value) == (
        "2026-03-20 is not between 2026-03-05 and 2026-03-19. Ask for a night in that range, or count a longer one."
    )
    with pytest.raises(ConfigurationError):
        count().on(day(-6))


def test_an_empty_house_and_an_empty_booking_sheet_are_fine() -> None:
    assert count(rooms=()).nights[0].types == ()
    assert rooms_of(count(), 0) == OccupancyCounts(physical=3)
    assert [line.room_type_id for line in count().nights[0].types] == ["STD", "SUITE"]
    assert rooms_of(count(blocks=[block("b", 0, 1, in_room="gone")]), 0).out_of_order == 0
