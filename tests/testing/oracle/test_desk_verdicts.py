"""The oracle on unusual days of a simulated hotel: suites, dorms, swaps, and corrections.

Answers are read over HTTP as a connector would, and the ledger alone determines what is owed.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from cloudbeds_connector.testing import Ledger, SimulatedHotel
from cloudbeds_connector.testing.day.hotel_day import HotelDay
from cloudbeds_connector.testing.oracle.judge import DecisionSeen, TaskSeen, Verdicts, judge


@dataclass
class Watched:
    """A hotel, somebody who looks at it, and what a store would hold."""

    hotel: SimulatedHotel
    connection: http.client.HTTPConnection
    ledger: Ledger
    tasks: list[TaskSeen] = field(default_factory=list)
    decisions: list[DecisionSeen] = field(default_factory=list)

    def look(self, *, after: float = 60) -> None:
        self.hotel.clock.advance(after)
        query = "getReservationsWithRateDetails?includeDeleted=true&pageSize=100"
        for method in (query, "getHousekeepingStatus"):
            self.connection.request("GET", f"/api/v1.3/{method}", headers={"x-api-key": "cbat_simulated"})
            assert json.loads(self.connection.getresponse().read())["success"] is True

    def room(self, name: str) -> str:
        return next(room.id for room in self.hotel.rooms() if room.name == name)

    def guest(self, name: str) -> str:
        return next(guest.id for guest in self.hotel.in_house() if guest.room_id == self.room(name))

    def task(self, unit: str, *carries: str, state: str = "open") -> None:
        name, now = f"t{len(self.tasks)}", self.hotel.clock.now()
        self.tasks.append(TaskSeen(id=name, unit=unit, created_at=now, state=state, cause="check_out", carries=carries))

    def excuse(self, unit: str, segment: str, row: str) -> None:
        now = self.hotel.clock.now()
        self.decisions.append(
            DecisionSeen(unit=unit, ref=f"{segment}#1", action="excused", row=row, reason="said so", decided_at=now)
        )

    def judged(self, **options: object) -> Verdicts:
        return judge(self.ledger, self.tasks, self.decisions, baseline_at=None, **options)  # type: ignore[arg-type]


@contextmanager
def watched(hotel: SimulatedHotel) -> Iterator[Watched]:
    hotel.observe(ledger := Ledger())
    with hotel.serve() as served:
        connection = http.client.HTTPConnection(urlsplit(served.base_url).netloc)
        seen = Watched(hotel, connection, ledger)
        seen.look()
        yield seen
        connection.close()
    assert Ledger.from_json(json.loads(json.dumps(ledger.to_json()))).vacates() == ledger.vacates()


@pytest.fixture
def small() -> Iterator[Watched]:
    with watched(SimulatedHotel.small()) as seen:
        yield seen


@pytest.fixture
def suites() -> Iterator[Watched]:
    with watched(SimulatedHotel.suites()) as seen:
        yield seen


@pytest.fixture
def hostel() -> Iterator[Watched]:
    with watched(SimulatedHotel.hostel()) as seen:
        yield seen


def missing(verdicts: Verdicts) -> list[str]:
    return sorted(verdict.vacate.unit for verdict in verdicts.missing)


# -- suites --------------------------------------------------------------------------------------------------------


def test_t96_a_suites_check_out_is_owed_in_each_of_its_rooms_and_none_for_the_suite(suites: Watched) -> None:
    guest, rooms = suites.guest("Suite 1"), [suites.room("101"), suites.room("102")]
    suites.hotel.check_out(guest)
    suites.look()
    first, second = suites.ledger.vacates()
    for vacate in (first, second):
        assert vacate.in_unit_shown_at is not None, "answers showed the guest in the suite"
        assert vacate.first_shown_at is not None, "and out of it"

    suites.task(suites.room("Suite 1"), f"{guest}#1")
    verdicts = suites.judged()
    assert missing(verdicts) == rooms
    assert [finding.unit for finding in verdicts.unexplained] == [suites.room("Suite 1")]
    suites.tasks.clear()
    for room in rooms:
        suites.task(room, f"{guest}#1")
    assert suites.judged().ok


def test_a_move_within_a_suite_is_owed_only_where_something_was_given_up(suites: Watched) -> None:
    guest = suites.guest("201")
    [suite] = [stay for stay in suites.hotel.arrivals() if stay.room_id == suites.room("Suite 2")]
    suites.hotel.cancel(suite.reservation_id)
    suites.hotel.assign(guest, suites.room("Suite 2"))
    suites.look()
    assert suites.judged().counts()["vacates"] == 0
    suites.hotel.assign(guest, suites.room("201"))
    suites.look()
    assert missing(suites.judged()) == [suites.room("202")]


def test_a_suite_left_and_taken_back_before_any_look_is_unobservable_in_both_rooms(suites: Watched) -> None:
    guest = suites.guest("Suite 1")
    suites.hotel.check_out(guest)
    suites.hotel.clock.advance(1)
    suites.hotel.revert_check_out(guest)
    suites.look()
    assert (suites.judged().unobservable, suites.judged().ok) == (2, True)


@pytest.mark.parametrize("hotel", [SimulatedHotel.suites(suites=6), SimulatedHotel.hostel(dorms=3)])
def test_a_whole_day_of_shared_rooms_has_vacates_of_units_only(hotel: SimulatedHotel) -> None:
    hotel.observe(ledger := Ledger())
    day = HotelDay(hotel, seed=3)
    day.play()
    left = {vacate.unit for vacate in ledger.vacates()}
    assert len(left) >= 4
    assert left <= {unit for room in hotel.rooms() for unit in hotel.units_of(room.id)}
    assert {change.unit for unit in left for change in ledger.conditions(unit)} == left
    assert not [room for room in hotel.rooms() if hotel.virtual(room) and ledger.conditions(room.id)]


# -- dorms ---------------------------------------------------------------------------------------------------------


def test_t93_every_bed_that_is_left_is_owed_and_t140_a_change_of_beds_the_old_one(hostel: Watched) -> None:
    hostel.hotel.check_out(hostel.guest("A-1"))
    hostel.hotel.assign(hostel.guest("A-3"), hostel.room("A-6"))
    hostel.look()
    assert missing(hostel.judged()) == sorted([hostel.room("A-1"), hostel.room("A-3")])


def test_t94_a_store_that_cleans_dorms_owes_one_task_each_time_a_dorm_is_empty(hostel: Watched) -> None:
    beds = {letter: [r.id for r in hostel.hotel.rooms() if r.dorm_name == f"Dorm {letter}"] for letter in "AB"}
    last, moved_in = hostel.guest("B-1"), hostel.hotel.arrivals()[0].id
    hostel.hotel.check_out(hostel.guest("A-1"))  # four stay in dorm A
    hostel.hotel.assign(last, hostel.room("B-3"))  # and nobody leaves dorm B by changing beds
    hostel.look()
    for vacate in hostel.ledger.vacates():
        hostel.task(vacate.unit, vacate.ref, state="done")
    composites = {"dorm:A": beds["A"], "dorm:B": beds["B"]}
    assert hostel.judged(composites=composites).ok

    hostel.hotel.check_out(last)
    hostel.look()
    hostel.task(hostel.room("B-3"), f"{last}#1")
    assert missing(hostel.judged(composites=composites)) == ["dorm:B"]
    hostel.task("dorm:B", f"{last}#1", state="done")
    assert hostel.judged(composites=composites).ok
    assert len(hostel.judged().unexplained) == 1, "dorms are cleaned only if the store is set to clean them"

    hostel.hotel.check_in(moved_in)
    hostel.look()
    hostel.hotel.check_out(moved_in)
    hostel.look()
    hostel.task(hostel.room("B-2"), f"{moved_in}#1")
    assert missing(hostel.judged(composites=composites)) == ["dorm:B"]


def alone_in_dorm_b(hostel: Watched) -> tuple[str, str, dict[str, list[str]]]:
    """A guest who is alone in dorm B since the store's first look, the bed, and the dorm."""
    guest = hostel.guest("B-1")
    hostel.look()
    beds = [room.id for room in hostel.hotel.rooms() if room.dorm_name == "Dorm B"]
    return guest, hostel.room("B-1"), {"dorm:B": beds}


@pytest.mark.parametrize(("lag", "explained"), [(20, True), (0, False)])
def test_t94_a_dorm_that_a_lagging_answer_showed_empty_may_have_had_a_task(
    hostel: Watched, lag: int, explained: bool
) -> None:
    guest, bed, dorm = alone_in_dorm_b(hostel)
    hostel.hotel.revert_check_in(guest)
    hostel.hotel.clock.advance(1)
    hostel.hotel.check_in(guest)
    hostel.hotel.clock.advance(5)
    hostel.ledger.on_stay_shown(guest, "not_checked_in", bed, hostel.hotel.clock.now())
    hostel.task(bed, f"{guest}#1", state="cancelled")
    hostel.task("dorm:B", f"{guest}#1", state="cancelled")
    hostel.look()
    verdicts = hostel.judged(composites=dorm, read_lag=timedelta(seconds=lag))
    assert ([finding.unit for finding in verdicts.unexplained] == []) is explained


# -- swaps, corrections, the same guest ----------------------------------------------------------------------------


def test_t131_a_swap_owes_both_rooms_and_t124_is_no_excuse_for_either(small: Watched) -> None:
    rooms = [small.room("102"), small.room("201")]
    guests = [small.guest("102"), small.guest("201")]
    small.hotel.swap(*guests)
    small.look(after=timedelta(hours=1).total_seconds())
    for room, guest in zip(rooms, guests, strict=True):
        small.excuse(room, guest, "T124")
    assert missing(small.judged()) == rooms
    for room, guest in zip(rooms, guests, strict=True):
        small.task(room, f"{guest}#1")
    assert small.judged().ok


def test_t62_a_no_show_after_check_in_is_owed_a_task(small: Watched) -> None:
    small.hotel.no_show_after_check_in(small.hotel.segment(small.guest("102")).reservation_id)
    small.look()
    assert missing(small.judged()) == [small.room("102")]


def test_t61_t63_a_stay_that_was_shown_is_owed_a_task_also_after_a_correction(small: Watched) -> None:
    cancelled, deleted = small.guest("101"), small.guest("102")
    small.hotel.check_out_together(cancelled, deleted)
    small.hotel.cancel_after_check_out(cancelled)
    small.hotel.delete(deleted)
    small.look()
    assert missing(small.judged()) == sorted([small.room("101"), small.room("102")])


@pytest.mark.parametrize("correction", ["cancel_after_check_out", "no_show_after_check_in", "delete"])
def test_a_stay_between_two_looks_that_is_shown_only_as_never_come_is_unobservable(
    small: Watched, correction: str
) -> None:
    guest = next(stay.id for stay in small.hotel.arrivals() if stay.room_id is None)
    small.hotel.check_in(guest, room_id=small.room("203"))
    small.hotel.clock.advance(60)
    small.hotel.check_out(guest)
    getattr(small.hotel, correction)(guest)
    small.look()
    assert (small.judged().unobservable, small.judged().ok) == (1, True)
    small.look(after=timedelta(minutes=20).total_seconds())  # but the room is seen dirty and empty for long
    assert missing(small.judged()) == [small.room("203")]


def test_t13_an_extension_booked_anew_by_the_same_guest_excuses_and_by_another_does_not(small: Watched) -> None:
    same, other = small.guest("101"), small.guest("102")
    tomorrow = small.hotel.today() + timedelta(days=1)
    again = small.hotel.book_extension(same, end=tomorrow)
    kind = small.hotel.segment(other).room_type_id
    [stranger] = [stay.id for stay in small.hotel.arrivals() if stay.room_type_id != kind]
    small.hotel.check_out_together(same, other)
    small.hotel.check_in(again)
    small.hotel.check_in(stranger, room_id=small.room("102"))
    small.look()
    small.excuse(small.room("101"), same, "T13")
    small.excuse(small.room("102"), other, "T13")
    assert small.judged().excused == 1
    assert missing(small.judged()) == [small.room("102")]


def test_t10_an_unassigned_guest_has_vacated_the_room_and_may_return(small: Watched) -> None:
    guest = small.guest("102")
    small.hotel.assign(guest, None)
    small.look()
    assert missing(small.judged()) == [small.room("102")]
    small.hotel.assign(guest, small.room("102"))
    small.look()
    small.excuse(small.room("102"), guest, "T10")
    assert small.judged().excused == 1


# -- careless desks ------------------------------------------------------------------------------------------------


def other_type(small: Watched, room_id: str) -> str:
    kind = small.hotel.room(room_id).room_type_id
    return next(known.id for known in small.hotel.room_types() if known.id != kind)


def test_t118_a_task_under_the_old_id_of_a_room_still_carries_its_departure(small: Watched) -> None:
    [leaving] = small.hotel.departures()
    old = str(leaving.room_id)
    small.hotel.check_out(leaving.id)
    small.look()
    small.task(old, f"{leaving.id}#1")
    new = small.hotel.retype_room(old, other_type(small, old))
    small.look()
    assert small.judged().ok

    small.task(new, f"{leaving.id}#1")
    verdicts = small.judged()
    assert {finding.unit for finding in verdicts.duplicates} == {new}
    assert all(set(finding.task_ids) == {"t0", "t1"} for finding in verdicts.duplicates)


def test_t118_another_id_is_no_departure_of_the_guest_in_the_room(small: Watched) -> None:
    guest = small.hotel.in_house()[0]
    old = str(guest.room_id)
    new = small.hotel.retype_room(old, other_type(small, old))
    small.look()
    small.task(old, f"{guest.id}#1")
    [finding] = small.judged().unexplained
    assert finding.unit == new

    small.tasks.clear()
    assert small.judged().vacates == ()
    small.hotel.check_out(guest.id)
    small.look()
    assert missing(small.judged()) == [new]


def beside(small: Watched) -> tuple[str, str, str]:
    """A room, the guest whose check-out was forgotten, and the next one, who was checked in beside and was shown."""
    [forgotten] = small.hotel.departures()
    room = str(forgotten.room_id)
    [arriving] = [segment for segment in small.hotel.arrivals() if segment.room_id == room]
    small.hotel.check_in_beside(arriving.id)
    small.look()
    return room, forgotten.id, arriving.id


@pytest.mark.parametrize("row", ["T95", "T124"])
def test_t95_t124_a_forgotten_guest_is_excused_while_the_next_is_in_and_the_last_to_leave_is_owed(
    small: Watched, row: str
) -> None:
    room, forgotten, arriving = beside(small)
    small.hotel.check_out(forgotten)
    small.look()
    assert missing(small.judged()) == [room]
    small.excuse(room, forgotten, row)
    assert small.judged().ok

    small.hotel.check_out(arriving)
    small.look()
    assert [verdict.vacate.segment for verdict in small.judged().missing] == [arriving]
    small.excuse(room, arriving, row)
    assert not small.judged().ok, "nobody was left in the room"


def test_t95_who_was_in_the_room_first_is_no_next_guest(small: Watched) -> None:
    room, _, arriving = beside(small)
    small.hotel.check_out(arriving)
    small.look()
    small.excuse(room, arriving, "T124")
    assert missing(small.judged()) == [room]
    small.excuse(room, arriving, "T95")
    assert small.judged().ok


def test_t95_a_guest_who_came_after_the_other_left_shares_nothing(small: Watched) -> None:
    [leaving] = small.hotel.departures()
    room = str(leaving.room_id)
    [arriving] = [segment for segment in small.hotel.arrivals() if segment.room_id == room]
    small.hotel.check_out(leaving.id)
    small.hotel.clock.advance(60)
    small.hotel.check_in(arriving.id)
    small.look()
    small.excuse(room, leaving.id, "T95")
    assert missing(small.judged()) == [room]


def test_a_dragged_past_stay_is_a_departure_from_its_old_room_only(small: Watched) -> None:
    [leaving] = small.hotel.departures()
    room = str(leaving.room_id)
    free = next(known.id for known in small.hotel.rooms() if not known.occupied and known.id != room)
    small.hotel.check_out(leaving.id)
    small.hotel.drag_past_stay(leaving.id, room_id=free)
    small.look()
    assert missing(small.judged()) == [room]

    small.task(free, f"{leaving.id}#1")
    verdicts = small.judged()
    assert missing(verdicts) == [room]
    assert [finding.unit for finding in verdicts.unexplained] == [free]
    small.tasks.clear()
    small.task(room, f"{leaving.id}#1")
    assert small.judged().ok
