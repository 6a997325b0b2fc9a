"""Counting again only what has changed: F22."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.occupancy import (
    NightlyOccupancy,
    OccupancyChanges,
    OccupancyIdentityError,
    OccupancyPolicy,
    update_occupancy,
)
from cloudbeds_connector.pms.model import Segment

from .inn import (
    CANCELLED,
    DEPARTED,
    IN_HOUSE,
    INN,
    LEAVES,
    NOON,
    ROOMS,
    TODAY,
    block,
    count,
    day,
    group,
    noon,
    room,
    sold,
    stay,
)


def update(last: NightlyOccupancy, *segments: Segment, **more: Any) -> NightlyOccupancy:
    values: dict[str, Any] = {"property": INN, "rooms": ROOMS, "as_of": last.as_of, "changes": OccupancyChanges()}
    return update_occupancy(last, segments=segments, **values | more)


def counted_again(last: NightlyOccupancy, found: NightlyOccupancy) -> list[int]:
    """The days whose night is another object than before."""
    pairs = zip(last.nights, found.nights, strict=True)
    return [(new.night - TODAY).days for old, new in pairs if new is not old]


def changed(*pairs: tuple[Segment | None, Segment | None]) -> OccupancyChanges:
    return OccupancyChanges(segments=pairs)


OLD = stay("a", 2, 4, guests=2)
REST = (stay("b", 1, 6, "102"), stay("c", 3, 4, "201"))


@pytest.mark.parametrize(
    ("new", "nights"),
    [
        (replace(OLD, end_date=day(5)), [2, 3, 4, 5]),
        (replace(OLD, start_date=day(0)), [0, 1, 2, 3, 4]),
        (replace(OLD, start_date=day(6), end_date=day(7)), [2, 3, 4, 6, 7]),
        (replace(OLD, state=CANCELLED), [2, 3, 4]),
        (replace(OLD, room_id="201"), [2, 3, 4]),
        (replace(OLD, guests=3), [2, 3, 4]),
        (replace(OLD, start_date=day(7), end_date=day(99)), [2, 3, 4, 7, 8, 9]),
        (replace(OLD, start_date=day(-99), end_date=day(-5)), [-5, 2, 3, 4]),
        (replace(OLD, start_date=day(20), end_date=day(21)), [2, 3, 4]),
        (None, [2, 3, 4]),
    ],
)
def test_F22_only_the_nights_of_the_old_and_the_new_stay_are_counted_again(
    new: Segment | None, nights: list[int]
) -> None:
    last = count(OLD, *REST)
    after = (*REST, new) if new is not None else REST
    found = update(last, *after, changes=changed((OLD, new)))
    assert found == count(*after)
    assert counted_again(last, found) == nights


def test_F22_a_new_stay_touches_its_own_nights() -> None:
    last = count(*REST)
    found = update(last, *REST, OLD, changes=changed((None, OLD)))
    assert (found, counted_again(last, found)) == (count(*REST, OLD), [2, 3, 4])


def test_F22_nothing_new_touches_nothing() -> None:
    last = count(OLD, *REST, source_synced_at=NOON)
    found = update(last, OLD, *REST, as_of=NOON + timedelta(minutes=1))
    assert counted_again(last, found) == []
    assert (found.as_of, found.source_synced_at) == (NOON + timedelta(minutes=1), None)
    assert update(last, OLD, *REST, source_synced_at=NOON) == last


def test_F22_an_overstay_grows_over_the_rollover_and_not_a_minute_before() -> None:
    guests = (stay("a", -3, -1, state=IN_HOUSE), stay("due", -1, 0, "102", IN_HOUSE), stay("b", -1, 3, "201", IN_HOUSE))
    last = count(*guests)
    rollover = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    before = update(last, *guests, as_of=rollover - timedelta(minutes=1))
    assert counted_again(last, before) == []
    after = update(last, *guests, as_of=rollover)
    assert (after, counted_again(last, after)) == (count(*guests, as_of=rollover), [1, 2])
    assert after.business_date == day(1)
    much_later = update(last, *guests, as_of=noon(5))
    assert (much_later, counted_again(last, much_later)) == (count(*guests, as_of=noon(5)), [1, 2, 3, 4, 5, 6])


def test_F22_a_due_out_is_believed_until_the_rollover_where_the_hotel_wants_it() -> None:
    guest = stay("a", -3, 0, state=IN_HOUSE)
    last = count(guest, policy=LEAVES)
    after = update(last, guest, as_of=noon(1))
    assert after == count(guest, policy=LEAVES, as_of=noon(1))
    assert counted_again(last, after) == [0, 1, 2]


def test_F22_an_undated_departure_moves_with_the_business_date_until_its_booked_end() -> None:
    left = stay("a", -3, 2, state=DEPARTED)
    last = count(left)
    for days, nights in ((1, [0, 1]), (2, [0, 1, 2]), (4, [0, 1, 2])):
        found = update(last, left, as_of=noon(days))
        assert (found, counted_again(last, found)) == (count(left, as_of=noon(days)), nights)
    dated = replace(left, actual_end=noon(-1))
    last = count(dated)
    assert counted_again(last, update(last, dated, as_of=noon(1))) == []


def test_F22_a_next_leg_that_appears_or_goes_relieves_the_leg_before() -> None:
    first = stay("r", -3, -1, state=IN_HOUSE)
    leg = stay("r-2", -1, 2, "201", reservation_id="r")
    alone = count(first)
    joined = update(alone, first, leg, changes=changed((None, leg)))
    assert joined == count(first, leg)
    assert counted_again(alone, joined) == [-1, 0, 1, 2]
    off = replace(leg, state=CANCELLED)
    assert update(joined, first, off, changes=changed((leg, off))) == count(first, off)
    assert update(joined, first, changes=changed((leg, None))) == alone
    # the move is today
    today, next_leg = stay("t", -3, 0, state=IN_HOUSE), stay("t-2", 0, 2, "201", reservation_id="t")
    with_leg = update(count(today), today, next_leg, changes=changed((None, next_leg)))
    assert (with_leg, sold(with_leg, "STD")) == (count(today, next_leg), [-3, -2, -1])
    # its dates move away altogether
    moved = replace(leg, start_date=day(5), end_date=day(6))
    assert update(joined, first, moved, changes=changed((leg, moved))) == count(first, moved)


def test_F22_who_left_later_than_booked_is_not_forgotten() -> None:
    late = stay("a", -5, -4, state=DEPARTED, actual_end=noon(2))
    over = stay("b", -5, -4, "102", state=IN_HOUSE)
    extra = stay("c", 0, 1, "201")
    last = count(late, over, as_of=noon(2))
    found = update(last, late, over, extra, changes=changed((None, extra)))
    assert (found, sold(found)) == (count(late, over, extra, as_of=noon(2)), sorted([*range(-5, 2), *range(-5, 3), 0]))


def test_F22_blocks_and_group_blocks_touch_their_nights() -> None:
    closed, longer = block("b", 1, 2), block("b", 1, 3, end_inclusive=False)
    last = count(*REST, blocks=[closed])
    found = update(last, *REST, blocks=[longer], changes=OccupancyChanges(blocks=((closed, longer),)))
    assert (found, counted_again(last, found)) == (count(*REST, blocks=[longer]), [1, 2])
    gone = update(last, *REST, changes=OccupancyChanges(blocks=((closed, None),)))
    assert (gone, counted_again(last, gone)) == (count(*REST), [1, 2])
    held = group("g", (5, 2, 0), (8, 1, 0))
    grouped = update(last, *REST, blocks=[closed], groups=[held], changes=OccupancyChanges(groups=((None, held),)))
    assert grouped == count(*REST, blocks=[closed], groups=[held])
    assert counted_again(last, grouped) == [5, 8]


def test_F22_a_room_more_or_less_touches_every_night() -> None:
    last = count(*REST)
    more = (*ROOMS, room("103"))
    found = update(last, *REST, rooms=more, changes=OccupancyChanges(rooms=((None, more[-1]),)))
    assert found == count(*REST, rooms=more)
    assert counted_again(last, found) == list(range(-5, 10))


def test_F22_policy_and_type_are_those_of_the_last_answer() -> None:
    policy = OccupancyPolicy(count_tentative=True, join_extensions=False)
    old = stay("a", 1, 3, "201", tentative=True)
    new = replace(old, end_date=day(4))
    last = count(old, policy=policy, by="booked")
    assert update(last, new, changes=changed((old, new))) == count(new, policy=policy, by="booked")


def test_F22_a_change_that_was_not_named_is_noticed_at_its_edge() -> None:
    last = count(OLD, *REST)
    longer = replace(OLD, end_date=day(8))
    extra = stay("x", 5, 6, "201")
    with pytest.raises(OccupancyIdentityError, match="all rooms on 2026-03-15 does not add up: 1 the"):
        update(last, longer, *REST, extra, changes=changed((None, extra)))
    with pytest.raises(OccupancyIdentityError, match="all rooms on 2026-03-15 does not add up: 0 the"):
        # the nights that were counted again end where the old answer goes on
        update(last, OLD, replace(REST[0], end_date=day(4)), REST[1], changes=changed((OLD, OLD)))


def test_F22_the_first_and_the_last_night_are_checked_too() -> None:
    first, final = stay("f", -7, -5), stay("l", 9, 10)
    last = count(*REST)
    found = update(last, *REST, first, final, changes=changed((None, first), (None, final)))
    assert (found, counted_again(last, found)) == (count(*REST, first, final), [-5, 9])


def test_F22_another_hotel_or_an_earlier_time_is_refused() -> None:
    last = count()
    with pytest.raises(ConfigurationError) as caught:
        update(last, property=replace(INN, id="other"))
    assert str(caught.value) == (
        "The last answer is about property inn, not other. Give the property that it was counted for."
    )
    with pytest.raises(ConfigurationError) as caught:
        update(last, as_of=NOON - timedelta(seconds=1))
    assert str(caught.value) == (
        "The last answer is of 2026-03-10T16:00:00+00:00, which is later than as_of. "
        "Give a later as_of, or count in full with nightly_occupancy."
    )
    for wrong in ("as_of", "source_synced_at"):
        with pytest.raises(ValueError, match=f"{wrong} must be timezone-aware"):
            update(last, **{wrong: datetime(2026, 3, 11)})  # noqa: DTZ001
