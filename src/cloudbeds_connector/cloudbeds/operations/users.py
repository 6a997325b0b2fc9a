"""The calls about the users of a property."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import models
from ..envelope import Envelope, data_in, document
from ..models.rows import Map, Rows
from ..operation import Endpoint, Operation, Scope, wire_params

if TYPE_CHECKING:
    from ..models.users import User, UserInfo

#: Its parameter is ``property_ids``, unlike anywhere else.
GET_USERS = Endpoint(name="getUsers", permission="read:user", scope=Scope.NONE, used_as="users.list")
GET_USER_INFO = Endpoint(name="userinfo", scope=Scope.NONE, used_as="users.me")


def _flatten(properties: dict[str, tuple[User, ...]]) -> tuple[User, ...]:
    return tuple(
        user if user.property_id else user.model_copy(update={"property_id": property_id})
        for property_id, users in properties.items()
        for user in users
    )


_USERS = data_in(lambda: Envelope[Map[Rows[models.User]]], _flatten)
_USER_INFO = document(lambda: models.UserInfo)


def list_users(property_id: str | None) -> Operation[tuple[User, ...]]:
    """The users of a property, or of every property of the credential. The method has no pages."""
    return Operation(endpoint=GET_USERS, parse=_USERS, params=wire_params({"property_ids": property_id}))


def get_user_info(property_id: str | None, *, roles: bool) -> Operation[UserInfo]:
    """Who authorized the connection; with `roles`, also what they may do at a property."""
    params = {"property_id": property_id if roles else None, "role_details": roles or None}
    return Operation(endpoint=GET_USER_INFO, parse=_USER_INFO, params=wire_params(params))
