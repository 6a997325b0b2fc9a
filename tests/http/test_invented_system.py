"""The transport part of a connector for an invented hotel system: bearer token, JSON, pages by cursor, 429."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.http import (
    Api,
    BearerToken,
    Call,
    CursorRows,
    HttpClient,
    Listing,
    RefusalError,
    Repeat,
    cursors,
    offsets,
)
from cloudbeds_connector.http.async_client import AsyncHttpClient
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.testing import ManualClock

# the transport of the connector


@dataclass(frozen=True, kw_only=True)
class Stay:
    id: str
    room: str


class LanternApi(Api):
    """Lantern refuses with an error status and ``{"error": {"text": ...}}``."""

    def message_in(self, body: bytes) -> str | None:
        text: str = json.loads(body)["error"]["text"]
        return text


LANTERN = LanternApi(
    name="Lantern", base_url="https://api.lantern.example/v1/", user_agent="lantern", requests_per_second=10
)


def parse_stays(body: bytes) -> CursorRows[Stay]:
    page = json.loads(body)
    return CursorRows([Stay(id=row["id"], room=row["room"]) for row in page["stays"]], page.get("next"))


def stays_of(day: str) -> Listing[Stay]:
    call = Call(method="stays", path="stays", query={"day": day}, parse=parse_stays)
    return Listing(call=call, key=lambda stay: stay.id, paging=cursors("after", "limit"), page_size=2)


def set_condition(room: str, condition: str) -> Call[Any]:
    document = {"condition": condition}
    return Call(
        method="setCondition",
        verb="PUT",
        path=f"rooms/{room}",
        document=document,
        parse=json.loads,
        repeat=Repeat.SAFE,
    )


# the tests


Handler = Callable[[httpx.Request], httpx.Response]
NO_ROOM = {"error": {"text": "Ana Alvarez is in that room"}}


def lantern(handler: Handler, clock: ManualClock) -> HttpClient:
    return HttpClient(
        LANTERN, BearerToken("t0p"), transport=httpx.MockTransport(handler), clock=clock, deadline=30, limiter=NoLimit()
    )


def pages(request: httpx.Request) -> httpx.Response:
    after = int(request.url.params.get("after", "0"))
    rows = [{"id": str(n), "room": f"R{n}"} for n in range(after, min(after + 2, 5))]
    return httpx.Response(200, json={"stays": rows, "next": str(after + 2) if after + 2 < 5 else None})


def test_a_listing_is_read_to_its_end_by_cursor() -> None:
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return pages(request)

    with lantern(handler, ManualClock()) as client:
        assert [stay.room for stay in client.rows(stays_of("2026-11-23"))] == ["R0", "R1", "R2", "R3", "R4"]
    assert [request.url.params.get("after") for request in sent] == [None, "2", "4"]
    assert sent[0].url.path == "/v1/stays"
    assert sent[0].headers["authorization"] == "Bearer t0p"
    assert sent[0].headers["user-agent"] == "lantern"


def test_the_same_listing_is_read_by_asyncio() -> None:
    async def read() -> list[str]:
        async with AsyncHttpClient(LANTERN, BearerToken("t0p"), transport=httpx.MockTransport(pages)) as client:
            return [stay.id async for stay in client.rows(stays_of("2026-11-23"))]

    assert asyncio.run(read()) == ["0", "1", "2", "3", "4"]


def test_an_empty_page_with_a_cursor_does_not_end_a_listing() -> None:
    answers = iter([([], "a"), ([{"id": "1", "room": "R1"}], "b"), ([], None)])

    def handler(request: httpx.Request) -> httpx.Response:
        rows, cursor = next(answers)
        return httpx.Response(200, json={"stays": rows, "next": cursor})

    with lantern(handler, ManualClock()) as client:
        assert [stay.id for stay in client.rows(stays_of("2026-11-23"))] == ["1"]


def test_a_cursor_that_leads_nowhere_is_an_error_and_not_the_end() -> None:
    page = {"stays": [{"id": "1", "room": "R1"}], "next": "x"}
    with lantern(lambda _: httpx.Response(200, json=page), ManualClock()) as client:
        rows = iter(client.rows(stays_of("2026-11-23")))
        assert next(rows).id == "1"
        with pytest.raises(errors.UnexpectedAnswerError, match=r"stays, HTTP 200"):
            next(rows)


def test_pages_by_offset_end_with_an_empty_one_where_the_size_is_unknown() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params["offset"])
        return httpx.Response(200, json=[str(n) for n in range(start, min(start + 2, 3))])

    def parse(body: bytes) -> tuple[str, ...]:
        return tuple(json.loads(body))

    call = Call(method="rooms", path="rooms", parse=parse)
    listing = Listing(call=call, key=lambda row: row, paging=offsets(), page_size=2)
    with lantern(handler, ManualClock()) as client:
        assert list(client.rows(listing)) == ["0", "1", "2"]


def test_a_429_is_waited_for_as_long_as_it_says() -> None:
    answers = iter([httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, json={"ok": True})])
    clock = ManualClock()
    with lantern(lambda _: next(answers), clock) as client:
        assert client.execute(set_condition("R1", "clean")) == {"ok": True}
    assert 7 <= clock.monotonic() < 28


def test_the_deadline_bounds_all_attempts() -> None:
    clock = ManualClock()
    answer = httpx.Response(503, headers={"retry-after": "20"})
    with (
        lantern(lambda _: answer, clock) as client,
        pytest.raises(errors.ServerError, match="Lantern failed to answer"),
    ):
        client.execute(set_condition("R1", "clean"))
    assert clock.monotonic() < 30


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.AuthenticationError),
        (404, errors.NotFoundError),
        (410, errors.NotFoundError),
        (422, errors.BadRequestError),
    ],
)
def test_a_refusal_is_an_error_of_the_package_without_its_text(status: int, kind: type[errors.PmsError]) -> None:
    with (
        lantern(lambda _: httpx.Response(status, json=NO_ROOM), ManualClock()) as client,
        pytest.raises(kind, match=f"Lantern.*setCondition, HTTP {status}") as caught,
    ):
        client.execute(set_condition("R1", "clean"))
    assert caught.value.pms_text == "Ana Alvarez is in that room"
    assert "Ana" not in f"{caught.value} {caught.value!r} {vars(caught.value)} {pickle.dumps(caught.value)!r}"


def test_a_refusal_whose_body_cannot_be_read_is_an_error_of_the_package_too() -> None:
    for body in (b"", b"[]", b"gone"):
        with (
            lantern(lambda _: httpx.Response(404, content=body), ManualClock()) as client,  # noqa: B023 - called at once
            pytest.raises(errors.NotFoundError) as caught,
        ):
            client.execute(set_condition("R1", "clean"))
        assert caught.value.pms_text is None


def test_a_body_that_refuses_and_one_that_cannot_be_read_are_errors_of_the_package() -> None:
    def refuse(body: bytes) -> None:
        raise RefusalError("Ana is in that room")

    def answer(body: bytes, parse: Callable[[bytes], Any]) -> errors.PmsError:
        with (
            lantern(lambda _: httpx.Response(200, content=body), ManualClock()) as client,
            pytest.raises(errors.PmsError) as caught,
        ):
            client.execute(Call(method="rooms", path="rooms", parse=parse, repeat=Repeat.ONCE))
        return caught.value

    assert isinstance(answer(b"{}", refuse), errors.BadRequestError)
    unreadable: list[tuple[bytes, Callable[[bytes], Any]]] = [
        (b'{"na', json.loads),
        (b"{}", lambda body: json.loads(body)["stays"]),
        (b"1", parse_stays),
        (b"[]", lambda body: json.loads(body).get("stays")),
        (b"[]", lambda body: next(iter(json.loads(body)))),
        (b"1e999", lambda body: int(json.loads(body))),
        (b"[" * 50_000, json.loads),
    ]
    for body, parse in unreadable:
        error = answer(body, parse)
        assert isinstance(error, errors.UnexpectedAnswerError)
        assert error.__context__ is None


def test_a_post_is_not_sent_twice_unless_it_is_declared_safe() -> None:
    sent = 0

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        raise httpx.ReadError("broken")

    call = Call(method="addNote", verb="POST", path="notes", document={"text": "late"}, parse=json.loads)
    with lantern(handler, ManualClock()) as client, pytest.raises(errors.ConnectionFailedError) as caught:
        client.execute(call)
    assert (sent, caught.value.retryable) == (1, False)
