"""Every answer of the simulated hotel, as documented, is one that the official description allows."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from cloudbeds_connector.testing import Profile, SimulatedHotel
from cloudbeds_connector.testing.hotel.api.table import METHODS

from .calls import Params, houses, reads, writes
from .description import Description, Operation, Parameter

ROW = re.compile(r"\[[^]]+\]")
API_KEY = "urn:ietf:params:oauth:grant-type:api-key"


class Asker:
    """Asks a served hotel, in v1.3's way or in v2's."""

    def __init__(self, hotel: SimulatedHotel, base_url: str) -> None:
        url = urlsplit(base_url)
        self._prefix = url.path
        self._connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)
        self._headers = {"x-api-key": "cbat_simulated", "X-PROPERTY-ID": hotel.property_id}

    def ask(self, verb: str, method: str, params: Params) -> tuple[int, Any]:
        status, body = self.raw(verb, method, params)
        return status, json.loads(body)

    def raw(self, verb: str, method: str, params: Params) -> tuple[int, bytes]:
        second = "/v1/" in method
        path, body, headers = f"{'/' if second else self._prefix}{method}", None, dict(self._headers)
        if verb in {"GET", "DELETE"}:
            path = f"{path}?{urlencode(params)}"
        elif second:
            body, headers["Content-Type"] = json.dumps(params), "application/json"
        else:
            body, headers["Content-Type"] = urlencode(params), "application/x-www-form-urlencoded"
        self._connection.request(verb, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(params=houses(), scope="module")
def hotel(request: pytest.FixtureRequest) -> SimulatedHotel:
    return houses()[request.param]()


@pytest.fixture(scope="module")
def asker(hotel: SimulatedHotel) -> Iterator[Asker]:
    with hotel.serve() as served:
        asker = Asker(hotel, served.base_url)
        yield asker
        asker.close()


def described(description: Description, verb: str, method: str) -> Operation:
    """The operation of a path whose varying part is filled in."""
    named = re.sub(r"^(integration/v1/events)/\d+", r"\1/{id}", method)
    return description.operation(verb, named)


def test_what_the_hotel_answers_is_described(description: Description, hotel: SimulatedHotel, asker: Asker) -> None:
    problems = set()
    for name, sets in reads(hotel).items():
        operation = description.operation("GET", name)
        for params in sets:
            status, body = asker.ask("GET", name.replace("{propertyId}", hotel.property_id), params)
            assert body.get("success") is not False, (name, params, body)
            # one line for every kind of problem, however many rows have it
            found = operation.problems_of_answer(body, status=status)
            problems |= {f"{name} {ROW.sub('[]', each)}" for each in found}
    assert not problems, "\n".join(sorted(problems))


def some_value(hotel: SimulatedHotel, parameter: Parameter) -> list[str]:
    """Values that a parameter may have: all that are listed, or one that means something in this house."""
    names = {
        "propertyID": hotel.property_id,
        "propertyIDs": hotel.property_id,
        "property_id": hotel.property_id,
        "property_ids": hotel.property_id,
        "filters": "roomCondition:dirty",
        "sort": "",
        "excludeStatuses": "canceled,no_show",
        "housekeeperIDs": "0",
        "maxGuests": "2",
    }
    kinds = {"boolean": ["true", "false"], "integer": ["1"], "number": ["100"]}
    formats = {"date": ["2026-11-24"], "date-time": ["2026-11-23 06:00:00"]}
    if parameter.enum:
        return list(parameter.enum)
    if parameter.name in names:
        return [names[parameter.name]]
    return kinds.get(parameter.type) or formats.get(parameter.schema.get("format", "")) or ["x"]


def test_every_described_parameter_can_be_sent(description: Description, hotel: SimulatedHotel, asker: Asker) -> None:
    """Each alone, beside what is required. A refusal is no problem: it asks for another parameter, or knows no x."""
    problems, answered = set(), set()
    for name, [base, *_] in ((name, sets) for name, sets in reads(hotel).items() if sets):
        operation = description.operation("GET", name)
        needed = {key: value for key, value in base.items() if key in operation.required}
        for parameter in operation.parameters.values():
            if parameter.place != "query":
                continue
            for value in some_value(hotel, parameter):
                asked = {**needed, parameter.name: value}
                status, body = asker.ask("GET", name.replace("{propertyId}", hotel.property_id), asked)
                if status == 200 and body.get("success") is not False:
                    answered.add((name, parameter.name))
                    found = operation.problems_of_answer(body, status=status)
                    problems |= {f"{name} {asked} {ROW.sub('[]', each)}" for each in found}
    assert not problems, "\n".join(sorted(problems))
    assert len(answered) > 100


def test_what_the_hotel_answers_to_writes_is_described(description: Description) -> None:
    for house in ("small", "hostel", "suites"):
        hotel = houses()[house]()
        with hotel.serve() as served:
            asker = Asker(hotel, served.base_url)
            for verb, method, params in writes(hotel):
                operation = described(description, verb, method)
                if "/v1/" not in method:
                    assert not operation.problems_of_request({name: str(value) for name, value in params.items()})
                status, body = asker.ask(verb, method, params)
                assert body.get("success") is not False, (method, params, body)
                assert not operation.problems_of_answer(body, status=status), (method, body)
            listed = asker.ask("GET", "getWebhooks", {})[1]
            assert not description.operation("GET", "getWebhooks").problems_of_answer(listed)
            asker.close()


def test_what_the_token_endpoint_answers_is_described(description: Description) -> None:
    hotel = SimulatedHotel()
    app = {"client_id": "app", "client_secret": "s3cret", "redirect_uri": "https://app.example/back"}
    hotel.oauth.register(**app)
    operation = description.operation("POST", "access_token")
    with hotel.serve() as served:
        asker = Asker(hotel, served.base_url)

        def given(**params: str) -> Any:
            assert not operation.problems_of_request({**app, **params})
            status, body = asker.ask("POST", "access_token", {**app, **params})
            assert not operation.problems_of_answer(body, status=status), body
            return body

        tokens = given(grant_type="authorization_code", code=hotel.oauth.approve("app"))
        assert given(grant_type="refresh_token", refresh_token=tokens["refresh_token"])["access_token"]
        assert given(grant_type=API_KEY, code=hotel.oauth.approve("app"))["access_token"]
        asker.close()


def test_every_method_of_the_hotel_is_called_here() -> None:
    hotel = houses()["small"]()
    with hotel.serve() as served:
        asker = Asker(hotel, served.base_url)
        asked = {("GET", name) for name in reads(hotel)}
        for verb, method, params in writes(hotel):
            asker.ask(verb, method, params)
            asked.add((verb, re.sub(r"events/\d+", "events/{id}", method)))
        asker.close()
    assert asked == {key for key, method in METHODS.items() if method.quirk is None}


def test_the_same_calls_get_the_same_bytes() -> None:
    """Writes and reads of two hotels of the same seed."""

    def answers(house: Callable[[], SimulatedHotel]) -> list[Any]:
        hotel = house()
        with hotel.serve() as served:
            asker = Asker(hotel, served.base_url)
            written = [asker.raw(*each) for each in writes(hotel)]
            # the one address among the answers is that of the server, which is another every time
            names = [name for name in reads(hotel) if name != "oauth/metadata"]
            read = [
                asker.raw("GET", name.replace("{propertyId}", hotel.property_id), params)
                for name in names
                for params in reads(hotel)[name]
            ]
            asker.close()
        return [*written, *read]

    for house in (houses()["hostel"], lambda: SimulatedHotel.small(seed=5, profile=Profile.OBSERVED)):
        assert answers(house) == answers(house)


def test_the_hotels_methods_require_the_described_parameters(description: Description) -> None:
    differing: dict[str, Any] = {}
    for (verb, name), method in METHODS.items():
        if method.quirk is None:
            operation = description.operation(verb, name)
            described_names = {n for n, p in operation.parameters.items() if p.place in {"query", "form"}}
            odd = described_names - method.parameters
            scopes = set() if method.scope is None else {method.scope}
            if odd or scopes != operation.scopes:
                differing[name] = (odd, scopes, operation.scopes)
    assert not differing


@pytest.mark.parametrize(
    "wrong",
    [
        lambda body: body["data"][0].pop("propertyID") and body["data"][0].update(propertyID=7),
        lambda body: body["data"][0].update(stars=5),
        lambda body: body.update(success="true"),
    ],
)
def test_what_is_not_described_is_noticed(description: Description, wrong: Callable[[Any], Any]) -> None:
    hotel = houses()["small"]()
    with hotel.serve() as served:
        asker = Asker(hotel, served.base_url)
        _, body = asker.ask("GET", "getHotels", {})
        asker.close()
    operation = description.operation("GET", "getHotels")
    assert operation.problems_of_answer(body) == []
    wrong(body)
    assert len(operation.problems_of_answer(body)) == 1
