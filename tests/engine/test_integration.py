"""The façade: a host names its own property id, and gets values that it can print and write as JSON."""

from __future__ import annotations

import json

import pytest

from cloudbeds_connector import (
    ConfigurationError,
    Integration,
    MemoryStore,
    NotConnectedError,
    Receipt,
    StoreError,
    SyncKind,
    WebhookRequest,
    encode,
    new_token,
)
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import FakePms

from .conftest import House


@pytest.fixture
def leaving(house: House) -> House:
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE)
    return house.open()


@pytest.mark.parametrize("kind", ["full", "reconcile", "changes"])
def test_the_first_sync_is_the_baseline_whatever_its_kind(house: House, kind: SyncKind) -> None:
    house.integration.connect("my-hotel")
    first = house.integration.sync("my-hotel", kind=kind)
    assert first.kind is SyncKind.FULL
    assert first.rooms == 3
    assert house.integration.sync("my-hotel", kind=kind).kind == kind


def test_a_property_that_is_not_connected_is_an_error_that_names_it(house: House) -> None:
    for use in (house.integration.sync, house.integration.tasks, house.integration.rooms, house.integration.status):
        with pytest.raises(NotConnectedError, match="'elsewhere'"):
            use("elsewhere")


def test_an_unknown_kind_of_sync_is_an_error_that_names_the_known_ones(house: House) -> None:
    house.integration.connect("my-hotel")
    for use in (house.integration.sync, house.integration.request_sync):
        with pytest.raises(ConfigurationError, match=r"'all'.* Give full, changes, reconcile"):
            use("my-hotel", kind="all")  # type: ignore[operator]


def test_a_function_that_returns_no_credentials_is_an_error_that_names_it() -> None:
    integration = Integration(connector=FakePms(), store=MemoryStore(), credentials=lambda connection: "key")  # type: ignore[arg-type, return-value]
    with integration, pytest.raises(ConfigurationError, match=r"credentials=.* type str"):
        integration.connect("my-hotel")


def test_a_departure_is_in_tasks_rooms_why_and_status(leaving: House) -> None:
    hotel = leaving.integration
    leaving.leaves("S1")
    hotel.sync("my-hotel")
    [task] = hotel.tasks("my-hotel")
    [room] = [each for each in hotel.rooms("my-hotel") if each.room_number == "101"]
    assert (task.unit_id, room.task_id, room.task_due_by) == ("R101", task.id, task.due_by)
    assert (room.condition, room.occupied) == (Condition.DIRTY, False)
    assert hotel.why("my-hotel", "101").sentence
    status = hotel.status("my-hotel")
    assert (status.inbox_pending, len(status.runs)) == (0, 2)
    assert status.outbox_pending == len(leaving.all(r.OUTBOX))
    for shown in (hotel.tasks("my-hotel"), hotel.rooms("my-hotel"), status):
        assert json.loads(json.dumps(encode(shown)))


def test_ended_tasks_are_listed_on_request(leaving: House) -> None:
    leaving.leaves("S1")
    leaving.work(seconds=600)
    leaving.change("S1", state=StayState.IN_HOUSE)
    leaving.pms.set_room("R101", Condition.CLEAN, occupied=True)
    leaving.work(seconds=600)
    assert leaving.integration.tasks("my-hotel") == ()
    assert [task.state for task in leaving.integration.tasks("my-hotel", ended=True)] == ["cancelled"]


def test_rooms_are_in_the_order_of_their_numbers(house: House) -> None:
    for number in ("10", "9", "A 2", "A 10", "Suite"):
        house.pms.add_room(number)
    house.open()
    numbers = [room.room_number for room in house.integration.rooms("my-hotel")]
    assert numbers == ["9", "10", "101", "102", "103", "A 2", "A 10", "Suite"]


def test_a_sender_is_answered_and_nothing_is_raised(leaving: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(body: bytes, token: str = leaving.token) -> tuple[int, Receipt, dict[str, str]]:
        found = leaving.integration.receive(WebhookRequest(body=body, token=token))
        return found.status, found.receipt, dict(found.body)

    message = json.dumps({"event": "stay/changed", "reservation": "S1", "key": 1}).encode()
    assert answer(message) == (200, Receipt.ACCEPTED, {"status": "ok"})
    assert answer(message) == (200, Receipt.DUPLICATE, {"status": "ok"})
    stranger, foreign = answer(message, new_token()), answer(b'{"event": "x", "property": "2"}')
    assert stranger[:2] == (404, Receipt.REJECTED)
    assert stranger == foreign
    assert answer(b" " * 70_000)[0] == 413

    def down(*_: object, **__: object) -> object:
        raise StoreError("Gone.", next_action="Start it.")

    monkeypatch.setattr(leaving.store, "transaction", down)
    assert answer(message)[:2] == (503, Receipt.UNAVAILABLE)


def test_a_requested_sync_is_run_by_the_next_worker_and_the_host_is_notified(leaving: House) -> None:
    leaving.work()
    notified: list[str] = []
    leaving.integration.runtime.dispatch = notified.append
    leaving.integration.request_sync("my-hotel")
    assert notified == [leaving.connection.id]
    before = {run.id for run in leaving.all(r.SYNC_RUNS)}
    leaving.work(seconds=1)
    assert [run.kind for run in leaving.all(r.SYNC_RUNS) if run.id not in before] == ["reconcile"]


def test_connections_are_the_active_ones_and_show_no_token(leaving: House) -> None:
    [connection] = leaving.integration.connections()
    assert connection == leaving.connection
    assert connection.webhook_token_hash
    assert connection.webhook_token_hash not in repr(connection)


def test_keys_can_only_be_rotated_where_there_are_keys(house: House) -> None:
    with pytest.raises(ConfigurationError, match="keys="):
        house.integration.rotate_keys()
