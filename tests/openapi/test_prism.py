"""Over real HTTP, a server made of the official description accepts every typed call, and its answer is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from cloudbeds_connector.cloudbeds import ApiKey, CloudbedsClient
from cloudbeds_connector.errors import IgnoredFilterError

from .client_calls import ALL, CALLS, ENDPOINTS, looked_at
from .description import SECOND, VARIABLE
from .prism import MissingPrismError, installed, serving


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The base URLs of v1.3 and of v2."""
    if VARIABLE not in os.environ:
        pytest.skip(f"{VARIABLE} does not name a copy of the official description (pms-v1.3-openapi.yaml)")
    first = Path(os.environ[VARIABLE])
    scratch = tmp_path_factory.mktemp("prism")
    try:
        with serving(installed(scratch), [first, first.with_name(SECOND)], scratch) as (one, two):
            yield one, two
    except MissingPrismError as missing:
        pytest.skip(f"Prism, the mock server, cannot run: {missing}")


class Watch(httpx.BaseTransport):
    """Keeps the server's verdict on each request."""

    def __init__(self) -> None:
        self.answers: list[httpx.Response] = []
        self._wire = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._wire.handle_request(request)
        answer.read()
        self.answers.append(answer)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def close(self) -> None:
        self._wire.close()


@pytest.mark.parametrize(("name", "number"), ALL)
def test_a_server_made_of_the_description_accepts_the_call(name: str, number: int, prism: tuple[str, str]) -> None:
    base_url = prism[0 if ENDPOINTS[name].path is None else 1]
    with (
        closing(Watch()) as watch,
        CloudbedsClient(
            ApiKey("cbat_x"),
            property_id="297652",
            timezone="America/New_York",
            base_url=base_url,
            transport=watch,
        ) as client,
        suppress(IgnoredFilterError),  # the server answers the same whatever it is asked for
    ):
        looked_at(CALLS[name][number](client))
    for answer in watch.answers:
        assert answer.is_success, answer.text
        assert "sl-violations" not in answer.headers


def test_the_server_would_notice(prism: tuple[str, str]) -> None:
    for wrong in ({"status": "sleeping"}, {"pageNumber": "x"}, {"checkInFrom": "23/11/2026"}):
        key = {"x-api-key": "x"}
        assert httpx.get(f"{prism[0]}getReservations", params=wrong, headers=key, trust_env=False).is_client_error
