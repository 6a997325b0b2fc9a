"""Decides how `simulate` runs a hotel in the foreground: real time, on loopback, until interrupted."""

from __future__ import annotations

import contextlib
import threading

from ..testing.clock import ManualClock
from ..testing.simulate import follow_wall_clock, open_hotel, parser
from .output import print_json, stdout


def run_simulated(*, seed: int, rooms: int, port: int, documented: bool, as_json: bool) -> None:
    """Serve until interrupted."""
    profile = "documented" if documented else "observed"
    arguments = [f"--seed={seed}", f"--rooms={rooms}", f"--port={port}", f"--profile={profile}", "--real-time"]
    hotel, console = open_hotel(parser().parse_args(arguments))
    clock: ManualClock = hotel.clock
    with hotel.serve(port=port, control=console.answer) as server:
        facts = {"base_url": server.base_url, "property_id": hotel.property_id, "api_key": min(hotel.api_keys)}
        if as_json:
            print_json(facts)
        else:
            stdout.print(f"A simulated hotel of {rooms} rooms, in real time. Stop it with Ctrl-C.", highlight=False)
            stdout.print(f"  CLOUDBEDS_BASE_URL={facts['base_url']}", highlight=False)
            stdout.print(f"  CLOUDBEDS_API_KEY={facts['api_key']}", highlight=False)
        with contextlib.suppress(KeyboardInterrupt):
            follow_wall_clock(clock, stop=threading.Event(), speed=1.0)
