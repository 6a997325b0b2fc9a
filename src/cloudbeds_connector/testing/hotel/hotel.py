"""`SimulatedHotel`: a hotel with its front desk, its clock, and its API over real HTTP."""

from __future__ import annotations

from typing_extensions import Unpack

from .api.server import Control, ServedHotel
from .api.table import METHODS
from .core import HotelOptions
from .desk.front_desk import FrontDesk
from .events import CATALOGUE
from .openings.private_rooms import open_city_hotel, open_small_hotel
from .openings.shared_rooms import open_hostel, open_suites
from .state import FrontDeskError

#: Every scope that a method or a webhook needs.
SCOPES = frozenset(scope for scope in (*CATALOGUE.values(), *(m.scope for m in METHODS.values())) if scope is not None)


class SimulatedHotel(FrontDesk):
    """A hotel that serves Cloudbeds' API (v1.3, and a part of v2), and whose front desk a test operates.

    Each action is one atomic change at `clock.now()`. Webhooks are delivered while the clock moves, or by
    `deliver_due()`. The same seed and the same calls give the same hotel, byte for byte.

    The keywords are those of `HotelOptions`. Set `faults` and `webhook_faults` to inject faults; read `stats` for what
    passed. `oauth` has the apps and tokens.
    """

    @classmethod
    def small(cls, **options: Unpack[HotelOptions]) -> SimulatedHotel:
        """Eight rooms of two types on an ordinary morning: three guests in house (one leaves today), two arrivals."""
        hotel = cls(**options)
        open_small_hotel(hotel)
        return hotel

    @classmethod
    def city(cls, *, rooms: int = 64, **options: Unpack[HotelOptions]) -> SimulatedHotel:
        """A city hotel on a busy morning: most rooms occupied, many departures, two weeks of bookings."""
        options.setdefault("name", "Grand Canal Hotel")
        hotel = cls(**options)
        open_city_hotel(hotel, rooms=rooms)
        return hotel

    @classmethod
    def hostel(
        cls, *, dorms: int = 2, beds: int = 6, privates: int = 2, **options: Unpack[HotelOptions]
    ) -> SimulatedHotel:
        """Dorms whose beds are sold singly, and some private rooms, on a morning of departures (T93, T94, T140)."""
        options.setdefault("name", "Lighthouse Hostel")
        hotel = cls(**options)
        open_hostel(hotel, dorms=dorms, beds=beds, privates=privates)
        return hotel

    @classmethod
    def suites(cls, *, suites: int = 2, **options: Unpack[HotelOptions]) -> SimulatedHotel:
        """Suites of two rooms, sold together or singly, on a morning with both kinds of guests (T96, T98, T99)."""
        options.setdefault("name", "Courtyard Suites")
        hotel = cls(**options)
        open_suites(hotel, suites=suites)
        return hotel

    def serve(self, host: str = "127.0.0.1", port: int = 0, *, control: Control | None = None) -> ServedHotel:
        """Serve the API until the result is closed. Its `base_url` is that for a client.

        `control` answers requests below ``/_hotel/`` (it takes method, path and body, and returns a status and a JSON
        body), without the hotel's lock, its faults, and its count of requests.
        """
        return ServedHotel(self, host=host, port=port, control=control)

    def take_scope(self, scope: str) -> None:
        """Take a scope away from every key and token. That its webhooks are no longer sent then is presumed.

        On Cloudbeds the scopes of a key are fixed; a hotel gives the app another key, or approves it again.
        """
        if scope not in SCOPES:
            raise FrontDeskError(f"Nothing needs a scope {scope!r}. There are {', '.join(sorted(SCOPES))}.")
        self.faults.missing_scopes.add(scope)

    def give_scope_back(self, scope: str) -> None:
        """Give back a scope that was taken away."""
        self.faults.missing_scopes.discard(scope)
