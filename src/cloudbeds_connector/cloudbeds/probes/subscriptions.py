"""Whether a subscription can have a header and whether DELETE ends it: one is made to an unused address, and deleted.

``authHeaderName`` and ``authHeaderValue`` are only in Cloudbeds' own Python SDK since 1.19. One integrator saw a
subscription stay listed after a deletion that was answered with success (by POST; DELETE is the described verb).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import BadRequestError, MissingScopeError
from ...pms.probing import Finding
from ..groups.webhooks import delete_subscription
from ..models.app import Subscription
from .subject import Subject, still_open, sure
from .undo import Undone, undo

HEADER = "Authorization"
#: Rare events, and the first needs no scope; not every key may subscribe to it.
_EVENTS = (("integration", "appstate_changed"), ("roomblock", "removed"), ("reservation", "deleted"))
_SHOWN_WITHIN = (0, 10, 25)


def subscriptions(subject: Subject) -> Sequence[Finding]:
    """Make a subscription to `webhook_url`, look at it, and delete it; with writes only."""
    url = subject.webhook_url
    if not subject.allow_writes or url is None:
        why = "It takes a subscription: allow writes, and give the URL of an address that nothing uses (--webhook-url)."
        return _open(why)
    if any(row.endpoint_url == url for row in subject.client.webhooks.list()):
        return _open("The webhook URL is subscribed to already, so nothing was tried: give one that nothing uses.")
    trial = _Trial()
    try:
        _make(subject, url, trial)
        if trial.made:
            trial.row = _listed(subject, url)
    finally:
        undone = _undone(subject, url, trial)
    if not trial.made:
        return _open("Cloudbeds refused every subscription that was tried.")
    return [_header(trial), _deletion(undone)]


def _open(why: str) -> Sequence[Finding]:
    return [still_open("auth_header", why), still_open("delete_webhook", why)]


@dataclass
class _Trial:
    """What is known so far of the subscription that is made for the probe."""

    made: bool = False
    subscription_id: str | None = None
    header_refused: bool = False
    row: Subscription | None = None


def _make(subject: Subject, url: str, trial: _Trial) -> None:
    """Subscribe with a header, else without one, to the first event that is not refused."""
    value = f"Bearer {secrets.token_urlsafe(24)}"
    for entity, action in _EVENTS:
        for header in ((HEADER, value), None):
            trial.made = True  # unless the call is refused: an answer may be lost
            try:
                new = subject.client.webhooks.subscribe(entity, action=action, url=url, auth_header=header)
            except (BadRequestError, MissingScopeError):
                trial.made = False
                continue
            trial.subscription_id, trial.header_refused = new.subscription_id, header is None
            return


def _listed(subject: Subject, url: str) -> Subscription | None:
    for pause in _SHOWN_WITHIN:
        subject.clock.sleep(pause)
        for row in subject.client.webhooks.list():
            if row.endpoint_url == url:
                return row
    return None


def _undone(subject: Subject, url: str, trial: _Trial) -> Undone:
    if not trial.made:
        return Undone(frozenset(), confirmed=False, unread=False)
    undone = undo(
        subject.clock,
        known=() if trial.subscription_id is None else (trial.subscription_id,),
        shown=lambda: {
            row.id
            for row in subject.client.webhooks.list()
            if row.endpoint_url == url or row.id == trial.subscription_id
        },
        delete=lambda each: subject.client.execute(delete_subscription(each)),
    )
    if not undone.clean:
        ids = ", ".join(sorted(undone.left)) or "of unknown id"
        subject.left.append(
            f"The webhook subscription {ids} to the URL you gave: delete it with deleteWebhook, or ask Cloudbeds to."
        )
    return undone


def _header(trial: _Trial) -> Finding:
    key = "auth_header"
    if trial.header_refused:
        return sure(key, "no", "A subscription with one was refused; the same one without was not.", auth_header=False)
    if trial.row is None:
        return still_open(key, "The subscription was not listed within half a minute.")
    if any((shown.name or "").lower() == HEADER.lower() for shown in trial.row.auth_header):
        return sure(
            key, "yes", f"getWebhooks lists {HEADER} for it. What is delivered was not looked at.", auth_header=True
        )
    return sure(key, "no", "The subscription was made, but getWebhooks lists no header for it.", auth_header=False)


def _deletion(undone: Undone) -> Finding:
    key = "delete_webhook"
    if undone.unread or not undone.confirmed:
        return still_open(key, "The deletion, or the listing after it, failed.")
    if undone.left:
        return sure(
            key, "no", "It was answered with success, and is still listed a minute later.", delete_webhook=False
        )
    return sure(key, "yes", "It was answered with success, and is listed no more.", delete_webhook=True)
