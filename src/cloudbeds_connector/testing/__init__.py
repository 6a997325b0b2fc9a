"""Tools for tests of a host: a simulated hotel over real HTTP, its clock, its truth, and fakes. Loaded on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import ManualClock
    from .day.hotel_day import HotelDay, hotel_for_day
    from .fakes import FakePms, RecordingEventSink, RecordingTaskSink
    from .hotel import (
        QUIRKS,
        Fault,
        Faults,
        FrontDeskError,
        HotelObserver,
        Profile,
        Quirk,
        QuirkInfo,
        Refusal,
        ServedHotel,
        SimulatedHotel,
        Stats,
        Stay,
        WebhookFaults,
    )
    from .ledger.ledger import Ledger
    from .oracle.judge import judge
    from .process.child import HotelProcess
    from .process.control import HotelClock, HotelControl

__all__ = [
    "QUIRKS",
    "FakePms",
    "Fault",
    "Faults",
    "FrontDeskError",
    "HotelClock",
    "HotelControl",
    "HotelDay",
    "HotelObserver",
    "HotelProcess",
    "Ledger",
    "ManualClock",
    "Profile",
    "Quirk",
    "QuirkInfo",
    "RecordingEventSink",
    "RecordingTaskSink",
    "Refusal",
    "ServedHotel",
    "SimulatedHotel",
    "Stats",
    "Stay",
    "WebhookFaults",
    "hotel_for_day",
    "judge",
]

# what is not named here comes from .hotel
_HOMES = {
    "FakePms": ".fakes",
    "HotelDay": ".day.hotel_day",
    "HotelClock": ".process.control",
    "HotelControl": ".process.control",
    "HotelProcess": ".process.child",
    "Ledger": ".ledger.ledger",
    "ManualClock": ".clock",
    "RecordingEventSink": ".fakes",
    "RecordingTaskSink": ".fakes",
    "hotel_for_day": ".day.hotel_day",
    "judge": ".oracle.judge",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, ".hotel"), __name__), name)
