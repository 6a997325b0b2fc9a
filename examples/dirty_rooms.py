"""A one-off script: which rooms are vacant and dirty right now, and who arrives on them today?

    CLOUDBEDS_API_KEY=... CLOUDBEDS_PROPERTY_ID=... python examples/dirty_rooms.py

For a simulated hotel (`cloudbeds-connector simulate`) set CLOUDBEDS_BASE_URL too.
"""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from cloudbeds_connector import ApiKey, CloudbedsClient, ConnectorError


def main() -> int:
    base_url = os.environ.get("CLOUDBEDS_BASE_URL", "https://api.cloudbeds.com/api/v1.3/")
    key, property_id = os.environ.get("CLOUDBEDS_API_KEY", ""), os.environ.get("CLOUDBEDS_PROPERTY_ID")
    try:
        with CloudbedsClient(ApiKey(key), property_id=property_id, base_url=base_url) as client:
            hotel = next(iter(client.hotels.list()))
            today = datetime.now(ZoneInfo(hotel.property_timezone or "UTC")).date()
            arrivals = {
                room.room_id
                for reservation in client.reservations.with_rate_details(check_out_from=today)
                for room in reservation.rooms
                if room.room_check_in == today and room.room_status == "not_checked_in"
            }
            waiting = [
                room
                for room in client.housekeeping.list()
                if room.room_condition == "dirty" and room.room_occupied is False
            ]
    except ConnectorError as error:
        print(f"error: {error}")
        return 1
    for room in sorted(waiting, key=lambda room: (room.room_id not in arrivals, room.room_name or "")):
        print(f"{room.room_name:8} {'somebody arrives today' if room.room_id in arrivals else ''}")
    print(f"{len(waiting)} rooms are vacant and dirty.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
