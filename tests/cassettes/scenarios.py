"""The suite: what is asked of a hotel, and what holds of every hotel's answers. Names of scenarios name cassettes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations

from .stage import NotHereError, Stage

Scenario = Callable[[Stage], None]
SCENARIOS: dict[str, Scenario] = {}
#: Those that change something at the hotel, and put it back.
WRITES = frozenset({"condition_set_and_read_back"})
#: So few that a day's departures are two pages.
PAGE_SIZE = 5
UNKNOWN_ID = "0000000000000"


def scenario(play: Scenario) -> Scenario:
    SCENARIOS[play.__name__] = play
    return play


@scenario
def hotels(stage: Stage) -> None:
    listed = stage(lambda client: client.hotels.list())
    assert stage.facts.property_id in [hotel.property_id for hotel in listed]
    details = stage(lambda client: client.hotels.get())
    assert details.property_id == stage.facts.property_id
    assert details.policy.property_check_in_time is not None


@scenario
def rooms(stage: Stage) -> None:
    listed = stage(lambda client: client.rooms.list())
    assert listed
    assert len({room.room_id for room in listed}) == len(listed)
    assert all(room.room_type_id and room.room_name for room in listed)


@scenario
def room_types(stage: Stage) -> None:
    listed = stage(lambda client: client.room_types.list())
    assert listed
    assert all(kind.room_type_id and kind.room_type_name for kind in listed)


@scenario
def departures_of_a_day(stage: Stage) -> None:
    rows = stage(lambda client: client.rows(_departures(stage)))
    assert len({row.reservation_id for row in rows}) == len(rows)
    assert all(row.reservation_check_out == stage.facts.day for row in rows)
    assert all(room.room_status and room.room_check_out for row in rows for room in row.rooms)


def _departures(stage: Stage) -> Any:
    day = stage.facts.day
    (listing,) = Operations().reservations.with_rate_details(check_out_from=day, check_out_to=day)
    return replace(listing, page_size=PAGE_SIZE)


@scenario
def housekeeping_status(stage: Stage) -> None:
    statuses = stage(lambda client: client.housekeeping.list())
    assert statuses
    assert {status.room_condition for status in statuses} <= {"dirty", "clean", "inspected"}


@scenario
def room_blocks(stage: Stage) -> None:
    day = stage.facts.day
    for block in stage(lambda client: client.room_blocks.list(day, day + timedelta(days=30))):
        assert block.room_block_id
        assert block.start_date <= block.end_date


@scenario
def a_reservation_with_guests(stage: Stage) -> None:
    page = stage(lambda client: client.execute(_departures(stage).page(1)))
    if not page:
        raise NotHereError("nobody leaves on this day")
    known = page[0].reservation_id
    reservation = stage(lambda client: client.reservations.get(known))
    assert reservation.reservation_id == known
    assert any(guest.is_main_guest for guest in reservation.guest_list)
    assert all(guest.guest_id for guest in reservation.guest_list)


@scenario
def an_unknown_reservation(stage: Stage) -> None:
    with pytest.raises((errors.NotFoundError, errors.BadRequestError)):
        stage(lambda client: client.reservations.get(UNKNOWN_ID))


@scenario
def a_missing_scope(stage: Stage) -> None:
    optional: tuple[Callable[[Any], Any], ...] = (
        lambda client: client.users.list(),
        lambda client: client.hotels.dashboard(),
        lambda client: client.hotels.custom_fields(),
    )
    missing: str | None = None
    for call in optional:
        try:
            stage(call)
        except errors.MissingScopeError as error:
            missing = error.scope or "a scope without a name"
            break
    if missing is None:
        raise NotHereError("the credential has every scope")
    assert missing.startswith("read:")


@scenario
def an_unknown_method(stage: Stage) -> None:
    with pytest.raises(errors.NotFoundError, match="method does not exist"):
        stage(lambda client: client.call("getNoSuchMethod"))


@scenario
def webhooks(stage: Stage) -> None:
    for subscription in stage(lambda client: client.webhooks.list()):
        assert subscription.id
        assert "/" in subscription.event_name


@scenario
def condition_set_and_read_back(stage: Stage) -> None:
    before = _conditions(stage)
    room_id = next(iter(sorted(before)))
    other = "clean" if before[room_id] == "dirty" else "dirty"
    try:
        changed = stage(lambda client: client.housekeeping.set_status(room_id, condition=other))
        assert changed.room_condition == other
        stage.hotel.pause(25)
        assert _conditions(stage)[room_id] == other
    finally:
        stage(lambda client: client.housekeeping.set_status(room_id, condition=before[room_id]))


def _conditions(stage: Stage) -> dict[str, str]:
    statuses = stage(lambda client: client.housekeeping.list())
    return {status.room_id: status.room_condition for status in statuses if not status.room_blocked}
