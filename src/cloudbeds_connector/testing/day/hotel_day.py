"""A scripted hotel day: seeded, timed steps on a simulated hotel's clock.

The day begins at the hotel's current instant (20:00 of the evening before, from `hotel_for_day`), includes the night
audit, and ends at 23:30. Steps run in the thread that moves the clock: by `play`, by a test that advances the clock, or
by code under test that sleeps on it. The same seed makes the same day.
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
from ..hotel.state import FrontDeskError
from ..ledger.ledger import Ledger
from .clerk import DeskClerk
from .opening import fill_hotel
from .script import write_script

#: 20:00 in New York on a Thursday.
EVENING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ENDS = time(23, 30)


@dataclass(order=True)
class Step:
    """One step at `at` (UTC). `outcome` is empty until then, and after that ``done`` or why it was skipped."""

    at: datetime
    order: int
    text: str = field(compare=False)
    run: Callable[[], object] = field(compare=False, repr=False)
    outcome: str = field(compare=False, default="")

    @property
    def done(self) -> bool:
        """Whether the step was run or skipped."""
        return bool(self.outcome)


class HotelDay:
    """One scripted day of `hotel`, attached to the hotel's clock until `close`.

    With `housekeepers` False, the simulated hotel cleans no rooms: that is left to the host under test.
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
        clerk = DeskClerk(hotel, seed=seed, add_step=self.add_step, housekeepers=housekeepers)
        with hotel.lock:
            write_script(clerk, seed=seed, day=self.date, now=started, ends_at=self.ends_at, add_step=self.add_step)
        hotel.clock.attach(self)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step known so far, in the order of time: those that were run, then those to come."""
        with self.hotel.lock:
            return (*self._past, *sorted(self._pending))

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return not self._pending

    def add_step(self, at: datetime, text: str, run: Callable[[], object]) -> None:
        """Add a step. A step in the past or after the day's end is ignored."""
        if self.hotel.clock.now() <= at <= self.ends_at:
            with self.hotel.lock:
                heapq.heappush(self._pending, Step(at, next(self._count), text, run))

    def play(self, until: datetime | None = None) -> None:
        """Move the hotel's clock to `until` (default: the day's end), running every step on the way."""
        self.hotel.clock.advance_to(until or self.ends_at)

    def close(self) -> None:
        """Run no more steps."""
        self.hotel.clock.detach(self)

    # -- due steps (see clock.Alarm) -------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """When the next step is due."""
        with self.hotel.lock:
            return self._pending[0].at if self._pending else None

    def run_due(self) -> None:
        """Run the steps that are due. Each is one atomic change of the hotel."""
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
    """A city hotel at eight in the evening, full of guests, and the day that follows. A `Ledger` observes it.

    `ledger_of` returns the ledger. `SimulatedHotel.serve` serves the API.
    """
    hotel = SimulatedHotel.city(rooms=rooms, seed=seed, clock=clock or ManualClock(EVENING), profile=profile)
    fill_hotel(hotel, seed=seed, day=day_to_play(hotel))
    hotel.observe(Ledger())
    return hotel, HotelDay(hotel, seed=seed, housekeepers=housekeepers)


def day_to_play(hotel: SimulatedHotel) -> date:
    """The hotel day of the script: tomorrow from noon on, today before noon."""
    local = hotel.local(hotel.clock.now())
    return local.date() + timedelta(days=1 if local.hour >= 12 else 0)


def ledger_of(hotel: SimulatedHotel) -> Ledger:
    """The ledger that observes this hotel; `ValueError` if its observer is something else."""
    if not isinstance(hotel.observer, Ledger):
        raise ValueError("No ledger observes this hotel. Give it one with hotel.observe(Ledger()).")
    return hotel.observer
