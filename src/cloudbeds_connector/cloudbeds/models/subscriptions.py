"""What Cloudbeds tells about webhook subscriptions. The endpoint holds a secret: never log a subscription's fields."""

from __future__ import annotations

from typing import ClassVar

from .rows import OneOrRows
from .wire import Id, Text, WireModel


class SubscribedEvent(WireModel):
    """The event of a subscription: ``reservation`` and ``created``."""

    entity: Text = None
    action: Text = None


class SubscriptionParty(WireModel):
    """What a subscription belongs to: a ``user``, a ``property``, an ``association`` or an API client."""

    shown: ClassVar[str] = "id"

    type: Text = None
    id: Text = None


class SubscriptionData(WireModel):
    """Where deliveries go. The description says ``endpoint``; live answers have ``url``."""

    url: Text = None
    endpoint: Text = None


class AuthHeader(WireModel):
    """The header that comes with every delivery. Cloudbeds never tells its value."""

    name: Text = None


class Subscription(WireModel):
    """A row of ``getWebhooks``. `auth_header` is there if the subscription was made with one (SDK 1.19)."""

    shown: ClassVar[str] = "id"

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

    shown: ClassVar[str] = "subscription_id"

    subscription_id: Text = None
