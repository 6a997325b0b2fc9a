"""The time of a plan of a whole hotel, in milliseconds, and how it grows with the hotel.

Run it with ``python benchmarks/bench_plan.py``. The hotels have 60 to 5,000 rooms and four stays a room. Three plans
are measured: a morning on which half of the rooms are vacated, the same hotel a minute later, and the day after with
all of that work still open, which is the slowest, since every task needs the state of the day before. "x linear" is the
time for a room compared with a room in the smallest hotel; about 1 means linear growth.

Then one stay changes, and only the affected rooms are planned again: its room, linked rooms, and rooms of its type. The
table shows the share of the time of a whole plan, beside the share of the rooms.
"""

from __future__ import annotations

import time as clock
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from cloudbeds_connector.pms.facts import Cause, Vacate
from cloudbeds_connector.pms.model import Condition, Property, Segment, StayState
from cloudbeds_connector.turnover import HotelView, TurnoverPolicy, Unit, apply_plan, plan_turnover, touched_units

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HOTEL = Property(id="h", name="Hotel", timezone="America/New_York", check_in_time=time(15), check_out_time=time(11))
POLICY = TurnoverPolicy()
SIZES = (60, 500, 2000, 5000)
#: How many room types the hotels have.
TYPES = 20
ROUNDS = 5


def room(n: int, *, left: bool) -> Unit:
    """A room, vacated and dirty since this morning, or with a guest in it."""
    since = NOW - timedelta(minutes=5 if left else 900)
    return Unit(
        id=f"room-{n}",
        number=str(n),
        host_room_id=f"host-{n}",
        room_type_id=f"type-{n % TYPES}",
        condition=Condition.DIRTY,
        condition_since=since,
        occupied=not left,
        occupancy_since=since,
        observed_at=NOW,
    )


def stays(n: int, *, left: bool) -> list[Segment]:
    """Four stays: the past or current one, and three to come. In every eighth room, the next one has no room yet."""
    dates = [(-2, 0 if left else 2), (0 if left else 2, 4), (4, 7), (7, 9)]
    first = StayState.DEPARTED if left else StayState.IN_HOUSE
    return [
        Segment(
            id=f"{n}-{k}",
            reservation_id=f"{n}-{k}",
            room_id=None if k == 1 and n % 8 == 0 else f"room-{n}",
            room_type_id=f"type-{n % TYPES}",
            start_date=TODAY + timedelta(days=start),
            end_date=TODAY + timedelta(days=end),
            state=first if k == 0 else StayState.EXPECTED,
            eta=time(13 + n % 9) if n % 3 else None,
        )
        for k, (start, end) in enumerate(dates)
    ]


def hotel(rooms: int) -> HotelView:
    """The morning: every second room was vacated just now."""
    return HotelView(
        connection_id="c",
        property=HOTEL,
        units=tuple(room(n, left=n % 2 == 0) for n in range(rooms)),
        segments=tuple(stay for n in range(rooms) for stay in stays(n, left=n % 2 == 0)),
        vacates=tuple(
            Vacate(unit_id=f"room-{n}", segment_id=f"{n}-0", n=1, at=NOW, noticed_at=NOW, cause=Cause.CHECK_OUT)
            for n in range(0, rooms, 2)
        ),
    )


def cost(view: HotelView, now: datetime, only: frozenset[str] | None = None) -> float:
    """The least CPU time of one plan, in milliseconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = clock.process_time()
        plan_turnover(view, now=now, policy=POLICY, only=only)
        best = min(best, (clock.process_time() - began) * 1000)
    return best


def one_change(rooms: int) -> tuple[float, float, float]:
    """The time to plan the rooms that one changed stay affects, its share of a whole plan, and the share of rooms."""
    morning = hotel(rooms)
    planned = apply_plan(morning, plan_turnover(morning, now=NOW, policy=POLICY))
    stay = next(s for s in planned.segments if s.state is StayState.EXPECTED and s.room_id == "room-6")
    later = replace(stay, eta=time(12))
    changed = replace(planned, segments=tuple(later if s is stay else s for s in planned.segments))
    only = touched_units(changed, segments=(stay, later))
    part, whole = cost(changed, NOW, only), cost(changed, NOW)
    return part, part / whole, len(only) / rooms


def costs(rooms: int) -> dict[str, float]:
    """The times of the three plans of a hotel."""
    morning = hotel(rooms)
    planned = apply_plan(morning, plan_turnover(morning, now=NOW, policy=POLICY))
    return {
        "departures": cost(morning, NOW),
        "a minute later": cost(planned, NOW + timedelta(minutes=1)),
        "the day after": cost(planned, NOW + timedelta(days=1)),
    }


def main() -> None:
    found = {rooms: costs(rooms) for rooms in SIZES}
    print(f"{'rooms':>6} {'stays':>6}" + "".join(f" {name + ' ms':>18} {'x linear':>9}" for name in found[SIZES[0]]))
    for rooms, each in found.items():
        ratios = {name: ms / rooms / (found[SIZES[0]][name] / SIZES[0]) for name, ms in each.items()}
        print(f"{rooms:>6} {rooms * 4:>6}" + "".join(f" {ms:>18.1f} {ratios[name]:>9.2f}" for name, ms in each.items()))
    print(f"\n{'rooms':>6} {'one change ms':>14} {'share of a plan':>16} {'share of the rooms':>19}")
    for rooms in SIZES:
        part, of_plan, of_rooms = one_change(rooms)
        print(f"{rooms:>6} {part:>14.2f} {of_plan:>16.2f} {of_rooms:>19.2f}")


if __name__ == "__main__":
    main()
