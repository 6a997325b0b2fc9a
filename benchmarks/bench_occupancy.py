"""The time to count a year of a hotel's nights, in milliseconds: in full, and again after one stay has changed.

Run it with ``python benchmarks/bench_occupancy.py``. The hotels have 60, 500 and 1,000 rooms of nine types, about 60
stays a room, and 365 nights ahead of them. "x linear" is the cost of a stay against that in the smallest hotel;
1 or less means that counting grows no faster than the hotel does. "ratio" is a full count against an update.
"""

from __future__ import annotations

import random
import time as clock
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from cloudbeds_connector.occupancy import OccupancyChanges, nightly_occupancy, update_occupancy
from cloudbeds_connector.pms.model import BlockKind, Property, Room, RoomBlock, Segment, StayState

AS_OF = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HOTEL = Property(id="h", name="Hotel", timezone="America/New_York", check_in_time=time(15), check_out_time=time(11))
SIZES = (60, 500, 1000)
ROUNDS = 5


def rooms(number: int) -> list[Room]:
    """Rooms of eight types; every twentieth is a bed of a dorm."""
    return [
        Room(
            id=f"r{n}",
            name=str(n),
            room_type_id="dorm" if n % 20 == 0 else f"type-{n % 8}",
            private=n % 20 != 0,
            dorm_name="" if n % 20 else "Dorm",
        )
        for n in range(number)
    ]


def stays(number: int) -> list[Segment]:
    """A year of stays one after the other in each room: one has left, one is in house, the others are expected."""
    chance = random.Random(number)
    found: list[Segment] = []
    for n in range(number):
        day = TODAY - timedelta(days=chance.randint(2, 5))
        while day < TODAY + timedelta(days=365):
            end = day + timedelta(days=chance.choice((2, 3, 5, 8)))
            state = StayState.DEPARTED if end <= TODAY else StayState.IN_HOUSE if day <= TODAY else StayState.EXPECTED
            if state is StayState.EXPECTED and chance.random() < 0.1:
                state = StayState.CANCELLED
            found.append(
                Segment(
                    id=f"{n}-{len(found)}",
                    reservation_id=f"{n}-{len(found)}",
                    room_id=f"r{n}" if end < TODAY + timedelta(days=30) else None,
                    room_type_id="dorm" if n % 20 == 0 else f"type-{n % 8}",
                    start_date=day,
                    end_date=end,
                    state=state,
                    guests=2,
                )
            )
            day = end + timedelta(days=chance.choice((0, 0, 1, 4)))
    return found


def closed(number: int) -> list[RoomBlock]:
    """A week out of order for every tenth room."""
    return [
        RoomBlock(
            id=f"b{n}",
            room_id=f"r{n}",
            kind=BlockKind.OUT_OF_ORDER,
            raw_kind="blocked_dates",
            start_date=TODAY + timedelta(days=n % 300),
            end_date=TODAY + timedelta(days=n % 300 + 6),
        )
        for n in range(0, number, 10)
    ]


def cost(work: Callable[[], object]) -> float:
    """The least CPU time of some work, in milliseconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = clock.process_time()
        work()
        best = min(best, (clock.process_time() - began) * 1000)
    return best


def costs(number: int) -> tuple[int, float, float]:
    """The number of stays, the time of a full count, and the time of an update after one extended stay."""
    house, before, blocks = rooms(number), stays(number), closed(number)
    old = next(stay for stay in before if stay.start_date > TODAY + timedelta(days=40))
    new = replace(old, end_date=old.end_date + timedelta(days=2))
    after = [new if stay is old else stay for stay in before]
    last = nightly_occupancy(HOTEL, rooms=house, segments=before, blocks=blocks, as_of=AS_OF)

    def in_full() -> object:
        return nightly_occupancy(HOTEL, rooms=house, segments=after, blocks=blocks, as_of=AS_OF)

    def updated() -> object:
        return update_occupancy(
            last,
            property=HOTEL,
            rooms=house,
            segments=after,
            blocks=blocks,
            changes=OccupancyChanges(segments=((old, new),)),
            as_of=AS_OF,
        )

    if in_full() != updated():
        raise SystemExit("An update and a full count differ; the figures mean nothing.")
    return len(after), cost(in_full), cost(updated)


def main() -> None:
    print(f"{'rooms':>6} {'nights':>7} {'stays':>7} {'full ms':>9} {'x linear':>9} {'update ms':>10} {'ratio':>7}")
    first: float | None = None
    for number in SIZES:
        count, full, update = costs(number)
        first = first or full / count
        print(
            f"{number:>6} {365:>7} {count:>7} {full:>9.1f} {full / count / first:>9.2f} {update:>10.1f} "
            f"{full / update:>7.1f}"
        )


if __name__ == "__main__":
    main()
