"""The engine keeps a house of Wayside in step, as it does a property of Cloudbeds: it knows neither."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cloudbeds_connector import (
    Credentials,
    Integration,
    KeyRing,
    MemoryStore,
    Receipt,
    WebhookRequest,
    Worker,
    generate_key,
)
from cloudbeds_connector.testing import RecordingEventSink, RecordingTaskSink

from .hotel import TOKEN, WaysideHotel


class Host:
    """A host with its sinks."""

    def __init__(self, hotel: WaysideHotel) -> None:
        self.hotel = hotel
        self.tasks, self.events = RecordingTaskSink(), RecordingEventSink()
        self.integration = Integration(
            connector=hotel.connector,
            store=MemoryStore(),
            keys=KeyRing.from_text(generate_key()),
            tasks=self.tasks,
            events=self.events,
            clock=hotel.clock,
        )

    def work(self, *, minutes: float) -> None:
        """Let time pass, and a worker do what is due."""
        self.hotel.clock.advance(timedelta(minutes=minutes))
        report = Worker(self.integration).run_once()
        assert not report.errors


@pytest.fixture
def host(hotel: WaysideHotel) -> Iterator[Host]:
    host = Host(hotel)
    with host.integration as integration:
        integration.connect("my-inn", credentials=Credentials(TOKEN))
        integration.subscribe("my-inn", "https://host.example")
        integration.sync("my-inn", kind="full")
        yield host


def test_a_house_is_connected_with_its_zone_and_its_rooms(host: Host) -> None:
    connection = host.integration.connection("my-inn")
    assert (connection.connector, connection.name) == ("wayside", "The Wayside Inn")
    assert (connection.pms_property_id, connection.timezone) == ("7", "Europe/Lisbon")
    assert [room.room_number for room in host.integration.rooms("my-inn")] == ["101", "102", "103", "104", "105", "106"]
    assert host.integration.tasks("my-inn") == ()


def test_a_message_about_a_departure_makes_a_turnover_task(host: Host) -> None:
    hotel, guest = host.hotel, host.hotel.in_house()[0]
    hotel.check_out(guest)
    [address] = hotel.wayside.bells
    path, _, token = address.rpartition("/")
    assert path == "https://host.example/webhooks/integrations/wayside"
    answer = host.integration.receive(WebhookRequest(body=hotel.message(guest), token=token))
    assert (answer.receipt, answer.hints) == (Receipt.ACCEPTED, 1)
    host.work(minutes=1)
    [task] = host.integration.tasks("my-inn")
    assert (task.unit_id, task.room_number) == (guest.room_id, "101")
    host.work(minutes=1)
    assert [command.task.room_number for command in host.tasks.commands] == ["101"]
    assert [event.type for event in host.events.events] == ["checkout"]
    assert host.integration.why("my-inn", "101").sentence


def test_a_departure_without_a_message_is_found_by_a_sync(host: Host) -> None:
    host.hotel.check_out(host.hotel.in_house()[1])
    host.integration.sync("my-inn", kind="changes")
    assert [task.room_number for task in host.integration.tasks("my-inn")] == ["102"]
    assert host.integration.status("my-inn").inbox_pending == 0
