"""Decides what a test holds in its hand: one hotel, its front desk, its clock, and its API over real HTTP."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from .api.server import Control, ServedHotel
from .desk.front_desk import FrontDesk
from .openings.private_rooms import open_city_hotel, open_small_hotel
from .openings.shared_rooms import open_hostel, open_suites
from .quirks import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..clock import ManualClock
    from .observer import HotelObserver
    from .quirks import Quirk


class SimulatedHotel(FrontDesk):
    """A hotel that speaks Cloudbeds' API (v1.3, and a part of v2), and whose truth you decide.

    Everything that happens is one atomic change at `clock.now()`; webhooks are delivered while the clock moves, or by
    `deliver_due()`. The same seed and the same calls make the same hotel, byte for byte. All keywords have defaults:

    `clock` is shared with the code under test; `profile` (or `quirks`) sets which oddities the API has; the zone, the
    times and the night audit are the property's; `api_keys` are accepted; `requests_per_second` is measured always
    and enforced with `faults.enforce_rate`; every request takes `seconds_per_request` of the hotel's time;
    `observer` hears of every change of truth and of every answer that got through.

    Set `faults` and `webhook_faults` to break things; read `stats` to see what passed. `oauth` is who may ask by OAuth.
    """

    @classmethod
    def small(
        cls,
        *,
        seed: int = 1,
        clock: ManualClock | None = None,
        profile: Profile = Profile.OBSERVED,
        quirks: Iterable[Quirk] | None = None,
        timezone: str = "America/New_York",
        observer: HotelObserver | None = None,
    ) -> SimulatedHotel:
        """Eight rooms of two types on an ordinary morning: three guests in house (one leaves today), two arrivals."""
        hotel = cls(seed=seed, clock=clock, profile=profile, quirks=quirks, timezone=timezone, observer=observer)
        open_small_hotel(hotel)
        return hotel

    @classmethod
    def city(
        cls,
        *,
        rooms: int = 64,
        seed: int = 1,
        clock: ManualClock | None = None,
        profile: Profile = Profile.OBSERVED,
        quirks: Iterable[Quirk] | None = None,
        timezone: str = "America/New_York",
        night_audit: time = time(2),
        observer: HotelObserver | None = None,
    ) -> SimulatedHotel:
        """A city hotel on a busy morning: most rooms taken, many guests leaving, two weeks of bookings."""
        hotel = cls(
            seed=seed,
            clock=clock,
            profile=profile,
            quirks=quirks,
            name="Grand Canal Hotel",
            timezone=timezone,
            night_audit=night_audit,
            observer=observer,
        )
        open_city_hotel(hotel, rooms=rooms)
        return hotel

    @classmethod
    def hostel(
        cls,
        *,
        dorms: int = 2,
        beds: int = 6,
        privates: int = 2,
        seed: int = 1,
        clock: ManualClock | None = None,
        profile: Profile = Profile.OBSERVED,
        quirks: Iterable[Quirk] | None = None,
        timezone: str = "America/New_York",
        observer: HotelObserver | None = None,
    ) -> SimulatedHotel:
        """Dorms whose beds are sold one by one, and some private rooms, on a morning of departures (T93, T94, T140)."""
        hotel = cls(
            seed=seed,
            clock=clock,
            profile=profile,
            quirks=quirks,
            name="Lighthouse Hostel",
            timezone=timezone,
            observer=observer,
        )
        open_hostel(hotel, dorms=dorms, beds=beds, privates=privates)
        return hotel

    @classmethod
    def suites(
        cls,
        *,
        suites: int = 2,
        seed: int = 1,
        clock: ManualClock | None = None,
        profile: Profile = Profile.OBSERVED,
        quirks: Iterable[Quirk] | None = None,
        timezone: str = "America/New_York",
        observer: HotelObserver | None = None,
    ) -> SimulatedHotel:
        """Suites of two rooms each, which are sold as one or apart, on a morning when both happens (T96, T98, T99)."""
        hotel = cls(
            seed=seed,
            clock=clock,
            profile=profile,
            quirks=quirks,
            name="Courtyard Suites",
            timezone=timezone,
            observer=observer,
        )
        open_suites(hotel, suites=suites)
        return hotel

    def serve(self, host: str = "127.0.0.1", port: int = 0, *, control: Control | None = None) -> ServedHotel:
        """Serve the API until the result is closed; it has the `base_url` for a client.

        `control` answers what is asked under ``/_hotel/`` (method, path, body; returns status and JSON body), apart
        from the API: without its lock, its faults, and its count of requests.
        """
        return ServedHotel(self, host=host, port=port, control=control)
