"""Decides when and how webhooks travel: by real HTTP POSTs, as the webhook guide says deliveries behave.

A 2xx within 2 s is an acknowledgement; anything else is tried up to five times more, a minute apart, and then dropped.
Seconds are the hotel's: `deliver_due` sends, in the caller's thread, what is due on its clock. There is no thread.
"""

from __future__ import annotations

import heapq
import http.client
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from threading import Lock
from urllib.parse import urlsplit

from ..clock import ManualClock
from .faults import Stats, WebhookFaults

#: The guide's words: slower than this is a failure even if the answer is 200.
DEADLINE_SECONDS = 2.0
RETRIES = 5
RETRY_AFTER = timedelta(seconds=60)
#: What a real socket may take at most, so that a dead receiver cannot hang a test.
SOCKET_TIMEOUT_SECONDS = 5.0
_DOUBLED_BY_ITSELF = 0.03


@dataclass(frozen=True, slots=True)
class Subscription:
    """An address that one event is sent to. The header's value is never shown again."""

    id: str
    event: str
    url: str
    header_name: str = ""
    header_value: str = field(default="", repr=False)


@dataclass(frozen=True, order=True, slots=True)
class _Parcel:
    due: datetime
    sequence: int
    subscription: Subscription = field(compare=False)
    body: bytes = field(compare=False, repr=False)
    attempt: int = field(compare=False, default=1)


class Courier:
    """Carries a hotel's webhooks to its subscribers."""

    def __init__(
        self,
        clock: ManualClock,
        *,
        faults: Callable[[], WebhookFaults],
        stats: Stats,
        rng: Random,
        disorder: bool,
        duplicates: bool,
    ) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self._clock = clock
        self._faults = faults
        self._stats = stats
        self._rng = rng
        self._disorder = disorder
        self._duplicates = duplicates
        self._parcels: list[_Parcel] = []
        self._sequence = 0
        self._lock = Lock()

    def post(self, event: str, body: bytes) -> None:
        """Send this to everybody who subscribed to it, as soon as the clock allows."""
        for subscription in [s for s in self.subscriptions.values() if s.event == event]:
            faults = self._faults()
            if self._rng.random() < faults.lost:
                self._stats.webhooks_lost += 1
                continue
            self._stats.webhooks_sent += 1
            self._push(self._clock.now() + self._delay(), subscription, body)
            if self._rng.random() < max(faults.doubled, _DOUBLED_BY_ITSELF if self._duplicates else 0):
                self._stats.webhooks_doubled += 1
                self._push(self._clock.now() + self._delay(), subscription, body)

    def next_due(self) -> datetime | None:
        """When the next delivery or retry is due."""
        with self._lock:
            return self._parcels[0].due if self._parcels else None

    def deliver_due(self) -> int:
        """Make every delivery that is due; returns how many were attempted."""
        attempted = 0
        while (parcel := self._take()) is not None:
            attempted += 1
            self._deliver(parcel)
        return attempted

    def _take(self) -> _Parcel | None:
        with self._lock:
            if self._parcels and self._parcels[0].due <= self._clock.now():
                return heapq.heappop(self._parcels)
            return None

    def _push(self, due: datetime, subscription: Subscription, body: bytes, attempt: int = 1) -> None:
        with self._lock:
            self._sequence += 1
            heapq.heappush(self._parcels, _Parcel(due, self._sequence, subscription, body, attempt))

    def _delay(self) -> timedelta:
        faults = self._faults()
        seconds = self._rng.uniform(0.2, 3.0) if self._disorder else 0.2
        if faults.shuffled:
            seconds += self._rng.uniform(0, faults.shuffle_seconds)
        if self._rng.random() < faults.late:
            seconds += self._rng.uniform(0, faults.late_seconds)
        return timedelta(seconds=seconds)

    def _deliver(self, parcel: _Parcel) -> None:
        if parcel.attempt > 1 and parcel.subscription.id not in self.subscriptions:
            return  # unsubscribed: what was on its way still arrived, but nothing is tried again
        began = self._clock.now()
        accepted = _post(parcel.subscription, parcel.body)
        slow = self._clock.now() - began > timedelta(seconds=DEADLINE_SECONDS)
        slow = slow or self._rng.random() < self._faults().slow
        if accepted and not slow:
            self._stats.webhooks_delivered += 1
        elif parcel.attempt <= RETRIES:
            self._stats.webhooks_retried += 1
            self._push(self._clock.now() + RETRY_AFTER, parcel.subscription, parcel.body, parcel.attempt + 1)
        else:
            self._stats.webhooks_failed += 1


def _post(subscription: Subscription, body: bytes) -> bool:
    """POST once; whether the answer was a 2xx."""
    url = urlsplit(subscription.url)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=SOCKET_TIMEOUT_SECONDS)
    headers = {"Content-Type": "application/json"}
    if subscription.header_name:
        headers[subscription.header_name] = subscription.header_value
    try:
        connection.request("POST", f"{url.path or '/'}{'?' + url.query if url.query else ''}", body, headers)
        answer = connection.getresponse()
        answer.read()
        return 200 <= answer.status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
