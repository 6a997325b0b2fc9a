"""The hotel that the contract of `PmsConnector` needs: a few actions of a front desk.

To test a connector, write one `StagedHotel`: with a fake, a simulated hotel, or a sandbox account.
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
    """A party in one room of a reservation, by the ids of the hotel system."""

    reservation_id: str
    segment_id: str
    room_id: str | None


class StagedHotel(ABC):
    """A hotel that a test can change directly. Make a new one for each test.

    `secrets` are texts that must not appear anywhere: the key, and all else that gives access to the account.
    """

    connector: PmsConnector
    account: PmsAccount
    credentials: Credentials
    clock: Clock
    secrets: Sequence[str]

    @cached_property
    def tokens(self) -> TokenStore:
        """The store of renewed tokens. If `credentials` are those of a grant, its token is in it from the start."""
        return MemoryTokens()

    @abstractmethod
    def today(self) -> date:
        """The business date."""

    @abstractmethod
    def rooms(self) -> Sequence[str]:
        """The ids of all physical rooms, at least one of which is empty."""

    @abstractmethod
    def in_house(self) -> Sequence[Guest]:
        """The guests in house: at least two, in different rooms."""

    @abstractmethod
    def expected(self) -> Sequence[Guest]:
        """The expected guests: at least two, of different reservations."""

    @abstractmethod
    def check_out(self, guest: Guest) -> None:
        """Check the guest out. The room becomes dirty."""

    @abstractmethod
    def move(self, guest: Guest, room_id: str) -> None:
        """Move a guest in house to an empty room."""

    @abstractmethod
    def cancel(self, guest: Guest) -> None:
        """Cancel the whole reservation of an expected guest."""

    @abstractmethod
    def soil(self, room_id: str) -> None:
        """Set an empty room to dirty."""

    def delete(self, guest: Guest) -> None:
        """Delete the reservation of an expected guest. Needed if `deleted_visible`."""
        raise NotImplementedError("Override delete(): the connector says deleted_visible.")

    def block(self, room_id: str, start: date, end: date) -> None:
        """Block a room for the nights from `start` to `end`. Needed if `blocks`."""
        raise NotImplementedError("Override block(): the connector says blocks.")

    def spoil(self, row_id: str) -> bool:
        """Let the hotel system write the row of this reservation or room so that it cannot be read, such as its days.

        Returns whether it does: False, the default, leaves out the tests of such rows.
        """
        return False

    def message(self, guest: Guest) -> bytes:
        """The body of a message about this guest's reservation. Needed if `webhooks`."""
        raise NotImplementedError("Override message(): the connector says webhooks.")

    @abstractmethod
    def revoke(self) -> None:
        """Revoke the credential: every request from now on is refused."""

    @abstractmethod
    def fail(self) -> None:
        """Let every request from now on fail as if the servers of the hotel system were down (a 5xx)."""

    @abstractmethod
    def recover(self) -> None:
        """Let requests succeed again after `fail`."""

    def settle(self) -> None:
        """Wait until reads show every change made before: `read_lag`, on `clock`."""
        self.clock.sleep(self.connector.capabilities.read_lag.total_seconds())

    def empty_room(self) -> str:
        """A room that is empty and that no expected guest has."""
        taken = {guest.room_id for guest in (*self.in_house(), *self.expected())}
        return next(room for room in self.rooms() if room not in taken)


class WatchedLimiter:
    """A limiter at the connector's rate that records the slots it gave: `slots` are (key, lane)."""

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
        """Give no slot for `seconds`."""
        self._limiter.slow_down(key, seconds=seconds)
