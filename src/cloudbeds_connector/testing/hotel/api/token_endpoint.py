"""``POST access_token`` and ``GET oauth``: OAuth 2.0 beside the API, without its rate limit and faults.

The grants are those of the OpenAPI description, which has no client_credentials. Messages of refusals that are not
documented are those of the OAuth library that the documented ones come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ..oauth import BAD_CODE, BAD_REFRESH_TOKEN, OAuthRefusedError, TokenPair
from ..quirks import Quirk
from .exchange import Reply, Request, json_reply

if TYPE_CHECKING:
    from ..desk.front_desk import FrontDesk

_API_KEY = "urn:ietf:params:oauth:grant-type:api-key"
PATHS = frozenset({"access_token", "oauth"})


class TokenEndpoint:
    """Answers the token requests to one hotel."""

    def __init__(self, hotel: FrontDesk) -> None:
        self._hotel = hotel

    def answer(self, request: Request) -> Reply:
        """Answer a request to one of `PATHS`. Call it with the hotel's lock held."""
        hotel = self._hotel
        hotel.clock.tick(hotel.seconds_per_request)
        hotel.catch_up()
        if request.method == "oauth":
            return self._authorize(request)
        failure = hotel.oauth.next_failure()
        reply = None if failure is not None and not failure.took_effect else self._tokens(request)
        if failure is None and reply is not None:
            return reply
        status = 0 if failure is None else failure.status
        return Reply(0, dropped=True) if status == 0 else json_reply(status, {"message": "Service unavailable"})

    def _tokens(self, request: Request) -> Reply:
        oauth = self._hotel.oauth
        try:
            if request.verb != "POST":
                raise OAuthRefusedError(405, "invalid_request", "Only POST is allowed.")
            return json_reply(200, self._body(self._granted(request.params)))
        except OAuthRefusedError as refusal:
            oauth.refused += 1
            return self._refused(refusal)

    def _refused(self, refusal: OAuthRefusedError) -> Reply:
        status, error, text_field = refusal.status, refusal.error, "message"
        if error in {BAD_CODE, BAD_REFRESH_TOKEN} and Quirk.OAUTH_ERRORS_OF_ITS_OWN not in self._hotel.quirks:
            error = "invalid_grant"
        elif error == BAD_REFRESH_TOKEN:
            error = "invalid_request"
        elif error == BAD_CODE:
            # in the guide, this refusal has an error_description, the other one a message
            status, error, text_field = 401, "server_error", "error_description"
        return json_reply(status, {"error": error, text_field: str(refusal)})

    def _granted(self, params: Mapping[str, str]) -> TokenPair:
        oauth, grant_type = self._hotel.oauth, _required(params, "grant_type")
        if grant_type not in {"authorization_code", "refresh_token", _API_KEY}:
            message = f'The authorization grant type "{grant_type}" is not supported by the authorization server.'
            raise OAuthRefusedError(400, "unsupported_grant_type", message)
        client_id, secret = _required(params, "client_id"), _required(params, "client_secret")
        if grant_type == "refresh_token":
            return oauth.refreshed(client_id, secret, _required(params, "refresh_token"))
        redirect_uri, code = _required(params, "redirect_uri"), _required(params, "code")
        exchange = oauth.key_for_code if grant_type == _API_KEY else oauth.tokens_for_code
        return exchange(client_id, secret, redirect_uri, code)

    def _body(self, pair: TokenPair) -> Mapping[str, Any]:
        resources = [{"type": "property", "id": self._hotel.property_id}]
        body: dict[str, Any] = {"access_token": pair.access_token, "token_type": "Bearer", "resources": resources}
        if pair.refresh_token is not None:
            body |= {"expires_in": pair.seconds, "refresh_token": pair.refresh_token}
        return body

    def _authorize(self, request: Request) -> Reply:
        """The approval of a hotelier: a redirect back to the app, with a code and the app's `state`."""
        oauth, params = self._hotel.oauth, request.params
        client_id, redirect_uri = params.get("client_id", ""), params.get("redirect_uri", "")
        known = oauth.redirect_uri(client_id)
        if known is None or redirect_uri != known or params.get("response_type") != "code":
            return json_reply(400, {"error": "invalid_request", "message": "Check the parameters of the request."})
        scopes = params.get("scope", "").replace(",", " ").split()
        back = {"code": oauth.approve(client_id, scopes=scopes or None)}
        if "state" in params:
            back["state"] = params["state"]
        joint = "&" if "?" in redirect_uri else "?"
        return Reply(302, headers={"Location": f"{redirect_uri}{joint}{urlencode(back)}"})


def _required(params: Mapping[str, str], name: str) -> str:
    value = params.get(name)
    if not value:
        message = f'The request is missing a required parameter. Check the "{name}" parameter.'
        raise OAuthRefusedError(400, "invalid_request", message)
    return value
