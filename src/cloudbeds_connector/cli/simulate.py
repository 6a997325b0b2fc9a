"""The command ``simulate``: a hotel in the foreground, on loopback, until interrupted; idle, or with a played day."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from ..testing import HotelDay, OpenHotel, follow_wall_clock, open_hotel, simulation_parser
from .output import print_json, print_line
from .signals import stopping

#: When a played day begins, before the first departures, and the simulated hotel's time zone.
MORNING, ZONE = time(7), "America/New_York"
#: Hotel seconds in a second while a day is played: the check-outs of a morning take four minutes.
PLAYED_SPEED = 60.0


def run_simulated(
    *, seed: int, rooms: int, port: int, documented: bool, play: bool, speed: float | None, as_json: bool
) -> None:
    """Serve until interrupted or terminated."""
    speed = speed or (PLAYED_SPEED if play else 1.0)
    arguments = [f"--seed={seed}", f"--rooms={rooms}", f"--profile={'documented' if documented else 'observed'}"]
    arguments += ["--real-time", f"--speed={speed}"]
    if play:
        arguments += ["--play-day", f"--start={_morning().isoformat()}"]
    with stopping() as stop:
        opened = open_hotel(simulation_parser().parse_args(arguments))
        with opened.serve(port=port) as server:
            _show_address(opened, server.base_url, speed=speed, as_json=as_json)
            news = _News(opened.day if not as_json else None)
            follow_wall_clock(opened.hotel.clock, stop=lambda: stop.requested, speed=speed, on_move=news.show)
    if not as_json:
        print_line("The hotel is closed.")


def _morning() -> datetime:
    zone = ZoneInfo(ZONE)
    return datetime.combine(datetime.now(UTC).astimezone(zone).date(), MORNING, tzinfo=zone).astimezone(UTC)


def _show_address(opened: OpenHotel, base_url: str, *, speed: float, as_json: bool) -> None:
    hotel, has_own_clock = opened.hotel, speed != 1 or opened.day is not None
    if as_json:
        print_json({"base_url": base_url, "property_id": hotel.property_id, "api_key": min(hotel.api_keys)})
        return
    pace = "in real time" if speed == 1 else f"{speed:g} times as fast as real time"
    lines = [
        f"A simulated hotel of {len(hotel.rooms())} rooms, {pace}. Ctrl-C stops it. In another terminal:",
        f"  export CLOUDBEDS_BASE_URL={base_url}",
        f"  export CLOUDBEDS_API_KEY={min(hotel.api_keys)}",
    ]
    if has_own_clock:
        lines.append(f"  export CLOUDBEDS_SIMULATED_CLOCK={base_url}")
    lines.append("  cloudbeds-connector sync && cloudbeds-connector worker")
    for line in lines:
        print_line(line)


class _News:
    """Prints what happens at the front desk, each thing once."""

    def __init__(self, day: HotelDay | None) -> None:
        self._day = day
        self._shown = 0

    def show(self) -> None:
        if self._day is None:
            return
        past = [step for step in self._day.steps if step.done]
        for step in past[self._shown :]:
            if step.outcome == "done":
                at = self._day.hotel.local(step.at)
                print_line(f"{at:%H:%M}  {step.text}")
        self._shown = len(past)
        if self._day.finished:
            self._day = None
            print_line("The day is over. The hotel goes on, but nobody comes or leaves any more.")
