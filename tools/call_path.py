"""Print the files and Python calls of this package that one listing crosses, and exit 1 if they exceed the limits.

The listing is `reservations.with_rate_details` of the small simulated hotel (seed 1, 6 rows, one page), through
`CloudbedsClient` and `AsyncCloudbedsClient`. ``--list`` also shows every file and function with its calls.

What is counted: calls of Python functions whose code lies in this package without its `testing`, in the client's thread
only (`sys.setprofile`); each resumption of a generator or coroutine is one call. The same listing is read once before,
so that imports on first use and the building of models are not counted. The client rests between the two, so that no
call waits for the rate. A further row is measured by reading a hotel with twice as many reservations.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import cloudbeds_connector
from cloudbeds_connector import ApiKey, AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.testing import SimulatedHotel, Stay

PACKAGE = Path(cloudbeds_connector.__file__).parent
ROWS = 6
MAX_FILES, MAX_CALLS, MAX_CALLS_A_ROW = 18, 130, 7

#: Longer than the pause between two requests at the client's rate (5 a second).
REST_SECONDS = 0.5

Calls = Counter[CodeType]


class Profile:
    """Counts the calls of this package while it is entered."""

    def __init__(self) -> None:
        self.calls: Calls = Counter()

    def __enter__(self) -> Profile:
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _count(self, frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and _is_counted(frame.f_code.co_filename):
            self.calls[frame.f_code] += 1


def _is_counted(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(PACKAGE) and not path.is_relative_to(PACKAGE / "testing")


def hotel_with(rows: int) -> SimulatedHotel:
    """The small hotel with this many reservations, `ROWS` or more: further ones have one room in the next month."""
    hotel = SimulatedHotel.small(seed=1)
    day = hotel.today() + timedelta(days=30)
    for number in range(rows - ROWS):
        arrival = day + timedelta(days=2 * number)
        hotel.book(Stay(hotel.room_types()[0].id, arrival, arrival + timedelta(days=1)))
    hotel.clock.sleep(60)  # reads lag behind writes
    return hotel


def synchronous(base_url: str) -> tuple[Calls, int]:
    """The calls of one listing through `CloudbedsClient`, and its rows."""
    with CloudbedsClient(ApiKey("cbat_simulated"), base_url=base_url) as client:
        list(client.reservations.with_rate_details())
        time.sleep(REST_SECONDS)
        with Profile() as profile:
            rows = list(client.reservations.with_rate_details())
    return profile.calls, len(rows)


def asynchronous(base_url: str) -> tuple[Calls, int]:
    """The calls of one listing through `AsyncCloudbedsClient`, and its rows."""

    async def read() -> tuple[Calls, int]:
        async with AsyncCloudbedsClient(ApiKey("cbat_simulated"), base_url=base_url) as client:
            [row async for row in client.reservations.with_rate_details()]
            await asyncio.sleep(REST_SECONDS)
            with Profile() as profile:
                rows = [row async for row in client.reservations.with_rate_details()]
        return profile.calls, len(rows)

    return asyncio.run(read())


def measured(read: Callable[[str], tuple[Calls, int]]) -> tuple[Calls, float]:
    """The calls for `ROWS` rows, and how many more a further row takes."""
    found = []
    for rows in (ROWS, 2 * ROWS):
        with hotel_with(rows).serve() as server:
            calls, count = read(server.base_url)
        if count != rows:
            raise SystemExit(f"The hotel has {count} reservations instead of {rows}; the figures mean nothing.")
        found.append(calls)
    return found[0], (found[1].total() - found[0].total()) / ROWS


def _print_list(calls: Calls) -> None:
    files: dict[str, Counter[str]] = {}
    for code, count in calls.items():
        files.setdefault(str(Path(code.co_filename).relative_to(PACKAGE)), Counter())[code.co_qualname] += count
    for name, functions in sorted(files.items()):
        print(f"  {name}: {functions.total()}")
        for function, count in functions.most_common():
            print(f"    {count:3} {function}")


def main() -> int:
    """Measure both clients; an exit status."""
    print(f"One page of reservations.with_rate_details with {ROWS} rows, after one call that imports and builds:")
    exceeded = False
    reads: dict[str, Any] = {"synchronous": synchronous, "asynchronous": asynchronous}
    for name, read in reads.items():
        calls, further = measured(read)
        files = len({code.co_filename for code in calls})
        exceeded |= files > MAX_FILES or calls.total() > MAX_CALLS or further > MAX_CALLS_A_ROW
        print(f"{name}: {files} files, {calls.total()} calls, {further:.1f} calls for each further row")
        if "--list" in sys.argv[1:]:
            _print_list(calls)
    print(f"limits: {MAX_FILES} files, {MAX_CALLS} calls, {MAX_CALLS_A_ROW} calls for each further row")
    return int(exceeded)


if __name__ == "__main__":
    sys.exit(main())
