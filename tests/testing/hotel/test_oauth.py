"""OAuth 2.0 of the hotel: approvals, codes, tokens and keys that expire, rotate and are refused."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cloudbeds_connector.testing import SimulatedHotel

APP = {"client_id": "app", "client_secret": "s3cret"}
BACK = "https://app.example/back"
API_KEY = "urn:ietf:params:oauth:grant-type:api-key"


@pytest.fixture
def hotel() -> SimulatedHotel:
    hotel = SimulatedHotel.small()
    hotel.oauth.register(**APP, redirect_uri=BACK)
    return hotel


@pytest.fixture
def api(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> Any:
    return open_api(hotel, key="")


def exchange(api: Any, code: str, *, grant_type: str = "authorization_code", **other: str) -> Any:
    return api.post("access_token", **{"grant_type": grant_type, **APP, "redirect_uri": BACK, "code": code, **other})


def refresh(api: Any, token: str, **other: str) -> Any:
    return api.post("access_token", **{"grant_type": "refresh_token", **APP, "refresh_token": token, **other})


def ask_as(api: Any, token: str, method: str = "getHotels", **params: Any) -> Any:
    api.headers = {"Authorization": f"Bearer {token}"}
    return api.get(method, **params)


def test_a_code_gives_tokens_once_and_for_ten_minutes(hotel: SimulatedHotel, api: Any) -> None:
    code, late = hotel.oauth.approve("app"), hotel.oauth.approve("app")

    tokens = exchange(api, code).json
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 28_800)
    assert tokens["resources"] == [{"type": "property", "id": hotel.property_id}]
    assert ask_as(api, tokens["access_token"]).data

    again = exchange(api, code)
    hotel.clock.advance(timedelta(minutes=10))
    too_late = exchange(api, late)
    assert [(each.status, each.json["error"]) for each in (again, too_late)] == [(401, "server_error")] * 2
    assert (hotel.oauth.exchanges, hotel.oauth.refused) == (1, 2)


def test_a_code_gives_an_api_key_that_is_valid_until_the_app_is_disconnected(hotel: SimulatedHotel, api: Any) -> None:
    given = exchange(api, hotel.oauth.approve("app"), grant_type=API_KEY).json
    assert given["access_token"].startswith("cbat_")
    assert "refresh_token" not in given

    hotel.clock.advance(timedelta(days=20))
    api.headers = {"x-api-key": given["access_token"]}
    assert api.get("getHotels").data
    hotel.disconnect_app()
    revoked = api.get("getHotels")
    assert (revoked.status, revoked.json["type"]) == (401, "unauthorized")


def test_an_access_token_expires_after_eight_hours_and_is_valid_only_as_a_bearer(
    hotel: SimulatedHotel, api: Any
) -> None:
    first = exchange(api, hotel.oauth.approve("app")).json
    api.headers = {"x-api-key": first["access_token"]}
    assert api.get("getHotels").status == 401

    hotel.clock.advance(28_800)
    over = ask_as(api, first["access_token"])
    assert (over.status, over.json["error"]) == (401, "access_denied")
    second = refresh(api, first["refresh_token"]).json
    assert second["refresh_token"] == first["refresh_token"]
    assert ask_as(api, second["access_token"]).data
    hotel.oauth.expire_access_tokens()
    assert ask_as(api, second["access_token"]).status == 401


def test_where_refresh_tokens_rotate_the_old_one_is_refused_at_once(hotel: SimulatedHotel, api: Any) -> None:
    hotel.oauth.rotate_refresh_tokens = True
    first = exchange(api, hotel.oauth.approve("app")).json
    second = refresh(api, first["refresh_token"]).json

    refused = refresh(api, first["refresh_token"])
    assert refused.json == {"error": "invalid_request", "message": "The refresh token is invalid."}
    assert refresh(api, second["refresh_token"]).json["access_token"]
    assert (hotel.oauth.refreshes, hotel.oauth.refused_refreshes) == (2, 1)


def test_a_lost_answer_uses_up_the_refresh_token_and_a_failure_does_not(hotel: SimulatedHotel, api: Any) -> None:
    hotel.oauth.rotate_refresh_tokens = True
    token = exchange(api, hotel.oauth.approve("app")).json["refresh_token"]

    hotel.oauth.fail_next(503)
    assert refresh(api, token).status == 503
    token = refresh(api, token).json["refresh_token"]
    hotel.oauth.fail_next(503, took_effect=True)
    assert refresh(api, token).status == 503
    assert refresh(api, token).json["error"] == "invalid_request"
    hotel.oauth.fail_next(0)
    with pytest.raises((OSError, http.client.HTTPException)):
        refresh(api, token)
    assert (hotel.oauth.refreshes, hotel.oauth.refused_refreshes) == (2, 1)


def test_an_unknown_app_is_refused(hotel: SimulatedHotel, api: Any) -> None:
    code = hotel.oauth.approve("app")
    assert exchange(api, code, client_secret="guess").json["error"] == "invalid_client"
    assert exchange(api, code, client_id="other").json["error"] == "invalid_client"
    assert exchange(api, code, redirect_uri="https://elsewhere.example").json["error"] == "server_error"
    assert api.post("access_token", grant_type="client_credentials", **APP).json["error"] == "unsupported_grant_type"
    assert api.post("access_token", **APP).json["error"] == "invalid_request"
    assert api.post_json("access_token", {"grant_type": "refresh_token", **APP}).json["error"] == "invalid_request"
    assert exchange(api, code).json["access_token"]


def test_a_token_has_only_the_approved_scopes(hotel: SimulatedHotel, api: Any) -> None:
    token = exchange(api, hotel.oauth.approve("app", scopes=["read:hotel", "read:room"])).json["access_token"]

    assert ask_as(api, token, "getRooms").data
    refused = ask_as(api, token, "getHousekeepingStatus").json
    assert refused == {"success": False, "message": "Scope required for this call was not granted by property."}
    webhook = {"object": "reservation", "action": "created", "endpointUrl": "https://app.example/hook"}
    assert api.post("postWebhook", **webhook).json["success"] is False


def test_the_authorization_page_redirects_with_a_code_and_the_apps_state(hotel: SimulatedHotel, api: Any) -> None:
    asked = {"client_id": "app", "redirect_uri": BACK, "response_type": "code", "scope": "read:hotel", "state": "a&b"}
    sent = api.get("oauth", **asked)

    assert (sent.status, sent.headers["location"].partition("?")[0]) == (302, BACK)
    back = parse_qs(urlsplit(sent.headers["location"]).query)
    assert back["state"] == ["a&b"]
    token = exchange(api, back["code"][0]).json["access_token"]
    assert ask_as(api, token).data
    assert ask_as(api, token, "getRooms").json["success"] is False
    assert api.get("oauth", **{**asked, "redirect_uri": "https://elsewhere.example"}).status == 400


def test_token_requests_count_for_no_rate_and_get_no_faults(hotel: SimulatedHotel, api: Any) -> None:
    hotel.faults.every = 1
    hotel.faults.enforce_rate = True
    tokens = [exchange(api, hotel.oauth.approve("app")).json["access_token"] for _ in range(12)]

    assert len(set(tokens)) == 12
    assert hotel.stats.api_requests == 0
    hotel.faults.clear()
    assert ask_as(api, tokens[0]).headers["x-request-id"] == "sim-00000001"


def test_metadata_and_userinfo_of_a_token(hotel: SimulatedHotel, api: Any) -> None:
    token = exchange(api, hotel.oauth.approve("app", scopes=[])).json["access_token"]

    assert api.base_url.startswith(ask_as(api, token, "oauth/metadata").json["data"]["api"]["url"])
    user = ask_as(api, token, "userinfo").json
    assert user["user_id"] == hotel.users()[0].id
    assert "roles" not in user
    assert ask_as(api, token, "userinfo", role_details="true").json["roles"][0]["name"] == "Front desk"


def test_the_same_seed_gives_the_same_tokens(open_api: Callable[..., Any]) -> None:
    def tokens() -> Any:
        hotel = SimulatedHotel.small(seed=3)
        hotel.oauth.register(**APP, redirect_uri=BACK)
        return exchange(open_api(hotel, key=""), hotel.oauth.approve("app")).raw

    assert tokens() == tokens()
