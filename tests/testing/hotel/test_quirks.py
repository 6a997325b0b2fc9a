"""Every quirk of the hotel is a switch, has a source, and makes a difference."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.testing import QUIRKS, Profile, Quirk, SimulatedHotel, Stay

Probe = Callable[[SimulatedHotel, Any, Any], Any]
PROBES: dict[Quirk, tuple[Probe, Any, Any]] = {}


def shows(quirk: Quirk, *, on: Any, off: Any) -> Callable[[Probe], Probe]:
    """The probe finds `on` in a hotel that has only this quirk, `off` in one that has none."""

    def note(probe: Probe) -> Probe:
        PROBES[quirk] = (probe, on, off)
        return probe

    return note


def stays(api: Any, **params: Any) -> list[Any]:
    rows: list[Any] = api.get("getReservationsWithRateDetails", **params).data
    return rows


@shows(Quirk.SUCCESS_FALSE_AS_200, on=200, off=400)
def status_of_a_business_error(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return api.get("getReservation", reservationID="NOSUCH").status


@shows(Quirk.HTML_FOR_UNKNOWN_METHODS, on=(404, b"<!DOCTYPE"), off=(404, b'{"success'))
def unknown_method(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    answered = api.get("getRoomsStatus")
    return answered.status, answered.raw[:9]


@shows(Quirk.UNKNOWN_PARAMETERS_IGNORED, on=True, off=False)
def a_typo_in_a_filter(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return api.get("getReservations", modifiedSince="2099-01-01 00:00:00").json["success"]


@shows(Quirk.ISO_DATETIMES_REJECTED, on=False, off=True)
def an_iso_date_time(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return api.get("getReservations", modifiedFrom="2026-11-22T00:00:00Z").json["success"]


@shows(Quirk.LOCAL_FILTERS, on=6, off=3)
def bookings_taken_by_six_of_which_three_at_six_local_time(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return len(stays(api, resultsTo="2026-11-23 06:00:00"))


@shows(Quirk.NUMBERS_AS_STRINGS, on=("2", str, int), off=(2, float, str))
def types_of_numbers(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    [of_property] = api.get("getRooms").data
    hotel.block([hotel.rooms()[0].id], hotel.today(), hotel.today())
    [block] = api.get("getRoomBlocks").data["roomBlocks"]
    return of_property["rooms"][0]["maxGuests"], type(stays(api)[0]["total"]), type(block["rooms"][0]["roomTypeID"])


@shows(Quirk.CURRENCY_AS_OBJECT, on=dict, off=list)
def type_of_currency(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return type(api.get("getHotels").data[0]["propertyCurrency"])


@shows(
    Quirk.OAUTH_ERRORS_OF_ITS_OWN,
    on=[(401, "server_error"), (400, "invalid_request")],
    off=[(400, "invalid_grant"), (400, "invalid_grant")],
)
def errors_about_a_code_and_a_refresh_token(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    app = {"client_id": "app", "client_secret": "s3cret"}
    hotel.oauth.register(**app)
    code = {"grant_type": "authorization_code", "redirect_uri": "https://localhost", "code": "guess"}
    asked = (code, {"grant_type": "refresh_token", "refresh_token": "guess"})
    answers = [api.post("access_token", **app, **each) for each in asked]
    return [(answer.status, answer.json["error"]) for answer in answers]


@shows(Quirk.METADATA_SUCCESS_AS_TEXT, on="true", off=True)
def success_of_the_metadata(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return api.get("oauth/metadata").json["success"]


@shows(Quirk.GUEST_STATUS_OF_THE_PERIOD, on=["in_house", "in_house", "checked_out"], off=["in_house", "in_house"])
def status_of_guests_who_were_in_house_this_morning(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    hotel.clock.advance(60)
    hotel.check_out(hotel.departures()[0].id)
    rows = api.get("getGuestsByStatus", status="in_house", resultsFrom="2026-11-01").data
    return [row["currentStatus"] for row in rows]


@shows(Quirk.RATES_IN_ROOM_TYPES, on=140, off=None)
def rate_of_a_queen(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return api.get("getRoomTypes", startDate="2026-11-24", endDate="2026-11-25").data[0].get("roomRate")


@shows(Quirk.UNDOCUMENTED_DASHBOARD_FIELDS, on=("2026-11-23 06:00:00", 37.5), off=(None, 38))
def the_hour_on_the_dashboard(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    data = api.get("getDashboard").data
    return data.get("property_now"), data["percentageOccupied"]


@shows(Quirk.EMPTY_STRINGS_FOR_MISSING, on=("", "-", ""), off=(None, None, None))
def missing_values(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    row = stays(api)[0]
    return row.get("estimatedArrivalTime"), row.get("dateImported"), row.get("thirdPartyIdentifier")


@shows(Quirk.MAPS_AS_EMPTY_LISTS, on=[], off={})
def rates_of_a_day_guest(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    day_use = hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
    return stays(api, reservationID=day_use)[0]["detailedRates"]


@shows(Quirk.LISTS_AS_MAPS, on={"dict", "list", "str"}, off={"list"})
def types_of_assigned_rooms(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    each = [api.get("getReservation", reservationID=known.id).data for known in hotel.reservations()]
    return {type(one[key]).__name__ for one in each for key in ("assigned", "unassigned")}


@shows(Quirk.ALPHANUMERIC_RESERVATION_IDS, on=True, off=False)
def letters_in_ids(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    ids = [known.id for known in hotel.reservations()]
    assert all(re.fullmatch(r"[0-9A-Z]{9}|\d{13}", each) for each in ids)
    return not any(each.isdigit() for each in ids)


@shows(Quirk.ROOM_IDS_WITH_TYPE_PREFIX, on="601917-0", off="30001")
def first_room_id(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return hotel.rooms()[0].id


@shows(Quirk.WRONG_TOTALS, on=(8, 9), off=(1, 8))
def totals_of_eight_rooms(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return api.get("getRooms").json["count"], api.get("getHousekeepingStatus").json["total"]


@shows(Quirk.ROWS_CHANGE_PAGE, on=(6, True), off=(6, False))
def rows_over_pages(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    ids = [row["reservationID"] for n in range(1, 7) for row in stays(api, pageSize=2, pageNumber=n)]
    return len(set(ids)), len(ids) > len(set(ids))


@shows(Quirk.READS_LAG_WRITES, on=True, off=False)
def some_reads_show_the_past_but_none_after_twenty_seconds(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    lagged = False
    for room in hotel.rooms():
        condition = "dirty" if room.condition != "dirty" else "clean"
        hotel.set_condition(room.id, condition)
        rows = api.get("getHousekeepingStatus", roomIDs=room.id).data
        lagged = lagged or rows[0]["roomCondition"] != condition
        hotel.clock.advance(20)
        assert api.get("getHousekeepingStatus", roomIDs=room.id).data[0]["roomCondition"] == condition
    return lagged


@shows(Quirk.SILENT_MODIFICATIONS, on=True, off=False)
def some_changes_leave_no_trace(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    silent = False
    segment = hotel.arrivals()[0]
    for n in range(30):
        hotel.clock.advance(60)
        hotel.change_dates(segment.id, end=segment.start + timedelta(days=n % 5))
        silent = silent or hotel.reservation(segment.reservation_id).modified_at < hotel.clock.now()
    return silent


@shows(Quirk.UNDOCUMENTED_HOUSEKEEPING_FIELDS, on=("2026-11-23", "-"), off=(None, None))
def departure_dates(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    rows = api.get("getHousekeepingStatus").data
    return rows[0].get("departureDate"), rows[2].get("departureDate")


@shows(Quirk.BLOCK_END_INCLUSIVE, on="2026-11-24", off="2026-11-25")
def end_of_a_block(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    hotel.block([hotel.rooms()[2].id], date(2026, 11, 23), date(2026, 11, 24))
    return api.get("getRoomBlocks").data["roomBlocks"][0]["endDate"]


@shows(Quirk.DIRTY_AT_CHECK_IN, on="dirty", off="clean")
def condition_after_check_in(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    [arriving] = [segment for segment in hotel.arrivals() if segment.room_id is None]
    hotel.assign(arriving.id, hotel.rooms()[2].id)
    hotel.check_in(arriving.id)
    return hotel.rooms()[2].condition


@shows(Quirk.DIRTY_AT_NIGHT, on=["dirty", "inspected"], off=["clean", "inspected"])
def an_occupied_and_a_vacant_room_in_the_morning(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    hotel.set_condition(hotel.rooms()[1].id, "clean")
    hotel.clock.advance(timedelta(days=1))
    return [hotel.rooms()[n].condition for n in (1, 6)]


@shows(Quirk.NO_WEBHOOK_WHEN_ALREADY_DIRTY, on=0, off=1)
def webhooks_of_a_check_out_of_a_dirty_room(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    hotel.check_out(hotel.departures()[0].id)
    hotel.clock.advance(1)
    return len(receiver.bodies("housekeeping/room_condition_changed"))


@shows(Quirk.WEBHOOK_KEY_CASE_VARIES, on={"reservationID", "reservationId"}, off={"reservationID"})
def spellings_of_reservation_id(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    new = hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
    hotel.delete(new)
    hotel.clock.advance(1)
    return {key for delivery in receiver.got for key in delivery.body if key.lower() == "reservationid"}


@shows(Quirk.VIRTUAL_ROOMS_IN_HOUSEKEEPING, on=("dirty", True), off=None)
def a_suites_row_in_housekeeping(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    first, second = (room.id for room in hotel.rooms()[:2])  # somebody is in 101 and in 102
    virtual = hotel.add_room_type("Suite", "S", virtual=True)
    hotel.add_room("Suite 1", virtual, linked=(first, second))
    row = next((row for row in api.get("getHousekeepingStatus").data if row["roomName"] == "Suite 1"), None)
    return row and (row["roomCondition"], not row["roomOccupied"])


@shows(Quirk.MODIFIED_BY_ITSELF, on=True, off=False)
def nights_move_the_modified_time_of_departed_guests(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    hotel.check_out(hotel.departures()[0].id)
    before = {row["reservationID"]: row["dateModified"] for row in stays(api)}
    hotel.clock.advance(timedelta(days=14))
    return before != {row["reservationID"]: row["dateModified"] for row in stays(api)}


@shows(Quirk.WEBHOOK_SEGMENT_IDS, on=("X-2", "X-2"), off=("X", "X"))
def the_reservation_that_webhooks_about_a_second_room_name(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    for action in ("accommodation_status_changed", "accommodation_changed"):
        api.post("postWebhook", object="reservation", action=action, endpointUrl=receiver.url)
    stay = Stay(hotel.room_types()[0].id, hotel.today(), hotel.today() + timedelta(days=1))
    booking = hotel.book(stay, stay)
    hotel.check_in(f"{booking}-2", room_id=next(room.id for room in hotel.rooms() if not room.occupied))
    hotel.clock.advance(60)
    [moved] = receiver.bodies("reservation/accommodation_changed")
    [entered] = receiver.bodies("reservation/accommodation_status_changed")
    return tuple(body["reservationID"].replace(booking, "X") for body in (moved, entered))


@shows(Quirk.WEBHOOK_DISORDER, on=True, off=False)
def webhooks_overtake_each_other(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    for _ in range(5):
        hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
        hotel.clock.tick(0.1)
    hotel.clock.advance(10)
    times = [delivery.body["timestamp"] for delivery in receiver.got]
    assert len(times) == 5
    return times != sorted(times)


@shows(Quirk.WEBHOOK_DUPLICATES, on=True, off=False)
def webhooks_come_twice(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    for _ in range(100):
        hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
    hotel.clock.advance(1)
    return len(receiver.got) > 100


@shows(Quirk.NIGHT_AUDIT_BODY_VARIES, on={"night_audit_date", "completedAt"}, off={"completedAt"})
def keys_of_night_audits(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    hotel.clock.advance(timedelta(days=2))
    bodies = receiver.bodies("night_audit/completed")
    assert len(bodies) == 2
    for body in bodies:
        value = body.get("night_audit_date") or body["completedAt"]
        datetime.strptime(value, "%m-%d-%Y" if "night_audit_date" in body else "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    return {key for body in bodies for key in body} & {"night_audit_date", "completedAt"}


@shows(Quirk.SUBSCRIPTION_URL_KEY, on={"url"}, off={"endpoint"})
def key_of_a_subscriptions_address(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    return set(api.get("getWebhooks").data[0]["subscriptionData"])


@shows(Quirk.SUBSCRIBING_AGAIN_ADDS, on=2, off=1)
def subscriptions_after_subscribing_twice(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    for _ in range(2):
        api.post("postWebhook", object="guest", action="created", endpointUrl=receiver.url)
    return len([row for row in api.get("getWebhooks").data if row["event"]["entity"] == "guest"])


@shows(Quirk.DELETE_WEBHOOK_KEEPS_LISTING, on=(True, 4), off=(None, 4))
def deleting_by_post(hotel: SimulatedHotel, api: Any, receiver: Any) -> Any:
    form = {"endpointUrl": receiver.url, "object": "reservation", "action": "created"}
    answered = api.post("deleteWebhook", **form)
    return answered.json["success"] or None, len(api.get("getWebhooks").data)


@pytest.mark.parametrize("quirk", Quirk)
def test_a_quirk_makes_the_difference_that_it_describes(
    quirk: Quirk, open_api: Callable[..., Any], subscribe: Any, receiver: Any
) -> None:
    probe, on, off = PROBES[quirk]
    found = []
    for quirks in ({quirk}, set[Quirk]()):
        receiver.got.clear()
        hotel = SimulatedHotel.small(quirks=quirks)
        api = open_api(hotel)
        subscribe(
            api,
            receiver,
            "housekeeping/room_condition_changed",
            "night_audit/completed",
            "reservation/created",
            "reservation/deleted",
        )
        found.append(probe(hotel, api, receiver))
    assert found == [on, off]


def test_every_quirk_has_a_text_and_a_source() -> None:
    assert set(QUIRKS) == set(Quirk)
    assert all(info.text and info.source for info in QUIRKS.values())


def test_the_documented_hotel_has_only_documented_quirks() -> None:
    documented = SimulatedHotel(profile=Profile.DOCUMENTED).quirks
    assert Quirk.SILENT_MODIFICATIONS in documented
    assert not documented & {Quirk.HTML_FOR_UNKNOWN_METHODS, Quirk.SUBSCRIPTION_URL_KEY, Quirk.READS_LAG_WRITES}


def test_the_default_hotel_has_every_reported_quirk_and_the_unkind_one_has_all() -> None:
    unreported = {Quirk.MODIFIED_BY_ITSELF, Quirk.WEBHOOK_SEGMENT_IDS}
    assert SimulatedHotel().quirks == frozenset(Quirk) - unreported
    assert SimulatedHotel(profile=Profile.UNKIND).quirks == frozenset(Quirk)
