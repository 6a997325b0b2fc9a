"""A hotel whose answers have spoilt rows, through webhook and sync, on both stores: trouble costs the row it is in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector import CloudbedsConnector
from cloudbeds_connector.engine import Integration, Worker
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.pms.webhooks import WebhookRequest
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.testing import SimulatedHotel, Spoilage
from cloudbeds_connector.testing.in_process import InProcessTransport

from ..empty_stores import sqlite_store

#: The ways in which a row is spoilt so that it cannot be read.
UNREADABLE = [each for each in Spoilage if each not in (Spoilage.HALF_EMOJI, Spoilage.BROKEN_BYTE)]


@dataclass
class Spoilt:
    """A connected hotel of which two guests leave today: the row of `bad` is spoilt, that of `good` is not."""

    hotel: SimulatedHotel
    integration: Integration
    store: Any
    bad: Any
    good: Any
    token: str

    def look(self, way: str) -> None:
        """Look at the hotel: because of a webhook about each guest, or by a sync."""
        self.hotel.clock.advance(120)
        if way == "webhook":
            for guest in (self.bad, self.good):
                number = self.hotel.clock.now().timestamp()
                event = {"event": "reservation/status_changed", "timestamp": number, "propertyID": 1}
                body = json.dumps(event | {"reservationID": guest.reservation_id, "notes": "\ud83d"}).encode()
                body = body.replace(b'"propertyID": 1', f'"propertyID": "{self.hotel.property_id}"'.encode())
                assert self.integration.receive(WebhookRequest(body=body, token=self.token)).hints == 1
        else:
            self.integration.sync("inn", kind=way)
        for _ in range(3):
            report = Worker(self.integration).run_once()
            assert report.failures == (), report.errors

    def all(self, table: Any, **where: Any) -> list[Any]:
        with self.store.transaction() as tx:
            return tx.select(table, where=where)


#: Every way on the store in memory, and some of them on SQLite.
ON_A_STORE = [
    *(("memory", kind) for kind in UNREADABLE),
    *(("sqlite", kind) for kind in (Spoilage.NULL_ROW, Spoilage.NULL_ROOM, Spoilage.NO_SUCH_DAY)),
]


@pytest.fixture
def spoilt(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spoilt]:
    hotel = SimulatedHotel.small()
    hotel.webhook_faults.lost = 1.0  # the test hands over its own
    transport = InProcessTransport(hotel)
    store: Any = MemoryStore()
    if request.param == "sqlite":
        store = sqlite_store(tmp_path / "inn.db")
    integration = Integration(
        connector=CloudbedsConnector(transport=transport, base_url=transport.base_url(hotel)),
        store=store,
        credentials=lambda connection: Credentials(min(hotel.api_keys)),
        clock=hotel.clock,
    )
    with integration:
        integration.connect("inn")
        token = "a-token-of-a-webhook-that-nobody-guesses"
        integration.subscribe("inn", "https://host.example", token=token)
        integration.sync("inn", kind="full")
        bad, good = hotel.in_house()[:2]
        yield Spoilt(hotel, integration, store, bad, good, token)
    if request.param == "sqlite":
        store.close()


@pytest.mark.parametrize("way", ["webhook", pytest.param("changes", marks=pytest.mark.proof), "reconcile"])
@pytest.mark.parametrize(("spoilt", "kind"), ON_A_STORE, indirect=["spoilt"])
def test_a_spoilt_booking_delays_its_own_departure_only(spoilt: Spoilt, kind: Spoilage, way: str) -> None:
    for guest in (spoilt.bad, spoilt.good):
        spoilt.hotel.check_out(guest.id)
    spoilt.hotel.faults.spoil(spoilt.bad.reservation_id, kind)
    for _ in range(4):
        spoilt.look(way)
    assert [task.unit_id for task in spoilt.all(r.TURNOVER_TASKS)] == [spoilt.good.room_id]
    [segment] = spoilt.all(r.STAY_SEGMENTS, id=spoilt.bad.id)
    assert (segment.state, segment.room_id) == ("in_house", spoilt.bad.room_id)
    assert spoilt.all(r.SET_ASIDE, kind="reservation")

    spoilt.hotel.faults.clear()
    spoilt.look(way)
    assert {task.unit_id for task in spoilt.all(r.TURNOVER_TASKS)} == {spoilt.good.room_id, spoilt.bad.room_id}
    spoilt.look("reconcile")
    assert spoilt.all(r.SET_ASIDE) == []


@pytest.mark.parametrize("way", ["webhook", "changes", "reconcile"])
@pytest.mark.parametrize("spoilt", ["memory", "sqlite"], indirect=True)
def test_a_booking_whose_rooms_are_null_is_set_aside_unless_it_is_off(spoilt: Spoilt, way: str) -> None:
    hotel, bad = spoilt.hotel, spoilt.bad
    off = hotel.arrivals()[0]
    hotel.check_out(bad.id)
    hotel.cancel(off.reservation_id)
    for booking in (bad, off):
        hotel.faults.spoil(booking.reservation_id, Spoilage.NULL_VALUES, "rooms")
    for _ in range(4):
        spoilt.look(way)
    [row] = spoilt.all(r.SET_ASIDE)
    assert (row.kind, row.id, row.reason) == ("reservation", bad.reservation_id, "Unreadable: rooms.")
    assert [segment.state for segment in spoilt.all(r.STAY_SEGMENTS, id=bad.id)] == ["in_house"]
    if way != "webhook":
        assert [segment.state for segment in spoilt.all(r.STAY_SEGMENTS, id=off.id)] == ["cancelled"]


@pytest.mark.parametrize("spoilt", ["memory", "sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [Spoilage.HALF_EMOJI, Spoilage.BROKEN_BYTE])
def test_an_unreadable_text_delays_nothing(spoilt: Spoilt, kind: Spoilage) -> None:
    spoilt.hotel.check_out(spoilt.bad.id)
    for row_id in (spoilt.bad.reservation_id, spoilt.bad.room_id):
        spoilt.hotel.faults.spoil(row_id, kind)
    spoilt.look("full")
    assert [task.unit_id for task in spoilt.all(r.TURNOVER_TASKS)] == [spoilt.bad.room_id]
    assert spoilt.all(r.SET_ASIDE) == []
    names = [row.guest_name for row in spoilt.all(r.RESERVATIONS, id=spoilt.bad.reservation_id)]
    assert all(name.endswith("\ufffd") for name in names)


@pytest.mark.parametrize(("spoilt", "kind"), ON_A_STORE, indirect=["spoilt"])
def test_spoilt_rooms_and_blocks_stay_as_they_were(spoilt: Spoilt, kind: Spoilage) -> None:
    hotel = spoilt.hotel
    room = hotel.rooms()[-1].id
    hotel.block([room], hotel.today(), hotel.today())
    spoilt.look("full")
    [block] = spoilt.all(r.ROOM_BLOCKS)
    states = {row.room_id: (row.condition, row.occupied) for row in spoilt.all(r.ROOM_STATES)}
    rooms = {row.id: (row.name, row.dorm_name) for row in spoilt.all(r.PMS_ROOMS, gone_at=None)}
    for row_id in (room, block.id):
        hotel.faults.spoil(row_id, kind)
    for _ in range(3):
        spoilt.look("full")
    assert {(row.id, row.room_id) for row in spoilt.all(r.ROOM_BLOCKS)} == {(block.id, room)}
    assert {row.id: (row.name, row.dorm_name) for row in spoilt.all(r.PMS_ROOMS, gone_at=None)} == rooms
    assert {row.room_id: (row.condition, row.occupied) for row in spoilt.all(r.ROOM_STATES)} == states
