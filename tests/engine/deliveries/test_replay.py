"""Dead letters are put back by id, room, reservation or age, and then do what they would have done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector import ConfigurationError, EngineSettings, Worker
from cloudbeds_connector.stores import records as r

from ..conftest import House
from .test_failing_sinks import Sink, deliveries, departs, raises, use, work


@pytest.fixture
def dead(hotel: House) -> House:
    """Two guests have left; the deliveries of both tasks and a webhook about the second were given up."""
    hotel.integration.runtime.settings = EngineSettings(delivery_tries=1)
    sink = use(hotel, Sink(raises(RuntimeError())))
    departs(hotel, "S1")
    work(hotel)
    hotel.clock.advance(7200)
    departs(hotel, "S2")
    work(hotel)
    hotel.webhook("S2")
    [hint] = hotel.all(r.WEBHOOK_EVENTS)
    with hotel.store.transaction() as tx:
        tx.put(r.WEBHOOK_EVENTS, replace(hint, status=r.DEAD, settled_at=hotel.clock.now(), note="RuntimeError"))
    sink.fail = None
    return hotel


def ids(hotel: House) -> dict[str, str]:
    """The dead delivery of each room's task."""
    return {item.payload["task"]["room_number"]: item.id for item in deliveries(hotel, status=r.DEAD)}


FILTERS: dict[str, tuple[dict[str, Any], int, list[str]]] = {
    "everything": ({}, 1, ["101", "102"]),
    "a room by its number": ({"room": "101"}, 0, ["101"]),
    "a room by its id": ({"room": "R102"}, 1, ["102"]),
    "a reservation": ({"reservation": "S2"}, 1, ["102"]),
    "what is old": ({"older_than": timedelta(hours=1)}, 0, ["101"]),
    "what is new": ({"newer_than": timedelta(hours=1)}, 1, ["102"]),
    "two conditions at once": ({"room": "101", "reservation": "S2"}, 0, []),
    "a reservation that has nothing dead": ({"reservation": "S9"}, 0, []),
}


@pytest.mark.parametrize("chosen", FILTERS)
def test_what_is_replayed_is_chosen_by(dead: House, chosen: str) -> None:
    conditions, webhooks, rooms = FILTERS[chosen]
    expected = sorted(ids(dead)[room] for room in rooms)
    report = dead.integration.replay("my-hotel", **conditions)
    assert (report.webhooks, report.deliveries) == (webhooks, len(rooms))
    assert sorted(each for each in report.ids if each.startswith("task:")) == expected
    sink = dead.integration.runtime.tasks
    work(dead)
    assert len(sink.taken) == len(rooms)  # type: ignore[union-attr]


def test_an_id_or_its_beginning_names_one_dead_letter(dead: House) -> None:
    wanted = ids(dead)["101"]
    assert dead.integration.replay("my-hotel", id=wanted[:30]).ids == (wanted,)
    assert dead.integration.replay("my-hotel", id=wanted).ids == ()  # it is not dead any more
    with pytest.raises(ConfigurationError, match="too short"):
        dead.integration.replay("my-hotel", id="task:")


def test_a_room_that_is_unknown_is_an_error_that_names_it(dead: House) -> None:
    with pytest.raises(ConfigurationError, match="'999'"):
        dead.integration.replay("my-hotel", room="999")


def test_what_waited_for_a_dead_letter_follows_it_at_once_and_in_order(dead: House) -> None:
    [first] = [item for item in deliveries(dead, status=r.DEAD) if item.id == ids(dead)["101"]]
    later = {"id": f"{first.id}-next", "sequence": first.sequence + 1000, "status": r.PENDING, "note": "", "tries": 0}
    with dead.store.transaction() as tx:
        tx.put(r.OUTBOX, replace(first, **later))
    work(dead, seconds=600)
    assert dead.all(r.OUTBOX, id=f"{first.id}-next")[0].note == "waits for a dead letter"
    dead.integration.replay("my-hotel", room="101")
    work(dead)
    assert {item.status for item in deliveries(dead, topic=first.topic)} == {r.DONE}


def test_a_replayed_webhook_is_looked_at_again(dead: House) -> None:
    notified: list[str] = []
    dead.integration.runtime.dispatch = notified.append
    dead.integration.replay("my-hotel")
    assert notified == [dead.connection.id]
    for _ in range(3):
        dead.clock.advance(1800)
        Worker(dead.integration).run_once()
    assert {hint.status for hint in dead.all(r.WEBHOOK_EVENTS)} == {r.DONE}


def test_what_fails_again_is_given_up_again(dead: House) -> None:
    dead.integration.runtime.tasks.fail = raises(RuntimeError())  # type: ignore[union-attr]
    dead.integration.replay("my-hotel")
    assert work(dead).dead == 2
    assert dead.integration.status("my-hotel").outbox.dead == 2


def test_another_hotels_dead_letters_stay(dead: House) -> None:
    theirs = replace(deliveries(dead, status=r.DEAD)[0], connection_id="another")
    with dead.store.transaction() as tx:
        tx.put(r.OUTBOX, theirs)
    dead.integration.replay("my-hotel")
    assert [item.connection_id for item in deliveries(dead, status=r.DEAD)] == ["another"]
