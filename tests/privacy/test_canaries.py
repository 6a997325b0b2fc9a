"""Whatever a call comes to, no secret and nothing of a guest turns up but in its result."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from . import canaries as c
from .calls import calls
from .hostile import ANSWERS, hostile
from .house import stuffed_hotel
from .play import CLIENTS, play
from .watch import CREDENTIALS, Watch

ALL_CALLS = sorted(calls(stuffed_hotel()))


@pytest.mark.parametrize("kind", CLIENTS)
def test_every_call_that_succeeds_keeps_to_itself_what_it_learned(kind: str) -> None:
    failed = {}
    for name in ALL_CALLS:
        hotel = stuffed_hotel()
        with Watch() as watch, hotel.serve() as server:
            call = calls(hotel)[name]
            result, error = play(kind, watch, call, base_url=server.base_url, clock=hotel.clock)
            if name != "call":  # plain data, as the caller wanted it
                watch.look("a result", result, *(result if isinstance(result, list | tuple) else ()))
            if error is not None:
                failed[name] = error
        assert watch.leaks == {}, name
        assert not c.found(pickle.dumps(watch.responses)) & CREDENTIALS, "a copy carries the credential away"
    assert failed == {}


#: The calls that succeed: with plain data, with no field that they need, or with rows that are set aside.
READ = {
    "not UTF-8": ("call", "webhooks.subscribe"),
    "data that is a text": ("call", "webhooks.subscribe"),
    "data of texts": ("call", "webhooks.subscribe", "guests.list"),
    "data by names": ("call", "webhooks.subscribe", "guests.list"),
}


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("way", ANSWERS)
def test_no_failure_quotes_guest_data(kind: str, way: str, guest_calls: dict[str, Callable[[Any], Any]]) -> None:
    with hostile(ANSWERS[way]) as server:
        for name, call in guest_calls.items():
            with Watch() as watch:
                _, error = play(kind, watch, call, base_url=server.base_url)
            assert watch.leaks == {}, name
            assert error is not None or name in READ.get(way, ()), name


@pytest.fixture(scope="module")
def guest_calls() -> dict[str, Callable[[Any], Any]]:
    """Calls that carry what is private: in a query, a form, a JSON document and a path."""
    made = calls(stuffed_hotel())
    names = ("guests.list", "webhooks.subscribe", "integration_events.create", "room_blocks.create", "reservations.get")
    return {name: made[f"{name}, in full"] for name in names} | {"call": made["call"]}
