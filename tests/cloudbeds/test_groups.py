"""The groups of calls are written once, and exact for both clients: parameters, filters and what comes back."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import httpx
import pytest
from mypy import api as mypy

from cloudbeds_connector.cloudbeds import AsyncCloudbedsClient, CloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations
from cloudbeds_connector.cloudbeds.groups.filters import filter_params
from cloudbeds_connector.cloudbeds.groups.reservations import RateDetailsFilters, ReservationFilters
from cloudbeds_connector.cloudbeds.models.hotels import HotelDetails
from cloudbeds_connector.errors import ConfigurationError, UnexpectedAnswerError
from cloudbeds_connector.http.paging import AllRows, AsyncAllRows
from cloudbeds_connector.pms.hotel_time import load_zone

from .conftest import ScriptedCloudbeds, ok

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVERY_LISTING = [
    ("hotels", "list"),
    ("rooms", "list"),
    ("room_types", "list"),
    ("reservations", "list"),
    ("reservations", "with_rate_details"),
    ("guests", "list"),
    ("guests", "modified"),
    ("housekeeping", "list"),
]


@pytest.mark.parametrize(("group", "method"), EVERY_LISTING)
def test_a_misspelled_filter_is_a_type_error_and_a_positional_one_too(
    group: str, method: str, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    call = getattr(getattr(client, group), method)
    with pytest.raises(TypeError, match=rf"{group}\.{method}\(\) got an unexpected keyword argument 'chek_in_from'"):
        call(chek_in_from=DAY)
    with pytest.raises(TypeError, match="positional"):
        call(DAY)
    assert cloudbeds.requests == []


def test_the_error_for_a_misspelled_filter_lists_the_right_ones(client: CloudbedsClient) -> None:
    with pytest.raises(TypeError, match=r"Its filters are: .*check_out_from, check_out_to.*\."):
        client.reservations.with_rate_details(check_in_from=DAY)  # type: ignore[call-arg]


@pytest.mark.parametrize("wrong", ["2026-02-30", "2026-11-24", NOON, 20261124])
def test_a_day_that_is_no_date_is_refused_before_a_call_and_its_argument_is_named(
    wrong: Any, client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    calls: dict[str, list[Callable[[], object]]] = {
        "start": [
            lambda: client.room_blocks.list(wrong, DAY),
            lambda: client.room_blocks.list(None, DAY),  # type: ignore[arg-type]
            lambda: client.room_blocks.create("blocked_dates", start=wrong, end=DAY, rooms={"1": "2"}, reason="Paint"),
            lambda: client.room_types.available(wrong, end=DAY),
        ],
        "end": [
            lambda: client.room_blocks.list(DAY, wrong),
            lambda: client.room_blocks.change("B1", end=wrong),
            lambda: client.room_types.available(DAY, end=wrong),
        ],
        "day": [lambda: client.hotels.dashboard(wrong), lambda: client.reservations.assignments(wrong)],
        "check_in_from": [
            lambda: client.reservations.list(check_in_from=wrong),
            lambda: client.guests.list(check_in_from=wrong),
        ],
        "check_out_to": [lambda: client.reservations.with_rate_details(check_out_to=wrong)],
        "free_from": [lambda: client.rooms.list(free_from=wrong, free_to=DAY)],
    }
    for name, each in calls.items():
        for made in each:
            with pytest.raises(ConfigurationError, match=f"^{name} is no hotel day"):
                made()
    assert cloudbeds.requests == []


def test_a_misspelled_filter_beside_others_is_found(client: CloudbedsClient) -> None:
    for call in (
        lambda: client.room_types.available(DAY, end=DAY, adlts=2),  # type: ignore[call-arg]
        lambda: client.room_blocks.list(DAY, DAY, room="7"),  # type: ignore[call-arg]
        lambda: client.guests.by_status("in_house", changed=NOON),  # type: ignore[call-arg]
        lambda: client.reservations.with_rate_details(reservation_ids=[], stat="x"),  # type: ignore[call-arg]
    ):
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            call()


def test_filters_are_written_as_cloudbeds_takes_them() -> None:
    filters: RateDetailsFilters = {
        "modified_from": NOON,
        "check_out_to": DAY,
        "reservation_ids": ["R1", "R2"],
        "excluded_statuses": [],
        "include_custom_fields": True,
        "newest_first": False,
        "guest_id": None,
    }
    assert filter_params(RateDetailsFilters, filters, zone=load_zone("America/New_York"), method="x") == {
        "modifiedFrom": "2026-11-23 07:00:00",
        "includeGuestsDetails": "false",
        "includeCustomFields": "true",
        "reservationID": "R1,R2",
        "reservationCheckOutTo": "2026-11-23",
        "includeDeleted": "false",
    }
    both = filter_params(ReservationFilters, {"group_code": "G7"}, zone=None, method="x")
    assert both is not None
    assert (both["groupCode"], both["eventCode"], both["includeAllRooms"]) == ("G7", "G7", "true")


def test_an_instant_needs_a_zone_and_a_day_is_no_instant() -> None:
    for wrong in ({"modified_from": NOON}, {"check_out_to": NOON}):
        with pytest.raises(ConfigurationError):
            filter_params(RateDetailsFilters, wrong, zone=None, method="x")


def test_the_order_of_filters_does_not_change_the_request() -> None:
    calls = Operations().reservations
    (one,) = calls.with_rate_details(check_out_from=DAY, guest_id="7")
    (other,) = calls.with_rate_details(guest_id="7", check_out_from=DAY)
    assert list(one.call.params.items()) == list(other.call.params.items())  # type: ignore[attr-defined]


def test_every_filter_has_documentation_for_editors() -> None:
    from cloudbeds_connector.cloudbeds.groups import guests, hotels, housekeeping, reservations, room_types, rooms

    for module in (guests, hotels, housekeeping, reservations, room_types, rooms):
        source = inspect.getsource(module).splitlines()
        for kind in vars(module).values():
            if not isinstance(kind, type) or not kind.__name__.endswith("Filters") or kind.__name__.startswith("_"):
                continue
            for name in get_type_hints(kind):
                at = next(number for number, line in enumerate(source) if line.startswith(f"    {name}: "))
                assert source[at + 1].lstrip().startswith('"""'), f"{kind.__name__}.{name}"


def test_a_method_looks_like_the_function_it_is_written_as(client: CloudbedsClient) -> None:
    assert (
        str(inspect.signature(client.hotels.get)) == "(property_id: 'str | None' = None) -> 'Operation[HotelDetails]'"
    )
    assert (client.hotels.get.__doc__ or "").startswith("One property")
    assert client.hotels.get.__name__ == "get"


def beside(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> AsyncCloudbedsClient:
    transport = httpx.MockTransport(cloudbeds.handle_request)
    return AsyncCloudbedsClient(client._auth, property_id="297652", transport=transport, limiter=client._limiter)


def test_both_clients_make_the_same_call(client: CloudbedsClient, cloudbeds: ScriptedCloudbeds) -> None:
    async def asked() -> tuple[HotelDetails, list[Any], AsyncAllRows[Any]]:
        other = beside(client, cloudbeds)
        listing = other.rooms.list()
        return await other.hotels.get(), [row async for row in other.hotels.list()], listing

    cloudbeds.will_answer(ok({"propertyID": 297652}), ok([{"propertyID": 297652}]))
    details, rows, listing = asyncio.run(asked())
    cloudbeds.will_answer(ok({"propertyID": 297652}), ok([{"propertyID": 297652}]))
    assert (client.hotels.get(), list(client.hotels.list())) == (details, rows)
    assert (type(client.rooms.list()), type(listing)) == (AllRows, AsyncAllRows)
    assert cloudbeds.requests[0].url == cloudbeds.requests[2].url


def test_several_calls_of_one_method_are_made_in_asyncio_too(
    client: CloudbedsClient, cloudbeds: ScriptedCloudbeds
) -> None:
    async def unsubscribe() -> None:
        other = beside(client, cloudbeds)
        await other.webhooks.unsubscribe("s1")

    cloudbeds.will_answer(ok(None), ok([{"id": "s1"}]), ok([{"id": "s2"}]))
    asyncio.run(unsubscribe())
    cloudbeds.will_answer(ok(None), ok([{"id": "s1"}]))
    with pytest.raises(UnexpectedAnswerError, match="still lists"):
        asyncio.run(unsubscribe())


SAMPLE = """
from datetime import date
from cloudbeds_connector.cloudbeds.async_client import AsyncCloudbedsClient
from cloudbeds_connector.cloudbeds.client import CloudbedsClient
from cloudbeds_connector.cloudbeds.groups.client_groups import Operations

def sync(client: CloudbedsClient) -> None:
    reveal_type(client.reservations.with_rate_details(check_out_from=date.today()))
    reveal_type(client.hotels.get())
    reveal_type(client.realtime.webhooks.unsubscribe("7"))
    client.reservations.with_rate_details(check_out_fom=date.today())
    client.reservations.with_rate_details(check_out_from="today")
    client.reservations.get("R1", True)

async def asynchronous(client: AsyncCloudbedsClient) -> None:
    reveal_type(client.reservations.with_rate_details(check_out_from=date.today()))
    reveal_type(await client.hotels.get())
    client.guests.list(statuses="confirmed", details="yes")

reveal_type(Operations().hotels.get())
"""
SEEN = [
    "http.paging.AllRows[cloudbeds_connector.cloudbeds.models.reservations.ReservationWithRates]",
    "cloudbeds_connector.cloudbeds.models.hotels.HotelDetails",
    '"None"',
    'Unexpected keyword argument "check_out_fom"; did you mean "check_out_from"',
    'Argument "check_out_from" has incompatible type "str"',
    "Too many positional arguments",
    "http.paging.AsyncAllRows[cloudbeds_connector.cloudbeds.models.reservations.ReservationWithRates]",
    "cloudbeds_connector.cloudbeds.models.hotels.HotelDetails",
    'Argument "details" has incompatible type "str"',
    "operation.Operation[cloudbeds_connector.cloudbeds.models.hotels.HotelDetails]",
]


def test_a_type_checker_sees_filters_and_results_of_both_clients(tmp_path: Any) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text(SAMPLE)
    output, _, _ = mypy.run(["--no-error-summary", "--hide-error-context", str(sample)])
    lines = [line for line in output.splitlines() if str(sample.name) in line]
    assert len(lines) == len(SEEN), output
    for line, part in zip(lines, SEEN, strict=True):
        assert part in line
