"""Tools for tests of a host: a simulated hotel over real HTTP, its clock, its truth, and fakes. Loaded on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import ManualClock
    from .control import HotelClock, HotelControl
    from .day import HotelDay, hotel_for_day
    from .fakes import FakePms, RecordingEventSink, RecordingTaskSink
    from .hotel import (
        WARTS,
        Fault,
        Faults,
        FrontDeskError,
        HotelObserver,
        Profile,
        Refusal,
        ServedHotel,
        SimulatedHotel,
        Stats,
        Stay,
        Wart,
        WartInfo,
        WebhookFaults,
    )
    from .ledger import Ledger
    from .oracle import judge
    from .process import HotelProcess

__all__ = [
    "WARTS",
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
    "RecordingEventSink",
    "RecordingTaskSink",
    "Refusal",
    "ServedHotel",
    "SimulatedHotel",
    "Stats",
    "Stay",
    "Wart",
    "WartInfo",
    "WebhookFaults",
    "hotel_for_day",
    "judge",
]

# what is not named here comes from .hotel
_HOMES = {
    "FakePms": ".fakes",
    "HotelDay": ".day",
    "HotelClock": ".control",
    "HotelControl": ".control",
    "HotelProcess": ".process",
    "Ledger": ".ledger",
    "ManualClock": ".clock",
    "RecordingEventSink": ".fakes",
    "RecordingTaskSink": ".fakes",
    "hotel_for_day": ".day",
    "judge": ".oracle",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, ".hotel"), __name__), name)
