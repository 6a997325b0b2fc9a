"""The methods about the connected app: its state, its settings, and the errors that it reports."""

from __future__ import annotations

from ...desk.front_desk import APP_STATES
from ..call import Answer, Call, RefusedError

_EVENT_TYPES = ("create", "delete", "update", "sync")
_ENTITY_TYPES = ("invoice", "transaction", "reservation")


def get_app_state(call: Call) -> Answer:
    """The state of the app. On Cloudbeds, a property's own key may not call this; here every credential may."""
    return Answer({"data": {"app_state": call.hotel.app_state}})


def post_app_state(call: Call) -> Answer:
    """Change the state of the app. ``disabled`` ends its access at once, after this answer."""
    state = _one_of(call, "app_state", APP_STATES)
    call.hotel.set_app_state(state, client_id=call.credential.client_id)
    return Answer()


def get_app_settings(call: Call) -> Answer:
    """The only documented setting: whether all revenue is synchronized."""
    return Answer({"data": {"fullRevenueSync": False}})


def post_app_error(call: Call) -> Answer:
    """Record an error that the app reports; the hotelier sees it."""
    call.required("timestamp")
    if call.text("entityType") is not None:
        _one_of(call, "entityType", _ENTITY_TYPES)
    error_id = call.hotel.report_app_error(
        event_type=_one_of(call, "eventType", _EVENT_TYPES),
        timestamp=call.required("timestamp"),
        message=call.text("errorMessage") or call.text("description") or "",
        entity_type=call.text("entityType") or "",
        entity_id=call.text("entityID") or "",
    )
    return Answer({"data": {"errorID": error_id}})


def _one_of(call: Call, name: str, known: tuple[str, ...]) -> str:
    value = call.required(name)
    if value not in known:
        raise RefusedError(f"Parameter {name} is invalid")
    return value
