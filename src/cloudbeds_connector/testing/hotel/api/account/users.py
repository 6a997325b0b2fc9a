"""Decides what getUsers answers: the staff who may use the hotel system, by property.

The container is the OpenAPI description's of v1.3; it does not describe the rows, whose fields are those of Cloudbeds'
own SDK 1.5.0 (there a plain list).
"""

from __future__ import annotations

from ...faults import Refusal
from ...users import HotelUser
from ..call import Answer, Call, RefusedError, Row


def get_users(call: Call) -> Answer:
    """Users by the id of their property. The parameter is property_ids here, unlike anywhere else."""
    wanted = call.several("property_ids")
    if wanted is not None and call.hotel.property_id not in wanted:
        raise RefusedError(Refusal.WRONG_PROPERTY)
    return Answer({"data": {call.hotel.property_id: [_user_row(call, user) for user in call.hotel.users()]}})


def _user_row(call: Call, user: HotelUser) -> Row:
    return {
        "userID": user.id,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "language": "en",
        "userRole": {"name": user.role, "description": call.wire.text()},
        "active": "yes" if user.active else "no",
        "lastLogin": user.last_login.isoformat(),
        "propertyId": call.hotel.property_id,
        "organizationID": "5011",
    }
