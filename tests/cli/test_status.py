"""`status` shows what is put off and given up, and `replay` puts it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.stores import records as r
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from .conftest import Terminal


def given_up(terminal: Terminal) -> list[str]:
    """The worker has delivered; two of its deliveries and a webhook are made dead letters."""
    terminal.good("sync", "--property-id", "my-hotel")
    terminal.hotel.hotel.clock.advance(3600)
    hotel = terminal.hotel.hotel
    store = SqlAlchemyStore("sqlite:///cloudbeds-connector.sqlite3")
    with store.transaction() as tx:
        [connection] = tx.select(r.CONNECTIONS)
        room = tx.select(r.PMS_ROOMS, where={"connection_id": connection.id})[0]
        now = hotel.clock.now()
        hint: Any = r.WebhookEvent(
            connection_id=connection.id, id="h" * 64, sequence=1, status=r.DEAD, due_at=now, settled_at=now,
            note="BadRequestError", event="reservation/status_changed", entity=r.Entity.STAY, reservation_id="X1",
            segment_id=None, room_id=None, reported_at=None, received_at=now, body_digest="",
        )  # fmt: skip
        payload = {"action": "create", "task": {"room_number": room.name, "unit_id": room.id}}
        item: Any = r.OutboxItem(
            connection_id=connection.id, id="task:" + "d" * 64, sequence=1, status=r.DEAD, due_at=now, settled_at=now,
            note="OperationalError: no such column: rom", kind="task", topic="t", payload=payload, created_at=now,
            tries=1000,
        )  # fmt: skip
        tx.put(r.WEBHOOK_EVENTS, hint)
        tx.put(r.OUTBOX, item, replace(item, id="task:" + "e" * 64, topic="t2"))
    store.close()
    return [room.name, room.id]


def test_status_shows_dead_letters_with_what_to_do(terminal: Terminal) -> None:
    room, _ = given_up(terminal)
    shown = terminal.good("status")
    assert shown.startswith("my-hotel: baseline ")
    assert f"given up: create of the task of room {room}, came 0 s ago: OperationalError: no such column: rom" in shown
    assert "given up: reservation/status_changed (reservation X1)" in shown
    assert "cloudbeds-connector replay" in shown
    document = terminal.json("status")
    assert (document["property_id"], document["outbox"]["dead"], document["inbox"]["dead"]) == ("my-hotel", 2, 1)
    assert {sync["kind"] for sync in document["syncs"]} == {"full", "reconcile", "changes"}
    assert [each["property_id"] for each in terminal.json("status", "--all")] == ["my-hotel"]


@pytest.mark.parametrize(
    ("options", "webhooks", "deliveries"),
    [
        ((), 1, 2),
        (("--id", "task:dddd"), 0, 1),
        (("--room", "ROOM"), 0, 2),
        (("--reservation", "X1"), 1, 0),
        (("--newer-than", "1d"), 1, 2),
        (("--older-than", "2h"), 0, 0),
    ],
)
def test_replay_says_what_it_put_back(
    terminal: Terminal, options: tuple[str, ...], webhooks: int, deliveries: int
) -> None:
    room, _ = given_up(terminal)
    chosen = [room if option == "ROOM" else option for option in options]
    found = terminal.json("replay", *chosen)
    assert (found["webhooks"], found["deliveries"], len(found["ids"])) == (webhooks, deliveries, webhooks + deliveries)
    again = terminal.good("replay", *chosen)
    assert again == "Nothing that was given up matches; 'status' lists it.\n"


def test_replay_prints_the_ids_of_what_it_put_back(terminal: Terminal) -> None:
    given_up(terminal)
    lines = terminal.good("replay").splitlines()
    assert lines[0] == "Put back 1 webhook and 2 deliveries; the next round of a worker takes them."
    assert len(lines) == 4


@pytest.mark.parametrize("age", ["2", "h", "-1h", "1 week", ""])
def test_an_age_that_cannot_be_read_is_refused_with_examples(terminal: Terminal, age: str) -> None:
    given_up(terminal)
    assert "2h" in terminal.refused("replay", "--older-than", age, code=2)


def test_an_unknown_room_and_a_short_id_are_refused(terminal: Terminal) -> None:
    given_up(terminal)
    assert "No room is called '999'." in terminal.refused("replay", "--room", "999", code=2)
    assert "too short" in terminal.refused("replay", "--id", "task", code=2)
