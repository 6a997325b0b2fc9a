"""Decides what goes wrong between a hotel and its client: failing requests, lost and late webhooks, refused keys.

Settings are plain mutable values: change them at any time. What goes wrong is drawn from the hotel's seed, so the same
calls fail in the same way again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """How one request fails. All but `LOST_ANSWER`, `TRUNCATED` and `EMPTY` fail before they have an effect."""

    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    RATE_LIMITED = "429"
    DROPPED = "drop"
    LOST_ANSWER = "lost_answer"
    TRUNCATED = "truncated"
    HTML = "html"
    EMPTY = "empty"


class Refusal(StrEnum):
    """Why the hotel refuses every call of a valid key (HTTP 200, success: false), in Cloudbeds' words."""

    USER_INACTIVE = "User who approved this connection is not active anymore"
    PROPERTY_CANCELED = (
        "Your request could not be fully completed. The property(ies) you are accessing have an invalid status. "
        "See details: canceled: {property_id}"
    )
    WRONG_PROPERTY = "None of the included property id's match the access_token user's property id"
    PROPERTY_REQUIRED = 'Please specify "propertyID" parameter for this call'


@dataclass
class Faults:
    """What goes wrong with requests. The default: nothing.

    Every `every`-th request fails, by the next of `kinds` in turn (`Fault` values or their words); every second 429
    carries a Retry-After of a second. `truncated` and `html` are shares (0 to 1) of answers cut short or replaced by
    a page; `only` limits all this to some methods. `latency_seconds` passes on the hotel's clock between an answer's
    reading and its arrival. `enforce_rate` answers 429 above the hotel's requests per second. `refusal` refuses
    every call but getHotels with `PROPERTY_REQUIRED` when it names no property. `missing_scopes` such as
    ``read:housekeeping`` were not granted; `revoked_keys` were withdrawn.
    """

    every: int | None = None
    kinds: Sequence[str] = (Fault.SERVER_ERROR, Fault.RATE_LIMITED, Fault.DROPPED)
    truncated: float = 0.0
    html: float = 0.0
    only: frozenset[str] = frozenset()
    latency_seconds: float = 0.0
    enforce_rate: bool = False
    refusal: Refusal | None = None
    missing_scopes: set[str] = field(default_factory=set)
    revoked_keys: set[str] = field(default_factory=set)
    script: deque[Fault] = field(default_factory=deque)

    def fail_next(self, *kinds: str) -> None:
        """Let the next requests fail so, one after the other."""
        self.script.extend(Fault(kind) for kind in kinds)

    def clear(self) -> None:
        """Nothing goes wrong from here on."""
        vars(self).update(vars(Faults()))


@dataclass
class WebhookFaults:
    """What goes wrong with webhooks. The default: nothing (the hotel's quirks apart).

    `lost`, `doubled`, `late` and `slow` are shares (0 to 1): never sent; sent twice; delayed by up to `late_seconds`;
    answered too late in the hotel's eyes, and so sent again. `shuffled` delays each by up to `shuffle_seconds`.
    Seconds are the hotel's.
    """

    lost: float = 0.0
    doubled: float = 0.0
    shuffled: bool = False
    shuffle_seconds: float = 30.0
    late: float = 0.0
    late_seconds: float = 900.0
    slow: float = 0.0

    def clear(self) -> None:
        """Nothing goes wrong from here on."""
        vars(self).update(vars(WebhookFaults()))


@dataclass
class Stats:
    """What passed between a hotel and its clients.

    `by_status` counts answers by HTTP status, injected failures by their word. `max_in_any_second` is the most
    requests within any second of the hotel's clock. Of webhooks, per subscription: `sent` counts messages (lost ones
    not), `doubled` second copies, `delivered` those acknowledged, `retried` further attempts, `failed` those given up.
    """

    api_requests: int = 0
    by_method: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    max_in_any_second: int = 0
    webhooks_sent: int = 0
    webhooks_lost: int = 0
    webhooks_doubled: int = 0
    webhooks_delivered: int = 0
    webhooks_retried: int = 0
    webhooks_failed: int = 0
