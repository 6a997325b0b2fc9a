"""The control API of a simulated hotel in another process: a small HTTP API beside Cloudbeds' own.

It is below ``/_hotel/`` on the hotel's server, on loopback only, without a key. A GET reads, a POST changes:

    GET  clock   the instant, the business date, and the speed of the clock
    POST advance {"seconds": s} or {"to": instant}
    GET  ledger  the `Ledger` of the hotel
    GET  rooms   the current state of every room
    GET  stats, day
    POST faults, webhook-faults {field: value}

`advance` runs everything that is due on the way, webhooks included, and answers when that is done. The client of this
API is `HotelControl`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from ..day.hotel_day import HotelDay
from ..hotel import SimulatedHotel
from ..hotel.faults import Faults, WebhookFaults
from ..hotel.spoilage import Spoilage, Spoilt
from ..hotel.state import FrontDeskError
from ..ledger.ledger import Ledger

PREFIX = "/_hotel/"
Json = dict[str, Any]
_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "only": frozenset,
    "missing_scopes": set,
    "refused_methods": set,
    "revoked_keys": set,
    "spoilt": lambda rows: {row_id: Spoilt(Spoilage(kind)) for row_id, kind in rows.items()},
}


class ControlApi:
    """The control API of one hotel, with its scripted `day` and its `ledger`, if it has them.

    `speed` is part of the answer to ``GET clock``: hotel seconds in a real second, None if only `advance` moves it.
    """

    def __init__(
        self,
        hotel: SimulatedHotel,
        *,
        day: HotelDay | None = None,
        ledger: Ledger | None = None,
        speed: float | None = None,
    ) -> None:
        self._hotel = hotel
        self._speed = speed
        self._day = day
        self._ledger = ledger
        self._routes: dict[tuple[str, str], Callable[[Json], Json]] = {
            ("GET", "clock"): self._clock,
            ("GET", "day"): self._show_day,
            ("GET", "ledger"): self._show_ledger,
            ("GET", "rooms"): self._rooms,
            ("GET", "stats"): self._stats,
            ("POST", "advance"): self._advance,
            ("POST", "faults"): self._faults,
            ("POST", "webhook-faults"): self._webhook_faults,
        }

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """The HTTP status and JSON body for a request of the control API. The hotel's faults do not affect it."""
        route = self._routes.get((method, path.partition("?")[0].removeprefix(PREFIX)))
        if route is None:
            known = ", ".join(f"{verb} {PREFIX}{name}" for verb, name in self._routes)
            return 404, json.dumps({"error": f"There is no {method} {path}. There are: {known}."}).encode()
        try:
            return 200, json.dumps(route(json.loads(body or b"{}"))).encode()
        except (ValueError, TypeError, KeyError, FrontDeskError) as error:
            return 400, json.dumps({"error": str(error)}).encode()

    def _clock(self, _: Json) -> Json:
        clock = self._hotel.clock
        return {
            "now": clock.now().isoformat(),
            "monotonic": clock.monotonic(),
            "today": self._hotel.today().isoformat(),
            "timezone": self._hotel.timezone,
            "speed": self._speed,
        }

    def _advance(self, values: Json) -> Json:
        if "to" in values:
            self._hotel.clock.advance_to(datetime.fromisoformat(values["to"]))
        else:
            self._hotel.clock.advance(float(values["seconds"]))
        return self._clock({})

    def _show_day(self, _: Json) -> Json:
        if self._day is None:
            return {"date": None, "steps": [], "next_at": None, "ends_at": None, "finished": True}
        next_at = self._day.next_due()
        return {
            "date": self._day.date.isoformat(),
            "ends_at": self._day.ends_at.isoformat(),
            "next_at": next_at.isoformat() if next_at else None,
            "finished": self._day.finished,
            "steps": [
                {"at": step.at.isoformat(), "text": step.text, "done": step.done, "outcome": step.outcome}
                for step in self._day.steps
            ],
        }

    def _show_ledger(self, _: Json) -> Json:
        return (self._ledger or Ledger()).to_json()

    def _rooms(self, _: Json) -> Json:
        hotel = self._hotel
        with hotel.lock:
            blocks, today = hotel.blocks(), hotel.today()
            return {
                "rooms": [
                    {
                        "id": room.id,
                        "name": room.name,
                        "room_type_id": room.room_type_id,
                        "condition": str(room.condition),
                        "occupied_by": room.occupied_by,
                        "blocked": hotel.blocked(room.id, today, blocks),
                    }
                    for room in hotel.rooms()
                ]
            }

    def _stats(self, _: Json) -> Json:
        return dict(vars(self._hotel.stats))  # asdict cannot copy a Counter

    def _faults(self, values: Json) -> Json:
        values = dict(values)
        script = values.pop("fail_next", ())
        _set_all(self._hotel.faults, values, _KINDS)
        self._hotel.faults.fail_next(*script)
        return {"fail_next": [str(kind) for kind in self._hotel.faults.script]}

    def _webhook_faults(self, values: Json) -> Json:
        _set_all(self._hotel.webhook_faults, values, {})
        return asdict(self._hotel.webhook_faults)


def _set_all(faults: Faults | WebhookFaults, values: Json, kinds: Mapping[str, Callable[[Any], Any]]) -> None:
    """Set the faults in `values`, and reset all others."""
    known = {field.name for field in fields(faults)} - {"script", "refusal"}
    if unknown := sorted(set(values) - known):
        raise ValueError(f"There is no fault {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
    faults.clear()
    for name, value in values.items():
        setattr(faults, name, kinds.get(name, lambda plain: plain)(value))
