"""A hotel in which every word that is somebody's is a canary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.hotel import HotelUser
from cloudbeds_connector.testing.hotel.guests import Guest
from cloudbeds_connector.testing.hotel.webhook_delivery import Subscription

from . import canaries as c

BACK = "https://app.example/back"
CLIENT_ID = "app-of-the-canaries"


def stuffed_hotel(clock: ManualClock | None = None) -> SimulatedHotel:
    """Opened, lived in, and with everybody called the same."""
    hotel = SimulatedHotel.small(clock=clock)
    hotel.api_keys = frozenset({c.SECRETS["API key"]})
    hotel.oauth.register(client_id=CLIENT_ID, client_secret=c.SECRETS["client secret"], redirect_uri=BACK)
    today = hotel.today()
    for reservation in hotel.reservations():
        hotel.add_note(reservation.id, c.NOTE)
        hotel.set_custom_field(reservation.id, "Wishes", c.NOTE)
    for room in hotel.rooms():
        hotel.set_flags(room.id, comments=c.NOTE)
    hotel.block([hotel.rooms()[3].id], today, today + timedelta(days=2), reason=c.NOTE)
    hotel.report_app_error(event_type="sync", timestamp="2026-11-23 06:00:00", message=c.NOTE)
    event = {"description": c.NOTE, "details": c.NOTE, "action_text": c.NOTE, "retry_url": c.HOOK_URL}
    hotel.log_integration_event(object_type="reservation", system="gov", status="open", result="warning", **event)
    header = ("X-Relay", c.SECRETS["auth header value"])
    hotel.webhooks.subscriptions["docanary"] = Subscription("docanary", "reservation/created", c.HOOK_URL, *header)
    arriving = next(each for each in hotel.arrivals() if each.room_id)
    hotel.assign(arriving.id, hotel.rooms()[4].id)
    _rename(hotel)
    hotel.clock.advance(60)
    return hotel


def _rename(hotel: Any) -> None:
    """There is no verb for what the hotel makes up about its guests and its staff, so its books are edited."""
    for guest_id, guest in hotel._guests.items():
        hotel._guests[guest_id] = _canary(guest)
    hotel._users = tuple(_staff(user) for user in hotel._users)
    hotel._housekeepers = tuple(replace(each, name=f"{c.FIRST} {c.LAST}") for each in hotel._housekeepers)
    hotel._name_changes += 1


def _canary(guest: Guest) -> Guest:
    return replace(
        guest,
        first_name=c.FIRST,
        last_name=c.LAST,
        email=c.EMAIL,
        phone=c.PHONE,
        address=c.STREET,
        city=c.CITY,
        zip=c.ZIP,
        birthdate=date(1931, 7, 19),
        document_number=c.DOCUMENT,
        tax_id=c.TAX_ID,
        card_digits=c.CARD_DIGITS,
    )


def _staff(user: HotelUser) -> HotelUser:
    return replace(user, first_name=c.FIRST, last_name=c.LAST, email=c.EMAIL)
