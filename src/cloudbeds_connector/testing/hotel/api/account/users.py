"""getUsers: the users of the hotel system, by property.

The OpenAPI description of v1.3 has this container but no description of its rows; their fields are those of Cloudbeds'
SDK 1.5.0 (where they are a plain list).
"""

from __future__ import annotations

from ...faults import Refusal
from ...users import HotelUser
from ..call import Answer, Call, RefusedError, Row


def get_users(call: Call) -> Answer:
    """Users by the id of their property. The parameter is property_ids, only here."""
    property_ids = call.several("property_ids")
    if property_ids is not None and call.hotel.property_id not in property_ids:
        raise RefusedError(Refusal.WRONG_PROPERTY)
    return Answer({"data": {call.hotel.property_id: [_user_row(call, user) for user in call.hotel.users()]}})


def _user_row(call: Call, user: HotelUser) -> Row:
    return {
        "userID": user.id,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "language": "en",
        "userRole": {"name": user.role, "description": call.encoder.text()},
        "active": "yes" if user.active else "no",
        "lastLogin": user.last_login.isoformat(),
        "propertyId": call.hotel.property_id,
        "organizationID": "5011",
    }
