"""Decides how the demo's time passes: from one thing that happens to the next, on the hotel's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ...engine import Worker
from ...testing.process.child import HotelProcess

#: The longest step: webhooks are on their way at times that nobody announces.
LONGEST_STEP = timedelta(minutes=5)
#: After the day: retries of webhooks, second looks and deliveries that were put off.
QUIET = timedelta(minutes=15)


def play_day(hotel: HotelProcess, worker: Worker, *, told: Callable[[datetime, list[str]], None]) -> None:
    """Let the hotel's day pass, a worker beside it. `told` hears the instant and what the front desk just did."""
    day = hotel.control.day()
    end = datetime.fromisoformat(day["ends_at"])
    steps = [(datetime.fromisoformat(step["at"]), step["text"]) for step in day["steps"]]
    now = hotel.clock.now()
    while now < end:
        worker.run_once()
        due = worker.next_due() or end
        upcoming = next((at for at, _ in steps if at > now), end)
        target = min(max(due, now + timedelta(seconds=1)), upcoming, now + LONGEST_STEP, end)
        before, now = now, hotel.control.advance_to(target)
        told(now, [text for at, text in steps if before < at <= now])


def settle_down(hotel: HotelProcess, worker: Worker) -> None:
    """Let what is still under way arrive: nothing new happens in the hotel."""
    end = hotel.clock.now() + QUIET
    while (now := hotel.clock.now()) < end:
        worker.run_once()
        due = worker.next_due() or end
        hotel.control.advance_to(min(max(due, now + timedelta(seconds=1)), now + timedelta(minutes=1)))
    worker.run_once()
