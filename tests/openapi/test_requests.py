"""Every typed call goes out as the official description says: verb, path, places, names, values, scopes."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from functools import cached_property

import httpx
import pytest

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.cloudbeds.async_client import AsyncCloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import ClientGroups
from cloudbeds_connector.cloudbeds.operation import Repeat, Verb
from cloudbeds_connector.errors import PmsError

from .client_calls import ALL, CALLS, ENDPOINTS, Call, endpoints, looked_at
from .description import Description, Operation

BASE = "/api/v1.3/"

#: What the client sends and the description of August 2026 does not have, with the reason.
BESIDES = {
    ("getHousekeepingStatus", "roomIDs"): "the official SDK 1.19 has it",
    ("getReservations", "eventCode"): "the official SDK 1.19 has it instead of groupCode",
    ("getRoomsUnassigned", "pageNumber"): "an alias of getRooms, which has it",
    ("getRoomsUnassigned", "pageSize"): "an alias of getRooms, which has it",
    ("postWebhook", "authHeaderName"): "the official SDK 1.19 has it",
    ("postWebhook", "authHeaderValue"): "the official SDK 1.19 has it",
}


class RecordingTransport(httpx.BaseTransport):
    """Records the requests, and refuses each of them."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json={"success": False, "message": "Recorded"})


def sent_by(call: Call) -> httpx.Request:
    recording = RecordingTransport()
    given = CloudbedsClient(ApiKey("cbat_x"), property_id="297652", timezone="America/New_York", transport=recording)
    with given as client, suppress(PmsError):
        looked_at(call(client))
    return recording.requests[0]


def path_of(request: httpx.Request) -> str:
    return request.url.raw_path.decode().partition("?")[0].removeprefix(BASE).strip("/")


def described(description: Description, request: httpx.Request) -> tuple[Operation, dict[str, str]]:
    """The operation that the request calls, and the values of its path parameters."""
    for (verb, path), operation in description.operations.items():
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
        found = re.fullmatch(pattern, path_of(request))
        if found is not None and verb == request.method:
            return operation, found.groupdict()
    raise AssertionError(f"{request.method} {request.url.path} is not described")


def form(request: httpx.Request) -> dict[str, str]:
    is_form = request.headers.get("content-type") == "application/x-www-form-urlencoded"
    return dict(httpx.QueryParams(request.content.decode())) if is_form else {}


@pytest.mark.parametrize(("name", "number"), ALL)
def test_a_call_is_one_that_the_description_allows(name: str, number: int, description: Description) -> None:
    request = sent_by(CALLS[name][number])
    operation, gaps = described(description, request)
    query, body = dict(request.url.params), form(request)
    known = {parameter for method, parameter in BESIDES if method == operation.path}
    for place, sent in (("query", query), ("form", body), ("path", gaps)):
        for each in sent.keys() - known:
            base = each.partition("[")[0]
            assert base in operation.parameters, f"{each} is not described"
            assert operation.parameters[base].place == place, f"{each} is no {place} parameter"
    problems = operation.problems_of_request({**query, **body, **gaps})
    assert [each for each in problems if each.partition(":")[0] not in known] == []
    needed = {each.name for each in operation.parameters.values() if each.place == "form" and _is_needed(each.schema)}
    assert needed <= {each.partition("[")[0] for each in body}, "a form field that may not be null is missing"
    headers = {each.name for each in operation.parameters.values() if each.place == "header" and each.required}
    assert headers <= set(request.headers)
    if operation.request is not None:
        assert operation.problems_of_body(json.loads(request.content)) == []
    assert ENDPOINTS[name].permission == next(iter(operation.scopes), None)


def _is_needed(schema: object) -> bool:
    """Of forms, the description says nothing else about what is needed."""
    return isinstance(schema, dict) and "null" not in schema.get("type", ())


def test_what_goes_beyond_the_description_is_still_beyond_it(description: Description) -> None:
    for method, parameter in BESIDES:
        verb = "POST" if method.startswith("post") else "GET"
        assert parameter not in description.operation(verb, method).parameters, f"{method}: {parameter} is described"


# what follows needs no description


def test_every_endpoint_is_called_here_and_offered_by_both_clients() -> None:
    defined = endpoints()
    assert len({each.used_as for each in defined}) == len(set(defined))
    assert {each.used_as for each in defined} == set(CALLS)
    groups = {name for name, value in vars(ClientGroups).items() if isinstance(value, cached_property)}
    assert {name.partition(".")[0] for name in CALLS} == groups


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_found_where_its_endpoint_says(name: str) -> None:
    group, _, method = name.partition(".")
    for client in (CloudbedsClient(ApiKey("cbat_x")), AsyncCloudbedsClient(ApiKey("cbat_x"))):
        assert callable(getattr(getattr(client, group), method))


@pytest.mark.parametrize(("name", "number"), ALL)
def test_a_call_requests_its_own_endpoint(name: str, number: int) -> None:
    endpoint, request = ENDPOINTS[name], sent_by(CALLS[name][number])
    template = endpoint.name if endpoint.path is None else endpoint.path.strip("/")
    assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path_of(request))
    assert request.method == endpoint.verb
    assert request.headers["x-api-key"] == "cbat_x"
    named = request.headers.get("x-property-id", "")
    assert "," not in named, "the header names one property: the one that the call is about"


def test_ids_cannot_leave_their_place_in_a_path() -> None:
    request = sent_by(lambda client: client.integration_events.retry("../7?x=1"))
    assert path_of(request) == "integration/v1/events/..%2F7%3Fx%3D1/retry"


def test_what_changes_something_each_time_it_is_sent_is_not_repeated() -> None:
    once = {name for name, endpoint in ENDPOINTS.items() if endpoint.repeat is Repeat.ONCE}
    assert once == {
        "app.report_error",
        "integration_events.create",
        "integration_events.retry",
        "reservation_notes.add",
        "room_blocks.create",
        "rooms.assign",
        "rooms.check_in",
        "rooms.check_out",
        "webhooks.subscribe",
    }
    assert not any(ENDPOINTS[name].verb is Verb.GET for name in once)


def test_lists_go_out_as_cloudbeds_takes_them() -> None:
    block = form(sent_by(CALLS["room_blocks.create"][0]))
    assert block["rooms[0][roomID]"] == "601917-0"
    assert block["rooms[1][roomTypeID]"] == "601918"
    rooms = form(sent_by(CALLS["housekeeping.assign"][0]))
    assert (rooms["roomIDs"], rooms["housekeeperID"]) == ("601917-0,601917-1", "4")
    guests = sent_by(lambda client: client.guests.list(statuses=["confirmed", "checked_in"]))
    assert guests.url.params["status"] == "confirmed,checked_in"
    rooms_of = sent_by(CALLS["housekeeping.list"][1])
    assert rooms_of.url.params["housekeeperIDs"] == "4,0", "nobody is 0"
    assert form(sent_by(CALLS["housekeeping.assign"][1]))["housekeeperID"] == "0"


def test_instants_go_out_as_wall_time_and_days_as_days() -> None:
    query = sent_by(CALLS["guests.modified"][1]).url.params
    assert (query["resultsFrom"], query["checkInFrom"]) == ("2026-11-23 03:30:00", str(date(2026, 11, 23)))
    assert form(sent_by(CALLS["app.report_error"][0]))["timestamp"] == "2026-11-23 03:30:00"
