"""The transport without sockets: the same answers, faults and observations as over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cloudbeds_connector import ApiKey, AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.errors import ConnectionFailedError
from cloudbeds_connector.testing import Fault, InProcessTransport, Ledger, SimulatedHotel


def client_of(hotel: SimulatedHotel, transport: InProcessTransport | None = None, **options: Any) -> CloudbedsClient:
    transport = transport or InProcessTransport(hotel)
    base_url = transport.base_url(hotel)
    return CloudbedsClient(
        ApiKey("cbat_simulated"), base_url=base_url, transport=transport, clock=hotel.clock, **options
    )


def test_a_client_reads_and_writes_without_a_socket() -> None:
    hotel = SimulatedHotel.small(quirks=())
    room = hotel.rooms()[0]
    with client_of(hotel) as client:
        client.housekeeping.set_status(room.id, condition="inspected")
        rooms = {row.room_id: row.room_condition for row in client.housekeeping.list()}
    assert hotel.room(room.id).condition == "inspected"
    assert rooms[room.id] == "inspected"


def test_the_async_client_has_the_same_transport() -> None:
    hotel = SimulatedHotel.small(quirks=())
    transport = InProcessTransport(hotel)

    async def names() -> list[str | None]:
        key, base_url = ApiKey("cbat_simulated"), transport.base_url(hotel)
        async with AsyncCloudbedsClient(key, base_url=base_url, transport=transport) as client:
            return [row.room_name async for row in client.rooms.list()]

    assert asyncio.run(names()) == [room.name for room in hotel.rooms()]


def test_two_hotels_share_one_transport() -> None:
    small, hostel = SimulatedHotel.small(), SimulatedHotel.hostel(property_id="7")
    transport = InProcessTransport(small, hostel)
    for hotel in (small, hostel):
        with client_of(hotel, transport) as client:
            assert [row.property_name for row in client.hotels.list()] == [hotel.name]


def test_answers_are_those_that_the_server_gives() -> None:
    def call(client: CloudbedsClient) -> list[Any]:
        answers = [client.call("getReservationsWithRateDetails"), client.call("getHousekeepingStatus")]
        return [answer.model_dump() if hasattr(answer, "model_dump") else answer for answer in answers]

    with client_of(direct := SimulatedHotel.small()) as client:
        in_process = call(client)
    served = SimulatedHotel.small()
    with served.serve() as server, CloudbedsClient(ApiKey("cbat_simulated"), base_url=server.base_url) as client:
        assert call(client) == in_process
    assert direct.stats == served.stats


@pytest.mark.parametrize("fault", [Fault.DROPPED, Fault.LOST_ANSWER])
def test_a_broken_connection_shows_nothing(fault: Fault) -> None:
    hotel = SimulatedHotel.small()
    hotel.observe(ledger := Ledger())
    guest = hotel.in_house()[0]
    with client_of(hotel, attempts=1) as client:
        hotel.faults.fail_next(fault)
        with pytest.raises(ConnectionFailedError):
            client.call("getReservationsWithRateDetails")
        assert ledger.occupancies(guest.room_id or "")[0].shown_at is None
        client.call("getReservationsWithRateDetails")
    assert ledger.occupancies(guest.room_id or "")[0].shown_at is not None


def test_webhooks_are_received_in_process_and_retried() -> None:
    hotel = SimulatedHotel.small(quirks=())
    got: list[tuple[str, str, bytes]] = []

    def receive(address: str, headers: Any, body: bytes) -> int:
        got.append((address, headers["X-Token"], body))
        if len(got) == 1:
            raise OSError("the host is away")
        return 200

    hotel.webhooks.post = receive
    with client_of(hotel) as client:
        address = "https://host.example/hook"
        token = ("X-Token", "t0ken")
        client.webhooks.subscribe("reservation", action="status_changed", url=address, auth_header=token)
    hotel.check_out(hotel.in_house()[0].id)
    hotel.clock.advance(120)
    assert [(address, token) for address, token, _ in got] == [("https://host.example/hook", "t0ken")] * 2
    assert got[0][2] == got[1][2]
    assert (hotel.stats.webhooks_retried, hotel.stats.webhooks_delivered) == (1, 1)
