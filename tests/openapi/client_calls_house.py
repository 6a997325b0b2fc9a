"""Calls of the client about the house and the connection to it; see `client_calls`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cloudbeds_connector.cloudbeds.groups.room_blocks import CourtesyHold

Call = Callable[[Any], Any]

START, END = date(2026, 11, 23), date(2026, 11, 30)
FROM, TO = datetime(2026, 11, 23, 8, 30, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
HOLD = CourtesyHold(first_name="Ana", last_name="Li", email="ana@example.com", phone="555", hours=24)

CALLS: dict[str, list[Call]] = {
    "app.metadata": [lambda client: client.app.metadata()],
    "app.report_error": [
        lambda client: client.app.report_error("sync", at=FROM),
        lambda client: client.app.report_error(
            "update",
            at=FROM,
            status_code="500",
            description="Refused",
            message="No such invoice",
            entity_type="invoice",
            entity_id="7",
            user_id="9",
        ),
    ],
    "app.set_state": [lambda client: client.app.set_state("disabled")],
    "app.settings": [lambda client: client.app.settings()],
    "app.state": [lambda client: client.app.state()],
    "hotels.custom_fields": [
        lambda client: client.hotels.custom_fields(),
        lambda client: client.hotels.custom_fields(custom_field_id="5", shortcode="late"),
    ],
    "hotels.dashboard": [lambda client: client.hotels.dashboard(), lambda client: client.hotels.dashboard(START)],
    "hotels.get": [lambda client: client.hotels.get(), lambda client: client.hotels.get("2")],
    "hotels.list": [
        lambda client: client.hotels.list(),
        lambda client: client.hotels.list(property_ids=["1", "2"], name="Grand", city="Lima"),
    ],
    "housekeeping.assign": [
        lambda client: client.housekeeping.assign(["601917-0", "601917-1"], housekeeper_id="4"),
        lambda client: client.housekeeping.assign(["601917-0"], housekeeper_id=None),
    ],
    "housekeeping.housekeepers": [lambda client: client.housekeeping.housekeepers()],
    "housekeeping.inspections": [
        lambda client: client.housekeeping.inspections(),
        lambda client: client.housekeeping.inspections("8", filters="roomCondition:equals:dirty"),
    ],
    "housekeeping.list": [
        lambda client: client.housekeeping.list(),
        lambda client: client.housekeeping.list(
            room_ids=["601917-0"],
            room_type_ids=["601917", "601918"],
            housekeeper_ids=["4", None],
            condition="dirty",
            occupied=False,
        ),
    ],
    "housekeeping.set_status": [
        lambda client: client.housekeeping.set_status("601917-0", condition="inspected"),
        lambda client: client.housekeeping.set_status(
            "601917-0",
            condition="clean",
            do_not_disturb=False,
            refused_service=True,
            vacant_pickup=False,
            comments="Window",
        ),
    ],
    "integration_events.create": [
        lambda client: client.integration_events.create("invoice", system="gov", status="completed", result="success"),
        lambda client: client.integration_events.create(
            "invoice",
            system="gov",
            status="open",
            result="failure",
            object_id="7",
            description="Refused",
            details="Ask the office",
            action_text="Send again",
            retry_url="https://app.example/again",
        ),
    ],
    "integration_events.list": [
        lambda client: client.integration_events.list(),
        lambda client: client.integration_events.list(filters="status:equals:open", sort="createdAt:desc"),
    ],
    "integration_events.retry": [lambda client: client.integration_events.retry("e/7")],
    "integration_events.set_status": [lambda client: client.integration_events.set_status("e7", status="completed")],
    "room_blocks.change": [
        lambda client: client.room_blocks.change("B7", reason="Painted"),
        lambda client: client.room_blocks.change(
            "B7", start=START, end=END, rooms={"601917-0": "601917"}, reason="Paint", hold=HOLD
        ),
    ],
    "room_blocks.create": [
        lambda client: client.room_blocks.create(
            "out_of_service",
            start=START,
            end=END,
            rooms={"601917-0": "601917", "601918-1": "601918"},
            reason="Paint",
        ),
        lambda client: client.room_blocks.create(
            "courtesy_hold", start=START, end=END, rooms={"601917-0": "601917"}, reason="Band", hold=HOLD
        ),
    ],
    "room_blocks.delete": [lambda client: client.room_blocks.delete("B7")],
    "room_blocks.list": [
        lambda client: client.room_blocks.list(START, END),
        lambda client: client.room_blocks.list(
            START, END, room_block_id="B7", room_type_id="601917", room_id="601917-0"
        ),
    ],
    "room_types.available": [
        lambda client: client.room_types.available(START, end=END),
        lambda client: client.room_types.available(
            START,
            end=END,
            rooms=2,
            adults=3,
            children=1,
            promo_code="SUN",
            min_rate=Decimal("10.5"),
            max_rate=Decimal(200),
            include_shared=True,
            detailed_rates=True,
            sort="room_price",
            order="desc",
        ),
    ],
    "room_types.list": [
        lambda client: client.room_types.list(),
        lambda client: client.room_types.list(
            room_type_ids=["601917"],
            name="Deluxe",
            max_guests=2,
            start=START,
            end=END,
            adults=2,
            children=0,
            detailed_rates=True,
        ),
    ],
    "users.list": [lambda client: client.users.list(), lambda client: client.users.list("8")],
    "users.me": [lambda client: client.users.me(), lambda client: client.users.me(roles=True)],
    "webhooks.list": [lambda client: client.webhooks.list()],
    "webhooks.subscribe": [
        lambda client: client.webhooks.subscribe("reservation", action="created", url="https://app.example/t"),
        lambda client: client.webhooks.subscribe(
            "reservation", action="created", url="https://app.example/t", auth_header=("Authorization", "secret")
        ),
    ],
    "webhooks.unsubscribe": [lambda client: client.webhooks.unsubscribe("s1")],
}
