"""Pages of JSON for any hotel system: which rows are read, which are set aside, and how rows are told apart."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.http import Api, BearerToken, Call, HttpClient, Listing, cursors, json_rows, read_rows
from cloudbeds_connector.testing import ManualClock

API = Api(name="Lantern", base_url="https://api.lantern.example/", user_agent="tests")


def client_of(*pages: dict[str, Any]) -> HttpClient:
    """A client of a hotel system that answers with these pages."""
    left = iter(pages)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=next(left)))
    return HttpClient(API, BearerToken("t0ken"), transport=transport, clock=ManualClock())


def rooms(parse: Any) -> Listing[str]:
    return Listing(call=Call(method="rooms", path="rooms", parse=parse), paging=cursors("after"))


BY_NAME = json_rows(lambda row: str(row["name"]), kind="room", id_field="id", within="rooms", cursor="next")


def test_rooms_are_told_apart_by_their_ids_and_not_by_what_is_made_of_them() -> None:
    first = {"rooms": [{"id": 1, "name": "Suite"}, {"id": 2, "name": "Suite"}], "next": "2"}
    second = {"rooms": [{"id": 2, "name": "Suite"}, {"id": 3, "name": "Attic"}], "next": None}
    assert list(client_of(first, second).rows(rooms(BY_NAME))) == ["Suite", "Suite", "Attic"]


@pytest.mark.parametrize("room_id", [None, "", [], True, "4\ufffd", "x" * 101])
def test_a_room_whose_id_cannot_be_read_is_set_aside_although_the_rest_can(room_id: object) -> None:
    page = {"rooms": [{"id": room_id, "name": "Suite"}, {"id": "5", "name": "Attic"}], "next": None}
    [read] = client_of(page).rows(rooms(BY_NAME)).pages()
    assert read.items == ("Attic",)
    assert [(row.kind, row.id, row.reason) for row in read.set_aside] == [("room", "", "Unreadable: id.")]


def test_a_page_may_be_the_list_of_rows_itself() -> None:
    parsed = json_rows(str, kind="room", id_field="id")(json.dumps([{"id": 7}, None]).encode())
    assert (parsed, parsed.ids, len(parsed.set_aside)) == (("{'id': 7}",), ("7",), 1)


def test_a_listing_without_a_key_needs_a_parser_that_finds_the_ids() -> None:
    parse = lambda body: read_rows(json.loads(body)["rooms"], str, kind="room", id_of=str)  # noqa: E731
    with pytest.raises(ConfigurationError, match="told apart"):
        list(client_of({"rooms": [1]}).rows(rooms(parse)))
