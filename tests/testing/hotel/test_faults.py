"""Injected faults: failures in turn, broken answers, refused keys, too many requests."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cloudbeds_connector.testing import Fault, Refusal, SimulatedHotel


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small()


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> Any:
    return open_api(hotel)


def outcome(api: Any, method: str = "getHotels") -> str:
    try:
        answered = api.get(method)
    except (OSError, http.client.HTTPException):
        return "dropped"
    return str(answered.status)


def test_every_tenth_request_fails_in_turn(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.every = 10

    outcomes = [outcome(api) for _ in range(60)]

    assert outcomes[9::10] == ["500", "429", "dropped", "500", "429", "dropped"]
    assert Counter(outcomes)["200"] == 54
    assert hotel.stats.by_status == Counter({"200": 54, "500": 2, "429": 2, "drop": 2})
    assert hotel.stats.by_method == Counter({"getHotels": 60})


def test_some_429_have_a_retry_after(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.fail_next("429", "429")
    assert [api.get("getHotels").headers.get("retry-after") for _ in range(2)] == ["1", None]


def test_a_lost_answer_was_carried_out_so_that_a_blind_retry_flips_the_room_back(
    hotel: SimulatedHotel, api: Any
) -> None:
    room = hotel.rooms()[2]
    hotel.faults.fail_next(Fault.LOST_ANSWER)
    with pytest.raises((OSError, http.client.HTTPException)):
        api.post("postHousekeepingStatus", roomID=room.id)
    assert hotel.room(room.id).condition == "dirty"
    api.post("postHousekeepingStatus", roomID=room.id)
    assert hotel.room(room.id).condition == "clean"


def test_a_dropped_request_was_not_carried_out(hotel: SimulatedHotel, api: Any) -> None:
    room = hotel.rooms()[2]
    hotel.faults.fail_next(Fault.DROPPED)
    with pytest.raises((OSError, http.client.HTTPException)):
        api.post("postHousekeepingStatus", roomID=room.id)
    assert hotel.room(room.id).condition == "clean"


def test_answers_may_be_broken_or_pages_of_html_or_empty(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.only = frozenset({"getRooms"})
    hotel.faults.truncated = 1.0
    with pytest.raises(json.JSONDecodeError):
        _ = api.get("getRooms").json
    assert api.get("getHotels").data

    hotel.faults.clear()
    hotel.faults.fail_next(Fault.HTML, Fault.EMPTY)
    page = api.get("getRooms")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert api.get("getRooms").data == []
    assert api.get("getRooms").data


def test_keys_are_refused_with_the_documented_messages(hotel: SimulatedHotel, api: Any, open_api: Any) -> None:
    bearer = open_api(hotel, key="")
    bearer.headers = {"Authorization": "Bearer cbat_simulated"}
    assert bearer.get("getHotels").data
    for stranger in (open_api(hotel, key=""), open_api(hotel, key="cbat_other")):
        answered = stranger.get("getHotels")
        assert (answered.status, answered.json["error"]) == (401, "access_denied")
    hotel.faults.revoked_keys = {"cbat_simulated"}
    revoked = api.get("getHotels")
    assert (revoked.status, revoked.json["type"]) == (401, "unauthorized")


def test_calls_are_refused_with_the_documented_messages(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.missing_scopes = {"read:housekeeping"}
    refused = api.get("getHousekeepingStatus")
    assert refused.status == 200
    assert refused.json == {"success": False, "message": "Scope required for this call was not granted by property."}
    assert api.get("getRooms", propertyIDs="1").json["message"] == Refusal.WRONG_PROPERTY
    hotel.faults.refusal = Refusal.PROPERTY_CANCELED
    assert "canceled: 297652" in api.get("getRooms").json["message"]
    hotel.faults.refusal = Refusal.PROPERTY_REQUIRED
    assert api.get("getRooms").json["message"] == 'Please specify "propertyID" parameter for this call'
    assert api.get("getRooms", propertyIDs="297652").data
    assert api.get("getHotels").data


def test_the_rate_is_always_measured_and_enforced_on_request(hotel: SimulatedHotel, api: Any) -> None:
    hotel.seconds_per_request = 0.01
    assert {outcome(api) for _ in range(8)} == {"200"}
    assert hotel.stats.max_in_any_second == 8

    hotel.faults.enforce_rate = True
    hotel.clock.advance(1)
    assert [outcome(api) for _ in range(6)] == ["200"] * 5 + ["429"]
    hotel.clock.advance(1)
    for _ in range(10):  # five in any second are allowed
        assert outcome(api) == "200"
        hotel.clock.advance(0.2)


def test_requests_and_latency_take_the_hotels_time(hotel: SimulatedHotel, api: Any) -> None:
    before = hotel.clock.now()
    api.get("getHotels")
    assert (hotel.clock.now() - before).total_seconds() == pytest.approx(0.05)
    hotel.faults.latency_seconds = 3
    api.get("getHotels")
    assert (hotel.clock.now() - before).total_seconds() == pytest.approx(3.1)


def test_many_clients_may_call_while_the_day_is_played(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> None:
    apis = [open_api(hotel) for _ in range(6)]

    def ask(api: Any) -> set[str]:
        return {outcome(api, "getReservationsWithRateDetails") for _ in range(15)}

    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, api) for api in apis]
        for _ in range(50):
            hotel.set_condition(hotel.rooms()[3].id, "dirty")
            hotel.clock.advance(30)
        assert {status for each in asked for status in each.result(timeout=30)} == {"200"}
    assert hotel.stats.api_requests == 90


def test_every_answer_has_a_request_id(api: Any) -> None:
    assert [api.get("getHotels").headers["x-request-id"] for _ in range(2)] == ["sim-00000001", "sim-00000002"]


@pytest.mark.parametrize(("kind", "status"), [("500", "500"), ("drop", "dropped"), ("html", "200"), ("refused", "200")])
def test_an_id_fails_every_call_that_names_it(hotel: SimulatedHotel, api: Any, kind: str, status: str) -> None:
    bad, good = (guest.reservation_id for guest in hotel.in_house()[:2])
    hotel.faults.fail_ids(bad, kind=kind)

    def ask(method: str, ids: str) -> tuple[str, bool]:
        try:
            answered = api.get(method, reservationID=ids)
        except (OSError, http.client.HTTPException):
            return "dropped", False
        return str(answered.status), b'"success": true' in answered.raw

    for method, ids in [
        ("getReservation", bad),
        ("getReservationsWithRateDetails", bad),
        ("getReservationsWithRateDetails", f"{good},{bad}"),
    ]:
        assert ask(method, ids) == (status, False)
    assert ask("getReservationsWithRateDetails", good) == ("200", True)
    assert bad in {row["reservationID"] for row in api.get("getReservationsWithRateDetails").data}


def test_json_may_come_as_html(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.fail_next(Fault.JSON_AS_HTML)
    answers = [api.get("getRooms"), api.get("getRooms")]
    assert [one.headers["content-type"] for one in answers] == ["text/html; charset=UTF-8", "application/json"]
    assert answers[0].data == answers[1].data

    hotel.faults.json_as_html = 1.0
    assert api.get("getRooms").headers["content-type"].startswith("text/html")


def test_a_method_is_refused_alone_as_if_its_scope_were_missing(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.refused_methods = {"getReservationsWithRateDetails"}
    refused = api.get("getReservationsWithRateDetails")
    assert refused.json == {"success": False, "message": "Scope required for this call was not granted by property."}
    assert api.get("getReservations").data

    hotel.faults.refused_methods = {"housekeeping/v1/inspections/{propertyId}"}
    api.root = "/"
    api.headers["X-PROPERTY-ID"] = hotel.property_id
    assert api.get("housekeeping/v1/inspections/297652").status == 403


def test_every_object_may_have_a_read_lag_of_its_own() -> None:
    hotel = SimulatedHotel.small(quirks=())
    slow, quick = hotel.rooms()[2:4]
    hotel.faults.read_lag_seconds = 90
    hotel.faults.lag_of[slow.id] = 700

    def seen() -> list[str]:
        shown = {room.id: str(room.condition) for room in hotel.seen_rooms()}
        return [shown[slow.id], shown[quick.id]]

    before = seen()
    for room in (slow, quick):
        hotel.set_condition(room.id, "inspected")
    hotel.clock.advance(89)
    assert seen() == before
    hotel.clock.advance(1)
    assert seen() == [before[0], "inspected"]
    hotel.clock.advance(610)
    assert seen() == ["inspected", "inspected"]


def test_lags_are_spread_over_the_objects_and_stay_the_same_for_each() -> None:
    def lags(*, seed: int) -> list[list[float]]:
        hotel = SimulatedHotel.small(quirks=(), seed=seed)
        hotel.faults.read_lag_seconds, hotel.faults.lag_spread = 100, 0.5
        rounds = []
        for condition in ("dirty", "inspected"):
            for room in hotel.rooms():
                hotel.set_condition(room.id, condition)
            waited, seen = 0, dict.fromkeys([room.id for room in hotel.rooms()], 0.0)
            while waited <= 100:
                for room in hotel.seen_rooms():
                    if room.condition == condition:
                        seen[room.id] = seen[room.id] or waited
                hotel.clock.advance(1)
                waited += 1
            rounds.append(list(seen.values()))
        return rounds

    [_, once], [_, other] = lags(seed=1), lags(seed=2)
    assert once == lags(seed=1)[1] != other
    assert all(50 <= lag <= 100 for lag in once)
    assert len(set(once)) > 3


def test_a_scope_is_taken_away_and_given_back(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.missing_scopes.add("read:roomblock")
    assert api.get("getRoomBlocks").json["success"] is False
    hotel.faults.missing_scopes.discard("read:roomblock")
    assert api.get("getRoomBlocks").json["success"] is True


def test_an_account_may_have_sister_hotels_that_come_first_and_refuse_their_details(
    hotel: SimulatedHotel, api: Any
) -> None:
    hotel.add_sister("7", "Annex", timezone="")
    hotel.add_sister("8", "Villa", timezone="Mars/Olympus")
    rows = [(row["propertyID"], row["propertyTimezone"]) for row in api.get("getHotels").data]
    assert rows == [("7", ""), ("8", "Mars/Olympus"), (hotel.property_id, hotel.timezone)]
    assert [row["propertyID"] for row in api.get("getHotels", propertyName="annex").data] == ["7"]
    assert api.get("getHotelDetails", propertyID="7").json["message"] == Refusal.WRONG_PROPERTY
    assert api.get("getHotelDetails", propertyID=hotel.property_id).data


def test_an_answer_may_have_null_in_the_place_of_its_rows(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.fail_next(Fault.NULL_DATA)
    assert api.get("getRooms").json == {"success": True, "data": None}
