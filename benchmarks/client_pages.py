"""The pages that the benchmark of the client reads, made by the simulated hotel without quirks.

The official SDK refuses the quirks, so the hotel writes answers as in Cloudbeds' description. A hundred reservations of
two or three rooms, each with a guest, make the largest known page: 480 KiB with guests.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PAGE_SIZE = 100
#: What the pages are called: the page that the sync asks for, and the one with guests.
SYNC, GUESTS = "sync", "guests"


def make_pages(folder: Path) -> dict[str, int]:
    """Write both pages into a folder; returns their sizes in bytes."""
    from cloudbeds_connector.testing.hotel import Profile, SimulatedHotel, Stay

    hotel = SimulatedHotel.city(rooms=3 * PAGE_SIZE, profile=Profile.DOCUMENTED)
    first = hotel.today() + timedelta(days=60)
    rooms = hotel.rooms()
    for n in range(PAGE_SIZE):
        start = first + timedelta(days=n % 7)
        end = start + timedelta(days=3 + n % 7)
        party = rooms[3 * n : 3 * n + 2 + (n % 3 > 0)]
        hotel.book(*(Stay(room.room_type_id, start, end, room.id if n % 5 else None) for room in party))
    sizes = {}
    with hotel.serve() as served:
        for name in (SYNC, GUESTS):
            query = {
                "propertyID": hotel.property_id,
                "pageSize": PAGE_SIZE,
                "reservationCheckOutFrom": first.isoformat(),
                "includeGuestsDetails": "true" if name == GUESTS else "false",
            }
            url = f"{served.base_url}getReservationsWithRateDetails?{urlencode(query)}"
            with urlopen(Request(url, headers={"x-api-key": next(iter(hotel.api_keys))})) as answer:
                body = answer.read()
            (folder / f"{name}.json").write_bytes(body)
            sizes[name] = len(body)
    return sizes


def numbered_pages(page: bytes, pages: int) -> list[bytes]:
    """Copies of a page, each with its own reservation ids."""
    own_ids = re.compile(rb'("(?:subR|r)eservationID": ?")\w{3}')
    return [own_ids.sub(rb"\g<1>%03d" % number, page) for number in range(1, pages + 1)]
