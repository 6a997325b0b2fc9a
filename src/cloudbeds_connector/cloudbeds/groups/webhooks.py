"""Calls about webhook subscriptions: ``client.webhooks``."""

from __future__ import annotations

from contextlib import suppress

from ...errors import ConfigurationError, NotFoundError, UnexpectedAnswerError
from ...http.call import Repeat
from ..envelope import Envelope, acknowledgement, data_in, listed
from ..models.app import NewSubscription, Subscription
from ..models.rows import Rows
from ..operation import Endpoint, Operation, Scope, Verb, wire_params
from .group import C, Group, Steps, call, steps

GET_WEBHOOKS = Endpoint(name="getWebhooks", used_as="webhooks.list")
SUBSCRIBE = Endpoint(name="postWebhook", verb=Verb.POST, repeat=Repeat.ONCE, used_as="webhooks.subscribe")
UNSUBSCRIBE = Endpoint(name="deleteWebhook", verb=Verb.DELETE, scope=Scope.MANY, used_as="webhooks.unsubscribe")

_SUBSCRIPTIONS = listed(
    data_in(lambda: Envelope[Rows[Subscription]]), lambda: Subscription, kind="webhook", method="getWebhooks"
)
_NEW = data_in(lambda: Envelope[NewSubscription])


def list_subscriptions() -> Operation[tuple[Subscription, ...]]:
    """The call of `Webhooks.list`."""
    return Operation(endpoint=GET_WEBHOOKS, parse=_SUBSCRIPTIONS)


def delete_subscription(subscription_id: str) -> Operation[None]:
    """The call that deletes a subscription. An answer of success does not prove that it is gone: list again."""
    return Operation(endpoint=UNSUBSCRIBE, params={"subscriptionID": subscription_id}, parse=acknowledgement)


class Webhooks(Group[C]):
    """Subscriptions. Subscribing needs the read scope of the event's object."""

    @call
    def list(self) -> Operation[tuple[Subscription, ...]]:
        """Every subscription of this API client, also those of other endpoints. The method has no pages."""
        return list_subscriptions()

    @call
    def subscribe(
        self, object: str, *, action: str, url: str, auth_header: tuple[str, str] | None = None
    ) -> Operation[NewSubscription]:
        """Have ``object/action`` sent to `url`. List first: nothing keeps Cloudbeds from subscribing twice.

        `auth_header` (name, value) is sent with every delivery; it needs an account on which Cloudbeds offers it
        (their Python SDK has it since 1.19). Not repeated after a failure.
        """
        if not url.startswith(("https://", "http://")):
            raise ConfigurationError("A webhook needs a full URL.", next_action="Give one that starts with https://.")
        name, value = auth_header or (None, None)
        params = {
            "object": object,
            "action": action,
            "endpointUrl": url,
            "authHeaderName": name,
            "authHeaderValue": value,
        }
        return Operation(endpoint=SUBSCRIBE, params=wire_params(params), parse=_NEW)

    @steps
    def unsubscribe(self, subscription_id: str) -> Steps[None]:
        """Delete a subscription and list again: Cloudbeds sometimes answers success and keeps it.

        "Not found" may mean that an earlier answer was lost, so the list decides. As reads may lag behind writes, a
        subscription that is still there is listed a second time before `UnexpectedAnswerError`. There is no pause
        between, so one that was deleted just now may be reported too.
        """
        with suppress(NotFoundError):
            yield delete_subscription(subscription_id)
        for _ in range(2):
            listed = yield list_subscriptions()
            if all(subscription.id != subscription_id for subscription in listed):
                return
        raise UnexpectedAnswerError(
            "Cloudbeds was asked to delete the subscription, but still lists it.",
            next_action="Retire the token in its URL, and delete it again later.",
            method="deleteWebhook",
        )
