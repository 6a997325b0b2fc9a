"""What the front desk does: every action of a simulated hotel, with its choices made by a step's picks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.hotel.state import (
    BlockType,
    FrontDeskError,
    HotelBlock,
    HotelReservation,
    HotelRoom,
    HotelSegment,
    ReservationStatus,
    RoomStatus,
    Stay,
)

from .steps import Picks
from .watching import Watcher

#: By name: an action of the front desk. It returns what it did, in words; `FrontDeskError` if that is not possible.
ACTIONS: dict[str, Callable[[Desk, Picks], str]] = {}
_CLOSED = (ReservationStatus.CANCELED, ReservationStatus.NO_SHOW)


def action(function: Callable[[Desk, Picks], str]) -> Callable[[Desk, Picks], str]:
    """An action that a step can name."""
    ACTIONS[function.__name__] = function
    return function


@dataclass
class Desk:
    """The desk of one hotel. `blocks` are those that there were, since when; `redone` are stays that
    were moved, or are expected again, after they had ended."""

    hotel: SimulatedHotel
    watcher: Watcher
    blocks: list[tuple[datetime, tuple[HotelBlock, ...]]] = field(default_factory=list)
    redone: set[str] = field(default_factory=set)

    def note_blocks(self) -> None:
        """Remember the blocks as they are now."""
        now = self.hotel.blocks()
        if not self.blocks or self.blocks[-1][1] != now:
            self.blocks.append((self.hotel.clock.now(), now))

    def block_ended(self, unit: str, by: datetime, day: date) -> bool:
        """Whether a block of a unit had ended by this instant: lifted, changed, or over on this business day.

        It may be called over on its last date if a guest arrives on it: whether that date is blocked is not documented.
        """
        arrivals = {s.start for booking in self.hotel.reservations() for s in booking.segments if s.room_id == unit}
        before: dict[str, HotelBlock] = {}
        for at, blocks in self.blocks:
            if at > by:
                break
            known = {block.id: block for block in blocks if unit in map(self.watcher.unit, block.room_ids)}
            if any(known.get(id_) != block for id_, block in before.items()):
                return True
            before = known
        return any(block.end < day or (block.end == day and day in arrivals) for block in before.values())

    # -- choices

    def number(self, room_id: str | None) -> str:
        return "no room" if room_id is None else self.hotel.room(room_id).name

    def number_of(self, unit_id: str) -> str:
        """A unit's number: that of a room, of one that is no room any more, or a dorm's name."""
        try:
            return self.number(unit_id)
        except FrontDeskError:
            return unit_id

    def room(self, picks: Picks, rooms: Iterable[HotelRoom] | None = None) -> HotelRoom:
        return picks.one(self.hotel.rooms() if rooms is None else rooms, lambda room: room.name)

    def real(self) -> list[HotelRoom]:
        return [room for room in self.hotel.rooms() if not self.hotel.virtual(room)]

    def vacant(self) -> list[HotelRoom]:
        return [room for room in self.hotel.rooms() if not room.occupied]

    def segments(self, *states: RoomStatus) -> list[HotelSegment]:
        open_ones = [r for r in self.hotel.reservations() if not r.deleted and r.status not in _CLOSED]
        return [s for r in open_ones for s in r.segments if s.status in states]

    def guest(self, picks: Picks, segments: Iterable[HotelSegment]) -> HotelSegment:
        return picks.one(segments, lambda segment: self.number(segment.room_id))

    def in_house(self, picks: Picks) -> HotelSegment:
        return self.guest(picks, self.hotel.in_house())

    def expected(self, picks: Picks) -> HotelSegment:
        return self.guest(picks, self.segments(RoomStatus.NOT_CHECKED_IN))

    def booking(self, picks: Picks, *, closed: bool | None = None) -> HotelReservation:
        known = [r for r in self.hotel.reservations() if not r.deleted]
        if closed is not None:
            known = [r for r in known if (r.status in _CLOSED) is closed]
        return picks.one(known, lambda booking: self.number(booking.segments[0].room_id))

    def day(self, picks: Picks, low: int, high: int) -> date:
        return self.hotel.today() + timedelta(days=picks.number(low, high))

    def says(self, segment: HotelSegment, what: str) -> str:
        return f"the guest of {self.number(segment.room_id)} ({segment.id}) {what}"


# -- bookings


@action
def book(desk: Desk, picks: Picks) -> str:
    room, start, nights = desk.room(picks), desk.day(picks, 0, 2), picks.number(0, 3)
    with_room = picks.number(0, 3) > 0
    end = start + timedelta(days=nights)
    status = "not_confirmed" if picks.number(0, 7) == 7 else "confirmed"
    stay = Stay(room.room_type_id, start, end, room.id if with_room else None)
    booking = desk.hotel.book(stay, eta=(None, time(14), time(1))[picks.number(0, 2)], status=status)
    where = room.name if with_room else f"a room like {room.name}"
    return f"{booking} is booked: {where}, {start:%d %b} to {end:%d %b}"


@action
def book_group(desk: Desk, picks: Picks) -> str:
    start, count = desk.day(picks, 0, 1), picks.number(2, 3)
    rooms = {desk.room(picks).id: None for _ in range(count)}
    end = start + timedelta(days=picks.number(1, 2))
    booking = desk.hotel.book(*(Stay(desk.hotel.room(r).room_type_id, start, end, r) for r in rooms))
    return f"{booking} is booked: {', '.join(map(desk.number, rooms))}, {start:%d %b} to {end:%d %b}"


@action
def book_split(desk: Desk, picks: Picks) -> str:
    one, other, start = desk.room(picks), desk.room(picks), desk.day(picks, 0, 1)
    middle = start + timedelta(days=picks.number(1, 2))
    stays = (
        Stay(one.room_type_id, start, middle, one.id),
        Stay(other.room_type_id, middle, middle + timedelta(days=1), other.id),
    )
    return f"{desk.hotel.book_split(*stays)} is booked: {one.name}, then {other.name} from {middle:%d %b}"


@action
def walk_in(desk: Desk, picks: Picks) -> str:
    room, today = desk.room(picks, desk.vacant()), desk.hotel.today()
    booking = desk.hotel.book(Stay(room.room_type_id, today, today + timedelta(days=picks.number(1, 2)), room.id))
    desk.hotel.check_in(booking)
    return f"{booking} walks in and has {room.name}"


@action
def book_extension(desk: Desk, picks: Picks) -> str:
    guest = desk.guest(picks, desk.segments(RoomStatus.IN_HOUSE, RoomStatus.CHECKED_OUT))
    end = max(guest.end, desk.hotel.today()) + timedelta(days=picks.number(1, 2))
    return desk.says(guest, f"books {desk.hotel.book_extension(guest.id, end=end)} until {end:%d %b}")


# -- stays


@action
def check_in(desk: Desk, picks: Picks) -> str:
    today = desk.hotel.today()
    guests = [s for s in desk.segments(RoomStatus.NOT_CHECKED_IN) if s.start <= today]
    guest = desk.guest(picks, guests)
    room_id = None
    if guest.room_id is None or picks.number(0, 4) == 4:
        room_id = desk.room(picks, desk.vacant()).id
    desk.hotel.check_in(guest.id, room_id=room_id)
    return desk.says(desk.hotel.segment(guest.id), "checks in")


@action
def check_in_beside(desk: Desk, picks: Picks) -> str:
    taken = {guest.room_id for guest in desk.hotel.in_house()}
    guests = [s for s in desk.segments(RoomStatus.NOT_CHECKED_IN) if s.room_id in taken]
    guest = desk.guest(picks, guests)
    desk.hotel.check_in_beside(guest.id)
    return desk.says(guest, "checks in, and the last guest was never checked out")


@action
def drag_past_stay(desk: Desk, picks: Picks) -> str:
    guest, room = desk.guest(picks, desk.segments(RoomStatus.CHECKED_OUT)), desk.room(picks)
    end = guest.end + timedelta(days=picks.number(0, 1))
    desk.hotel.drag_past_stay(guest.id, room_id=room.id, end=end)
    desk.redone.add(guest.id)
    return desk.says(guest, f"is dragged to {room.name} and {end:%d %b}, though the stay is over")


@action
def check_out(desk: Desk, picks: Picks) -> str:
    guest = desk.in_house(picks)
    desk.hotel.check_out(guest.id)
    return desk.says(guest, "checks out")


@action
def check_out_due(desk: Desk, picks: Picks) -> str:
    guests = [guest.id for guest in desk.hotel.departures()]
    if not guests:
        raise FrontDeskError("Nobody leaves today.")
    desk.hotel.check_out_together(*guests)
    return f"{', '.join(guests)}, who are due out, check out together"


@action
def revert_check_out(desk: Desk, picks: Picks) -> str:
    guest = desk.guest(picks, desk.segments(RoomStatus.CHECKED_OUT))
    desk.hotel.revert_check_out(guest.id)
    return desk.says(guest, "is back: the check-out was a mistake")


@action
def revert_check_in(desk: Desk, picks: Picks) -> str:
    guest = desk.in_house(picks)
    desk.hotel.revert_check_in(guest.id)
    return desk.says(guest, "is expected again: the check-in was a mistake")


@action
def assign(desk: Desk, picks: Picks) -> str:
    guest = desk.expected(picks)
    room_id = None if picks.number(0, 4) == 4 else desk.room(picks).id
    desk.hotel.assign(guest.id, room_id)
    return desk.says(guest, f"is to have {desk.number(room_id)}")


@action
def move(desk: Desk, picks: Picks) -> str:
    guest, room = desk.in_house(picks), desk.room(picks, desk.vacant())
    desk.hotel.assign(guest.id, room.id)
    return desk.says(guest, f"moves to {room.name}")


@action
def unassign(desk: Desk, picks: Picks) -> str:
    guest = desk.in_house(picks)
    desk.hotel.assign(guest.id, None)
    return desk.says(guest, "loses the room")


@action
def swap(desk: Desk, picks: Picks) -> str:
    one, other = desk.in_house(picks), desk.in_house(picks)
    desk.hotel.swap(one.id, other.id)
    return desk.says(one, f"swaps with that of {desk.number(other.room_id)}")


@action
def move_on(desk: Desk, picks: Picks) -> str:
    guest = desk.in_house(picks)
    return desk.says(guest, f"moves on to the next part of the stay, {desk.hotel.move_on(guest.id)}")


# -- changes


@action
def change_dates(desk: Desk, picks: Picks) -> str:
    guest = desk.guest(picks, desk.segments(RoomStatus.NOT_CHECKED_IN, RoomStatus.IN_HOUSE))
    shift, longer = timedelta(days=picks.number(-1, 2)), timedelta(days=picks.number(-1, 2))
    start = guest.start if guest.status is RoomStatus.IN_HOUSE else guest.start + shift
    desk.hotel.change_dates(guest.id, start=start, end=max(start, guest.end + longer))
    return desk.says(guest, f"stays from {start:%d %b} to {max(start, guest.end + longer):%d %b}")


@action
def cancel(desk: Desk, picks: Picks) -> str:
    booking = desk.booking(picks, closed=False)
    desk.hotel.cancel(booking.id)
    return f"{booking.id} is cancelled"


@action
def cancel_segment(desk: Desk, picks: Picks) -> str:
    guest = desk.guest(picks, [s for s in desk.segments(RoomStatus.NOT_CHECKED_IN) if _has_more(desk, s)])
    desk.hotel.cancel_segment(guest.id)
    return desk.says(guest, "needs no room any more")


def _has_more(desk: Desk, segment: HotelSegment) -> bool:
    return len(desk.hotel.reservation(segment.reservation_id).live) > 1


@action
def no_show(desk: Desk, picks: Picks) -> str:
    booking = desk.booking(picks, closed=False)
    desk.hotel.no_show(booking.id)
    return f"{booking.id} did not come"


@action
def no_show_after_check_in(desk: Desk, picks: Picks) -> str:
    guest = desk.guest(picks, desk.segments(RoomStatus.IN_HOUSE, RoomStatus.CHECKED_OUT))
    desk.hotel.no_show_after_check_in(guest.reservation_id)
    return desk.says(guest, "was a no-show after all")


@action
def cancel_after_check_out(desk: Desk, picks: Picks) -> str:
    guest = desk.guest(picks, desk.segments(RoomStatus.CHECKED_OUT))
    desk.hotel.cancel_after_check_out(guest.reservation_id)
    return desk.says(guest, "is cancelled after the stay")


@action
def reinstate(desk: Desk, picks: Picks) -> str:
    booking = desk.booking(picks, closed=True)
    desk.hotel.reinstate(booking.id)
    desk.redone.update(segment.id for segment in booking.segments)
    return f"{booking.id} is expected again"


@action
def delete(desk: Desk, picks: Picks) -> str:
    booking = desk.booking(picks)
    desk.hotel.delete(booking.id)
    return f"{booking.id} is deleted"


@action
def set_eta(desk: Desk, picks: Picks) -> str:
    guest = desk.expected(picks)
    eta = (None, time(12), time(20))[picks.number(0, 2)]
    desk.hotel.set_eta(guest.reservation_id, eta)
    return desk.says(guest, f"comes at {eta}")


@action
def agree_late_check_out(desk: Desk, picks: Picks) -> str:
    guest = desk.in_house(picks)
    desk.hotel.agree_late_check_out(guest.reservation_id, time(14))
    return desk.says(guest, "may stay until 14:00")


@action
def anonymize(desk: Desk, picks: Picks) -> str:
    booking = desk.booking(picks)
    desk.hotel.anonymize_guest(booking.guest_id)
    return f"the guest of {booking.id} is anonymized"


# -- blocks


@action
def block(desk: Desk, picks: Picks) -> str:
    room, start = desk.room(picks), desk.day(picks, -1, 1)
    end = start + timedelta(days=picks.number(0, 3))
    kind = (BlockType.OUT_OF_SERVICE, BlockType.BLOCKED_DATES)[picks.number(0, 1)]
    return f"{room.name} is blocked ({desk.hotel.block([room.id], start, end, kind=kind)}) until {end:%d %b}"


@action
def hold(desk: Desk, picks: Picks) -> str:
    room, start, hours = desk.room(picks), desk.day(picks, 0, 1), picks.number(1, 6)
    return f"{room.name} is held ({desk.hotel.hold([room.id], start, start, hours=hours)}) for {hours} h"


@action
def change_block(desk: Desk, picks: Picks) -> str:
    known = picks.one(desk.hotel.blocks(), lambda each: desk.number(each.room_ids[0]))
    end = max(known.start, known.end + timedelta(days=picks.number(-1, 2)))
    desk.hotel.change_block(known.id, end=end)
    return f"block {known.id} of {desk.number(known.room_ids[0])} lasts until {end:%d %b}"


@action
def remove_block(desk: Desk, picks: Picks) -> str:
    known = picks.one(desk.hotel.blocks(), lambda each: desk.number(each.room_ids[0]))
    desk.hotel.remove_block(known.id)
    return f"block {known.id} of {desk.number(known.room_ids[0])} is lifted"


@action
def confirm_hold(desk: Desk, picks: Picks) -> str:
    known = picks.one([b for b in desk.hotel.blocks() if b.kind is BlockType.COURTESY_HOLD])
    return f"hold {known.id} becomes {desk.hotel.confirm_hold(known.id)}"


# -- rooms


@action
def condition(desk: Desk, picks: Picks) -> str:
    room = desk.room(picks, desk.real())
    value = picks.one(("clean", "inspected", "dirty", "clean"))
    desk.hotel.set_condition(room.id, value)
    return f"{room.name} is {value}"


@action
def flags(desk: Desk, picks: Picks) -> str:
    room, kind, value = desk.room(picks, desk.real()), picks.number(0, 2), picks.number(0, 1) == 1
    name = ("do_not_disturb", "refused_service", "vacant_pickup")[kind]
    values: dict[str, bool] = {name: value}
    desk.hotel.set_flags(room.id, **values)  # type: ignore[arg-type]
    return f"{room.name}: {name} is {value}"


@action
def rename_room(desk: Desk, picks: Picks) -> str:
    room = desk.room(picks)
    desk.hotel.rename_room(room.id, f"{room.name}x")
    return f"{room.name} is now {room.name}x"


@action
def add_room(desk: Desk, picks: Picks) -> str:
    like = desk.room(picks, desk.real())
    name = f"{900 + len(desk.hotel.rooms())}"
    desk.hotel.add_room(name, like.room_type_id, dorm_name=like.dorm_name)
    return f"{name} is a new room, like {like.name}"


@action
def remove_room(desk: Desk, picks: Picks) -> str:
    free = [room for room in desk.vacant() if not room.linked and not _is_sold(desk, room)]
    room = desk.room(picks, free)
    desk.hotel.remove_room(room.id)
    return f"{room.name} is no room any more"


def _is_sold(desk: Desk, room: HotelRoom) -> bool:
    return any(s.room_id == room.id for s in desk.segments(*RoomStatus))


@action
def retype_room(desk: Desk, picks: Picks) -> str:
    room = desk.room(picks, [each for each in desk.hotel.rooms() if desk.hotel.sold_apart(each)])
    kinds = [t for t in desk.hotel.room_types() if t.id != room.room_type_id and not t.virtual and t.private]
    kind = picks.one(kinds)
    new_id = desk.hotel.retype_room(room.id, kind.id)
    return f"{room.name} is now of type {kind.name}: {room.id} is {new_id}"


# -- the night


@action
def night_audit(desk: Desk, picks: Picks) -> str:
    desk.hotel.run_night_audit()
    return "the night audit is run"


@action
def skip_night_audit(desk: Desk, picks: Picks) -> str:
    desk.hotel.skip_night_audit()
    return "the next night audit will not run"


@action
def housekeeping_works(desk: Desk, picks: Picks) -> str:
    """Every vacant dirty room is cleaned."""
    done = [room for room in desk.real() if not room.occupied and room.condition == "dirty"]
    for room in done:
        with suppress(FrontDeskError):
            desk.hotel.set_condition(room.id, "inspected" if picks.number(0, 1) else "clean")
    return f"housekeeping has cleaned {', '.join(room.name for room in done) or 'nothing'}"
