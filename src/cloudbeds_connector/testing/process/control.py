"""The client of the control API of a simulated hotel in another process, and that hotel's clock."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from ...pms.hotel_time import require_aware
from ..ledger.ledger import Ledger
from .shared_clock import SharedClock

Json = dict[str, Any]


class HotelControl:
    """A client of the control API. Safe to share between threads.

    `base_url` is that of the hotel's API, or only its host. Connections are kept alive, one for each concurrent call:
    while `advance` delivers webhooks, their receiver may request the time. `timeout` is in real seconds; a whole day
    may take a while.
    """

    def __init__(self, base_url: str, *, timeout: float = 600.0) -> None:
        parts = urlsplit(base_url)
        self._host, self._port, self._timeout = parts.hostname or "127.0.0.1", parts.port or 80, timeout
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = Lock()

    def now(self) -> datetime:
        """The hotel's instant (UTC)."""
        return datetime.fromisoformat(self.clock()["now"])

    def clock(self) -> Json:
        """``now``, ``monotonic``, the business date ``today``, the ``timezone``, and ``speed`` (None: stopped)."""
        return self._call("GET", "clock")

    def advance(self, by: timedelta | float) -> datetime:
        """Move the hotel's clock (a number means seconds) and run what is due; returns the new instant."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return datetime.fromisoformat(self._call("POST", "advance", {"seconds": seconds})["now"])

    def advance_to(self, instant: datetime) -> datetime:
        """Move the hotel's clock to `instant` and run what is due; returns the new instant."""
        to = require_aware(instant, "instant").isoformat()
        return datetime.fromisoformat(self._call("POST", "advance", {"to": to})["now"])

    def ledger(self) -> Ledger:
        """A copy of the hotel's ledger."""
        return Ledger.from_json(self._call("GET", "ledger"))

    def day(self) -> Json:
        """The scripted day: ``date``, ``ends_at``, ``next_at``, ``finished``, and its ``steps`` with ``done``."""
        return self._call("GET", "day")

    def rooms(self) -> list[Json]:
        """The current state of every room: condition, the segment in it, whether it is blocked."""
        rooms: list[Json] = self._call("GET", "rooms")["rooms"]
        return rooms

    def stats(self) -> Json:
        """The fields of `Stats`."""
        return self._call("GET", "stats")

    def set_faults(self, faults: Mapping[str, Any] | None = None) -> Json:
        """Set the faults of requests: fields of `Faults`, and ``fail_next``. None removes all of them."""
        return self._call("POST", "faults", faults or {})

    def set_webhook_faults(self, faults: Mapping[str, Any] | None = None) -> Json:
        """Set the faults of webhooks: fields of `WebhookFaults`. None removes all of them."""
        return self._call("POST", "webhook-faults", faults or {})

    def close(self) -> None:
        """Close the connections that are kept alive."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def __enter__(self) -> HotelControl:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, method: str, name: str, values: Mapping[str, Any] | None = None) -> Json:
        body = None if values is None else json.dumps(values).encode()
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        try:
            connection, status, answer = self._ask(kept or self._connect(), method, name, body)
        except ConnectionError:
            if kept is None:
                raise
            # the hotel closes connections that were idle for long, before it has read anything
            connection, status, answer = self._ask(self._connect(), method, name, body)
        with self._lock:
            self._idle.append(connection)
        if status != 200:
            raise ValueError(answer["error"])
        return answer

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, name: str, body: bytes | None
    ) -> tuple[http.client.HTTPConnection, int, Json]:
        try:
            connection.request(method, f"/_hotel/{name}", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return connection, response.status, json.loads(response.read())
        except BaseException:
            connection.close()
            raise

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)


class HotelClock:
    """The clock of a hotel in another process, as a `Clock`. `sleep` moves it, and runs what is due there.

    With `shared`, the time is read from memory that both processes share; without it, by the control API.
    """

    def __init__(self, control: HotelControl, *, shared: SharedClock | None = None) -> None:
        self._control = control
        self._shared = shared

    def now(self) -> datetime:
        """The hotel's instant, aware UTC."""
        return self._shared.read() if self._shared is not None else self._control.now().astimezone(UTC)

    def monotonic(self) -> float:
        """The hotel's instant in seconds; only differences are meaningful."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass on the hotel's clock, without waiting."""
        self._control.advance(seconds)
