"""Webhook deliveries: real HTTP POSTs, retried as Cloudbeds' webhook guide describes.

A 2xx within 2 s is an acknowledgement. Any other answer is retried up to five times, a minute apart, and then dropped.
Times are on the hotel's clock. There is no thread: `deliver_due` sends what is due in the caller's thread.
"""

from __future__ import annotations

import heapq
import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from threading import Lock
from urllib.parse import urlsplit

from ..clock import ManualClock
from .faults import Stats, WebhookFaults

#: A slower answer counts as a failure even if it is 200 (webhook guide).
DEADLINE_SECONDS = 2.0
RETRIES = 5
RETRY_AFTER = timedelta(seconds=60)
#: Limit of the real socket, so that a dead receiver cannot hang a test.
SOCKET_TIMEOUT_SECONDS = 5.0
_DUPLICATE_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Subscription:
    """An address that one event is sent to. The API never shows the header's value."""

    id: str
    event: str
    url: str
    header_name: str = ""
    header_value: str = field(default="", repr=False)


@dataclass(frozen=True, order=True, slots=True)
class _Delivery:
    due: datetime
    sequence: int
    subscription: Subscription = field(compare=False)
    body: bytes = field(compare=False, repr=False)
    attempt: int = field(compare=False, default=1)


#: How one delivery is made: address, headers and body to the status of the answer. `OSError` if there is none.
Post = Callable[[str, Mapping[str, str], bytes], int]


class WebhookSender:
    """Sends a hotel's webhooks to their subscribers. Set `post` to receive them in the same process instead."""

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
        self.post: Post = post_over_http
        self._clock = clock
        self._faults = faults
        self._stats = stats
        self._rng = rng
        self._disorder = disorder
        self._duplicates = duplicates
        self._queue: list[_Delivery] = []
        self._sequence = 0
        self._lock = Lock()

    def send(self, event: str, body: bytes) -> None:
        """Queue an event for each of its subscribers; `deliver_due` sends it once it is due."""
        for subscription in [s for s in self.subscriptions.values() if s.event == event]:
            faults = self._faults()
            if self._rng.random() < faults.lost:
                self._stats.webhooks_lost += 1
                continue
            self._stats.webhooks_sent += 1
            self._push(self._clock.now() + self._delay(), subscription, body)
            if self._rng.random() < max(faults.doubled, _DUPLICATE_SHARE if self._duplicates else 0):
                self._stats.webhooks_doubled += 1
                self._push(self._clock.now() + self._delay(), subscription, body)

    def next_due(self) -> datetime | None:
        """When the next delivery or retry is due."""
        with self._lock:
            return self._queue[0].due if self._queue else None

    def deliver_due(self) -> int:
        """Make every delivery that is due; returns how many were attempted."""
        attempted = 0
        while (delivery := self._take()) is not None:
            attempted += 1
            self._deliver(delivery)
        return attempted

    def _take(self) -> _Delivery | None:
        with self._lock:
            if self._queue and self._queue[0].due <= self._clock.now():
                return heapq.heappop(self._queue)
            return None

    def _push(self, due: datetime, subscription: Subscription, body: bytes, attempt: int = 1) -> None:
        with self._lock:
            self._sequence += 1
            heapq.heappush(self._queue, _Delivery(due, self._sequence, subscription, body, attempt))

    def _delay(self) -> timedelta:
        faults = self._faults()
        seconds = self._rng.uniform(0.2, 3.0) if self._disorder else 0.2
        if faults.shuffled:
            seconds += self._rng.uniform(0, faults.shuffle_seconds)
        if self._rng.random() < faults.late:
            seconds += self._rng.uniform(0, faults.late_seconds)
        return timedelta(seconds=seconds)

    def _deliver(self, delivery: _Delivery) -> None:
        if delivery.attempt > 1 and delivery.subscription.id not in self.subscriptions:
            return  # unsubscribed: a first delivery still arrives, but it is not retried
        began = self._clock.now()
        accepted = self._accepted(delivery)
        slow = self._clock.now() - began > timedelta(seconds=DEADLINE_SECONDS)
        slow = slow or self._rng.random() < self._faults().slow
        if accepted and not slow:
            self._stats.webhooks_delivered += 1
        elif delivery.attempt <= RETRIES:
            self._stats.webhooks_retried += 1
            self._push(self._clock.now() + RETRY_AFTER, delivery.subscription, delivery.body, delivery.attempt + 1)
        else:
            self._stats.webhooks_failed += 1

    def _accepted(self, delivery: _Delivery) -> bool:
        """Send once; whether the answer was a 2xx."""
        subscription, headers = delivery.subscription, {"Content-Type": "application/json"}
        if subscription.header_name:
            headers[subscription.header_name] = subscription.header_value
        try:
            return 200 <= self.post(subscription.url, headers, delivery.body) < 300
        except (OSError, http.client.HTTPException):
            return False


def post_over_http(address: str, headers: Mapping[str, str], body: bytes) -> int:
    """POST once; returns the status of the answer."""
    url = urlsplit(address)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=SOCKET_TIMEOUT_SECONDS)
    try:
        connection.request("POST", f"{url.path or '/'}{'?' + url.query if url.query else ''}", body, dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
