"""Answers about an app's connection: its state, webhook subscriptions, users, and log of integration events.

A subscription's endpoint holds a secret: never log the fields of a subscription.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .rows import OneOrRows, Rows
from .wire import Flag, Id, Moment, SecondVersionModel, SnakeModel, Text, WireModel


class AppState(SnakeModel):
    """The answer of ``getAppState``: ``enabled``, ``disabled``, ``installing`` or ``pending``."""

    repr_field: ClassVar[str] = "app_state"

    app_state: Text = None


class AppSettings(WireModel):
    """The answer of ``getAppSettings``."""

    full_revenue_sync: Flag = None


class ReportedError(WireModel):
    """The answer of ``postAppError``."""

    repr_field: ClassVar[str] = "error_id"

    error_id: Text = None


class ApiAddress(WireModel):
    """The address of the API of a property."""

    url: Text = None


class Metadata(WireModel):
    """The answer of ``oauth/metadata``: which server has the credential's property."""

    api: ApiAddress


class SubscribedEvent(WireModel):
    """The event of a subscription: ``reservation`` and ``created``."""

    entity: Text = None
    action: Text = None


class SubscriptionParty(WireModel):
    """The owner of a subscription: a ``user``, a ``property``, an ``association`` or an API client."""

    repr_field: ClassVar[str] = "id"

    type: Text = None
    id: Text = None


class SubscriptionData(WireModel):
    """Where deliveries go. The description says ``endpoint``; live answers have ``url``."""

    url: Text = None
    endpoint: Text = None


class AuthHeader(WireModel):
    """The header that comes with every delivery. Cloudbeds never sends its value."""

    name: Text = None


class Subscription(WireModel):
    """A row of ``getWebhooks``. `auth_header` is there if the subscription was made with one (SDK 1.19)."""

    repr_field: ClassVar[str] = "id"

    id: Id
    key: OneOrRows[SubscriptionParty] = ()
    event: OneOrRows[SubscribedEvent] = ()
    owner: OneOrRows[SubscriptionParty] = ()
    subscription_type: Text = None
    subscription_data: OneOrRows[SubscriptionData] = ()
    auth_header: OneOrRows[AuthHeader] = ()

    @property
    def event_name(self) -> str:
        """``object/action``."""
        event = self.event[0] if self.event else SubscribedEvent()
        return f"{event.entity or ''}/{event.action or ''}"

    @property
    def endpoint_url(self) -> str | None:
        """The URL that deliveries go to."""
        return next((data.url or data.endpoint for data in self.subscription_data), None)


class NewSubscription(WireModel):
    """The answer of ``postWebhook``."""

    repr_field: ClassVar[str] = "subscription_id"

    subscription_id: Text = None


class User(WireModel):
    """A user of ``getUsers``. The official description does not define the rows; these fields are from its examples.

    `property_id` is filled in from the property that the users are listed under.
    """

    repr_field: ClassVar[str] = "user_id"

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

    repr_field: ClassVar[str] = "id"

    id: Text = None
    name: Text = None
    description: Text = None


class UserInfo(SnakeModel):
    """The answer of ``userinfo``: who authorized the connection. `acl` and `roles` are there only with `roles`."""

    repr_field: ClassVar[str] = "user_id"

    user_id: Id
    first_name: Text = None
    last_name: Text = None
    email: Text = None
    acl: Rows[Text] = ()
    roles: Rows[Role] = ()


class IntegrationEvent(SecondVersionModel):
    """An entry of the log. `status` is ``open`` or ``completed``; `result` is ``success``, ``failure``,
    ``action_required`` or ``warning``. Moments carry their offset.
    """

    repr_field: ClassVar[str] = "id"

    id: Id
    property_id: Text = None
    object_id: Text = None
    object_type: Text = None
    system: Text = None
    status: Text = None
    result: Text = None
    description: Text = None
    details: Text = None
    action_text: Text = None
    created_at: Moment = None
    updated_at: Moment = None
    retried_at: Moment = None


class IntegrationEventPage(SecondVersionModel):
    """A page of the log."""

    data: Rows[IntegrationEvent]
