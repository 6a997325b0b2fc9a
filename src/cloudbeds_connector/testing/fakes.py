"""Fakes for a host's own tests: a hotel system in a few dictionaries, and sinks that record what they receive.

`FakePms` is a minimal `PmsConnector`. For a hotel that behaves like Cloudbeds over real HTTP, use `SimulatedHotel`.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from ..errors import BadRequestError, ConfigurationError, MissingScopeError, NotFoundError, WebhookRejectedError
from ..pms.capabilities import Capabilities
from ..pms.limiter import wait_for_slot
from ..pms.model import (
    Condition,
    Entity,
    Hint,
    ListedProperty,
    Property,
    PropertyTimes,
    Reservation,
    Room,
    RoomBlock,
    RoomState,
    RoomType,
    known_condition,
)
from ..pms.pages import Page, SetAside
from ..pms.ports import (
    Blocks,
    Clock,
    Credentials,
    Directory,
    Events,
    Lane,
    Limiter,
    PmsAccount,
    PmsSession,
    RoomStates,
    StayEvent,
    Stays,
)
from ..pms.subscriptions import RemovalReport, SubscriptionReport
from ..pms.tasks import TaskCommand
from ..pms.tokens import TokenStore

T = TypeVar("T")


@dataclass
class RecordingTaskSink:
    """Records every command, each key once, as a host should. `fail_with` is raised instead, if set."""

    commands: list[TaskCommand] = field(default_factory=list)
    deliveries: int = 0
    fail_with: Exception | None = None
    _seen: set[str] = field(default_factory=set, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def send(self, command: TaskCommand) -> None:
        """Record one command."""
        with self._lock:
            self.deliveries += 1
            if self.fail_with is not None:
                raise self.fail_with
            if command.key not in self._seen:
                self._seen.add(command.key)
                self.commands.append(command)


@dataclass
class RecordingEventSink:
    """Records every event, each key once."""

    events: list[StayEvent] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def send(self, event: StayEvent) -> None:
        """Record one event."""
        with self._lock:
            if event.key not in self._seen:
                self._seen.add(event.key)
                self.events.append(event)


#: The default capabilities of `FakePms`.
CAPABILITIES = Capabilities(
    webhooks="api",
    change_feed="modified",
    deleted_visible=True,
    occupancy="native",
    inspected=True,
    blocks=True,
    write_condition=True,
    requests_per_second=math.inf,
    read_lag=timedelta(seconds=30),
)


class FakePms:
    """A hotel system in memory: change its dictionaries, and the next look shows it.

    `fail_with` makes every request fail, `failing_requests` those of a name, `failing_ids` those for a reservation;
    `missing_scopes` are requests that are refused, by their names, and `refused_ids` are answered as unknown. With
    `read_lag` (`lag_of` for one reservation), reads show so much later what `put` changed. `requests` are the names of
    the requests that were made, `endpoint_urls` the subscribed addresses. `changed_ids` is the change feed: when each
    reservation was changed, None if no request was made since; clear it to make the changes so far silent.
    `unreadable` are rows, by kind and id, that no request can
    read: they are set aside (see `pms.pages.SetAside`). With fewer `capabilities` than `CAPABILITIES`, what is
    missing is refused or empty.
    """

    slug = "fake"

    def __init__(self, *, timezone: str = "America/New_York", capabilities: Capabilities = CAPABILITIES) -> None:
        self.capabilities = capabilities
        self.property = Property(
            id="1",
            name="Fake Inn",
            timezone=timezone,
            check_in_time=time(15),
            check_out_time=time(11),
            pms_property_id="1",
        )
        self.sister_hotels: list[ListedProperty] = []
        self.room_list: dict[str, Room] = {}
        self.states: dict[str, RoomState] = {}
        self.reservations: dict[str, Reservation] = {}
        self.block_list: dict[str, RoomBlock] = {}
        self.changed_ids: dict[str, datetime | None] = {}
        self.requests: list[str] = []
        self.endpoint_urls: list[str] = []
        self.refused_ids: set[str] = set()
        self.missing_scopes: set[str] = set()
        self.unreadable: set[tuple[str, str]] = set()
        self.fail_with: Exception | None = None
        self.failing_requests: dict[str, Exception] = {}
        self.failing_ids: dict[str, Exception] = {}
        self.read_lag = timedelta()
        self.lag_of: dict[str, timedelta] = {}
        self._clock: Clock | None = None
        self._versions: dict[str, list[tuple[datetime | None, Reservation]]] = {}

    def add_room(self, number: str, *, condition: Condition = Condition.CLEAN, occupied: bool = False) -> str:
        """Add a room, whose id is ``R`` and its number; returns the id."""
        room_id = f"R{number}"
        self.room_list[room_id] = Room(id=room_id, name=number, room_type_id="T1", room_type_name="Double")
        self.set_room(room_id, condition, occupied=occupied)
        return room_id

    def set_room(self, room_id: str, condition: Condition, *, occupied: bool | None = None) -> None:
        """Change a room's condition, and its occupancy unless that is None."""
        known = self.states.get(room_id)
        is_occupied = (known.occupied if known else False) if occupied is None else occupied
        self.states[room_id] = RoomState(room_id=room_id, condition=condition, occupied=is_occupied)

    def put(self, reservation: Reservation) -> None:
        """Add or replace a reservation, and show it in the change feed."""
        self.reservations[reservation.id] = reservation
        self.changed_ids[reservation.id] = None
        now = self._clock.now() if self._clock is not None else None
        self._versions.setdefault(reservation.id, []).append((now, reservation))

    def seen(self, reservation: Reservation, now: datetime) -> Reservation | None:
        """The reservation as a read shows it: older by its lag, None if it is newer than that."""
        lag = self.lag_of.get(reservation.id, self.read_lag)
        if not lag:
            return reservation
        versions = self._versions.get(reservation.id, [])
        return next((row for at, row in reversed(versions) if at is None or at + lag <= now), None)

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock, tokens: TokenStore
    ) -> PmsSession:
        """A session on this hotel."""
        self._clock = clock
        return _FakeSession(self, limiter, clock)

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[Hint]:
        """The hint in a JSON object with the fields of `Hint`; `WebhookRejectedError` for any other body."""
        try:
            return [_hint(json.loads(body))]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            raise WebhookRejectedError("Not a message.", next_action="Send JSON.", status=404) from None


def _hint(fields: Any) -> Hint:
    reported = fields.get("reported_at")
    return Hint(
        event=str(fields["event"]),
        entity=Entity(fields.get("entity", "stay")),
        pms_property_id=_id(fields.get("property")),
        reservation_id=_id(fields.get("reservation")),
        room_id=_id(fields.get("room")),
        # Python reads an instant without a zone as this machine's wall time: read it as UTC
        reported_at=_utc(datetime.fromisoformat(reported)) if reported else None,
        key_text=str(fields.get("key", "")),
    )


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _id(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and str(value) else None


class _FakeSession:
    """A session, with an object for each of its ports."""

    def __init__(self, pms: FakePms, limiter: Limiter, clock: Clock) -> None:
        self._pms, self._limiter, self._clock = pms, limiter, clock

    def _request(self, name: str, lane: Lane = Lane.BULK) -> datetime:
        """Wait for a slot, record the request, and fail if `fail_with` is set. Call it before reading any data."""
        wait_for_slot(self._limiter, "fake", lane=lane, clock=self._clock)
        sent_at = self._clock.now()
        self._pms.requests.append(name)
        failure = self._pms.fail_with or self._pms.failing_requests.get(name)
        if failure is not None:
            raise failure
        if name in self._pms.missing_scopes:
            error = MissingScopeError(f"The scope for {name} is missing.", next_action="Grant it.", method=name)
            error.scope = name
            raise error
        self._date_changes(sent_at)
        return sent_at

    def _date_changes(self, sent_at: datetime) -> None:
        for reservation_id, changed_at in tuple(self._pms.changed_ids.items()):
            if changed_at is None:
                self._pms.changed_ids[reservation_id] = sent_at

    @property
    def directory(self) -> Directory:
        return _FakeDirectory(self)

    @property
    def stays(self) -> Stays:
        return _FakeStays(self)

    @property
    def room_states(self) -> RoomStates:
        return _FakeRoomStates(self)

    @property
    def blocks(self) -> Blocks:
        return _FakeBlocks(self)

    @property
    def events(self) -> Events:
        return _FakeEvents(self)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


class _Part:
    def __init__(self, session: _FakeSession) -> None:
        self._request = session._request
        self._pms = session._pms

    def _shown(self, kind: str, rows: Iterable[T], id_of: Callable[[T], str], sent_at: datetime) -> Page[T]:
        """A page of these rows, without those that cannot be read."""
        readable, aside = [], []
        for row in rows:
            if (kind, id_of(row)) in self._pms.unreadable:
                aside.append(SetAside(kind=kind, id=id_of(row), reason="Its day is none."))
            else:
                readable.append(row)
        return Page(tuple(readable), sent_at, tuple(aside))


class _FakeDirectory(_Part):
    def properties(self) -> Sequence[ListedProperty]:
        self._request("properties")
        ours = self._pms.property
        return [
            ListedProperty(pms_property_id=ours.pms_property_id, name=ours.name, timezone=ours.timezone),
            *self._pms.sister_hotels,
        ]

    def times(self, pms_property_id: str) -> PropertyTimes:
        self._request("times")
        ours = self._pms.property
        return PropertyTimes(check_in=ours.check_in_time, check_out=ours.check_out_time)

    def room_types(self) -> Sequence[RoomType]:
        self._request("room_types")
        return [RoomType(id="T1", name="Double")]

    def rooms(self) -> Page[Room]:
        sent_at = self._request("rooms")
        return self._shown("room", self._pms.room_list.values(), lambda room: room.id, sent_at)


class _FakeStays(_Part):
    def _page(
        self, name: str, matches: Callable[[Reservation], bool], lane: Lane = Lane.BULK
    ) -> Iterator[Page[Reservation]]:
        sent_at = self._request(name, lane)
        seen = [self._pms.seen(each, sent_at) for each in self._pms.reservations.values()]
        shown = [x for x in seen if x is not None and (self._pms.capabilities.deleted_visible or not x.deleted)]
        yield self._shown("reservation", filter(matches, shown), lambda stay: stay.id, sent_at)

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[Reservation]]:
        if self._pms.refused_ids.intersection(reservation_ids):
            raise BadRequestError("There is no such id.", next_action="Leave it out.", method="get")
        for failing in self._pms.failing_ids.keys() & set(reservation_ids):
            self._pms.requests.append("get")
            raise self._pms.failing_ids[failing]
        return self._page("get", lambda row: row.id in reservation_ids, lane)

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        if self._pms.capabilities.change_feed == "none":
            return iter(())

        def is_new(row: Reservation) -> bool:
            changed_at = self._pms.changed_ids.get(row.id)
            return changed_at is not None and changed_at >= since

        return self._page("changed", is_new)

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        return self._page("window", lambda row: start <= row.check_out <= end)


class _FakeRoomStates(_Part):
    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[RoomState]]:
        sent_at = self._request("snapshot", lane)
        native = self._pms.capabilities.occupancy == "native"
        states = list(self._pms.states.values())
        states = states if native else [replace(state, occupied=None) for state in states]
        yield self._shown("room_state", states, lambda state: state.room_id, sent_at)

    def set_condition(self, room_id: str, condition: Condition) -> RoomState:
        if not self._pms.capabilities.write_condition:
            raise ConfigurationError("This hotel system cannot change conditions.", next_action="Change them there.")
        known = known_condition(condition)
        self._request("set_condition", Lane.REALTIME)
        if room_id not in self._pms.states:
            raise NotFoundError("There is no such room.", next_action="Read the rooms again.", method="set_condition")
        self._pms.states[room_id] = replace(self._pms.states[room_id], condition=known)
        return self._pms.states[room_id]


class _FakeBlocks(_Part):
    def window(self, start: date, end: date) -> Iterator[Page[RoomBlock]]:
        if not self._pms.capabilities.blocks:
            return
        sent_at = self._request("blocks")
        rows = [b for b in self._pms.block_list.values() if b.start_date <= end and b.end_date >= start]
        yield self._shown("block", rows, lambda block: block.id, sent_at)


class _FakeEvents(_Part):
    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        match self._pms.capabilities.webhooks:
            case "none":
                return SubscriptionReport()
            case "manual":
                return SubscriptionReport(manual=f"Have the hotel system send its messages to {endpoint_url}.")
        self._request("subscribe")
        if endpoint_url in self._pms.endpoint_urls:
            return SubscriptionReport(existing=("stay/changed",))
        self._pms.endpoint_urls.append(endpoint_url)
        return SubscriptionReport(created=("stay/changed",))

    def remove_subscriptions(self, is_ours: Callable[[str], bool]) -> RemovalReport:
        match self._pms.capabilities.webhooks:
            case "none":
                return RemovalReport()
            case "manual":
                return RemovalReport(manual="Have the hotel system send its messages there no more.")
        self._request("unsubscribe")
        ours = [url for url in self._pms.endpoint_urls if is_ours(url)]
        self._pms.endpoint_urls = [url for url in self._pms.endpoint_urls if url not in ours]
        return RemovalReport(removed=("stay/changed",) if ours else ())
