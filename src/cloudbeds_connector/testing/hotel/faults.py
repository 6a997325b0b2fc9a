"""Faults to inject: failing requests, lost and late webhooks, refused keys; and statistics of what passed.

Settings are plain mutable values that may change at any time. Random choices are drawn from the hotel's seed, so the
same calls fail in the same way again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .spoilage import Spoilage, Spoilt


class Fault(StrEnum):
    """How one request fails. `LOST_ANSWER` and what follows it fail after they had an effect.

    `REFUSED` is a refusal without a known reason (HTTP 200, success: false). `JSON_AS_HTML` is a complete answer that
    is labelled ``text/html``, as PHP does by itself; that Cloudbeds does it too is presumed.
    """

    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    RATE_LIMITED = "429"
    DROPPED = "drop"
    HTML = "html"
    REFUSED = "refused"
    LOST_ANSWER = "lost_answer"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    NULL_DATA = "null_data"
    JSON_AS_HTML = "json_as_html"


class Refusal(StrEnum):
    """Why every call of a valid key is refused (HTTP 200, success: false). Values are Cloudbeds' messages."""

    USER_INACTIVE = "User who approved this connection is not active anymore"
    PROPERTY_CANCELED = (
        "Your request could not be fully completed. The property(ies) you are accessing have an invalid status. "
        "See details: canceled: {property_id}"
    )
    WRONG_PROPERTY = "None of the included property id's match the access_token user's property id"
    PROPERTY_REQUIRED = 'Please specify "propertyID" parameter for this call'


@dataclass
class Faults:
    """Faults of API requests. The default is none.

    Every `every`-th request fails, with the next of `kinds` in turn (`Fault` members or their values); every second 429
    has a Retry-After of one second. `truncated`, `html` and `json_as_html` are the shares (0 to 1) of answers that are
    cut short, replaced by an HTML page, or labelled as one. `only` limits these faults to some methods.
    `latency_seconds` pass on the hotel's clock between reading the data and the arrival of the answer. `enforce_rate`
    answers 429 above the hotel's requests per second.

    `refusal` refuses every call; with `PROPERTY_REQUIRED`, only calls without a property id, and not getHotels.
    `missing_scopes`, such as ``read:housekeeping``, are not granted. `refused_methods`, such as
    ``getReservationsWithRateDetails``, are refused as if their scope were missing. `revoked_keys` are no longer valid.

    `failing_ids` are ids with the `Fault` of every call that names them, alone or among others.

    `read_lag_seconds` is how long reads do not show a write (None: up to 20 s, by `Quirk.READS_LAG_WRITES`); an
    integrator reports more than 600. With `lag_spread` (0 to 1) each object has a lag of its own, shorter by up to that
    share. `lag_of` are the lags of single objects in seconds, by the id of the reservation, room or block.

    `spoilt` are the rows that answers show spoilt, by the id of a reservation, of one of its rooms, of a room, a block
    and so on. `spoilt_rows` is the share of rows that are spoilt at random besides, in each answer anew.
    """

    every: int | None = None
    kinds: Sequence[str] = (Fault.SERVER_ERROR, Fault.RATE_LIMITED, Fault.DROPPED)
    truncated: float = 0.0
    html: float = 0.0
    json_as_html: float = 0.0
    only: frozenset[str] = frozenset()
    latency_seconds: float = 0.0
    enforce_rate: bool = False
    refusal: Refusal | None = None
    missing_scopes: set[str] = field(default_factory=set)
    refused_methods: set[str] = field(default_factory=set)
    revoked_keys: set[str] = field(default_factory=set)
    failing_ids: dict[str, str] = field(default_factory=dict)
    read_lag_seconds: float | None = None
    lag_spread: float = 0.0
    lag_of: dict[str, float] = field(default_factory=dict)
    spoilt: dict[str, Spoilt] = field(default_factory=dict)
    spoilt_rows: float = 0.0
    script: deque[Fault] = field(default_factory=deque)

    def fail_next(self, *kinds: str) -> None:
        """Fail the next requests, one for each of `kinds`, in this order."""
        self.script.extend(Fault(kind) for kind in kinds)

    def fail_ids(self, *ids: str, kind: str = Fault.SERVER_ERROR) -> None:
        """Fail every call that names one of these ids from now on, alone or in a list with others."""
        self.failing_ids.update(dict.fromkeys(ids, Fault(kind)))

    def spoil(self, row_id: str, kind: str, *fields: str) -> None:
        """Spoil this row from now on, in every answer; with `fields`, only these fields of it and of its rooms."""
        self.spoilt[row_id] = Spoilt(Spoilage(kind), frozenset(fields))

    def clear(self) -> None:
        """Remove all faults."""
        vars(self).update(vars(Faults()))


@dataclass
class WebhookFaults:
    """Faults of webhook deliveries. The default is none (besides the hotel's quirks).

    `lost`, `doubled`, `late` and `slow` are shares (0 to 1) of webhooks: never sent; sent twice; delayed by up to
    `late_seconds`; treated as answered too late, and so sent again. `shuffled` delays each webhook by up to
    `shuffle_seconds`. Seconds are on the hotel's clock.
    """

    lost: float = 0.0
    doubled: float = 0.0
    shuffled: bool = False
    shuffle_seconds: float = 30.0
    late: float = 0.0
    late_seconds: float = 900.0
    slow: float = 0.0

    def clear(self) -> None:
        """Remove all faults."""
        vars(self).update(vars(WebhookFaults()))


@dataclass
class Stats:
    """Counts of what passed between a hotel and its clients.

    `by_status` counts answers by HTTP status, and injected faults by their `Fault` value. `max_in_any_second` is the
    largest number of requests within one second of the hotel's clock. Webhooks are counted for each subscription:
    `sent` messages (without lost ones), `doubled` second copies, `delivered` and acknowledged, `retried` further
    attempts, `failed` after the last attempt.
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
