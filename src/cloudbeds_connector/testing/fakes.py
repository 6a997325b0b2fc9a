"""Fakes for a host's own tests: a hotel system that is a few dictionaries, and sinks that remember.

`FakePms` is a `PmsConnector` with the least a hotel system can be. For one that behaves like Cloudbeds over real HTTP,
use `SimulatedHotel`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from ..errors import CloudbedsError, WebhookRejectedError
from ..pms.capabilities import Capabilities
from ..pms.model import (
    Condition,
    Entity,
    Hint,
    Property,
    Reservation,
    Room,
    RoomBlock,
    RoomState,
    RoomType,
)
from ..pms.ports import (
    Blocks,
    Clock,
    Credentials,
    Directory,
    Events,
    Lane,
    Limiter,
    Page,
    PmsAccount,
    PmsSession,
    RoomStates,
    StayEvent,
    Stays,
    SubscriptionReport,
)
from ..pms.tasks import TaskCommand


@dataclass
class RecordingTaskSink:
    """Keeps every command; applies each key once, as a host should. `fail_with` makes it refuse."""

    commands: list[TaskCommand] = field(default_factory=list)
    deliveries: int = 0
    fail_with: Exception | None = None
    _seen: set[str] = field(default_factory=set)

    def send(self, command: TaskCommand) -> None:
        """Take one command."""
        self.deliveries += 1
        if self.fail_with is not None:
            raise self.fail_with
        if command.key not in self._seen:
            self._seen.add(command.key)
            self.commands.append(command)


@dataclass
class RecordingEventSink:
    """Keeps every event once."""

    events: list[StayEvent] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def send(self, event: StayEvent) -> None:
        """Take one event."""
        if event.key not in self._seen:
            self._seen.add(event.key)
            self.events.append(event)


class FakePms:
    """A hotel system in memory: change its dictionaries, and the next look sees it.

    `fail_with` makes every request fail. `requests` names each request that was made, `endpoint_urls` where webhooks
    are to be sent.
    """

    slug = "fake"
    capabilities = Capabilities(webhooks="api", blocks=True, occupancy="native", deleted_visible=True)

    def __init__(self, *, timezone: str = "America/New_York") -> None:
        self.property = Property(
            id="1",
            name="Fake Inn",
            timezone=timezone,
            check_in_time=time(15),
            check_out_time=time(11),
            pms_property_id="1",
        )
        self.room_list: dict[str, Room] = {}
        self.states: dict[str, RoomState] = {}
        self.reservations: dict[str, Reservation] = {}
        self.block_list: dict[str, RoomBlock] = {}
        self.changed_ids: set[str] = set()
        self.requests: list[str] = []
        self.endpoint_urls: list[str] = []
        self.fail_with: CloudbedsError | None = None

    def add_room(self, number: str, *, condition: Condition = Condition.CLEAN, occupied: bool = False) -> str:
        """A room whose id is ``R`` and its number."""
        room_id = f"R{number}"
        self.room_list[room_id] = Room(id=room_id, name=number, room_type_id="T1", room_type_name="Double")
        self.set_room(room_id, condition, occupied=occupied)
        return room_id

    def set_room(self, room_id: str, condition: Condition, *, occupied: bool | None = None) -> None:
        """Change a room's condition, and its occupancy if given."""
        known = self.states.get(room_id)
        is_occupied = (known.occupied if known else False) if occupied is None else occupied
        self.states[room_id] = RoomState(room_id=room_id, condition=condition, occupied=is_occupied)

    def put(self, reservation: Reservation) -> None:
        """Add or replace a reservation, and show it in the change feed."""
        self.reservations[reservation.id] = reservation
        self.changed_ids.add(reservation.id)

    def open(self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock) -> PmsSession:
        """A session on this hotel."""
        return _FakeSession(self, clock)

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[Hint]:
        """Bodies are JSON objects with the fields of `Hint`."""
        try:
            fields = json.loads(body)
            reported = fields.get("reported_at")
            return [
                Hint(
                    event=fields["event"],
                    entity=Entity(fields.get("entity", "stay")),
                    pms_property_id=fields.get("property"),
                    reservation_id=fields.get("reservation"),
                    room_id=fields.get("room"),
                    reported_at=datetime.fromisoformat(reported) if reported else None,
                    key_text=str(fields.get("key", "")),
                )
            ]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise WebhookRejectedError("Not a message.", next_action="Send JSON.", status=404) from None


class _FakeSession:
    """Every port of a session in one object; each is small enough."""

    def __init__(self, pms: FakePms, clock: Clock) -> None:
        self._pms, self._clock = pms, clock

    def _request(self, name: str) -> datetime:
        sent_at = self._clock.now()
        self._pms.requests.append(name)
        if self._pms.fail_with is not None:
            raise self._pms.fail_with
        return sent_at

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
        """Nothing to give back."""


class _Part:
    def __init__(self, session: _FakeSession) -> None:
        self._ask = session._request
        self._pms = session._pms


class _FakeDirectory(_Part):
    def properties(self) -> Sequence[Property]:
        self._ask("properties")
        return [self._pms.property]

    def room_types(self) -> Sequence[RoomType]:
        self._ask("room_types")
        return [RoomType(id="T1", name="Double")]

    def rooms(self) -> Page[Room]:
        sent_at = self._ask("rooms")
        return Page(tuple(self._pms.room_list.values()), sent_at)


class _FakeStays(_Part):
    def _page(self, name: str, chosen: Sequence[Reservation]) -> Iterator[Page[Reservation]]:
        yield Page(tuple(chosen), self._ask(name))

    def get(self, reservation_ids: Sequence[str], *, lane: Lane = Lane.REALTIME) -> Iterator[Page[Reservation]]:
        wanted = [self._pms.reservations[i] for i in reservation_ids if i in self._pms.reservations]
        return self._page("get", wanted)

    def changed(self, since: datetime) -> Iterator[Page[Reservation]]:
        sent_at = self._ask("changed")
        wanted, self._pms.changed_ids = self._pms.changed_ids, set()
        yield Page(tuple(self._pms.reservations[i] for i in sorted(wanted)), sent_at)

    def window(self, start: date, end: date) -> Iterator[Page[Reservation]]:
        rows = [x for x in self._pms.reservations.values() if start <= x.check_out <= end]
        return self._page("window", rows)


class _FakeRoomStates(_Part):
    def snapshot(self, *, lane: Lane = Lane.REALTIME) -> Iterator[Page[RoomState]]:
        sent_at = self._ask("snapshot")
        yield Page(tuple(self._pms.states.values()), sent_at)

    def set_condition(self, room_id: str, condition: Condition) -> RoomState:
        self._ask("set_condition")
        self._pms.states[room_id] = replace(self._pms.states[room_id], condition=condition)
        return self._pms.states[room_id]


class _FakeBlocks(_Part):
    def window(self, start: date, end: date) -> Iterator[Page[RoomBlock]]:
        sent_at = self._ask("blocks")
        rows = [b for b in self._pms.block_list.values() if b.start_date <= end and b.end_date >= start]
        yield Page(tuple(rows), sent_at)


class _FakeEvents(_Part):
    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        self._ask("subscribe")
        self._pms.endpoint_urls.append(endpoint_url)
        return SubscriptionReport(created=("stay/changed",))
