"""The hotel's v2 API: inspections, and the app's log of integration events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from cloudbeds_connector.testing import Fault, Profile, SimulatedHotel

EVENT = {"objectType": "reservation", "system": "gov", "status": "open", "result": "failure", "description": "No id"}
INSPECTIONS = "housekeeping/v1/inspections/297652"


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(profile=Profile.DOCUMENTED)


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> Any:
    api = open_api(hotel)
    api.root = "/"
    api.headers["X-PROPERTY-ID"] = hotel.property_id
    return api


def test_inspections_have_the_data_of_housekeeping_status(hotel: SimulatedHotel, api: Any) -> None:
    first = hotel.rooms()[0]
    hotel.assign_housekeeper([first.id], hotel.housekeepers()[0].id)
    answered = api.get(INSPECTIONS).json

    assert (answered["limit"], answered["offset"], len(answered["data"])) == (100, 0, 8)
    data = answered["data"][0]
    assert (data["roomId"], data["roomCondition"], data["frontdeskStatus"]) == (first.id, "dirty", "turnover")
    assert (data["housekeeperId"], data["roomOccupied"]) == (hotel.housekeepers()[0].id, True)
    assert api.get(INSPECTIONS).headers["x-request-id"] == "sim-00000002"


def test_lists_are_filtered_sorted_and_paged(hotel: SimulatedHotel, api: Any) -> None:
    def rooms(**params: Any) -> list[str]:
        names = {room.id: room.name for room in hotel.rooms()}
        return [names[row["roomId"]] for row in api.get(INSPECTIONS, **params).json["data"]]

    assert rooms(limit=2, offset=1) == ["102", "103"]
    assert rooms(filters="roomOccupied:true;frontdeskStatus:not_equals:turnover") == ["102", "201"]
    assert rooms(filters="roomCondition:in:inspected,clean", limit=1, offset=4) == ["203"]
    refused = api.get(INSPECTIONS, limit=501)
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "limit")
    assert api.get(INSPECTIONS, filters="floor:2").json["errors"][0]["field"] == "filters"


def test_the_app_keeps_a_log_of_what_it_did(hotel: SimulatedHotel, api: Any) -> None:
    written = api.post_json("integration/v1/events", {**EVENT, "retryUrl": "https://app.example/retry"})
    assert (written.status, written.json["createdAt"]) == (201, "2026-11-23T11:00:00+00:00")
    other = api.post_json("integration/v1/events", {**EVENT, "result": "success", "description": None}).json

    hotel.clock.advance(60)
    assert api.post("integration/v1/events/" + written.json["id"] + "/retry").status == 202
    closed = api.patch_json("integration/v1/events/" + other["id"], {"status": "completed"}).json
    assert (closed["status"], closed["updatedAt"]) == ("completed", "2026-11-23T11:01:00+00:00")
    still_open = api.get("integration/v1/events", filters="status:open").json
    assert (still_open["total"], still_open["data"][0]["id"]) == (1, written.json["id"])
    assert still_open["data"][0]["retriedAt"] is not None
    assert api.get("integration/v1/events", sort="id:desc", limit=1).json["data"][0]["id"] == other["id"]


def test_refusals_have_a_status_and_a_field(hotel: SimulatedHotel, api: Any) -> None:
    def refused(**changed: Any) -> tuple[int, str]:
        answered = api.post_json("integration/v1/events", {**EVENT, **changed})
        return answered.status, answered.json["errors"][0]["field"]

    assert refused(result="so-so") == (400, "result")
    assert refused(description=None) == (400, "description")
    assert refused(system=None) == (400, "system")
    assert refused(objectId=7) == (400, "objectId")
    assert api.patch_json("integration/v1/events/1", {"status": "completed"}).status == 404
    del api.headers["X-PROPERTY-ID"]
    assert refused() == (400, "x-property-id")
    api.headers["X-PROPERTY-ID"] = "12,297652"
    assert api.get("integration/v1/events").json["data"] == []
    api.headers["X-PROPERTY-ID"] = "12"
    assert api.get("integration/v1/events").status == 403
    assert api.get("housekeeping/v1/inspections/12").status == 403
    assert hotel.integration_events() == ()


def test_a_missing_scope_and_a_wrong_key_have_their_own_statuses(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.missing_scopes = {"write:appError"}
    assert api.post_json("integration/v1/events", EVENT).status == 403
    assert api.get("integration/v1/events").status == 200
    hotel.faults.fail_next(Fault.SERVER_ERROR)
    failed = api.get("integration/v1/events")
    assert (failed.status, failed.json) == (500, {"message": "Internal server error"})
    assert hotel.stats.by_method["integration/v1/events"] == 3
    api.headers["x-api-key"] = "cbat_other"
    assert (api.get(INSPECTIONS).status, set(api.get(INSPECTIONS).json)) == (401, {"message"})


def test_v2_is_not_below_the_path_of_v1(api: Any, open_api: Callable[..., Any], hotel: SimulatedHotel) -> None:
    assert api.get("getHotels").status == 404
    assert open_api(hotel).get(INSPECTIONS).status == 404
    assert urlsplit(api.base_url).path == "/api/v1.3/"
