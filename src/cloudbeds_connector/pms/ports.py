"""Decides what the connector asks of the world: the hotel system, the clock, the rate, and the host.

Every port is a Protocol with few verbs. `cloudbeds_connector.testing.contracts` has one suite per port that any
implementation can run. Ports are synchronous; `observed` times are when a request was *sent*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from .capabilities import Capabilities
from .model import Condition, Hint, Property, Reservation, Room, RoomBlock, RoomState, RoomType
from .tasks import TaskCommand

T_co = TypeVar("T_co", covariant=True)


class Clock(Protocol):
    """Time, passed in. `now` is aware UTC; `monotonic` and `sleep` are seconds on the same clock."""

    def now(self) -> datetime:
        """This instant, aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean something."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...


class Lane(StrEnum):
    """Who is asking: a webhook's look-up (REALTIME) goes before a bulk sync (BULK)."""

    REALTIME = "realtime"
    BULK = "bulk"


class Limiter(Protocol):
    """Keeps the rate of one credential (`key`), across everything that shares it."""

    def acquire(self, key: str, *, lane: Lane = Lane.BULK) -> None:
        """Wait for the next slot of `key`."""
        ...

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long: the hotel system asked for it, or looks as if it blocks us."""
        ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """Some rows of one answer, and when the request that saw them was sent (UTC)."""

    items: tuple[T_co, ...]
    sent_at: datetime


class Directory(Protocol):
    """What the hotel consists of."""

    def properties(self) -> Sequence[Property]:
        """Every property this credential covers; `Property.id` equals `pms_property_id` here."""
        ...

    def room_types(self) -> Sequence[RoomType]:
        """The property's room types."""
        ...

    def rooms(self) -> Page[Room]:
        """Every room of the property."""
        ...


class Stays(Protocol):
    """Reservations with their segments, deleted ones included (`Reservation.deleted`)."""

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[Reservation]]:
        """Look at these. A reservation that is not in the answer was not shown; that does not prove it is gone."""
        ...

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        """Those the hotel system says changed at or after `since` (UTC), with the overlap its zone needs."""
        ...

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        """Those that leave on a day from `start` to `end`, whatever their state."""
        ...


class RoomStates(Protocol):
    """Housekeeping condition and occupancy."""

    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[RoomState]]:
        """The state of every room, now."""
        ...

    def set_condition(self, room_id: str, condition: Condition) -> RoomState:
        """Say explicitly what condition a room is in, and return what the hotel system answers."""
        ...


class Blocks(Protocol):
    """Units that cannot be sold."""

    def window(self, start: date, end: date) -> Iterator[Page[RoomBlock]]:
        """Blocks that touch a day from `start` to `end`."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionReport:
    """What `ensure_subscriptions` did. `manual` are instructions for a person where no API does it."""

    created: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    manual: str | None = None


class Events(Protocol):
    """The hotel system's own messages."""

    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        """Have every event that matters sent to `endpoint_url`; repeating it changes nothing."""
        ...


class PmsSession(Protocol):
    """One property, opened with one credential. Close it, or use it in a `with`."""

    @property
    def directory(self) -> Directory: ...  # noqa: D102
    @property
    def stays(self) -> Stays: ...  # noqa: D102
    @property
    def room_states(self) -> RoomStates: ...  # noqa: D102
    @property
    def blocks(self) -> Blocks: ...  # noqa: D102
    @property
    def events(self) -> Events: ...  # noqa: D102

    def close(self) -> None:
        """Give connections back."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class PmsAccount:
    """How to reach one property: what a connector needs besides the secret.

    `timezone` is None until the property is known. `settings` are the connector's own (such as ``base_url``).
    """

    connection_id: str
    pms_property_id: str | None
    timezone: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A secret that opens an account. Its repr shows no secret."""

    secret: str = field(repr=False)
    kind: str = "api_key"


class PmsConnector(Protocol):
    """A hotel system. `slug` is its word in paths (``cloudbeds``)."""

    @property
    def slug(self) -> str: ...  # noqa: D102
    @property
    def capabilities(self) -> Capabilities: ...  # noqa: D102

    def open(self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock) -> PmsSession:
        """Open one property. No request is made yet."""
        ...

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[Hint]:
        """The hints in a webhook's body. Unverified: call it after the sender was authenticated, trust nothing in it.

        Raises `WebhookRejectedError` if the body cannot be read at all.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class HostRoom:
    """A room of the host's own table (`property_rooms`)."""

    id: str
    number: str
    type: str = ""


class HostRooms(Protocol):
    """The host's own rooms."""

    def list(self, property_id: str) -> Sequence[HostRoom]:
        """Every room of the host's property."""
        ...


class TaskSink(Protocol):
    """Where task commands go. Deliveries come at least once: `command.key` tells repeats apart."""

    def send(self, command: TaskCommand) -> None:
        """Apply one command. Raise `SinkError` (or anything) to have it tried again later."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class StayEvent:
    """What happened to a stay, as hosts see it. `type` is one of `facts.FactType`; no guest data.

    `room_id` is the hotel system's room, `host_room_id` the host's. `reported_at` is the hotel system's own
    instant, or None; `noticed_at` is when the connector saw it; both UTC.
    """

    key: str
    property_id: str
    type: str
    reservation_id: str
    segment_id: str
    room_id: str | None
    to_room_id: str | None
    host_room_id: str
    reported_at: datetime | None
    noticed_at: datetime


class EventSink(Protocol):
    """Where check-ins, check-outs, cancellations and moves go, at least once each; `event.key` tells repeats apart."""

    def send(self, event: StayEvent) -> None:
        """Take one event. Raise to have it tried again later."""
        ...


class Attempt(StrEnum):
    """What `IdempotencyStore.begin` found."""

    RUN = "run"
    RUNNING = "running"
    DONE = "done"


@runtime_checkable
class IdempotencyStore(Protocol):
    """Makes work that may be asked for twice happen once in effect.

    `begin` says RUN to one caller and RUNNING to others until it finishes, abandons, or its lease ends; after
    `finish` everybody hears DONE. Work should itself be safe to run again: a killed worker's lease ends.
    """

    def begin(self, key: str, *, lease: timedelta) -> Attempt:
        """Ask to do the work called `key`."""
        ...

    def finish(self, key: str) -> None:
        """The work is done."""
        ...

    def abandon(self, key: str) -> None:
        """The work failed; the next caller may run it."""
        ...
