"""The base of the simulated hotel: one lock, one clock, versioned objects that reads show with a lag, seeded chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import RLock
from typing import Any, TypedDict, TypeVar
from zoneinfo import ZoneInfo

from typing_extensions import Unpack

from ...pms.hotel_time import business_date, resolve
from ..clock import ManualClock
from .events import CATALOGUE, event_body, night_audit_fields
from .faults import Faults, Stats, WebhookFaults
from .guests import Guest, invent_guest
from .modification import with_modified_at
from .oauth import OAuth
from .observer import HotelObserver, SilentObserver
from .quirks import Profile, Quirk
from .read_lag import ReadLag
from .state import FrontDeskError, HotelBlock, HotelReservation, HotelRoom, HotelRoomType, HotelSegment
from .users import HotelUser, Housekeeper, employ_housekeepers, employ_users
from .versions import Versions
from .webhook_delivery import WebhookSender

T = TypeVar("T")

_SILENT_SHARE = 0.15


class HotelOptions(TypedDict, total=False):
    """The options of a simulated hotel, which all have defaults.

    `clock` is shared with the code under test. `profile`, or else `quirks`, sets the oddities of the API. `timezone`,
    `check_in`, `check_out` (15:00, 11:00) and `night_audit` (02:00, by itself with `auto_night_audit`) are the
    property's. `api_keys` are accepted. `requests_per_second` is enforced with `faults.enforce_rate`, and always
    measured. Every request takes `seconds_per_request` on the hotel's clock. `observer` is called for every change and
    every delivered answer.
    """

    seed: int
    clock: ManualClock | None
    profile: Profile
    quirks: Iterable[Quirk] | None
    property_id: str
    name: str
    timezone: str
    check_in: time
    check_out: time
    night_audit: time
    auto_night_audit: bool
    api_keys: Iterable[str]
    requests_per_second: int
    seconds_per_request: float
    observer: HotelObserver | None


class HotelCore:
    """The hotel's records and clock. The layers of the front desk add the actions on them."""

    def __init__(self, **options: Unpack[HotelOptions]) -> None:
        if unknown := options.keys() - HotelOptions.__annotations__.keys():
            raise TypeError(f"A simulated hotel has no option {', '.join(sorted(unknown))}. See HotelOptions.")
        quirks = options.get("quirks")
        night_audit = options.get("night_audit", time(2))
        self.seed = options.get("seed", 1)
        self.clock = options.get("clock") or ManualClock()
        self.quirks = options.get("profile", Profile.OBSERVED).value if quirks is None else frozenset(quirks)
        self.property_id = options.get("property_id", "297652")
        self.name = options.get("name", "Harbor House")
        self.timezone = options.get("timezone", "America/New_York")
        self.zone = ZoneInfo(self.timezone)
        self.check_in_time = options.get("check_in", time(15))
        self.check_out_time = options.get("check_out", time(11))
        self.night_audit_time = night_audit
        self.auto_night_audit = options.get("auto_night_audit", True)
        self.api_keys = frozenset(options.get("api_keys", ("cbat_simulated",)))
        self.requests_per_second = options.get("requests_per_second", 5)
        self.seconds_per_request = options.get("seconds_per_request", 0.05)
        self._observer: HotelObserver = options.get("observer") or SilentObserver()
        self._init_services()
        self._init_records()
        self._business_date = business_date(self.clock.now(), night_audit, self.zone)
        self._next_audit = self._audit_after(self.clock.now())
        self.clock.attach(self)

    def _init_services(self) -> None:
        self.faults = Faults()
        self.webhook_faults = WebhookFaults()
        self.stats = Stats()
        lags = Quirk.READS_LAG_WRITES in self.quirks
        self._lag = ReadLag(seed=self.seed, faults=lambda: self.faults, lags_by_itself=lags)
        self.oauth = OAuth(self.clock, rng=self._random("oauth"))
        self.lock = RLock()
        self.webhooks = WebhookSender(
            self.clock,
            faults=lambda: self.webhook_faults,
            stats=self.stats,
            rng=self._random("webhooks"),
            disorder=Quirk.WEBHOOK_DISORDER in self.quirks,
            duplicates=Quirk.WEBHOOK_DUPLICATES in self.quirks,
        )

    def _init_records(self) -> None:
        self._opening = False
        self._ids, self._silences, self._touches = (self._random(name) for name in ("ids", "silences", "touches"))
        self._numbers = {"room_type": 601_916, "reservation_room": 88_000_000, "guest": 156_000_000, "block": 7_000}
        self._numbers |= {"note": 41_000, "custom_field": 300, "app_error": 900, "integration_event": 5_000}
        self._room_types: dict[str, HotelRoomType] = {}
        self._rooms: Versions[HotelRoom] = Versions()
        self._name_changes = 0
        self._users = employ_users(seed=self.seed)
        self._housekeepers = employ_housekeepers(self._users)
        self._reservations: Versions[HotelReservation] = Versions()
        self._blocks: Versions[HotelBlock] = Versions()
        self._guests: dict[str, Guest] = {}
        self._custom_fields: dict[str, str] = {}
        self._reservation_of: dict[str, str] = {}

    # -- the current state -----------------------------------------------------------------------------------------

    def room_types(self) -> tuple[HotelRoomType, ...]:
        """Every room type."""
        with self.lock:
            return tuple(self._room_types.values())

    def room_type(self, room_type_id: str) -> HotelRoomType:
        """One room type; `FrontDeskError` if there is none."""
        return _found(self._room_types.get(room_type_id), "room type", room_type_id)

    def rooms(self) -> tuple[HotelRoom, ...]:
        """Every room and its state."""
        with self.lock:
            return tuple(room for room in self._rooms.all_current() if not room.removed)

    def reservations(self) -> tuple[HotelReservation, ...]:
        """Every reservation, deleted ones included."""
        with self.lock:
            return tuple(self._reservations.all_current())

    def blocks(self) -> tuple[HotelBlock, ...]:
        """Every block that was not removed."""
        with self.lock:
            return tuple(block for block in self._blocks.all_current() if not block.removed)

    def room(self, room_id: str) -> HotelRoom:
        """One room; `FrontDeskError` if there is none."""
        with self.lock:
            return _found(self._rooms.current(room_id), "room", room_id)

    def reservation(self, reservation_id: str) -> HotelReservation:
        """One reservation; `FrontDeskError` if there is none."""
        with self.lock:
            return _found(self._reservations.current(reservation_id), "reservation", reservation_id)

    def segment(self, segment_id: str) -> HotelSegment:
        """One room of a reservation; `FrontDeskError` if there is none."""
        with self.lock:
            reservation = self.reservation(self._reservation_of.get(segment_id, segment_id))
            return _found(next((s for s in reservation.segments if s.id == segment_id), None), "segment", segment_id)

    def units_of(self, room_id: str) -> tuple[str, ...]:
        """The rooms or beds to clean when this room is vacated: itself, or the parts of a virtual room."""
        with self.lock:
            room = self.room(room_id)
            if not self.virtual(room):
                return (room_id,)
            return tuple(dict.fromkeys(unit for part in room.parts for unit in self.units_of(part)))

    def virtual(self, room: HotelRoom) -> bool:
        """Whether a room is virtual: a suite of other rooms, or only another name for one."""
        return self._room_types[room.room_type_id].virtual

    def guest(self, guest_id: str) -> Guest:
        """One guest; `FrontDeskError` if there is none."""
        return _found(self._guests.get(guest_id), "guest", guest_id)

    def custom_field_id(self, name: str) -> str:
        """The id of a custom field; `FrontDeskError` if there is none of that name."""
        return _found(self._custom_fields.get(name), "custom field", name)

    def custom_fields(self) -> dict[str, str]:
        """The ids of the custom fields by their names."""
        return dict(self._custom_fields)

    def users(self) -> tuple[HotelUser, ...]:
        """The users of the hotel system; the first one acts at the front desk."""
        return self._users

    def housekeepers(self) -> tuple[Housekeeper, ...]:
        """The housekeepers, to whom rooms can be assigned."""
        return self._housekeepers

    def today(self) -> date:
        """The business date: the night audit moves it, not midnight."""
        return self._business_date

    def local(self, instant: datetime) -> datetime:
        """The hotel's wall time at an instant."""
        return instant.astimezone(self.zone)

    @property
    def name_changes(self) -> int:
        """The number of times that a room or a guest was renamed. Listings of stays show the current names."""
        return self._name_changes

    # -- what a read shows -----------------------------------------------------------------------------------------

    def seen_rooms(self) -> list[HotelRoom]:
        """Rooms as a read shows them now."""
        return [room for room in self._rooms.all_seen(self.clock.now()) if not room.removed]

    def seen_reservations(self) -> tuple[HotelReservation, ...]:
        """Reservations as a read shows them now, deleted ones included: the same tuple until one looks different."""
        return self._reservations.all_seen(self.clock.now())

    def seen_reservation(self, reservation_id: str) -> HotelReservation | None:
        """One reservation as a read shows it now."""
        return self._reservations.seen(reservation_id, self.clock.now())

    def seen_blocks(self) -> list[HotelBlock]:
        """Blocks as a read shows them now."""
        return [block for block in self._blocks.all_seen(self.clock.now()) if not block.removed]

    # -- observing -------------------------------------------------------------------------------------------------

    @property
    def observer(self) -> HotelObserver:
        """The observer that every change is reported to."""
        return self._observer

    def observe(self, observer: HotelObserver) -> None:
        """Report to `observer` from now on, beginning with every room's condition and guest (``initial``)."""
        with self.lock:
            self._observer = observer
            now = self.clock.now()
            for room in self.rooms():
                if self.virtual(room):
                    observer.on_composed(room.id, self.units_of(room.id), now)
                    continue
                observer.on_condition(room.id, room.condition, now, "initial")
                for segment_id in reversed(room.occupants):
                    observer.on_party(segment_id, self.segment(segment_id).guest_id, now)
                    observer.on_occupied(room.id, segment_id, now, "initial")

    # -- due work (see clock.Alarm) --------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """When the next webhook, retry, night audit or end of a courtesy hold is due."""
        audit = self._next_audit if self.auto_night_audit else None
        dues = (self.webhooks.next_due(), audit, self._next_release())
        return min((due for due in dues if due is not None), default=None)

    def run_due(self) -> None:
        """Run what is due: the night audit, ends of holds, and deliveries (in this thread)."""
        self.catch_up()
        self.webhooks.deliver_due()

    def deliver_due(self) -> int:
        """Deliver the webhooks and retries that are due, in this thread; returns the number of attempts."""
        self.catch_up()
        return self.webhooks.deliver_due()

    def catch_up(self) -> None:
        """Run the night audit if it is due, and end the courtesy holds whose time is over."""
        with self.lock:
            self._release_holds()
            while self.auto_night_audit and self._next_audit <= self.clock.now():
                self._next_audit = self._audit_after(self._next_audit)
                self.run_night_audit()

    def run_night_audit(self) -> None:
        """Close the business day: occupied rooms become dirty, and the business date becomes the calendar's."""
        with self.lock:
            local = self.local(self.clock.now())
            self._business_date = max(self._business_date, local.date())
            self._housekeep_at_night()
            varies = Quirk.NIGHT_AUDIT_BODY_VARIES in self.quirks
            self._emit("night_audit/completed", night_audit_fields(local, as_date=varies and local.day % 2 == 0))

    def skip_night_audit(self) -> None:
        """Skip the next night audit (T135): the business date stays and no webhook is sent until the night after.

        That Cloudbeds runs it automatically is from its changelog of December 2024; that it may fail is presumed.
        """
        with self.lock:
            self._next_audit = self._audit_after(self._next_audit)

    def _housekeep_at_night(self) -> None:
        """Change rooms at night."""

    def _next_release(self) -> datetime | None:
        """When the next courtesy hold ends by itself."""
        return None

    def _release_holds(self) -> None:
        """End the courtesy holds whose time is over."""

    def _audit_after(self, instant: datetime) -> datetime:
        day = self.local(instant).date()
        while resolve(day, self.night_audit_time, self.zone) <= instant:
            day += timedelta(days=1)
        return resolve(day, self.night_audit_time, self.zone)

    # -- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Write the state before the hotel opens: visible at once, no webhooks, ``initial`` to observers."""
        with self.lock:
            before, self._opening = self._opening, True
            try:
                yield
            finally:
                self._opening = before

    def _save_room(self, room: HotelRoom) -> None:
        self._rooms.put(room.id, room, visible_at=self._visible_at(room.id), now=self.clock.now())

    def _save_block(self, block: HotelBlock) -> None:
        self._blocks.put(block.id, block, visible_at=self._visible_at(block.id), now=self.clock.now())

    def _save_reservation(self, reservation: HotelReservation) -> None:
        unreported = Quirk.SILENT_MODIFICATIONS in self.quirks and self._silences.random() < _SILENT_SHARE
        if reservation.id in self._reservations and not self._opening and not unreported:
            reservation = replace(reservation, modified_at=self.clock.now())
        before = self._reservations.current(reservation.id)
        at = reservation.modified_at if self._opening else self.clock.now()
        reservation = replace(reservation, segments=with_modified_at(reservation.segments, before, at=at))
        self._reservations.put(
            reservation.id, reservation, visible_at=self._visible_at(reservation.id), now=self.clock.now()
        )
        self._reservation_of.update({segment.id: reservation.id for segment in reservation.segments})

    def _visible_at(self, key: str) -> datetime:
        return self.clock.now() + (timedelta() if self._opening else self._lag.of(key))

    def _emit(self, event: str, fields: dict[str, Any], *, segment_id: str | None = None) -> None:
        """Send a webhook, about one room of a reservation if it has a `segment_id`."""
        if self._opening or CATALOGUE[event] in self.faults.missing_scopes:
            return
        if segment_id is not None and Quirk.WEBHOOK_SEGMENT_IDS in self.quirks:
            fields = fields | {"reservationID": segment_id}
        moment = self.clock.now().astimezone(UTC).timestamp() + self._ids.randrange(1, 50_000) / 1_000_000
        body = event_body(
            event,
            fields,
            property_id=self.property_id,
            timestamp=round(moment, 6),
            case_varies=Quirk.WEBHOOK_KEY_CASE_VARIES in self.quirks,
            old_room_key=self._ids.random() < 0.5,
        )
        self.webhooks.send(event, body)

    # -- ids -------------------------------------------------------------------------------------------------------

    def _number(self, kind: str) -> str:
        self._numbers[kind] += 1
        return str(self._numbers[kind])

    def _reservation_id(self) -> str:
        if Quirk.ALPHANUMERIC_RESERVATION_IDS in self.quirks:
            # with a letter at the end, so that no client takes it for a number
            return "".join(self._ids.choices("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=8)) + self._ids.choice("KNQVXZ")
        return str(self._ids.randrange(10**12, 10**13))

    def _new_guest(self, name: str | None) -> Guest:
        guest = invent_guest(self._number("guest"), seed=self.seed, name=name)
        self._guests[guest.id] = guest
        return guest

    def _random(self, purpose: str) -> Random:
        return Random(f"{self.seed}:{purpose}")


def _found(value: T | None, kind: str, key: str) -> T:
    if value is None:
        raise FrontDeskError(f"There is no {kind} {key!r}. Look it up in the hotel's own lists.")
    return value
