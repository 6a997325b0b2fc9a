"""What a scenario is played on: one of the two clients, at one hotel, and what is known of that hotel beforehand."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cloudbeds_connector.cloudbeds import AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.cloudbeds.api import DEFAULT_BASE_URL
from cloudbeds_connector.cloudbeds.auth import ApiKey
from cloudbeds_connector.http.auth import Auth
from cloudbeds_connector.pms.clock import SystemClock
from cloudbeds_connector.pms.ports import Clock
from cloudbeds_connector.testing.clock import ManualClock

CLIENTS = ("sync", "async")


class NotHereError(Exception):
    """This hotel does not have what a scenario needs. Nothing is recorded then."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a hotel beforehand. A cassette carries it, so it says itself where it comes from."""

    source: str
    property_id: str
    timezone: str
    day: date

    def written(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def read(cls, written: dict[str, str]) -> Facts:
        return cls(**{**written, "day": date.fromisoformat(written["day"])})


@dataclass(frozen=True, kw_only=True)
class Hotel:
    """A hotel that can be asked. Without `clock` time is the machine's; `pause` lets time pass there."""

    facts: Facts
    auth: Auth
    base_url: str = DEFAULT_BASE_URL
    clock: Clock | None = None
    writes: bool = True

    def pause(self, seconds: float) -> None:
        """Reads may lag writes by some seconds."""
        (self.clock or SystemClock()).sleep(seconds)


def replayed(facts: Facts) -> Hotel:
    """The hotel of a cassette: it answers as it did, without a network, and no time passes."""
    return Hotel(facts=facts, auth=ApiKey("cbat_replayed"), clock=ManualClock())


class Stage:
    """One hotel and one client. Call it with a call of the client: the result, or every row of a listing."""

    def __init__(self, hotel: Hotel, client: CloudbedsClient | AsyncCloudbedsClient, run: Callable[[Any], Any]) -> None:
        self.hotel = hotel
        self.facts = hotel.facts
        self.client: Any = client
        self._run = run

    def __call__(self, call: Callable[[Any], Any]) -> Any:
        result = call(self.client)
        if isinstance(self.client, CloudbedsClient):
            return list(result) if hasattr(result, "pages") else result
        return self._run(_awaited(result))


async def _awaited(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else [row async for row in result]


@contextmanager
def staged(hotel: Hotel, kind: str) -> Iterator[Stage]:
    """A stage with the ``sync`` or the ``async`` client."""
    given: dict[str, Any] = {
        "property_id": hotel.facts.property_id,
        "timezone": hotel.facts.timezone,
        "base_url": hotel.base_url,
        "clock": hotel.clock,
    }
    if kind == "sync":
        with CloudbedsClient(hotel.auth, **given) as client:
            yield Stage(hotel, client, lambda awaitable: awaitable)
        return
    if hotel.clock is not None:
        given["sleep"] = _sleeping(hotel.clock)
    with asyncio.Runner() as runner:
        patient = AsyncCloudbedsClient(hotel.auth, **given)
        try:
            yield Stage(hotel, patient, runner.run)
        finally:
            runner.run(patient.close())


def _sleeping(clock: Clock) -> Callable[[float], Any]:
    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    return sleep
