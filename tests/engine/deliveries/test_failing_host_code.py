"""Functions of the host that fail are named with their line, and stop nothing that does not need them."""

from __future__ import annotations

from typing import Any

import pytest

from cloudbeds_connector import HostRoom, StoreError, WebhookRequest, Worker
from cloudbeds_connector.errors import HostCodeError
from cloudbeds_connector.stores import records as r

from ..conftest import House
from .test_failing_sinks import departs, work

SECRET = "cbat_K4nary"


class Rooms:
    """The host's rooms, which fail in a way."""

    def __init__(self, way: str) -> None:
        self.way = way

    def list(self, property_id: str) -> Any:
        match self.way:
            case "raises":
                raise RuntimeError(SECRET)
            case "is of another shape":
                return [{"id": "1", "number": "101"}]
            case "is nothing":
                return None
        return [HostRoom(id="host-101", number="101")]


@pytest.mark.parametrize("way", ["raises", "is of another shape", "is nothing"])
def test_a_hosts_list_of_rooms_that_fails_stops_no_sync_and_is_in_status(
    hotel: House, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    rooms = hotel.integration.runtime.rooms = Rooms(way)
    hotel.leaves("S1")
    report = hotel.integration.sync("my-hotel", kind="full")
    assert (report.rooms, report.commands) == (3, 1)
    [record] = [each for each in caplog.records if each.name == "cloudbeds_connector.failures"]
    assert "The host's list of rooms, given as rooms=, raised" in record.getMessage()
    assert "Traceback" in record.getMessage()
    assert SECRET not in caplog.text
    [failure] = hotel.integration.status("my-hotel").failures
    assert (failure.work, failure.error) == ("host rooms", "HostCodeError")
    rooms.way = "works"
    hotel.integration.sync("my-hotel", kind="full")
    assert hotel.integration.status("my-hotel").failures == ()
    assert hotel.all(r.PROPERTY_ROOMS, id="host-101")


def test_a_function_for_credentials_that_fails_is_named_without_its_message(
    hotel: House, caplog: pytest.LogCaptureFixture
) -> None:
    def lookup(connection: r.Connection) -> Any:
        raise KeyError(SECRET)

    hotel.integration.runtime.source = lookup
    hotel.integration.runtime.forget_session(hotel.connection.id)
    report = work(hotel, seconds=3600)
    [failure] = report.failures
    assert isinstance(failure.error, HostCodeError)
    assert "The function given as credentials= raised KeyError in" in str(failure)
    assert "report it" not in str(failure)
    assert "in lookup" in failure.trace
    assert SECRET not in caplog.text + repr(failure) + failure.trace
    assert failure.error.__context__ is None


@pytest.mark.parametrize("error", [StoreError("The store is away.", next_action="Start it."), OSError(5, SECRET)])
def test_a_webhook_that_cannot_be_stored_is_refused_and_logged_once(
    hotel: House, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(lock: str | None = None) -> object:
        raise error

    caplog.set_level("INFO")
    request = WebhookRequest(body=b'{"event": "stay/changed", "reservation": "S1"}', token=hotel.token)
    with monkeypatch.context() as patch:
        patch.setattr(hotel.store, "transaction", away)
        assert [hotel.integration.receive(request).status for _ in range(5)] == [503] * 5
    assert hotel.integration.receive(request).status == 200
    texts = [each.getMessage() for each in caplog.records if each.name == "cloudbeds_connector.failures"]
    assert len(texts) == 2
    assert texts[0].startswith("all: receiving webhooks: ")
    assert texts[1].startswith("Works again after 5 failures: ")
    assert SECRET not in caplog.text


def test_a_dispatch_that_fails_is_logged_once_and_loses_no_work(hotel: House, caplog: pytest.LogCaptureFixture) -> None:
    def dispatch(connection_id: str) -> None:
        raise ConnectionRefusedError(111, SECRET)

    hotel.integration.runtime.dispatch = dispatch
    for _ in range(5):
        assert hotel.webhook("S1").status == 200
    texts = [each.getMessage() for each in caplog.records if "dispatch=" in each.getMessage()]
    assert len(texts) == 1
    assert "Connection refused" in texts[0]
    assert SECRET not in caplog.text
    departs(hotel)
    Worker(hotel.integration).run_once()
    assert hotel.tasks.commands
