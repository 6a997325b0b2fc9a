"""The redirect of OAuth 2.0: where a hotelier is sent to connect an app, and the code that comes back."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

from ...errors import AuthenticationError, ConfigurationError, ConnectorError

METHOD = "oauth"
#: The error codes of RFC 6749. No other text of a redirect is quoted, because anybody can make one up.
ERROR_CODES = ("invalid_request", "invalid_scope", "server_error", "temporarily_unavailable", "unauthorized_client")
_AGAIN = "Send the hotelier to authorization_url() again."


def authorization_url(url: str, *, client_id: str, redirect_uri: str, scopes: Iterable[str]) -> tuple[str, str]:
    """The address with exactly these scopes, and the state that must come back."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

    names = [] if isinstance(scopes, str) else list(scopes)
    if not names or any(not scope or not scope.isprintable() or " " in scope for scope in names):
        raise ConfigurationError(
            "Scopes are a list of at least one, such as ['read:room'].",
            next_action="Name every scope that the program needs, and no other.",
        )
    state = secrets.token_urlsafe(32)
    url = prepare_grant_uri(
        url, client_id=client_id, response_type="code", redirect_uri=redirect_uri, scope=names, state=state
    )
    return str(url), state


def code_in(answer: str, *, state: str | None) -> str:
    """The code of a redirect, from its URL with the query, or from a bare code.

    `AuthenticationError` if `state` is not that of `authorization_url`, if the hotelier refused, or without a code.
    """
    if "?" not in answer:
        if state is not None:
            raise ConfigurationError(
                "A bare code has no state that could be compared.",
                next_action="Give the whole URL of the redirect; or compare the state yourself and leave state out.",
            )
        return _present(answer.strip())
    came = dict(parse_qsl(urlsplit(answer).query))
    code, failure = came.get("code", ""), _failure_in(came, state)
    if failure is None:
        return _present(code)
    del answer, came, code  # a code must not be in a traceback that shows local variables
    raise failure


def _failure_in(came: Mapping[str, str], state: str | None) -> ConnectorError | None:
    if not state:
        return ConfigurationError(
            "The state is missing, which proves that the redirect belongs to this user's session.",
            next_action="Keep what authorization_url() returned in the user's session, and give it as state.",
        )
    if not hmac.compare_digest(came.get("state", "").encode(), state.encode()):
        return AuthenticationError(
            "The redirect answers another request: its state does not match.", next_action=_AGAIN, method=METHOD
        )
    return _refused(came["error"]) if "error" in came else None


def _present(code: str) -> str:
    if not code:
        raise AuthenticationError("The redirect has no code.", next_action=_AGAIN, method=METHOD)
    return code


def _refused(error: str) -> AuthenticationError:
    if error == "access_denied":
        return AuthenticationError(
            "The hotelier did not approve the connection.",
            next_action="Ask a user who may connect apps, and " + _AGAIN[0].lower() + _AGAIN[1:],
            method=METHOD,
        )
    code = f': "{error}"' if error in ERROR_CODES else ""
    return AuthenticationError(
        f"The connection was not approved{code}.",
        next_action="Check client_id, redirect_uri and scopes with Cloudbeds.",
        method=METHOD,
    )
