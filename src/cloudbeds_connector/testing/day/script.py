"""The script of a hotel day: departures, arrivals, changes of plan, and mistakes of the desk.

Each function writes one part of the day. Guests are drawn from shuffled lists, so that each guest is in one part. Wall
times are in the hotel's zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from ...pms.hotel_time import resolve
from ..hotel.state import HotelSegment
from .clerk import AddStep, DeskClerk
from .incidents import block_a_room, check_in_somewhere_dirty, day_guest, swap_assignment, walk_in_on_dirty


@dataclass
class Script:
    """What the parts of the script share: the clerk, the random numbers, and the guests who are in no part yet."""

    clerk: DeskClerk
    rng: Random
    day: date
    now: datetime
    ends_at: datetime
    add_step: AddStep
    due_out: list[HotelSegment] = field(default_factory=list)
    staying: list[HotelSegment] = field(default_factory=list)
    arriving: list[HotelSegment] = field(default_factory=list)

    @property
    def tomorrow(self) -> date:
        """The day after `day`."""
        return self.day + timedelta(days=1)

    def at(self, hour: int, minute: float = 0) -> datetime:
        """A wall time of the day."""
        return resolve(self.day, time(hour), self.clerk.hotel.zone) + timedelta(minutes=minute)

    def between(self, begin: datetime, end: datetime) -> datetime:
        """A random instant from `begin` to `end`, in whole seconds."""
        return begin + timedelta(seconds=self.rng.randrange(max(1, int((end - begin).total_seconds()))))

    def number(self, segment: HotelSegment) -> str:
        """The number of the guest's room, for the text of a step."""
        return self.clerk.number(segment.room_id)

    def leave(self, segment: HotelSegment, at: datetime, how: str = "checks out") -> None:
        """Add the guest's check-out at `at`."""
        self.add_step(at, f"{self.number(segment)} {how}", partial(self.clerk.check_out, segment.id, at=at))

    def arrive(self, segment: HotelSegment, at: datetime) -> None:
        """Add the guest's arrival at `at`."""
        arrival = partial(self.clerk.arrive, segment.id, at=at, until=self.ends_at)
        self.add_step(at, f"{segment.id} arrives for {self.number(segment)}", arrival)


def write_script(
    clerk: DeskClerk, *, seed: int, day: date, now: datetime, ends_at: datetime, add_step: AddStep
) -> None:
    """Write the whole day by calls of `add_step`."""
    script = Script(clerk, Random(f"{seed}:day"), day, now, ends_at, add_step)
    hotel = clerk.hotel
    script.due_out = list(hotel.departures(day))
    script.staying = [segment for segment in hotel.in_house() if segment.end > day]
    script.arriving = list(hotel.arrivals(day))
    for guests in (script.due_out, script.staying, script.arriving):
        script.rng.shuffle(guests)
    for part in (
        evening_before,
        parties_leave,
        check_outs_reverted,
        extensions_and_early_departures,
        guests_move,
        bookings_change,
        incidents,
        check_in_by_mistake,
        stayover_service,
        remaining_departures,
        remaining_arrivals,
    ):
        part(script)


def evening_before(script: Script) -> None:
    """Late arrivals of the evening, and one no-show."""
    late = script.clerk.hotel.arrivals(script.day - timedelta(days=1))
    for segment in late[:1]:
        no_show = partial(script.clerk.hotel.no_show, segment.reservation_id)
        script.add_step(script.at(2, 25), f"{segment.reservation_id} is a no-show", no_show)
    for segment in late[1:]:
        script.arrive(segment, script.between(script.now + timedelta(minutes=5), script.at(0, -15)))


def parties_leave(script: Script) -> None:
    """Reservations of several rooms: every other one is checked out room by room, the others at once."""
    by_reservation: dict[str, list[HotelSegment]] = {}
    for segment in script.due_out:
        by_reservation.setdefault(segment.reservation_id, []).append(segment)
    parties = [party for party in by_reservation.values() if len(party) > 1]
    for n, party in enumerate(parties):
        begin = script.at(8, script.rng.uniform(0, 60))
        apart = timedelta(minutes=0 if n % 2 else 47)
        for k, segment in enumerate(sorted(party, key=lambda segment: segment.id)):
            script.due_out.remove(segment)
            script.leave(segment, begin + apart * k, "checks out, one of a party")


def check_outs_reverted(script: Script) -> None:
    """Check-outs by mistake: reverted at once, reverted after a while, and reverted before the real check-out."""
    hotel = script.clerk.hotel
    for minutes, again in ((3, None), (45, None), (20, 95)):
        if (guest := _draw(script.due_out)) is None:
            return
        out = script.between(script.at(8), script.at(9, 30))
        back = out + timedelta(minutes=minutes)
        number = script.number(guest)
        script.leave(guest, out, "is checked out by mistake")
        script.add_step(back, f"{number} is in house after all", partial(hotel.revert_check_out, guest.id))
        if again is None:
            extend = partial(hotel.change_dates, guest.id, end=script.tomorrow)
            script.add_step(back + timedelta(minutes=1), f"{number} stays another night", extend)
        else:
            script.leave(guest, out + timedelta(minutes=again), "checks out again")


def extensions_and_early_departures(script: Script) -> None:
    """Two guests stay a night longer, two leave early."""
    hotel = script.clerk.hotel
    for hour, minute in ((7, 20), (9, 50)):
        if (guest := _draw(script.due_out)) is not None:
            extend = partial(hotel.change_dates, guest.id, end=script.tomorrow)
            script.add_step(script.at(hour, minute), f"{script.number(guest)} stays another night", extend)
    for hour, minute in ((8, 10), (10, 40)):
        if (guest := _draw(script.staying)) is not None:
            script.leave(guest, script.at(hour, minute), "leaves early")


def guests_move(script: Script) -> None:
    """Three stayover guests change rooms; one of them moves back again."""
    clerk = script.clerk
    for hour, minute in ((9, 5), (11, 35), (14, 10)):
        if (guest := _draw(script.staying)) is None:
            return
        at = script.at(hour, minute)
        script.add_step(at, f"{script.number(guest)} moves to another room", partial(clerk.move, guest.id, at=at))
        if hour == 14 and guest.room_id is not None:
            back = at + timedelta(minutes=25)
            home = partial(clerk.move_back, guest.id, guest.room_id, at=back)
            script.add_step(back, f"the guest of {script.number(guest)} wants the old room back", home)


def bookings_change(script: Script) -> None:
    """Changes before arrival: other rooms, other times, cancellations, a deletion."""
    clerk, hotel, add_step = script.clerk, script.clerk.hotel, script.add_step
    for guest in [guest for guest in script.arriving if guest.room_id is not None][:3]:
        at = script.between(script.at(7), script.at(12))
        add_step(
            at,
            f"{guest.id} is given another room than {script.number(guest)}",
            partial(swap_assignment, clerk, guest.id),
        )
    for guest, eta in zip(script.arriving[3:], (time(12, 45), time(21, 15), time(1, 30)), strict=False):
        at = script.between(script.at(7), script.at(11))
        add_step(at, f"{guest.id} will come at {eta:%H:%M}", partial(hotel.set_eta, guest.reservation_id, eta))
    for hour, minute in ((9, 30), (12, 10)):
        if (gone := _draw(script.arriving)) is not None:
            cancel = partial(hotel.cancel, gone.reservation_id)
            add_step(script.at(hour, minute), f"{gone.reservation_id} is cancelled", cancel)
    if (gone := _draw(script.arriving)) is not None:
        delete = partial(hotel.delete, gone.reservation_id)
        add_step(script.at(10, 20), f"{gone.reservation_id} is deleted", delete)


def incidents(script: Script) -> None:
    """Two blocks, a day guest, a walk-in to a dirty room, and a guest who does not wait for housekeeping."""
    clerk, add_step = script.clerk, script.add_step
    add_step(
        script.at(8, 40),
        "a vacant room is blocked",
        partial(block_a_room, clerk, add_step, lifted_at=script.at(15, 20)),
    )
    add_step(
        script.at(11, 20),
        "a room just left is blocked",
        partial(block_a_room, clerk, add_step, lifted_at=script.at(13, 45), dirty=True),
    )
    at = script.at(12, 5)
    add_step(at, "a day guest comes", partial(day_guest, clerk, add_step, at=at, leaves_at=script.at(16, 30)))
    at = script.at(11, 45)
    walk_in = partial(walk_in_on_dirty, clerk, add_step, at=at, until=script.ends_at)
    add_step(at, "a booking for tonight takes a dirty room", walk_in)
    impatient = partial(check_in_somewhere_dirty, clerk, script.day)
    add_step(script.at(11, 5), "a guest will not wait for housekeeping", impatient)


def check_in_by_mistake(script: Script) -> None:
    """A guest who arrives in the evening is checked in by mistake in the afternoon; reverted four minutes later."""
    if (guest := _draw(script.arriving)) is None:
        return
    script.arrive(guest, script.at(13, 25))
    at = script.at(13, 29)
    undo = partial(script.clerk.revert_check_in, guest.id, at=at)
    script.add_step(at, f"the check-in of {guest.id} was a mistake", undo)
    script.arrive(guest, script.at(19, 40))


def stayover_service(script: Script) -> None:
    """Housekeepers clean rooms of guests who stay, and of one who leaves late that day."""
    stay = [guest for guest in script.staying if guest.room_id is not None]
    for guest in stay[:6] + script.due_out[:1]:
        at = script.between(script.at(9), script.at(10, 45))
        service = partial(script.clerk.service, guest.room_id or "")
        script.add_step(at, f"{script.number(guest)} is made up for its guest", service)


def remaining_departures(script: Script) -> None:
    """Most guests leave from seven to eleven, three late by agreement, one overdue."""
    late = [script.at(12, 30), script.at(13, 40), script.at(14, 55), script.at(16, 25)]
    for guest in script.due_out:
        script.leave(guest, late.pop() if late else script.between(script.at(7), script.at(11)))


def remaining_arrivals(script: Script) -> None:
    """Arrivals from 13:00 to 23:00."""
    for guest in script.arriving:
        script.arrive(guest, script.between(script.at(13), script.at(23)))


def _draw(guests: list[HotelSegment]) -> HotelSegment | None:
    return guests.pop() if guests else None
