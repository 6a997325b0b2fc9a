"""A transport to simulated hotels in the same process, without sockets, for the synchronous and the async client."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ..http.wire import LocalTransport
from .hotel.api.direct import DirectApi
from .hotel.hotel import SimulatedHotel


class InProcessTransport(LocalTransport):
    """Carries requests to `hotels` by calling them. Give it to a client or a connector as its `transport`.

    Answers, faults, counts and what observers are told are those of `SimulatedHotel.serve`. Every hotel has a base URL
    of its own, so that one connector can have several hotels. Nothing listens there.
    """

    def __init__(self, *hotels: SimulatedHotel) -> None:
        self._hotels = hotels
        self._apis = {_host(number): DirectApi(hotel) for number, hotel in enumerate(hotels, start=1)}
        super().__init__(self._answer)

    def base_url(self, hotel: SimulatedHotel) -> str:
        """The base URL of one of the hotels; `ValueError` for another."""
        return f"http://{_host(1 + self._hotels.index(hotel))}/api/v1.3/"

    def _answer(
        self, verb: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes] | None:
        address = urlsplit(url)
        api = self._apis.get(address.netloc)
        if api is None:
            return None
        reply = api.answer(verb, f"{address.path}?{address.query}", headers, body)
        return None if reply.dropped else (reply.status, api.headers(reply), reply.body)


def _host(number: int) -> str:
    # loopback, because clients send keys over plain HTTP to no other address
    return f"127.0.0.1:{number}"
