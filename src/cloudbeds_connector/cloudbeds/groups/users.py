"""Calls about the users of a property: ``client.users``."""

from __future__ import annotations

from collections.abc import Mapping

from ...http.call import MisshapenError
from ...http.rows import ParsedRows, warn_of
from ...pms.pages import SetAside
from ..bad_rows import document_in, rows_one_by_one
from ..envelope import Envelope, data_in, document
from ..models.app import User, UserInfo
from ..models.rows import Map, Rows
from ..operation import Endpoint, Operation, Scope, wire_params
from .group import C, Group, call

#: Its parameter is ``property_ids``, unlike anywhere else.
GET_USERS = Endpoint(name="getUsers", permission="read:user", scope=Scope.NONE, used_as="users.list")
GET_USER_INFO = Endpoint(name="userinfo", scope=Scope.NONE, used_as="users.me")


def _flatten(properties: dict[str, tuple[User, ...]]) -> tuple[User, ...]:
    return tuple(
        user if user.property_id else user.model_copy(update={"property_id": property_id})
        for property_id, users in properties.items()
        for user in users
    )


_USERS = data_in(lambda: Envelope[Map[Rows[User]]], _flatten)


def _read(body: bytes) -> tuple[User, ...]:
    """The users of each property. A user who cannot be read is set aside, and costs no other."""
    try:
        return _USERS(body)
    except MisshapenError as error:
        failure = error
    found = document_in(body)
    properties = found.get("data") if isinstance(found, Mapping) else None
    if not isinstance(properties, Mapping):
        raise failure
    read: dict[str, tuple[User, ...]] = {}
    aside: list[SetAside] = []
    for property_id, rows in properties.items():
        users = rows_one_by_one({**found, "data": rows}, User, kind="user", group=None, within="", enveloped=True)
        if users is None:
            aside.append(SetAside(kind="user", id="", reason="The users of a property cannot be read."))
            continue
        read[property_id] = users
        aside += users.set_aside
    if not read:
        raise failure
    warn_of(aside, GET_USERS.name)
    return ParsedRows(_flatten(read), aside)


_USER_INFO = document(lambda: UserInfo)


class Users(Group[C]):
    """The staff who use Cloudbeds. Scope ``read:user`` for `list`."""

    @call
    def list(self, property_id: str | None = None) -> Operation[tuple[User, ...]]:
        """The users of a property (the client's by default), each with the id of the property.

        Without any property, those of every property that the credential covers. The method has no pages.
        """
        params = wire_params({"property_ids": property_id or self._client.property_id})
        return Operation(endpoint=GET_USERS, parse=_read, params=params)

    @call
    def me(self, *, roles: bool = False) -> Operation[UserInfo]:
        """Who authorized the connection; with `roles`, also what they may do at the client's property."""
        params = {"property_id": self._client.property_id if roles else None, "role_details": roles or None}
        return Operation(endpoint=GET_USER_INFO, parse=_USER_INFO, params=wire_params(params))
