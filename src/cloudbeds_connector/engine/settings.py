"""Decides how often the engine looks by itself, and how far, unless a host says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """How often the engine looks by itself, and how far. Every look is also started by webhooks and by hand.

    `change_feed_every` and `sweep_every` bound how late a lost webhook is made up for. `sweep_back_days` and
    `sweep_ahead_days` are the departure days a sweep reads, around the business date. A full sync reads the rooms
    too, every night, `full_delay` after the property's business day begins. `lease` is how long a killed worker's
    work waits. `confirm_exact_rooms`: exact, unique room matches need no person.
    `store_guest_names` False keeps no guest name at all.
    """

    change_feed_every: timedelta = timedelta(minutes=10)
    sweep_every: timedelta = timedelta(hours=1)
    full_delay: timedelta = timedelta(minutes=15)
    change_feed_overlap: timedelta = timedelta(minutes=5)
    sweep_back_days: int = 2
    sweep_ahead_days: int = 365
    block_ahead_days: int = 30
    plan_ahead_days: int = 14
    lease: timedelta = timedelta(minutes=2)
    sync_lease: timedelta = timedelta(minutes=10)
    inbox_batch: int = 200
    outbox_batch: int = 200
    retry_first: timedelta = timedelta(seconds=10)
    retry_most: timedelta = timedelta(minutes=5)
    hint_tries: int = 20
    confirm_exact_rooms: bool = False
    store_guest_names: bool = True
