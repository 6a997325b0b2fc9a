"""Playing the demo's day: the hotel's clock moves from one event to the next, with a worker beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ... import Worker
from ...testing import HotelProcess

#: The longest step: webhooks arrive at times that are not known beforehand.
LONGEST_STEP = timedelta(minutes=5)
#: How long the demo goes on after the day, for retries of webhooks, second looks and postponed deliveries.
QUIET = timedelta(minutes=15)


def play_day(
    hotel: HotelProcess, worker: Worker, *, show: Callable[[datetime, list[str]], None], check: Callable[[], None]
) -> None:
    """Play the hotel's day. `show` is called with the instant and what happened at the front desk.

    `check` is called before each step, and may end the day by raising.
    """
    day = hotel.control.day()
    end = datetime.fromisoformat(day["ends_at"])
    steps = [(datetime.fromisoformat(step["at"]), step["text"]) for step in day["steps"]]
    now = hotel.clock.now()
    while now < end:
        check()
        worker.run_once()
        due = worker.next_due() or end
        upcoming = next((at for at, _ in steps if at > now), end)
        target = min(max(due, now + timedelta(seconds=1)), upcoming, now + LONGEST_STEP, end)
        before, now = now, hotel.control.advance_to(target)
        show(now, [text for at, text in steps if before < at <= now])


def finish_pending(hotel: HotelProcess, worker: Worker, *, check: Callable[[], None] = lambda: None) -> None:
    """Go on for a while in which nothing new happens in the hotel, so that everything pending is done."""
    end = hotel.clock.now() + QUIET
    while (now := hotel.clock.now()) < end:
        check()
        worker.run_once()
        due = worker.next_due() or end
        hotel.control.advance_to(min(max(due, now + timedelta(seconds=1)), now + timedelta(minutes=1)))
    worker.run_once()
