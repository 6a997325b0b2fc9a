"""Whatever comes back, a caller gets a result or an error of the family: real answers of every method, spoiled.

The seed is printed by a failure; the same one spoils the same bytes.
"""

from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any, TypeVar

import pytest

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.cloudbeds.api import CLOUDBEDS
from cloudbeds_connector.cloudbeds.operation import Operation
from cloudbeds_connector.errors import ConnectorError
from cloudbeds_connector.http.call import Answer, Response
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.ports import Lane
from cloudbeds_connector.testing import SimulatedHotel

from ..privacy.calls import calls
from ..privacy.house import stuffed_hotel

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATUSES = (*[200] * 40, 201, 204, 302, 400, 401, 403, 404, 408, 418, 422, 429, 500, 503, 599)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, 10**40, 1e308, 0.1, "", "-", "N/A", " ", "0000-00-00", "2026-02-30"),
    *("99:99:99", "NaN", "\u0000", "\ud7ff", "é" * 50, "x" * 5000, [], {}, [[]], [{}], {"": {}}, [None], {"1": None}),
)
T = TypeVar("T")
Recorded = list[tuple[Operation[Any], bytes]]


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    """Every operation that the client has, with an answer of the simulated hotel."""
    found: Recorded = []
    for name in calls(stuffed_hotel()):
        hotel = stuffed_hotel()
        with hotel.serve() as server, Listening(hotel, server.base_url, found) as client:
            result = calls(hotel)[name](client)
            if hasattr(result, "pages"):
                list(result)
    assert len({operation.endpoint.name for operation, _ in found}) > 40
    return found


class Listening(CloudbedsClient):
    """A client that notes each operation and the body that answered it."""

    def __init__(self, hotel: SimulatedHotel, base_url: str, found: Recorded) -> None:
        super().__init__(
            ApiKey(min(hotel.api_keys)),
            property_id=hotel.property_id,
            timezone=hotel.timezone,
            base_url=base_url,
            limiter=NoLimit(),
            clock=hotel.clock,
        )
        self._found = found

    def send(self, operation: Operation[T], *, lane: Lane = Lane.BULK) -> Response[T]:
        def parse(body: bytes) -> T:
            self._found.append((operation, body))
            return operation.parse(body)

        return super().send(replace(operation, parse=parse), lane=lane)


def spoiled(body: bytes, dice: Random) -> bytes:
    """The body with something wrong: bytes, or values, or its shape."""
    way = dice.randrange(8)
    if way < 3 and body:
        return _bytes_spoiled(body, dice)
    try:
        document = json.loads(body)
    except ValueError:
        return body[: dice.randrange(len(body) + 1)]
    for _ in range(dice.randint(1, 6)):
        document = _value_spoiled(document, dice)
    return json.dumps(document, ensure_ascii=dice.random() < 0.5).encode(errors="surrogatepass")


def _bytes_spoiled(body: bytes, dice: Random) -> bytes:
    spot, way = dice.randrange(len(body)), dice.randrange(5)
    if way == 0:
        return body[:spot]
    if way == 1:
        return body[:spot] + bytes([dice.randrange(256)]) + body[spot + 1 :]
    if way == 2:
        return body[:spot] + body[spot:] * 2
    if way == 3:
        return b"<html>" + body
    return zlib.compress(body)


def _value_spoiled(value: Any, dice: Random) -> Any:
    """One value somewhere in a document, replaced, left out, doubled, or put into another shape."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(list(value))
        if dice.random() < 0.15:
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: _value_spoiled(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.8:
        spot = dice.randrange(len(value))
        if dice.random() < 0.1:
            return {str(number): one for number, one in enumerate(value)}
        return [*value[:spot], _value_spoiled(value[spot], dice), *value[spot + 1 :]]
    way = dice.randrange(4)
    return dice.choice(ODD_VALUES) if way else dice.choice((str(value), [value], {"1": value}))


def headers(dice: Random) -> dict[str, str]:
    kinds = (*["application/json"] * 20, "text/html", "", "application/problem+json", "image/png")
    waits = ("", "0", "-5", "1e9", "nan", "soon", "Mon, 23 Nov 2026 12:00:30 GMT", "Xyz, 99 Foo 2026", "1" * 400)
    ids = ("r-1", "\n", "")
    return {
        "content-type": dice.choice(kinds),
        "retry-after": dice.choice(waits),
        "x-request-id": dice.choice(ids),
    }


def cases(recorded: Recorded, seed: int, count: int) -> Iterator[tuple[Operation[Any], Answer]]:
    dice = Random(seed)
    for _ in range(count):
        operation, body = dice.choice(recorded)
        yield operation, Answer(status=dice.choice(STATUSES), headers=headers(dice), body=spoiled(body, dice))


def _error_of(operation: Operation[Any], answer: Answer) -> ConnectorError | None:
    try:
        CLOUDBEDS.read(operation.bound_to(None), answer, now=NOW, secrets=("cbat_simulated",))
    except ConnectorError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("seed", "count"),
    [(1, 1000), *(pytest.param(seed, 10_000, marks=pytest.mark.proof) for seed in range(2, 12))],
)
def test_no_answer_surprises_a_caller(recorded: Recorded, seed: int, count: int) -> None:
    results = 0
    for operation, answer in cases(recorded, seed, count):
        error = _error_of(operation, answer)
        if error is None:
            results += 1
            continue
        assert error.next_action
        assert type(pickle.loads(pickle.dumps(error))) is type(error)
        assert len(str(error)) < 1000
    assert 0.05 < results / count < 0.95, "it tries both"
