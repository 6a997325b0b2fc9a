"""oauth/metadata and userinfo: the address of the property's API, and the user who connected the app."""

from __future__ import annotations

from ...faults import Refusal
from ...quirks import Quirk
from ..call import Answer, Call, RefusedError, Row


def get_metadata(call: Call) -> Answer:
    """The address of the API for the property of this credential: this server."""
    success: bool | str = "true" if Quirk.METADATA_SUCCESS_AS_TEXT in call.hotel.quirks else True
    return Answer({"success": success, "data": {"api": {"url": call.origin}}}, bare=True)


def get_userinfo(call: Call) -> Answer:
    """The user who approved the connection; their roles only with role_details. The answer has no envelope."""
    user = call.hotel.users()[0]
    if call.text("property_id") not in (None, call.hotel.property_id):
        raise RefusedError(Refusal.WRONG_PROPERTY)
    body: Row = {
        "user_id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
    }
    if call.flag("role_details"):
        body["acl"] = ["reservations", "housekeeping"]
        body["roles"] = [{"id": "1", "name": user.role, "description": None}]
    return Answer(body, bare=True)
