"""Answering requests without a socket, and what that has in common with the HTTP server."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .call import ShownStay
from .exchange import PREFIX, Reply, Request
from .gate import Gate

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk


class DirectApi:
    """The API of one hotel, called directly. It answers, fails and is recorded exactly as over HTTP."""

    def __init__(self, hotel: FrontDesk) -> None:
        self._hotel = hotel
        self._gate = Gate(hotel)

    def answer(self, verb: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """Answer a request; `target` is its path with its query. A reply that is `dropped` never arrives."""
        request = read_request(verb, target, headers, body)
        hotel = self._hotel
        with hotel.lock:
            reply = self._gate.answer(request)
            if not reply.dropped:
                record_shown(hotel, reply)
            return reply

    def headers(self, reply: Reply) -> dict[str, str]:
        """The headers of a reply, with the time on the hotel's clock."""
        date = format_datetime(self._hotel.clock.now(), usegmt=True)
        return {"Date": date, "Content-Type": reply.content_type, **reply.headers}


def read_request(verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
    """A request as the API understands it."""
    url = urlsplit(target)
    headers = {name.lower(): value for name, value in headers.items()}
    params = dict(parse_qsl(url.query, keep_blank_values=True))
    # only forms: v1.3 does not read a JSON body, as integrators found
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        params |= parse_qsl(body.decode(), keep_blank_values=True)
    is_v2 = not url.path.startswith(PREFIX)
    method = url.path.removeprefix(PREFIX).strip("/")
    return Request(verb, method, params, headers, f"http://{headers.get('host', '')}", is_v2, body)


def record_shown(hotel: FrontDesk, reply: Reply) -> None:
    """Report what a reply shows to the hotel's observer. Call it with the hotel's lock held."""
    observer, at = hotel.observer, reply.read_at or hotel.clock.now()
    for shown in reply.shown:
        if isinstance(shown, ShownStay):
            observer.on_stay_shown(shown.segment_id, shown.state, shown.room_id, at)
        else:
            observer.on_room_shown(shown.room_id, shown.condition, shown.occupied, at)
