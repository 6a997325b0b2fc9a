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
        Spoilage,
        Spoilt,
        Stats,
        Stay,
        WebhookFaults,
        draw_spoilage,
    )
    from .in_process import InProcessTransport
    from .ledger.ledger import Ledger
    from .oracle.judge import judge
    from .oracle.verdicts import Verdicts, decisions_seen, tasks_seen
    from .process.child import HotelProcess
    from .process.control import HotelClock, HotelControl
    from .process.program import OpenHotel, follow_wall_clock, open_hotel, simulation_parser

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
    "InProcessTransport",
    "Ledger",
    "ManualClock",
    "OpenHotel",
    "Profile",
    "Quirk",
    "QuirkInfo",
    "RecordingEventSink",
    "RecordingTaskSink",
    "Refusal",
    "ServedHotel",
    "SimulatedHotel",
    "Spoilage",
    "Spoilt",
    "Stats",
    "Stay",
    "Verdicts",
    "WebhookFaults",
    "decisions_seen",
    "draw_spoilage",
    "follow_wall_clock",
    "hotel_for_day",
    "judge",
    "open_hotel",
    "simulation_parser",
    "tasks_seen",
]

# what is not named here comes from .hotel
_HOMES = {
    "FakePms": ".fakes",
    "HotelDay": ".day.hotel_day",
    "HotelClock": ".process.control",
    "HotelControl": ".process.control",
    "HotelProcess": ".process.child",
    "InProcessTransport": ".in_process",
    "Ledger": ".ledger.ledger",
    "ManualClock": ".clock",
    "OpenHotel": ".process.program",
    "RecordingEventSink": ".fakes",
    "RecordingTaskSink": ".fakes",
    "Verdicts": ".oracle.verdicts",
    "decisions_seen": ".oracle.verdicts",
    "follow_wall_clock": ".process.program",
    "hotel_for_day": ".day.hotel_day",
    "judge": ".oracle.judge",
    "open_hotel": ".process.program",
    "simulation_parser": ".process.program",
    "tasks_seen": ".oracle.verdicts",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, ".hotel"), __name__), name)
