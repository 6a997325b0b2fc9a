"""Decides which webhook subscriptions a connection has: every event that matters, to our endpoint, once."""

from __future__ import annotations

from ..errors import BadRequestError, MissingScopeError, PmsError, RetryableError
from ..pms.ports import SubscriptionReport
from .client import CloudbedsClient
from .webhooks import OPTIONAL_EVENTS, SUBSCRIBED_EVENTS


class CloudbedsEvents:
    """Cloudbeds' webhooks. It deletes the subscriptions by itself when a user disconnects the app."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def ensure_subscriptions(self, endpoint_url: str) -> SubscriptionReport:
        """Subscribe to what `endpoint_url` does not get yet. Lists first: a second subscription would double it all.

        An event that Cloudbeds refuses (a scope is missing, or the name is not offered) is reported in `manual`; if
        it refuses every one, that error is raised.
        """
        rows = self._client.webhooks.list()
        existing = {row.event_name for row in rows if row.endpoint_url == endpoint_url}
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
                # the call may have been carried out, but all of this may be repeated: it lists what there is first
                error.retryable, error.next_action = True, "Try again later; what there is by then is not made again."
                raise
        if refused and not created and not existing:
            raise next(iter(refused.values()))
        needed = [event for event in refused if event in SUBSCRIBED_EVENTS]
        return SubscriptionReport(
            created=tuple(created),
            existing=tuple(event for event in (*SUBSCRIBED_EVENTS, *OPTIONAL_EVENTS) if event in existing),
            manual=_instructions(needed, refused) if needed else None,
        )


def _instructions(events: list[str], refused: dict[str, PmsError]) -> str:
    reasons = sorted({refused[event].next_action for event in events})
    return f"Cloudbeds refused to send {', '.join(events)}. {' '.join(reasons)} Until then, only syncs notice these."
