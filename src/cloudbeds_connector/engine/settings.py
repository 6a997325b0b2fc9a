"""The engine's settings: how often it looks at the hotel system by itself, how far, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """How often the engine looks by itself, and how far. Every look is also started by webhooks and by hand.

    `change_feed_every` and `sweep_every` bound how late a change is seen whose webhook was lost. `sweep_back_days` and
    `sweep_ahead_days` are the departure days that a reconcile reads, around the business date. A full sync reads the
    rooms too, every night, `full_delay` after the property's business day begins. `lease` is how long the work of a
    killed worker waits. Blocks are read again `confirm_after` an answer in which one was missing. A failure is tried
    again after `retry_first`, then later each time, at most `retry_most`.
    A delivery whose sink failed `delivery_tries` times (three and a half days of the longest delay) is given up, a dead
    letter: what follows it in its topic waits until a person replays it.
    A webhook that failed permanently, and only for itself, `hint_tries` times is given up; `inbox_batch` is how many of
    one hotel are looked at together.
    `confirm_exact_rooms`: exact, unique room matches need no person. `store_guest_names` False stores no guest name.
    """

    change_feed_every: timedelta = timedelta(minutes=10)
    sweep_every: timedelta = timedelta(hours=1)
    full_delay: timedelta = timedelta(minutes=15)
    confirm_after: timedelta = timedelta(seconds=30)
    change_feed_overlap: timedelta = timedelta(minutes=5)
    sweep_back_days: int = 2
    sweep_ahead_days: int = 365
    block_ahead_days: int = 30
    plan_ahead_days: int = 14
    lease: timedelta = timedelta(minutes=2)
    sync_lease: timedelta = timedelta(minutes=10)
    inbox_batch: int = 2000
    outbox_batch: int = 200
    retry_first: timedelta = timedelta(seconds=10)
    retry_most: timedelta = timedelta(minutes=5)
    hint_tries: int = 20
    delivery_tries: int = 1000
    confirm_exact_rooms: bool = False
    store_guest_names: bool = True

    def retry_delay(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts: twice as long each time."""
        doublings: int = 2 ** min(attempts, 8)
        return min(self.retry_first * doublings, self.retry_most)

    def block_window(self, today: date) -> tuple[date, date]:
        """The days for which blocks are read, both included; `today` is the property's business date."""
        return today - timedelta(days=1), today + timedelta(days=self.block_ahead_days)
