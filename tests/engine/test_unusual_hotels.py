"""Hostels, suites, and odd desks: the whole engine over HTTP, with some webhooks lost, judged by the hotel's ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random
from threading import Thread

import pytest

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, MemoryStore, Worker
from cloudbeds_connector.engine.intake import receive
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.tasks import LIVE_STATES, TaskState, TurnoverTask
from cloudbeds_connector.pms.webhooks import WebhookRequest
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import Ledger, SimulatedHotel
from cloudbeds_connector.testing.hotel.state import FrontDeskError, HotelSegment, Stay
from cloudbeds_connector.testing.oracle.judge import Verdicts, decisions_seen, judge, tasks_seen
from cloudbeds_connector.turnover import TurnoverPolicy

from .conftest import House

WHOLE_DORMS = TurnoverPolicy(dorm_room_clean=True)


@dataclass
class Watched:
    """A hotel with a front desk that a test works at, and the connector that looks on."""

    hotel: SimulatedHotel
    ledger: Ledger
    integration: Integration

    def passes(self, *, minutes: float) -> None:
        """Time passes; a worker does what is due when it is due."""
        clock, worker = self.hotel.clock, Worker(self.integration)
        until = clock.now() + timedelta(minutes=minutes)
        while clock.now() < until:
            due = worker.next_due() or until
            clock.advance_to(min(until, max(due, clock.now() + timedelta(seconds=1))))
            assert worker.run_once().errors == ()
            self._never()

    def _never(self) -> None:
        live = Counter(task.unit_id for task in self.tasks() if task.state in LIVE_STATES)
        assert not [unit for unit, count in live.items() if count > 1]
        virtual = {room.id for room in self.hotel.rooms() if self.hotel.virtual(room)}
        assert not virtual & live.keys()

    def tasks(self, unit_id: str | None = None) -> list[TurnoverTask]:
        with self.integration.store.transaction() as tx:
            tasks = tx.select(r.TURNOVER_TASKS, where={} if unit_id is None else {"unit_id": unit_id})
        return sorted(tasks, key=lambda task: (task.created_at, task.unit_id, task.origin, task.vacate_seq))

    def people_finish(self, unit_id: str) -> None:
        """The cleaner completes the unit's open task, and sets a room or a bed to clean in the hotel system too."""
        now = self.hotel.clock.now()
        connection = self.integration.connection("my-hotel")
        done = [task for task in self.tasks(unit_id) if task.state in LIVE_STATES]
        with self.integration.store.transaction(lock=connection.id) as tx:
            for task in done:
                tx.put(r.TURNOVER_TASKS, replace(task, state=TaskState.DONE, completed_at=now, updated_at=now))
        if not unit_id.startswith("dorm:"):
            self.hotel.set_condition(unit_id, "clean")

    def room(self, name: str) -> str:
        return next(room.id for room in self.hotel.rooms() if room.name == name)

    def guest_of(self, name: str) -> str:
        occupied_by = self.hotel.room(self.room(name)).occupied_by
        assert occupied_by is not None, f"nobody is in {name}"
        return occupied_by

    def leaves(self, name: str) -> str:
        guest = self.guest_of(name)
        self.hotel.check_out(guest)
        return guest

    def judged(self) -> Verdicts:
        """After an hour of nothing; every room can be asked about."""
        self.passes(minutes=65)
        connection = self.integration.connection("my-hotel")
        composites: dict[str, list[str]] = {}
        for room in self.hotel.rooms():
            assert self.integration.why("my-hotel", room.id).sentence
            if room.dorm_name and self.integration.runtime.policy.dorm_room_clean:
                composites.setdefault(f"dorm:{room.dorm_name}", []).append(room.id)
        for dorm in composites:
            assert self.integration.why("my-hotel", dorm).sentence
        with self.integration.store.transaction() as tx:
            tasks, decisions = tx.select(r.TURNOVER_TASKS), tx.select(r.DECISIONS)
        return judge(
            self.ledger,
            tasks_seen(tasks),
            decisions_seen(decisions),
            baseline_at=connection.baseline_at,
            composites=composites,
        )


@contextmanager
def _receiving(integration: Integration) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receive(integration.runtime, WebhookRequest(body=body, token=self.path.rsplit("/", 1)[1]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def watched(hotel: SimulatedHotel, *, policy: TurnoverPolicy | None = None, lost: float = 0.3) -> Iterator[Watched]:
    hotel.observe(ledger := Ledger())
    hotel.webhook_faults.lost = lost
    with hotel.serve() as server:
        integration = Integration(
            connector=CloudbedsConnector(base_url=server.base_url),
            store=MemoryStore(),
            credentials=lambda connection: Credentials("cbat_simulated"),
            clock=hotel.clock,
            policy=policy,
        )
        with integration, _receiving(integration) as url:
            integration.connect("my-hotel")
            integration.subscribe("my-hotel", url)
            integration.sync("my-hotel", kind="full")
            yield Watched(hotel, ledger, integration)


def test_T93_T94_T140_a_day_of_a_hostel() -> None:
    with watched(SimulatedHotel.hostel(dorms=2, beds=4), policy=WHOLE_DORMS) as house:
        hotel = house.hotel
        hotel.check_out_together(house.guest_of("A-1"), house.guest_of("A-2"))
        house.passes(minutes=15)
        assert {task.unit_id for task in house.tasks()} == {house.room("A-1"), house.room("A-2")}
        house.leaves("B-1")
        house.passes(minutes=15)
        assert [task.row for task in house.tasks("dorm:Dorm B")] == ["T94"]
        guest = house.guest_of("A-3")
        hotel.assign(guest, house.room("A-4"))
        house.passes(minutes=15)
        assert not house.tasks("dorm:Dorm A")
        hotel.check_out(guest)
        house.passes(minutes=15)
        house.people_finish("dorm:Dorm A")
        house.people_finish(house.room("A-4"))
        house.passes(minutes=30)
        hotel.revert_check_out(guest)
        house.passes(minutes=15)
        hotel.assign(guest, house.room("A-1"))
        house.passes(minutes=15)
        hotel.check_out(guest)
        verdicts = house.judged()
        assert verdicts.ok, verdicts.summary()
        assert [task.state for task in house.tasks("dorm:Dorm A")] == [TaskState.DONE, TaskState.OPEN]


def test_T96_T98_T99_a_day_of_a_house_of_suites() -> None:
    with watched(SimulatedHotel.suites(suites=2)) as house:
        hotel = house.hotel
        guest = house.guest_of("101")
        house.leaves("201")
        hotel.check_out(guest)
        house.passes(minutes=15)
        assert sorted(task.room_number for task in house.tasks()) == ["101", "102", "201"]
        for name in ("101", "102", "201"):
            house.people_finish(house.room(name))
        house.passes(minutes=30)
        [suite] = [s for s in hotel.arrivals() if len(hotel.units_of(s.room_id or "")) == 2]
        hotel.check_in(suite.id)
        house.passes(minutes=15)
        hotel.assign(suite.id, house.room("202"))  # the suite shrinks to one of its rooms
        house.passes(minutes=15)
        hotel.check_out(suite.id)
        verdicts = house.judged()
        assert verdicts.ok, verdicts.summary()
        assert Counter(task.room_number for task in house.tasks()) == {"101": 1, "102": 1, "201": 2, "202": 1}


def test_T11_T13_T61_T62_T63_T91_T131_an_ordinary_hotel_with_an_odd_desk() -> None:
    with watched(SimulatedHotel.small()) as house:
        hotel, today = house.hotel, house.hotel.today()
        hotel.swap(house.guest_of("101"), house.guest_of("201"))
        house.passes(minutes=15)
        staying = house.guest_of("102")
        extension = hotel.book_extension(staying, end=today + timedelta(days=4))
        hotel.change_dates(staying, end=today)
        hotel.check_out(staying)
        house.passes(minutes=5)
        hold = hotel.hold([house.room("104")], today, today, hours=2)
        booking = hotel.confirm_hold(hold)
        hotel.check_in(hotel.segments(booking)[0])
        house.passes(minutes=15)
        hotel.no_show_after_check_in(booking)
        hotel.cancel(extension)
        kind = hotel.room(house.room("105")).room_type_id
        tomorrow = today + timedelta(days=1)
        split = hotel.book_split(
            Stay(kind, today, tomorrow, house.room("105")),
            Stay(kind, tomorrow, tomorrow + timedelta(days=1), house.room("103")),
        )
        hotel.check_in(hotel.segments(split)[0])
        block = hotel.block([house.room("203")], today, tomorrow)
        house.passes(minutes=15)
        hotel.remove_block(block)
        last = hotel.move_on(hotel.segments(split)[0])
        house.passes(minutes=15)
        hotel.check_out(last)
        house.passes(minutes=15)
        hotel.delete(split)
        reservation = hotel.segment(staying).reservation_id
        hotel.cancel_after_check_out(reservation)
        verdicts = house.judged()
        assert verdicts.ok, verdicts.summary()
        assert verdicts.owed >= 6


HOUSES = {
    "hostel": lambda seed: SimulatedHotel.hostel(dorms=2, beds=4, seed=seed),
    "suites": lambda seed: SimulatedHotel.suites(suites=3, seed=seed),
    "small": lambda seed: SimulatedHotel.small(seed=seed),
}


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(1, 11))
@pytest.mark.parametrize("kind", HOUSES)
def test_two_days_on_which_the_desk_does_anything_it_can(kind: str, seed: int) -> None:
    rng = Random(f"{kind}:{seed}")
    with watched(HOUSES[kind](seed), policy=WHOLE_DORMS if kind == "hostel" else None) as house:
        for _ in range(130):
            house.passes(minutes=rng.choice((3, 8, 15, 25, 50)))
            with suppress(FrontDeskError, IndexError):  # a desk cannot do everything at every moment
                _anything(house, rng)
        verdicts = house.judged()
    assert verdicts.ok, verdicts.summary()
    assert verdicts.owed >= 10


def _anything(house: Watched, rng: Random) -> None:
    hotel, today = house.hotel, house.hotel.today()
    rooms, in_house, due = hotel.rooms(), hotel.in_house(), hotel.arrivals()
    units = [room for room in rooms if not hotel.virtual(room)]

    def guest() -> HotelSegment:
        return rng.choice(in_house)

    def book() -> None:
        room, end = rng.choice(rooms), today + timedelta(days=rng.choice((1, 1, 2)))
        hotel.book(Stay(room.room_type_id, today, end, room.id))

    def cleaned() -> None:
        house.people_finish(rng.choice([room.id for room in units if not room.occupied and room.condition == "dirty"]))

    def returns() -> None:
        gone = [s for b in hotel.reservations() for s in b.segments if s.checked_out_on == today]
        hotel.revert_check_out(rng.choice(gone).id)

    dos: list[tuple[int, Callable[[], object]]] = [
        (8, book),
        (8, lambda: hotel.check_in(rng.choice(due).id)),
        (8, lambda: hotel.check_out(guest().id)),
        (8, cleaned),
        (3, lambda: hotel.assign(guest().id, rng.choice(rooms).id)),
        (2, lambda: hotel.assign(rng.choice(due).id, rng.choice(rooms).id)),
        (2, lambda: hotel.check_in(rng.choice(due).id, room_id=rng.choice(rooms).id)),
        (2, lambda: hotel.check_out_together(*(guest().id for _ in range(2)))),
        (2, returns),
        (1, lambda: hotel.revert_check_in(guest().id)),
        (1, lambda: hotel.swap(guest().id, guest().id)),
        (1, lambda: hotel.assign(guest().id, None)),
        (1, lambda: hotel.no_show_after_check_in(guest().reservation_id)),
        (1, lambda: hotel.cancel_after_check_out(rng.choice(hotel.reservations()).id)),
        (1, lambda: hotel.delete(rng.choice(hotel.reservations()).id)),
        (1, lambda: hotel.change_dates(guest().id, end=today + timedelta(days=rng.choice((0, 1, 2))))),
        (1, lambda: hotel.hold([rng.choice(rooms).id], today, today, hours=rng.choice((1, None)))),
        (1, lambda: hotel.block([rng.choice(rooms).id], today, today + timedelta(days=rng.choice((0, 1))))),
        (1, lambda: hotel.remove_block(rng.choice(hotel.blocks()).id)),
        (1, lambda: hotel.set_condition(rng.choice(units).id, "dirty")),
    ]
    rng.choices([do for _, do in dos], [weight for weight, _ in dos])[0]()


def test_T94_a_dorm_is_empty_though_housekeeping_shows_its_last_guest_a_little_longer(house: House) -> None:
    bed = _dorm_bed(house)
    house.stay("S1", bed, StayState.IN_HOUSE)
    house.open()
    house.clock.advance(60)
    house.change("S1", state=StayState.DEPARTED)  # stays and rooms are read one after the other, and lag on their own
    house.webhook("S1")
    house.work()
    assert [task.row for task in house.tasks_of("dorm:Dorm 5")] == ["T94"]


def test_T94_the_same_guest_is_the_last_to_leave_two_beds_of_a_dorm(house: House) -> None:
    first, second = _dorm_bed(house), _dorm_bed(house, "B")
    house.stay("S1", first, StayState.IN_HOUSE)
    house.open()
    _leaves_and_is_cleaned_after(house, "S1", "dorm:Dorm 5", first)
    house.change("S1", state=StayState.IN_HOUSE, room_id=second)
    house.pms.set_room(second, Condition.DIRTY, occupied=True)
    house.work(seconds=700)
    house.leaves("S1")
    house.work(seconds=700)
    assert {task.state for task in house.tasks_of("dorm:Dorm 5")} == {TaskState.DONE, TaskState.OPEN}


def test_T96_a_guest_who_left_a_suite_is_back_in_one_of_its_rooms_and_leaves_that_too(house: House) -> None:
    _suite(house)
    house.stay("S1", "RS", StayState.IN_HOUSE)
    house.open()
    _leaves_and_is_cleaned_after(house, "S1", "R101", "R101", "R102")
    house.change("S1", state=StayState.IN_HOUSE, room_id="R101")
    house.pms.set_room("R101", Condition.DIRTY, occupied=True)
    house.work(seconds=700)
    house.leaves("S1")
    house.work(seconds=700)
    assert {task.carries: task.state for task in house.tasks_of("R101")} == {
        ("S1#1",): TaskState.DONE,
        ("S1#2",): TaskState.OPEN,
    }


def test_T131_the_guests_of_a_suite_and_of_a_room_swap_and_are_shown_one_after_the_other(house: House) -> None:
    _suite(house)
    house.pms.set_room("R103", Condition.DIRTY, occupied=True)
    house.stay("S1", "RS", StayState.IN_HOUSE)
    house.stay("S2", "R103", StayState.IN_HOUSE)
    house.open()
    for guest, room in (("S1", "R103"), ("S2", "RS")):
        house.change(guest, room_id=room)
        house.work(seconds=700)
    assert {task.unit_id: task.carries for task in house.all(r.TURNOVER_TASKS)} == {
        "R101": ("S1#1",),
        "R102": ("S1#1",),
        "R103": ("S2#1",),
    }


def _suite(house: House) -> None:
    """Rooms 101 and 102, sold as one."""
    room = house.pms.room_list["R101"]
    house.pms.room_list["RS"] = replace(room, id="RS", name="Suite", virtual=True, linked_room_ids=("R101", "R102"))
    for part in ("R101", "R102"):
        house.pms.room_list[part] = replace(house.pms.room_list[part], linked_room_ids=("RS",))
        house.pms.set_room(part, Condition.DIRTY, occupied=True)


def _dorm_bed(house: House, letter: str = "A") -> str:
    house.integration.runtime.policy = WHOLE_DORMS
    bed = house.pms.add_room(f"5{letter}", condition=Condition.DIRTY, occupied=letter == "A")
    house.pms.room_list[bed] = replace(house.pms.room_list[bed], private=False, dorm_name="Dorm 5")
    return bed


def _leaves_and_is_cleaned_after(house: House, segment_id: str, task_on: str, *rooms: str) -> None:
    house.change(segment_id, state=StayState.DEPARTED)
    for room in rooms:
        house.pms.set_room(room, Condition.DIRTY, occupied=False)
    house.work(seconds=700)
    now, [task] = house.clock.now(), house.tasks_of(task_on)
    assert task.state is TaskState.OPEN
    with house.store.transaction(lock=house.connection.id) as tx:
        tx.put(r.TURNOVER_TASKS, replace(task, state=TaskState.DONE, completed_at=now, updated_at=now))
    for room in rooms:
        house.pms.set_room(room, Condition.CLEAN)
    house.work(seconds=700)
