"""Next actions that are different at a terminal than in a program that uses the library."""

from __future__ import annotations

import copy

from .. import AuthenticationError, ConnectorError, MissingScopeError

API_KEY = "CLOUDBEDS_API_KEY"
KEYS = "CLOUDBEDS_CONNECTOR_KEYS"
WHERE_KEYS_ARE = "Cloudbeds: Account > Apps & Marketplace > API Credentials"


def for_terminal(error: ConnectorError) -> ConnectorError:
    """The same error with the next action on this command line."""
    action = _action(error)
    if action is None:
        return error
    shown = copy.copy(error)
    shown.next_action = action
    return shown


def _action(error: ConnectorError) -> str | None:
    match error:
        case MissingScopeError():
            return f"Make a key that has it (a key's scopes are fixed; {WHERE_KEYS_ARE}), and set {API_KEY} to it."
        case AuthenticationError():
            return f"Set {API_KEY} to a valid key of an active user ({WHERE_KEYS_ARE})."
        case _:
            return None
