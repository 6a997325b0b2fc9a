"""``client.webhooks``."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ...errors import NotFoundError, UnexpectedAnswerError
from ..operations import webhooks

if TYPE_CHECKING:
    from ..client import CloudbedsClient
    from ..models.subscriptions import NewSubscription, Subscription


class Webhooks:
    """Subscriptions. Subscribing needs the read scope of the event's object."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self) -> tuple[Subscription, ...]:
        """Every subscription of this API client, other endpoints' included."""
        return self._client.execute(webhooks.list_subscriptions())

    def subscribe(
        self,
        object: str,
        *,
        action: str,
        url: str,
        auth_header: tuple[str, str] | None = None,
    ) -> NewSubscription:
        """Have ``object/action`` sent to `url`. List first: nothing keeps Cloudbeds from subscribing twice.

        `auth_header` (name, value) is sent with every delivery; it needs an account on which Cloudbeds offers it
        (their Python SDK has it since 1.19). Not repeated after a failure.
        """
        return self._client.execute(webhooks.subscribe(object, action, url, auth_header=auth_header))

    def unsubscribe(self, subscription_id: str) -> None:
        """End a subscription, and look whether it is gone: Cloudbeds has been seen to say success and keep it.

        That Cloudbeds does not know it may mean that the answer to an earlier try was lost: the look decides. As
        readings may lag behind, it is listed for a second time before `UnexpectedAnswerError` says that it is still
        there; there is no pause between, so one that was ended just now may be reported too.
        """
        with suppress(NotFoundError):
            self._client.execute(webhooks.unsubscribe(subscription_id))
        for _ in range(2):
            listed = self.list()
            if all(subscription.id != subscription_id for subscription in listed):
                return
        raise UnexpectedAnswerError(
            "Cloudbeds was asked to delete the subscription, but still lists it.",
            next_action="Retire the token in its URL, and delete it again later.",
            method="deleteWebhook",
        )
