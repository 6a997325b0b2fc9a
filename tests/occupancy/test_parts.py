"""The parts that every answer is made of: one line's tally, a unit's claims, the moment, the dashboard's shares."""

from __future__ import annotations

from typing import Any

import pytest

from cloudbeds_connector.occupancy import OccupancyChanges, OccupancyIdentityError, OccupancyPolicy, house_today
from cloudbeds_connector.occupancy import counting as real
from cloudbeds_connector.occupancy.changes import Moment, touched_nights
from cloudbeds_connector.occupancy.changes import _moves as moves
from cloudbeds_connector.occupancy.claims import Claim, claims_of
from cloudbeds_connector.occupancy.counts import NightOccupancy, UnitKind
from cloudbeds_connector.occupancy.days import Grid
from cloudbeds_connector.occupancy.layout import Layout, Line
from cloudbeds_connector.occupancy.stays import Stay
from cloudbeds_connector.occupancy.tally import COUNTED, Tally
from cloudbeds_connector.pms.model import Segment

from .inn import (
    CANCELLED,
    DEPARTED,
    EXPECTED,
    IN_HOUSE,
    INN,
    LEAVES,
    NOON,
    ROOMS,
    TODAY,
    count,
    day,
    noon,
    room,
    stay,
)

SUITE = (room("101"), room("201", "SUITE"), room("V", "FAMILY", virtual=True, linked_room_ids=("101", "201")))


def column(tally: Tally, name: str) -> list[int]:
    return [row[COUNTED.index(name)] for row in tally.rows()]


def test_F01_a_tally_has_the_night_before_and_every_night_and_no_other() -> None:
    tally, before = Tally(Grid.of(TODAY, nights=3)), TODAY.toordinal() - 1
    for index in range(-1, 6):
        tally.day("arrivals", before + index, number=10**index if index >= 0 else 7)
    assert column(tally, "arrivals") == [1, 10, 100, 1000]
    tally.day("departures", before + 2)
    assert column(tally, "departures") == [0, 0, 1, 0]
    tally.nights("guests", start=before - 3, end=before + 9, number=2)
    tally.nights("guests", start=before + 1, end=before + 2, number=3)
    tally.nights("guests", start=before + 2, end=before + 2, number=5)
    tally.nights("guests", start=before - 5, end=before, number=5)
    tally.nights("guests", start=before + 4, end=before + 6, number=5)
    assert column(tally, "guests") == [2, 5, 2, 2]


def test_F01_a_tallied_stay_is_its_nights_its_doors_and_the_days_between() -> None:
    tally, before = Tally(Grid.of(TODAY, nights=4)), TODAY.toordinal() - 1
    tally.stay(before + 1, before + 4)
    tally.stay(before + 2, before + 2)
    names = ("arrivals", "departures", "day_use", "on_the_books", "stayovers")
    assert {name: column(tally, name) for name in names} == {
        "arrivals": [0, 1, 1, 0, 0],
        "departures": [0, 0, 1, 0, 1],
        "day_use": [0, 0, 1, 0, 0],
        "on_the_books": [0, 1, 1, 1, 0],
        "stayovers": [0, 0, 1, 1, 0],
    }


def claimed(*stays: tuple[str, int, int]) -> list[tuple[str | None, int, int]]:
    """What one reservation has of each unit: (unit, first day, end)."""
    shown = [
        Stay(stay(f"{unit}-{first}-{end}", first, end, unit, reservation_id="r"), first, end)
        for unit, first, end in stays
    ]
    found = list(claims_of(shown, layout=Layout(SUITE, by="assigned")))
    assert all(claim.line == Line("SUITE" if claim.room_id == "201" else "STD", UnitKind.ROOM) for claim in found)
    return sorted((claim.room_id, claim.start, claim.end) for claim in found if claim.room_id != "201")


@pytest.mark.parametrize(
    ("stays", "own"),
    [
        ([("V", 0, 1), ("V", 2, 4), ("101", 1, 5)], [(0, 1), (1, 2), (2, 4), (4, 5)]),
        ([("V", 0, 1), ("V", 3, 5), ("101", 2, 4)], [(0, 1), (2, 3), (3, 5)]),
        ([("V", 1, 3), ("101", 3, 3)], [(1, 3), (3, 3)]),
        ([("V", 1, 3), ("101", 1, 1)], [(1, 1), (1, 3)]),
        ([("V", 1, 3), ("101", 2, 2)], [(1, 3)]),
        ([("V", 1, 3), ("101", 3, 4)], [(1, 3), (3, 4)]),
        ([("V", 3, 5), ("101", 1, 3)], [(1, 3), (3, 5)]),
    ],
)
def test_F09_a_suites_part_is_the_reservations_own_where_the_suite_does_not_bring_it(
    stays: list[tuple[str, int, int]], own: list[tuple[int, int]]
) -> None:
    assert claimed(*stays) == [("101", *days) for days in own]


def test_F08_a_stay_without_a_room_claims_one_of_its_type_beside_a_suite() -> None:
    whole = Stay(stay("v", 1, 3, "V", reservation_id="r"), 1, 3)
    roomless = Stay(stay("x", 1, 3, None, reservation_id="r"), 1, 3)
    found = list(claims_of([whole, roomless], layout=Layout(SUITE, by="assigned")))
    assert Claim(Line("STD", UnitKind.ROOM), None, 1, 3) in found
    assert len(found) == 3


@pytest.mark.parametrize(
    ("segment", "does"),
    [
        (stay("a", -2, 0, state=IN_HOUSE), True),
        (stay("a", -2, 1, state=IN_HOUSE), False),
        (stay("a", -2, -1, state=IN_HOUSE), True),
        (stay("a", -2, 0, state=DEPARTED), True),
        (stay("a", -2, -1, state=DEPARTED), False),
        (stay("a", -2, 0, state=DEPARTED, actual_end=noon(-1)), False),
        (stay("a", -2, 0, state=EXPECTED), False),
        (stay("a", -2, 0, state=CANCELLED), False),
    ],
)
def test_F22_only_an_end_that_depends_on_the_day_moves_with_it(segment: Segment, does: bool) -> None:
    assert moves(segment, day(-1), day(0)) is does


def moment(number: int, *segments: Segment, policy: OccupancyPolicy | None = None) -> Moment:
    return Moment.at(noon(number), property=INN, policy=policy or OccupancyPolicy(), segments=segments)


def touched(was: int, now: int, *segments: Segment, **more: Any) -> set[int]:
    """The days that are counted again though no segment was named."""
    grid = Grid.of(day(-5), nights=12)
    before, after = moment(was, *segments, **more), moment(now, *segments, **more)
    found = touched_nights(OccupancyChanges(), before=before, after=after, grid=grid)
    return {(grid.night(index) - TODAY).days for index in found}


def test_F22_a_guest_due_out_today_and_still_in_house_touches_tonight() -> None:
    due = stay("a", -2, 0, state=IN_HOUSE)
    assert touched(-1, 0, due) == {0, 1}
    assert touched(-1, 0, due, policy=LEAVES) == set()
    assert touched(0, 1, due, policy=LEAVES) == {0, 1, 2}
    assert touched(-1, 0, stay("a", -2, 1, state=IN_HOUSE)) == set()
    assert touched(-1, 0, stay("a", -3, 2, state=DEPARTED)) == {-1, 0}
    assert touched(-1, 0, stay("a", -3, -1, state=DEPARTED)) == set()


def test_F22_a_change_of_rooms_touches_every_night_and_none_beyond() -> None:
    changes = OccupancyChanges(rooms=((None, ROOMS[0]),))
    grid = Grid.of(TODAY, nights=4)
    assert touched_nights(changes, before=moment(0), after=moment(0), grid=grid) == {1, 2, 3, 4}


def test_F22_the_earlier_moment_has_the_changed_segments_as_they_were() -> None:
    kept, new = stay("kept", -2, 0, state=IN_HOUSE), stay("new", 0, 3, "102", state=IN_HOUSE)
    old = stay("new", -1, 0, state=DEPARTED)
    gone, future = stay("gone", -2, 1), stay("future", 3, 5)
    now = moment(0, kept, new, future)
    assert now.begun == (kept, new)
    changes = OccupancyChanges(segments=((old, new), (gone, None), (None, stay("fresh", 0, 1))))
    earlier = now.earlier(day(-1), changes=changes)
    assert (earlier.begun, earlier.business_date, earlier.carried) == ((kept, old, gone), day(-1), frozenset())


def test_F22_the_earlier_moment_reckons_anew_who_is_carried_on() -> None:
    first = stay("a", -2, 0, state=IN_HOUSE, party_id="p")
    second = stay("a-2", 0, 3, "102", reservation_id="a", party_id="p", state=IN_HOUSE)
    now = moment(0, first, second)
    assert now.carried == {"a"}
    assert now.earlier(day(0), changes=OccupancyChanges()).carried == {"a"}
    assert now.earlier(day(0), changes=OccupancyChanges(segments=((None, second),))).carried == frozenset()


@pytest.mark.parametrize("wrong", [-5, -4, 0, 7, 8, 9])
def test_F20_every_night_is_held_against_the_one_before(wrong: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def miscounted(*args: Any, **kwargs: Any) -> dict[int, NightOccupancy]:
        counted = real.count_nights(*args, **kwargs)
        other = real.count_nights(real.Sources(Layout(ROOMS, by="assigned"), [], (), ()), **kwargs)
        return {index: other[index] if night.night >= day(wrong) else night for index, night in counted.items()}

    long = stay("a", -20, 20, state=IN_HOUSE)
    monkeypatch.setattr("cloudbeds_connector.occupancy.nightly.count_nights", miscounted)
    with pytest.raises(OccupancyIdentityError) as refused:
        count(long)
    assert refused.value.night == day(wrong)


DASHBOARD: list[tuple[str, Segment, tuple[int, int, int, int]]] = [
    ("in house", stay("a", -2, 2, state=IN_HOUSE), (1, 0, 0, 0)),
    ("came today", stay("a", 0, 2, state=IN_HOUSE), (1, 1, 0, 0)),
    ("due out", stay("a", -2, 0, state=IN_HOUSE), (1, 0, 1, 1)),
    ("over", stay("a", -3, -1, state=IN_HOUSE), (1, 0, 1, 1)),
    ("left today", stay("a", -2, 0, state=DEPARTED), (0, 0, 1, 0)),
    ("left today and early", stay("a", -2, 3, state=DEPARTED, actual_end=noon(0)), (0, 0, 1, 0)),
    ("left yesterday", stay("a", -2, 0, state=DEPARTED, actual_end=noon(-1)), (0, 0, 0, 0)),
    ("was here for the day", stay("a", 0, 0, state=DEPARTED), (0, 1, 1, 0)),
    ("comes for two nights", stay("a", 0, 2), (0, 1, 0, 0)),
    ("comes for the day", stay("a", 0, 0), (0, 1, 1, 0)),
    ("comes for another day", stay("a", 1, 1), (0, 0, 0, 0)),
    ("was to come for yesterday", stay("a", -1, -1), (0, 0, 0, 0)),
    ("was to come for last night", stay("a", -1, 0), (0, 0, 0, 0)),
    ("comes tomorrow", stay("a", 1, 2), (0, 0, 0, 0)),
    ("called off", stay("a", 0, 0, state=CANCELLED), (0, 0, 0, 0)),
]


@pytest.mark.parametrize(("who", "segment", "numbers"), DASHBOARD, ids=[row[0] for row in DASHBOARD])
def test_F19_what_each_stay_adds_to_the_numbers_of_today(
    who: str, segment: Segment, numbers: tuple[int, int, int, int]
) -> None:
    found = house_today(INN, rooms=ROOMS, segments=[segment], as_of=NOON)
    assert (found.rooms_occupied, found.arrivals, found.departures, found.due_outs) == numbers
