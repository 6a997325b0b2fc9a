"""Decides how a simulated hotel is run as a program: from a command line, or as the child of a test.

It prints one line of JSON (`base_url`, `property_id`, `api_key`, ...) and serves until it is interrupted. The clock
stands still until the control API moves it, or follows the wall clock with ``--real-time``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from .clock import ManualClock
from .clock_face import ClockFace, ShownClock
from .console import HotelConsole
from .day import EVENING, hotel_for_day, ledger_of
from .hotel import Profile, SimulatedHotel

_TICK_SECONDS = 0.2


def parser() -> argparse.ArgumentParser:
    """The arguments of a simulated hotel, for a command line that wants to offer them too."""
    arguments = argparse.ArgumentParser(
        prog="simulate", description="Run a simulated hotel that speaks Cloudbeds' API."
    )
    add = arguments.add_argument
    add("--seed", type=int, default=1, help="the same seed makes the same hotel and the same day")
    add("--rooms", type=int, default=64)
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=0, help="0 takes a free one")
    add("--profile", choices=[profile.name.lower() for profile in Profile], default="observed")
    add("--start", type=datetime.fromisoformat, help="the hotel's instant at the start, with its offset")
    add("--real-time", action="store_true", help="the hotel's clock follows the wall clock")
    add("--speed", type=float, default=1.0, help="with --real-time: hotel seconds in a second")
    add("--play-day", action="store_true", help="guests come and go by a seeded script of one day")
    add("--no-housekeepers", action="store_true", help="with --play-day: nobody of the hotel cleans")
    add("--faults", type=json.loads, default={}, help="what goes wrong with requests, as JSON")
    add("--webhook-faults", type=json.loads, default={}, help="what goes wrong with webhooks, as JSON")
    add("--clock-face", type=Path, help="a file on which the hotel shows its time (see ClockFace)")
    add("--until-stdin-closes", action="store_true", help="end when whoever started this ends")
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Serve a simulated hotel until interrupted, or until stdin closes. Returns an exit status."""
    options = parser().parse_args(argv)
    hotel, console = open_hotel(options)
    stop = Event()
    with hotel.serve(host=options.host, port=options.port, control=console.answer) as server:
        sys.stdout.write(json.dumps(_greeting(hotel, server.base_url, options)) + "\n")
        sys.stdout.flush()
        if options.until_stdin_closes:
            Thread(target=_wait_for_stdin, args=(stop,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            follow_wall_clock(hotel.clock, stop=stop, speed=options.speed if options.real_time else None)
    return 0


def open_hotel(options: argparse.Namespace) -> tuple[SimulatedHotel, HotelConsole]:
    """The hotel that the arguments ask for, not served yet, with what answers its control API."""
    start = options.start or (datetime.now(UTC) if options.real_time else EVENING)
    hotel, day = hotel_for_day(
        options.seed,
        rooms=options.rooms,
        clock=ShownClock(start, ClockFace(options.clock_face)) if options.clock_face else ManualClock(start),
        profile=Profile[options.profile.upper()],
        housekeepers=not options.no_housekeepers,
    )
    if not options.play_day:
        day.close()
    console = HotelConsole(hotel, day=day if options.play_day else None, ledger=ledger_of(hotel))
    for name, wanted in (("faults", options.faults), ("webhook-faults", options.webhook_faults)):
        status, answer = console.answer("POST", f"/_hotel/{name}", json.dumps(wanted).encode())
        if status != 200:
            raise SystemExit(json.loads(answer)["error"])
    return hotel, console


def follow_wall_clock(clock: ManualClock, *, stop: Event, speed: float | None) -> None:
    """Until `stop`: let hotel time pass `speed` times as fast as real time, or, with None, only when it is moved."""
    started, real = clock.now(), time.monotonic()
    while not stop.wait(_TICK_SECONDS):
        if speed is not None:
            clock.advance_to(started + timedelta(seconds=(time.monotonic() - real) * speed))


def _greeting(hotel: SimulatedHotel, base_url: str, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "base_url": base_url,
        "property_id": hotel.property_id,
        "api_key": min(hotel.api_keys),
        "timezone": hotel.timezone,
        "now": hotel.clock.now().isoformat(),
        "seed": options.seed,
        "rooms": len(hotel.rooms()),
    }


def _wait_for_stdin(stop: Event) -> None:
    sys.stdin.buffer.read()
    stop.set()
