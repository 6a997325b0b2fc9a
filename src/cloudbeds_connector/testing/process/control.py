"""Decides how a test or a host talks to a simulated hotel in another process, and how it uses that hotel's clock."""

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
from .shared_clock import ClockFace

Json = dict[str, Any]


class HotelControl:
    """The control API of the hotel at `base_url` (the API's, or just the host). Safe to share between threads.

    Connections are kept alive, one for each call that is under way: while `advance` delivers webhooks, their
    receiver may ask for the time. `timeout` is in real seconds; a whole day may take a while.
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
        """``now``, ``monotonic``, the business date ``today``, the ``timezone``, and ``speed`` (None: it stands)."""
        return self._call("GET", "clock")

    def advance(self, by: timedelta | float) -> datetime:
        """Move the hotel's clock (a number is seconds) and let happen what is due; returns the new instant."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return datetime.fromisoformat(self._call("POST", "advance", {"seconds": seconds})["now"])

    def advance_to(self, instant: datetime) -> datetime:
        """Move the hotel's clock to `instant` and let happen what is due; returns the new instant."""
        to = require_aware(instant, "instant").isoformat()
        return datetime.fromisoformat(self._call("POST", "advance", {"to": to})["now"])

    def ledger(self) -> Ledger:
        """A copy of what was true in the hotel, and what it showed."""
        return Ledger.from_json(self._call("GET", "ledger"))

    def day(self) -> Json:
        """The scripted day: ``date``, ``ends_at``, ``next_at``, ``finished``, and its ``steps`` with ``done``."""
        return self._call("GET", "day")

    def rooms(self) -> list[Json]:
        """Every room as it truly is: condition, who is in it, whether it is blocked."""
        rooms: list[Json] = self._call("GET", "rooms")["rooms"]
        return rooms

    def stats(self) -> Json:
        """What passed between the hotel and its clients (see `Stats`)."""
        return self._call("GET", "stats")

    def set_faults(self, faults: Mapping[str, Any] | None = None) -> Json:
        """What goes wrong with requests from now on: fields of `Faults`, and ``fail_next``. None: nothing."""
        return self._call("POST", "faults", faults or {})

    def set_webhook_faults(self, faults: Mapping[str, Any] | None = None) -> Json:
        """What goes wrong with webhooks from now on: fields of `WebhookFaults`. None: nothing."""
        return self._call("POST", "webhook-faults", faults or {})

    def close(self) -> None:
        """Close the connections that are kept."""
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
            # the hotel hangs up on connections that were idle for long: nothing was asked of it yet
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
    """The clock of a hotel in another process, as a `Clock`. `sleep` moves it, and what is due there happens.

    With `face`, the time is read from memory that both processes share; without, the hotel is asked.
    """

    def __init__(self, control: HotelControl, *, face: ClockFace | None = None) -> None:
        self._control = control
        self._face = face

    def now(self) -> datetime:
        """The hotel's instant, aware UTC."""
        return self._face.read() if self._face is not None else self._control.now().astimezone(UTC)

    def monotonic(self) -> float:
        """The hotel's instant in seconds; only differences mean something."""
        return self.now().timestamp()

    def sleep(self, seconds: float) -> None:
        """Let so many of the hotel's seconds pass; no real ones."""
        self._control.advance(seconds)
