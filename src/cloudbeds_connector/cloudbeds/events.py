"""Webhook subscriptions of one property, and ending an app's access to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

from ..errors import AuthenticationError, BadRequestError, MissingScopeError, NotFoundError, PmsError, RetryableError
from ..pms.parts import Refused
from ..pms.subscriptions import RemovalReport, SubscriptionReport
from ..secrecy import NotPickled
from .client import CloudbedsClient
from .groups.webhooks import delete_subscription
from .models.app import Subscription
from .webhooks import OPTIONAL_EVENTS, SUBSCRIBED_EVENTS

#: The scope that a subscription to an object's events needs: the one to read the object.
SCOPES: Mapping[str, str] = {
    "guest": "read:guest",
    "housekeeping": "read:housekeeping",
    "night_audit": "read:nightAudit",
    "reservation": "read:reservation",
    "roomblock": "read:roomblock",
}


class CloudbedsEvents(NotPickled):
    """Webhook subscriptions. Cloudbeds deletes them by itself when a user disconnects the app."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        """Subscribe `endpoint_url` to each event that it does not get yet.

        It lists first, because Cloudbeds takes a second subscription and sends everything twice. An event that
        Cloudbeds refuses (a scope is missing, or the name is not offered) is reported in `manual`. If it refuses every
        one, the error is raised.
        """
        existing = {row.event_name for row in self._client.webhooks.list() if row.endpoint_url == endpoint_url}
        created: list[str] = []
        refused: dict[str, PmsError] = {}
        for event in (*SUBSCRIBED_EVENTS, *OPTIONAL_EVENTS):
            if event in existing:
                continue
            entity, _, action = event.partition("/")
            try:
                self._client.webhooks.subscribe(entity, action=action, url=endpoint_url)
                created.append(event)
            except (BadRequestError, MissingScopeError) as error:
                refused[event] = error
            except RetryableError as error:
                # the call may have been carried out, but all of this may be repeated, because it lists first
                error.retryable, error.next_action = True, "Try again later; subscriptions that exist are kept."
                raise
        if refused and not created and not existing:
            raise next(iter(refused.values()))
        needed = {event: error for event, error in refused.items() if event in SUBSCRIBED_EVENTS}
        return SubscriptionReport(
            created=tuple(created),
            existing=tuple(event for event in (*SUBSCRIBED_EVENTS, *OPTIONAL_EVENTS) if event in existing),
            manual=_instructions(needed) if needed else None,
            refused=_refused(needed) if needed else None,
        )

    def remove_subscriptions(self, is_ours: Callable[[str], bool]) -> RemovalReport:
        """Delete the subscriptions of these addresses, and list again.

        Cloudbeds was seen to answer success and go on listing one. As reads may lag behind writes, what is still there
        is listed a second time.
        """
        ours = self._of(is_ours)
        for row in ours:
            try:
                with suppress(NotFoundError):  # an earlier answer was lost
                    self._client.execute(delete_subscription(row.id))
            except PmsError as error:
                if isinstance(error, AuthenticationError):
                    raise
        still: Collection[Subscription] = ours
        for _ in range(2 if ours else 0):
            still = self._of(is_ours)
            if not still:
                break
        left = {row.id: row.event_name for row in still}
        return RemovalReport(
            removed=tuple(row.event_name for row in ours if row.id not in left),
            left=tuple(left.values()),
            manual=_still_listed(left.values()) if left else None,
        )

    def _of(self, is_ours: Callable[[str], bool]) -> list[Subscription]:
        return [row for row in self._client.webhooks.list() if row.endpoint_url and is_ours(row.endpoint_url)]


def end_app_access(client: CloudbedsClient, *, is_app: bool) -> str | None:
    """Set the app to disabled at the property, as Cloudbeds wants it of an app that is disconnected elsewhere.

    Returns what a person has to do where there is no app, or Cloudbeds refuses the call: no call ends a key.
    """
    if not is_app:
        return (
            "Cloudbeds has no call that ends an API key: delete it there (Account > Apps & Marketplace > API "
            "Credentials) if nothing else uses it."
        )
    try:
        client.app.set_state("disabled")
    except (BadRequestError, MissingScopeError, NotFoundError):
        return "Cloudbeds refused to disconnect the app: disconnect it there (Account > Apps & Marketplace)."
    return None


def _instructions(refused: Mapping[str, PmsError]) -> str:
    reasons = " ".join(sorted({error.next_action for error in refused.values()}))
    return f"Cloudbeds refused to send {', '.join(refused)}. {reasons} Until then, only a sync finds these changes."


def _refused(refused: Mapping[str, PmsError]) -> Refused:
    scopes = {
        SCOPES.get(event.partition("/")[0], "")
        for event, error in refused.items()
        if isinstance(error, MissingScopeError)
    }
    names = ", ".join(refused)
    return Refused(
        scope=", ".join(sorted(scopes - {""})),
        instead=f"Cloudbeds does not send {names}: a sync finds these changes, up to an hour later.",
    )


def _still_listed(events: Collection[str]) -> str:
    return (
        f"Cloudbeds still lists the subscriptions to {', '.join(events)} after they were deleted. What it sends is "
        "answered with 404; they end when the app or the key is removed in Cloudbeds."
    )
