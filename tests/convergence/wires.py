"""The network: requests reach the hotel whose key they carry, and the process that sent them may lose its turn."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.hotel.api.direct import DirectApi

from .turns import current


class Wires(httpx.BaseTransport):
    """A transport to several hotels, by their keys."""

    def __init__(self, hotels: Mapping[str, SimulatedHotel]) -> None:
        self._hotels = hotels
        self._apis = {key: DirectApi(hotel) for key, hotel in hotels.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, with a stop before the request arrives and one before its answer is read."""
        key, process = request.headers["x-api-key"], current()
        method = request.url.path.rsplit("/", 1)[-1]
        if process is not None:
            process.passes(f"sends {method}")
        target = request.url.raw_path.decode()
        reply = self._apis[key].answer(request.method, target, dict(request.headers), request.read())
        if process is not None:
            process.passes(f"has {method}")
        if reply.dropped:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        return httpx.Response(reply.status, headers=self._apis[key].headers(reply), content=reply.body)
