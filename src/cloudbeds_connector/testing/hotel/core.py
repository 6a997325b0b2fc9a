"""Decides how the hotel's truth is kept: one lock, one clock, versions that readers see with a lag, seeded chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import RLock
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from ...pms.hotel_time import business_date, resolve
from ..clock import ManualClock
from .courier import Courier
from .events import event_body, night_audit_fields
from .faults import Faults, Stats, WebhookFaults
from .guests import Guest, invent_guest
from .oauth import OAuth
from .observer import HotelObserver, SilentObserver
from .quirks import Profile, Quirk
from .stamps import stamped
from .truth import FrontDeskError, HotelBlock, HotelReservation, HotelRoom, HotelRoomType, HotelSegment
from .users import HotelUser, Housekeeper, employ_housekeepers, employ_users
from .versions import Shelf

T = TypeVar("T")

#: Reads show a write within this, where `Quirk.READS_LAG_WRITES` is on.
READ_LAG_SECONDS = 20.0
_SILENT_SHARE = 0.15


class HotelCore:
    """The hotel's books. `SimulatedHotel` adds what a front desk does with them."""

    def __init__(
        self,
        *,
        seed: int = 1,
        clock: ManualClock | None = None,
        profile: Profile = Profile.OBSERVED,
        quirks: Iterable[Quirk] | None = None,
        property_id: str = "297652",
        name: str = "Harbor House",
        timezone: str = "America/New_York",
        check_in: time = time(15),
        check_out: time = time(11),
        night_audit: time = time(2),
        auto_night_audit: bool = True,
        api_keys: Iterable[str] = ("cbat_simulated",),
        requests_per_second: int = 5,
        seconds_per_request: float = 0.05,
        observer: HotelObserver | None = None,
    ) -> None:
        self.seed = seed
        self.clock = clock or ManualClock()
        self.quirks = profile.value if quirks is None else frozenset(quirks)
        self.property_id = property_id
        self.name = name
        self.timezone = timezone
        self.zone = ZoneInfo(timezone)
        self.check_in_time = check_in
        self.check_out_time = check_out
        self.night_audit_time = night_audit
        self.auto_night_audit = auto_night_audit
        self.api_keys = frozenset(api_keys)
        self.requests_per_second = requests_per_second
        self.seconds_per_request = seconds_per_request
        self._observer: HotelObserver = observer or SilentObserver()
        self._open_back_office()
        self._open_books()
        self._business_date = business_date(self.clock.now(), night_audit, self.zone)
        self._next_audit = self._audit_after(self.clock.now())
        self.clock.attach(self)

    def _open_back_office(self) -> None:
        self.faults = Faults()
        self.webhook_faults = WebhookFaults()
        self.stats = Stats()
        self.oauth = OAuth(self.clock, rng=self._random("oauth"))
        self.lock = RLock()
        self.courier = Courier(
            self.clock,
            faults=lambda: self.webhook_faults,
            stats=self.stats,
            rng=self._random("webhooks"),
            disorder=Quirk.WEBHOOK_DISORDER in self.quirks,
            duplicates=Quirk.WEBHOOK_DUPLICATES in self.quirks,
        )

    def _open_books(self) -> None:
        self._opening = False
        self._ids, self._lags, self._silences = (self._random(name) for name in ("ids", "lags", "silences"))
        self._numbers = {"room_type": 601_916, "reservation_room": 88_000_000, "guest": 156_000_000, "block": 7_000}
        self._numbers |= {"note": 41_000, "custom_field": 300, "app_error": 900, "integration_event": 5_000}
        self._room_types: dict[str, HotelRoomType] = {}
        self._rooms: Shelf[HotelRoom] = Shelf()
        self._edition = 0
        self._users = employ_users(seed=self.seed)
        self._housekeepers = employ_housekeepers(self._users)
        self._reservations: Shelf[HotelReservation] = Shelf()
        self._blocks: Shelf[HotelBlock] = Shelf()
        self._guests: dict[str, Guest] = {}
        self._custom_fields: dict[str, str] = {}
        self._reservation_of: dict[str, str] = {}

    # -- the truth -------------------------------------------------------------------------------------------------

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
            return tuple(room for room in self._rooms.all_true() if not room.removed)

    def reservations(self) -> tuple[HotelReservation, ...]:
        """Every reservation, deleted ones included."""
        with self.lock:
            return tuple(self._reservations.all_true())

    def blocks(self) -> tuple[HotelBlock, ...]:
        """Every block that was not removed."""
        with self.lock:
            return tuple(block for block in self._blocks.all_true() if not block.removed)

    def room(self, room_id: str) -> HotelRoom:
        """One room; `FrontDeskError` if there is none."""
        with self.lock:
            return _found(self._rooms.truth(room_id), "room", room_id)

    def reservation(self, reservation_id: str) -> HotelReservation:
        """One reservation; `FrontDeskError` if there is none."""
        with self.lock:
            return _found(self._reservations.truth(reservation_id), "reservation", reservation_id)

    def segment(self, segment_id: str) -> HotelSegment:
        """One room of a reservation; `FrontDeskError` if there is none."""
        with self.lock:
            reservation = self.reservation(self._reservation_of.get(segment_id, segment_id))
            return _found(next((s for s in reservation.segments if s.id == segment_id), None), "segment", segment_id)

    def units_of(self, room_id: str) -> tuple[str, ...]:
        """The rooms or beds that are cleaned when this one is left: itself, or what a virtual room is made of."""
        with self.lock:
            room = self.room(room_id)
            if not self.virtual(room):
                return (room_id,)
            return tuple(dict.fromkeys(unit for part in room.parts for unit in self.units_of(part)))

    def virtual(self, room: HotelRoom) -> bool:
        """Whether a room exists only to be sold: a suite of other rooms, or another name for one."""
        return self._room_types[room.room_type_id].virtual

    def guest(self, guest_id: str) -> Guest:
        """One guest, with all that the hotel knows of them; `FrontDeskError` if there is none."""
        return _found(self._guests.get(guest_id), "guest", guest_id)

    def custom_field_id(self, name: str) -> str:
        """The id of a field that the hotel made up; `FrontDeskError` if there is none of that name."""
        return _found(self._custom_fields.get(name), "custom field", name)

    def custom_fields(self) -> dict[str, str]:
        """The fields that the hotel made up: their ids by their names."""
        return dict(self._custom_fields)

    def users(self) -> tuple[HotelUser, ...]:
        """The staff who may use the hotel system; the first is who acts at the front desk."""
        return self._users

    def housekeepers(self) -> tuple[Housekeeper, ...]:
        """Whom rooms can be assigned to."""
        return self._housekeepers

    def today(self) -> date:
        """The business date: the night audit moves it, not midnight."""
        return self._business_date

    def local(self, instant: datetime) -> datetime:
        """The hotel's wall time at an instant."""
        return instant.astimezone(self.zone)

    @property
    def edition(self) -> int:
        """Grows when a room or a guest is given another name: listings of stays show the true one."""
        return self._edition

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

    # -- watching --------------------------------------------------------------------------------------------------

    @property
    def observer(self) -> HotelObserver:
        """Who is told of every change."""
        return self._observer

    def observe(self, observer: HotelObserver) -> None:
        """Tell `observer` from now on, beginning with every room's condition and guest (``initial``)."""
        with self.lock:
            self._observer = observer
            now = self.clock.now()
            for room in self.rooms():
                if self.virtual(room):
                    observer.on_composed(room.id, self.units_of(room.id), now)
                    continue
                observer.on_condition(room.id, room.condition, now, "initial")
                if room.occupied_by is not None:
                    observer.on_party(room.occupied_by, self.segment(room.occupied_by).guest_id, now)
                    observer.on_occupied(room.id, room.occupied_by, now, "initial")

    # -- the clock's alarm -----------------------------------------------------------------------------------------

    def next_due(self) -> datetime | None:
        """When the next webhook, retry, night audit or end of a courtesy hold is due."""
        audit = self._next_audit if self.auto_night_audit else None
        dues = (self.courier.next_due(), audit, self._next_release())
        return min((due for due in dues if due is not None), default=None)

    def ring(self) -> None:
        """Do what is due: the night audit, and deliveries (in this thread)."""
        self.catch_up()
        self.courier.deliver_due()

    def deliver_due(self) -> int:
        """Deliver the webhooks and retries that are due, by real HTTP, in this thread; returns how many were tried."""
        self.catch_up()
        return self.courier.deliver_due()

    def catch_up(self) -> None:
        """Run the night audit if the clock has passed it, and let holds end whose time is over."""
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
        """Nobody runs the next night audit: the business date stays, no webhook comes, until the night after (T135).

        That Cloudbeds runs it by itself is its changelog of December 2024; that it may fail to is presumed.
        """
        with self.lock:
            self._next_audit = self._audit_after(self._next_audit)

    def _housekeep_at_night(self) -> None:
        """What the night does to rooms."""

    def _next_release(self) -> datetime | None:
        """When the next courtesy hold ends by itself."""
        return None

    def _release_holds(self) -> None:
        """Lift the courtesy holds whose time is over."""

    def _audit_after(self, instant: datetime) -> datetime:
        day = self.local(instant).date()
        while resolve(day, self.night_audit_time, self.zone) <= instant:
            day += timedelta(days=1)
        return resolve(day, self.night_audit_time, self.zone)

    # -- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Write what was so before the hotel opened: visible at once, no webhooks, ``initial`` to observers."""
        with self.lock:
            before, self._opening = self._opening, True
            try:
                yield
            finally:
                self._opening = before

    def _save_room(self, room: HotelRoom) -> None:
        self._rooms.put(room.id, room, visible_at=self._visible_at(), now=self.clock.now())

    def _save_block(self, block: HotelBlock) -> None:
        self._blocks.put(block.id, block, visible_at=self._visible_at(), now=self.clock.now())

    def _save_reservation(self, reservation: HotelReservation) -> None:
        silent = Quirk.SILENT_MODIFICATIONS in self.quirks and self._silences.random() < _SILENT_SHARE
        if reservation.id in self._reservations and not self._opening and not silent:
            reservation = replace(reservation, modified_at=self.clock.now())
        before = self._reservations.truth(reservation.id)
        at = reservation.modified_at if self._opening else self.clock.now()
        reservation = replace(reservation, segments=stamped(reservation.segments, before, at=at))
        self._reservations.put(reservation.id, reservation, visible_at=self._visible_at(), now=self.clock.now())
        self._reservation_of.update({segment.id: reservation.id for segment in reservation.segments})

    def _visible_at(self) -> datetime:
        now = self.clock.now()
        if self._opening or Quirk.READS_LAG_WRITES not in self.quirks:
            return now
        # skewed: most writes show within a few seconds, some only after twenty
        return now + timedelta(seconds=READ_LAG_SECONDS * self._lags.random() ** 2)

    def _emit(self, event: str, fields: dict[str, Any]) -> None:
        if self._opening:
            return
        moment = self.clock.now().astimezone(UTC).timestamp() + self._ids.randrange(1, 50_000) / 1_000_000
        body = event_body(
            event,
            fields,
            property_id=self.property_id,
            timestamp=round(moment, 6),
            case_varies=Quirk.WEBHOOK_KEY_CASE_VARIES in self.quirks,
            old_room_key=self._ids.random() < 0.5,
        )
        self.courier.post(event, body)

    # -- ids -------------------------------------------------------------------------------------------------------

    def _number(self, kind: str) -> str:
        self._numbers[kind] += 1
        return str(self._numbers[kind])

    def _reservation_id(self) -> str:
        if Quirk.ALPHANUMERIC_RESERVATION_IDS in self.quirks:
            # always a letter in it, so that nobody takes it for a number
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
