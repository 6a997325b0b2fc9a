"""Decides how one whole hotel day is played: a seeded script of timed steps on a simulated hotel's clock.

The day begins where the hotel's clock stands (20:00 of the evening before, from `hotel_for_day`), goes through the
night audit, and ends at 23:30. Whoever moves the clock plays it, in their own thread: `play`, a test that advances
the clock, or code under test that sleeps on it. The same seed makes the same day.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from ...pms.hotel_time import resolve
from ..clock import ManualClock
from ..hotel import Profile, SimulatedHotel
from ..hotel.truth import FrontDeskError
from ..ledger.ledger import Ledger
from .clerk import Desk
from .opening import fill_house
from .script import write_script

#: 20:00 in New York on a Thursday.
EVENING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ENDS = time(23, 30)


@dataclass(order=True)
class Step:
    """One thing that happens at `at` (UTC). `outcome` is empty before, then ``done`` or why it was skipped."""

    at: datetime
    order: int
    text: str = field(compare=False)
    run: Callable[[], object] = field(compare=False, repr=False)
    outcome: str = field(compare=False, default="")

    @property
    def done(self) -> bool:
        """Whether its time has come, be it that it was skipped."""
        return bool(self.outcome)


class HotelDay:
    """One day in the life of `hotel`. It hangs on the hotel's clock from the start; `close` takes it off.

    `housekeepers` False leaves cleaning to the host's own staff: rooms stay as dirty as guests leave them.
    """

    def __init__(self, hotel: SimulatedHotel, *, seed: int = 1, housekeepers: bool = True) -> None:
        self.hotel = hotel
        self.seed = seed
        started = hotel.clock.now()
        self.date: date = day_to_play(hotel)
        self.ends_at = resolve(self.date, ENDS, hotel.zone)
        self._pending: list[Step] = []
        self._past: list[Step] = []
        self._count = count()
        desk = Desk(hotel, seed=seed, later=self.later, housekeepers=housekeepers)
        with hotel.lock:
            write_script(desk, seed=seed, day=self.date, now=started, ends_at=self.ends_at, later=self.later)
        hotel.clock.attach(self)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step known so far in the order of time: those that happened, then those to come."""
        with self.hotel.lock:
            return (*self._past, *sorted(self._pending))

    @property
    def finished(self) -> bool:
        """Whether nothing is left to happen."""
        return not self._pending

    def later(self, at: datetime, text: str, run: Callable[[], object]) -> None:
        """Add a step; one in the past, or after the day's end, is none."""
        if self.hotel.clock.now() <= at <= self.ends_at:
            with self.hotel.lock:
                heapq.heappush(self._pending, Step(at, next(self._count), text, run))

    def play(self, until: datetime | None = None) -> None:
        """Move the hotel's clock to `until` (default: the day's end), letting everything happen on the way."""
        self.hotel.clock.advance_to(until or self.ends_at)

    def close(self) -> None:
        """Let nothing more happen."""
        self.hotel.clock.detach(self)

    # -- the clock's alarm -----------------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """When the next step is due."""
        with self.hotel.lock:
            return self._pending[0].at if self._pending else None

    def run_due(self) -> None:
        """Let happen what is due. Each step is one atomic change of the hotel."""
        with self.hotel.lock:
            while self._pending and self._pending[0].at <= self.hotel.clock.now():
                step = heapq.heappop(self._pending)
                try:
                    step.run()
                    step.outcome = "done"
                except FrontDeskError as error:
                    step.outcome = f"skipped: {error}"
                self._past.append(step)


def hotel_for_day(
    seed: int = 1,
    *,
    rooms: int = 64,
    clock: ManualClock | None = None,
    profile: Profile = Profile.OBSERVED,
    housekeepers: bool = True,
) -> tuple[SimulatedHotel, HotelDay]:
    """A city hotel at eight in the evening, full of guests, and the day that follows; a `Ledger` observes it.

    ``ledger_of(hotel)`` is the ledger; ``hotel.serve()`` makes the hotel reachable.
    """
    hotel = SimulatedHotel.city(rooms=rooms, seed=seed, clock=clock or ManualClock(EVENING), profile=profile)
    fill_house(hotel, seed=seed, day=day_to_play(hotel))
    hotel.observe(Ledger())
    return hotel, HotelDay(hotel, seed=seed, housekeepers=housekeepers)


def day_to_play(hotel: SimulatedHotel) -> date:
    """Tomorrow from noon on, today before."""
    local = hotel.local(hotel.clock.now())
    return local.date() + timedelta(days=1 if local.hour >= 12 else 0)


def ledger_of(hotel: SimulatedHotel) -> Ledger:
    """The ledger that observes this hotel; `ValueError` if something else does."""
    if not isinstance(hotel.observer, Ledger):
        raise ValueError("No ledger observes this hotel. Give it one with hotel.observe(Ledger()).")
    return hotel.observer
