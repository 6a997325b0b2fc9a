"""The calls about webhook subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from ...http.call import Repeat
from .. import models
from ..envelope import Envelope, acknowledgement, data_in
from ..models.rows import Rows
from ..operation import Endpoint, Operation, Scope, Verb, wire_params

if TYPE_CHECKING:
    from ..models.subscriptions import NewSubscription, Subscription

GET_WEBHOOKS = Endpoint(name="getWebhooks", used_as="webhooks.list")
SUBSCRIBE = Endpoint(name="postWebhook", verb=Verb.POST, repeat=Repeat.ONCE, used_as="webhooks.subscribe")
UNSUBSCRIBE = Endpoint(name="deleteWebhook", verb=Verb.DELETE, scope=Scope.MANY, used_as="webhooks.unsubscribe")

_SUBSCRIPTIONS = data_in(lambda: Envelope[Rows[models.Subscription]])
_NEW = data_in(lambda: Envelope[models.NewSubscription])


def list_subscriptions() -> Operation[tuple[Subscription, ...]]:
    """Every subscription of this API client. The method has no pages."""
    return Operation(endpoint=GET_WEBHOOKS, parse=_SUBSCRIPTIONS)


def subscribe(
    object: str,
    action: str,
    url: str,
    *,
    auth_header: tuple[str, str] | None,
) -> Operation[NewSubscription]:
    """Have ``object/action`` sent to `url`. Repeating it may subscribe twice, so it is not repeated."""
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


def unsubscribe(subscription_id: str) -> Operation[None]:
    """End a subscription. An answer of success does not prove that it has ended: list again."""
    return Operation(endpoint=UNSUBSCRIBE, params={"subscriptionID": subscription_id}, parse=acknowledgement)
