"""Decides what a caller may know of a call that succeeded, beside its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Response(Generic[T]):
    """A result, and what it came with. The repr shows neither the result nor the headers: both may hold guest data.

    `sent_at` is when the request that succeeded was sent (aware UTC), `elapsed` how long the whole call took, in
    seconds, with every attempt and every wait. `headers` are those of the answer, names in lower case; `request_id` is
    Cloudbeds' own name for the request (``X-Request-ID``): quote it to their support.
    """

    value: T = field(repr=False)
    sent_at: datetime
    status: int
    headers: Mapping[str, str] = field(repr=False)
    request_id: str | None
    attempts: int
    elapsed: float
