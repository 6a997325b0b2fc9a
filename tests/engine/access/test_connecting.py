"""Connecting a hotel: which one of an account, its time zone, and what other hotels of the account cannot spoil."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cloudbeds_connector import ConfigurationError, Credentials, Integration, MemoryStore
from cloudbeds_connector.pms.model import ListedProperty, Reservation, Segment, StayState
from cloudbeds_connector.testing import FakePms, ManualClock

from .conftest import Inn

SISTERS = [
    ListedProperty(pms_property_id="2", name="No Zone House", timezone=""),
    ListedProperty(pms_property_id="3", name="Odd House", timezone="Middle/Earth"),
]


@pytest.fixture
def pms() -> FakePms:
    pms = FakePms()
    pms.add_room("101")
    return pms


@pytest.fixture
def integration(pms: FakePms) -> Integration:
    store, clock = MemoryStore(), ManualClock()
    return Integration(connector=pms, store=store, credentials=lambda _: Credentials("key"), clock=clock)


def test_a_sister_hotel_without_a_zone_keeps_no_hotel_from_being_connected(
    pms: FakePms, integration: Integration
) -> None:
    pms.sister_hotels += SISTERS
    connection = integration.connect("mine", pms_property_id="1")
    assert (connection.name, connection.timezone) == ("Fake Inn", "America/New_York")
    assert pms.requests.count("properties") == pms.requests.count("times") == 1, "one listing, and details of one hotel"


def test_a_hotel_must_be_named_where_there_are_several_and_none_is_asked_for_details(
    pms: FakePms, integration: Integration
) -> None:
    pms.sister_hotels += SISTERS
    with pytest.raises(ConfigurationError, match=r"1 \(Fake Inn\), 2 \(No Zone House\), 3 \(Odd House\)"):
        integration.connect("mine")
    assert pms.requests == ["properties"]


@pytest.mark.parametrize(
    ("pms_property_id", "sentence"), [("2", "has no time zone"), ("3", "'Middle/Earth', is not one of the IANA")]
)
def test_a_hotel_without_a_known_zone_is_connected_with_the_hosts(
    pms: FakePms, integration: Integration, pms_property_id: str, sentence: str
) -> None:
    pms.sister_hotels += SISTERS
    with pytest.raises(ConfigurationError, match=rf"{sentence}.*timezone="):
        integration.connect("mine", pms_property_id=pms_property_id)
    assert integration.connections() == ()
    connection = integration.connect("mine", pms_property_id=pms_property_id, timezone="US/Eastern")
    assert connection.timezone == "US/Eastern", "legacy names are in tzdata"
    again = integration.connect("mine", pms_property_id=pms_property_id)
    assert (again.timezone, again.host_timezone) == ("US/Eastern", "US/Eastern")
    with pytest.raises(ConfigurationError, match=r"has no time zone|IANA"):
        integration.connect("mine", pms_property_id=pms_property_id, timezone="")


def test_a_zone_of_the_host_that_does_not_exist_is_refused(integration: Integration) -> None:
    with pytest.raises(ConfigurationError, match="'Mars/Olympus' is not a time zone"):
        integration.connect("mine", timezone="Mars/Olympus")


def test_a_hotel_whose_details_are_refused_has_the_usual_times(inn: Inn) -> None:
    inn.hotel.faults.refused_methods.add("getHotelDetails")
    connection = inn.connect()
    assert (f"{connection.check_in_time}", f"{connection.check_out_time}") == ("15:00:00", "11:00:00")
    [part] = inn.integration.status("inn").degraded
    assert (part.part, part.scope) == ("times", "read:hotel")
    assert "15:00 and 11:00" in part.sentence


def test_sisters_of_a_group_account_cost_no_request_each(inn: Inn) -> None:
    inn.hotel.add_sister("7001", "No Zone House", timezone="")
    inn.hotel.add_sister("7002", "Odd House", timezone="Middle/Earth")
    with pytest.raises(ConfigurationError, match=r"7001 \(No Zone House\).*--pms-property-id"):
        inn.connect()
    assert inn.hotel.stats.by_method["getHotelDetails"] == 0
    inn.connect(pms_property_id=inn.hotel.property_id)
    assert inn.hotel.stats.by_method["getHotelDetails"] == 1
    assert inn.connect().pms_property_id == inn.hotel.property_id, "a connected hotel need not be named again"


def test_without_the_list_of_rooms_a_hotel_system_still_makes_tasks(pms: FakePms, integration: Integration) -> None:
    pms.missing_scopes |= {"rooms", "snapshot", "blocks", "times"}
    connection = integration.connect("mine")
    assert set(connection.degraded) == {"rooms", "room_states", "blocks", "times"}
    guest = Segment(
        id="S1",
        reservation_id="S1",
        room_id="R101",
        room_type_id="T1",
        start_date=date(2026, 11, 20),
        end_date=date(2026, 11, 23),
        state=StayState.IN_HOUSE,
    )
    stay = Reservation(
        id="S1", state=guest.state, segments=(guest,), check_in=guest.start_date, check_out=guest.end_date
    )
    pms.put(stay)
    integration.sync("mine")
    pms.put(replace(stay, state=StayState.DEPARTED, segments=(replace(guest, state=StayState.DEPARTED),)))
    integration.sync("mine")
    assert [task.unit_id for task in integration.tasks("mine")] == ["R101"]
