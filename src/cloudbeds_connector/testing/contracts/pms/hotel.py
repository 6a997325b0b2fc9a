"""Decides what a hotel must be able to do for the contract of `PmsConnector`: a few verbs of a front desk.

Whoever proves a connector writes one `StagedHotel`: on a fake, on a simulated hotel, or on a sandbox account.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ....pms.limiter import LocalLimiter
from ....pms.memory_tokens import MemoryTokens
from ....pms.ports import Clock, Credentials, Lane, PmsAccount, PmsConnector, Slot
from ....pms.tokens import TokenStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Guest:
    """A party on one room of a reservation, by the hotel system's own ids."""

    reservation_id: str
    segment_id: str
    room_id: str | None


class StagedHotel(ABC):
    """A hotel that a test changes behind the connector's back. A fresh one for each test.

    `secrets` are texts that nothing may show: the key, and whatever else opens the account.
    """

    connector: PmsConnector
    account: PmsAccount
    credentials: Credentials
    clock: Clock
    secrets: Sequence[str]

    @cached_property
    def tokens(self) -> TokenStore:
        """Where sessions keep what they renew. If `credentials` are of a grant, its token is here from the start."""
        return MemoryTokens()

    @abstractmethod
    def today(self) -> date:
        """The business date."""

    @abstractmethod
    def rooms(self) -> Sequence[str]:
        """The ids of all physical rooms, one of them empty at least."""

    @abstractmethod
    def in_house(self) -> Sequence[Guest]:
        """Who is in house now: two at least, on different rooms."""

    @abstractmethod
    def expected(self) -> Sequence[Guest]:
        """Who is still to come: two at least, of different reservations."""

    @abstractmethod
    def check_out(self, guest: Guest) -> None:
        """The guest leaves, and the room is dirty."""

    @abstractmethod
    def move(self, guest: Guest, room_id: str) -> None:
        """The guest in house changes to an empty room."""

    @abstractmethod
    def cancel(self, guest: Guest) -> None:
        """The guest who is still to come cancels the whole reservation."""

    @abstractmethod
    def soil(self, room_id: str) -> None:
        """An empty room becomes dirty."""

    def delete(self, guest: Guest) -> None:
        """The reservation of a guest who is still to come is deleted. Needed where `deleted_visible`."""
        raise NotImplementedError("Override delete(): the connector says deleted_visible.")

    def block(self, room_id: str, start: date, end: date) -> None:
        """The room cannot be sold on the nights from `start` to `end`. Needed where `blocks`."""
        raise NotImplementedError("Override block(): the connector says blocks.")

    def message(self, guest: Guest) -> bytes:
        """The body of a message that says something about this guest's reservation. Needed where `webhooks`."""
        raise NotImplementedError("Override message(): the connector says webhooks.")

    @abstractmethod
    def revoke(self) -> None:
        """The credential is withdrawn: every request from now on is refused."""

    @abstractmethod
    def fail(self) -> None:
        """Every request from now on fails as it does when the hotel system's servers are down (a 5xx)."""

    @abstractmethod
    def recover(self) -> None:
        """Requests succeed again after `fail`."""

    def settle(self) -> None:
        """Wait until reads show every change made before: `read_lag`, on `clock`."""
        self.clock.sleep(self.connector.capabilities.read_lag.total_seconds())

    def empty_room(self) -> str:
        """A room nobody is in and nobody who is still to come has."""
        taken = {guest.room_id for guest in (*self.in_house(), *self.expected())}
        return next(room for room in self.rooms() if room not in taken)


class WatchedLimiter:
    """Keeps the connector's own rate, and remembers who was granted a slot: `slots` are (key, lane)."""

    blocking = False

    def __init__(self, hotel: StagedHotel) -> None:
        self._limiter = LocalLimiter(hotel.connector.capabilities.requests_per_second, hotel.clock)
        self.slots: list[tuple[str, Lane]] = []

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """Ask for a slot."""
        slot = self._limiter.take(key, lane=lane)
        if slot.granted:
            self.slots.append((key, lane))
        return slot

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot for so long."""
        self._limiter.slow_down(key, seconds=seconds)
