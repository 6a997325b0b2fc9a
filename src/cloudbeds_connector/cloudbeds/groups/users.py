"""``client.users``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import users

if TYPE_CHECKING:
    from ..client import CloudbedsClient
    from ..models.users import User, UserInfo


class Users:
    """The staff who use Cloudbeds. Scope ``read:user`` for `list`."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self, property_id: str | None = None) -> tuple[User, ...]:
        """The users of a property (the client's by default), each with the id of the property."""
        return self._client.execute(users.list_users(property_id or self._client.property_id))

    def me(self, *, roles: bool = False) -> UserInfo:
        """Who authorized the connection; with `roles`, also what they may do at the client's property."""
        return self._client.execute(users.get_user_info(self._client.property_id, roles=roles))
