"""A simulated hotel as a program: run from a command line, or as the child process of a test.

It prints one line of JSON (`base_url`, `property_id`, `api_key`, ...) and serves until it is interrupted or terminated.
The clock stands still until the control API moves it, or follows the wall clock with ``--real-time``.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from ...errors import ConfigurationError
from ..clock import ManualClock
from ..day.hotel_day import EVENING, HotelDay, hotel_for_day, ledger_of
from ..hotel import Profile, ServedHotel, SimulatedHotel
from .control_api import ControlApi
from .shared_clock import PublishingClock, SharedClock

_TICK_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class OpenHotel:
    """A hotel that is not served yet, its control API, and its scripted day, if it has one."""

    hotel: SimulatedHotel
    control: ControlApi
    day: HotelDay | None

    def serve(self, *, host: str = "127.0.0.1", port: int = 0) -> ServedHotel:
        """Serve it (0 takes a free port); `ConfigurationError` if that is not possible."""
        try:
            return self.hotel.serve(host=host, port=port, control=self.control.answer)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            raise ConfigurationError(
                f"Port {port} is in use." if taken else f"Port {port} of {host} cannot be opened: {error.strerror}.",
                next_action="Give another with --port; 0 takes a free one.",
            ) from None


def simulation_parser() -> argparse.ArgumentParser:
    """The arguments of a simulated hotel, also for use in another command line."""
    arguments = argparse.ArgumentParser(
        prog="simulate", description="Run a simulated hotel that serves Cloudbeds' API."
    )
    add = arguments.add_argument
    add("--seed", type=int, default=1, help="the same seed makes the same hotel and the same day")
    add("--rooms", type=int, default=64)
    add("--host", default="127.0.0.1")
    add("--port", type=_port, default=0, help="0 takes a free one")
    add("--profile", choices=[profile.name.lower() for profile in Profile], default="observed")
    add("--start", type=datetime.fromisoformat, help="the hotel's instant at the start, with its offset")
    add("--real-time", action="store_true", help="the hotel's clock follows the wall clock")
    add("--speed", type=float, default=1.0, help="with --real-time: hotel seconds per second")
    add("--play-day", action="store_true", help="guests come and go by a seeded script of one day")
    add("--no-housekeepers", action="store_true", help="with --play-day: no housekeeper of the hotel cleans")
    add("--faults", type=json.loads, default={}, help="faults of requests, as JSON")
    add("--webhook-faults", type=json.loads, default={}, help="faults of webhooks, as JSON")
    add("--shared-clock", type=Path, help="a file that the hotel writes its time to (see SharedClock)")
    add("--until-stdin-closes", action="store_true", help="end when the parent process ends")
    return arguments


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def main(argv: Sequence[str] | None = None) -> int:
    """Serve a simulated hotel until interrupted, or until stdin closes. Returns an exit status."""
    options = simulation_parser().parse_args(argv)
    # The handlers raise nothing, because an exception could be lost in a callback that it interrupts.
    # Ctrl-C reaches every process of a terminal; this one ends when its parent does.
    stop = Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN if options.until_stdin_closes else lambda *_: stop.set())
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        _serve(options, stop)
    except ConfigurationError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def _serve(options: argparse.Namespace, stop: Event) -> None:
    opened = open_hotel(options)
    with opened.serve(host=options.host, port=options.port) as server:
        sys.stdout.write(json.dumps(_greeting(opened.hotel, server.base_url, options)) + "\n")
        sys.stdout.flush()
        if options.until_stdin_closes:
            Thread(target=_wait_for_stdin, args=(stop,), daemon=True).start()
        follow_wall_clock(opened.hotel.clock, stop=stop.is_set, speed=options.speed if options.real_time else None)


def open_hotel(options: argparse.Namespace) -> OpenHotel:
    """The hotel for these arguments; `SystemExit` for unknown faults."""
    start = options.start or (datetime.now(UTC) if options.real_time else EVENING)
    hotel, day = hotel_for_day(
        options.seed,
        rooms=options.rooms,
        clock=PublishingClock(start, SharedClock(options.shared_clock)) if options.shared_clock else ManualClock(start),
        profile=Profile[options.profile.upper()],
        housekeepers=not options.no_housekeepers,
    )
    if not options.play_day:
        day.close()
    played = day if options.play_day else None
    speed = options.speed if options.real_time else None
    control = ControlApi(hotel, day=played, ledger=ledger_of(hotel), speed=speed)
    for name, values in (("faults", options.faults), ("webhook-faults", options.webhook_faults)):
        status, answer = control.answer("POST", f"/_hotel/{name}", json.dumps(values).encode())
        if status != 200:
            raise SystemExit(json.loads(answer)["error"])
    return OpenHotel(hotel=hotel, control=control, day=played)


def follow_wall_clock(
    clock: ManualClock, *, stop: Callable[[], bool], speed: float | None, on_move: Callable[[], object] = lambda: None
) -> None:
    """Until `stop` returns True, let hotel time pass `speed` times as fast as real time; with None, do not move it.

    `on_move` is called after every move.
    """
    started, real = clock.now(), time.monotonic()
    while not stop():
        time.sleep(_TICK_SECONDS)
        if speed is not None:
            clock.advance_to(started + timedelta(seconds=(time.monotonic() - real) * speed))
            on_move()


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
    # not sys.stdin: a thread blocked in its buffer holds a lock that the interpreter needs to shut down
    while os.read(0, 1024):
        pass
    stop.set()
