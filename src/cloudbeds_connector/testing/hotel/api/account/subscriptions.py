"""postWebhook, getWebhooks and deleteWebhook."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...events import CATALOGUE
from ...quirks import Quirk
from ...webhook_delivery import Subscription
from ..call import NO_SCOPE, Answer, Call, RefusedError, Row


def post_webhook(call: Call) -> Answer:
    """Subscribe an address to one event, optionally with a header for every delivery.

    The header's two parameters are in the official SDK 1.19, but not in the description of August 2026.
    """
    url, entity, action = call.required("endpointUrl"), call.required("object"), call.required("action")
    event = f"{entity}/{action}"
    if event not in CATALOGUE or urlsplit(url).scheme not in {"http", "https"}:
        raise RefusedError(f"Parameter {'endpointUrl' if event in CATALOGUE else 'action'} is invalid")
    scope = CATALOGUE[event]
    if not call.granted(scope):
        raise RefusedError(NO_SCOPE, status=403)
    header, value = call.text("authHeaderName"), call.text("authHeaderValue")
    if (header is None) != (value is None):
        raise RefusedError("Parameters authHeaderName and authHeaderValue must be sent together")
    subscriptions = call.hotel.webhooks.subscriptions
    same = next((s for s in subscriptions.values() if (s.event, s.url) == (event, url)), None)
    again = same is not None and Quirk.SUBSCRIBING_AGAIN_ADDS not in call.hotel.quirks
    key = same.id if same is not None and again else call.hotel.new_subscription_id()
    subscriptions[key] = Subscription(key, event, url, header or "", value or "")
    return Answer({"data": {"subscriptionID": key}})


def get_webhooks(call: Call) -> Answer:
    """Every subscription, with the name of its header but never the value."""
    rows = [_row(call, subscription) for subscription in call.hotel.webhooks.subscriptions.values()]
    return Answer({"data": rows})


def _row(call: Call, subscription: Subscription) -> Row:
    entity, _, action = subscription.event.partition("/")
    key = "url" if Quirk.SUBSCRIPTION_URL_KEY in call.hotel.quirks else "endpoint"
    row: Row = {
        "id": subscription.id,
        "key": {"type": "property", "id": call.encoder.numeric_id(call.hotel.property_id)},
        "event": {"entity": entity, "action": action},
        "owner": {"type": "client", "id": call.credential.client_id},
        "subscriptionType": "webhook",
        "subscriptionData": {key: subscription.url},
    }
    return row | ({"authHeader": {"name": subscription.header_name}} if subscription.header_name else {})


def delete_webhook(call: Call) -> Answer:
    """Remove a subscription (DELETE)."""
    if call.hotel.webhooks.subscriptions.pop(call.required("subscriptionID"), None) is None:
        raise RefusedError("Subscription not found")
    return Answer()


def post_delete_webhook(call: Call) -> Answer:
    """The undocumented POST: it requires the parameters of the subscription, answers success, and deletes nothing."""
    for name in ("endpointUrl", "object", "action"):
        call.required(name)
    return Answer()
