"""The ports: what the connector needs from outside. The hotel system, the clock, the rate limit, and the host.

Every port is a Protocol with few methods. `cloudbeds_connector.testing.contracts` has a suite for each port that any
implementation can run. Ports are synchronous. The time of a look is when its request was *sent*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from ..secrecy import NotPickled
from .pages import Page as Page
from .pages import SetAside as SetAside

if TYPE_CHECKING:  # a script that only needs the client does not load the rest
    from .capabilities import Capabilities
    from .model import (
        Condition,
        Hint,
        ListedProperty,
        PropertyTimes,
        Reservation,
        Room,
        RoomBlock,
        RoomState,
        RoomType,
    )
    from .subscriptions import RemovalReport, SubscriptionReport
    from .tasks import TaskCommand
    from .tokens import TokenStore


class Clock(Protocol):
    """Time, passed in. `now` is aware UTC; `monotonic` and `sleep` are seconds on the same clock.

    Contract suite: `testing.contracts.clock.ClockContract`.
    """

    def now(self) -> datetime:
        """This instant, aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never decrease; only differences have a meaning."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...


class Lane(StrEnum):
    """The urgency of a request: a webhook's look (REALTIME) goes before a sync (BULK)."""

    REALTIME = "realtime"
    BULK = "bulk"


@dataclass(frozen=True, slots=True)
class Slot:
    """What `Limiter.take` returns. `granted`: the slot is the caller's, `wait` seconds from now (0 or more).

    Not granted: call `take` again after `wait` seconds, more than 0.
    """

    granted: bool
    wait: float


class Limiter(Protocol):
    """Limits the rate of one credential (`key`, a digest: never the secret), across everything that shares it.

    It never waits for a slot itself, so it serves threads and asyncio tasks alike; `pms.limiter.wait_for_slot` waits
    for a synchronous caller. Safe to call from many threads, and after a fork. `StoreError` if the storage of the
    rate does not answer: no slot is granted then. Contract suite: `testing.contracts.limiter.LimiterContract`.
    """

    @property
    def blocking(self) -> bool:
        """Whether `take` and `slow_down` do I/O; an asyncio caller then runs them in a thread (`asyncio.to_thread`)."""
        ...

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """Request a slot of `key`.

        A REALTIME caller is granted the next slot and waits for it; if it gives up, the slot is lost, so it is granted
        none that is more than a second away. A BULK caller is granted a slot only when it is due, so however many of
        them wait, a REALTIME caller gets the next slot. A BULK caller waits forever only if REALTIME callers use the
        whole rate.
        """
        ...

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Grant no slot of `key` for so long: the hotel system requested it, or seems to block us.

        A shorter pause does not end a longer one. A slot that was granted before stays granted.
        """
        ...


class Directory(Protocol):
    """Properties, room types and rooms. Read when a property is connected, and every night."""

    def properties(self) -> Sequence[ListedProperty]:
        """Every property this credential covers, by one listing: no request for each.

        Works without `PmsAccount.pms_property_id`: it is how a host finds it. Nothing about one property, such as a
        time zone that is missing or unknown, makes the listing fail.
        """
        ...

    def times(self, pms_property_id: str) -> PropertyTimes:
        """The times of one of these properties. `MissingScopeError` where the account may not read them."""
        ...

    def room_types(self) -> Sequence[RoomType]:
        """The property's room types: at least those of the rooms in `rooms`."""
        ...

    def rooms(self) -> Page[Room]:
        """Every room of the property, each once, from however many pages; `sent_at` is that of the first.

        A room that is missing counts as gone, so raise an error rather than return a part; one that cannot be read is
        in `Page.set_aside`. An empty page removes nothing, and neither does one with `Page.refused`. Virtual rooms are
        included, with `Room.virtual`.
        """
        ...


class Stays(Protocol):
    """Reservations with their segments, deleted ones included (`Reservation.deleted`) where the system shows them.

    Pages are requested as they are read, in any order; no reservation is twice in one listing. A segment keeps its id
    through moves, extensions and its departure: facts are what changed about an id between two looks. A reservation
    has *all* its segments, cancelled ones with the hotel system's state for that; one of which a part cannot be read is
    in `Page.set_aside`, because a segment that is missing counts as dropped.
    """

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[Reservation]]:
        """These reservations, and no others; ids may repeat, and any number may be given.

        A reservation that is missing in the result is not thereby known to be gone, and an unknown id is no error.
        """
        ...

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        """Those that the hotel system says changed at or after `since` (UTC), with the overlap that its zone needs.

        It is a listing, not a queue: the same call returns them again. It may miss some (``modified_lossy``), and
        returns nothing where there is no change feed.
        """
        ...

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        """Those that leave on a day from `start` to `end` (both included), whatever their state.

        Every change that was missed is found here, so it may return more, but not less.
        """
        ...


class RoomStates(Protocol):
    """Housekeeping condition and occupancy."""

    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[RoomState]]:
        """The state of every room, now, each once. A room that is missing keeps the state it had."""
        ...

    def set_condition(self, room_id: str, condition: Condition) -> RoomState:
        """Set a room's condition, and return the room's state as the hotel system answers it.

        Fields that it does not answer have their defaults, `occupied` is None. `ConfigurationError` for UNKNOWN, and
        where `Capabilities.write_condition` is False; `NotFoundError` or `BadRequestError` for an unknown room.
        """
        ...


class Blocks(Protocol):
    """Rooms that cannot be sold."""

    def window(self, start: date, end: date) -> Iterator[Page[RoomBlock]]:
        """Blocks that touch a day from `start` to `end` (both included), one row for each room; any span of days.

        A block that is missing from a window it touches counts as removed, so raise an error rather than return a
        part; one that cannot be read is in `Page.set_aside`. Nothing where `Capabilities.blocks` is False.
        """
        ...


class Events(Protocol):
    """The hotel system's own messages."""

    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        """Have every event that matters sent to `endpoint_url`; repeating it changes nothing.

        The URL contains the secret token: keep it out of logs and errors. Subscriptions of other addresses stay. An
        event that the hotel system refuses is in `SubscriptionReport.manual`; if it refuses all, raise.
        """
        ...

    def remove_subscriptions(self, is_ours: Callable[[str], bool]) -> RemovalReport:
        """End every subscription whose address `is_ours` accepts; the others stay. Repeating it changes nothing.

        An answer of success proves nothing, so list afterwards: what is still listed is in `RemovalReport.left`. Where
        no API lists subscriptions, say in `manual` what a person has to do.
        """
        ...


class PmsSession(Protocol):
    """One property, opened with one credential. The caller of `PmsConnector.open` closes it.

    Many threads use it at once. Every request waits for its slot (`Limiter.take`, in the caller's lane) and is
    repeated by the session itself where that is safe. It raises errors of `cloudbeds_connector.errors`:
    `AuthenticationError` for a refused key, `RetryableError` for what may succeed later, and another `PmsError` for
    what will be refused again. A part that the account may not read raises `MissingScopeError`, and the other parts
    still work. Its repr shows no secret.
    """

    @property
    def directory(self) -> Directory:
        """Properties, room types and rooms."""
        ...

    @property
    def stays(self) -> Stays:
        """Reservations and their segments."""
        ...

    @property
    def room_states(self) -> RoomStates:
        """Condition and occupancy of rooms."""
        ...

    @property
    def blocks(self) -> Blocks:
        """Rooms that cannot be sold."""
        ...

    @property
    def events(self) -> Events:
        """Subscriptions to the hotel system's messages."""
        ...

    def close(self) -> None:
        """Close the connections. It may be called twice."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class PmsAccount:
    """How to reach one property: what a connector needs besides the secret.

    `timezone` is None until the property is known. `settings` are the connector's own (such as ``base_url``).
    `replaced` names the parts (`pms.parts.Part`) that were read by another call before, because the account refuses
    the one for them: a connector makes that other call at once.
    """

    connection_id: str
    pms_property_id: str | None
    timezone: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials(NotPickled):
    """A secret that opens an account. Its repr shows no secret.

    `last_used_at` (UTC) is when the hotel system last accepted it, or when it was made, where that is known: some
    hotel systems end a key that is not used.
    """

    secret: str = field(repr=False)
    kind: str = "api_key"
    last_used_at: datetime | None = field(default=None, compare=False)


class PmsConnector(Protocol):
    """A hotel system. It has no open connection and no secret, and is shared by every property.

    Contract suite: `testing.contracts.pms.PmsConnectorContract`.
    """

    @property
    def slug(self) -> str:
        """The hotel system's name in paths and in stored connections (``cloudbeds``). It never changes."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the hotel system offers."""
        ...

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock, tokens: TokenStore
    ) -> PmsSession:
        """Open one property. No request is made yet.

        All waiting is done on `clock` and `limiter`. `tokens` stores what is renewed (the token of an OAuth grant)
        under `account.connection_id`; a connector that renews nothing does not use it. `ConfigurationError` for
        settings that cannot work.
        """
        ...

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[Hint]:
        """The hints in a webhook's body. Unverified: call it after the sender was authenticated.

        Use hints only as a reason to read. A hint holds names, ids (always strings) and the reported instant (UTC),
        never a status, a date or a guest. An unknown event is a hint too. Raises `WebhookRejectedError` for a body that
        cannot be read, and no other error for any body. Makes no request.
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
    """Receives task commands, each at least once; `command.key` identifies repeats.

    Contract suite: `testing.contracts.sinks.TaskSinkContract`.
    """

    def send(self, command: TaskCommand) -> None:
        """Apply one command. Raise `SinkError` (or any error) to have it delivered again later."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class StayEvent:
    """What happened to a stay. `type` is one of `facts.FactType`. It has no guest data.

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
    """Receives check-ins, check-outs, cancellations and moves, each at least once; `event.key` identifies repeats.

    Contract suite: `testing.contracts.sinks.EventSinkContract`.
    """

    def send(self, event: StayEvent) -> None:
        """Take one event. Raise any error to have it delivered again later."""
        ...
