"""Redirects, addresses in answers, and paths of calls: a client's credential goes to its own server only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector import ApiKey, AsyncCloudbedsClient, CloudbedsClient, ConnectorError, OAuth
from cloudbeds_connector.cloudbeds.region import discover_base_url
from cloudbeds_connector.errors import ConfigurationError, UnexpectedAnswerError
from cloudbeds_connector.http.auth import BearerToken
from cloudbeds_connector.http.call import Call
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.testing import ManualClock

from .connected import Stranger
from .hostile import Answer, Hostile, hostile

LEADING_AWAY = (
    "{stranger}",
    "//{netloc}/api/v1.3/getHotels",
    "/\\{netloc}/",
    "https://evil.example/",
    "https:evil.example",
    "http://{home}@{netloc}/",
    "\thttp://{netloc}/",
    "https://api.cloudbeds.com.evil.example/",
)


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    stranger = Stranger()
    yield stranger
    stranger.close()


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of servers of the internet that were looked up."""
    names: list[str] = []

    def none(host: str, *args: Any, **kwargs: Any) -> Any:
        if host in ("127.0.0.1", None):
            return real(host, *args, **kwargs)
        names.append(host)
        raise OSError("no server of the internet is reached from a test")

    import socket

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", none)
    return names


def grant(base_url: str, clock: ManualClock) -> OAuth:
    """A grant whose token is to be refreshed, so that the client secret is sent."""
    tokens = MemoryTokens()
    began = clock.now() - timedelta(hours=9)
    tokens.save(
        "c1",
        Token(
            access_token="access-canary",
            refresh_token="refresh-canary",
            issued_at=began,
            expires_at=began + timedelta(hours=8),
        ),
    )
    return OAuth("app", "secret-canary", tokens=tokens, name="c1", base_url=base_url, clock=clock, deadline=1.0)


def written(address: str, server: Hostile, stranger: Stranger) -> str:
    home = server.base_url.split("/")[2]
    named = {"{stranger}": stranger.base_url, "{netloc}": stranger.netloc, "{home}": home}
    for name, value in named.items():
        address = address.replace(name, value)
    return address


async def sent_async(call: Call[bytes], **options: Any) -> None:
    async with AsyncCloudbedsClient(ApiKey("cbat_canary"), **options) as client:
        await client.send(call)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 300, 304])
def test_a_redirect_is_not_followed(status: int, stranger: Stranger, reached: list[str]) -> None:
    clock = ManualClock()
    for location in LEADING_AWAY:
        with hostile(Answer(status, b"")) as server:
            headers = {
                "location": written(location, server, stranger).strip(),
                "refresh": f"0; url={stranger.base_url}",
            }
            server.will_answer = lambda path, headers=headers: Answer(status, b"", headers=headers)
            for auth in (ApiKey("cbat_canary"), BearerToken("token-canary"), grant(server.base_url, clock)):
                options: Any = {"base_url": server.base_url, "clock": clock, "limiter": NoLimit(), "attempts": 1}
                with CloudbedsClient(auth, **options) as client, pytest.raises(ConnectorError):
                    client.call("getHotels")
                with pytest.raises(ConnectorError):
                    asyncio.run(called_async(auth, options))
    assert (stranger.received, reached) == ([], [])


async def called_async(auth: Any, options: dict[str, Any]) -> None:
    async with AsyncCloudbedsClient(auth, **options) as client:
        await client.call("getHotels")


def test_an_address_in_an_answer_is_used_only_if_it_is_cloudbeds_own(stranger: Stranger, reached: list[str]) -> None:
    for address in (*LEADING_AWAY, "http://localhost:1/", "http://[::1]:1/", "https://x.cloudbeds.com:8443/"):
        with hostile(Answer(200, {})) as server:
            body = {"success": True, "data": {"api": {"url": written(address, server, stranger)}}}
            server.will_answer = lambda path, body=body: Answer(200, body)
            with pytest.raises(UnexpectedAnswerError):
                discover_base_url(ApiKey("cbat_canary"), base_url=server.base_url, clock=ManualClock())
    assert (stranger.received, reached) == ([], [])


def test_no_path_of_a_call_leads_to_another_server(stranger: Stranger, reached: list[str]) -> None:
    options: Any = {"clock": ManualClock(), "limiter": NoLimit(), "attempts": 1}
    with hostile(Answer(200, {"success": True})) as server:
        client = CloudbedsClient(ApiKey("cbat_canary"), base_url=server.base_url, **options)
        for address in LEADING_AWAY:
            path = written(address, server, stranger)
            with pytest.raises(ConfigurationError):
                client.call(path)
            call: Call[bytes] = Call(method="any", path=path, parse=bytes)
            for sent in (client.send, lambda call: asyncio.run(sent_async(call, base_url=server.base_url, **options))):
                with suppress(ConfigurationError):  # a path of its own server is answered there
                    sent(call)
        client.close()
    assert (stranger.received, reached) == ([], [])
