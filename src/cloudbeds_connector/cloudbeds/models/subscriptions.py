"""What Cloudbeds tells about webhook subscriptions. The endpoint holds a secret: never log a subscription's fields."""

from __future__ import annotations

from typing import ClassVar

from .wire import Id, RowsOrOne, Text, WireModel


class SubscribedEvent(WireModel):
    """The event of a subscription: ``reservation`` and ``created``."""

    entity: Text = None
    action: Text = None


class SubscriptionData(WireModel):
    """Where deliveries go. The description says ``endpoint``; live answers have ``url``."""

    url: Text = None
    endpoint: Text = None


class Subscription(WireModel):
    """A row of ``getWebhooks``."""

    shown: ClassVar[str] = "id"

    id: Id
    event: SubscribedEvent | None = None
    subscription_type: Text = None
    subscription_data: RowsOrOne[SubscriptionData] = ()

    @property
    def event_name(self) -> str:
        """``object/action``."""
        event = self.event or SubscribedEvent()
        return f"{event.entity or ''}/{event.action or ''}"

    @property
    def endpoint_url(self) -> str | None:
        """The URL that deliveries go to."""
        return next((data.url or data.endpoint for data in self.subscription_data), None)


class NewSubscription(WireModel):
    """The answer of ``postWebhook``."""

    shown: ClassVar[str] = "subscription_id"

    subscription_id: Text = None
