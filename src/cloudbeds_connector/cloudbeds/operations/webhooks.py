"""The calls about webhook subscriptions."""

from __future__ import annotations

from ...errors import ConfigurationError
from ..envelope import Envelope, acknowledgement, data_in
from ..models.subscriptions import NewSubscription, Subscription
from ..models.wire import Rows
from ..operation import Operation, Repeat, Scope, Verb, wire_params

_SUBSCRIPTIONS = data_in(Envelope[Rows[Subscription]], lambda rows: rows)
_NEW = data_in(Envelope[NewSubscription], lambda subscription: subscription)


def list_subscriptions() -> Operation[tuple[Subscription, ...]]:
    """Every subscription of this API client. The method has no pages."""
    return Operation(method="getWebhooks", parse=_SUBSCRIPTIONS)


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
    return Operation(method="postWebhook", verb=Verb.POST, params=wire_params(params), repeat=Repeat.ONCE, parse=_NEW)


def unsubscribe(subscription_id: str) -> Operation[None]:
    """End a subscription. An answer of success does not prove that it has ended: list again."""
    return Operation(
        method="deleteWebhook",
        verb=Verb.DELETE,
        params={"subscriptionID": subscription_id},
        scope=Scope.MANY,
        parse=acknowledgement,
    )
