"""What Cloudbeds tells about the users of a property."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .rows import Rows
from .wire import Flag, Id, Moment, SnakeModel, Text, WireModel


class User(WireModel):
    """A user of ``getUsers``. The official description leaves the rows open; these fields are those of its examples.

    `property_id` is filled in from the property the users are listed under.
    """

    shown: ClassVar[str] = "user_id"

    user_id: Text = None
    first_name: Text = None
    last_name: Text = None
    email: Text = None
    language: Text = None
    active: Flag = None
    last_login: Moment = None
    property_id: Text = Field(default=None, alias="propertyId")


class Role(SnakeModel):
    """A role of a user."""

    shown: ClassVar[str] = "id"

    id: Text = None
    name: Text = None
    description: Text = None


class UserInfo(SnakeModel):
    """The answer of ``userinfo``: who authorized the connection. `acl` and `roles` are told only when asked for."""

    shown: ClassVar[str] = "user_id"

    user_id: Id
    first_name: Text = None
    last_name: Text = None
    email: Text = None
    acl: Rows[Text] = ()
    roles: Rows[Role] = ()
