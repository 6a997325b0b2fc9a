"""Random hotels and their random histories, and a slow count of theirs to hold against the fast one.

Everything that can go wrong is in them: early departures, overstays, split stays, extensions, day use, no-shows,
deletions, linked rooms, beds of dorms, blocks, group blocks, rooms that come and go.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from cloudbeds_connector.occupancy import (
    GroupBlock,
    GroupNight,
    NightlyOccupancy,
    OccupancyChanges,
    OccupancyPolicy,
    effective_end,
    nightly_occupancy,
    update_occupancy,
)
from cloudbeds_connector.pms.model import BlockKind, Room, RoomBlock, Segment, StayState

from .inn import INN, NOON, TODAY, day

Thing = TypeVar("Thing", Segment, RoomBlock, GroupBlock, Room)
TYPES = ("STD", "SUITE", "DORM", "FAMILY", "GONE", "")
NIGHTS = 12
FIRST = day(-4)
POLICIES = tuple(
    OccupancyPolicy(count_tentative=a, count_no_show=b, join_extensions=c, due_out="stays" if d else "leaves")
    for a in (False, True)
    for b in (False, True)
    for c in (False, True)
    for d in (False, True)
)


@dataclass
class Hotel:
    """A hotel that changes; `dice` decide how."""

    dice: random.Random
    policy: OccupancyPolicy
    by: str
    rooms: dict[str, Room] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    blocks: dict[str, RoomBlock] = field(default_factory=dict)
    groups: dict[str, GroupBlock] = field(default_factory=dict)
    as_of: datetime = NOON
    made: int = 0

    @classmethod
    def of(cls, seed: int) -> Hotel:
        dice = random.Random(seed)
        hotel = cls(dice, dice.choice(POLICIES), dice.choice(("assigned", "booked")))
        for _ in range(dice.randint(2, 7)):
            hotel.add(hotel.rooms, hotel.room())
        for _ in range(dice.randint(2, 10)):
            for segment in hotel.booking():
                hotel.add(hotel.segments, segment)
        for _ in range(dice.randint(0, 3)):
            hotel.add(hotel.blocks, hotel.block())
        hotel.add(hotel.groups, hotel.group())
        return hotel

    def add(self, things: dict[str, Thing], thing: Thing) -> None:
        things[thing.id] = thing

    def name(self) -> str:
        self.made += 1
        return str(self.made)

    def room(self, name: str | None = None) -> Room:
        name = name or self.name()
        kind = self.dice.random()
        if kind < 0.2:
            others = sorted(self.rooms)
            linked = tuple(self.dice.choice(others) for _ in range(self.dice.randint(0, 3))) if others else ()
            return Room(id=name, name=name, room_type_id="FAMILY", virtual=True, linked_room_ids=linked)
        if kind < 0.45:
            return Room(id=name, name=name, room_type_id="DORM", private=False, dorm_name="Dorm")
        return Room(id=name, name=name, room_type_id=self.dice.choice(("STD", "SUITE")))

    def some_room(self) -> str | None:
        return self.dice.choice([*sorted(self.rooms), None, "gone"])

    def booking(self) -> list[Segment]:
        """One to three rooms or legs under one reservation, or an extension of another one."""
        dice, name = self.dice, self.name()
        start = dice.randint(-7, 8)
        end = start + dice.choice((0, 1, 1, 2, 3, 5))
        first = self.segment(name, name, start, end)
        if dice.random() < 0.5:
            return [first]
        own = name if dice.random() < 0.8 else self.name()
        room_id = first.room_id if dice.random() < 0.4 else self.some_room()
        next_start = end if dice.random() < 0.7 else start
        second = self.segment(f"{name}-2", own, next_start, next_start + dice.randint(0, 3))
        return [first, replace(second, room_id=room_id, party_id=first.party_id, state=self.state(second))]

    def segment(self, name: str, reservation: str, start: int, end: int) -> Segment:
        dice = self.dice
        segment = Segment(
            id=name,
            reservation_id=reservation,
            room_id=self.some_room(),
            room_type_id=dice.choice(TYPES),
            start_date=day(start),
            end_date=day(end),
            state=StayState.EXPECTED,
            tentative=dice.random() < 0.15,
            party_id=dice.choice(("", "g1", "g2")),
            guests=dice.choice((None, 1, 2)),
        )
        return self.with_state(segment)

    def state(self, segment: Segment) -> StayState:
        if self.dice.random() < 0.2:
            return self.dice.choice((StayState.CANCELLED, StayState.NO_SHOW))
        if segment.start_date > TODAY:
            return StayState.EXPECTED
        return self.dice.choice((StayState.IN_HOUSE, StayState.IN_HOUSE, StayState.DEPARTED, StayState.EXPECTED))

    def with_state(self, segment: Segment) -> Segment:
        state = self.state(segment)
        left = None
        if state is StayState.DEPARTED and self.dice.random() < 0.5:
            left = self.as_of - timedelta(hours=self.dice.randint(0, 120))
        return replace(segment, state=state, actual_end=left)

    def block(self, name: str | None = None) -> RoomBlock:
        start = self.dice.randint(-6, 8)
        return RoomBlock(
            id=name or self.name(),
            room_id=self.dice.choice([*sorted(self.rooms), "gone"]),
            kind=self.dice.choice(list(BlockKind)),
            raw_kind="",
            start_date=day(start),
            end_date=day(start + self.dice.randint(0, 4)),
            end_inclusive=self.dice.choice((True, False, None)),
        )

    def group(self, name: str | None = None) -> GroupBlock:
        nights = tuple(
            GroupNight(
                night=day(self.dice.randint(-5, 9)),
                room_type_id=self.dice.choice(("STD", "DORM", "GONE")),
                rooms_held=self.dice.randint(0, 3),
                rooms_picked_up=self.dice.randint(0, 4),
            )
            for _ in range(self.dice.randint(0, 3))
        )
        return GroupBlock(id=name or self.name(), nights=nights, elastic=True)

    def inputs(self) -> dict[str, Any]:
        return {
            "rooms": list(self.rooms.values()),
            "segments": list(self.segments.values()),
            "blocks": list(self.blocks.values()),
            "groups": list(self.groups.values()),
            "as_of": self.as_of,
        }

    def in_full(self) -> NightlyOccupancy:
        return nightly_occupancy(
            INN,
            policy=self.policy,
            by=self.by,
            first_night=FIRST,
            nights=NIGHTS,
            **self.inputs(),  # type: ignore[arg-type]
        )

    def updated(self, last: NightlyOccupancy) -> NightlyOccupancy:
        """Some edits at once, and the answer that follows from the last one."""
        pairs: dict[str, list[Any]] = {"segments": [], "blocks": [], "groups": [], "rooms": []}
        touched: set[str] = set()
        for _ in range(self.dice.randint(0, 3)):
            self._edit(pairs, touched)
        self.as_of += timedelta(hours=self.dice.choice((0, 1, 5, 20, 24, 70)))
        changes = OccupancyChanges(**{name: tuple(found) for name, found in pairs.items()})
        return update_occupancy(last, property=INN, changes=changes, **self.inputs())

    def _edit(self, pairs: dict[str, list[Any]], touched: set[str]) -> None:
        kind = self.dice.choice(("segments",) * 7 + ("blocks", "blocks", "groups", "rooms"))
        things: dict[str, Any] = getattr(self, kind)
        name = self.dice.choice([*sorted(things), None])
        if name in touched or (kind == "rooms" and self.dice.random() < 0.6):
            return
        for old, new in self._edited(kind, things, name):
            pairs[kind].append((old, new))
            touched.add((new or old).id)
            if new is None:
                del things[old.id]
            else:
                things[new.id] = new

    def _edited(self, kind: str, things: dict[str, Any], name: str | None) -> list[tuple[Any, Any]]:
        if name is None:
            made = self.booking() if kind == "segments" else [getattr(self, kind.removesuffix("s"))()]
            return [(None, thing) for thing in made]
        old = things[name]
        if self.dice.random() < 0.15:
            return [(old, None)]
        return [(old, self._other(old) if kind == "segments" else getattr(self, kind.removesuffix("s"))(name))]

    def _other(self, old: Segment) -> Segment:
        shift = timedelta(days=self.dice.randint(-2, 3))
        match self.dice.randint(0, 5):
            case 0:
                return replace(old, end_date=max(old.end_date + shift, old.start_date))
            case 1:
                return replace(old, start_date=old.start_date + shift, end_date=old.end_date + shift)
            case 2:
                return replace(old, room_id=self.some_room(), room_type_id=self.dice.choice(TYPES))
            case 3:
                return replace(old, tentative=not old.tentative, guests=self.dice.choice((None, 1, 4)))
            case _:
                return self.with_state(old)


def slow_count(hotel: Hotel, night: date, *, today: date) -> dict[str, int]:
    """What a person with the booking sheet would say of one night, going through every stay and every room.

    It shares `effective_end` with the fast one, which has a test of its own, and is for hotels that are `is_plain`.
    """
    policy = hotel.policy
    found: Counter[str] = Counter()
    taken: set[str] = set()
    units = {room.id for room in hotel.rooms.values() if not room.virtual}
    for stay in hotel.segments.values():
        if stay.room_id not in units and not stay.room_type_id:
            continue
        end = effective_end(stay, business_date=today, property=INN, policy=policy)
        here = stay.start_date <= night < end
        tentative = stay.tentative and stay.state is StayState.EXPECTED
        found["tentative"] += here and tentative
        found["no_shows"] += here and stay.state is StayState.NO_SHOW
        found["cancellations"] += here and stay.state is StayState.CANCELLED
        if stay.state is StayState.CANCELLED or (tentative and not policy.count_tentative):
            continue
        if stay.state is StayState.NO_SHOW and not policy.count_no_show:
            continue
        found["on_the_books"] += here
        found["arrivals"] += stay.start_date == night
        found["departures"] += end == night
        found["day_use"] += stay.start_date == night == end
        found["stayovers"] += stay.start_date < night < end
        found["guests"] += stay.guests or 0 if here else 0
        if here and stay.room_id is not None:
            taken.add(stay.room_id)
    names = {"house_use": BlockKind.HOUSE_USE, "out_of_order": BlockKind.OUT_OF_ORDER}
    for room_id in units:
        kinds = {
            block.kind
            for block in hotel.blocks.values()
            if block.room_id == room_id
            and block.start_date <= night
            and (night < block.end_date or (night == block.end_date and block.end_inclusive is not False))
        } - {BlockKind.OUT_OF_SERVICE}
        if not kinds:
            continue
        if room_id in taken:
            found["conflicts"] += 1
        elif names["out_of_order"] in kinds:
            found["out_of_order"] += 1
        elif names["house_use"] in kinds:
            found["house_use"] += 1
        else:
            found["tentative"] += 1
    return {name: number for name, number in found.items() if number}


def is_plain(hotel: Hotel) -> bool:
    """Whether nothing in a hotel needs more than looking at one stay at a time."""
    virtual = any(room.virtual for room in hotel.rooms.values())
    starts = {stay.start_date for stay in hotel.segments.values()}
    return not virtual and not any(
        stay.state is StayState.IN_HOUSE and stay.end_date in starts for stay in hotel.segments.values()
    )
